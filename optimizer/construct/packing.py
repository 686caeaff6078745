"""Trips onto vans: each trip goes where it costs least, on a van already out or on another one."""

from __future__ import annotations

import math
import time
from collections import Counter

from optimizer.construct.detours import Detour
from optimizer.construct.jobs import Job, JobGroup, trip_of
from optimizer.instance import Instance
from optimizer.solution import VanDay
from optimizer.vans import Day, Shortfall, Task, Trip, least_day_urmb, least_span_s, schedule_day


class Garage:
    """Van days being filled, with their costs.

    ``detours``: the least detours found for goods from one place to another by able fleets, until a day changes.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._used: Counter[int] = Counter()
        self.days: list[VanDay] = []
        self._costs: list[int] = []
        self.detours: dict[tuple[int, int, frozenset[int]], list[Detour]] = {}

    def spare(self, fleet: int) -> int:
        """Vans of a fleet that are not out yet."""
        return self._instance.fleets[fleet].number - self._used[fleet]

    def cost(self, number: int) -> int:
        """Cost of a day in micro-RMB."""
        return self._costs[number]

    def open(self, day: VanDay, cost_urmb: int) -> None:
        """Send out another van."""
        self.detours.clear()
        self._used[day.fleet] += 1
        self.days.append(day)
        self._costs.append(cost_urmb)

    def replace(self, number: int, day: VanDay, cost_urmb: int) -> None:
        """Give a van that is out another day of the same fleet."""
        self.detours.clear()
        self.days[number], self._costs[number] = day, cost_urmb

    def close(self, number: int) -> None:
        """Leave a van at its base after all."""
        self.detours.clear()
        self._used[self.days[number].fleet] -= 1
        del self.days[number], self._costs[number]

    def snapshot(self) -> tuple[list[VanDay], list[int], Counter[int]]:
        """The state, to be given to `restore`."""
        return list(self.days), list(self._costs), self._used.copy()

    def restore(self, state: tuple[list[VanDay], list[int], Counter[int]]) -> None:
        """Back to a state that `snapshot` returned."""
        self.detours.clear()
        self.days, self._costs, self._used = list(state[0]), list(state[1]), state[2].copy()

    def place_trip(self, trip: Trip, fleets: tuple[int, ...]) -> bool:
        """Add a trip at the least extra cost; False if no van of these fleets can do it."""
        instance = self._instance
        best: tuple[int, int | None, VanDay, int] | None = None
        for number, van_day in enumerate(self.days):
            if van_day.fleet not in fleets or not self._may_hold(van_day, trip):
                continue
            for grown in _with_trip(van_day, trip):
                fleet = instance.fleets[van_day.fleet]
                if best is not None and least_day_urmb(instance, fleet, grown.trips) - self._costs[number] >= best[0]:
                    break  # nor does it cost less the other way round
                day = schedule_day(instance, fleet, grown.trips)
                if isinstance(day, Day):
                    extra = day.cost_urmb - self._costs[number]
                    if best is None or extra < best[0]:
                        best = (extra, number, grown, day.cost_urmb)
        for index in fleets:
            if self.spare(index) > 0:
                day = schedule_day(instance, instance.fleets[index], (trip,))
                if isinstance(day, Day) and (best is None or day.cost_urmb < best[0]):
                    best = (day.cost_urmb, None, VanDay(index, (trip,)), day.cost_urmb)
        if best is None:
            return False
        _, at, grown, cost = best
        if at is None:
            self.open(grown, cost)
        else:
            self.replace(at, grown, cost)
        return True

    def place_alone(self, trip: Trip, fleets: tuple[int, ...]) -> bool:
        """Send out the first van that can do a trip, in the order of these fleets; False if none is left that can."""
        for index in fleets:
            if self.spare(index) > 0:
                day = schedule_day(self._instance, self._instance.fleets[index], (trip,))
                if isinstance(day, Day):
                    self.open(VanDay(index, (trip,)), day.cost_urmb)
                    return True
        return False

    def _may_hold(self, van_day: VanDay, trip: Trip) -> bool:
        """False if a day surely has no room for another trip: too many trips, or more work than hours."""
        instance, fleet = self._instance, self._instance.fleets[van_day.fleet]
        van = fleet.type
        if len(van_day.trips) >= van.max_trips:
            return False
        return least_span_s(instance, fleet, (*van_day.trips, trip)) <= van.shift_s + van.max_overtime_s


def _with_trip(van_day: VanDay, trip: Trip) -> list[VanDay]:
    """The day with the trip last or first."""
    return [VanDay(van_day.fleet, (*van_day.trips, trip)), VanDay(van_day.fleet, (trip, *van_day.trips))]


def pack(garage: Garage, group: JobGroup, trips: list[list[Job]], until: float = math.inf) -> list[Task]:
    """Put the trips on vans, longest first; a trip that fits nowhere is halved. Returns what fits no van at all.

    After ``until`` (by the monotonic clock) each gets a van of its own, without a look at those that are out.
    """
    waiting = sorted(trips, key=len)
    left: list[Task] = []
    while waiting:
        jobs = waiting.pop()
        trip = trip_of(jobs, group.base)
        place = garage.place_trip if time.monotonic() < until else garage.place_alone
        if place(trip, group.fleets):
            continue
        if len(jobs) == 1:
            left += jobs[0].tasks
        else:
            middle = len(jobs) // 2
            waiting += [jobs[:middle], jobs[middle:]]
    return left


def drop_losses(instance: Instance, garage: Garage) -> list[Task]:
    """Call off days and trips that cost more than leaving their goods behind. Returns the tasks called off.

    All tasks must be whole ways of their goods.
    """
    dropped: list[Task] = []
    for number in reversed(range(len(garage.days))):
        old = garage.days[number]
        trips, cost = old.trips, garage.cost(number)
        for lost in (*((trip,) for trip in old.trips if len(old.trips) > 1), old.trips):
            rest = tuple(trip for trip in trips if trip not in lost)
            day = schedule_day(instance, instance.fleets[old.fleet], rest) if rest else None
            rest_urmb = day.cost_urmb if isinstance(day, Day) else 0
            gone = [task for trip in trips if trip in lost for task in trip.tasks]
            if not isinstance(day, Shortfall) and cost - rest_urmb > sum(_worth_urmb(instance, task) for task in gone):
                dropped += gone
                trips, cost = rest, rest_urmb
        if not trips:
            garage.close(number)
        elif len(trips) < len(old.trips):
            garage.replace(number, VanDay(old.fleet, trips), cost)
    return dropped


def _worth_urmb(instance: Instance, task: Task) -> int:
    item = instance.items[task.item]
    return task.parcels * (item.unserved_urmb - item.serve_urmb)
