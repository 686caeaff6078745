"""A plan read against its scenario: what goods move where and when.

Both judges, the costs and the checker, read plans through this page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from optimizer.costs.loads import Move, OnBus, OnVan, Stay, Trip, VanDay, bus_move, stays_of, van_move
from optimizer.costs.paths import RoadPaths
from optimizer.costs.sieve import Sieve, TripKey
from optimizer.plan import Plan, VanStop
from scenarios.types import Consignment, Place, Run, Scenario, VanType


class Reading:
    """Everything a rule or a cost part asks of a plan, worked out once from its sound rows.

    Attributes:
        sieve: the sound rows, and those set aside.
        strategy: the plan's own strategy.
        left: parcels left behind by consignment: the largest number that its rows name.
        on_bus: loads on buses.
        days: vans with at least one trip, each with its trips in order.
        moves: what all loads do to the goods.
        stays: every consignment at every place where it changes vehicles.
    """

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        self.scenario = scenario
        self.settings = scenario.settings
        self.plan = plan
        self.paths = RoadPaths(scenario)
        self.places: dict[str, Place] = {place.id: place for place in scenario.places}
        self.runs: dict[str, Run] = {run.id: run for run in scenario.runs}
        self.vans: dict[str, VanType] = {van.id: van for van in scenario.vans}
        self.consignments: dict[str, Consignment] = {c.id: c for c in scenario.consignments}
        self.sieve = Sieve(scenario, plan)
        self.strategy = self.sieve.strategy
        self.left = self._left_behind()
        self.on_bus = self._bus_loads()
        self.days = self._van_days()
        self.moves: tuple[Move, ...] = (
            *(bus_move(load) for load in self.on_bus),
            *(van_move(trip, load) for trip in self.trips for load in trip.loads),
        )
        self.stays: tuple[Stay, ...] = tuple(stays_of(self.moves))

    @property
    def trips(self) -> Iterator[Trip]:
        """All sound van trips."""
        return (trip for day in self.days for trip in day.trips)

    def deliveries(self) -> Iterator[Move]:
        """Loads taken off at their destination."""
        return (move for move in self.moves if move.taken_off and move.to_place == move.consignment.destination)

    def delivered(self) -> dict[str, int]:
        """Parcels taken off at their destination, by consignment; 0 where there are none."""
        parcels = dict.fromkeys(self.consignments, 0)
        for move in self.deliveries():
            parcels[move.consignment.id] += move.parcels
        return parcels

    def _left_behind(self) -> dict[str, int]:
        left: dict[str, int] = {}
        for row in self.sieve.unserved:
            left[row.consignment] = max(row.parcels, left.get(row.consignment, 0))
        return left

    def _bus_loads(self) -> tuple[OnBus, ...]:
        sums: dict[tuple[str, int, int, str, bool, bool], int] = defaultdict(int)
        for row in self.sieve.bus_loads:
            key = (row.run, row.board, row.leave, row.consignment, row.came_aboard, row.stays_aboard)
            sums[key] += row.parcels
        return tuple(
            OnBus(self.runs[run], board, leave, self.consignments[name], parcels, came, stays)
            for (run, board, leave, name, came, stays), parcels in sums.items()
        )

    def _van_days(self) -> tuple[VanDay, ...]:
        loads = self._van_loads()
        trips: dict[tuple[str, int], list[Trip]] = defaultdict(list)
        for key, stops in self.sieve.trips.items():
            trips[key[:2]].append(self._trip(key, stops, loads[key]))
        return tuple(VanDay(self.vans[van], number, tuple(made)) for (van, number), made in trips.items())

    def _van_loads(self) -> dict[TripKey, tuple[OnVan, ...]]:
        sums: dict[TripKey, dict[tuple[int, int, str], int]] = {key: defaultdict(int) for key in self.sieve.trips}
        for row in self.sieve.van_loads:
            sums[row.van, row.number, row.trip][row.load_seq, row.unload_seq, row.consignment] += row.parcels
        return {
            key: tuple(OnVan(on, off, self.consignments[name], n) for (on, off, name), n in loads.items())
            for key, loads in sums.items()
        }

    def _trip(self, key: TripKey, stops: tuple[VanStop, ...], loads: tuple[OnVan, ...]) -> Trip:
        handled = [0] * len(stops)
        for load in loads:
            handled[load.load_seq] += load.parcels
            handled[load.unload_seq] += load.parcels
        fixed_s, parcel_s = self.settings.van_stop_s, self.settings.van_parcel_s
        work_s = [fixed_s + parcel_s * parcels for parcels in handled]
        work_s[0] = work_s[-1] = 0
        return Trip(self.vans[key[0]], key[1], key[2], stops, loads, tuple(work_s))
