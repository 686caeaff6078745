"""From "so many parcels on this way, with this van trip" to pieces and van days whose limits fit each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from optimizer.instance import Instance
from optimizer.routing.draft import Piece, Snapshot
from optimizer.routing.ways import LoadKey, Way, load_key
from optimizer.solution import VanDay
from optimizer.vans import Task, Trip

Seats = tuple[tuple[int, int], ...]
"""The (day, trip) of every van leg of a way."""

_VanLoad = tuple[int, int, int, int, int]


def assemble(
    instance: Instance, skeleton: list[tuple[int, list[tuple[int, ...]]]], flows: Iterable[tuple[Way, int, Seats]]
) -> Snapshot:
    """Pieces and days from flows (way, parcels, seats) over a skeleton of days (fleet, visits of every trip).

    A load of several flows delays them all by its whole size, so floors and deadlines are worked out here. Visits,
    trips and days without work are left out.
    """
    parcels: Counter[tuple[Way, Seats]] = Counter()
    on_bus: Counter[LoadKey] = Counter()
    on_van: Counter[_VanLoad] = Counter()
    for way, count, seats in flows:
        parcels[way, seats] += count
        for key in way.loads_in():
            on_bus[key] += count
        if way.first_mile:
            on_van[_van_load(way, seats)] += count
    pieces: list[Piece] = []
    tasks: dict[tuple[int, int], list[Task]] = defaultdict(list)
    for (way, seats), count in parcels.items():
        mine = tuple(_tasks(way, count, seats, on_bus, on_van))
        pieces.append(Piece(count, way, mine))
        for seat, task in zip(seats, mine, strict=True):
            tasks[seat].append(task)
    return tuple(pieces), tuple(_days(skeleton, tasks))


def _van_load(way: Way, seats: Seats) -> _VanLoad:
    leg = way.legs[0]
    return way.item, leg.from_place, leg.to_place, *seats[0]


def _tasks(way: Way, parcels: int, seats: Seats, on_bus: Counter[LoadKey], on_van: Counter[_VanLoad]) -> Iterator[Task]:
    for number, leg in enumerate(way.legs):
        task = leg.task(parcels)
        if number == 0 and way.first_mile:
            yield replace(task, deadline_s=leg.caught_s - leg.sort_s * on_van[_van_load(way, seats)])
        elif way.last_mile:
            yield replace(task, floor_s=leg.ready_s + leg.sort_s * on_bus[load_key(way.item, way.rides[-1])])
        else:
            yield task


def _days(
    skeleton: list[tuple[int, list[tuple[int, ...]]]], tasks: dict[tuple[int, int], list[Task]]
) -> Iterator[VanDay]:
    for number, (fleet, trips) in enumerate(skeleton):
        made = []
        for at, visits in enumerate(trips):
            mine = tuple(tasks.get((number, at), ()))
            needed = {place for task in mine for place in (task.from_place, task.to_place)}
            if mine:
                made.append(Trip(tuple(place for place in visits if place in needed), mine))
        if made:
            yield VanDay(fleet, tuple(made))
