"""Rules about van trips: which vans there are, where they drive, how long work takes, what they can hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from optimizer.checker.violation import Violation, clock
from optimizer.costs.loads import Trip
from optimizer.costs.reading import Reading
from scenarios.types import Strategy


def fleet(reading: Reading) -> Iterator[Violation]:
    """Only vans that exist are used, none on too many trips. In `separate` every brand has its own vans."""
    separate = reading.strategy is Strategy.SEPARATE
    brands = {consignment.brand for consignment in reading.scenario.consignments} if separate else {""}
    used: dict[tuple[str, str], set[int]] = defaultdict(set)
    for day in reading.days:
        van, most = day.van, day.van.number * len(brands)
        if not 1 <= day.number <= most:
            off = max(1 - day.number, day.number - most)
            yield Violation("fleet", day.where, off, "vans", f"vans of this type are numbered 1 to {most}")
        if len(day.trips) > van.max_trips:
            detail = f"{len(day.trips)} trips, at most {van.max_trips} a day"
            yield Violation("fleet", day.where, len(day.trips) - van.max_trips, "trips", detail)
        for brand in day.brands if separate else ():
            used[van.id, brand].add(day.number)
    for (name, brand), numbers in used.items():
        most = reading.vans[name].number
        if len(numbers) > most:
            detail = f"brand {brand} uses {len(numbers)} vans, it has {most}"
            yield Violation("fleet", f"van {name} brand {brand}", len(numbers) - most, "vans", detail)


def path(reading: Reading) -> Iterator[Violation]:
    """A trip leaves its base, visits places once each with something to do there, and comes back."""
    for trip in reading.trips:
        yield from _ends(trip)
        yield from _visits(trip)
        yield from _legs(reading, trip)


def _ends(trip: Trip) -> Iterator[Violation]:
    if len(trip.stops) < 2:
        yield Violation("path", trip.where, 1, "stops", "a trip has at least a departure and a return")
    for stop in {trip.stops[0], trip.stops[-1]}:
        if stop.place != trip.van.base:
            detail = f"a trip starts and ends at the base {trip.van.base}"
            yield Violation("path", trip.at(stop.seq), 1, "stops", detail)


def _visits(trip: Trip) -> Iterator[Violation]:
    busy = {load.load_seq for load in trip.loads} | {load.unload_seq for load in trip.loads}
    seen = {trip.van.base: "is the base"}
    for stop in trip.visits:
        if stop.place in seen:
            yield Violation("path", trip.at(stop.seq), 1, "stops", f"{stop.place} {seen[stop.place]}")
        seen.setdefault(stop.place, "was visited before")
        if stop.seq not in busy:
            yield Violation("path", trip.at(stop.seq), 1, "stops", "nothing is loaded or unloaded")


def _legs(reading: Reading, trip: Trip) -> Iterator[Violation]:
    for here, there in pairwise(trip.stops):
        leg = reading.paths.leg(trip.van, here.place, there.place)
        if leg is None:
            detail = f"no road from {here.place} to {there.place} for van type {trip.van.id}"
            yield Violation("path", trip.at(there.seq), 1, "legs", detail)
        elif there.arrive_s != here.depart_s + leg.seconds:
            detail = f"arrives at {clock(there.arrive_s)}, by road at {clock(here.depart_s + leg.seconds)}"
            off_s = abs(there.arrive_s - here.depart_s - leg.seconds)
            yield Violation("path", trip.at(there.seq), off_s, "s", detail)


def work(reading: Reading) -> Iterator[Violation]:
    """Times at a stop follow from the work there, and the next trip waits for return, rest and reloading."""
    for day in reading.days:
        for trip in day.trips:
            yield from _terminals(trip)
            yield from _work_at_visits(trip)
        for earlier, later in pairwise(day.trips):
            free_s = earlier.returns_s + earlier.stops[-1].rest_s + day.van.reload_s
            if later.departs_s < free_s:
                detail = f"departs at {clock(later.departs_s)}, free from {clock(free_s)}"
                yield Violation("work", later.where, free_s - later.departs_s, "s", detail)


def _terminals(trip: Trip) -> Iterator[Violation]:
    for stop in sorted({trip.stops[0], trip.stops[-1]}):
        times = (stop.arrive_s, stop.begin_s, stop.depart_s)
        if min(times) != max(times):
            detail = "arrival, begin and departure are one moment at departure and return"
            yield Violation("work", trip.at(stop.seq), max(times) - min(times), "s", detail)
    for stop in trip.stops:
        if stop.rest_s < 0 or (stop.rest_s and stop.seq == 0):
            detail = f"a rest of {stop.rest_s} s: none is negative, and none is taken at the departure"
            yield Violation("work", trip.at(stop.seq), abs(stop.rest_s), "s", detail)


def _work_at_visits(trip: Trip) -> Iterator[Violation]:
    for stop in trip.visits:
        if stop.begin_s < stop.arrive_s:
            detail = f"work begins at {clock(stop.begin_s)}, before the arrival at {clock(stop.arrive_s)}"
            yield Violation("work", trip.at(stop.seq), stop.arrive_s - stop.begin_s, "s", detail)
        ends_s = stop.begin_s + trip.work_s[stop.seq] + stop.rest_s
        if stop.depart_s != ends_s:
            detail = f"departs at {clock(stop.depart_s)}, work and rest end at {clock(ends_s)}"
            yield Violation("work", trip.at(stop.seq), abs(stop.depart_s - ends_s), "s", detail)


def van_load(reading: Reading) -> Iterator[Violation]:
    """Between any two stops the load is within the van's ml and g; the peak may be in the middle."""
    for trip in reading.trips:
        ml, g = [0] * len(trip.stops), [0] * len(trip.stops)
        for load in trip.loads:
            for seq, parcels in ((load.load_seq, load.parcels), (load.unload_seq, -load.parcels)):
                ml[seq] += parcels * load.consignment.parcel_ml
                g[seq] += parcels * load.consignment.parcel_g
        for unit, changes, room in (("ml", ml, trip.van.capacity_ml), ("g", g, trip.van.capacity_g)):
            aboard = 0
            for seq, change in enumerate(changes):
                aboard += change
                if aboard > room:
                    detail = f"{aboard} of {room} {unit} after the stop"
                    yield Violation("van_load", trip.at(seq), aboard - room, unit, detail)
