"""Where van tasks between the same two places can go: into a trip, as a further trip, or on another van."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from networks.roads import IntMatrix
from optimizer.construct.packing import Garage
from optimizer.instance import Fleet, Instance
from optimizer.solution import VanDay
from optimizer.vans import Shortfall, Task, Trip, day_metres, positions, schedule_day

Tasks = tuple[Task, ...]
"""Tasks that all go from one place to one other place."""

_SPOTS = 3
"""Cheapest spots of a trip for a visit."""

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
    able = {fleet.index for fleet in instance.fleets if _may(instance, fleet, tasks)}
    grown: list[tuple[int, int, int, Trip]] = []
    idle: list[tuple[int, int]] = []
    for number, van_day in enumerate(garage.days):
        if van_day.fleet not in able:
            continue
        fleet = instance.fleets[van_day.fleet]
        for at, trip in enumerate(van_day.trips):
            grown += [(extra, number, at, new) for extra, new in _grown(instance, fleet, trip, tasks)]
        if len(van_day.trips) < fleet.type.max_trips:
            idle.append((sum(len(trip.visits) for trip in van_day.trips), number))
    for extra_m, number, at, new in heapq.nsmallest(_DETOURS, grown, key=lambda found: found[:3]):
        old = garage.days[number]
        least_urmb = extra_m * instance.fleets[old.fleet].urmb_per_m
        yield number, VanDay(old.fleet, (*old.trips[:at], new, *old.trips[at + 1 :])), least_urmb
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
    return fleet.type.trip_urmb + fleet.urmb_per_m * day_metres(instance, fleet, (trip,))


def _may(instance: Instance, fleet: Fleet, tasks: Tasks) -> bool:
    ends = (tasks[0].from_place, tasks[0].to_place)
    return all(instance.can_reach(fleet, place) for place in ends) and all(
        instance.can_carry(fleet, instance.items[task.item]) for task in tasks
    )


def _lone(fleet: Fleet, tasks: Tasks) -> Trip:
    """A trip that does nothing else."""
    ends = (tasks[0].from_place, tasks[0].to_place)
    return Trip(tuple(place for place in ends if place != fleet.base), tasks)


def _grown(instance: Instance, fleet: Fleet, trip: Trip, tasks: Tasks) -> list[tuple[int, Trip]]:
    """(extra metres, trip with the tasks added), its missing visits put in at the cheapest spots."""
    metres = instance.metres(fleet)
    ends = [place for place in (tasks[0].from_place, tasks[0].to_place) if place != fleet.base]
    grown = [(0, trip.visits)]
    for place in ends:
        grown = [
            (known_m + extra_m, visits)
            for known_m, known in grown
            for extra_m, visits in _with_visit(known, place, fleet.base, metres)
        ]
    everything = (*trip.tasks, *tasks)
    return [(extra, new) for extra, visits in grown if _in_order(new := Trip(visits, everything), fleet, tasks[0])]


def _in_order(trip: Trip, fleet: Fleet, task: Task) -> bool:
    load, unload = positions(fleet, trip, task)
    return load < unload


def _with_visit(visits: tuple[int, ...], place: int, base: int, metres: IntMatrix) -> list[tuple[int, tuple[int, ...]]]:
    if place in visits:
        return [(0, visits)]
    path = (base, *visits, base)
    extra = [
        metres.item(before, place) + metres.item(place, after) - metres.item(before, after)
        for before, after in pairwise(path)
    ]
    spots = heapq.nsmallest(_SPOTS, range(len(extra)), key=lambda at: (extra[at], at))
    return [(extra[at], (*visits[:at], place, *visits[at:])) for at in spots]
