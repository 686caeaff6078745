"""Timed van days as columns: what goods could ride on them if their times stay as they are."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from optimizer.instance import Instance
from optimizer.routing.ways import Leg
from optimizer.solution import VanDay
from optimizer.vans import Timed, Trip, trip_events
from optimizer.vantimes import Shortfall, cheapest_times, hours_urmb

_MOST_SPARE = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A van day with fixed times. ``room``: parcels that may be handled at each stop of each trip.

    ``cost_urmb`` is the price of the day without lateness.
    """

    day: VanDay
    times: tuple[tuple[Timed, ...], ...]
    room: tuple[tuple[int, ...], ...]
    cost_urmb: int


@dataclass(frozen=True, slots=True)
class Seat:
    """A place for a leg's parcels on a column: trip, the stops at which they are put on and taken off, and when.

    ``down_s`` is when they are put down at the latest; ``begin_s`` when they are delivered.
    """

    column: int
    trip: int
    load: int
    unload: int
    on_s: int
    begin_s: int
    down_s: int


def make_columns(instance: Instance, days: Iterable[VanDay]) -> list[Column]:
    """One or two columns a day: as it is, and with time for all goods that its places send or receive."""
    demand: dict[int, int] = defaultdict(int)
    for item in instance.items:
        demand[item.origin] += item.parcels
        demand[item.destination] += item.parcels
    found: list[Column] = []
    for day in dict.fromkeys(days):
        for spare in ({}, demand):
            column = _column(instance, day, spare)
            if column is not None and column not in found[-1:]:
                found.append(column)
    return found


def _column(instance: Instance, day: VanDay, spare: dict[int, int]) -> Column | None:
    fleet = instance.fleets[day.fleet]
    events, room = [], []
    for trip in day.trips:
        handled = _handled(trip)
        more = {place: min(_MOST_SPARE, max(0, spare.get(place, 0) - handled[place])) for place in trip.visits}
        known = list(trip_events(instance, fleet, trip))
        for event, place in zip(known[1:-1], trip.visits, strict=True):
            events.append(replace(event, work_s=event.work_s + instance.settings.van_parcel_s * more[place]))
        events.insert(len(events) - len(trip.visits), known[0])
        events.append(known[-1])
        room.append((10**9, *(handled[place] + more[place] for place in trip.visits), 10**9))
    chain = cheapest_times(events, fleet.type)
    if isinstance(chain, Shortfall):
        return None
    metres = instance.metres(fleet)
    times, at, driven_m = [], 0, 0
    for trip in day.trips:
        times.append(tuple(chain[at : at + len(trip.visits) + 2]))
        at += len(trip.visits) + 2
        path = (fleet.base, *trip.visits, fleet.base)
        driven_m += sum(metres.item(a, b) for a, b in itertools.pairwise(path))
    if fleet.type.range_m is not None and driven_m > fleet.type.range_m:
        return None
    van = fleet.type
    cost = van.fixed_urmb + van.trip_urmb * len(day.trips) + fleet.urmb_per_m * driven_m + hours_urmb(chain, van)
    return Column(day, tuple(times), tuple(room), cost)


def _handled(trip: Trip) -> dict[int, int]:
    handled: dict[int, int] = defaultdict(int)
    for task in trip.tasks:
        handled[task.from_place] += task.parcels
        handled[task.to_place] += task.parcels
    return handled


def seats(instance: Instance, number: int, column: Column, leg: Leg) -> list[Seat]:
    """Where a leg's parcels could ride on a column, one parcel at least in time."""
    fleet = instance.fleets[column.day.fleet]
    found = []
    for at, (trip, times) in enumerate(zip(column.day.trips, column.times, strict=True)):
        load = _stop(trip, fleet.base, leg.from_place, 0)
        unload = _stop(trip, fleet.base, leg.to_place, len(trip.visits) + 1)
        if load is None or unload is None or load >= unload:
            continue
        on_s, down = times[load].begin_s, times[unload]
        windows = instance.places[fleet.base].windows
        if load == 0 and not _is_open(windows, on_s):
            continue
        if unload == len(trip.visits) + 1 and not _is_open(windows, down.begin_s):
            continue
        one = leg.task(1)
        if on_s >= one.floor_s and down.end_s <= one.deadline_s and down.begin_s <= one.latest_s:
            found.append(Seat(number, at, load, unload, on_s, down.begin_s, down.end_s))
    return found


def _stop(trip: Trip, base: int, place: int, at_base: int) -> int | None:
    if place == base:
        return at_base
    return trip.visits.index(place) + 1 if place in trip.visits else None


def _is_open(windows: tuple[tuple[int, int], ...], time_s: int) -> bool:
    return any(opens <= time_s <= closes for opens, closes in windows)
