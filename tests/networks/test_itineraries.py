"""The ways that goods can take: direct, with a transfer, with a van leg at either end; what is pruned and counted."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from networks import Itinerary
from networks.itineraries import Breadth, transfer_times
from networks.network import build_network
from scenarios.generate import CountySpec, generate_county, tiny_scenario
from scenarios.settings import Settings
from scenarios.types import Link, Place, PlaceKind, Run, Scenario
from tests.builders import call, consignment, county, link, place, places, run, van
from tests.core_builders import AT_ONCE, a_network, in_words, ways_of

SPOTS = places(hub="H", stations="S T", villages="A B")


def goods(
    origin: str,
    destination: str,
    runs: Iterable[Run] = (),
    links: Iterable[Link] = (),
    spots: Iterable[Place] = SPOTS,
    settings: Settings | None = None,
) -> Scenario:
    """One parcel, and a van at H. Without links buses only."""
    settings = replace(settings or Settings(), leave_unreachable=True)
    strategy = "shared" if links else "bus"
    return county(spots, links, runs, [van("v", "H")], [consignment("c", origin, destination)], settings, strategy)


def to_town_and_on(*departures: str) -> list[Run]:
    """A bus from H to S at 08:00, and buses from S to A."""
    return [
        run("r", call("H", "07:00"), call("S", "08:00")),
        *(run(f"q{n}", call("S", time), call("A", "20:00")) for n, time in enumerate(departures)),
    ]


def test_a_direct_bus_is_a_way() -> None:
    assert ways_of(goods("H", "A", [run("r", call("H", "07:00"), call("A", "08:00"))]), "H", "A") == ["r 0-1"]


def test_vans_all_the_way_come_first() -> None:
    scenario = goods("H", "A", [run("r", call("H", "07:00"), call("A", "08:00"))], [link("H", "A")])
    assert ways_of(scenario, "H", "A") == ["van H-A", "r 0-1"]


def test_a_place_without_a_road_has_no_way_by_van() -> None:
    scenario = goods("H", "A", [run("r", call("H", "07:00"), call("A", "08:00"))], [link("H", "B")])
    assert ways_of(scenario, "H", "A") == ["r 0-1"]


def test_trap_6_a_transfer_takes_hand_over_sorting_minimum_and_buffer() -> None:
    # 60 s + 11 s for one parcel + 20 min + 15 min after 08:00: 08:36:11.
    early, just = goods("H", "A", to_town_and_on("08:36:10")), goods("H", "A", to_town_and_on("08:36:11"))
    assert ways_of(early, "H", "A") == []
    assert ways_of(just, "H", "A") == ["r 0-1, q0 0-1"]


def test_a_place_may_sort_faster_or_slower() -> None:
    assert transfer_times(Settings(), place("S", "station")) == (60 + 1200 + 900, 11)
    assert transfer_times(Settings(), place("S", "station", sort_s_per_parcel=2)) == (2160, 2)


def test_a_way_with_a_transfer_knows_how_many_parcels_can_be_sorted_in_time() -> None:
    network = a_network(goods("H", "A", to_town_and_on("08:37:00")))
    # 08:37:00 - 08:00:00 - 36 min = 60 s: five parcels at 11 s.
    (way,) = network.itineraries[0, 3]
    assert way.max_parcels == 5


def test_where_sorting_takes_no_time_any_number_can_change() -> None:
    (way,) = a_network(goods("H", "A", to_town_and_on("08:00"), settings=AT_ONCE)).itineraries[0, 3]
    assert way.max_parcels == 1_000_000


@pytest.mark.parametrize(("kind", "ways"), [("hub", 1), ("station", 1), ("village", 0), ("stop", 0)])
def test_goods_change_buses_only_at_hubs_and_stations(kind: str, ways: int) -> None:
    spots = [place("H", "hub"), place("S", kind), place("A")]
    assert len(ways_of(goods("H", "A", to_town_and_on("12:00"), spots=spots), "H", "A")) == ways


def test_of_later_buses_the_first_two_are_enough_unless_all_are_asked_for() -> None:
    scenario = goods("H", "A", to_town_and_on("09:00", "10:00", "11:00", "12:00"))
    assert ways_of(scenario, "H", "A") == ["r 0-1, q0 0-1", "r 0-1, q1 0-1"]
    assert a_network(scenario).counts.dominated == 2
    assert len(ways_of(scenario, "H", "A", exhaustive=True)) == 4


def test_with_a_direct_bus_no_transfer_is_looked_for_unless_all_are_asked_for() -> None:
    runs = [*to_town_and_on("09:00"), run("d", call("H", "12:00"), call("A", "13:00"))]
    assert ways_of(goods("H", "A", runs), "H", "A") == ["d 0-1"]
    assert ways_of(goods("H", "A", runs), "H", "A", exhaustive=True) == ["d 0-1", "r 0-1, q0 0-1"]


def test_no_way_has_more_than_one_transfer_between_rides() -> None:
    chain = [
        run("1", call("H", "07:00"), call("S", "08:00")),
        run("2", call("S", "09:00"), call("T", "10:00")),
        run("3", call("T", "11:00"), call("A", "12:00")),
    ]
    assert ways_of(goods("H", "A", chain), "H", "A", exhaustive=True) == []


def test_a_consignment_does_not_change_at_its_own_ends() -> None:
    # 1 and 2 would bring it back to its origin.
    runs = [
        run("1", call("S", "07:00"), call("T", "08:00")),
        run("2", call("T", "09:00"), call("S", "10:00")),
        run("3", call("S", "11:00"), call("A", "12:00")),
    ]
    assert ways_of(goods("S", "A", runs), "S", "A", exhaustive=True) == ["3 0-1"]


def test_the_last_mile_may_be_by_van() -> None:
    scenario = goods("H", "A", to_town_and_on(), [link("S", "A")])
    assert ways_of(scenario, "H", "A") == ["r 0-1, van S-A"]


def test_the_first_mile_may_be_by_van() -> None:
    scenario = goods("A", "H", [run("r", call("S", "07:00"), call("H", "08:00"))], [link("S", "A")])
    assert ways_of(scenario, "A", "H") == ["van A-S, r 0-1"]


def test_between_villages_both_miles_may_be_by_van() -> None:
    runs = [run("r", call("S", "07:00"), call("T", "08:00"))]
    roads = [link("A", "S"), link("T", "B")]
    assert ways_of(goods("A", "B", runs, roads), "A", "B") == ["van A-S, r 0-1, van T-B"]


def test_from_a_hub_both_miles_by_van_are_tried_only_if_all_are_asked_for() -> None:
    runs = [run("r", call("S", "07:00"), call("T", "08:00"))]
    scenario = goods("H", "B", runs, [link("H", "S"), link("T", "B")])
    assert ways_of(scenario, "H", "B") == []
    assert ways_of(scenario, "H", "B", exhaustive=True) == ["van H-S, r 0-1, van T-B"]


def test_only_the_nearest_stations_are_tried_unless_all_are_asked_for() -> None:
    towns = [place(f"S{n}", "station") for n in range(5)]
    runs = [run("r", call("H", "07:00"), *(call(town.id, f"08:0{n}") for n, town in enumerate(towns)))]
    roads = [link("A", town.id, minutes=9 - n) for n, town in enumerate(towns)]
    scenario = goods("H", "A", runs, roads, spots=[place("H", "hub"), place("A"), *towns])
    assert ways_of(scenario, "H", "A") == ["r 0-5, van S4-A", "r 0-4, van S3-A", "r 0-3, van S2-A"]
    assert len(ways_of(scenario, "H", "A", exhaustive=True)) == 5


def test_a_way_by_van_and_bus_may_change_buses_too() -> None:
    runs = [run("1", call("H", "07:00"), call("S", "08:00")), run("2", call("S", "09:00"), call("T", "10:00"))]
    found = ways_of(goods("H", "A", runs, [link("T", "A")]), "H", "A")
    assert found == ["1 0-1, 2 0-1, van T-A"]


def test_many_ways_with_a_transfer_are_spread_over_the_day() -> None:
    hours = range(6, 18)
    runs = [run(f"r{h}", call("H", f"{h}:00"), call("S", f"{h}:10")) for h in hours]
    runs += [run(f"q{h}", call("S", f"{h}:50"), call("A", f"{h}:55")) for h in hours]
    scenario = goods("H", "A", runs)
    # Each of the 12 first buses catches the next two onward ones, the last one only one: 23 ways. The last of them,
    # in order of arrival and then of the latest departure, leaves with the bus before the last.
    network = build_network(scenario, Breadth(connections=4))
    found = [in_words(network, way) for way in network.itineraries[0, 3]]
    assert network.counts.capped == 19
    assert [way.split(", ")[0] for way in (found[0], found[-1])] == ["r6 0-1", "r16 0-1"]
    assert len(found) == 4


def test_counts_tell_what_was_found() -> None:
    counts = a_network(goods("H", "A", to_town_and_on("09:00", "10:00", "11:00"), [link("H", "A")])).counts
    # Rides: r and three q. Ways: the van and two with a transfer; the third was dropped.
    assert (counts.rides, counts.itineraries, counts.dominated, counts.capped) == (4, 3, 1, 0)


def test_an_empty_timetable_leaves_the_vans() -> None:
    assert ways_of(goods("H", "A", [], [link("H", "A")]), "H", "A", exhaustive=True) == ["van H-A"]


@pytest.mark.parametrize("seed", range(30))
def test_all_ways_contain_the_pruned_ones(seed: int) -> None:
    scenario = tiny_scenario(seed)
    pruned, every = a_network(scenario), a_network(scenario, exhaustive=True)
    for pair, ways in pruned.itineraries.items():
        assert set(ways) <= set(every.itineraries[pair])
        assert len(set(every.itineraries[pair])) == len(every.itineraries[pair])
    assert every.counts.dominated == every.counts.capped == 0
    assert every.counts.itineraries >= pruned.counts.itineraries


@pytest.mark.parametrize("seed", range(30))
def test_places_that_buses_join_stay_joined_after_pruning(seed: int) -> None:
    scenario = tiny_scenario(seed)
    pruned, every = a_network(scenario), a_network(scenario, exhaustive=True)
    for pair, ways in every.itineraries.items():
        assert any(map(_by_bus_alone, ways)) is any(map(_by_bus_alone, pruned.itineraries[pair]))


def _by_bus_alone(way: Itinerary) -> bool:
    return bool(way.rides) and way.first_mile is None and way.last_mile is None


@pytest.mark.parametrize("seed", range(15))
def test_every_way_leads_from_end_to_end_through_exchanges_in_time(seed: int) -> None:
    scenario = tiny_scenario(seed)
    network = a_network(scenario, exhaustive=True)
    for (origin, destination), ways in network.itineraries.items():
        for way in ways:
            places_ = _spots(way, origin)
            assert (places_[0], places_[-1]) == (origin, destination)
            kinds = {network.places[spot].kind for spot in places_[1:-1]}
            assert kinds <= {PlaceKind.HUB, PlaceKind.STATION}
            for before, after in zip(way.rides, way.rides[1:], strict=False):
                fixed_s, each_s = transfer_times(scenario.settings, network.places[before.to_place])
                ready_s = before.arrive_s + fixed_s + each_s * way.max_parcels
                assert ready_s <= after.depart_s < ready_s + max(each_s, 1)


def _spots(way: Itinerary, origin: int) -> list[int]:
    """The places of a way, each leg beginning where the one before ends."""
    legs = [leg for leg in (way.first_mile, *way.rides, way.last_mile) if leg is not None]
    spots = [origin]
    for leg in legs:
        assert leg.from_place == spots[-1]
        spots.append(leg.to_place)
    return spots


def test_a_county_has_no_more_ways_than_can_be_handled() -> None:
    """300 villages: what is kept for a pair stays within the breadth, whatever the timetable."""
    scenario = generate_county(CountySpec.of_size(300, "normal"), 1)
    network = a_network(scenario)
    most = max(map(len, network.itineraries.values()))
    assert most < 200
    assert network.counts.itineraries < 60 * len(network.itineraries)


def test_stations_of_a_place_are_not_those_it_cannot_be_driven_to() -> None:
    spots: list[Place] = [*SPOTS]
    one_way = replace(link("S", "A"), oneway=True)
    runs = [run("in", call("H", "07:00"), call("S", "08:00")), run("out", call("S", "09:00"), call("H", "10:00"))]
    there = goods("H", "A", runs, [one_way, link("A", "B")], spots=spots)
    both = replace(there, consignments=(*there.consignments, consignment("back", "A", "H")))
    assert ways_of(both, "H", "A") == ["in 0-1, van S-A"]
    assert ways_of(both, "A", "H") == []
