"""Road graphs and travel matrices: hand-worked roads, and random ones against networkx and the judges' paths."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks import UNREACHABLE, Profile
from networks.roads import road_graph, travel_matrices
from optimizer.costs.paths import RoadPaths
from scenarios.types import Link, VanType, link_duration_ms, may_use
from tests.builders import county, link, place, places, van

SIX = "ABCDEF"


def travel(*links: Link, type_: VanType | None = None, ids: str = SIX) -> dict[str, tuple[int, int]]:
    """(seconds, metres) by pair of places that are joined, for one van type."""
    scenario = county([place(name) for name in SIX], links)
    seconds, metres = travel_matrices(road_graph(scenario, type_ or van("v", "A")), list(ids))
    found = {}
    for row, start in enumerate(ids):
        for column, end in enumerate(ids):
            if seconds[row, column] < UNREACHABLE:
                found[start + end] = (int(seconds[row, column]), int(metres[row, column]))
            else:
                assert seconds[row, column] == metres[row, column] == UNREACHABLE
    return {pair: leg for pair, leg in found.items() if pair[0] != pair[1] or leg != (0, 0)}


def test_a_link_goes_both_ways() -> None:
    assert travel(link("A", "B", 1_200, minutes=2)) == {"AB": (120, 1_200), "BA": (120, 1_200)}


def test_a_one_way_link_leads_only_there() -> None:
    assert travel(link("A", "B", 1_200, minutes=2, oneway=True)) == {"AB": (120, 1_200)}


def test_trap_15_the_way_there_and_the_way_back_may_differ() -> None:
    links = [link("A", "B", 1_000, minutes=1, oneway=True), link("B", "A", 3_000, minutes=4, oneway=True)]
    assert travel(*links) == {"AB": (60, 1_000), "BA": (240, 3_000)}


def test_of_parallel_links_the_quickest_counts_in_each_direction() -> None:
    links = [
        link("A", "B", 1_000, minutes=5),
        link("A", "B", 9_000, minutes=4),
        link("B", "A", 2_000, minutes=3, oneway=True),
    ]
    assert travel(*links) == {"AB": (240, 9_000), "BA": (180, 2_000)}


def test_of_equally_quick_parallel_links_the_shortest_counts() -> None:
    assert travel(link("A", "B", 1_500, minutes=2), link("B", "A", 1_400, minutes=2))["AB"] == (120, 1_400)


def test_of_equally_quick_paths_the_shortest_counts() -> None:
    detour = [link("A", "C", 1_000, minutes=2), link("C", "B", 1_500, minutes=2)]
    assert travel(link("A", "B", 3_000, minutes=4), *detour)["AB"] == (240, 2_500)
    assert travel(link("A", "B", 2_000, minutes=4), *detour)["AB"] == (240, 2_000)


def test_a_longer_path_that_is_quicker_by_a_millisecond_counts() -> None:
    quicker = Link("A", "B", 90_000, "county", duration_ms=119_999)
    assert travel(link("A", "B", 1_000, minutes=2), quicker)["AB"] == (120, 90_000)


def test_milliseconds_are_added_before_they_are_rounded_up_to_seconds() -> None:
    legs = [Link(a, b, 10, "county", duration_ms=400) for a, b in ("AB", "BC", "CD")]
    found = travel(*legs)
    # 400 ms is a second; 800 ms is one too; 1,200 ms are two.
    assert [found[pair][0] for pair in ("AB", "AC", "AD")] == [1, 1, 2]


def test_trap_15_a_weight_limit_closes_a_link_to_heavier_vans_only() -> None:
    links = [link("A", "B", 1_000, max_gross_kg=1_200), link("B", "C", 1_000)]
    assert "AB" not in travel(*links, type_=van("heavy", "A", gross_kg=1_201))
    assert travel(*links, type_=van("light", "A", gross_kg=1_200))["AC"] == (120, 2_000)


def test_the_speed_of_the_road_class_counts_where_no_minutes_are_measured() -> None:
    county_road, village_road = Link("A", "B", 5_000, "county"), Link("B", "C", 5_000, "village")
    found = travel(county_road, village_road)
    # 5 km at 45 km/h: 400 s; at 25 km/h: 720 s.
    assert (found["AB"], found["BC"]) == ((400, 5_000), (720, 5_000))


def test_a_slower_van_takes_longer_on_measured_and_unmeasured_links() -> None:
    links = [Link("A", "B", 5_000, "county"), link("B", "C", 5_000, minutes=9)]
    found = travel(*links, type_=van("slow", "A", speed_pct=90))
    # 400 s / 0.9 = 444.4 s; 540 s / 0.9 = 600 s.
    assert (found["AB"][0], found["BC"][0]) == (445, 600)


def test_no_van_is_faster_than_its_top_speed() -> None:
    links = [Link("A", "B", 5_000, "county"), link("B", "C", 5_000, minutes=20)]
    found = travel(*links, type_=van("trike", "A", max_kmh=25))
    # 5 km at 25 km/h: 720 s; the other road takes 1,200 s anyway.
    assert (found["AB"][0], found["BC"][0]) == (720, 1_200)


def test_only_the_places_asked_for_are_in_the_matrix_in_their_order() -> None:
    chain = [link("A", "B", 1_000, minutes=1), link("B", "C", 2_000, minutes=2)]
    assert travel(*chain, ids="CA") == {"CA": (180, 3_000), "AC": (180, 3_000)}


def test_without_roads_each_place_reaches_only_itself() -> None:
    assert travel() == {}


def test_profiles_are_equal_for_vans_that_drive_alike() -> None:
    same = Profile.of(van("one", "A", speed_pct=90)), Profile.of(van("other", "B", speed_pct=90, capacity_ml=1))
    assert same[0] == same[1] == Profile(90, 1000, 0)
    assert Profile.of(van("trike", "A", max_kmh=25, gross_kg=800)) == Profile(100, 25, 800)


def test_many_sources_are_searched_in_batches() -> None:
    names = [f"p{number}" for number in range(600)]
    chain = [Link(a, b, 100, "county", duration_ms=1_000) for a, b in pairwise(names)]
    scenario = county([place(name) for name in names], chain)
    seconds, metres = travel_matrices(road_graph(scenario, van("v", "p0")), names)
    steps = abs(np.arange(600)[:, None] - np.arange(600)[None, :])
    assert np.array_equal(seconds, steps)
    assert np.array_equal(metres, 100 * steps)
    assert seconds.dtype == metres.dtype == np.int32


random_links = st.lists(
    st.builds(
        Link,
        st.sampled_from(SIX),
        st.sampled_from(SIX),
        st.integers(0, 3_000),
        st.sampled_from(["county", "town", "village"]),
        st.booleans(),
        st.one_of(st.none(), st.integers(0, 240_000)),
        st.one_of(st.none(), st.integers(1, 3)),
    ),
    max_size=16,
)
van_types = st.builds(
    lambda speed, kmh, kg: van("v", "A", speed_pct=speed, max_kmh=kmh, gross_kg=kg),
    st.sampled_from([100, 80, 110]),
    st.sampled_from([None, 25]),
    st.integers(0, 3),
)


@settings(max_examples=60, deadline=None)
@given(random_links, van_types)
def test_matrices_are_those_of_networkx_and_of_the_judges(links: list[Link], type_: VanType) -> None:
    scenario = county(places(villages=" ".join(SIX)), links)
    speeds = dict(scenario.settings.speeds_kmh)
    every = nx.MultiDiGraph()
    every.add_nodes_from(SIX)
    for one in links:
        if may_use(one, type_):
            weight = link_duration_ms(one, type_, speeds) * 10**9 + one.length_m
            every.add_edge(one.from_place, one.to_place, weight=weight)
            if not one.oneway:
                every.add_edge(one.to_place, one.from_place, weight=weight)
    seconds, metres = travel_matrices(road_graph(scenario, type_), list(SIX))
    judge = RoadPaths(scenario)
    for row, start in enumerate(SIX):
        reached = nx.single_source_dijkstra_path_length(every, start)
        for column, end in enumerate(SIX):
            ms, length_m = divmod(reached.get(end, -1), 10**9)
            expected = (-(-ms // 1000), length_m) if end in reached else (UNREACHABLE, UNREACHABLE)
            assert (seconds[row, column], metres[row, column]) == expected
            leg = judge.leg(type_, start, end)
            assert expected == ((leg.seconds, leg.metres) if leg else (UNREACHABLE, UNREACHABLE))


@pytest.mark.parametrize("hours", [1, 100, 249])
def test_even_absurdly_long_roads_keep_every_metre(hours: int) -> None:
    far = Link("A", "B", 9_999_999, "county", duration_ms=hours * 3_600_000 + 1)
    assert travel(far)["AB"] == (hours * 3_600 + 1, 9_999_999)
