"""Trips of one squad in the routes relaxation: edges that come in by their reduced cost, visits, loads and cuts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform

from optimizer.bounds.cuts import Cut, Routing, violated_sets
from optimizer.bounds.days import Clock, Limits
from optimizer.bounds.ends import End, ends_of
from optimizer.bounds.goods import FAR, Floats, Lot, Squad
from optimizer.bounds.passes import Passes, Worth
from optimizer.bounds.program import HOUR, RMB, Program, subtract

_EDGES_A_ROUND = 200
"""Fewer at a time, and more rounds, are quicker than all at once (measured: docs/experiments.md)."""

_TARGETS = 30
"""Places a round for which a cut is sought by flows."""

_NEAR_ENDS = 10
"""Places to begin with at which trips of a base may begin, and end."""

_CUTS_A_ROUND, _CUTS_A_PLACE = 100, 0.25
"""Cuts a round at most, with few places and with many."""

_TINY = 1e-7

_NO_LIMIT = 1e7
"""More seconds, or metres, than a trip can take."""


class Trips:
    """Edges, visits and loads of one squad's trips. Nodes are its places; node ``size`` is where trips begin and end.

    ``number``: how many trips there are. Their ends are of several kinds: by base, and for late trips also whether they
    are over before a van's first late stop, and so do not count in the afternoon. Where there are several bases,
    ``_among`` shares out what is done between the ends of trips to the bases, and what their trips do must fit each
    one's number of trips and its days.
    """

    def __init__(self, program: Program, squad: Squad, clock: Clock, stop_h: float) -> None:
        self.squad, self.size = squad, len(squad.seconds)
        self.passes = Passes(program, squad)
        self.visits: dict[int, pywraplp.Variable] = {}
        self._more: dict[int, pywraplp.Variable] = {}
        self._program, self._clock, self._stop_h = program, clock, stop_h
        self._degree: dict[int, pywraplp.Constraint] = {}
        self._kinds = ends_of(squad)
        self._sides = [program.row(0.0, 0.0) for _ in squad.bases]
        self.number = program.variable(0.0)
        self._number = program.row(0.0, 0.0)
        self._number.SetCoefficient(self.number, -1.0)
        if squad.wave == "early":
            clock.mornings.SetCoefficient(self.number, 1.0)
        self._among: Limits | None = None
        self._of_trips: list[Limits] = []
        if len(squad.bases) > 1:
            self._among, self._of_trips = self._shared_out()
        self._reload_s = squad.reload_s / 2 if squad.departs else 0.0
        self._trip_urmb = squad.trip_urmb / 2 if squad.departs else 0.0
        self._known: set[tuple[int, int, int]] = set()
        self._nodes: list[tuple[int, int, int]] = []
        self._edges: list[pywraplp.Variable] = []
        self._known_ends = np.zeros((0, 3), dtype=np.int64)
        self._rng = np.random.default_rng(0)

    def _shared_out(self) -> tuple[Limits, list[Limits]]:
        """The rows of what is done between the ends of trips, and of what the trips of each base do."""
        program = self._program
        among, *of_trips = (Limits(program.row(0.0), program.row(0.0)) for _ in (0, *self.squad.bases))
        for base, limits in zip(self.squad.bases, of_trips, strict=True):
            hours, km = program.variable(0.0), program.variable(0.0)
            for row in (limits, self._clock.of_base[base]):
                row.spend(hours, 1.0, 0.0)
                row.spend(km, 0.0, 1.0)
            among.spend(hours, -1.0, 0.0)
            among.spend(km, 0.0, -1.0)
        return among, of_trips

    def brings(self, lot: Lot) -> bool:
        """True if trips of this way may bring goods of a lot from the origin."""
        return self.squad.way in ("own", "onward", "mixed") and (self.squad.wave != "early" or not lot.late)

    def visit(self, node: int) -> pywraplp.Variable:
        """Visits to a place: half as many as the edges that end there."""
        if node not in self.visits:
            visit = self._program.variable(self.squad.urmb_per_s * self._stop_h * HOUR / RMB)
            self._takes(visit, node, self._stop_h)
            self.visits[node] = visit
            self._degree[node] = self._program.row(0.0, 0.0)
            self._degree[node].SetCoefficient(visit, -2.0)
        return self.visits[node]

    def more_visits(self, node: int) -> None:
        """Let a place be visited more often than its one share says that the visits count."""
        more = self._program.variable(self.squad.urmb_per_s * self._stop_h * HOUR / RMB)
        self._takes(more, node, self._stop_h)
        self._degree[node].SetCoefficient(more, -2.0)
        self._more[node] = more

    def all_visits(self, node: int) -> list[pywraplp.Variable]:
        """What makes up the visits to a place."""
        return [self.visit(node), *([self._more[node]] if node in self._more else [])]

    def handle(self, share: pywraplp.Variable, node: int, hours: float) -> None:
        """A whole share of a lot takes so many hours at its place, and as many at the origin where that is a stop."""
        self._takes(share, node, hours)
        if self.squad.way == "onward":
            self._clock.limits.spend(share, hours, 0.0)

    def _takes(self, variable: pywraplp.Variable, node: int, hours: float) -> None:
        """So many hours of the day at a place, and of the afternoon if they are in it."""
        for limits in self._inside:
            limits.spend(variable, hours, 0.0)
        self.passes.work_h[node].append((variable, hours))
        if self.squad.late:
            subtract(self._clock.afternoon, variable, hours)

    # Edges

    def begin(self, nearest: int) -> None:
        """The edges to begin with: a place and its nearest ones, its nearest base; a base and its nearest places."""
        names = np.array(sorted(self.visits))
        if not len(names):
            return
        base_of = (self.squad.out_s + self.squad.home_s).argmin(axis=0)
        for kind, end in enumerate(self._kinds):
            near = np.argsort(end.seconds[names], kind="stable")[:_NEAR_ENDS]
            for node in np.union1d(names[base_of[names] == end.base], names[near]).tolist():
                self._add(node, self.size, kind)
        for node in names.tolist():
            far = self.squad.seconds[node, names]
            for at in np.argsort(far, kind="stable")[: nearest + 1].tolist():
                if names[at] != node:
                    self._add(min(node, int(names[at])), max(node, int(names[at])), -1)

    def missing(self) -> NDArray[np.int64]:
        """Edges that would make the relaxation cheaper, the best first, as rows of two nodes and a kind of end."""
        worth = self.passes.worth()
        degree = np.array([self._degree[n].dual_value() if n in self._degree else -1e9 for n in range(self.size)])
        found = [self._missing_inner(degree, worth)]
        found += [self._missing_ends(kind, degree, worth.of_end(end.side)) for kind, end in enumerate(self._kinds)]
        cost = np.concatenate([part[0] for part in found])
        names = np.concatenate([part[1] for part in found])
        return np.asarray(names[np.argsort(cost, kind="stable")[:_EDGES_A_ROUND]])

    def known(self) -> NDArray[np.int64]:
        """All edges there are, as `add` takes them."""
        return np.array(sorted(self._known), dtype=np.int64).reshape(-1, 3)

    def add(self, edges: NDArray[np.int64]) -> int:
        """Add edges that are not there yet; returns how many."""
        return sum(self._add(a, b, kind) for a, b, kind in edges.tolist())

    def _missing_inner(self, degree: Floats, worth: Worth) -> tuple[Floats, NDArray[np.int64]]:
        seconds, metres = self.squad.seconds, self.squad.metres
        cost = self._price(seconds, metres, self._inside) - degree[:, None] - degree[None, :]
        cost -= worth.around[:, None] + worth.around[None, :] - 2 * worth.both
        cost += worth.per_s * seconds + worth.per_m * metres
        cost[np.tril_indices(self.size)] = 0.0
        cost[seconds >= FAR] = 0.0
        a, b = np.nonzero(cost < -_TINY)
        return cost[a, b], np.stack([a, b, np.full(len(a), -1)], axis=1)

    def _missing_ends(self, kind: int, degree: Floats, weights: Floats) -> tuple[Floats, NDArray[np.int64]]:
        squad, clock, end = self.squad, self._clock, self._kinds[kind]
        reload_s = self._reload_s
        cost = self._price(end.seconds + reload_s, end.metres, clock.binding(squad.bases[end.base])) - degree - weights
        if self._of_trips:
            (hour, km), (half_s, half_m) = self._of_trips[end.base].worth(), self._half(end)
            cost += (end.seconds - half_s) * hour / HOUR + (end.metres - half_m) * km / 1000
        cost += (self._trip_urmb - squad.urmb_per_s * reload_s) / RMB
        cost -= end.side * self._sides[end.base].dual_value()
        cost -= sum(row.dual_value() * times for row, times in self._counted(end))
        if squad.late:
            cost -= clock.late_trips.dual_value() * (-0.5 if end.first else 0.5)
        if end.first:
            cost += clock.firsts.dual_value() - clock.afternoon.dual_value() * end.over_s / HOUR
        cost[end.seconds >= FAR] = 0.0
        a = np.flatnonzero(cost < -_TINY)
        return cost[a], np.stack([a, np.full(len(a), self.size), np.full(len(a), kind)], axis=1)

    def _counted(self, end: End) -> list[tuple[pywraplp.Constraint, float]]:
        """The rows in which a trip counts by its base, and how often either of its ends does there."""
        base, clock, departs = self.squad.bases[end.base], self._clock, self.squad.departs
        rows = [(self._number, 0.5)]
        if departs:
            rows.append((clock.departures[base], -0.5))
        if base in clock.to and self.squad.way != "aside":
            rows += [(clock.to[base], -0.5 if departs else 0.5), (clock.back[base], 0.5 if departs else -0.5)]
        return rows

    @property
    def _inside(self) -> tuple[Limits, ...]:
        """What binds all that is done between the ends of trips."""
        return (*self._clock.all_trips, *([self._among] if self._among else []))

    def _half(self, end: End) -> tuple[float, float]:
        """Half of what a trip of an end's base has, in seconds and metres."""
        longest = (self.squad.left_s[end.base], self.squad.left_m[end.base])
        return min(longest[0], _NO_LIMIT) / 2, min(longest[1], _NO_LIMIT) / 2

    def _price(self, seconds: Floats, metres: Floats, binding: tuple[Limits, ...]) -> Floats:
        """Cost of legs, with what their time and length is worth to the other rows; in RMB."""
        squad, clock = self.squad, self._clock
        hour, km = (sum(worth) for worth in zip(*(limits.worth() for limits in binding), strict=True))
        if squad.late:
            hour += clock.afternoon.dual_value()
        cost = seconds * (squad.urmb_per_s / RMB + hour / HOUR) + metres * (squad.urmb_per_m / RMB + km / 1000)
        return np.asarray(cost, dtype=np.float64)

    def _add(self, a: int, b: int, kind: int) -> bool:
        """Add the edge between two places, or of a trip's end of some kind; False if it is there already."""
        if (a, b, kind) in self._known:
            return False
        squad, clock = self.squad, self._clock
        end = self._kinds[kind] if kind >= 0 else None
        seconds = float(squad.seconds[a, b] if end is None else end.seconds[a])
        metres = float(squad.metres[a, b] if end is None else end.metres[a])
        if seconds >= FAR:
            return False
        cost = metres * squad.urmb_per_m + seconds * squad.urmb_per_s + (self._trip_urmb if kind >= 0 else 0)
        edge = self._program.variable(cost / RMB)
        hours = (seconds + (self._reload_s if kind >= 0 else 0)) / HOUR
        for limits in self._inside if end is None else clock.binding(squad.bases[end.base]):
            limits.spend(edge, hours, metres / 1000)
        if end is not None and self._of_trips:
            half_s, half_m = self._half(end)
            self._of_trips[end.base].spend(edge, (seconds - half_s) / HOUR, (metres - half_m) / 1000)
        if squad.late:
            before = end.over_s[a] / HOUR if end is not None and end.first else 0.0
            clock.afternoon.SetCoefficient(edge, before - hours)
        if end is not None:
            for row, times in self._counted(end):
                row.SetCoefficient(edge, times)
            if end.side:
                self._sides[end.base].SetCoefficient(edge, end.side)
            if squad.late:
                clock.late_trips.SetCoefficient(edge, -0.5 if end.first else 0.5)
            if end.first:
                clock.firsts.SetCoefficient(edge, -1.0)
        for node in (a, b):
            if node in self._degree:
                self._degree[node].SetCoefficient(edge, 1.0)
        side = 0 if end is None else end.side
        self.passes.join(edge, a, b, side)
        self._known.add((a, b, kind))
        self._nodes.append((a, b, side))
        self._edges.append(edge)
        return True

    # Cuts

    def routing(self) -> Routing:
        """The solution at hand: edges in use, visits, loads and work."""
        nodes, used = self._ends(), np.array([edge.solution_value() for edge in self._edges])
        nodes, sides = nodes[used > _TINY, :2], nodes[used > _TINY, 2]
        used = used[used > _TINY]
        inner = (nodes < self.size).all(axis=1)
        seconds, metres = np.zeros(len(used)), np.zeros(len(used))
        for source, target in ((self.squad.seconds, seconds), (self.squad.metres, metres)):
            target[inner] = source[nodes[inner, 0], nodes[inner, 1]]
        visits = np.array([self.visits[n].solution_value() if n in self.visits else 0.0 for n in range(self.size)])
        rooms, work_h = (
            np.array([sum(one.solution_value() * amount for one, amount in needs[n]) for n in range(self.size)])
            for needs in (self.passes.rooms, self.passes.work_h)
        )
        return Routing(nodes, used, seconds, metres, sides, visits, rooms, work_h * HOUR)

    def violated(self) -> list[Cut]:
        """Cuts that the solution at hand breaks most."""
        routing = self.routing()
        if routing.visits.sum() < _TINY:
            return []
        wanted = np.flatnonzero(routing.visits > 0.1)
        targets = self._rng.choice(wanted, min(_TARGETS, len(wanted)), replace=False) if len(wanted) else wanted
        found = violated_sets(routing, self.passes.longest, self.passes.lengths, targets)
        best = sorted((one for one in found if one[1] not in self.passes), key=lambda one: -one[0])
        return [cut for _, cut in best[: max(_CUTS_A_ROUND, int(_CUTS_A_PLACE * self.size))]]

    def begin_cuts(self) -> None:
        """Cuts to begin with: neighbours joined to ever larger sets, where their loads need more than one van."""
        names = np.array(sorted(self.visits))
        if len(names) < 2:
            return
        far = self.squad.seconds[np.ix_(names, names)].copy()
        np.fill_diagonal(far, 0.0)
        far = np.minimum(far, 1e5)
        load = {node: sum(one for _, one in self.passes.rooms[node]) for node in names.tolist()}
        groups: list[list[int]] = [[int(name)] for name in names]
        for a, b in linkage(squareform(far, checks=False), "average")[:, :2].astype(int).tolist():
            groups.append(groups[a] + groups[b])
            if sum(load[node] for node in groups[-1]) > 1:
                self.cut(Cut(frozenset(groups[-1]), "rooms"))
        self.cut(Cut(frozenset(groups[-1]), "time"))

    def cut(self, cut: Cut) -> None:
        """Add a cut."""
        self.passes.add(cut, self.visits, self._ends(), self._edges)

    def _ends(self) -> NDArray[np.int64]:
        """(m, 3): the nodes of every edge, and its side."""
        if len(self._known_ends) < len(self._nodes):
            self._known_ends = np.array(self._nodes, dtype=np.int64)
        return self._known_ends
