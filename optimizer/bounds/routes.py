"""The routes relaxation: vans' trips as edges between places, with cuts for rooms and for hanging together.

Symbols, rows and the argument why every plan is a point of it are in docs/model.md, section 6. How it is solved better
and better is in `proof.py`.
"""

from __future__ import annotations

import math
from collections import defaultdict

from ortools.linear_solver import pywraplp

from optimizer.bounds.cuts import Cut
from optimizer.bounds.days import clocks
from optimizer.bounds.goods import Goods, Lot
from optimizer.bounds.pools import Pool
from optimizer.bounds.program import HOUR, RMB, Program
from optimizer.bounds.trips import Trips
from optimizer.instance import Instance
from optimizer.sections import sections

_NEAREST = 4
"""Edges of a place to begin with; the others come in where they would make the relaxation cheaper."""

_FEW_PLACES = 200

NumberLimits = tuple[tuple[float, float], ...]
"""The least and the greatest number of the vans of each group, of those of each fleet, and of each squad's trips."""


class Routes:
    """The model; money in RMB, time in hours, loads in vans' rooms."""

    def __init__(self, instance: Instance, grouped: list[Pool], goods: Goods) -> None:
        self._instance, self._pools, self._goods = instance, grouped, goods
        self._node_of = {place: node for node, place in enumerate(goods.places)}
        self.few = len(goods.places) <= _FEW_PLACES
        self._build()
        for trips in self._trips:
            trips.begin(_NEAREST)
            trips.begin_cuts()

    def _build(self) -> None:
        """The program without edges and cuts."""
        instance, goods = self._instance, self._goods
        self._program = Program()
        self._constant = 0.0
        self._parcel_h = instance.settings.van_parcel_s / HOUR
        self._buses: dict[tuple[int, int], tuple[pywraplp.Constraint, pywraplp.Constraint]] = {}
        self._clocks = clocks(self._program, goods, instance.settings.van_stop_s)
        stop_h = instance.settings.van_stop_s / HOUR
        self._trips = [Trips(self._program, s, self._clocks[s.group], stop_h) for s in goods.squads]
        self._loading: pywraplp.Constraint | None = None
        self._at: dict[int, list[Lot]] = defaultdict(list)
        for lot in goods.lots:
            self._at[lot.node].append(lot)
        self._days = {
            fleet.index: days
            for squad in goods.squads
            for fleet, days in zip(squad.fleets, self._clocks[squad.group].days, strict=True)
        }
        totals, numbers = (clock.total for clock in self._clocks), (trips.number for trips in self._trips)
        self._counted = [*totals, *self._days.values(), *numbers]
        self._shares: list[list[tuple[Trips, pywraplp.Variable]]] = []
        self._volume = [self._lot_rows(lot) for lot in goods.lots]
        self._handling = {late: self._program.row(0.0) for late in (False, True)}
        for late, row in self._handling.items():
            self._carried(row, 0, late)
        self._add_goods()

    @property
    def rows(self) -> int:
        """Rows of the program."""
        return self._program.rows

    # Goods

    def _lot_rows(self, lot: Lot) -> pywraplp.Constraint:
        """Shares of a lot by each way, with the visits they need; the row for its volume."""
        volume, direct = self._program.row(1.0), []
        for trips in self._trips:
            if not trips.brings(lot):
                continue
            others = [one for one in self._at[lot.node] if one is not lot]
            if not lot.by_bus and not any(one.by_bus or trips.brings(one) for one in others):
                share = trips.visit(lot.node)  # one row less: the visits that bring no more are counted apart
                trips.more_visits(lot.node)
            else:
                share = self._program.variable(0.0)
                self._visited([trips.visit(lot.node)], [share])
            volume.SetCoefficient(share, 1.0)
            rooms = lot.ml / trips.squad.room_ml
            if trips.squad.way == "mixed":
                self._loaded(trips).SetCoefficient(share, -rooms)
            else:
                trips.passes.rooms[lot.node].append((share, rooms))
            direct.append((trips, share))
        if len(lot.fleets) < len(self._days):
            able = [self._days[index] for index in lot.fleets if index in self._days]
            self._visited(able, [one for _, one in direct])
        if lot.by_bus and self._goods.to_van_urmb is not None:
            dear = self._goods.to_van_urmb * lot.ml / RMB
            moved = [self._program.variable(dear / ml, number * ml / lot.ml) for ml, number in lot.sizes]
            for share in moved:
                volume.SetCoefficient(share, 1.0)
            self._visited([trips.visit(lot.node) for trips in self._trips], [*(one for _, one in direct), *moved])
        self._shares.append(direct)
        return volume

    def _visited(
        self, visits: list[pywraplp.Variable], shares: list[pywraplp.Variable], amount: float = 1.0
    ) -> pywraplp.Constraint:
        """No more of a whole is carried than there are visits; ``amount``: what a unit of a share is of the whole."""
        row = self._program.row(0.0)
        for visit in visits:
            row.SetCoefficient(visit, 1.0)
        for share in shares:
            row.SetCoefficient(share, -amount)
        return row

    def _loaded(self, trips: Trips) -> pywraplp.Constraint:
        """What mixed trips bring from the origin they load there, at most a room a visit."""
        if self._loading is None:
            self._loading = self._program.row(0.0)
            self._loading.SetCoefficient(trips.visit(trips.size - 1), 1.0)
        return self._loading

    def _add_goods(self) -> None:
        """Pools that no bus may carry are taken together: those of a lot, and those brought from elsewhere by price."""
        others: dict[tuple[int, int], list[Pool]] = defaultdict(list)
        runs = self._instance.strategy.uses_buses and self._instance.network.timetable.runs
        for number, pool in enumerate(self._pools):
            at = self._goods.lot_of.get(number)
            reached = any(
                self._instance.can_carry(fleet, pool.like) and self._instance.can_reach(fleet, pool.anchor)
                for fleet in self._instance.fleets
            )
            if at is not None and not self._goods.lots[at].by_bus:
                continue
            if at is None and not runs and reached:
                others[pool.like.unserved_urmb, pool.like.serve_urmb].append(pool)
            else:
                self._add_pool(pool, at, reached)
        for at, lot in enumerate(self._goods.lots):
            if not lot.by_bus:
                self._add_lot(at, lot)
        for (unserved, serve), members in others.items():
            row = self._program.row(float(sum(pool.parcels for pool in members)))
            left = self._program.variable(unserved / RMB)
            row.SetCoefficient(left, 1.0)
            self._carried(row, serve, False)
            self._collect(members, left)

    def _collect(self, members: list[Pool], left: pywraplp.Variable) -> None:
        """What places send to the origin is fetched by a visit, or left behind; ``left``: parcels of all members."""
        parcels: dict[int, int] = defaultdict(int)
        for pool in members:
            if pool.like.destination == self._goods.origin and pool.like.origin in self._node_of:
                parcels[self._node_of[pool.like.origin]] += pool.parcels
        all_left = self._program.row(0.0)
        all_left.SetCoefficient(left, 1.0)
        for node, number in parcels.items():
            row, share = self._program.row(1.0), self._program.variable(0.0)
            row.SetCoefficient(share, 1.0)
            all_left.SetCoefficient(share, -float(number))
            for trips in self._trips:
                if trips.squad.way != "onward":
                    for visit in trips.all_visits(node):
                        row.SetCoefficient(visit, 1.0)

    def _add_lot(self, at: int, lot: Lot) -> None:
        """Goods that vans bring or nobody: what is left is dear by volume as the cheapest of them."""
        members = [self._pools[number] for number in lot.pools]
        self._constant += sum(p.parcels * min(p.like.unserved_urmb, p.like.serve_urmb) for p in members) / RMB
        dear = min(max(0, p.like.unserved_urmb - p.like.serve_urmb) / p.largest_ml for p in members)
        left = self._program.variable(dear * lot.ml / RMB)
        self._volume[at].SetCoefficient(left, 1.0)
        parcels = sum(p.parcels for p in members)
        handling = self._handling[lot.late]
        handling.SetLb(handling.lb() + parcels)
        handling.SetCoefficient(left, lot.ml / min(p.largest_ml for p in members))
        for trips, share in self._shares[at]:
            surely = lot.ml / lot.largest_ml
            handling.SetCoefficient(share, surely)
            trips.handle(share, lot.node, surely * self._parcel_h)

    def _carried(self, row: pywraplp.Constraint, serve_urmb: int, late: bool) -> list[pywraplp.Variable]:
        """Parcels by vans of either group, put off (or on) at a stop."""
        found = []
        for group, clock in enumerate(self._clocks):
            urmb_per_s = min(squad.urmb_per_s for squad in self._goods.squads if squad.group == group)
            variable = self._program.variable((serve_urmb + self._parcel_h * HOUR * urmb_per_s) / RMB)
            row.SetCoefficient(variable, 1.0)
            clock.limits.spend(variable, self._parcel_h, 0.0)
            if late and any(squad.late and squad.group == group for squad in self._goods.squads):
                clock.afternoon.SetCoefficient(variable, -self._parcel_h)
            found.append(variable)
        return found

    def _add_pool(self, pool: Pool, at: int | None, reached: bool) -> None:
        """A pool's parcels are left, go by bus to (or from) its anchor, or by van; holds bind by segment."""
        item, served = pool.like, pool.like.serve_urmb / RMB
        row = self._program.row(float(pool.parcels), float(pool.parcels))
        row.SetCoefficient(self._program.variable(item.unserved_urmb / RMB), 1.0)
        if reached:
            carried = self._carried(row, item.serve_urmb, at is not None and self._goods.lots[at].late)
            if at is not None:
                largest = pool.largest_ml / self._goods.lots[at].ml
                self._volume[at].SetLb(self._volume[at].lb() - largest * pool.parcels)
                for variable in carried:
                    self._volume[at].SetCoefficient(variable, -largest)
            elif pool.anchor in self._node_of:
                self._stops(pool, self._node_of[pool.anchor], carried)
        by_van = any(self._instance.can_carry(fleet, item) for fleet in self._instance.fleets)
        for section in sections(self._instance, item, pool.anchor, by_van):
            variable = self._program.variable(served + section.urmb / RMB)
            row.SetCoefficient(variable, 1.0)
            for segment in range(section.board, section.leave):
                litres, kilograms = self._hold(section.run, segment)
                litres.SetCoefficient(variable, item.parcel_ml / RMB)
                kilograms.SetCoefficient(variable, item.parcel_g / RMB)

    def _stops(self, pool: Pool, node: int, carried: list[pywraplp.Variable]) -> None:
        """Vans that carry a pool stop for it; trips that do not go to the origin afterwards bring it to a bus."""
        each, to_bus = 1.0 / pool.parcels, self._goods.to_bus_urmb
        stops = [(trips.squad.way, trips.all_visits(node)) for trips in self._trips]
        self._visited([stop for _, mine in stops for stop in mine], carried, each)
        if to_bus is not None and pool.like.destination == self._goods.origin:
            there = [stop for way, mine in stops for stop in mine if way in ("own", "fetch", "mixed")]
            row = self._visited(there, carried, each)
            row.SetCoefficient(self._program.variable(to_bus / RMB, float(pool.parcels)), each)

    def _hold(self, run: int, segment: int) -> tuple[pywraplp.Constraint, pywraplp.Constraint]:
        if (run, segment) not in self._buses:
            what = self._instance.network.timetable.runs[run]
            rows = (self._program.at_most(what.usable_ml / RMB), self._program.at_most(what.usable_g / RMB))
            self._buses[run, segment] = rows
        return self._buses[run, segment]

    # Solving

    def solve(self, until: float) -> bool:
        """True if the program with the edges and cuts there are was solved before a moment of the monotonic clock."""
        return self._program.solve(until)

    @property
    def value(self) -> float:
        """What the solution at hand costs, in RMB; a bound if no edge is missing."""
        return self._program.value + self._constant

    @property
    def slow(self) -> bool:
        """True if there are so many rows by now that beginning anew would be quicker."""
        return self._program.slow

    @property
    def groups(self) -> int:
        """Groups of vans: those of the origin, and those of other bases if there are any."""
        return len(self._clocks)

    def any_numbers(self) -> NumberLimits:
        """The limits that the numbers of vans have anyway."""
        fleets = ((0.0, float(days.ub())) for days in self._days.values())
        any_number = (0.0, math.inf)
        return (*(any_number for _ in self._clocks), *fleets, *(any_number for _ in self._trips))

    def limit(self, limits: NumberLimits) -> None:
        """Keep the numbers within limits."""
        for counted, (low, high) in zip(self._counted, limits, strict=True):
            counted.SetBounds(low, pywraplp.Solver.infinity() if high == math.inf else high)

    def numbers(self) -> tuple[float, ...]:
        """Vans of every group and of every fleet, and trips of every squad, in the solution at hand."""
        groups = (sum(days.solution_value() for days in clock.days) for clock in self._clocks)
        fleets = (days.solution_value() for days in self._days.values())
        return (*groups, *fleets, *(trips.number.solution_value() for trips in self._trips))

    def add_missing(self) -> int:
        """Add the edges that would make the relaxation cheaper; returns how many."""
        found = [(trips, trips.missing()) for trips in self._trips]
        return sum(trips.add(edges) for trips, edges in found)

    def cut(self) -> int:
        """Add the cuts that the solution at hand breaks most; returns how many."""
        found = [(trips, trips.violated()) for trips in self._trips]
        for trips, sets in found:
            for cut in sets:
                trips.cut(cut)
        return sum(len(sets) for _, sets in found)

    def tight(self) -> tuple[list[Cut], ...]:
        """The cuts that matter now, by squad."""
        return tuple(trips.passes.tight() for trips in self._trips)

    def trim(self) -> None:
        """Begin anew with the edges there are and the cuts that matter now: those that do not make solving slow."""
        self.begin_anew(self.tight())

    def begin_anew(self, cuts: tuple[list[Cut], ...]) -> None:
        """The same edges, but only these cuts."""
        edges = [trips.known() for trips in self._trips]
        self._build()
        for trips, known, mine in zip(self._trips, edges, cuts, strict=True):
            trips.add(known)
            for cut in mine:
                trips.cut(cut)
