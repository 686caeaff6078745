"""Joining places to roads: each to the nearest point of a road that it can be reached from.

The road is cut at that point, and a straight way leads from there to the place. Straight ways are guesses: a river or a
fence is not seen, so long ones are worth a look.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.spatial import cKDTree

from networks.importers.coordinates import LonLat
from networks.importers.geo import Floats, Plane
from networks.importers.roads import Road, junction
from scenarios.types import Link, Place

MOST_M = 2_000.0
"""A place farther than this from every road is not joined: its position or the extract may be wrong."""

NO_STOPPING = frozenset({"motorway", "motorway_link", "trunk_link"})
"""OpenStreetMap's kinds of roads on which nobody may stop: no place is joined to them."""

SAME_M = 1.0
"""Points of a road nearer to each other than this are one junction."""

ACCESS_CLASS = "village"
ACCESS_SOURCE = "guess: straight way to the nearest road"
_SAMPLE_M = 200.0


@dataclass(frozen=True, slots=True)
class Access:
    """How a place was joined: the metres of its straight way, the junction where it ends, and the road's name."""

    place: Place
    distance_m: float
    foot: str
    road: str


@dataclass(frozen=True)
class Snapped:
    """Roads with places joined to them.

    Attributes:
        roads: cut where places are joined, and then the straight ways.
        feet: the junctions that are new.
        joined: in the order of the places given.
        far: places that no road is near to, with the metres to the nearest (infinite without any road).
    """

    roads: tuple[Road, ...]
    feet: tuple[Place, ...]
    joined: tuple[Access, ...]
    far: tuple[tuple[Place, float], ...]


@dataclass(frozen=True, slots=True)
class _Foot:
    """The nearest point to a place: on which road, metres along it (on the plane), where, and how far off."""

    place: Place
    road: int
    along_m: float
    at: LonLat
    distance_m: float


def snap(roads: Sequence[Road], places: Iterable[Place], taken: Iterable[str] = (), most_m: float = MOST_M) -> Snapped:
    """Join places to the nearest roads.

    Args:
        roads: with their shapes. Motorways are passed over: nobody stops there.
        places: that no road leads to yet.
        taken: ids that new junctions may not have.
        most_m: longest straight way.

    Returns:
        The roads, cut, with the lengths and minutes of each adding up to what they were.
    """
    wanted = tuple(places)
    lines = _Lines(roads)
    feet, far = [], []
    for place in wanted:
        foot = lines.nearest(place)
        if foot is None or foot.distance_m > most_m:
            far.append((place, math.inf if foot is None else foot.distance_m))
        else:
            feet.append(foot)
    names = {*taken, *(place.id for place in wanted)}
    names |= {end for road in roads for end in (road.link.from_place, road.link.to_place)}
    by_road: dict[int, list[_Foot]] = defaultdict(list)
    for foot in feet:
        by_road[foot.road].append(foot)
    cut: list[Road] = []
    new: list[Place] = []
    ends: dict[str, Place] = {}
    for at, road in enumerate(roads):
        if at not in by_road:
            cut.append(road)
            continue
        pieces, made, joints = _cut(road, lines.metres_along(at), by_road[at], names)
        cut += pieces
        new += made
        ends |= joints
    joined = tuple(Access(foot.place, foot.distance_m, ends[foot.place.id].id, roads[foot.road].name) for foot in feet)
    ways = [_way(foot, ends[foot.place.id]) for foot in feet]
    return Snapped((*cut, *ways), tuple(new), joined, tuple(far))


class _Lines:
    """The straight pieces of roads, to be asked for the nearest."""

    def __init__(self, roads: Sequence[Road]) -> None:
        points = np.array([point for road in roads for point in road.points], dtype=np.float64).reshape(-1, 2)
        self._plane = Plane.around(points[:, 0], points[:, 1])
        flat = self._plane.to_metres(points[:, 0], points[:, 1])
        self._begins = np.concatenate([[0], np.cumsum([len(road.points) for road in roads])]).astype(np.int64)
        self._flat = flat
        road_of = np.repeat(np.arange(len(roads)), np.diff(self._begins))
        usable = np.array([road.highway not in NO_STOPPING for road in roads], dtype=bool)
        starts = np.flatnonzero((road_of[:-1] == road_of[1:]) & usable[road_of[:-1]]) if len(road_of) else road_of
        self._road, self._start = road_of[starts], starts
        self._from, self._step = flat[starts], flat[starts + 1] - flat[starts]
        lengths = np.hypot(self._step[:, 0], self._step[:, 1])
        # Samples every 200 m at most: the nearest piece has one at most half of that farther off than the nearest is.
        counts = np.maximum(1, np.ceil(lengths / _SAMPLE_M)).astype(np.int64)
        self._piece = np.repeat(np.arange(len(starts)), counts)
        number = np.arange(len(self._piece)) - np.repeat(np.cumsum(counts) - counts, counts)
        part = (number + 0.5) / counts[self._piece]
        self._tree = cKDTree(self._from[self._piece] + self._step[self._piece] * part[:, None]) if len(starts) else None

    def nearest(self, place: Place) -> _Foot | None:
        """Return the nearest point of a road to a place; None if there is no road."""
        if self._tree is None:
            return None
        point = self._plane.to_metres(place.lon, place.lat)
        near, _ = self._tree.query(point)
        pieces = np.unique(self._piece[self._tree.query_ball_point(point, near + _SAMPLE_M / 2 + 1e-6)])
        steps = self._step[pieces]
        squares = np.maximum((steps**2).sum(axis=1), 1e-12)
        share = np.clip(((point - self._from[pieces]) * steps).sum(axis=1) / squares, 0.0, 1.0)
        feet = self._from[pieces] + steps * share[:, None]
        distances = np.hypot(*(feet - point).T)
        best = int(np.argmin(distances))
        piece = pieces[best]
        road = int(self._road[piece])
        within = int(self._start[piece] - self._begins[road])
        along = self.metres_along(road)[within] + float(np.hypot(*(steps[best] * share[best])))
        lon, lat = self._plane.to_degrees(feet[best])
        return _Foot(place, road, float(along), (float(lon), float(lat)), float(distances[best]))

    def metres_along(self, road: int) -> Floats:
        """Return the metres from a road's beginning to each of its points."""
        flat = self._flat[self._begins[road] : self._begins[road + 1]]
        return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(flat, axis=0).T))])


def _cut(
    road: Road, along: Floats, feet: Iterable[_Foot], names: set[str]
) -> tuple[list[Road], list[Place], dict[str, Place]]:
    """Return a road in pieces, the junctions between them, and the junction of each place by its id."""
    whole = float(along[-1])
    stops: list[tuple[float, Place]] = [(0.0, junction(road.link.from_place, road.points[0], ""))]
    last = junction(road.link.to_place, road.points[-1], "")
    new: list[Place] = []
    ends: dict[str, Place] = {}
    for foot in sorted(feet, key=lambda one: one.along_m):
        if foot.along_m - stops[-1][0] < SAME_M:
            ends[foot.place.id] = stops[-1][1]
        elif whole - foot.along_m < SAME_M:
            ends[foot.place.id] = last
        else:
            made = junction(_free(f"at-{foot.place.id}", names), foot.at, "where a place joins the road")
            new.append(made)
            stops.append((foot.along_m, made))
            ends[foot.place.id] = made
    stops.append((whole, last))
    return list(_pieces(road, along, stops)), new, ends


def _pieces(road: Road, along: Floats, stops: Sequence[tuple[float, Place]]) -> Iterable[Road]:
    """Yield the pieces of a road between stops; metres and milliseconds are dealt out, none lost or made."""
    whole = stops[-1][0]
    link = road.link
    done_m = done_ms = 0
    for number, ((begin, start), (end, stop)) in enumerate(pairwise(stops), start=1):
        is_last = number == len(stops) - 1
        share = 1.0 if is_last or not whole else end / whole
        metres = round(share * link.length_m) - done_m
        ms = None
        if link.duration_ms is not None:
            ms = max(1, round(share * link.duration_ms) - done_ms)
            done_ms += ms
        done_m += metres
        inner = [point for point, at in zip(road.points, along, strict=True) if begin < at < end]
        first = road.points[0] if number == 1 else (start.lon, start.lat)
        final = road.points[-1] if is_last else (stop.lon, stop.lat)
        cut = replace(link, from_place=start.id, to_place=stop.id, length_m=metres, duration_ms=ms)
        yield replace(road, link=cut, points=(first, *inner, final))


def _way(foot: _Foot, end: Place) -> Road:
    """Return the straight way from a place to its road."""
    metres = max(1, math.ceil(round(foot.distance_m, 1)))
    link = Link(foot.place.id, end.id, metres, ACCESS_CLASS, source=ACCESS_SOURCE)
    return Road(link, ((foot.place.lon, foot.place.lat), (end.lon, end.lat)))


def _free(name: str, names: set[str]) -> str:
    """Return an id that nothing has yet, and take it."""
    name = name[:56]
    free, number = name, 2
    while free in names:
        free, number = f"{name}-{number}", number + 1
    names.add(free)
    return free
