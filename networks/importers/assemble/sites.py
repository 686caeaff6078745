"""Made-up places where a user has roads and a timetable but no list of places: a rule, and chance from a seed.

The hub is the stop where most runs call; stations are the next busiest, some kilometres apart. Villages lie at other
stops and at the ends of roads that lead nowhere else, where people live. Positions are real, what is there is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.spatial import cKDTree

from networks.importers.faults import Faults, source_error
from networks.importers.geo import Plane
from networks.importers.notes import Notes
from networks.importers.part import Part
from networks.importers.roads import Road, place_frame, places_of, roads_of
from networks.importers.snap import snap
from scenarios.generate.draw import step
from scenarios.types import Place, PlaceKind

H = 3600
HUB_OPEN = (5 * H, 22 * H)
STATION_OPEN = (6 * H, 20 * H)
VILLAGE_OPEN = (8 * H, 19 * H)
VILLAGE_GAP = (12 * H, 13 * H + H // 2)
_LIVED_AT = frozenset({"", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "road"})
"""Kinds of roads at whose ends people live."""


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """How many places to make up, and where.

    Attributes:
        villages: how many; fewer if there are not so many stops and road ends.
        stations: how many besides the hub, if ``station_ids`` names none.
        hub: id of the stop that is the hub; None for the one where most runs call.
        station_ids: ids of the stops that are stations.
        at_stops: part of the villages that lie at bus stops, from 0 to 1.
        apart_m: least metres between villages, and between a village and a station.
        stations_apart_m: least metres between stations that are chosen by the rule.
        within_m: a village is no farther than this from some stop; crow's flight, like the two above.
        near_road_m: a stop farther than this from every road is no place.
        seed: another one gives other villages.
    """

    villages: int = 60
    stations: int = 5
    hub: str | None = None
    station_ids: tuple[str, ...] = ()
    at_stops: float = 0.5
    apart_m: float = 500.0
    stations_apart_m: float = 5_000.0
    within_m: float = 8_000.0
    near_road_m: float = 300.0
    seed: int = 0


@dataclass(frozen=True)
class _Stops:
    """Stops near roads, the busiest first, and the numbers of runs that call there."""

    places: tuple[Place, ...]
    runs: Counter[str]

    def get(self, id_: str) -> Place | None:
        """Return a stop by its id."""
        return next((place for place in self.places if place.id == id_), None)


@dataclass
class _Chosen:
    """Places chosen so far, to keep new ones away from them."""

    plane: Plane
    places: list[Place] = field(default_factory=list)

    def is_clear(self, place: Place, metres: float) -> bool:
        """Tell whether a place is at least so far from all that are chosen."""
        if not self.places:
            return True
        there = self.plane.to_metres([one.lon for one in self.places], [one.lat for one in self.places])
        here = self.plane.to_metres(place.lon, place.lat)
        return bool(np.hypot(*(there - here).T).min() >= metres)


def make_sites(parts: Iterable[Part], options: SiteOptions) -> tuple[Part, Notes]:
    """Return a part with a made-up hub, stations and villages; the same for the same parts, options and seed.

    A place at a bus stop has the stop's id, so that it takes the stop's place when the parts are put together.

    Raises:
        SourceError: there are no roads or no stops near them, or the hub or a station named is none of the stops.
    """
    given = tuple(parts)
    roads = tuple(road for part in given for road in roads_of(part))
    stops = _stops(given, roads, options.near_road_m)
    notes = Notes()
    rng = np.random.default_rng(options.seed)
    chosen = _Chosen(Plane.around([place.lon for place in stops.places], [place.lat for place in stops.places]))
    centres = _centres(stops, chosen, options, rng)
    for place in centres:
        detail = f"{place.id} ({place.name}), {stops.runs[place.id]:,} runs call there"
        notes.guess("places", None, f"{place.kind} made up", detail)
    ends = _road_ends(given, roads, stops, options.within_m)
    villages = _villages(stops, ends, chosen, options, rng)
    at_stops = sum(stops.get(place.id) is not None for place in villages)
    seeded = f"seed {options.seed}"
    notes.guess("places", None, "village made up at a bus stop", seeded, at_stops)
    notes.guess("places", None, "village made up at the end of a road", seeded, len(villages) - at_stops)
    if len(villages) < options.villages:
        detail = f"{options.villages:,} asked for; there are no more stops and road ends {options.apart_m:,.0f} m apart"
        notes.warning("places", None, "fewer villages than asked for", detail, options.villages - len(villages))
    dressed = [_with_town(place, centres, chosen.plane) for place in (*centres, *villages)]
    return Part(places=place_frame(dressed)), notes


def _stops(parts: Sequence[Part], roads: Sequence[Road], near_m: float) -> _Stops:
    """Return the stops near roads where runs call."""
    if not roads:
        raise source_error("the sources", "no roads", "a part with links, such as roadpost import osm makes")
    runs: Counter[str] = Counter()
    for part in parts:
        if part.calls is not None:
            runs.update(place for _, place in dict.fromkeys(zip(part.calls["run"], part.calls["place"], strict=True)))
    stops = [place for part in parts for place in places_of(part) if runs[place.id]]
    near = {access.place.id for access in snap(roads, stops, most_m=near_m).joined}
    kept = [place for place in stops if place.id in near]
    if not kept:
        expected = f"a timetable with stops within {near_m:,.0f} m of the roads"
        hint = "are roads and timetable of one county?" if stops else "give a part with runs and calls too"
        raise source_error("the sources", f"{len(stops):,} stops, none of them near a road", expected, hint)
    return _Stops(tuple(sorted(kept, key=lambda place: (-runs[place.id], place.id))), runs)


def _centres(stops: _Stops, chosen: _Chosen, options: SiteOptions, rng: np.random.Generator) -> list[Place]:
    """Return the hub and the stations: those named, or the busiest stops that are far enough from each other."""
    faults = Faults()
    for name, id_ in [("--hub", options.hub), *(("--station", id_) for id_ in options.station_ids)]:
        if id_ is not None and stops.get(id_) is None:
            busiest = ", ".join(f"{place.id} ({place.name})" for place in stops.places[:5])
            faults.add(name, None, "", id_, "the id of a stop near a road where a run calls", f"the busiest: {busiest}")
    faults.raise_any()
    hub = stops.places[0] if options.hub is None else stops.get(options.hub)
    assert hub is not None
    centres = [replace(hub, kind=PlaceKind.HUB, opens_s=HUB_OPEN[0], closes_s=HUB_OPEN[1])]
    chosen.places.append(hub)
    wanted = options.station_ids or tuple(place.id for place in stops.places)
    most = len(options.station_ids) or options.stations
    for id_ in wanted:
        place = stops.get(id_)
        if place is None or place.id == hub.id or len(centres) > most:
            continue
        if options.station_ids or chosen.is_clear(place, options.stations_apart_m):
            chosen.places.append(place)
            centres.append(_station(place, rng))
    return [replace(place, source=_source(place, options.seed)) for place in centres]


def _station(stop: Place, rng: np.random.Generator) -> Place:
    storage = step(rng, 300, 600, 50)
    opens_s, closes_s = STATION_OPEN
    return replace(stop, kind=PlaceKind.STATION, opens_s=opens_s, closes_s=closes_s, storage_parcels=storage)


def _road_ends(parts: Sequence[Part], roads: Sequence[Road], stops: _Stops, within_m: float) -> list[Place]:
    """Return the ends of roads where people live, not too far from a stop, in the order of the roads."""
    at = {place.id: place for part in parts for place in places_of(part)}
    met = Counter(end for road in roads for end in {road.link.from_place, road.link.to_place})
    ends = []
    for road in roads:
        for end in (road.link.from_place, road.link.to_place):
            if met[end] == 1 and road.highway in _LIVED_AT and end in at and at[end].kind is PlaceKind.JUNCTION:
                name = f"End of {road.name}" if road.name else f"Road end {end}"
                ends.append(replace(at[end], id=f"v-{end}"[:64], name=name[:200]))
    if not ends:
        return []
    plane = Plane.around([place.lon for place in stops.places], [place.lat for place in stops.places])
    tree = cKDTree(plane.to_metres([place.lon for place in stops.places], [place.lat for place in stops.places]))
    distances, _ = tree.query(plane.to_metres([place.lon for place in ends], [place.lat for place in ends]))
    return [ends[at] for at in np.flatnonzero(distances <= within_m).tolist()]


def _villages(
    stops: _Stops, ends: Sequence[Place], chosen: _Chosen, options: SiteOptions, rng: np.random.Generator
) -> list[Place]:
    """Return villages: a part at stops, the rest at road ends, and where one kind runs out more of the other."""
    found: list[Place] = []

    def take(candidates: Sequence[Place], most: int) -> None:
        for at in rng.permutation(len(candidates)).tolist():
            if len(found) >= most:
                return
            if chosen.is_clear(candidates[at], options.apart_m):
                chosen.places.append(candidates[at])
                found.append(_village(candidates[at], options.seed))

    take(stops.places, round(options.at_stops * options.villages))
    take(ends, options.villages)
    take(stops.places, options.villages)
    return found


def _village(place: Place, seed: int) -> Place:
    return replace(
        place,
        kind=PlaceKind.VILLAGE,
        opens_s=VILLAGE_OPEN[0],
        closes_s=VILLAGE_OPEN[1],
        gap_from_s=VILLAGE_GAP[0],
        gap_to_s=VILLAGE_GAP[1],
        source=_source(place, seed),
    )


def _source(place: Place, seed: int) -> str:
    return f"made up, seed {seed}; position of {place.source or place.id}"[:300]


def _with_town(place: Place, centres: Sequence[Place], plane: Plane) -> Place:
    """Return a place with the name of the nearest centre as its town."""
    there = plane.to_metres([one.lon for one in centres], [one.lat for one in centres])
    here = plane.to_metres(place.lon, place.lat)
    return replace(place, town=centres[int(np.argmin(np.hypot(*(there - here).T)))].name)
