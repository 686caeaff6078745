"""Where van tasks between the same two places can go: into a trip, as a further trip, or on another van."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.construct.detours import Detour, End, least_detours
from optimizer.construct.packing import Garage
from optimizer.instance import Fleet, Instance
from optimizer.solution import VanDay
from optimizer.vans import Shortfall, Task, Trip, schedule_day, trip_facts

Tasks = tuple[Task, ...]
"""Tasks that all go from one place to one other place."""

_DETOURS = 12
"""Least detours among all trips that are tried with full times."""

_IDLE = 4
"""Vans with the fewest stops that are tried with a further trip."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where tasks can go: on which day (None: another van), the new day, its cost and the extra cost."""

    number: int | None
    day: VanDay
    cost_urmb: int
    extra_urmb: int


def best_spot(instance: Instance, garage: Garage, tasks: Tasks) -> Spot | Shortfall:
    """The cheapest spot for tasks on any van out or still at its base, or the last obstacle met."""
    best: Spot | None = None
    obstacle = Shortfall("fleet", 1, "vans", "no van that may carry these goods on these roads is left")
    for number, van_day, least_urmb in _candidates(instance, garage, tasks):
        if best is not None and least_urmb >= best.extra_urmb:
            continue
        day = schedule_day(instance, instance.fleets[van_day.fleet], van_day.trips)
        if isinstance(day, Shortfall):
            obstacle = day
            continue
        extra = day.cost_urmb - (0 if number is None else garage.cost(number))
        if best is None or extra < best.extra_urmb:
            best = Spot(number, van_day, day.cost_urmb, extra)
    return obstacle if best is None else best


def take_spot(garage: Garage, spot: Spot) -> None:
    """Change the garage as a spot says."""
    if spot.number is None:
        garage.open(spot.day, spot.cost_urmb)
    else:
        garage.replace(spot.number, spot.day, spot.cost_urmb)


def _candidates(instance: Instance, garage: Garage, tasks: Tasks) -> Iterator[tuple[int | None, VanDay, int]]:
    """The least detours among all trips, further trips of the vans with the fewest stops, and one more van.

    Each with what it costs more at least: its metres, and a further van's day.
    """
    able = frozenset(fleet.index for fleet in instance.fleets if _may(instance, fleet, tasks))
    key = (tasks[0].from_place, tasks[0].to_place, able)
    if key not in garage.detours:
        garage.detours[key] = _detours(instance, garage, *key)
    yield from _detour_days(instance, garage, tasks, garage.detours[key])
    idle = [
        (sum(len(trip.visits) for trip in van_day.trips), number)
        for number, van_day in enumerate(garage.days)
        if van_day.fleet in able and len(van_day.trips) < instance.fleets[van_day.fleet].type.max_trips
    ]
    for _, number in heapq.nsmallest(_IDLE, idle):
        old = garage.days[number]
        fleet = instance.fleets[old.fleet]
        lone = _lone(fleet, tasks)
        for at in range(len(old.trips) + 1):
            yield (
                number,
                VanDay(old.fleet, (*old.trips[:at], lone, *old.trips[at:])),
                _least_urmb(instance, fleet, lone),
            )
    for index in sorted(able):
        if garage.spare(index) > 0:
            fleet = instance.fleets[index]
            lone = _lone(fleet, tasks)
            yield None, VanDay(index, (lone,)), fleet.type.fixed_urmb + _least_urmb(instance, fleet, lone)


def _least_urmb(instance: Instance, fleet: Fleet, trip: Trip) -> int:
    return fleet.type.trip_urmb + fleet.urmb_per_m * trip_facts(instance, fleet, trip).metres


def _may(instance: Instance, fleet: Fleet, tasks: Tasks) -> bool:
    ends = (tasks[0].from_place, tasks[0].to_place)
    return all(instance.can_reach(fleet, place) for place in ends) and all(
        instance.can_carry(fleet, item) for item in (instance.items[task.item] for task in tasks)
    )


def _lone(fleet: Fleet, tasks: Tasks) -> Trip:
    """A trip that does nothing else."""
    ends = (tasks[0].from_place, tasks[0].to_place)
    return Trip(tuple(place for place in ends if place != fleet.base), tasks)


def _detours(instance: Instance, garage: Garage, from_place: int, to_place: int, able: frozenset[int]) -> list[Detour]:
    """The least detours among all trips of able fleets for goods from one place to another."""
    ends: dict[tuple[int, int], list[End]] = {}
    found: list[Detour] = []
    for number, van_day in enumerate(garage.days):
        if van_day.fleet not in able:
            continue
        fleet = instance.fleets[van_day.fleet]
        key = (fleet.profile, fleet.base)
        if key not in ends:
            places = (place for place in (from_place, to_place) if place != fleet.base)
            ends[key] = [End.at(place, instance.metres(fleet)) for place in places]
        for at, trip in enumerate(van_day.trips):
            legs_m = trip_facts(instance, fleet, trip).legs_m
            grown = enumerate(least_detours(trip.visits, legs_m, fleet.base, ends[key]))
            found += [(extra_m, number, at, rank, calls) for rank, (extra_m, calls) in grown]
    return heapq.nsmallest(_DETOURS, found)


def _detour_days(
    instance: Instance, garage: Garage, tasks: Tasks, detours: list[Detour]
) -> Iterator[tuple[int, VanDay, int]]:
    """The days with the tasks put in, with what their metres cost."""
    for extra_m, number, at, _, calls in detours:
        old = garage.days[number]
        visits = old.trips[at].visits
        for place, spot in calls:
            visits = (*visits[:spot], place, *visits[spot:])
        new = Trip(visits, (*old.trips[at].tasks, *tasks))
        day = VanDay(old.fleet, (*old.trips[:at], new, *old.trips[at + 1 :]))
        yield number, day, extra_m * instance.fleets[old.fleet].urmb_per_m
