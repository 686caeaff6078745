"""The routes relaxation: vans' trips as edges between places, with cuts for rooms and for hanging together.

Symbols, rows and the argument why every plan is a point of it are in docs/model.md, section 6.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from ortools.linear_solver import pywraplp

from optimizer.bounds.cuts import violated_sets
from optimizer.bounds.goods import Goods, Lot, Squad, goods_of, regular_s
from optimizer.bounds.pools import Pool, pools
from optimizer.instance import Instance
from optimizer.sections import sections

_RMB = 1_000_000
_HOUR = 3600.0

_SAFETY = 1e-5
"""Share of the bound given up against rounding in floating point."""

_NEAREST = 8
"""Edges of a place to begin with; the others come in where they would make the relaxation cheaper."""

_EDGES_A_ROUND = 3_000

_TARGETS = 30
"""Places a round for which a cut is sought by flows."""

_GAIN = 2e-4
"""Rounds of cuts end where three of them raise the bound by a smaller share."""

_TINY = 1e-7

_FEW_PLACES = 200
"""Up to so many places, and few vans, it is worth proving both whole numbers of vans beside a fractional one."""

_SIDES_SHARE = 0.4
"""Share of the time kept for that."""


def routes_bound_urmb(instance: Instance, time_limit_s: float = 20.0) -> int:
    """No plan of section 5's itineraries costs less than this many micro-RMB; 0 where routes say nothing."""
    grouped = pools(instance)
    goods = goods_of(instance, grouped) if instance.fleets else None
    if goods is None:
        return 0
    until = time.monotonic() + time_limit_s
    model = _Routes(instance, grouped, goods)
    if len(goods.places) > _FEW_PLACES:
        value, vans = model.solve(until)
    else:
        value, vans = model.solve(until - time_limit_s * _SIDES_SHARE)
    if value and len(goods.places) <= _FEW_PLACES and abs(vans - round(vans)) > 1e-4:
        # The least cost is convex in the number of vans, which is whole: the better of both numbers beside it counts.
        below = model.solve(until - time_limit_s * _SIDES_SHARE / 2, most=math.floor(vans))[0]
        value = max(value, min(below, model.solve(until, least=math.ceil(vans))[0]))
    return max(0, int(value * _RMB * (1 - _SAFETY)) - 1)


class _Trips:
    """Edges, visits and loads of one squad's trips in the model."""

    def __init__(self, squad: Squad) -> None:
        self.squad = squad
        self.depot = len(squad.seconds) - 1
        self.ends: list[tuple[int, int]] = []
        self.edges: list[pywraplp.Variable] = []
        self.visits: dict[int, pywraplp.Variable] = {}
        self.degree: dict[int, pywraplp.Constraint] = {}
        self.loads: dict[int, list[tuple[pywraplp.Variable, float]]] = defaultdict(list)
        self.cuts: dict[tuple[frozenset[int], int | None], pywraplp.Constraint] = {}
        self.known: set[tuple[int, int]] = set()


class _Routes:
    """The model in GLOP; money in RMB, time in hours, loads in vans' rooms."""

    def __init__(self, instance: Instance, grouped: list[Pool], goods: Goods) -> None:
        self._instance, self._pools, self._goods = instance, grouped, goods
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._stop_h = instance.settings.van_stop_s / _HOUR
        self._parcel_h = instance.settings.van_parcel_s / _HOUR
        self._buses: dict[tuple[int, int], tuple[pywraplp.Constraint, pywraplp.Constraint]] = {}
        self._rng = np.random.default_rng(0)
        self._days: list[pywraplp.Variable] = []
        self._total = self._row(0.0)
        self._duty, self._departures = (self._row(0.0), self._row(0.0)), (self._row(0.0), self._row(0.0))
        self._afternoon, self._firsts = self._row(0.0), self._row(0.0)
        self._late_trips = self._row(0.0)
        self._add_vans()
        self._trips = [_Trips(squad) for squad in goods.squads]
        self._lots = [self._lot_rows(lot) for lot in goods.lots]
        for number, pool in enumerate(grouped):
            self._add_pool(number, pool)
        for trips in self._trips:
            self._add_edges(trips, _first_edges(trips.squad, set(trips.visits)))
        self._solver.Objective().SetMinimization()

    def _row(self, low: float, high: float | None = None) -> pywraplp.Constraint:
        return self._solver.Constraint(low, self._solver.infinity() if high is None else high)

    def _variable(self, cost: float, high: float | None = None) -> pywraplp.Variable:
        variable = self._solver.NumVar(0.0, self._solver.infinity() if high is None else high, "")
        self._solver.Objective().SetCoefficient(variable, cost)
        return variable

    def _add_vans(self) -> None:
        """Days of each fleet; they give hours to trips from the origin (0) or to those of other bases (1)."""
        for fleet in self._instance.fleets:
            van, group = fleet.type, int(fleet.base != self._goods.origin)
            days = self._variable(van.fixed_urmb / _RMB, float(fleet.number))
            over = self._variable(van.overtime_urmb_per_s * _HOUR / _RMB)
            limit = self._row(0.0)
            limit.SetCoefficient(days, van.max_overtime_s / _HOUR)
            limit.SetCoefficient(over, -1.0)
            reload_s = min((s.reload_s for s in self._goods.squads if fleet in s.fleets), default=0)
            self._duty[group].SetCoefficient(days, (regular_s(fleet) + reload_s) / _HOUR)
            self._duty[group].SetCoefficient(over, 1.0)
            self._departures[group].SetCoefficient(days, van.max_trips)
            self._total.SetCoefficient(days, 1.0)
            self._days.append(days)
            if group == 0:
                open_s = max(0, van.latest_s - self._goods.late_open_s)
                self._afternoon.SetCoefficient(days, open_s / _HOUR)
                self._firsts.SetCoefficient(days, 1.0)

    def _lot_rows(self, lot: Lot) -> tuple[pywraplp.Constraint, pywraplp.Constraint]:
        """Shares of a lot by each way; rows for the volume by van, and for what vans of the origin carry of it."""
        volume, mine = self._row(0.0), self._row(0.0)
        parcels = lot.ml / lot.largest_ml
        either = []
        for trips in self._trips:
            way = trips.squad.way
            if (way == "early" and lot.late) or (way == "bus" and not lot.by_bus):
                continue
            share = self._variable(self._transfer_rmb(parcels) if way == "bus" else 0.0)
            volume.SetCoefficient(share, 1.0)
            self._visited(trips, lot.node, [share])
            if way != "bus":
                trips.loads[lot.node].append((share, lot.ml / trips.squad.room_ml))
            if way in ("early", "late"):
                mine.SetCoefficient(share, -1.0)
                either.append(share)
        if lot.by_bus and self._goods.transfer_urmb is not None:
            share = self._variable(self._transfer_rmb(parcels))
            volume.SetCoefficient(share, 1.0)
            mine.SetCoefficient(share, -1.0)
            row = self._row(0.0)
            for trips in self._trips:
                if trips.squad.way in ("early", "late"):
                    row.SetCoefficient(self._visit(trips, lot.node), 1.0)
            for variable in (*either, share):
                row.SetCoefficient(variable, -1.0)
        return volume, mine

    def _transfer_rmb(self, parcels: float) -> float:
        return (self._goods.transfer_urmb or 0) * parcels / _RMB

    def _visited(self, trips: _Trips, node: int, shares: list[pywraplp.Variable]) -> None:
        row = self._row(0.0)
        row.SetCoefficient(self._visit(trips, node), 1.0)
        for share in shares:
            row.SetCoefficient(share, -1.0)

    def _visit(self, trips: _Trips, node: int) -> pywraplp.Variable:
        """Visits of a squad to a place: as many as half the edges that end there."""
        if node not in trips.visits:
            squad = trips.squad
            visit = self._variable(squad.urmb_per_s * self._stop_h * _HOUR / _RMB)
            self._duty[_group(squad)].SetCoefficient(visit, -self._stop_h)
            if squad.way == "late":
                self._afternoon.SetCoefficient(visit, -self._stop_h)
            trips.visits[node] = visit
            trips.degree[node] = self._row(0.0, 0.0)
            trips.degree[node].SetCoefficient(visit, -2.0)
        return trips.visits[node]

    def _add_pool(self, number: int, pool: Pool) -> None:
        """A pool's parcels are left, go by bus to (or from) its anchor, or by van; holds bind by segment."""
        item, served = pool.like, pool.like.serve_urmb / _RMB
        row = self._row(float(pool.parcels), float(pool.parcels))
        row.SetCoefficient(self._variable(item.unserved_urmb / _RMB), 1.0)
        carriers = [fleet for fleet in self._instance.fleets if self._instance.can_carry(fleet, item)]
        if number in self._goods.lot_of:
            self._by_van(number, pool, row)
        elif any(self._instance.can_reach(fleet, pool.anchor) for fleet in carriers):
            row.SetCoefficient(self._variable(served), 1.0)  # these goods ride for nothing here
        for section in sections(self._instance, item, pool.anchor, bool(carriers)):
            variable = self._variable(served + section.urmb / _RMB)
            row.SetCoefficient(variable, 1.0)
            for segment in range(section.board, section.leave):
                litres, kilograms = self._hold(section.run, segment)
                litres.SetCoefficient(variable, item.parcel_ml / _RMB)
                kilograms.SetCoefficient(variable, item.parcel_g / _RMB)

    def _by_van(self, number: int, pool: Pool, row: pywraplp.Constraint) -> None:
        """Parcels by vans of the origin and of other bases; what they leave out are at most the largest ones."""
        at = self._goods.lot_of[number]
        lot, (volume, mine) = self._goods.lots[at], self._lots[at]
        served, largest = pool.like.serve_urmb / _RMB, pool.largest_ml / lot.ml
        volume.SetLb(volume.lb() + pool.ml / lot.ml - largest * pool.parcels)
        for group in sorted({_group(squad) for squad in self._goods.squads}):
            urmb_per_s = min(squad.urmb_per_s for squad in self._goods.squads if _group(squad) == group)
            variable = self._variable(served + self._parcel_h * _HOUR * urmb_per_s / _RMB)
            row.SetCoefficient(variable, 1.0)
            volume.SetCoefficient(variable, -largest)
            self._duty[group].SetCoefficient(variable, -self._parcel_h)
            if group == 0:
                mine.SetCoefficient(variable, largest)
                if lot.late:
                    self._afternoon.SetCoefficient(variable, -self._parcel_h)

    def _hold(self, run: int, segment: int) -> tuple[pywraplp.Constraint, pywraplp.Constraint]:
        if (run, segment) not in self._buses:
            what = self._instance.network.timetable.runs[run]
            self._buses[run, segment] = (self._row(0.0, what.usable_ml / _RMB), self._row(0.0, what.usable_g / _RMB))
            for row in self._buses[run, segment]:
                row.SetLb(-self._solver.infinity())
        return self._buses[run, segment]

    # Edges and cuts

    def _add_edges(self, trips: _Trips, ends: Iterable[tuple[int, int]]) -> int:
        added = 0
        for a, b in ends:
            if (a, b) not in trips.known:
                self._add_edge(trips, a, b)
                added += 1
        return added

    def _add_edge(self, trips: _Trips, a: int, b: int) -> None:
        squad = trips.squad
        seconds, metres, outer = float(squad.seconds[a, b]), float(squad.metres[a, b]), b == trips.depot
        cost = metres * squad.urmb_per_m + seconds * squad.urmb_per_s + (squad.trip_urmb / 2 if outer else 0)
        edge = self._variable(cost / _RMB)
        hours = (seconds + (squad.reload_s / 2 if outer else 0)) / _HOUR
        self._duty[_group(squad)].SetCoefficient(edge, -hours)
        if outer:
            self._departures[_group(squad)].SetCoefficient(edge, -0.5)
        if squad.way == "late":
            self._afternoon.SetCoefficient(edge, -hours)
            if outer:
                self._first_leg(trips, edge, (seconds + squad.reload_s) / _HOUR)
        for node in (a, b):
            if node in trips.degree:
                trips.degree[node].SetCoefficient(edge, 1.0)
        for (chosen, _), row in trips.cuts.items():
            if (a in chosen) != (b in chosen):
                row.SetCoefficient(edge, 1.0)
        trips.known.add((a, b))
        trips.ends.append((a, b))
        trips.edges.append(edge)

    def _first_leg(self, trips: _Trips, edge: pywraplp.Variable, hours: float) -> None:
        """A van's first late trip may be on its way before the places open; one leg a van and trip, at most."""
        first = self._variable(0.0)
        self._afternoon.SetCoefficient(first, hours)
        self._firsts.SetCoefficient(first, -1.0)
        self._late_trips.SetCoefficient(first, -1.0)
        self._late_trips.SetCoefficient(edge, 0.5)
        once = self._row(0.0)
        once.SetCoefficient(edge, 1.0)
        once.SetCoefficient(first, -1.0)

    def _add_cut(self, trips: _Trips, chosen: frozenset[int], node: int | None) -> None:
        row = self._row(0.0)
        for (a, b), edge in zip(trips.ends, trips.edges, strict=True):
            if (a in chosen) != (b in chosen):
                row.SetCoefficient(edge, 1.0)
        if node is None:
            for member in chosen:
                for share, rooms in trips.loads[member]:
                    row.SetCoefficient(share, -2 * rooms)
        else:
            row.SetCoefficient(trips.visits[node], -2.0)
        trips.cuts[chosen, node] = row

    # Solving

    def solve(self, until: float, least: float = 0.0, most: float | None = None) -> tuple[float, float]:
        """(bound, vans of the relaxation) reached until a moment, with limits on the number of vans."""
        self._total.SetBounds(least, self._solver.infinity() if most is None else most)
        best, vans, stale = 0.0, 0.0, 0
        while True:
            self._solver.SetTimeLimit(max(1, int(1000 * (until - time.monotonic()))))
            if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
                return best, vans
            value = self._solver.Objective().Value()
            over = time.monotonic() > until
            missing = [self._missing(trips) for trips in self._trips]
            if any(missing):
                if over:
                    return best, vans
                for trips, ends in zip(self._trips, missing, strict=True):
                    self._add_edges(trips, ends)
                continue
            stale = stale + 1 if value < best * (1 + _GAIN) else 0
            best, vans = max(best, value), sum(variable.solution_value() for variable in self._days)
            if over or stale > 2:
                return best, vans
            cuts = [self._violated(trips) for trips in self._trips]
            if not any(cuts):
                return best, vans
            for trips, sets in zip(self._trips, cuts, strict=True):
                for chosen, node in sets:
                    self._add_cut(trips, chosen, node)

    def _violated(self, trips: _Trips) -> list[tuple[frozenset[int], int | None]]:
        """Cuts that the solution at hand breaks."""
        count = trips.depot
        used = np.array([edge.solution_value() for edge in trips.edges])
        visits = np.array([trips.visits[n].solution_value() if n in trips.visits else 0.0 for n in range(count)])
        loads = np.array([sum(s.solution_value() * rooms for s, rooms in trips.loads[n]) for n in range(count)])
        if visits.sum() < _TINY:
            return []
        positive = used > _TINY
        wanted = np.flatnonzero(visits > 0.1)
        targets = self._rng.choice(wanted, min(_TARGETS, len(wanted)), replace=False) if len(wanted) else wanted
        ends = np.array(trips.ends, dtype=np.int64)[positive]
        return [cut for cut in violated_sets(ends, used[positive], visits, loads, targets) if cut not in trips.cuts]

    def _missing(self, trips: _Trips) -> list[tuple[int, int]]:
        """Edges that would make the relaxation cheaper, the best first."""
        squad, count = trips.squad, trips.depot
        price = self._duty[_group(squad)].dual_value()
        if squad.way == "late":
            price += self._afternoon.dual_value()
        cost = (squad.metres * squad.urmb_per_m + squad.seconds * squad.urmb_per_s) / _RMB
        cost = cost[:count, :count] + squad.seconds[:count, :count] / _HOUR * price
        degree = np.array([trips.degree[n].dual_value() if n in trips.degree else -1e9 for n in range(count)])
        cost = cost - degree[:, None] - degree[None, :]
        rows = [(chosen, row.dual_value()) for (chosen, _), row in trips.cuts.items()]
        rows = [(chosen, dual) for chosen, dual in rows if dual > 1e-12]
        if rows:
            member = np.zeros((len(rows), count))
            for number, (chosen, _) in enumerate(rows):
                member[number, list(chosen)] = 1.0
            duals = np.array([dual for _, dual in rows])
            weight = duals @ member
            cost -= weight[:, None] + weight[None, :] - 2 * (member * duals[:, None]).T @ member
        cost[np.tril_indices(count)] = 0.0
        a, b = np.nonzero(cost < -_TINY)
        order = np.argsort(cost[a, b], kind="stable")[:_EDGES_A_ROUND]
        pairs = zip(a[order].tolist(), b[order].tolist(), strict=True)
        return [pair for pair in pairs if pair not in trips.known]


def _group(squad: Squad) -> int:
    return 0 if squad.way in ("early", "late") else 1


def _first_edges(squad: Squad, nodes: set[int]) -> Iterable[tuple[int, int]]:
    """The depot's edges, and those of every place to its nearest ones."""
    depot = len(squad.seconds) - 1
    names = sorted(nodes)
    for node in names:
        yield node, depot
        far = squad.seconds[node, names]
        for at in np.argsort(far, kind="stable")[: _NEAREST + 1].tolist():
            if names[at] != node:
                yield min(node, names[at]), max(node, names[at])
