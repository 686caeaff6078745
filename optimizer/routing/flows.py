"""Integer flows: given timed van days to choose from, which parcels take which way, exactly (CP-SAT).

Everything the routing search had to fix beforehand - how consignments are split over runs and vans, which of the known
van days are driven - is decided at once here, with the times of the days as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from optimizer.instance import Instance
from optimizer.routing.assemble import assemble
from optimizer.routing.columns import Column, Seat, seats
from optimizer.routing.draft import Snapshot
from optimizer.routing.ways import Leg, Way, load_key


@dataclass(frozen=True, slots=True)
class Flow:
    """Parcels of a way with seats for its van legs; ``count`` is the variable, ``urmb`` a parcel's price."""

    way: Way
    seats: tuple[Seat, ...]
    count: cp_model.IntVar
    most: int
    urmb: int


@dataclass(frozen=True, slots=True)
class FlowLimits:
    """How long to search: seconds, and deterministic time if the plan must be reproducible; with ``seed``."""

    seconds: float
    work: float | None
    seed: int


class FlowModel:
    """Flows over ways and columns that together keep every rule and cost less than ``below_urmb``."""

    def __init__(self, instance: Instance, ways: list[tuple[Way, ...]], columns: list[Column], below_urmb: int) -> None:
        self.instance = instance
        self.columns = columns
        self.cp = cp_model.CpModel()
        self.chosen = [self.cp.new_bool_var(f"day{number}") for number in range(len(columns))]
        self.left = [self.cp.new_int_var(0, item.parcels, f"left{item.index}") for item in instance.items]
        self.flows: list[Flow] = []
        self._some: dict[int, cp_model.IntVar] = {}
        for mine in ways:
            for way in mine:
                self._add_way(way)
        self._conserve()
        self._fleets()
        self._holds()
        self._dwells()
        self._vans()
        self._sorting()
        self._shelves()
        self._objective(below_urmb)

    def _add_way(self, way: Way) -> None:
        item = self.instance.items[way.item]
        if way.parcel_urmb >= item.unserved_urmb:
            return
        chains: list[tuple[Seat, ...]] = [()]
        for leg in way.legs:
            options = [seat for at, column in enumerate(self.columns) for seat in self._seats(at, column, leg)]
            chains = [(*chain, seat) for chain in chains for seat in options]
        most = min(item.parcels, way.most, self._hold_room(way))
        for chain in chains:
            late = 0
            if way.legs and chain and way.legs[-1].to_place == item.destination:
                late = way.legs[-1].late_urmb_per_s * max(0, chain[-1].begin_s - item.due_s)
            if most > 0 and way.parcel_urmb + late < item.unserved_urmb:
                count = self.cp.new_int_var(0, most, f"flow{len(self.flows)}")
                self.flows.append(Flow(way, chain, count, most, way.parcel_urmb + late))

    def _seats(self, at: int, column: Column, leg: Leg) -> list[Seat]:
        fleet, item = self.instance.fleets[column.day.fleet], self.instance.items[leg.item]
        return seats(self.instance, at, column, leg) if self.instance.can_carry(fleet, item) else []

    def _hold_room(self, way: Way) -> int:
        item, runs = self.instance.items[way.item], self.instance.network.timetable.runs
        most = item.parcels
        for run in (runs[leg.run] for ride in way.rides for leg in ride.legs):
            most = min(most, run.usable_ml // max(1, item.parcel_ml), run.usable_g // max(1, item.parcel_g))
            most = min(most, most if run.usable_pieces is None else run.usable_pieces)
        return most

    def some(self, number: int) -> cp_model.IntVar:
        """Whether a flow is above 0."""
        if number not in self._some:
            flow = self.flows[number]
            known = self.cp.new_bool_var(f"some{number}")
            self.cp.add(flow.count <= flow.most * known)
            self._some[number] = known
        return self._some[number]

    def _conserve(self) -> None:
        by_item: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for flow in self.flows:
            by_item[flow.way.item].append(flow.count)
        for item in self.instance.items:
            self.cp.add(sum(by_item[item.index]) + self.left[item.index] == item.parcels)

    def _fleets(self) -> None:
        for fleet in self.instance.fleets:
            mine = [
                chosen
                for column, chosen in zip(self.columns, self.chosen, strict=True)
                if column.day.fleet == fleet.index
            ]
            self.cp.add(sum(mine) <= fleet.number)

    def _holds(self) -> None:
        runs = self.instance.network.timetable.runs
        aboard: dict[tuple[int, int], list[Flow]] = defaultdict(list)
        for flow in self.flows:
            for ride in flow.way.rides:
                for leg in ride.legs:
                    for segment in range(leg.board, leg.leave):
                        aboard[leg.run, segment].append(flow)
        known: set[tuple[int, tuple[int, ...]]] = set()
        for (run, _), flows in aboard.items():
            key = (run, tuple(id(flow) for flow in flows))
            if key in known:
                continue
            known.add(key)
            items = [self.instance.items[flow.way.item] for flow in flows]
            rooms = [(runs[run].usable_ml, [item.parcel_ml for item in items])]
            rooms.append((runs[run].usable_g, [item.parcel_g for item in items]))
            pieces = runs[run].usable_pieces
            if pieces is not None:
                rooms.append((pieces, [1] * len(items)))
            for room, sizes in rooms:
                self._fit(flows, sizes, room)

    def _fit(self, flows: list[Flow], sizes: list[int], room: int) -> None:
        if sum(flow.most * size for flow, size in zip(flows, sizes, strict=True)) > room:
            self.cp.add(sum(size * flow.count for flow, size in zip(flows, sizes, strict=True)) <= room)

    def _dwells(self) -> None:
        """Rules `dwell_call` and `dwell_run`."""
        groups: dict[tuple[int, int], dict[tuple[object, ...], list[Flow]]] = defaultdict(lambda: defaultdict(list))
        for flow in self.flows:
            item = self.instance.items[flow.way.item]
            for ride in flow.way.rides:
                first, last, through = ride.legs[0], ride.legs[-1], len(ride.legs) > 1
                ends = (item.origin, item.destination)
                groups[first.run, first.board][first.board, first.leave, False, through, ends].append(flow)
                groups[last.run, last.leave][last.board, last.leave, through, False, ends].append(flow)
        settings, runs = self.instance.settings, self.instance.network.timetable.runs
        of_run: dict[int, list[cp_model.LinearExpr]] = defaultdict(list)
        for (run, call), by_group in groups.items():
            inner = 0 < call < len(runs[run].calls) - 1
            limit_s = runs[run].calls[call].dwell_limit_s
            if limit_s is None and not inner:
                continue
            bags = [self._bags(flows) for flows in by_group.values()]
            handles = self.cp.new_bool_var(f"handles{run}_{call}")
            for flows in by_group.values():
                self.cp.add(sum(flow.count for flow in flows) <= sum(flow.most for flow in flows) * handles)
            seconds = settings.bus_call_s * handles + settings.bus_bag_s * sum(bags)
            if limit_s is not None:
                self.cp.add(seconds <= limit_s)
            if inner:
                of_run[run].append(seconds)
        for run, parts in of_run.items():
            self.cp.add(sum(parts) <= runs[run].dwell_budget_s)

    def _bags(self, flows: list[Flow]) -> cp_model.IntVar:
        most = sum(flow.most for flow in flows)
        size = self.instance.settings.parcels_per_bag
        bags = self.cp.new_int_var(0, -(-most // size), "")
        self.cp.add(sum(flow.count for flow in flows) <= size * bags)
        return bags

    def _vans(self) -> None:
        """Flows only on chosen days; the load after every stop and the parcels handled at every stop."""
        aboard: dict[tuple[int, int, int], list[Flow]] = defaultdict(list)
        handled: dict[tuple[int, int, int], list[Flow]] = defaultdict(list)
        for flow in self.flows:
            for seat in flow.seats:
                self.cp.add(flow.count <= flow.most * self.chosen[seat.column])
                for stop in range(seat.load, seat.unload):
                    aboard[seat.column, seat.trip, stop].append(flow)
                for stop in (seat.load, seat.unload):
                    handled[seat.column, seat.trip, stop].append(flow)
        for (column, _, _), flows in aboard.items():
            van = self.instance.fleets[self.columns[column].day.fleet].type
            items = [self.instance.items[flow.way.item] for flow in flows]
            self._fit(flows, [item.parcel_ml for item in items], van.capacity_ml)
            self._fit(flows, [item.parcel_g for item in items], van.capacity_g)
        for (column, trip, stop), flows in handled.items():
            self._fit(flows, [1] * len(flows), self.columns[column].room[trip][stop])

    def _sorting(self) -> None:
        """The rule `transfer`: a load that is put down delays its parcels by its size."""
        loads: dict[tuple[int, ...], list[tuple[int, int]]] = defaultdict(list)
        for number, flow in enumerate(self.flows):
            for key, most in self._sorted_at(flow):
                loads[key].append((number, most))
        for members in loads.values():
            total = sum(self.flows[number].count for number, _ in members)
            largest = sum(self.flows[number].most for number, _ in members)
            for number, most in members:
                if most < largest and len(members) > 1:
                    self.cp.add(total <= most).only_enforce_if(self.some(number))
                elif most < largest:
                    self.cp.add(total <= most)

    def _sorted_at(self, flow: Flow) -> list[tuple[tuple[int, ...], int]]:
        """(load, most parcels that it may have) for every load of a flow that ends at a transfer."""
        way = flow.way
        found: list[tuple[tuple[int, ...], int]] = []
        if way.first_mile:
            seat, leg = flow.seats[0], way.legs[0]
            found.append(
                (
                    (-1, way.item, seat.column, seat.trip, seat.load, seat.unload),
                    _in_time(leg.caught_s - seat.down_s, leg.sort_s),
                )
            )
        if len(way.rides) > 1:
            found.append(((0, *map(int, load_key(way.item, way.rides[0]))), way.most))
        if way.last_mile:
            seat, leg = flow.seats[-1], way.legs[-1]
            found.append(
                ((0, *map(int, load_key(way.item, way.rides[-1]))), _in_time(seat.on_s - leg.ready_s, leg.sort_s))
            )
        return found

    def _shelves(self) -> None:
        """The rule `storage`: at every moment at which goods are put down."""
        waits: dict[int, list[tuple[int, int, Flow]]] = defaultdict(list)
        for flow in self.flows:
            way = flow.way
            for before, after in zip(way.rides, way.rides[1:], strict=False):
                waits[before.to_place].append((before.arrive_s, after.depart_s, flow))
            if way.first_mile:
                waits[way.rides[0].from_place].append((flow.seats[0].down_s, way.rides[0].depart_s, flow))
            if way.last_mile:
                waits[way.rides[-1].to_place].append((way.rides[-1].arrive_s, flow.seats[-1].on_s, flow))
        for place, known in waits.items():
            room = self.instance.places[place].storage_parcels
            if room is not None:
                for moment in {from_s for from_s, _, _ in known}:
                    flows = [flow for from_s, to_s, flow in known if from_s <= moment < to_s]
                    self._fit(flows, [1] * len(flows), room)

    def _objective(self, below_urmb: int) -> None:
        total = (
            sum(column.cost_urmb * chosen for column, chosen in zip(self.columns, self.chosen, strict=True))
            + sum(flow.urmb * flow.count for flow in self.flows)
            + sum(item.unserved_urmb * self.left[item.index] for item in self.instance.items)
        )
        self.cp.add(total < below_urmb)
        self.cp.minimize(total)

    def solve(self, limits: FlowLimits, stop: Callable[[], bool] | None = None) -> Snapshot | None:
        """The cheapest flows found, as pieces and days; None if none were found in time."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = limits.seed
        solver.parameters.max_time_in_seconds = limits.seconds
        if limits.work is not None:
            solver.parameters.max_deterministic_time = limits.work
        if solver.solve(self.cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return self._extract([solver.value(flow.count) for flow in self.flows])

    def _extract(self, counts: list[int]) -> Snapshot:
        skeleton = [(column.day.fleet, [trip.visits for trip in column.day.trips]) for column in self.columns]
        flows = [
            (flow.way, parcels, tuple((seat.column, seat.trip) for seat in flow.seats))
            for flow, parcels in zip(self.flows, counts, strict=True)
            if parcels
        ]
        return assemble(self.instance, skeleton, flows)


def _in_time(seconds: int, sort_s: int) -> int:
    return seconds // sort_s if sort_s else 10**6
