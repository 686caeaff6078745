"""How far the routes relaxation gets in a time: edges and cuts come in, then sets of whole numbers are halved."""

from __future__ import annotations

import heapq
import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from optimizer.bounds.cuts import Cut
from optimizer.bounds.goods import goods_of
from optimizer.bounds.pools import pools
from optimizer.bounds.program import RMB
from optimizer.bounds.routes import NumberLimits, Routes
from optimizer.instance import Instance

_SAFETY = 1e-5
"""Share of the bound given up against rounding in floating point."""

_GAIN = 2e-4
"""Rounds of cuts end where three of them raise the bound by a smaller share."""

_SIDES_SHARE, _SIDES_SHARE_OF_MANY = 0.6, 0.1
"""Share of the time kept for whole numbers of vans, with few places and with many."""

_NODES, _NODE_LEAST_S = 16, 0.5
"""A set of numbers gets this part of the time that is left, but no less than so many seconds."""

_WHOLE = 1e-4

Tell = Callable[[int], None]
"""Hears every better bound, in micro-RMB."""


def routes_bound_urmb(instance: Instance, time_limit_s: float = 20.0, tell: Tell | None = None) -> int:
    """No plan of section 5's itineraries costs less than this many micro-RMB; 0 where routes say nothing.

    ``tell`` hears every better bound on the way.
    """
    until = time.monotonic() + time_limit_s
    grouped = pools(instance)
    goods = goods_of(instance, grouped) if instance.fleets else None
    if goods is None:
        return 0
    best, routes = 0, Routes(instance, grouped, goods)
    share = _SIDES_SHARE if routes.few else _SIDES_SHARE_OF_MANY
    for value in better_and_better(routes, until, until - time_limit_s * share):
        best = max(best, int(value * RMB * (1 - _SAFETY)) - 1)
        if tell is not None:
            tell(best)
    return best


@dataclass(frozen=True, slots=True, order=True)
class _Node:
    """A set of numbers by their ``limits``, with a bound for them; the ``numbers`` of the relaxation, if it was solved.

    ``settled``: no more cuts would raise the bound by much. ``cuts``: with few places those with a price, by squad.
    """

    value: float
    numbers: tuple[float, ...]
    limits: NumberLimits
    settled: bool = False
    cuts: tuple[list[Cut], ...] = field(default=(), compare=False)

    def broken(self, groups: int) -> int | None:
        """A group's number that is broken, else the other that is most; None if all are whole or unknown."""
        parts = [abs(number - round(number)) for number in self.numbers]
        order = sorted(range(len(parts)), key=lambda at: (at >= groups, at if at < groups else -parts[at]))
        return next((at for at in order if parts[at] >= _WHOLE), None)

    def halves(self, at: int) -> list[NumberLimits]:
        """The limits with one number no more, and no less, than the whole ones beside it."""
        (low, high), number = self.limits[at], self.numbers[at]
        halves = ((low, float(math.floor(number))), (float(math.ceil(number)), high))
        return [(*self.limits[:at], half, *self.limits[at + 1 :]) for half in halves]


def better_and_better(routes: Routes, until: float, first_until: float) -> Iterator[float]:
    """The least cost with whole numbers of vans and trips, as far as proved by a moment; better values on the way.

    From ``first_until`` on, sets of numbers are halved where the relaxation breaks one; the least of all that are open
    counts, and if its numbers are whole, its cuts are carried on. With few places each set begins anew from the cuts of
    the one that it is half of: that is quicker than going on from the last basis.
    """
    start = root = _Node(0.0, (), routes.any_numbers())
    for root in _rises(routes, until, first_until, start):
        yield root.value
    queue = [root]
    while time.monotonic() < until:
        broken = queue[0].broken(routes.groups)
        if broken is None and queue[0].settled:
            return
        node = heapq.heappop(queue)
        for limits in [node.limits] if broken is None else node.halves(broken):
            share_s = max(_NODE_LEAST_S, (until - time.monotonic()) / _NODES)
            child = replace(node, numbers=(), limits=limits, settled=False)
            if node.cuts:
                routes.begin_anew(node.cuts)
            rises = _rises(routes, until, time.monotonic() + share_s, child)
            heapq.heappush(queue, next(iter(deque(rises, maxlen=1)), child))
        yield queue[0].value


def _rises(routes: Routes, until: float, enough: float, node: _Node) -> Iterator[_Node]:
    """Better and better bounds within the limits of a node; none at all if nothing was proved until a moment.

    There are no more after the moment ``enough``, but for a first one, without which the time would be lost. The last
    one is settled if it ended for want of cuts.
    """
    routes.limit(node.limits)
    best, stale = 0.0, 0
    while routes.solve(enough if best else until):
        over, value = time.monotonic() > enough, routes.value
        if routes.add_missing():
            if over and best:
                return
            continue
        stale = stale + 1 if value < best * (1 + _GAIN) else 0
        if value > best:
            best, cuts = value, routes.tight() if routes.few else ()
            node = replace(node, value=max(node.value, value), numbers=routes.numbers(), cuts=cuts)
            yield node
        if over:
            return
        if routes.slow:
            routes.trim()
            routes.limit(node.limits)
            stale -= 1  # the next value is no better for that
        elif stale > 2 or not routes.cut():
            yield replace(node, settled=True)
            return
