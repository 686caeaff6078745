"""Clients for the van search: every village's work, with the price of going by bus or of staying behind instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from networks.roads import UNREACHABLE
from optimizer.construct.buses import BusSpace, offers
from optimizer.construct.jobs import Job, JobGroup, gather
from optimizer.county.guests import Party, approach, parties_of
from optimizer.county.pairs import Pair, pairs_by_base
from optimizer.county.problem import ClientRow, Dues, Matrix, VanProblem, VehicleRow
from optimizer.instance import Fleet, Instance
from optimizer.solution import Booking, rides_urmb
from optimizer.vans import Task

_AT_FIRST = 3.0
"""A place is left to buses at first if they cost at most this many times what a visit is estimated to be worth."""


@dataclass(frozen=True)
class Offered:
    """Places whose goods have a place on the buses if no van visits them; all of them together fit.

    ``cheap``: those where that costs little enough for a search to begin without them.
    """

    bookings: dict[int, tuple[Booking, ...]]
    urmb: dict[int, int]
    cheap: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class VanSide:
    """The van problem of one base and what its numbers mean: jobs by client, of a pair one for each end."""

    base: int
    problem: VanProblem
    jobs: tuple[Job, ...]


def sides_of(instance: Instance) -> tuple[Offered, list[VanSide], dict[int, int]]:
    """What buses are offered, where there are any, and the van sides of all goods with the items that are in none."""
    rest = {item.index: item.parcels for item in instance.items if item.parcels}
    uses_bus = instance.strategy.uses_buses and bool(instance.network.timetable.runs)
    offered = offer_places(instance, rest, BusSpace(instance)) if uses_bus else Offered({}, {})
    return offered, *van_sides(instance, rest, offered)


def offer_places(instance: Instance, rest: dict[int, int], space: BusSpace) -> Offered:
    """Book the places with the best saving per bus RMB while they fit completely.

    Only goods that vans could bring from a base or take there: the others are placed later, on buses too.
    """
    bookings: dict[int, tuple[Booking, ...]] = {}
    urmb: dict[int, int] = {}
    cheap: set[int] = set()
    others = dict(gather(instance, rest, waves=False)[1])
    rest = {index: parcels for index, parcels in rest.items() if index not in others}
    for offer in offers(instance, rest):
        mine = [booking for index in offer.items for booking in space.book(instance.items[index], rest[index])]
        if sum(booking.parcels for booking in mine) < sum(rest[index] for index in offer.items):
            space.unbook(mine)
            continue
        bookings[offer.place] = tuple(mine)
        if offer.pays(_AT_FIRST):
            cheap.add(offer.place)
        urmb[offer.place] = sum(booking.parcels * rides_urmb(instance, booking.rides, booking.item) for booking in mine)
    return Offered(bookings, urmb, frozenset(cheap))


def van_sides(instance: Instance, rest: dict[int, int], offered: Offered) -> tuple[list[VanSide], dict[int, int]]:
    """One van problem per base with work, and the items (with parcels) that vans of no base carry all the way."""
    parties, others = parties_of(instance, rest, waves=False)
    visits = {party.base: sum(len(group.jobs) for group in party.groups) for party in parties}
    pairs = pairs_by_base(instance, others, visits)
    paired = {task.item for mine in pairs.values() for pair in mine for task in pair.load.tasks}
    sides = [_side(instance, party, pairs.get(party.base, []), offered) for party in parties]
    return sides, {index: parcels for index, parcels in others.items() if index not in paired}


def _side(instance: Instance, party: Party, pairs: list[Pair], offered: Offered) -> VanSide:
    base = party.base
    able = [*(group.fleets for group in party.groups), *(pair.fleets for pair in pairs)]
    fleets = tuple(sorted({*(index for mine in able for index in mine), *(guest.index for guest in party.guests)}))
    places = _Locations(base)
    clients: list[ClientRow] = []
    jobs: list[Job] = []
    count = 0
    for group in party.groups:
        for job in group.jobs:
            location = places.number(job.place, party.able(instance, group, job))
            prize = min(_leave_urmb(instance, job), offered.urmb.get(job.place, 10**15))
            windows = _windows(instance, base, group, job)
            for opens_s, closes_s in windows:
                client = _client(instance, job, location, opens_s, closes_s, prize, count, len(windows) > 1)
                clients.append(replace(client, left_first=job.place in offered.cheap))
                jobs.append(job)
            count += len(windows) > 1
    for pair in pairs:
        ends = (pair.load, pair.unload)
        clients += _both(instance, pair, [places.number(end.place, pair.fleets) for end in ends], len(clients))
        jobs += ends
    homes = [places.home(instance.fleets[index]) for index in fleets]
    profiles, seconds, metres = places.profiles(instance, fleets)
    vehicles = tuple(map(partial(_vehicle, instance), fleets, profiles, homes))
    return VanSide(base, VanProblem(tuple(clients), vehicles, count, tuple(metres), tuple(seconds)), tuple(jobs))


class _Locations:
    """Locations of a van problem: the base first, then each place once per set of fleets that may serve it, and homes.

    The home of a guest is its own base, from which ways lead over the problem's base.
    """

    def __init__(self, base: int) -> None:
        self._base = base
        self._known: dict[tuple[int, tuple[int, ...]], int] = {(base, ()): 0}
        self._homes: dict[int, Fleet] = {}

    def number(self, place: int, fleets: tuple[int, ...]) -> int:
        return self._known.setdefault((place, tuple(sorted(fleets))), len(self._known))

    def home(self, fleet: Fleet) -> int:
        """Where the trips of a fleet begin and end; to be asked for when all places have their numbers."""
        if fleet.base == self._base:
            return 0
        number = len(self._known) + len(self._homes)
        self._homes[number] = fleet
        return number

    def profiles(self, instance: Instance, fleets: tuple[int, ...]) -> tuple[list[int], list[Matrix], list[Matrix]]:
        """The profile of each fleet, and seconds and metres by profile; what it may not serve is out of its reach."""
        ways = {home: approach(instance, guest, self._base) for home, guest in self._homes.items()}
        able = [*(able for _, able in self._known), *(() for _ in self._homes)]
        places = np.array([*(place for place, _ in self._known), *(guest.base for guest in self._homes.values())])
        known: dict[tuple[int, bytes], int] = {}
        numbers: list[int] = []
        seconds: list[Matrix] = []
        metres: list[Matrix] = []
        for fleet in (instance.fleets[index] for index in fleets):
            barred = np.array([bool(mine) and fleet.index not in mine for mine in able])
            numbers.append(known.setdefault((fleet.profile, barred.tobytes()), len(known)))
            if numbers[-1] < len(seconds):
                continue
            for at, (source, found) in enumerate(
                ((instance.seconds(fleet), seconds), (instance.metres(fleet), metres))
            ):
                matrix = source[np.ix_(places, places)].astype(np.int64)
                for home, way in ways.items():
                    matrix[home, :] = matrix[0, :] + way[at]
                matrix[barred, :] = UNREACHABLE
                matrix[:, barred] = UNREACHABLE
                np.fill_diagonal(matrix, 0)
                found.append(np.minimum(matrix, UNREACHABLE))
        return numbers, seconds, metres


def _leave_urmb(instance: Instance, job: Job) -> int:
    """What leaving a job's goods behind costs more than serving them costs in sorting and commission."""
    return sum(
        task.parcels * max(0, instance.items[task.item].unserved_urmb - instance.items[task.item].serve_urmb)
        for task in job.tasks
    )


def _windows(instance: Instance, base: int, group: JobGroup, job: Job) -> list[tuple[int, int]]:
    """Opening windows that a van can still meet with all the job's goods; the latest one if that is none."""
    fleet = instance.fleets[group.fleets[0]]
    release_s = max((task.floor_s for task in job.tasks if task.from_place == base), default=0)
    ready_s = max((task.floor_s for task in job.tasks if task.from_place != base), default=0)
    latest_s = min(task.latest_s for task in job.tasks)
    driving_s = int(instance.seconds(fleet)[base, job.place])
    first_s = max(ready_s, driving_s + max(release_s, fleet.type.earliest_s))
    found = [
        (max(opens_s, ready_s), min(closes_s, latest_s))
        for opens_s, closes_s in instance.places[job.place].windows
        if first_s <= min(closes_s, latest_s)
    ]
    return found or [(ready_s, max(ready_s, instance.places[job.place].windows[-1][1]))]


def _client(
    instance: Instance, job: Job, location: int, opens_s: int, closes_s: int, prize: int, group: int, grouped: bool
) -> ClientRow:
    settings = instance.settings
    delivery, pickup = _sizes(instance, job, job.place, True), _sizes(instance, job, job.place, False)
    work_s = settings.van_stop_s + settings.van_parcel_s * sum(task.parcels for task in job.tasks)
    release_s = max((task.floor_s for task in job.tasks if task.to_place == job.place), default=0)
    return ClientRow(
        location,
        delivery,
        pickup,
        work_s,
        opens_s,
        closes_s,
        release_s,
        prize,
        group if grouped else None,
        dues=_dues(task for task in job.tasks if task.to_place == job.place),
        home_dues=_dues(task for task in job.tasks if task.to_place != job.place),
    )


def _both(instance: Instance, pair: Pair, locations: list[int], first: int) -> list[ClientRow]:
    """The clients of a pair, the ``first`` one's number given; each in the last window of its place."""
    settings, tasks = instance.settings, pair.load.tasks
    latest_s = min(task.latest_s for task in tasks)
    (from_s, until_s), (opens_s, closes_s) = (
        instance.places[end.place].windows[-1] for end in (pair.load, pair.unload)
    )
    load = ClientRow(
        locations[0],
        (0, 0),
        (0, 0),
        settings.van_stop_s + settings.van_parcel_s * sum(task.parcels for task in tasks),
        max(from_s, pair.load.floor_s),
        max(until_s, pair.load.floor_s),
        0,
        pair.prize_urmb,
        None,
        carry=(pair.load.ml, pair.load.g),
        mate=first + 1,
    )
    unload = replace(
        load,
        location=locations[1],
        opens_s=opens_s,
        closes_s=max(opens_s, min(closes_s, latest_s)),
        dues=_dues(tasks),
        carry=(-pair.load.ml, -pair.load.g),
        mate=first,
        unloads=True,
    )
    return [load, unload]


def _dues(tasks: Iterable[Task]) -> Dues:
    """Prices of lateness by moment."""
    prices: dict[int, int] = defaultdict(int)
    for task in tasks:
        if task.late_urmb_per_s:
            prices[task.due_s] += task.late_urmb_per_s
    return tuple(sorted(prices.items()))


def _sizes(instance: Instance, job: Job, place: int, delivered: bool) -> tuple[int, int]:
    tasks: list[Task] = [task for task in job.tasks if (task.to_place == place) == delivered]
    return (
        sum(task.parcels * instance.items[task.item].parcel_ml for task in tasks),
        sum(task.parcels * instance.items[task.item].parcel_g for task in tasks),
    )


def _vehicle(instance: Instance, index: int, profile: int, home: int) -> VehicleRow:
    fleet = instance.fleets[index]
    van = fleet.type
    return VehicleRow(
        fleet=index,
        reload_s=van.reload_s,
        capacity=(van.capacity_ml, van.capacity_g),
        fixed_urmb=van.fixed_urmb,
        trip_urmb=van.trip_urmb,
        urmb_per_m=fleet.urmb_per_m,
        urmb_per_s=van.urmb_per_s,
        overtime_urmb_per_s=van.overtime_urmb_per_s,
        earliest_s=van.earliest_s,
        latest_s=van.latest_s,
        shift_s=van.shift_s,
        max_overtime_s=van.max_overtime_s,
        rest_after_s=van.rest_after_s,
        rest_s=van.rest_s,
        range_m=van.range_m,
        max_trips=van.max_trips,
        profile=profile,
        home=home,
    )
