"""Roads meet where they share a node; all other nodes only give them their shape."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.importers.geo import metres_between
from networks.importers.osm.extract import Extract, read_extract
from networks.importers.osm.graph import Edge, edges_of
from networks.importers.osm.islands import mainland
from networks.importers.osm.tags import Road, road_of
from tests.networks.importers.osm.extracts import Node, Way, write_osm

ROAD = {"highway": "residential"}
ONEWAY = {"highway": "residential", "oneway": "yes"}


def line(nodes: int) -> dict[int, Node]:
    """Nodes 1, 2, .. a hundred metres apart, eastward."""
    return {number: (100.0 * (number - 1), 0.0) for number in range(1, nodes + 1)}


def read(path: Path, nodes: dict[int, Node], ways: dict[int, Way]) -> Extract:
    return read_extract(write_osm(path / "x.osm", nodes, ways))


def names(extract: Extract, edges: tuple[Edge, ...]) -> set[tuple[int, ...]]:
    """The nodes of each edge by OpenStreetMap's numbers; two-way edges begin with the lesser end."""
    found = set()
    for edge in edges:
        ids = tuple(int(extract.node_ids[node]) for node in edge.nodes)
        found.add(ids if edge.oneway or ids[0] < ids[-1] else ids[::-1])
    return found


def test_a_road_drawn_in_three_ways_is_one_edge(tmp_path: Path) -> None:
    ways: dict[int, Way] = {7: ([1, 2], ROAD), 8: ([3, 2], ROAD), 9: ([3, 4, 5], ROAD)}
    extract = read(tmp_path, line(5), ways)
    (edge,) = edges_of(extract)
    assert names(extract, (edge,)) == {(1, 2, 3, 4, 5)}
    assert edge.length_m == pytest.approx(400, rel=1e-4)
    assert set(edge.ways) == {7, 8, 9}
    assert edge.drive_s is None


def test_a_crossing_of_two_roads_is_a_junction(tmp_path: Path) -> None:
    nodes: dict[int, Node] = {**line(3), 4: (100.0, 100.0), 5: (100.0, -100.0)}
    extract = read(tmp_path, nodes, {1: ([1, 2, 3], ROAD), 2: ([4, 2, 5], ROAD)})
    assert names(extract, edges_of(extract)) == {(1, 2), (2, 3), (2, 4), (2, 5)}


@pytest.mark.parametrize(
    "other", [{"highway": "tertiary"}, {**ROAD, "maxweight": "3"}, ONEWAY], ids=["class", "limit", "one-way"]
)
def test_a_road_ends_where_it_changes(tmp_path: Path, other: dict[str, str]) -> None:
    extract = read(tmp_path, line(3), {1: ([1, 2], ROAD), 2: ([2, 3], other)})
    assert names(extract, edges_of(extract)) == {(1, 2), (2, 3)}


def test_a_change_of_speed_does_not_end_a_road_but_counts_in_its_time(tmp_path: Path) -> None:
    fast = {**ROAD, "maxspeed": "40"}  # 36 km/h: 10 s for 100 m; 25 km/h by class: 14.4 s
    extract = read(tmp_path, line(3), {1: ([1, 2], ROAD), 2: ([2, 3], fast)})
    (edge,) = edges_of(extract)
    assert edge.drive_s == pytest.approx(24.4, rel=1e-4)


def test_a_one_way_road_is_one_edge_in_driving_direction_however_it_is_drawn(tmp_path: Path) -> None:
    against = {**ROAD, "oneway": "-1"}
    extract = read(tmp_path, line(4), {1: ([2, 1], against), 2: ([2, 3], ONEWAY), 3: ([4, 3], against)})
    edges = edges_of(extract)
    assert names(extract, edges) == {(1, 2, 3, 4)}
    assert edges[0].oneway


def test_one_way_roads_that_face_each_other_do_not_become_one(tmp_path: Path) -> None:
    extract = read(tmp_path, line(3), {1: ([1, 2], ONEWAY), 2: ([3, 2], ONEWAY)})
    assert names(extract, edges_of(extract)) == {(1, 2), (3, 2)}


def test_a_ring_at_the_end_of_a_road_becomes_two_edges(tmp_path: Path) -> None:
    nodes: dict[int, Node] = {**line(2), 3: (200.0, 50.0), 4: (300.0, 0.0), 5: (200.0, -50.0)}
    extract = read(tmp_path, nodes, {1: ([1, 2], ROAD), 2: ([2, 3, 4, 5, 2], ROAD)})
    edges = edges_of(extract)
    assert len(edges) == 3
    assert all(edge.nodes[0] != edge.nodes[-1] for edge in edges)
    assert sum(edge.length_m for edge in edges) == pytest.approx(100 + 4 * 111.803, rel=1e-4)


def test_a_ring_that_touches_nothing_becomes_two_edges(tmp_path: Path) -> None:
    nodes: dict[int, Node] = {1: (0, 0), 2: (100, 0), 3: (100, 100), 4: (0, 100)}
    edges = edges_of(read(tmp_path, nodes, {1: ([1, 2, 3, 4, 1], ONEWAY)}))
    assert len(edges) == 2
    assert edges[0].nodes[-1] == edges[1].nodes[0] and edges[1].nodes[-1] == edges[0].nodes[0]


def test_two_roads_between_the_same_junctions_stay_two(tmp_path: Path) -> None:
    nodes: dict[int, Node] = {**line(4), 5: (150.0, 80.0)}
    extract = read(tmp_path, nodes, {1: ([1, 2, 3, 4], ROAD), 2: ([2, 5, 3], ROAD)})
    assert names(extract, edges_of(extract)) == {(1, 2), (2, 3), (2, 5, 3), (3, 4)}


def test_a_repeated_node_is_passed_over(tmp_path: Path) -> None:
    extract = read(tmp_path, line(2), {1: ([1, 1, 2, 2], ROAD)})
    assert names(extract, edges_of(extract)) == {(1, 2)}


def test_a_bollard_cuts_a_road(tmp_path: Path) -> None:
    nodes: dict[int, Node] = {**line(5), 3: (200.0, 0.0, {"barrier": "bollard"})}
    extract = read(tmp_path, nodes, {1: ([1, 2, 3, 4, 5], ROAD)})
    assert names(extract, edges_of(extract)) == {(1, 2), (4, 5)}
    assert extract.barriers == 1


def test_a_node_that_the_file_lacks_cuts_a_road(tmp_path: Path) -> None:
    nodes = line(5)
    del nodes[3]
    extract = read(tmp_path, nodes, {1: ([1, 2, 3, 4, 5], ROAD)})
    assert names(extract, edges_of(extract)) == {(1, 2), (4, 5)}
    assert extract.absent == 1


def test_islands_and_roads_that_lead_out_only_are_not_of_the_mainland(tmp_path: Path) -> None:
    nodes: dict[int, Node] = {**line(4), 10: (0.0, 900.0), 11: (100.0, 900.0)}
    ways: dict[int, Way] = {1: ([1, 2, 3], ROAD), 2: ([3, 4], ONEWAY), 3: ([10, 11], ROAD)}
    extract = read(tmp_path, nodes, ways)
    found = mainland(edges_of(extract))
    assert names(extract, found.edges) == {(1, 2, 3)}
    assert names(extract, found.traps) == {(3, 4)}
    assert [names(extract, group) for group in found.islands] == [{(10, 11)}]


def test_the_mainland_is_the_longest_part_not_the_one_with_most_roads(tmp_path: Path) -> None:
    nodes: dict[int, Node] = {
        1: (0, 0), 2: (9_000, 0), 11: (0, 500), 12: (100, 500), 13: (200, 500), 14: (100, 600),
    }  # fmt: skip
    ways: dict[int, Way] = {1: ([1, 2], ROAD), 2: ([11, 12, 13], ROAD), 3: ([12, 14], ROAD)}
    extract = read(tmp_path, nodes, ways)
    assert names(extract, mainland(edges_of(extract)).edges) == {(1, 2)}


def test_roads_of_which_none_leads_back_have_no_mainland(tmp_path: Path) -> None:
    found = mainland(edges_of(read(tmp_path, line(2), {1: ([1, 2], ONEWAY)})))
    assert (found.edges, found.islands, len(found.traps)) == ((), (), 1)


# Any roads at all.

NODES = 8
KINDS = ({"highway": "residential"}, {"highway": "tertiary"}, {"highway": "residential", "oneway": "yes"})
way = st.tuples(st.lists(st.integers(0, NODES - 1), min_size=2, max_size=6), st.sampled_from(KINDS))


def extract_of(ways: list[tuple[list[int], dict[str, str]]]) -> Extract:
    """An extract whose nodes lie on a bent line, so that no two pairs of them are equally far apart."""
    roads = tuple(road_of(tags) for _, tags in ways)
    return Extract(
        way_ids=np.arange(len(ways)),
        roads=tuple(road for road in roads if isinstance(road, Road)),
        starts=np.cumsum([0, *(len(nodes) for nodes, _ in ways)]),
        nodes=np.array([node for nodes, _ in ways for node in nodes]),
        node_ids=np.arange(NODES),
        lon=115 + 0.001 * np.array([0.0, 1, 2.1, 3.3, 4.6, 6, 7.5, 9.1]),
        lat=36 + 0.001 * np.array([0.0, 3, 1, 4, 1, 5, 9, 2]),
    )


def drawn(extract: Extract, ways: list[tuple[list[int], dict[str, str]]]) -> nx.MultiDiGraph:
    """The roads as they are drawn, piece by piece."""
    graph = nx.MultiDiGraph()
    for nodes, tags in ways:
        for tail, head in pairwise(nodes):
            if tail != head:
                points = (extract.lon[tail], extract.lat[tail]), (extract.lon[head], extract.lat[head])
                metres = metres_between(*points[0], *points[1])
                graph.add_edge(tail, head, m=float(metres))
                if "oneway" not in tags:
                    graph.add_edge(head, tail, m=float(metres))
    return graph


@settings(max_examples=150, deadline=None)
@given(st.lists(way, min_size=1, max_size=6))
def test_contracted_roads_are_as_long_as_drawn_ones_and_all_ways_between_junctions_stay(
    ways: list[tuple[list[int], dict[str, str]]],
) -> None:
    extract = extract_of(ways)
    edges = edges_of(extract)
    plain = drawn(extract, ways)
    short = nx.MultiDiGraph()
    for edge in edges:
        short.add_edge(edge.nodes[0], edge.nodes[-1], m=edge.length_m)
        if not edge.oneway:
            short.add_edge(edge.nodes[-1], edge.nodes[0], m=edge.length_m)
        assert edge.nodes[0] != edge.nodes[-1]
    total = sum(data["m"] for *_, data in plain.edges(data=True))
    assert sum(data["m"] for *_, data in short.edges(data=True)) == pytest.approx(total)
    for start in short:
        far = nx.single_source_dijkstra_path_length(plain, start, weight="m")
        near = nx.single_source_dijkstra_path_length(short, start, weight="m")
        assert near == pytest.approx({node: far[node] for node in short if node in far})
