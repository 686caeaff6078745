"""The last step of every engine: place what is left if that pays, and prove why the rest stays behind."""

from __future__ import annotations

import time
from dataclasses import replace

from optimizer.construct.insertion import Placement, insert_left, try_way
from optimizer.instance import Instance
from optimizer.plan import Plan
from optimizer.reasons import reasons, short_ways
from optimizer.recover import recover
from optimizer.settle import State, cost_of_plan, settled, state_of, with_placement
from optimizer.solution import Solution

_PLACING_SHARE = 0.7
"""Share of the patience for placing; the rest is for the reasons."""


def finish(instance: Instance, plan: Plan, patience_s: float = 10.0) -> Plan:
    """The plan with left-behind goods placed where that saves money, and a reason for all that remain.

    The reasons are proved by trying, for goods that are alike only once. After ``patience_s`` nothing more is placed
    or tried, and of what is then still to be tried the reason is that the time was over.
    """
    until = time.monotonic() + patience_s
    if recover(instance, plan).left(instance):
        plan = _filled(instance, plan, until - patience_s * (1 - _PLACING_SHARE))
    state = state_of(instance, plan)
    return replace(plan, unserved=reasons(instance, state, until)).sorted()


def _filled(instance: Instance, plan: Plan, until: float) -> Plan:
    """The plan with more goods in it, as long as that makes it cheaper.

    A second transfer of goods that already have one may spoil the first. So such goods are placed without a transfer
    if it does, and in the end their ways are tried one by one.
    """
    grown: Plan | None = plan
    while grown is not None and time.monotonic() < until:
        plan, state = grown, state_of(instance, grown)
        grown = _grown(instance, state, until - time.monotonic(), frozenset())
        if grown is None and state.under_way:
            grown = _grown(instance, state_of(instance, plan), until - time.monotonic(), state.under_way)
    state = state_of(instance, plan)
    left = state.solution.left(instance)
    for index in sorted(state.under_way.intersection(left)):
        parcels = left[index]
        while parcels and time.monotonic() < until:
            better = _with_more(instance, state_of(instance, plan), index, parcels, until)
            plan, parcels = (plan, parcels // 2) if better is None else (better, parcels)
    return plan


def _with_more(instance: Instance, state: State, index: int, parcels: int, until: float) -> Plan | None:
    """The cheapest plan with up to so many more parcels of an item, each way tried as a whole; None if none pays."""
    parcels = min(parcels, state.solution.left(instance).get(index, 0))
    best: tuple[int, Plan] | None = None
    for way in short_ways(instance, instance.items[index]) if parcels else ():
        if time.monotonic() >= until:
            break
        found = try_way(instance, state.space, state.garage, ((index, parcels),), way)
        plan = settled(instance, with_placement(instance, state, found)) if isinstance(found, Placement) else found
        if isinstance(plan, Plan) and (best is None or cost_of_plan(instance, plan) < best[0]):
            best = (cost_of_plan(instance, plan), plan)
    return None if best is None or best[0] >= cost_of_plan(instance, state.plan) else best[1]


def _grown(instance: Instance, state: State, patience_s: float, under_way: frozenset[int]) -> Plan | None:
    """The plan of a state with goods placed in it; None if it is no cheaper, or its transfers do not hold."""
    left = state.solution.left(instance)
    added = insert_left(instance, state.space, state.garage, left, patience_s, under_way)
    grown = Solution((*state.solution.bookings, *added), tuple(state.garage.days))
    if grown == state.solution:
        return None
    better = settled(instance, grown)
    if isinstance(better, Plan) and cost_of_plan(instance, better) < cost_of_plan(instance, state.plan):
        return better
    return None
