"""Which rows of a plan mean something: rows that name what does not exist are set aside, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.plan import BusLoad, Plan, Unserved, VanLoad, VanStop
from scenarios.types import Scenario, Strategy

TripKey = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row (or a group of rows) of the plan that names what does not exist, and by how much it is off."""

    where: str
    amount: int
    unit: str
    detail: str


class Sieve:
    """The sound rows of a plan, and the others with their reasons. Trusts nothing and never raises.

    Attributes:
        strategy: the plan's own; the scenario's if the plan names none that exists.
        bus_loads: rows with known run, calls and consignment, at least 1 parcel, and board < leave.
        backward: rows sound but for board >= leave; they move nothing (the rule `call` tells of them).
        trips: stops in order, of trips with a known van type, known places and numbers 0, 1, 2..
        van_loads: rows whose stops exist in such a trip, the second later than the first.
        unserved: rows with a known consignment and at least 1 parcel.
        bad: the rows set aside (the rule `reference` tells of them).
    """

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        self._calls = {run.id: len(run.calls) for run in scenario.runs}
        self._places = {place.id for place in scenario.places}
        self._vans = {van.id for van in scenario.vans}
        self._consignments = {consignment.id for consignment in scenario.consignments}
        self.bad: list[BadRow] = []
        self.strategy = self._strategy(plan.strategy, scenario.strategy)
        forward_and_back = [row for row in plan.bus_loads if self._is_sound_bus_row(row)]
        self.bus_loads = [row for row in forward_and_back if row.board < row.leave]
        self.backward = [row for row in forward_and_back if row.board >= row.leave]
        self.trips = self._sound_trips(plan.van_stops)
        self.van_loads = [row for row in plan.van_loads if self._is_sound_van_row(row)]
        self.unserved = [row for row in plan.unserved if self._is_sound_row(f"unserved {row.consignment}", row)]

    def _strategy(self, name: str, default: Strategy) -> Strategy:
        try:
            return Strategy(name)
        except ValueError:
            self._set_aside("plan", 1, "names", f"strategy {name!r} is none of {', '.join(Strategy)}")
            return default

    def _is_sound_bus_row(self, row: BusLoad) -> bool:
        where = f"bus load {row.run} {row.board}-{row.leave} {row.consignment}"
        sound = self._is_sound_row(where, row)
        if row.run not in self._calls:
            return self._set_aside(where, 1, "names", f"no run {row.run!r}")
        return self._are_within(where, "call", (row.board, row.leave), self._calls[row.run] - 1) and sound

    def _sound_trips(self, rows: Iterable[VanStop]) -> dict[TripKey, tuple[VanStop, ...]]:
        trips: dict[TripKey, list[VanStop]] = defaultdict(list)
        for row in rows:
            trips[row.van, row.number, row.trip].append(row)
        numbers: dict[tuple[str, int], list[int]] = defaultdict(list)
        for van, number, trip in sorted(trips):
            numbers[van, number].append(trip)
        for (van, number), named in numbers.items():
            self._are_counted(f"van {van}/{number}", "trips", named, first=1)
        return {key: tuple(sorted(stops)) for key, stops in sorted(trips.items()) if self._is_sound_trip(key, stops)}

    def _is_sound_trip(self, key: TripKey, stops: list[VanStop]) -> bool:
        where = "van {}/{} trip {}".format(*key)
        sound = self._are_counted(where, "stops", sorted(stop.seq for stop in stops), first=0)
        if key[0] not in self._vans:
            sound = self._set_aside(where, 1, "names", f"no van type {key[0]!r}")
        for stop in stops:
            if stop.place not in self._places:
                sound = self._set_aside(f"{where} stop {stop.seq}", 1, "names", f"no place {stop.place!r}")
        return sound

    def _is_sound_van_row(self, row: VanLoad) -> bool:
        trip = f"{row.van}/{row.number} trip {row.trip}"
        where = f"van load {trip} {row.load_seq}-{row.unload_seq} {row.consignment}"
        sound = self._is_sound_row(where, row)
        stops = self.trips.get((row.van, row.number, row.trip))
        if stops is None:
            return self._set_aside(where, 1, "names", "no trip with sound stops")
        sound &= self._are_within(where, "stop", (row.load_seq, row.unload_seq), len(stops) - 1)
        if row.load_seq >= row.unload_seq:
            back = row.load_seq - row.unload_seq + 1
            return self._set_aside(where, back, "stops", "taken off no later than it is put on")
        return sound

    def _is_sound_row(self, where: str, row: BusLoad | VanLoad | Unserved) -> bool:
        sound = True
        if row.consignment not in self._consignments:
            sound = self._set_aside(where, 1, "names", f"no consignment {row.consignment!r}")
        if row.parcels < 1:
            sound = self._set_aside(where, 1 - row.parcels, "parcels", f"{row.parcels} parcels")
        return sound

    def _are_within(self, where: str, what: str, positions: Iterable[int], last: int) -> bool:
        sound = True
        for position in positions:
            if not 0 <= position <= last:
                off = max(-position, position - last)
                sound = self._set_aside(where, off, f"{what}s", f"{what} {position} is not one of 0..{last}")
        return sound

    def _are_counted(self, where: str, what: str, numbers: list[int], first: int) -> bool:
        """True if the numbers are first, first + 1, .. without a gap or a repetition."""
        wrong = sum(number != rank for rank, number in enumerate(numbers, start=first))
        if not wrong:
            return True
        shown = ", ".join(map(str, numbers[:8])) + (".." if len(numbers) > 8 else "")
        return self._set_aside(where, wrong, what, f"{what} are numbered {shown}, not {first}, {first + 1}..")

    def _set_aside(self, where: str, amount: int, unit: str, detail: str) -> bool:
        """Remember a bad row; False, so that callers can return it."""
        self.bad.append(BadRow(where, amount, unit, detail))
        return False
