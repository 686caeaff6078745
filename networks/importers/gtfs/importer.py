"""From a feed to a part of a scenario: one day's runs, every one of them kept or left out for a named reason."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from networks.importers.busruns import (
    BusPlace,
    BusRun,
    bus_part,
    note_fast,
    with_sound_blocks,
    without_duplicates,
)
from networks.importers.cargo import CargoTable, is_bus
from networks.importers.coordinates import to_wgs84
from networks.importers.faults import source_error
from networks.importers.gtfs.along import Shapes
from networks.importers.gtfs.calendar import BUSIEST, read_calendar
from networks.importers.gtfs.calls import Calls
from networks.importers.gtfs.feed import Feed, open_feed
from networks.importers.gtfs.frequencies import Departures, read_frequencies, run_id
from networks.importers.gtfs.stops import Stop, read_stops
from networks.importers.gtfs.times import FullCall
from networks.importers.gtfs.trips import Route, Trip, note_services, read_routes, read_trips, unknown_route
from networks.importers.notes import Notes
from networks.importers.part import Part
from networks.importers.stopmatch import WITHIN_M, free_id, match_stops
from networks.importers.texts import clock, safe_id, safe_text
from scenarios.cells import LONGEST_TIME_S
from scenarios.types import Call, Place


@dataclass(frozen=True)
class GtfsImport:
    """What came of a feed.

    Attributes:
        part: places, runs and calls.
        notes: what was guessed, odd, left out.
        day: the service day.
        runs_in: runs of the day in the feed: rows of trips.txt, and for trips given by headways their departures.
        runs_kept: those in the part.
        left_out: number of the others by reason; with those kept they make up ``runs_in``.
    """

    part: Part
    notes: Notes
    day: datetime.date
    runs_in: int
    runs_kept: int
    left_out: Mapping[str, int]


@dataclass
class _Tally:
    """Counts the runs of the day that are left out, and notes each."""

    notes: Notes
    file: str
    left_out: Counter[str] = field(default_factory=Counter)

    def leave(self, row: int | None, reason: str, detail: str, number: int = 1) -> None:
        self.left_out[reason] += number
        self.notes.left_out(self.file, row, f"run: {reason}", detail, number)


def import_gtfs(
    path: str | Path,
    wanted: datetime.date | str = BUSIEST,
    cargo: CargoTable | None = None,
    coordinates: str = "wgs84",
    places: Sequence[Place] = (),
    within_m: float = WITHIN_M,
) -> GtfsImport:
    """Import the runs of one day of a feed.

    Args:
        path: a .zip file or a folder.
        wanted: the day, or "busiest": the first of those with the most runs.
        cargo: what buses may carry; by default all is guessed from the route types.
        coordinates: what the positions of stops are in: wgs84, gcj02 or bd09.
        places: of the user; stops that are one of them take its id, and are no places of the part.
        within_m: metres between a stop and a place of another name that are taken as one.

    Raises:
        SourceError: it is no feed, or nothing runs on the day that can be used, or a bound is passed.
    """
    notes = Notes()
    with open_feed(path, notes) as feed:
        return _Import(feed, cargo or CargoTable(), _Stops(feed, coordinates, places, within_m)).run(wanted)


class _Stops:
    """The stops of a feed, as the user's places where they are such."""

    def __init__(self, feed: Feed, coordinates: str, places: Sequence[Place], within_m: float) -> None:
        self._places = {place.id for place in places}
        found = _moved(read_stops(feed), coordinates)
        spots = {stop.place: (stop.place, stop.name, stop.lon, stop.lat) for stop in found.values()}
        matches = match_stops(spots.values(), places, within_m)
        names = {place: free_id(place, self._places) for place in spots} | {
            stop: match.place.id for stop, match in matches.items()
        }
        self.by_id = {stop: replace(one, place=names[one.place]) for stop, one in found.items()}
        for stop, match in matches.items():
            detail = f"stop {stop} {spots[stop][1]}: {match.place.id} {match.place.name}, {match.metres:,.0f} m away"
            feed.notes.guess(feed.file("stops"), None, f"stop taken as a place ({match.by})", detail)

    def places(self) -> dict[str, BusPlace]:
        """Return the places that are not the user's, by id."""
        new = (stop for stop in self.by_id.values() if stop.place not in self._places)
        return {stop.place: BusPlace(stop.place, stop.name, stop.lon, stop.lat) for stop in new}


def _moved(stops: Mapping[str, Stop], coordinates: str) -> dict[str, Stop]:
    """Return the stops with positions in WGS-84."""
    if coordinates == "wgs84":
        return dict(stops)
    moved = {}
    for name, stop in stops.items():
        lon, lat = to_wgs84(stop.lon, stop.lat, coordinates)
        moved[name] = replace(stop, lon=lon, lat=lat)
    return moved


class _Import:
    """One import, from an open feed."""

    def __init__(self, feed: Feed, cargo: CargoTable, stops: _Stops) -> None:
        self._feed = feed
        self._cargo = cargo
        self._stops = stops
        self._tally = _Tally(feed.notes, feed.file("trips"))
        self._guessed: set[str] = set()

    def run(self, wanted: datetime.date | str) -> GtfsImport:
        feed, notes = self._feed, self._feed.notes
        trips = read_trips(feed)
        frequencies = read_frequencies(feed, {trip.trip: trip for trip in trips})
        calendar = read_calendar(feed)
        note_services(feed, trips, calendar)
        numbers: Counter[str] = Counter()
        for trip in trips:
            numbers[trip.service] += _number(frequencies.get(trip.trip))
        day = calendar.choose(wanted, numbers, notes)
        services = calendar.services_on(day)
        today = [trip for trip in trips if services is None or trip.service in services]
        runs_in = sum(_number(frequencies.get(trip.trip)) for trip in today)
        kept = self._kept(today, frequencies)
        places = self._stops.places()
        note_fast(kept, places, feed.file("trips"), notes)
        self._cargo.note_unused(notes)
        part = bus_part(kept, places.values(), day, safe_text(f"GTFS {feed.name}"))
        self._count(runs_in, kept)
        return GtfsImport(part, notes, day, runs_in, len(kept), dict(self._tally.left_out))

    def _kept(self, today: Sequence[Trip], frequencies: Mapping[str, Departures]) -> list[BusRun]:
        """Return the runs of the day that can be used; the others go to the tally."""
        feed = self._feed
        routes = read_routes(feed)
        shapes = Shapes(feed, frozenset(trip.shape for trip in today if trip.shape))
        calls = Calls(feed, {trip.trip for trip in today}, self._stops.by_id, shapes)
        runs: list[BusRun] = []
        seen: dict[str, int] = {}
        for trip in today:
            departures = frequencies.get(trip.trip)
            route = unknown_route(feed, trip, routes)
            reason = self._no_use(trip, route, departures, seen)
            found = reason or calls.of(trip)
            seen.setdefault(trip.trip, trip.row)
            if isinstance(found, str):
                self._tally.leave(trip.row, found, f"trip {trip.trip}", _number(departures))
            else:
                runs += self._in_time(self._runs(trip, route, found, departures))
        runs, doubles = without_duplicates(runs)
        for run, twin in doubles:
            self._tally.leave(run.row, "the same as another run of the line", f"run {run.id}: as {twin.id}")
        if not runs:
            why = "; ".join(f"{number} {reason}" for reason, number in self._tally.left_out.items())
            raise source_error(feed.name, "no run of the day that can be used", "at least one", f"left out: {why}")
        return with_sound_blocks(_with_own_ids(runs), feed.file("trips"), feed.notes)

    def _no_use(self, trip: Trip, route: Route, departures: Departures | None, seen: Mapping[str, int]) -> str:
        """Return why a trip is not used at all, "" if it is."""
        if trip.trip in seen:
            return "trip_id that is there twice"
        if not is_bus(route.type) and not self._cargo.names_type(route.names, route.type):
            return f"not a bus (route_type {route.type})"
        if departures is not None and not departures.times_s:
            return "frequencies that cannot be read"
        return ""

    def _in_time(self, runs: Iterator[BusRun]) -> Iterator[BusRun]:
        for run in runs:
            if run.calls[-1].depart_s > LONGEST_TIME_S:
                end = clock(run.calls[-1].depart_s)
                self._tally.leave(run.row, "under way after 48:00", f"run {run.id}: until {end}")
            else:
                yield run

    def _runs(
        self, trip: Trip, route: Route, calls: Sequence[FullCall], departures: Departures | None
    ) -> Iterator[BusRun]:
        """Yield the runs of a trip: itself, or its departures where it is given by headways."""
        cargo, guessed = self._cargo.of(route.names, route.type)
        if guessed and route.line not in self._guessed:
            self._guessed.add(route.line)
            detail = f"line {route.line}: {cargo.room}, as usual for route_type {route.type}"
            self._feed.notes.guess(self._feed.file("routes"), None, "hold of the buses of a line", detail)
        block = safe_id(trip.block) if trip.block else ""
        made = BusRun(
            safe_id(trip.trip), trip.row, route.line, route.operator, trip.heading, block, _shifted(calls, 0), cargo
        )
        if departures is None:
            yield made
            return
        if not departures.exact:
            detail = f"trip {trip.trip}: {len(departures.times_s)} departures"
            what = "departures of a headway, taken as exact"
            self._feed.notes.guess(self._feed.file("frequencies"), departures.row, what, detail)
        for time_s in departures.times_s:
            # One bus cannot work all of them, and which ones it does is not told.
            own = safe_id(run_id(trip.trip, time_s))
            yield replace(made, id=own, block="", calls=_shifted(calls, time_s - calls[0].depart_s))

    def _count(self, runs_in: int, kept: Sequence[BusRun]) -> None:
        feed, notes = self._feed, self._feed.notes
        left = sum(self._tally.left_out.values())
        assert runs_in == len(kept) + left, f"{runs_in} runs, {len(kept)} kept and {left} left out"
        trips = feed.file("trips")
        notes.count(trips, "runs of the day in the feed", runs_in)
        notes.count(trips, "runs kept", len(kept))
        notes.count(trips, "runs left out", left)
        known = len({stop.place for stop in self._stops.by_id.values()})
        used = len({call.place for run in kept for call in run.calls})
        notes.count(feed.file("stops"), "places where kept runs call", used, f"of {known} in the feed")


def _with_own_ids(runs: Sequence[BusRun]) -> list[BusRun]:
    """Return the runs with ids that no other has: a departure may be called as another trip is."""
    taken: set[str] = set()
    result = []
    for run in runs:
        name = run.id
        while name in taken:
            name = safe_id(f"{name}~")
        taken.add(name)
        result.append(run if name == run.id else replace(run, id=name))
    return result


def _number(departures: Departures | None) -> int:
    """Return how many runs a trip stands for; one that is given by headways which cannot be read counts once."""
    return len(departures.times_s) or 1 if departures is not None else 1


def _shifted(calls: Sequence[FullCall], by_s: int) -> tuple[Call, ...]:
    return tuple(
        Call(call.stop.place, call.arrive_s + by_s, call.depart_s + by_s, call.load, call.unload) for call in calls
    )
