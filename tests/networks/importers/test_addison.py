"""A real county: Addison in Vermont, its OpenStreetMap extract and its bus feed, from the data folder."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from networks.importers.assemble import AssembleOptions, SiteOptions, assemble, make_sites
from networks.importers.geo import metres_between
from networks.importers.gtfs import import_gtfs
from networks.importers.notes import Notes
from networks.importers.osm import import_osm
from networks.importers.part import Part, write_part
from networks.importers.roads import links_of, places_of, roads_of
from networks.importers.snap import snap
from networks.roads import UNREACHABLE, road_graph, travel_matrices
from scenarios.types import PlaceKind, Scenario, VanType

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "addison_vt"
EXTRACT, FEED = DATA / "addison.osm.gz", DATA / "addisoncounty-vt-us-gtfs.zip"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not EXTRACT.is_file(), reason=f"The real county is not there: this test needs the folder {DATA}."
    ),
]
MIDDLEBURY = "771333"


@pytest.fixture(scope="module")
def roads() -> tuple[Part, Notes, float]:
    began = time.process_time()
    part, notes = import_osm(EXTRACT)
    return part, notes, time.process_time() - began


@pytest.fixture(scope="module")
def county(roads: tuple[Part, Notes, float], tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    folder = tmp_path_factory.mktemp("addison")
    buses = import_gtfs(FEED)
    sites, more = make_sites([roads[0], buses.part], SiteOptions(villages=400, within_m=20_000, seed=1, hub=MIDDLEBURY))
    parts = {"roads": (roads[0], roads[1]), "buses": (buses.part, buses.notes), "sites": (sites, more)}
    paths = [write_part(*part, folder / name) for name, part in parts.items()]
    return assemble(paths, AssembleOptions("addison", demand="thin", seed=1)).scenario


def test_the_import_takes_less_than_half_a_minute_of_processor_time(roads: tuple[Part, Notes, float]) -> None:
    assert roads[2] < 30


def test_every_way_of_the_extract_is_a_road_or_left_out_for_a_reason(roads: tuple[Part, Notes, float]) -> None:
    part, notes, _ = roads
    reasons = notes.totals("left_out")
    ways = sum(number for reason, number in reasons.items() if "island" not in reason and "one-way" not in reason)
    # The extract has 17,878 ways with a tag highway; a van may use 7,174 of them.
    assert ways == 10_704
    assert len(links_of(part)) == 12_434
    assert sum(link.length_m for link in links_of(part)) == pytest.approx(3_632_000, rel=0.01)


def test_roads_lead_from_everywhere_to_everywhere(roads: tuple[Part, Notes, float]) -> None:
    import networkx as nx

    graph = nx.DiGraph()
    for link in links_of(roads[0]):
        graph.add_edge(link.from_place, link.to_place)
        if not link.oneway:
            graph.add_edge(link.to_place, link.from_place)
    assert nx.is_strongly_connected(graph)
    assert set(graph) == {place.id for place in places_of(roads[0])}


def test_all_stops_but_one_lie_within_a_hundred_metres_of_a_road(roads: tuple[Part, Notes, float]) -> None:
    stops = places_of(import_gtfs(FEED).part)
    near = snap(roads_of(roads[0]), stops, most_m=100).joined
    assert len(stops) - len(near) <= 2


def test_four_hundred_villages_are_reached_and_their_matrix_takes_seconds(county: Scenario) -> None:
    villages = [place.id for place in county.places if place.kind is PlaceKind.VILLAGE]
    assert len(villages) == 400
    began = time.process_time()
    van = VanType("t", MIDDLEBURY, 1, 1, 1)
    seconds, metres = travel_matrices(road_graph(county, van), villages)
    assert time.process_time() - began < 10
    assert int(seconds.max()) < UNREACHABLE
    at = {place.id: (place.lon, place.lat) for place in county.places}
    lon, lat = np.array([at[village] for village in villages]).T
    crow_m = metres_between(lon[:, None], lat[:, None], lon, lat)
    far = crow_m > 3_000
    ratio = metres[far] / crow_m[far]
    assert ratio.min() > 0.99 and 1.1 < float(np.median(ratio)) < 1.6


def test_the_hub_is_in_middlebury_and_the_runs_call_at_villages(county: Scenario) -> None:
    (hub,) = [place for place in county.places if place.kind is PlaceKind.HUB]
    assert (hub.id, hub.lon) == (MIDDLEBURY, pytest.approx(-73.167, abs=0.01))
    assert len(county.runs_today()) == 142
    villages = {place.id for place in county.places if place.kind is PlaceKind.VILLAGE}
    assert len(villages & {call.place for run in county.runs_today() for call in run.calls}) > 30
