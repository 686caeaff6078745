"""The county drawn flat: where everything stands on the page's map, in units of ten metres."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimizer.costs.reading import Reading
from reports.day.villages import VillageDay
from reports.journeys import Vehicle
from reports.page.names import Refs, van_name
from scenarios.schema import MEASURED
from scenarios.types import Place, PlaceKind, Run, Scenario, VanType

METRES_PER_DEGREE = 111_195
"""Of latitude, on a sphere of the Earth's mean radius of 6,371 km."""
UNIT_M = 10
MARGIN = 100
"""Units left free around the outermost place."""
SMALLEST = 400
"""Units that a map is wide and high at least, so that a county of one place has a map too."""

VILLAGE_MODES = ("van", "bus", "both", "empty", "left")

BUS_PROFILE = VanType("", "", 0, 0, 0)
"""Buses may use every road. Timetables do not say which they take, so they are drawn along the quickest."""

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map.

    ``index``: its number among the places of the page. ``mode``: of a village ``bus``, ``van``, ``both``, ``left``
    (it has parcels, none of which moves) or ``empty`` (it has none); of other places their kind. ``short``: some of
    its parcels stay behind.
    """

    index: int
    name: str
    x: int
    y: int
    mode: str
    short: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """A line of the map: an SVG path with what it belongs to. ``used``: something is carried on it."""

    ref: str
    name: str
    path: str
    used: bool = True


@dataclass(frozen=True, slots=True)
class MapView:
    """All that is drawn, and the size of the sheet. ``points``: where each place is, by its id."""

    width: int
    height: int
    points: Mapping[str, Point]
    roads: tuple[Track, ...]
    lines: tuple[Track, ...]
    trips: tuple[Track, ...]
    spots: tuple[Spot, ...]

    @property
    def villages(self) -> dict[str, list[Spot]]:
        """The villages by mode; the rare ones come last, so that they lie on top."""
        return {mode: [spot for spot in self.spots if spot.mode == mode] for mode in VILLAGE_MODES}

    @property
    def places(self) -> list[Spot]:
        """Hubs, stations and stops."""
        return [spot for spot in self.spots if spot.mode not in VILLAGE_MODES]


class Projection:
    """From degrees to the sheet. Over a county the ground is as good as flat: a degree east shrinks with latitude."""

    def __init__(self, places: Sequence[Place]) -> None:
        lons, lats = [place.lon for place in places] or [0.0], [place.lat for place in places] or [0.0]
        self._west, self._north = min(lons), max(lats)
        self._scale = METRES_PER_DEGREE / UNIT_M
        self._shrink = max(0.01, math.cos(math.radians((min(lats) + max(lats)) / 2)))
        east, south = self._flat(max(lons), min(lats))
        self.width, self.height = max(SMALLEST, east + 2 * MARGIN), max(SMALLEST, south + 2 * MARGIN)
        # What is smaller than the smallest sheet stands in the middle of it.
        self._left, self._top = (self.width - east) // 2, (self.height - south) // 2

    def at(self, place: Place) -> Point:
        """Where a place is on the sheet."""
        x, y = self._flat(place.lon, place.lat)
        return x + self._left, y + self._top

    def _flat(self, lon: float, lat: float) -> Point:
        return round((lon - self._west) * self._shrink * self._scale), round((self._north - lat) * self._scale)


def map_view(reading: Reading, modes: Mapping[str, str], refs: Refs) -> MapView:
    """The map of a plan. ``modes``: of the villages with parcels, see `village_modes`."""
    scenario = reading.scenario
    sheet = Projection(scenario.places)
    points = {place.id: sheet.at(place) for place in scenario.places}
    short = _short_places(reading)
    return MapView(
        sheet.width,
        sheet.height,
        points,
        tuple(_roads(scenario, points)),
        tuple(_lines(reading, points, refs)),
        tuple(_trips(reading, points, refs)),
        tuple(
            Spot(index, place.name, *points[place.id], _mode(place, modes), place.id in short)
            for index, place in enumerate(refs.places)
        ),
    )


def _mode(place: Place, modes: Mapping[str, str]) -> str:
    if place.kind is PlaceKind.VILLAGE:
        return modes.get(place.id, "empty")
    return "stop" if place.kind is PlaceKind.JUNCTION else place.kind.value


def village_modes(days: Iterable[VillageDay]) -> dict[str, str]:
    """How each village with parcels is served, by its id: see `Spot.mode`."""
    return {day.place: "left" if day.mode == "none" else day.mode for day in days}


def _short_places(reading: Reading) -> set[str]:
    """Places with an end of a consignment of which something stays behind."""
    left = [reading.consignments[name] for name, parcels in reading.left.items() if parcels]
    return {end for consignment in left for end in (consignment.origin, consignment.destination)}


def _roads(scenario: Scenario, points: Mapping[str, Point]) -> Iterable[Track]:
    """One path for each class of road. Measured distances between places are no roads, so they are not drawn."""
    paths: dict[str, list[str]] = {}
    for link in scenario.links:
        if link.road_class != MEASURED:
            paths.setdefault(link.road_class, []).append(path_of([points[link.from_place], points[link.to_place]]))
    for road_class, parts in paths.items():
        yield Track(road_class, road_class, "".join(dict.fromkeys(parts)))


def _lines(reading: Reading, points: Mapping[str, Point], refs: Refs) -> Iterable[Track]:
    """One track for each bus line of the day; its runs' roads together, each piece once."""
    runs: dict[str, list[Run]] = {}
    for run in reading.scenario.runs_today():
        runs.setdefault(run.line, []).append(run)
    carrying = {load.run.line for load in reading.on_bus}
    for line, found in runs.items():
        ways = {tuple(call.place for call in run.calls) for run in found}
        tours = [_along(reading, BUS_PROFILE, way, points) for way in sorted(ways)]
        pieces = {(min(a, b), max(a, b)) for tour in tours for a, b in pairwise(tour)}
        yield Track(refs.line(line), line, "".join(path_of(piece) for piece in sorted(pieces)), line in carrying)


def _trips(reading: Reading, points: Mapping[str, Point], refs: Refs) -> Iterable[Track]:
    for trip in reading.trips:
        vehicle = Vehicle(van=trip.van.id, number=trip.number, trip=trip.trip)
        tour = _along(reading, trip.van, [stop.place for stop in trip.stops], points)
        yield Track(refs.vehicle(vehicle), van_name(vehicle), path_of(tour))


def run_path(reading: Reading, run: Run, view: MapView) -> str:
    """The way of a run on the map."""
    return path_of(_along(reading, BUS_PROFILE, [call.place for call in run.calls], view.points))


def _along(reading: Reading, van: VanType, places: Sequence[str], points: Mapping[str, Point]) -> list[Point]:
    """The points of a tour along the quickest roads; straight where none leads."""
    tour = [points[places[0]]]
    for start, end in pairwise(places):
        way = reading.paths.way(van, start, end) or (start, end)
        tour += [points[place] for place in way[1:]]
    return tour


def path_of(points: Sequence[Point]) -> str:
    """An SVG path through points, in steps from each to the next, which is shorter than whole coordinates.

    >>> path_of([(10, 20), (13, 18), (13, 18), (10, 20)])
    'M10 20l3 -2l-3 2'
    """
    steps = ((b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}" + "".join(f"l{x} {y}" for x, y in steps if x or y)
