"""The last step of every engine: place what is left if that pays, and prove why the rest stays behind."""

from __future__ import annotations

from dataclasses import replace

from optimizer.construct.insertion import insert_left
from optimizer.instance import Instance
from optimizer.plan import Plan
from optimizer.reasons import reasons
from optimizer.recover import recover
from optimizer.settle import cost_of_plan, settled, state_of
from optimizer.solution import Solution


def finish(instance: Instance, plan: Plan, patience_s: float = 10.0) -> Plan:
    """The plan with left-behind goods placed where that saves money, and a proved reason for all that remain.

    ``patience_s`` bounds the time for placing; the reasons are always found, for goods that are alike only once.
    """
    if recover(instance, plan).left(instance):
        plan = _filled(instance, plan, patience_s)
    state = state_of(instance, plan)
    return replace(plan, unserved=reasons(instance, state)).sorted()


def _filled(instance: Instance, plan: Plan, patience_s: float) -> Plan:
    """The plan with more goods in it, if that makes it cheaper.

    A second transfer of goods that already have one may spoil the first; if it does, all is tried without such.
    """
    for careful in (False, True):
        state = state_of(instance, plan)
        kept = state.under_way if careful else frozenset()
        left = state.solution.left(instance)
        added = insert_left(instance, state.space, state.garage, left, patience_s, kept)
        grown = Solution((*state.solution.bookings, *added), tuple(state.garage.days))
        if grown == state.solution:
            return plan
        better = settled(instance, grown)
        if isinstance(better, Plan):
            return better if cost_of_plan(instance, better) < cost_of_plan(instance, plan) else plan
        if not state.under_way:
            return plan
    return plan
