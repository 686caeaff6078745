"""Van work gathered by place: what one visit to a place delivers and collects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.instance import Fleet, Instance, Item
from optimizer.vans import NEVER, Task, Trip

_COLLECT_S = 3_600
"""What is collected may become ready this long into a wave's trips without waiting for the next wave."""

_WAVE_GAP_S = 5_400
"""Deliveries that become ready at least this far apart belong to different waves."""


@dataclass(frozen=True, slots=True)
class Job:
    """Tasks of one visit to ``place``, all between it and one base."""

    place: int
    tasks: tuple[Task, ...]
    ml: int
    g: int
    floor_s: int


@dataclass(frozen=True, slots=True)
class JobGroup:
    """Jobs of one wave that the same fleets of one base can do; ``fleets`` are in order of preference.

    The wave is ready at ``from_s``; the next one, for which vans should be back, at ``until_s``.
    """

    base: int
    fleets: tuple[int, ...]
    jobs: tuple[Job, ...]
    from_s: int
    until_s: int


def whole_task(instance: Instance, item: Item, parcels: int) -> Task:
    """The task of carrying parcels of an item all the way by van."""
    return task_between(instance, item, parcels, item.origin, item.destination, item.available_s)


def task_between(
    instance: Instance, item: Item, parcels: int, from_place: int, to_place: int, floor_s: int, deadline_s: int = NEVER
) -> Task:
    """A task of an item between two places; due or late as the item is, if it ends at its destination."""
    late = instance.settings.late_urmb_per_s
    final = to_place == item.destination
    return Task(
        item.index,
        parcels,
        from_place,
        to_place,
        floor_s=floor_s,
        deadline_s=deadline_s,
        latest_s=item.due_s if final and late is None else NEVER,
        due_s=item.due_s if final else NEVER,
        late_urmb_per_s=(late or 0) * parcels if final else 0,
    )


def gather(instance: Instance, rest: dict[int, int], waves: bool) -> tuple[list[JobGroup], list[tuple[int, int]]]:
    """Group what is left (item -> parcels) into jobs by base, able fleets, wave and place.

    With ``waves`` every wave of deliveries has visits of its own; without, one visit a place does all.
    Returns the groups, those with the fewest able fleets and then the last waves first (they need the most vans), and
    the (item, parcels) that no base serves directly.
    """
    bases = sorted({fleet.base for fleet in instance.fleets})
    grouped: dict[tuple[int, tuple[int, ...]], dict[int, list[Task]]] = defaultdict(lambda: defaultdict(list))
    others: list[tuple[int, int]] = []
    for index, parcels in rest.items():
        item = instance.items[index]
        base = next((place for place in (item.origin, item.destination) if place in bases), None)
        place = item.destination if base == item.origin else item.origin
        able = () if base is None else _able(instance, item, base, place)
        if base is None or not able:
            others.append((index, parcels))
        else:
            grouped[base, able][place].append(whole_task(instance, item, parcels))
    groups = []
    for (base, able), by_place in grouped.items():
        starts = _wave_starts(base, by_place)
        split = _tasks_by_wave if waves else _places_by_wave
        for number, mine in enumerate(split(base, by_place, starts)):
            jobs = [
                job
                for place, tasks in sorted(mine.items())
                for job in jobs_at(instance, instance.fleets[able[0]], place, tasks)
            ]
            until_s = starts[number + 1] if number + 1 < len(starts) else NEVER
            if jobs:
                groups.append(JobGroup(base, able, tuple(jobs), starts[number], until_s))
    groups.sort(key=lambda group: (len(group.fleets), -group.from_s))
    return groups, others


def _able(instance: Instance, item: Item, base: int, place: int) -> tuple[int, ...]:
    fleets = [
        fleet
        for fleet in instance.fleets
        if fleet.base == base and instance.can_carry(fleet, item) and instance.can_reach(fleet, place)
    ]
    fleets.sort(key=lambda fleet: (fleet.type.fixed_urmb / fleet.type.capacity_ml, fleet.index))
    return tuple(fleet.index for fleet in fleets)


def _wave_starts(base: int, by_place: dict[int, list[Task]]) -> list[int]:
    """When each wave of deliveries from the base is ready."""
    floors = sorted({task.floor_s for tasks in by_place.values() for task in tasks if task.from_place == base})
    starts = [at for before, at in zip([-NEVER, *floors], floors, strict=False) if at - before >= _WAVE_GAP_S]
    return starts or [0]


def _wave_of(starts: list[int], floor_s: int) -> int:
    """The last wave that is ready by ``floor_s``."""
    return sum(start <= floor_s for start in starts[1:])


def _tasks_by_wave(base: int, by_place: dict[int, list[Task]], starts: list[int]) -> list[dict[int, list[Task]]]:
    """Every delivery in its own wave, so that a place may be visited in each; what is collected goes with the last."""
    waves: list[dict[int, list[Task]]] = [defaultdict(list) for _ in starts]
    for place, tasks in by_place.items():
        for task in tasks:
            number = _wave_of(starts, task.floor_s) if task.from_place == base else len(starts) - 1
            waves[number][place].append(task)
    return waves


def _places_by_wave(base: int, by_place: dict[int, list[Task]], starts: list[int]) -> list[dict[int, list[Task]]]:
    """Every place in the wave in which all its goods are ready, so that one visit does all."""
    waves: list[dict[int, list[Task]]] = [defaultdict(list) for _ in starts]
    for place, tasks in by_place.items():
        number = max(_wave_of(starts, task.floor_s - (0 if task.from_place == base else _COLLECT_S)) for task in tasks)
        waves[number][place] = tasks
    return waves


def jobs_at(instance: Instance, fleet: Fleet, place: int, tasks: list[Task]) -> list[Job]:
    """One job for the place, or several if its goods do not fit one van of a fleet."""
    jobs: list[Job] = []
    current: list[Task] = []
    room_ml, room_g = fleet.type.capacity_ml, fleet.type.capacity_g
    for task in tasks:
        item = instance.items[task.item]
        left = task.parcels
        while left:
            fits = min(left, room_ml // max(1, item.parcel_ml), room_g // max(1, item.parcel_g))
            if fits:
                current.append(part_of(task, fits))
                room_ml, room_g, left = room_ml - fits * item.parcel_ml, room_g - fits * item.parcel_g, left - fits
            if left:
                jobs.append(_job(instance, place, current))
                current, room_ml, room_g = [], fleet.type.capacity_ml, fleet.type.capacity_g
    return [*jobs, _job(instance, place, current)] if current else jobs


def trip_of(jobs: Sequence[Job], base: int) -> Trip:
    """The trip of a van of ``base`` that does some jobs; goods of another base it gets there first."""
    tasks = tuple(task for job in jobs for task in job.tasks)
    places = dict.fromkeys(job.place for job in jobs)
    sources = {task.from_place for task in tasks} - places.keys() - {base}
    return Trip((*sources, *places), tasks)


def part_of(task: Task, parcels: int) -> Task:
    """The same task with fewer parcels."""
    return Task(
        task.item, parcels, task.from_place, task.to_place, task.floor_s, task.deadline_s, task.latest_s,
        task.due_s, task.late_urmb_per_s // task.parcels * parcels,
    )  # fmt: skip


def _job(instance: Instance, place: int, tasks: list[Task]) -> Job:
    return Job(
        place,
        tuple(tasks),
        sum(task.parcels * instance.items[task.item].parcel_ml for task in tasks),
        sum(task.parcels * instance.items[task.item].parcel_g for task in tasks),
        max(task.floor_s for task in tasks),
    )
