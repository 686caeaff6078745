"""The judges' own roads: quickest first, then shortest, by van type; against networkx on random graphs."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.costs.paths import Leg, RoadPaths
from scenarios.types import Link, link_duration_ms, may_use
from tests.builders import county, link, place, places, van

SIX = "ABCDEF"


def paths(*links: Link) -> RoadPaths:
    return RoadPaths(county(places(villages="A B C D E F"), links))


def test_of_two_equally_quick_roads_the_shorter_one_counts() -> None:
    roads = paths(link("A", "B", 3_000, minutes=4), link("A", "C", 1_000, minutes=2), link("C", "B", 1_500, minutes=2))
    assert roads.leg(van("v", "A"), "A", "B") == Leg(240, 2_500)


def test_a_longer_road_that_is_quicker_counts() -> None:
    assert paths(link("A", "B", 1_000, minutes=5), link("A", "B", 9_000, minutes=4)).leg(
        van("v", "A"), "A", "B"
    ) == Leg(240, 9_000)


def test_a_place_is_no_distance_from_itself_even_without_roads() -> None:
    assert paths().leg(van("v", "A"), "A", "A") == Leg(0, 0)


def test_no_road_is_no_leg() -> None:
    roads = paths(link("A", "B", oneway=True))
    assert roads.leg(van("v", "A"), "B", "A") is None
    assert roads.leg(van("v", "A"), "A", "nowhere") is None
    assert roads.metres(van("v", "A"), ["A", "B", "A", "B"]) == 2_000


def test_van_types_have_their_own_roads_and_speeds() -> None:
    roads = paths(Link("A", "B", 7_000, "county"), Link("A", "B", 5_000, "county", max_gross_kg=1_000))
    # 45 km/h: 400 s for 5 km, 560 s for 7 km; at 90 % of the speed 444.4 s; at most 25 km/h 720 s.
    assert roads.leg(van("light", "A", gross_kg=1_000), "A", "B") == Leg(400, 5_000)
    assert roads.leg(van("heavy", "A", gross_kg=1_001), "A", "B") == Leg(560, 7_000)
    assert roads.leg(van("slow", "A", speed_pct=90), "A", "B") == Leg(445, 5_000)
    assert roads.leg(van("trike", "A", max_kmh=25), "A", "B") == Leg(720, 5_000)


def test_a_search_goes_on_when_a_farther_place_is_asked_for() -> None:
    chain = paths(*(link(a, b, 1_000, minutes=1) for a, b in zip("ABCDE", "BCDEF", strict=True)))
    legs = [chain.leg(van("v", "A"), "A", there) for there in "BFCDE"]
    assert legs == [Leg(60 * n, 1_000 * n) for n in (1, 5, 2, 3, 4)]


roads_between = st.lists(
    st.builds(
        Link,
        st.sampled_from(SIX),
        st.sampled_from(SIX),
        st.integers(0, 3_000),
        st.sampled_from(["county", "village"]),
        st.booleans(),
        st.one_of(st.none(), st.integers(0, 3).map(lambda minutes: minutes * 60_000)),
        st.one_of(st.none(), st.integers(1, 3)),
    ),
    max_size=16,
)
types = st.builds(
    lambda speed, kmh, kg: van("v", "A", speed_pct=speed, max_kmh=kmh, gross_kg=kg),
    st.sampled_from([100, 80]),
    st.sampled_from([None, 25]),
    st.integers(0, 3),
)


@settings(max_examples=150, deadline=None)
@given(roads_between, types)
def test_all_roads_are_those_that_networkx_finds(links: list[Link], type_: object) -> None:
    scenario = county([place(name) for name in SIX], links)
    speeds = dict(scenario.settings.speeds_kmh)
    graph = nx.DiGraph()
    graph.add_nodes_from(SIX)
    for one in links:
        if may_use(one, type_):  # type: ignore[arg-type]
            weight = link_duration_ms(one, type_, speeds) * 10**9 + one.length_m  # type: ignore[arg-type]
            ends = [(one.from_place, one.to_place)] + [(one.to_place, one.from_place)] * (not one.oneway)
            for a, b in ends:
                old = graph.get_edge_data(a, b, {"weight": weight})["weight"]
                graph.add_edge(a, b, weight=min(weight, old))
    roads = RoadPaths(scenario)
    for start in SIX:
        found = nx.single_source_dijkstra_path_length(graph, start)
        for end in SIX:
            expected = None
            if end in found:
                ms, metres = divmod(found[end], 10**9)
                expected = Leg(-(-ms // 1000), metres)
            assert roads.leg(type_, start, end) == expected  # type: ignore[arg-type]


def test_the_places_along_a_road_are_told() -> None:
    slow, back = link("A", "C", minutes=9), link("D", "A", oneway=True)
    roads = paths(link("A", "B", minutes=1), link("B", "C", minutes=1), slow, back)
    assert roads.way(van("v", "A"), "A", "C") == ("A", "B", "C")
    assert roads.way(van("v", "A"), "D", "C") == ("D", "A", "B", "C")
    assert roads.way(van("v", "A"), "A", "A") == ("A",)
    assert roads.way(van("v", "A"), "A", "D") == ()


@given(st.lists(st.tuples(st.sampled_from(SIX), st.sampled_from(SIX), st.integers(1, 9)), max_size=15))
def test_the_pieces_along_a_road_add_up_to_it(pieces: list[tuple[str, str, int]]) -> None:
    roads = paths(*(link(a, b, 100 * minutes, minutes=minutes) for a, b, minutes in pieces))
    type_ = van("v", "A")
    for start in SIX:
        for end in SIX:
            way = roads.way(type_, start, end)
            leg = roads.leg(type_, start, end)
            assert (leg is None) == (way == ())
            if leg is not None:
                assert way[0] == start
                assert way[-1] == end
                assert roads.metres(type_, way) == leg.metres


@pytest.mark.parametrize("minutes", [0, 1])
def test_a_link_takes_at_least_a_millisecond(minutes: int) -> None:
    assert paths(link("A", "B", 0, minutes=minutes)).leg(van("v", "A"), "A", "B") == Leg(max(1, 60 * minutes), 0)
