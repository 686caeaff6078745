"""The network of a scenario as a whole: places, profiles, what it refuses and what it leaves."""

from dataclasses import replace

import numpy as np
import pytest

from networks import NetworkError, Profile, build_network
from scenarios.generate import CountySpec, generate_county, tiny_scenario
from scenarios.settings import Settings
from scenarios.types import Link, Place, Run, Scenario, Strategy, VanType
from tests.builders import call, consignment, county, link, place, places, run, van
from tests.core_builders import a_network

LEAVE = Settings(leave_unreachable=True)


def to_village(
    *links: Link, runs: tuple[Run, ...] = (), type_: VanType | None = None, settings: Settings | None = None
) -> Scenario:
    """A parcel from H to A, with a van at H."""
    return county(
        places(hub="H", villages="A B"),
        links,
        runs,
        [type_ or van("v", "H", gross_kg=2_000)],
        [consignment("c", "H", "A")],
        settings,
    )


def test_junctions_are_gone_but_their_roads_remain() -> None:
    spots: list[Place] = [place("J", "junction"), *places(hub="H", villages="A")]
    roads = [link("H", "J", 1_000, minutes=1), link("J", "A", 2_000, minutes=2)]
    network = a_network(county(spots, roads, vans=[van("v", "H")], consignments=[consignment("c", "H", "A")]))
    assert [place.id for place in network.places] == ["H", "A"]
    assert network.index == {"H": 0, "A": 1}
    assert network.travel_s[0].tolist() == [[0, 180], [180, 0]]
    assert network.travel_m[0].tolist() == [[0, 3_000], [3_000, 0]]


def test_van_types_that_drive_alike_share_their_matrices() -> None:
    types = [van("a", "H"), van("slow", "H", speed_pct=50), van("b", "H", capacity_ml=7)]
    scenario = county(places(hub="H", villages="A"), [link("H", "A")], vans=types)
    network = a_network(scenario)
    assert network.profiles == (Profile(50, 1000, 0), Profile(100, 1000, 0))
    assert [int(matrix[0, 1]) for matrix in network.travel_s] == [120, 60]


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ([], "no link at all"),
        ([link("H", "A", max_gross_kg=1_999)], "none that a van may use"),
        ([link("H", "A", oneway=True)], "none that a van may use"),
        ([link("A", "H", oneway=True)], "none that a van may use"),
    ],
    ids=["no link", "limited in weight everywhere", "one-way in only", "one-way out only"],
)
def test_trap_15_a_village_that_no_vehicle_reaches_is_refused_by_name(links: list[Link], found: str) -> None:
    with pytest.raises(NetworkError) as error:
        a_network(to_village(*links))
    assert len(error.value.faults) == 1
    fault = error.value.faults[0]
    assert (fault.file, fault.value) == ("links.csv", "A (A)")
    assert found in fault.expected


def test_every_unreachable_place_is_named_origins_too() -> None:
    goods = [consignment("in", "H", "A"), consignment("out", "B", "H"), consignment("fine", "H", "C")]
    scenario = county(places(hub="H", villages="A B C D"), [link("H", "C")], vans=[van("v", "H")], consignments=goods)
    with pytest.raises(NetworkError) as error:
        a_network(scenario)
    assert [fault.value for fault in error.value.faults] == ["A (A)", "B (B)"]


def test_places_without_parcels_need_no_road() -> None:
    assert a_network(to_village(link("H", "A"))).unreachable == ()


def test_a_bus_call_is_enough() -> None:
    by_bus = to_village(runs=(run("r", call("H", "07:00"), call("A", "08:00")),))
    assert a_network(by_bus).unreachable == ()


def test_the_trike_of_a_town_may_reach_a_village_that_no_hub_van_does() -> None:
    roads = [link("H", "S"), link("S", "A", max_gross_kg=1_000)]
    types = [van("v", "H", gross_kg=2_800), van("trike", "S", gross_kg=800)]
    scenario = county(
        places(hub="H", stations="S", villages="A"), roads, vans=types, consignments=[consignment("c", "H", "A")]
    )
    assert a_network(scenario).unreachable == ()


def test_where_the_scenario_says_leave_the_pairs_are_listed_instead() -> None:
    scenario = to_village(settings=LEAVE)
    both = replace(scenario, consignments=(*scenario.consignments, consignment("back", "A", "H", 2)))
    network = a_network(both)
    assert network.unreachable == (("H", "A"), ("A", "H"))
    assert network.itineraries == {(0, 1): (), (1, 0): ()}


def test_a_pair_without_any_way_is_listed_even_if_both_ends_can_be_reached() -> None:
    # The bus goes from A to H; the strategy uses no vans.
    scenario = county(
        places(hub="H", villages="A"),
        runs=[run("r", call("A", "07:00"), call("H", "08:00"))],
        consignments=[consignment("c", "H", "A")],
        strategy="bus",
    )
    assert a_network(scenario).unreachable == (("H", "A"),)


@pytest.mark.parametrize(("strategy", "rides"), [("joint", 0), ("separate", 0), ("bus", 1), ("shared", 1)])
def test_only_strategies_with_buses_have_rides(strategy: str, rides: int) -> None:
    scenario = to_village(link("H", "A"), runs=(run("r", call("H", "07:00"), call("A", "08:00")),))
    network = a_network(replace(scenario, strategy=Strategy(strategy)))
    ways = network.itineraries[0, 1]
    assert network.counts.rides == rides
    assert sum(not way.by_van_only for way in ways) == rides
    assert any(way.by_van_only for way in ways) is (strategy != "bus")


def test_networks_of_equal_scenarios_are_equal() -> None:
    assert a_network(tiny_scenario(3)) == a_network(tiny_scenario(3))
    assert a_network(tiny_scenario(3)) != "a network"


def test_networks_differ_by_a_metre_of_road() -> None:
    assert a_network(to_village(link("H", "A", 1_000))) != a_network(to_village(link("H", "A", 1_001)))


def test_all_ways_are_looked_for_where_there_are_few_consignments_and_runs() -> None:
    small = tiny_scenario(3)
    assert build_network(small) == a_network(small, exhaustive=True)
    large = generate_county(CountySpec.of_size(60, "normal"), 1)
    assert build_network(large) == a_network(large)
    assert build_network(small).breadth.exhaustive and not build_network(large).breadth.exhaustive


def test_a_network_cannot_be_hashed() -> None:
    with pytest.raises(TypeError):
        hash(a_network(to_village(link("H", "A"))))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_generated_county_of_60_villages_builds(seed: int) -> None:
    scenario = generate_county(CountySpec.of_size(60, "normal"), seed)
    network = build_network(scenario)
    pairs = {(c.origin, c.destination) for c in scenario.consignments}
    assert len(network.itineraries) == len(pairs)
    assert network.unreachable == ()
    assert network.counts.itineraries == sum(map(len, network.itineraries.values()))
    for seconds, metres in zip(network.travel_s, network.travel_m, strict=True):
        assert seconds.shape == metres.shape == (len(network.places),) * 2
        assert not np.diagonal(seconds).any() and not np.diagonal(metres).any()


@pytest.mark.parametrize("seed", range(20))
def test_all_vans_reach_what_they_serve_by_the_triangle(seed: int) -> None:
    """A quickest way is never longer than one through a third place (but for rounding up once more)."""
    network = a_network(tiny_scenario(seed))
    for seconds in network.travel_s:
        wide = seconds.astype(np.int64)
        through = (wide[:, :, None] + wide[None, :, :]).min(axis=1)
        assert (wide <= through).all()
