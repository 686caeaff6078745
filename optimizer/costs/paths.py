"""Quickest roads, found from the links alone: what the judges of a plan drive by.

Engines have their own matrices; nothing here is shared with them, so that a mistake cannot hide in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from scenarios.types import Scenario, VanType, link_duration_ms, may_use

Profile = tuple[int, int | None, int]
Arcs = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Leg:
    """The quickest road between two places: whole seconds (rounded up) and metres."""

    seconds: int
    metres: int


class RoadPaths:
    """Quickest roads by van type, each searched for once and only as far as asked.

    A road's weight is `ms * scale + m` with `scale` larger than the length of any road without loops: one
    integer that compares as the pair (milliseconds, metres) does.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._links = scenario.links
        self._speeds_kmh = dict(scenario.settings.speeds_kmh)
        self._scale = 1 + sum(link.length_m for link in scenario.links)
        self._arcs: dict[Profile, Arcs] = {}
        self._trees: dict[tuple[Profile, str], _Tree] = {}

    def leg(self, van: VanType, start: str, end: str) -> Leg | None:
        """The quickest road for a van type, of equally quick ones the shortest; None if there is none."""
        if start == end:
            return Leg(0, 0)
        weight = self._tree(van, start).weight_to(end)
        if weight is None:
            return None
        ms, metres = divmod(weight, self._scale)
        return Leg(-(-ms // 1000), metres)

    def way(self, van: VanType, start: str, end: str) -> tuple[str, ...]:
        """The places along that road, both ends included; none if there is no road."""
        return (start,) if start == end else self._tree(van, start).way_to(end)

    def metres(self, van: VanType, places: Iterable[str]) -> int:
        """Metres of a tour through places in order; a leg that cannot be driven counts 0."""
        legs = (self.leg(van, here, there) for here, there in pairwise(places))
        return sum(leg.metres for leg in legs if leg is not None)

    def _tree(self, van: VanType, start: str) -> _Tree:
        profile = (van.speed_pct, van.max_kmh, van.gross_kg)
        if profile not in self._arcs:
            self._arcs[profile] = self._arcs_for(van)
        key = (profile, start)
        if key not in self._trees:
            self._trees[key] = _Tree(self._arcs[profile], start)
        return self._trees[key]

    def _arcs_for(self, van: VanType) -> Arcs:
        """The road graph that vans of this type may use: the least weight from place to next place."""
        arcs: Arcs = {}
        for link in self._links:
            if not may_use(link, van):
                continue
            weight = link_duration_ms(link, van, self._speeds_kmh) * self._scale + link.length_m
            ways = [(link.from_place, link.to_place)]
            if not link.oneway:
                ways.append((link.to_place, link.from_place))
            for here, there in ways:
                onward = arcs.setdefault(here, {})
                onward[there] = min(weight, onward.get(there, weight))
        return arcs


class _Tree:
    """Dijkstra's search from one place; it stops at the place asked for and goes on when asked for more."""

    def __init__(self, arcs: Arcs, start: str) -> None:
        self._arcs = arcs
        self._settled: dict[str, int] = {}
        self._reached: dict[str, int] = {start: 0}
        self._before: dict[str, str] = {}
        self._queue: list[tuple[int, str]] = [(0, start)]

    def weight_to(self, end: str) -> int | None:
        """The least weight of a road to a place, or None if no road leads there."""
        while end not in self._settled and self._queue:
            weight, here = heappop(self._queue)
            if here not in self._settled:
                self._settled[here] = weight
                self._spread(weight, here)
        return self._settled.get(end)

    def way_to(self, end: str) -> tuple[str, ...]:
        """The places along the road of least weight, or none if no road leads there."""
        if self.weight_to(end) is None:
            return ()
        way = [end]
        while way[-1] in self._before:
            way.append(self._before[way[-1]])
        return tuple(reversed(way))

    def _spread(self, weight: int, here: str) -> None:
        reached, queue = self._reached, self._queue
        for there, step in self._arcs.get(here, {}).items():
            onward = weight + step
            if there not in reached or onward < reached[there]:
                reached[there] = onward
                self._before[there] = here
                heappush(queue, (onward, there))
