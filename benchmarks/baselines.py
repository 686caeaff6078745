"""What a planner who knows buses but no joint search would do: buses first, or vans first. Both by our own engine."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace

from networks import build_network
from optimizer.construct import first_solution
from optimizer.construct.buses import BusSpace, Offer, offers
from optimizer.finish import finish
from optimizer.instance import Instance, build_instance
from optimizer.plan import Plan
from optimizer.recover import recover
from optimizer.result import SolveParams
from optimizer.solution import Booking, Solution, VanDay, bus_cost_urmb, cost_urmb, to_plan, van_handling_urmb
from optimizer.solve import solve
from optimizer.vans import Day, Shortfall, Trip, schedule_day
from scenarios.strategies import with_strategy
from scenarios.types import Scenario, Strategy

LEVELS = (1.0, float("inf"))
"""Buses first takes places where a bus costs at most this many times what a van visit is estimated to be worth."""

_DRAFT_SHARE = 0.1
_FINISH_SHARE = 0.05


def buses_first(scenario: Scenario, instance: Instance, time_limit_s: float, seed: int) -> Plan:
    """Buses take what pays, or all that fits, whichever the construction finds cheaper; then vans the rest."""
    began = time.monotonic()
    drafts: list[tuple[int, int, tuple[Booking, ...], Scenario, Instance]] = []
    for bookings in dict.fromkeys(_by_bus(instance, level) for level in LEVELS):
        rest = _rest(scenario, bookings, instance)
        part = build_instance(rest, build_network(rest))
        vans = first_solution(part, SolveParams(time_limit_s=time_limit_s * _DRAFT_SHARE, seed=seed))
        drafts.append((_cost(part, vans) + _bus_urmb(instance, bookings), len(drafts), bookings, rest, part))
    _, _, bookings, rest, part = min(drafts)
    left_s = max(1.0, time_limit_s * (1 - _FINISH_SHARE) - (time.monotonic() - began))
    vans_plan = solve(rest, part, SolveParams(time_limit_s=left_s, seed=seed)).plan
    assert vans_plan is not None
    buses_plan = to_plan(instance, Solution(bookings))
    assert isinstance(buses_plan, Plan), buses_plan
    joined = replace(buses_plan, van_stops=vans_plan.van_stops, van_loads=vans_plan.van_loads)
    return finish(instance, joined.sorted(), time_limit_s * _FINISH_SHARE)


def _by_bus(instance: Instance, level: float) -> tuple[Booking, ...]:
    """Places whose goods all fit on buses, those with the best saving per bus RMB first."""
    space, bookings = BusSpace(instance), []
    rest = {item.index: item.parcels for item in instance.items if item.parcels}
    for offer in offers(instance, rest):
        if offer.pays(level):
            bookings += _booked(instance, space, offer, rest)
    return tuple(bookings)


def _booked(instance: Instance, space: BusSpace, offer: Offer, rest: dict[int, int]) -> list[Booking]:
    mine = [booking for index in offer.items for booking in space.book(instance.items[index], rest[index])]
    if sum(booking.parcels for booking in mine) == sum(rest[index] for index in offer.items):
        return mine
    space.unbook(mine)
    return []


def _rest(scenario: Scenario, bookings: tuple[Booking, ...], instance: Instance) -> Scenario:
    """The scenario under `joint` with what buses do not carry."""
    gone: Counter[str] = Counter()
    for booking in bookings:
        gone[instance.items[booking.item].consignment] += booking.parcels
    kept = (replace(one, parcels=one.parcels - gone[one.id]) for one in scenario.consignments)
    consignments = tuple(one for one in kept if one.parcels)
    return with_strategy(replace(scenario, consignments=consignments), Strategy.JOINT)


def _bus_urmb(instance: Instance, bookings: tuple[Booking, ...]) -> int:
    """What the booked parcels cost all in all."""
    only = Solution(bookings)
    left = only.left(instance)
    return _cost(instance, only) - sum(n * instance.items[index].unserved_urmb for index, n in left.items())


def _cost(instance: Instance, solution: Solution) -> int:
    cost = cost_urmb(instance, solution)
    assert not isinstance(cost, Shortfall), cost
    return cost


def vans_first(scenario: Scenario, instance: Instance, time_limit_s: float, seed: int) -> Plan:
    """The best plan with vans alone; then whole visits, and whole van days, go to buses where that saves money."""
    began = time.monotonic()
    alone = with_strategy(scenario, Strategy.JOINT)
    part = build_instance(alone, build_network(alone))
    left_s = max(1.0, time_limit_s * (1 - 2 * _FINISH_SHARE) - (time.monotonic() - began))
    vans_plan = solve(alone, part, SolveParams(time_limit_s=left_s, seed=seed)).plan
    assert vans_plan is not None
    start = recover(instance, replace(vans_plan, strategy=instance.strategy.value, unserved=()))
    moved = _Mover(instance, start).moved(began + time_limit_s * (1 - _FINISH_SHARE))
    plan = to_plan(instance, moved)
    assert isinstance(plan, Plan), plan
    return finish(instance, plan, time_limit_s * _FINISH_SHARE)


class _Mover:
    """Van days from which visits are moved to buses, always the one that saves most; whole days first."""

    def __init__(self, instance: Instance, start: Solution) -> None:
        self._instance = instance
        self._space = BusSpace(instance)
        self._days = list(start.days)
        self._bookings: list[Booking] = []

    def moved(self, until: float) -> Solution:
        """The solution after all moves that save money, or those that there was time for."""
        for number in range(len(self._days)):
            self._try(number, set(_places(self._days[number])))
        going = True
        while going and time.monotonic() < until:
            going = False
            for number in range(len(self._days)):
                tries = [(self._saving(number, {place}), place) for place in _places(self._days[number])]
                saving, place = max(tries, default=(0, -1))
                if saving > 0 and self._try(number, {place}):
                    going = True
        days = tuple(day for day in self._days if day.trips)
        return Solution(tuple(self._bookings), days)

    def _saving(self, number: int, places: set[int]) -> int:
        found = self._move(number, places)
        if found is None:
            return 0
        self._space.unbook(found[1])
        return found[2]

    def _try(self, number: int, places: set[int]) -> bool:
        found = self._move(number, places)
        if found is None:
            return False
        day, bookings, saving = found
        if saving <= 0:
            self._space.unbook(bookings)
            return False
        self._days[number] = day
        self._bookings += bookings
        return True

    def _move(self, number: int, places: set[int]) -> tuple[VanDay, list[Booking], int] | None:
        """The day without these places, what buses then carry (booked already), and what that saves."""
        instance, old = self._instance, self._days[number]
        base = instance.fleets[old.fleet].base
        gone = [task for trip in old.trips for task in trip.tasks if {task.from_place, task.to_place} & places]
        whole = all(
            {task.from_place, task.to_place}
            == {instance.items[task.item].origin, instance.items[task.item].destination}
            and {task.from_place, task.to_place} - {base} <= places
            for task in gone
        )
        day = VanDay(old.fleet, tuple(trip for trip in (_without(trip, places) for trip in old.trips) if trip.visits))
        before, after = self._day_urmb(old), self._day_urmb(day)
        if not whole or not gone or before is None or after is None:
            return None
        parcels: Counter[int] = Counter()
        for task in gone:
            parcels[task.item] += task.parcels
        bookings = [one for at, n in parcels.items() for one in self._space.book(instance.items[at], n)]
        if sum(one.parcels for one in bookings) < sum(parcels.values()):
            self._space.unbook(bookings)
            return None
        return day, bookings, before - after - _ride_urmb(instance, bookings)

    def _day_urmb(self, day: VanDay) -> int | None:
        if not day.trips:
            return 0
        timed = schedule_day(self._instance, self._instance.fleets[day.fleet], day.trips)
        return timed.cost_urmb + van_handling_urmb(self._instance, day.trips) if isinstance(timed, Day) else None


def _ride_urmb(instance: Instance, bookings: list[Booking]) -> int:
    return bus_cost_urmb(instance, Solution(tuple(bookings)))


def _places(day: VanDay) -> list[int]:
    return list(dict.fromkeys(place for trip in day.trips for place in trip.visits))


def _without(trip: Trip, places: set[int]) -> Trip:
    tasks = tuple(task for task in trip.tasks if not {task.from_place, task.to_place} & places)
    used = {place for task in tasks for place in (task.from_place, task.to_place)}
    return Trip(tuple(place for place in trip.visits if place in used), tasks)
