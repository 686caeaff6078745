"""The whole problem as one OR-Tools routing model: bus blocks and vans are vehicles, a lot's ways are alternatives.

Every ride and van leg of a way is a pair of nodes, one where a lot is put on and one where it is taken off. The nodes
of a way are visited together or not at all, at most one way of a lot is taken, and a lot without one pays for being
left behind. A bus calls at its nodes at the times of the timetable; a van comes back to nodes at its base as often as
it makes trips. What the model cannot say exactly - full shelves, bags shared by lots, rests, one visit a trip - is put
right when its routes are read.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

from optimizer.instance import Fleet, Instance
from optimizer.routing.lots import Lot
from optimizer.routing.nodes import Pair, Windows, make_pairs
from optimizer.routing.pricer import can_serve
from optimizer.routing.solver import RoutingSolver
from optimizer.routing.tables import Table, Tables
from scenarios.types import PlaceKind

_MOST_CROSSED = 3


def has_choices(instance: Instance, lots: list[Lot]) -> bool:
    """True if any lot can go any way; without nodes the library cannot build a model."""
    return bool(make_pairs(instance, lots, block_numbers(instance)))


class LotModel:
    """A routing model of some lots, all buses and all vans.

    Nodes: first one start for every fleet, one for all buses; then the two nodes of every pair.
    """

    def __init__(self, instance: Instance, lots: list[Lot], free_vans: bool = False) -> None:
        self.instance = instance
        self.lots = lots
        self._free_vans = free_vans
        self.blocks = block_numbers(instance)
        self.pairs = make_pairs(instance, lots, self.blocks)
        self._buses = sorted({pair.block for pair in self.pairs if pair.block >= 0})
        # Every start must be used by some vehicle, or the library takes it for a node that somebody has to visit.
        self._first = len(instance.fleets) + bool(self._buses)
        fleets = [fleet for fleet in instance.fleets for _ in range(fleet.number)]
        self.fleet_of: list[Fleet | None] = [*fleets, *(None for _ in self._buses)]
        starts = [self._first - 1 if fleet is None else fleet.index for fleet in self.fleet_of]
        self._place = [*(fleet.base for fleet in instance.fleets), *([-1] if self._buses else [])]
        self._place += [place for pair in self.pairs for place in (pair.from_place, pair.to_place)]
        self.solver = RoutingSolver(self._first + 2 * len(self.pairs), starts)
        work_s = [instance.settings.van_parcel_s * lots[pair.lot].parcels for pair in self.pairs for _ in (0, 1)]
        self._tables = Tables(instance, self._first, self._place, [0] * self._first + work_s)
        self._begins: dict[int, Table] = {}
        self._trips()
        self._times()
        self._loads()
        self._costs()
        self._ways()
        self._holds()
        self._dwells()

    def nodes(self, pair: int) -> tuple[int, int]:
        """The two nodes of a pair."""
        return self._first + 2 * pair, self._first + 2 * pair + 1

    def pair_at(self, node: int) -> tuple[int, bool]:
        """The pair of a node, and whether the node is where it is put on."""
        return (node - self._first) // 2, (node - self._first) % 2 == 0

    def begins_trip(self, fleet: Fleet, here: int, there: int) -> bool:
        """True if a van that goes from one node to another begins a second or later trip in doing so."""
        if fleet.index not in self._begins:
            self._begins[fleet.index] = self._tables.trips(fleet)
        return bool(self._begins[fleet.index][here, there])

    def _trips(self) -> None:
        """Counts trips, so that a van makes no more than it may and loads stay within their trip."""
        transits, most = self._per_vehicle(
            self._tables.trips,
            lambda fleet: fleet.type.max_trips - 1,
            bus=0,
        )
        self.trips = self.solver.dimension("trips", transits, 0, most, True)
        for place in self._crossed():
            transits, most = self._per_vehicle(
                partial(self._tables.entries, place=place), lambda fleet: fleet.type.max_trips, bus=0
            )
            visits = self.solver.dimension(f"visits to {place}", transits, 0, most, True)
            for node in range(self._first, len(self._place)):
                if self._place[node] == place:
                    index = self.solver.index(node)
                    self.solver.solver.Add(visits.CumulVar(index) <= self.trips.CumulVar(index) + 1)

    def _crossed(self) -> list[int]:
        """Transfer places that vans from elsewhere could visit, most work first; a trip visits each once at most."""
        work = Counter(place for pair in self.pairs if pair.block < 0 for place in (pair.from_place, pair.to_place))
        bases = {fleet.base for fleet in self.instance.fleets}
        kinds = (PlaceKind.HUB, PlaceKind.STATION)
        return [
            place for place, _ in work.most_common() if self.instance.places[place].kind in kinds and bases != {place}
        ][:_MOST_CROSSED]

    def _per_vehicle(
        self, table: Callable[[Fleet], Table], capacity: Callable[[Fleet], int], bus: int
    ) -> tuple[list[int], list[int]]:
        """A transit and a capacity for every vehicle; for buses all transits are 0."""
        zero = self.solver.vector([0] * len(self._place))
        known = {fleet.index: self.solver.matrix(table(fleet).tolist()) for fleet in self.instance.fleets}
        transits = [zero if fleet is None else known[fleet.index] for fleet in self.fleet_of]
        return transits, [bus if fleet is None else capacity(fleet) for fleet in self.fleet_of]

    def _times(self) -> None:
        horizon = self.instance.latest_s
        transits, most = self._per_vehicle(
            self._tables.seconds,
            lambda fleet: min(horizon, fleet.type.latest_s),
            bus=horizon,
        )
        self.times = self.solver.dimension("time", transits, horizon, most, False)
        for vehicle, fleet in enumerate(self.fleet_of):
            if fleet is not None:
                self._shift(vehicle, fleet)
        for number, pair in enumerate(self.pairs):
            for node, windows in zip(self.nodes(number), (pair.on, pair.off), strict=True):
                self._window(node, windows)
            if pair.late_urmb_per_s:
                end = self.solver.index(self.nodes(number)[1])
                self.times.SetCumulVarSoftUpperBound(end, pair.due_s, pair.late_urmb_per_s)

    def _shift(self, vehicle: int, fleet: Fleet) -> None:
        van, times = fleet.type, self.times
        start = self.solver.model.Start(vehicle)
        times.CumulVar(start).SetMin(van.earliest_s)
        times.SetSpanUpperBoundForVehicle(van.shift_s + van.max_overtime_s, vehicle)
        if van.urmb_per_s:
            times.SetSpanCostCoefficientForVehicle(van.urmb_per_s, vehicle)
        if van.overtime_urmb_per_s and van.max_overtime_s:
            self.solver.soft_span(times, van.shift_s, van.overtime_urmb_per_s, vehicle)

    def _window(self, node: int, windows: Windows) -> None:
        cumul = self.times.CumulVar(self.solver.index(node))
        cumul.SetRange(windows[0][0], windows[-1][1])
        for before, after in itertools.pairwise(windows):
            if before[1] + 1 < after[0]:
                cumul.RemoveInterval(before[1] + 1, after[0] - 1)

    def _loads(self) -> None:
        """ml and g aboard every vehicle, pieces aboard buses, and the metres of vans with a range."""
        sizes = [self._sizes(lot) for lot in self.lots]
        runs = self.instance.network.timetable.runs
        for name, unit in (("ml", 0), ("g", 1), ("pieces", 2)):
            demand = [0] * self._first
            for pair in self.pairs:
                demand += [sizes[pair.lot][unit], -sizes[pair.lot][unit]]
            capacities = []
            for vehicle, fleet in enumerate(self.fleet_of):
                if fleet is not None:
                    capacities.append((fleet.type.capacity_ml, fleet.type.capacity_g, 10**9)[unit])
                    continue
                block = self._buses[vehicle - len(self.fleet_of) + len(self._buses)]
                mine = [run for run, number in zip(runs, self.blocks, strict=True) if number == block]
                holds = [
                    (run.usable_ml, run.usable_g, 10**9 if run.usable_pieces is None else run.usable_pieces)
                    for run in mine
                ]
                capacities.append(max(hold[unit] for hold in holds))
            transit = self.solver.vector(demand)
            self.solver.dimension(name, [transit] * len(capacities), 0, capacities, True)
        if any(fleet.type.range_m is not None for fleet in self.instance.fleets):
            transits, most = self._per_vehicle(
                self._tables.metres,
                lambda fleet: 10**9 if fleet.type.range_m is None else fleet.type.range_m,
                bus=10**9,
            )
            self.solver.dimension("metres", transits, 0, most, True)

    def _sizes(self, lot: Lot) -> tuple[int, int, int]:
        items = self.instance.items
        return (
            sum(parcels * items[item].parcel_ml for item, parcels in lot.members),
            sum(parcels * items[item].parcel_g for item, parcels in lot.members),
            lot.parcels,
        )

    def _costs(self) -> None:
        """Arcs cost metres and trips; what parcels pay on their way is paid on leaving its first node."""
        pays = [0] * self._first
        for pair in self.pairs:
            pays += [pair.urmb, 0]
        bus = self.solver.matrix([[pay] * len(pays) for pay in pays])
        known = {
            fleet.index: self.solver.matrix(self._tables.costs(fleet, pays).tolist()) for fleet in self.instance.fleets
        }
        for vehicle, fleet in enumerate(self.fleet_of):
            self.solver.model.SetArcCostEvaluatorOfVehicle(bus if fleet is None else known[fleet.index], vehicle)
            if fleet is not None and not self._free_vans:
                self.solver.model.SetFixedCostOfVehicle(fleet.type.fixed_urmb, vehicle)

    def _ways(self) -> None:
        """At most one way a lot, with all its nodes; pairs stay on one vehicle and on one trip."""
        model, solver = self.solver.model, self.solver.solver
        firsts: dict[int, list[int]] = defaultdict(list)
        of_way: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, pair in enumerate(self.pairs):
            load, unload = (self.solver.index(node) for node in self.nodes(number))
            model.AddPickupAndDelivery(load, unload)
            solver.Add(model.VehicleVar(load) == model.VehicleVar(unload))
            solver.Add(self.times.CumulVar(load) <= self.times.CumulVar(unload))
            solver.Add(self.trips.CumulVar(load) == self.trips.CumulVar(unload))
            self._allow(pair, (load, unload))
            of_way[pair.lot, pair.way] += [load, unload]
            if pair.leg == 0:
                firsts[pair.lot].append(load)
            else:
                model.AddDisjunction([load], 0)
            model.AddDisjunction([unload], 0)
        for lot, nodes in firsts.items():
            price = sum(parcels * self.instance.items[item].unserved_urmb for item, parcels in self.lots[lot].members)
            model.AddDisjunction(nodes, price, 1)
        for group in of_way.values():
            for index in group[1:]:
                solver.Add(model.ActiveVar(index) == model.ActiveVar(group[0]))

    def _allow(self, pair: Pair, indices: tuple[int, int]) -> None:
        if pair.block >= 0:
            allowed = [len(self.fleet_of) - len(self._buses) + self._buses.index(pair.block)]
        else:
            legs = [
                next(leg for leg in way.legs if (leg.from_place, leg.to_place) == (pair.from_place, pair.to_place))
                for way in self.lots[pair.lot].ways[pair.way]
            ]
            allowed = [
                vehicle
                for vehicle, fleet in enumerate(self.fleet_of)
                if fleet is not None and all(can_serve(self.instance, fleet, leg) for leg in legs)
            ]
        for index in indices:
            self.solver.model.VehicleVar(index).SetValues([-1, *allowed])

    def _riding(self) -> dict[tuple[int, int], list[tuple[Any, Lot]]]:
        """Who could be aboard on every segment: the variable of the way, and its lot."""
        aboard: dict[tuple[int, int], list[tuple[Any, Lot]]] = defaultdict(list)
        for number, pair in enumerate(self.pairs):
            if pair.leg == 0:
                lot = self.lots[pair.lot]
                for ride in lot.ways[pair.way][0].rides:
                    for leg in ride.legs:
                        for segment in range(leg.board, leg.leave):
                            aboard[leg.run, segment].append((self.solver.active(self.nodes(number)[0]), lot))
        return aboard

    def _holds(self) -> None:
        """Holds of the runs of a block may differ, so each segment has its limits."""
        runs = self.instance.network.timetable.runs
        for (run, _), lots in self._riding().items():
            pieces = runs[run].usable_pieces
            rooms = (runs[run].usable_ml, runs[run].usable_g, 10**9 if pieces is None else pieces)
            for unit, room in enumerate(rooms):
                terms = [(self._sizes(lot)[unit], active) for active, lot in lots]
                if sum(size for size, _ in terms) > room:
                    self.solver.at_most(terms, room)

    def _dwells(self) -> None:
        """Handling time by call and run, each lot in bags of its own."""
        settings, runs = self.instance.settings, self.instance.network.timetable.runs
        at_call: dict[tuple[int, int], list[tuple[int, Any]]] = defaultdict(list)
        for number, pair in enumerate(self.pairs):
            if pair.leg == 0:
                lot, active = self.lots[pair.lot], self.solver.active(self.nodes(number)[0])
                bags_s = settings.bus_bag_s * -(-lot.parcels // settings.parcels_per_bag)
                for ride in lot.ways[pair.way][0].rides:
                    at_call[ride.legs[0].run, ride.legs[0].board].append((bags_s, active))
                    at_call[ride.legs[-1].run, ride.legs[-1].leave].append((bags_s, active))
        of_run: dict[int, list[tuple[int, Any]]] = defaultdict(list)
        for (run, call), terms in at_call.items():
            limit_s = runs[run].calls[call].dwell_limit_s
            total_s = settings.bus_call_s + sum(seconds for seconds, _ in terms)
            if limit_s is not None and total_s > limit_s:
                self.solver.at_most(terms, max(0, limit_s - settings.bus_call_s))
            if 0 < call < len(runs[run].calls) - 1:
                of_run[run] += [*terms, (settings.bus_call_s, self.solver.any_of([active for _, active in terms]))]
        for run, terms in of_run.items():
            if sum(seconds for seconds, _ in terms) > runs[run].dwell_budget_s:
                self.solver.at_most(terms, runs[run].dwell_budget_s)


def block_numbers(instance: Instance) -> list[int]:
    """A number for every run, equal for the runs of one block."""
    known: dict[str, int] = {}
    return [known.setdefault(run.block or f"\0{run.id}", len(known)) for run in instance.network.timetable.runs]
