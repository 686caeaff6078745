"""A solution in indices, as engines build it, and its translation into a `Plan` with all times."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from networks import Ride
from optimizer.instance import Instance
from optimizer.plan import BusLoad, Plan, Unserved, VanLoad, VanStop
from optimizer.vans import Day, Shortfall, Trip, positions, schedule_day


@dataclass(frozen=True, slots=True)
class Booking:
    """Parcels of one item on a chain of one or two rides (the bus part of their way)."""

    item: int
    parcels: int
    rides: tuple[Ride, ...]


@dataclass(frozen=True, slots=True)
class VanDay:
    """The trips of one van of a fleet."""

    fleet: int
    trips: tuple[Trip, ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """Bookings on buses and van days; what neither delivers is left behind."""

    bookings: tuple[Booking, ...] = ()
    days: tuple[VanDay, ...] = ()

    def delivered(self, instance: Instance) -> list[int]:
        """Parcels that reach their destination, by item."""
        reached = [0] * len(instance.items)
        for booking in self.bookings:
            if booking.rides[-1].to_place == instance.items[booking.item].destination:
                reached[booking.item] += booking.parcels
        for day in self.days:
            for trip in day.trips:
                for task in trip.tasks:
                    if task.to_place == instance.items[task.item].destination:
                        reached[task.item] += task.parcels
        return reached

    def left(self, instance: Instance) -> dict[int, int]:
        """Parcels left behind, by item, without zeros."""
        reached = self.delivered(instance)
        rest = {item.index: item.parcels - reached[item.index] for item in instance.items}
        return {index: parcels for index, parcels in rest.items() if parcels}


def cost_urmb(instance: Instance, solution: Solution) -> int | Shortfall:
    """Cost of a solution as in docs/model.md section 4, or why a van day is impossible."""
    total = bus_cost_urmb(instance, solution)
    for van_day in solution.days:
        day = schedule_day(instance, instance.fleets[van_day.fleet], van_day.trips)
        if isinstance(day, Shortfall):
            return day
        total += day.cost_urmb
        total += van_handling_urmb(instance, van_day.trips)
    left = solution.left(instance)
    for item in instance.items:
        gone = left.get(item.index, 0)
        total += gone * item.unserved_urmb + (item.parcels - gone) * item.serve_urmb
    return total


def bus_cost_urmb(instance: Instance, solution: Solution) -> int:
    """Fees, handling and lateness of the bookings."""
    return sum(booking.parcels * rides_urmb(instance, booking.rides, booking.item) for booking in solution.bookings)


def rides_urmb(instance: Instance, rides: tuple[Ride, ...], item: int) -> int:
    """Fee, handling and lateness per parcel of an item on a chain of rides."""
    goods = instance.items[item]
    per_parcel = sum(ride.fee_urmb + instance.settings.handling_urmb for ride in rides)
    if rides[-1].to_place == goods.destination:
        per_parcel += (instance.settings.late_urmb_per_s or 0) * max(0, rides[-1].arrive_s - goods.due_s)
    return per_parcel


def van_handling_urmb(instance: Instance, trips: tuple[Trip, ...]) -> int:
    """Handling of parcels that vans take over at transfer places."""
    return instance.settings.handling_urmb * sum(
        task.parcels for trip in trips for task in trip.tasks if task.from_place != instance.items[task.item].origin
    )


def to_plan(
    instance: Instance, solution: Solution, unserved: tuple[Unserved, ...] = (), first_number: int = 0
) -> Plan | Shortfall:
    """The plan with all times, or why a van day is impossible. Van numbers start at ``first_number`` + 1."""
    stops: list[VanStop] = []
    loads: Counter[tuple[str, int, int, int, int, str]] = Counter()
    numbers: dict[int, int] = defaultdict(lambda: first_number)
    for van_day in solution.days:
        fleet = instance.fleets[van_day.fleet]
        day = schedule_day(instance, fleet, van_day.trips)
        if isinstance(day, Shortfall):
            return day
        numbers[van_day.fleet] += 1
        number = numbers[van_day.fleet]
        stops += _stop_rows(instance, van_day, day, number)
        for count, trip in enumerate(van_day.trips, 1):
            for task in trip.tasks:
                name = instance.items[task.item].consignment
                loads[fleet.type.id, number, count, *positions(fleet, trip, task), name] += task.parcels
    plan = Plan(
        instance.strategy.value,
        _bus_rows(instance, solution),
        tuple(stops),
        tuple(VanLoad(*key, parcels) for key, parcels in loads.items()),
        unserved,
    )
    return plan.sorted()


def _stop_rows(instance: Instance, van_day: VanDay, day: Day, number: int) -> list[VanStop]:
    fleet = instance.fleets[van_day.fleet]
    rows = []
    for count, (trip, times) in enumerate(zip(van_day.trips, day.times, strict=True), 1):
        path = (fleet.base, *trip.visits, fleet.base)
        for seq, (place, timed) in enumerate(zip(path, times, strict=True)):
            at_base = seq in (0, len(path) - 1)
            depart_s = timed.begin_s if at_base else timed.end_s + timed.rest_s
            rows.append(
                VanStop(
                    fleet.type.id,
                    number,
                    count,
                    seq,
                    instance.places[place].id,
                    timed.arrive_s,
                    timed.begin_s,
                    depart_s,
                    timed.rest_s,
                )
            )
    return rows


def _bus_rows(instance: Instance, solution: Solution) -> tuple[BusLoad, ...]:
    runs = instance.network.timetable.runs
    rows: Counter[tuple[str, int, int, str, bool, bool]] = Counter()
    for booking in solution.bookings:
        for ride in booking.rides:
            for at, leg in enumerate(ride.legs):
                came, stays = at > 0, at < len(ride.legs) - 1
                name = instance.items[booking.item].consignment
                rows[runs[leg.run].id, leg.board, leg.leave, name, came, stays] += booking.parcels
    return tuple(
        BusLoad(run, board, leave, name, parcels, came, stays)
        for (run, board, leave, name, came, stays), parcels in rows.items()
    )
