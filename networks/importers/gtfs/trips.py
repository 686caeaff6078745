"""The trips of a feed and the lines they belong to: trips.txt, routes.txt, agency.txt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from networks.importers.cargo import BUS
from networks.importers.gtfs.calendar import Calendar
from networks.importers.gtfs.cells import whole
from networks.importers.gtfs.feed import Feed
from networks.importers.texts import safe_id, safe_text

MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Route:
    """A line of the feed.

    Attributes:
        names: what a cargo table may call it: its id, its short name.
        line: its id in the scenario.
        type: of GTFS; 3 is a bus.
        operator: its agency's name.
    """

    names: tuple[str, ...]
    line: str
    type: int
    operator: str


@dataclass(frozen=True, slots=True)
class Trip:
    """A row of trips.txt, with its texts."""

    row: int
    trip: str
    route: str
    service: str
    headsign: str
    direction: str
    block: str
    shape: str

    @property
    def heading(self) -> str:
        """Where it goes, in the feed's words: GTFS does not say which direction leads out."""
        if self.headsign:
            return safe_text(self.headsign)[:MOST_WORDS]
        return f"direction {self.direction}" if self.direction in ("0", "1") else ""


def read_trips(feed: Feed) -> list[Trip]:
    """Return the trips in the order of the file; rows without id are noted and left out."""
    table = feed.read("trips")
    columns = ("trip_id", "route_id", "service_id", "trip_headsign", "direction_id", "block_id", "shape_id")
    trips = []
    for row, *cells in zip(table.index, *(table[column] for column in columns), strict=True):
        trip = Trip(int(row), *cells)
        if trip.trip:
            trips.append(trip)
        else:
            feed.notes.left_out(feed.file("trips"), int(row), "trip without id", f"route {trip.route}")
    return trips


def note_services(feed: Feed, trips: Sequence[Trip], calendar: Calendar) -> None:
    """Note the services of trips that no calendar knows: their trips never run."""
    if calendar.feed is None:
        return
    tables = (calendar.feed.calendar, calendar.feed.calendar_dates)
    known = {service for table in tables if table is not None for service in table["service_id"]}
    unknown = Counter(trip.service for trip in trips if trip.service not in known)
    for service, number in unknown.items():
        row = next(trip.row for trip in trips if trip.service == service)
        detail = f"service {service or '(blank)'}: {number} trips"
        feed.notes.left_out(feed.file("trips"), row, "trips of a service without calendar", detail, number)


def read_routes(feed: Feed) -> dict[str, Route]:
    """Return the lines by their ids in the feed."""
    table = feed.read("routes")
    operators = _operators(feed)
    columns = ("route_id", "route_short_name", "route_type", "agency_id")
    rows = {}
    for row, route, short, kind, agency in zip(table.index, *(table[column] for column in columns), strict=True):
        if not route or route in rows:
            what = "route_id that is there twice" if route else "route without id"
            feed.notes.left_out(feed.file("routes"), int(row), what, route or short)
        else:
            rows[route] = int(row), short, kind, agency
    names = Counter(safe_id(short or route) for route, (_, short, _, _) in rows.items())
    routes = {}
    for route, (row, short, kind, agency) in rows.items():
        line = safe_id(short or route)
        if names[line] > 1 and short:
            line = safe_id(f"{short}/{route}")
        names_of = (route, short) if short else (route,)
        operator = operators.get(agency) or operators.get("", "")
        routes[route] = Route(names_of, line, _type(feed, row, route, kind), operator)
    return routes


def unknown_route(feed: Feed, trip: Trip, routes: Mapping[str, Route]) -> Route:
    """Return the line of a trip, made up where routes.txt does not have it: taken as a bus, and noted."""
    known = routes.get(trip.route)
    if known is not None:
        return known
    detail = f"trip {trip.trip}: route {trip.route or '(blank)'} taken as a bus line"
    feed.notes.guess(feed.file("trips"), trip.row, "route that is not in routes.txt", detail)
    return Route((trip.route,), safe_id(trip.route or "no route"), BUS, "")


def _operators(feed: Feed) -> dict[str, str]:
    """Return the agencies' names by id; the first also under "", for routes that name none."""
    table = feed.read("agency")
    names = {agency: safe_text(name) for agency, name in zip(table["agency_id"], table["agency_name"], strict=True)}
    return {"": next(iter(names.values())), **names} if len(names) == 1 else names


def _type(feed: Feed, row: int, route: str, text: str) -> int:
    kind = whole(text)
    if kind is None:
        detail = f"route {route}: {text or 'blank'} taken as 3, a bus"
        feed.notes.guess(feed.file("routes"), row, "route_type that is none", detail)
        return BUS
    return kind
