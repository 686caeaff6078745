"""What all peers share: the visits that they are given, and the plan made of the routes that they return."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from networks.roads import UNREACHABLE
from optimizer.construct.buses import BusSpace
from optimizer.construct.insertion import insert_left
from optimizer.construct.jobs import Job, JobGroup, trip_of
from optimizer.construct.packing import Garage, drop_losses, pack
from optimizer.county.guests import Party, approach, parties_of
from optimizer.finish import finish
from optimizer.instance import Fleet, Instance
from optimizer.plan import Plan
from optimizer.solution import Solution, VanDay, to_plan
from optimizer.vans import NEVER, Day, Task, schedule_day

Matrix = NDArray[np.int64]
Size = tuple[int, int]
"""Millilitres and grams."""

REPAIR_SHARE = 0.1
"""Share of the time limit for completing a peer's plan, on top of the time that the peer had for itself."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to a place for a peer to plan.

    ``fleets`` may do it. Work begins in one of ``windows`` and takes ``stop_s``, paid once if several visits to the
    place follow each other, and ``work_s``. The trip leaves its base no earlier than ``release_s``. ``prize_urmb`` is
    what not doing it costs.
    """

    job: Job
    fleets: tuple[int, ...]
    location: int
    windows: tuple[tuple[int, int], ...]
    stop_s: int
    work_s: int
    release_s: int
    delivery: Size
    pickup: Size
    prize_urmb: int


@dataclass(frozen=True, eq=False)
class Work:
    """The visits of one base. Location 0 is the base; ``places`` are the places of the locations."""

    base: int
    fleets: tuple[int, ...]
    visits: tuple[Visit, ...]
    places: tuple[int, ...]

    def seconds(self, instance: Instance, fleet: int) -> Matrix:
        """Driving seconds of a fleet between the locations."""
        return self._grid(instance, instance.fleets[fleet], instance.seconds(instance.fleets[fleet]), 0)

    def metres(self, instance: Instance, fleet: int) -> Matrix:
        """Metres of a fleet between the locations."""
        return self._grid(instance, instance.fleets[fleet], instance.metres(instance.fleets[fleet]), 1)

    def _grid(self, instance: Instance, fleet: Fleet, source: NDArray[np.int32], which: int) -> Matrix:
        """Ways of a guest begin with its way to the goods and end at its own base."""
        matrix = source[np.ix_(self.places, self.places)].astype(np.int64)
        if fleet.base != self.base:
            matrix[0, :] += approach(instance, fleet, self.base)[which]
            matrix[:, 0] = source[list(self.places), fleet.base]
        return np.minimum(matrix, UNREACHABLE)


def works(instance: Instance, waves: bool, guests: bool = False) -> tuple[list[Work], dict[int, int]]:
    """The visits by base, and the items (with parcels) that no base serves directly.

    With ``waves`` goods of different waves are different visits, which a solver may put on one trip or on several;
    without, one visit a place does all. With ``guests`` vans of bases without goods take part, as in our own engine.
    """
    rest = {item.index: item.parcels for item in instance.items if item.parcels}
    parties, others = parties_of(instance, rest, waves, guests)
    return [_work(instance, party) for party in parties], others


def _work(instance: Instance, party: Party) -> Work:
    locations: dict[tuple[int, tuple[int, ...]], int] = {(party.base, ()): 0}
    visits = []
    for group in party.groups:
        for job in group.jobs:
            able = party.able(instance, group, job)
            location = locations.setdefault((job.place, tuple(sorted(able))), len(locations))
            visits.append(_visit(instance, replace(group, fleets=able), job, location))
    fleets = tuple(sorted({index for visit in visits for index in visit.fleets}))
    return Work(party.base, fleets, tuple(visits), tuple(place for place, _ in locations))


def _visit(instance: Instance, group: JobGroup, job: Job, location: int) -> Visit:
    settings = instance.settings
    release_s = max((task.floor_s for task in job.tasks if task.from_place == group.base), default=0)
    prize = sum(
        task.parcels * max(0, instance.items[task.item].unserved_urmb - instance.items[task.item].serve_urmb)
        for task in job.tasks
    )
    return Visit(
        job=job,
        fleets=group.fleets,
        location=location,
        windows=_windows(instance, group, job, release_s),
        stop_s=settings.van_stop_s,
        work_s=settings.van_parcel_s * sum(task.parcels for task in job.tasks),
        release_s=release_s,
        delivery=_size(instance, [task for task in job.tasks if task.to_place == job.place]),
        pickup=_size(instance, [task for task in job.tasks if task.to_place != job.place]),
        prize_urmb=prize,
    )


def _windows(instance: Instance, group: JobGroup, job: Job, release_s: int) -> tuple[tuple[int, int], ...]:
    """Opening windows that a van can still meet with all the job's goods; the last one if that is none."""
    fleet = instance.fleets[group.fleets[0]]
    ready_s = max((task.floor_s for task in job.tasks if task.from_place != group.base), default=0)
    latest_s = min(task.latest_s for task in job.tasks)
    driving_s = int(instance.seconds(fleet)[group.base, job.place])
    first_s = max(ready_s, driving_s + max(release_s, fleet.type.earliest_s))
    windows = instance.places[job.place].windows
    found = tuple(
        (max(opens_s, ready_s), min(closes_s, latest_s))
        for opens_s, closes_s in windows
        if first_s <= min(closes_s, latest_s)
    )
    return found or ((ready_s, max(ready_s, windows[-1][1])),)


def _size(instance: Instance, tasks: Sequence[Task]) -> Size:
    return (
        sum(task.parcels * instance.items[task.item].parcel_ml for task in tasks),
        sum(task.parcels * instance.items[task.item].parcel_g for task in tasks),
    )


def barred(work: Work, fleet: int) -> NDArray[np.bool_]:
    """Locations that a fleet may not serve."""
    able = {visit.location for visit in work.visits if fleet in visit.fleets}
    return np.array([at != 0 and at not in able for at in range(len(work.places))], dtype=np.bool_)


def out_of_reach(work: Work, instance: Instance, fleet: int, matrix: Matrix) -> Matrix:
    """The matrix with everything that a fleet may not serve put out of its reach."""
    closed = barred(work, fleet)
    cut = matrix.copy()
    cut[closed, :] = UNREACHABLE
    cut[:, closed] = UNREACHABLE
    np.fill_diagonal(cut, 0)
    return cut


class Assembly:
    """A plan made of a peer's trips: what our rules forbid is dropped, and what is left is put wherever it fits."""

    def __init__(self, instance: Instance, others: dict[int, int]) -> None:
        self._instance = instance
        self._garage = Garage(instance)
        self._left = Counter(others)

    def add_day(self, fleet: int, trips: Sequence[Sequence[Visit]]) -> None:
        """Send out one van on these trips, less the visits that its real hours have no room for."""
        jobs = [[visit.job for visit in trip] for trip in trips if trip]
        van = self._instance.fleets[fleet]
        while jobs:
            day = VanDay(fleet, tuple(trip_of(mine, van.base) for mine in jobs))
            timed = schedule_day(self._instance, van, day.trips)
            if isinstance(timed, Day) and self._garage.spare(fleet) > 0:
                self._garage.open(day, timed.cost_urmb)
                return
            self._leave(_drop_one(self._instance, fleet, jobs).tasks)
            jobs = [trip for trip in jobs if trip]

    def add_trips(self, base: int, trips: Sequence[tuple[int, Sequence[Visit]]]) -> None:
        """Put single trips (fleet, visits) on vans, each where it costs least; a trip that fits nowhere is halved."""
        for fleet, visits in sorted(trips, key=lambda trip: -len(trip[1])):
            able = frozenset.intersection(*(frozenset(visit.fleets) for visit in visits))
            fleets = (fleet, *(index for index in visits[0].fleets if index in able and index != fleet))
            jobs = tuple(visit.job for visit in visits)
            group = JobGroup(base, fleets, jobs, 0, NEVER)
            self._leave(pack(self._garage, group, [list(jobs)]))

    def leave(self, visit: Visit) -> None:
        """A visit that the peer has not made."""
        self._leave(visit.job.tasks)

    def plan(self, patience_s: float) -> Plan:
        """The finished plan; ``patience_s`` bounds each of the two searches for room for what is left."""
        instance, garage = self._instance, self._garage
        self._leave(drop_losses(instance, garage))
        bookings = insert_left(instance, BusSpace(instance), garage, dict(self._left), patience_s)
        plan = to_plan(instance, Solution(tuple(bookings), tuple(garage.days)))
        assert isinstance(plan, Plan), plan
        return finish(instance, plan, patience_s)

    def _leave(self, tasks: Sequence[Task]) -> None:
        for task in tasks:
            self._left[task.item] += task.parcels


def _drop_one(instance: Instance, fleet: int, trips: list[list[Job]]) -> Job:
    """Take out the visit whose detour saves most."""
    van = instance.fleets[fleet]
    metres = instance.metres(van)
    spots = []
    for number, trip in enumerate(trips):
        path = [van.base, *(job.place for job in trip), van.base]
        for at in range(1, len(path) - 1):
            before, here, after = path[at - 1], path[at], path[at + 1]
            saved = metres.item(before, here) + metres.item(here, after) - metres.item(before, after)
            spots.append((-saved, number, at - 1))
    _, number, at = heapq.nsmallest(1, spots)[0]
    return trips[number].pop(at)
