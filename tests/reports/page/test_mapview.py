"""The map: where places stand, which roads vehicles take, how villages are served."""

from __future__ import annotations

import re

import pytest

from optimizer.plan import Plan
from reports.day import Report, report_of
from reports.page.content import refs_of
from reports.page.mapview import MARGIN, SMALLEST, MapView, Projection, map_view, path_of, village_modes
from scenarios.schema import MEASURED
from scenarios.types import Link
from tests.builders import county, place


def ends_of(path: str) -> list[tuple[int, int]]:
    """The points of a path in steps."""
    points: list[tuple[int, int]] = []
    for command, x, y in re.findall(r"([Ml])(-?\d+) (-?\d+)", path):
        here = (0, 0) if command == "M" else points[-1]
        points.append((here[0] + int(x), here[1] + int(y)))
    return points


@pytest.fixture
def view(report: Report) -> MapView:
    return map_view(report.reading, village_modes(report.villages), refs_of(report))


def test_a_degree_north_is_111_km_and_a_degree_east_at_60_degrees_half_of_it() -> None:
    places = [place("A", lon=10, lat=59.5), place("B", lon=11, lat=60.5)]
    sheet = Projection(places)
    (ax, ay), (bx, by) = map(sheet.at, places)
    assert (ay - by, bx - ax) == (11_120, pytest.approx(5_560, abs=2))
    assert (ax, by) == (MARGIN, MARGIN)


def test_a_county_of_one_place_has_it_in_the_middle() -> None:
    only = place("A", lon=116, lat=36)
    sheet = Projection([only])
    assert sheet.at(only) == (SMALLEST // 2, SMALLEST // 2)


def test_an_empty_county_has_a_map() -> None:
    assert Projection(county().places).width == SMALLEST


def test_villages_are_coloured_by_what_reaches_them(view: MapView) -> None:
    # k1 and k2 by bus, k3 by bus and e-trike, k4 and k5 by van; nothing is for e, and 4 of k1 stay behind.
    modes = {spot.name: spot.mode for spot in view.spots if spot.name.startswith("Village")}
    assert modes == {
        "Village a": "bus", "Village b": "van", "Village c": "bus", "Village d": "both", "Village e": "empty",
    }  # fmt: skip
    assert [spot.name for spot in view.spots if spot.short] == ["Hub", "Village a"]


def test_vans_are_drawn_along_the_quickest_road(report: Report, view: MapView) -> None:
    # The van goes from the hub to b and back on the one road between them.
    at = {place.id: view.points[place.id] for place in report.scenario.places}
    drawn = {track.name: ends_of(track.path) for track in view.trips}
    assert drawn["van #1"] == [at["hub"], at["b"], at["hub"]]


def test_a_tour_without_a_road_is_drawn_straight() -> None:
    assert path_of([(0, 0), (5, 5)]) == "M0 0l5 5"


def test_lines_without_goods_are_drawn_as_such(view: MapView) -> None:
    assert {line.name: line.used for line in view.lines} == {
        "line out": True, "line on": True, "line feeder": True, "line idle": False,
    }  # fmt: skip


def test_measured_distances_are_no_roads() -> None:
    measured = Link("A", "B", 1_000, MEASURED, oneway=True, duration_ms=60_000)
    scenario = county([place("A", "hub"), place("B", lon=0.1)], [measured, Link("A", "B", 1_000, "county")])
    made = report_of(scenario, Plan("shared"))
    assert [road.ref for road in map_view(made.reading, {}, refs_of(made)).roads] == ["county"]
