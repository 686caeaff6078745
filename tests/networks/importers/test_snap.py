"""Places are joined to the nearest point of the nearest road that one may stop on."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.importers.geo import Plane
from networks.importers.roads import Road
from networks.importers.snap import snap
from scenarios.types import Link, Place, PlaceKind

PLANE = Plane(115.0, 36.0)
Point = tuple[float, float]


def at(point: Point) -> Point:
    """Degrees of a point in metres."""
    lon, lat = PLANE.to_degrees(np.array(point))
    return float(lon), float(lat)


def road(start: str, end: str, *points: Point, ms: int | None = None, highway: str = "", oneway: bool = False) -> Road:
    length_m = round(sum(math.dist(a, b) for a, b in pairwise(points)))
    link = Link(start, end, length_m, "town", oneway, ms)
    return Road(link, tuple(at(point) for point in points), highway, f"{start}-{end}")


def village(name: str, point: Point) -> Place:
    return Place(name, name.upper(), PlaceKind.VILLAGE, *at(point))


def links(roads: tuple[Road, ...]) -> dict[tuple[str, str], Link]:
    return {(one.link.from_place, one.link.to_place): one.link for one in roads}


def test_a_road_is_cut_at_the_foot_and_its_length_and_time_are_dealt_out() -> None:
    found = snap([road("a", "b", (0, 0), (1_000, 0), ms=100_000)], [village("v", (300, 50))])
    cut = links(found.roads)
    assert {ends: (link.length_m, link.duration_ms) for ends, link in cut.items()} == {
        ("a", "at-v"): (300, 30_000),
        ("at-v", "b"): (700, 70_000),
        ("v", "at-v"): (50, None),
    }
    (access,) = found.joined
    assert (access.foot, access.road, round(access.distance_m)) == ("at-v", "a-b", 50)
    (foot,) = found.feet
    assert (foot.lon, foot.lat) == pytest.approx(at((300, 0)), abs=1e-6)
    assert foot.kind is PlaceKind.JUNCTION


def test_several_places_cut_one_road_in_order() -> None:
    places = [village("far", (900, 10)), village("near", (100, -20)), village("same", (100.4, 30))]
    found = snap([road("a", "b", (0, 0), (1_000, 0))], places)
    cut = links(found.roads)
    assert set(cut) == {
        ("a", "at-near"), ("at-near", "at-far"), ("at-far", "b"),
        ("far", "at-far"), ("near", "at-near"), ("same", "at-near"),
    }  # fmt: skip
    assert [access.place.id for access in found.joined] == ["far", "near", "same"]


def test_at_the_end_of_a_road_no_junction_is_made() -> None:
    found = snap([road("a", "b", (0, 0), (1_000, 0))], [village("v", (1_200, 0)), village("w", (-30, 40))])
    assert found.feet == ()
    assert set(links(found.roads)) == {("a", "b"), ("v", "b"), ("w", "a")}
    assert links(found.roads)["w", "a"].length_m == 50


def test_a_place_on_the_road_itself_has_a_way_of_a_metre() -> None:
    found = snap([road("a", "b", (0, 0), (1_000, 0))], [village("v", (500, 0))])
    assert links(found.roads)["v", "at-v"].length_m == 1


def test_the_way_goes_to_the_shape_of_a_road_not_to_the_line_between_its_ends() -> None:
    bend = road("a", "b", (0, 0), (0, 800), (1_000, 800), (1_000, 0))
    straight = road("c", "d", (0, -300), (1_000, -300))
    found = snap([bend, straight], [village("v", (500, 700))])
    assert found.joined[0].road == "a-b"
    piece = next(one for one in found.roads if one.link.to_place == "at-v" and one.link.from_place == "a")
    assert piece.link.length_m == 1_300
    assert len(piece.points) == 3


def test_nobody_is_joined_to_a_motorway() -> None:
    roads = [road("a", "b", (0, 0), (1_000, 0), highway="motorway"), road("c", "d", (0, 900), (1_000, 900))]
    assert snap(roads, [village("v", (500, 100))]).joined[0].road == "c-d"


def test_a_one_way_road_stays_one_way_when_it_is_cut_and_the_way_to_it_is_not() -> None:
    found = snap([road("a", "b", (0, 0), (1_000, 0), oneway=True)], [village("v", (300, 50))])
    assert {ends: link.oneway for ends, link in links(found.roads).items()} == {
        ("a", "at-v"): True, ("at-v", "b"): True, ("v", "at-v"): False,
    }  # fmt: skip


def test_places_that_are_too_far_are_told_and_not_joined() -> None:
    found = snap([road("a", "b", (0, 0), (1_000, 0))], [village("v", (500, 600))], most_m=500)
    assert (found.joined, found.feet) == ((), ())
    assert [(place.id, round(metres)) for place, metres in found.far] == [("v", 600)]
    assert set(links(found.roads)) == {("a", "b")}


def test_without_roads_all_places_are_far() -> None:
    assert snap([], [village("v", (0, 0))]).far[0][1] == math.inf


def test_new_junctions_get_ids_that_nothing_has() -> None:
    found = snap([road("at-v", "b", (0, 0), (1_000, 0))], [village("v", (300, 50))], taken=["at-v-2"])
    assert found.feet[0].id == "at-v-3"


coordinate = st.integers(-2_000, 2_000).map(float)
point = st.tuples(coordinate, coordinate)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(point, min_size=2, max_size=5), min_size=1, max_size=6), st.lists(point, max_size=6))
def test_the_foot_is_the_nearest_point_of_all_roads_and_no_metre_is_lost(
    shapes: list[list[Point]], positions: list[Point]
) -> None:
    roads = [road(f"a{at}", f"b{at}", *shape, ms=60_000) for at, shape in enumerate(shapes)]
    places = [village(f"v{at}", position) for at, position in enumerate(positions)]
    found = snap(roads, places, most_m=1e9)
    for access, position in zip(found.joined, positions, strict=True):
        nearest = min(distance(position, a, b) for shape in shapes for a, b in pairwise(shape))
        assert access.distance_m == pytest.approx(nearest, abs=0.5)
    ways = len(places)
    cut = found.roads[: len(found.roads) - ways]
    assert sum(one.link.length_m for one in cut) == sum(one.link.length_m for one in roads)
    for one in found.roads:
        assert one.link.from_place != one.link.to_place
        assert len(one.points) >= 2


def distance(point: Point, a: Point, b: Point) -> float:
    """From a point to a piece of road."""
    square = math.dist(a, b) ** 2
    share = 0.0 if not square else ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / square
    share = min(1.0, max(0.0, share))
    return math.dist(point, (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
