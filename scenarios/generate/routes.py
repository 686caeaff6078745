"""Where bus lines go: from the hub through town stations to villages, feeders that start in a town, spurs, loops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scenarios.generate.draw import chance, choose, whole
from scenarios.generate.graph import Paths, Tree, edge
from scenarios.generate.roads import RoadMap
from scenarios.generate.spec import CountySpec

BUS_KMH = {"county": 45.0, "town": 35.0, "village": 22.0}
"""What a bus line's road is chosen by: a line keeps to the better roads where it can."""

CALLS_LOW, CALLS_HIGH = 8, 14
"""Villages that a line calls at, fewest and most, where its road has so many."""

FEEDER_CALLS_LOW, FEEDER_CALLS_HIGH = 5, 9

TAIL_KM = (3.0, 9.0)
"""How far a line goes on past its last town, from and to."""

LANE_KM = 0.9
"""A bus does not turn into a village's lane longer than this."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A node at which a line calls and the km from the stop before."""

    node: int
    km: float


@dataclass(frozen=True, slots=True)
class Route:
    """A line's stops outwards, and whether it starts at the hub."""

    stops: tuple[Stop, ...]
    from_hub: bool

    @property
    def km(self) -> float:
        """Length one way."""
        return sum(stop.km for stop in self.stops)

    @property
    def backwards(self) -> tuple[Stop, ...]:
        """The stops of the way back."""
        nodes = [stop.node for stop in reversed(self.stops)]
        gaps = [0.0, *(stop.km for stop in reversed(self.stops[1:]))]
        return tuple(Stop(node, km) for node, km in zip(nodes, gaps, strict=True))


class RoutePlanner:
    """Draws the lines of one county, one after another; later ones prefer villages that no line calls at yet."""

    def __init__(self, rng: np.random.Generator, spec: CountySpec, roads: RoadMap) -> None:
        self._rng = rng
        self._spec = spec
        self._roads = roads
        self._km = {edge(road.a, road.b): road.length_m / 1000 for road in roads.roads}
        minutes = {
            edge(road.a, road.b): 60 * road.length_m / 1000 / BUS_KMH[road.road_class]
            for road in roads.roads
            if road.needed
        }
        self._paths = Paths(len(roads.nodes), minutes)
        self._trees: dict[int, Tree] = {}
        self._served: set[int] = set()
        self._at_junction: dict[int, list[int]] = {}
        for village, junction in enumerate(roads.turn_off):
            self._at_junction.setdefault(junction, []).append(roads.first_village + village)

    def routes(self) -> list[Route]:
        """All lines: those from the hub first, then the feeders."""
        towns = self._roads.towns
        feeders = 0 if towns < 2 or self._spec.lines < 2 else round(self._spec.feeder_share * self._spec.lines)
        routes = [self._hub_route(town) for town in self._terminals(self._spec.lines - feeders)]
        on_hub_lines = {stop.node for route in routes for stop in route.stops}
        reached = [town for town in self._towns() if town in on_hub_lines] or self._towns()
        routes += [self._feeder(choose(self._rng, reached)) for _ in range(feeders)]
        return [route for route in routes if len(route.stops) >= 2]

    def _towns(self) -> list[int]:
        return list(range(1, 1 + self._roads.towns))

    def _tree(self, node: int) -> Tree:
        if node not in self._trees:
            self._trees[node] = self._paths.tree(node)
        return self._trees[node]

    def _terminals(self, count: int) -> list[int]:
        """The last town of each line from the hub: first the far ends of the roads, then all, in turn."""
        tree = self._tree(0)

        def far(town: int) -> float:
            return float(tree.length[town])

        passed = {node for town in self._towns() for node in tree.path(town)[:-1]}
        ends = [town for town in self._towns() if town not in passed]
        others = [town for town in self._towns() if town in passed]
        order = [*sorted(ends, key=far, reverse=True), *sorted(others, key=far, reverse=True)]
        return [order[at % len(order)] for at in range(count)]

    def _hub_route(self, town: int) -> Route:
        """From the hub to the town's station, at times in and out of a side road, and on to a village beyond."""
        legs = [self._tree(0).path(town)]
        end = self._beyond(town, legs[0])
        if chance(self._rng, self._spec.spur_share):
            side = self._beyond(town, [*legs[0], *self._tree(town).path(end)])
            legs += [self._tree(town).path(side), self._tree(side).path(town)]
        legs.append(self._tree(town).path(end))
        calls = whole(self._rng, CALLS_LOW, CALLS_HIGH)
        return Route(self._stops(_joined(legs), calls), True)

    def _feeder(self, town: int) -> Route:
        """From a town's station to a village of its own, or round by two villages and back to the station."""
        out = self._tree(town)
        end = self._beyond(town, [town])
        calls = whole(self._rng, FEEDER_CALLS_LOW, FEEDER_CALLS_HIGH)
        if not chance(self._rng, self._spec.loop_share):
            return Route(self._stops(out.path(end), calls), False)
        corner = self._beyond(town, out.path(end))
        loop = _joined([out.path(end), self._tree(end).path(corner), self._tree(corner).path(town)])
        return Route(self._stops(loop, calls), False)

    def _beyond(self, town: int, passed: Iterable[int]) -> int:
        """A junction of the town's villages, some km on, away from the nodes passed and with villages not served."""
        tree = self._tree(town)
        name = self._roads.nodes[town].town
        mine = (
            [node for node in self._at_junction if self._roads.nodes[node].town == name and self._near(node)]
            or [node for node in self._at_junction if self._near(node)]
            or list(self._at_junction)
        )
        used = set(passed)
        fresh = [node for node in mine if node not in used] or mine
        within = [node for node in fresh if TAIL_KM[0] <= self._path_km(tree.path(node)) <= TAIL_KM[1]] or fresh
        return max(within, key=lambda node: self._freshness(tree.path(node), used))

    def _freshness(self, path: list[int], used: set[int]) -> float:
        """Villages at the path's new junctions that no line serves, and a little chance."""
        new = [node for node in path[1:] if node not in used]
        villages = [v for node in new for v in self._at_junction.get(node, []) if v not in self._served]
        return len(villages) - 1.5 * (len(path) - 1 - len(new)) + float(self._rng.uniform(0, 4))

    def _near(self, junction: int) -> list[int]:
        """Villages at a junction whose lane is short enough for a bus."""
        return [v for v in self._at_junction.get(junction, []) if self._km[edge(junction, v)] <= LANE_KM]

    def _stops(self, path: list[int], calls: int) -> tuple[Stop, ...]:
        """Calls along a path: every station, the village at the end, and others up to ``calls``."""
        chosen = self._choose_villages(path, calls)
        stops: list[Stop] = []
        km = 0.0
        for at, node in enumerate(path):
            km += self._km[edge(path[at - 1], node)] if at else 0.0
            if node <= self._roads.towns:
                # Back at the station without a call in between: the bus does not drive that spur.
                if not stops or stops[-1].node != node:
                    stops.append(Stop(node, round(km, 3)))
                km = 0.0
            for village in chosen.get(at, []):
                lane_km = self._km[edge(node, village)]
                stops.append(Stop(village, round(km + lane_km, 3)))
                km = lane_km
        return tuple(stops)

    def _choose_villages(self, path: list[int], calls: int) -> dict[int, list[int]]:
        """Villages to call at by position in the path; the last junction's always, then those not served yet."""
        last = len(path) - 1
        wanted: dict[int, tuple[float, int]] = {}
        for at, node in enumerate(path):
            for village in self._near(node) or (self._at_junction.get(node, []) if at == last else []):
                # Later passes of a junction do not add the village again; the end of the line comes first.
                rank = (
                    self._rng.uniform(0, 1) + (2.0 if village in self._served else 0.0) - (9.0 if at == last else 0.0)
                )
                wanted.setdefault(village, (float(rank), at))
        order = sorted(wanted, key=lambda village: wanted[village])[:calls]
        chosen: dict[int, list[int]] = {}
        for village in order:
            chosen.setdefault(wanted[village][1], []).append(village)
        self._served.update(order)
        return chosen

    def _path_km(self, path: list[int]) -> float:
        return sum(self._km[edge(a, b)] for a, b in pairwise(path))


def _joined(legs: list[list[int]]) -> list[int]:
    """Paths that begin where the one before ends, as one."""
    whole_path = legs[0][:1]
    for leg in legs:
        whole_path += leg[1:]
    return whole_path
