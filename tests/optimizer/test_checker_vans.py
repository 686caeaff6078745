"""Hand-worked cases of the rules about vans: roads, trips, work, loads, shifts and fleets."""

import dataclasses
from typing import Any

from optimizer.checker import check
from optimizer.plan import BusLoad, Plan, VanLoad, VanStop
from scenarios.settings import Settings
from scenarios.types import Scenario
from tests.builders import at, call, consignment, county, link, place, places, plan, run, stop, van
from tests.optimizer.spoken import spoken


def star(*given: Any, links: Any = (), strategy: str = "shared", **limits: Any) -> Scenario:
    """A hub with villages A (10 min, 5 km), B (20 min, 9 km); A and B are 5 min, 2 km apart."""
    roads = [link("H", "A", 5_000, minutes=10), link("H", "B", 9_000, minutes=20), link("A", "B", 2_000, minutes=5)]
    return county(
        places(hub="H", villages="A B"),
        links=links or roads,
        vans=[van("v", "H", **limits)],
        consignments=given,
        strategy=strategy,
    )


def to_a(depart: str = "08:00", number: int = 1, trip: int = 1, parcels: int = 10) -> list[VanStop]:
    """H - A - H: 10 minutes each way, 180 s + 3 s a parcel at A."""
    start, work_s = at(depart), 180 + 3 * parcels
    times = (start, start + 600, start + 1_200 + work_s)
    return [
        VanStop("v", number, trip, 0, "H", times[0], times[0], times[0]),
        VanStop("v", number, trip, 1, "A", times[1], times[1], times[1] + work_s),
        VanStop("v", number, trip, 2, "H", times[2], times[2], times[2]),
    ]


TEN = consignment("c", "H", "A", 10)
TEN_TO_A = plan(van_stops=to_a(), van_loads=[VanLoad("v", 1, 1, 0, 1, "c", 10)])


def test_a_van_brings_parcels_to_a_village() -> None:
    assert spoken(star(TEN), TEN_TO_A) == []


def test_trap_15_roads_take_as_long_as_their_direction_says() -> None:
    up = [link("H", "A", 5_000, minutes=10, oneway=True), link("A", "H", 5_500, minutes=13, oneway=True)]
    # The plan thinks that the way home is the way out.
    assert spoken(star(TEN, links=up), TEN_TO_A) == [("path", 180, "s")]


def test_trap_15_a_weight_limit_sends_the_van_another_way() -> None:
    def roads(limit_kg: int) -> list[Any]:
        return [link("H", "A", 5_000, minutes=10, max_gross_kg=limit_kg), link("H", "A", 8_000, minutes=12)]

    assert spoken(star(TEN, links=roads(3_000), gross_kg=3_000), TEN_TO_A) == []
    found = spoken(star(TEN, links=roads(2_999), gross_kg=3_000), TEN_TO_A)
    assert found == [("path", 120, "s")] * 2


def test_trap_15_a_place_that_cannot_be_reached_is_named() -> None:
    only_out = [link("H", "A", 5_000, minutes=10, oneway=True)]
    (found,) = check(star(TEN, links=only_out), TEN_TO_A)
    assert (found.rule, found.amount, found.unit) == ("path", 1, "legs")
    assert found.detail == "no road from A to H for van type v"


def test_a_slow_van_needs_longer_and_times_round_up_once_per_leg() -> None:
    # 1,001 m at 25 km/h are 144,144 ms a link; two links are 288,288 ms, so 289 s and not 2 x 145.
    roads = [link("H", "M", 1_001, minutes=1), link("M", "A", 1_001, minutes=1)]
    scenario = county(
        places(hub="H", villages="A", stops="M"), roads, vans=[van("v", "H", max_kmh=25)], consignments=[TEN]
    )
    stops = [
        stop("v", 1, 1, 0, "H", "08:00"),
        stop("v", 1, 1, 1, "A", "08:04:49", "08:08:19"),
        stop("v", 1, 1, 2, "H", "08:13:08"),
    ]
    assert spoken(scenario, plan(van_stops=stops, van_loads=TEN_TO_A.van_loads)) == []


def round_trip(first: str, second: str, to_first: int, between: int, home: int) -> list[VanStop]:
    """H - first - second - H with 210 s of work (10 parcels) at each visit; driving in minutes."""
    a = at("08:00") + to_first * 60
    b = a + 210 + between * 60
    end = b + 210 + home * 60
    return [
        stop("v", 1, 1, 0, "H", "08:00"),
        VanStop("v", 1, 1, 1, first, a, a, a + 210),
        VanStop("v", 1, 1, 2, second, b, b, b + 210),
        VanStop("v", 1, 1, 3, "H", end, end, end),
    ]


def test_the_quickest_road_may_lead_through_other_places() -> None:
    # H to B: 20 min by the direct road, 15 min through A.
    stops = round_trip("A", "B", to_first=10, between=5, home=15)
    loads = [VanLoad("v", 1, 1, 0, 1, "c", 10), VanLoad("v", 1, 1, 0, 2, "d", 10)]
    assert spoken(star(TEN, consignment("d", "H", "B", 10)), plan(van_stops=stops, van_loads=loads)) == []
    by_the_direct_road = plan(van_stops=round_trip("A", "B", 10, 5, 20), van_loads=loads)
    assert spoken(star(TEN, consignment("d", "H", "B", 10)), by_the_direct_road) == [("path", 300, "s")]


def deliver_and_collect(**limits: Any) -> tuple[Scenario, Plan]:
    """10 parcels collected at A, 10 delivered at B on the same trip: 20 aboard between A and B."""
    given = (consignment("up", "A", "H", 10), consignment("down", "H", "B", 10))
    loads = [VanLoad("v", 1, 1, 1, 3, "up", 10), VanLoad("v", 1, 1, 0, 2, "down", 10)]
    return star(*given, **limits), plan(van_stops=round_trip("A", "B", 10, 5, 15), van_loads=loads)


def test_trap_8_the_peak_load_may_be_in_the_middle_of_the_trip() -> None:
    # 50,000 ml and 10 kg leave the hub, twice as much drives from A to B, as at first drives home.
    assert spoken(*deliver_and_collect(capacity_ml=100_000, capacity_g=20_000)) == []
    assert spoken(*deliver_and_collect(capacity_ml=90_000)) == [("van_load", 10_000, "ml")]
    assert spoken(*deliver_and_collect(capacity_g=19_000)) == [("van_load", 1_000, "g")]


def test_goods_given_off_at_a_stop_make_room_for_those_taken_on_there() -> None:
    given = (TEN, consignment("up", "A", "H", 10))
    loads = [VanLoad("v", 1, 1, 0, 1, "c", 10), VanLoad("v", 1, 1, 1, 2, "up", 10)]
    trip = plan(van_stops=to_a(parcels=20), van_loads=loads)
    assert spoken(star(*given, capacity_ml=50_000), trip) == []


def test_work_counts_parcels_put_on_and_taken_off() -> None:
    given = (TEN, consignment("up", "A", "H", 10))
    loads = [VanLoad("v", 1, 1, 0, 1, "c", 10), VanLoad("v", 1, 1, 1, 2, "up", 10)]
    # 180 + 3 x 20 s are needed; the plan works 180 + 3 x 10 s.
    assert spoken(star(*given), plan(van_stops=to_a(parcels=10), van_loads=loads)) == [("work", 30, "s")]


def station(**more: Any) -> Scenario:
    """Bus H 07:00 to S 07:30; an e-trike at S brings parcels on to A in 10 minutes."""
    return county(
        [place("H", "hub"), place("S", "station", **more), place("A")],
        links=[link("S", "A", 3_000, minutes=10)],
        runs=[run("r", call("H", "07:00"), call("S", "07:30")), run("q", call("S", "10:00"), call("H", "10:30"))],
        vans=[van("t", "S")],
        consignments=[TEN],
    )


def onward(depart: str) -> Plan:
    """The bus, then the e-trike."""
    start = at(depart)
    times = (start, start + 600, start + 600 + 210, start + 1_200 + 210)
    stops = [
        VanStop("t", 1, 1, 0, "S", times[0], times[0], times[0]),
        VanStop("t", 1, 1, 1, "A", times[1], times[1], times[2]),
        VanStop("t", 1, 1, 2, "S", times[3], times[3], times[3]),
    ]
    return plan([BusLoad("r", 0, 1, "c", 10)], stops, [VanLoad("t", 1, 1, 0, 1, "c", 10)])


def test_trap_7_a_trip_leaves_only_after_all_it_loads_is_there_and_sorted() -> None:
    # 07:30 + 60 s + 10 x 11 s + 35 min.
    assert spoken(station(), onward("08:07:50")) == []
    assert spoken(station(), onward("08:07:49")) == [("transfer", 10, "parcels")]


def test_goods_from_a_van_are_put_down_when_it_is_back() -> None:
    # Collected at A from 08:10, back at 08:23:30, ready for the bus at 09:01:20: the bus at 10:00 is in time.
    scenario = station()
    outward = county(scenario.places, scenario.links, scenario.runs, scenario.vans, [consignment("c", "A", "H", 10)])
    stops = onward("08:00").van_stops
    way = plan([BusLoad("q", 0, 1, "c", 10)], stops, [VanLoad("t", 1, 1, 1, 2, "c", 10)])
    assert spoken(outward, way) == []
    early = run("q", call("S", "09:01:19"), call("H", "10:30"))
    too_early = county(outward.places, outward.links, [early], outward.vans, outward.consignments)
    assert spoken(too_early, way) == [("transfer", 10, "parcels")]


def test_a_van_that_puts_goods_down_on_the_way_does_so_when_its_work_ends() -> None:
    # H to S in 10 minutes with 10 parcels for B: work from 08:10 to 08:13:30, ready 2,270 s later at 08:51:20.
    def bus_at(time: str) -> Scenario:
        return county(
            [place("H", "hub"), place("S", "station"), place("B")],
            links=[link("H", "S", minutes=10)],
            runs=[run("r", call("S", time), call("B", "11:00"))],
            vans=[van("v", "H")],
            consignments=[consignment("c", "H", "B", 10)],
        )

    stops = [
        stop("v", 1, 1, 0, "H", "08:00"),
        stop("v", 1, 1, 1, "S", "08:10", "08:13:30"),
        stop("v", 1, 1, 2, "H", "08:23:30"),
    ]
    way = plan([BusLoad("r", 0, 1, "c", 10)], stops, [VanLoad("v", 1, 1, 0, 1, "c", 10)])
    assert spoken(bus_at("08:51:20"), way) == []
    assert spoken(bus_at("08:51:19"), way) == [("transfer", 10, "parcels")]


def two_trips(second: str, pause_s: int = 0, **limits: Any) -> tuple[Scenario, Plan]:
    """H - A - H from 08:00 to 08:23:30, and again."""
    first = to_a("08:00")
    first[2] = stop("v", 1, 1, 2, "H", "08:23:30", rest_s=pause_s)
    loads = [VanLoad("v", 1, 1, 0, 1, "c", 10), VanLoad("v", 1, 2, 0, 1, "d", 10)]
    scenario = star(TEN, consignment("d", "H", "A", 10), **limits)
    return scenario, plan(van_stops=[*first, *to_a(second, trip=2)], van_loads=loads)


def test_trap_7_one_van_makes_one_trip_at_a_time() -> None:
    assert spoken(*two_trips("08:23:30")) == []
    assert spoken(*two_trips("08:23:29")) == [("work", 1, "s")]
    assert spoken(*two_trips("08:33:29", reload_s=600)) == [("work", 1, "s")]
    assert spoken(*two_trips("08:43:29", pause_s=600, reload_s=600)) == [("work", 1, "s")]


def test_a_van_makes_no_more_trips_than_it_may() -> None:
    assert spoken(*two_trips("09:00", max_trips=2)) == []
    assert spoken(*two_trips("09:00", max_trips=1)) == [("fleet", 1, "trips")]


def test_the_days_span_counts_the_time_between_trips() -> None:
    # 08:00 to 12:23:30 are 15,810 s, though the van drives and works for 47 minutes only.
    assert spoken(*two_trips("12:00", shift_s=14_400, max_overtime_s=1_410)) == []
    assert spoken(*two_trips("12:00", shift_s=14_400, max_overtime_s=1_400)) == [("shift", 10, "s")]


def test_a_rest_between_trips_counts_from_the_return() -> None:
    rested = {"rest_after_s": 7_200, "rest_s": 1_200}
    assert spoken(*two_trips("12:00", pause_s=1_200, **rested)) == []
    assert spoken(*two_trips("12:00", pause_s=1_199, **rested)) == [("rest", 1, "s")]
    # Waiting is not resting: the pause must be in the plan.
    assert spoken(*two_trips("12:00", **rested)) == [("rest", 1_200, "s")]
    # 08:00 to 10:00 is not longer than 7,200 s: no rest is due.
    assert spoken(*two_trips("09:36:30", **rested)) == []


def test_a_rest_at_a_village_begins_when_the_work_ends() -> None:
    # Work at A ends at 08:13:30, that is 810 s after the departure.
    stops = to_a()
    stops[1] = stop("v", 1, 1, 1, "A", "08:10", "08:10", "08:33:30", rest_s=1_200)
    stops[2] = stop("v", 1, 1, 2, "H", "08:43:30")
    trip = plan(van_stops=stops, van_loads=TEN_TO_A.van_loads)
    assert spoken(star(TEN, rest_after_s=810, rest_s=1_200), trip) == []
    assert spoken(star(TEN, rest_after_s=809, rest_s=1_200), trip) == [("rest", 1_200, "s")]


def test_metres_of_all_trips_use_up_the_range() -> None:
    assert spoken(*two_trips("09:00", range_m=20_000)) == []
    assert spoken(*two_trips("09:00", range_m=19_999)) == [("range", 1, "m")]


def test_a_trip_may_wait_for_a_village_to_open() -> None:
    shut = [place("H", "hub"), place("A", opens_s=at("08:20")), place("B")]
    base = star(TEN)
    scenario = county(shut, base.links, vans=base.vans, consignments=[TEN])
    stops = to_a()
    stops[1] = stop("v", 1, 1, 1, "A", "08:10", "08:20", "08:23:30")
    stops[2] = stop("v", 1, 1, 2, "H", "08:33:30")
    assert spoken(scenario, plan(van_stops=stops, van_loads=TEN_TO_A.van_loads)) == []
    assert spoken(scenario, TEN_TO_A) == [("opening", 600, "s")]


def test_trap_9_the_midday_gap_is_closed_and_its_ends_are_open() -> None:
    def found(depart: str) -> list[tuple[str, int, str]]:
        gap = {"gap_from_s": at("12:00"), "gap_to_s": at("13:30")}
        base = star(TEN)
        scenario = county([place("H", "hub"), place("A", **gap)], base.links[:1], vans=base.vans, consignments=[TEN])
        return spoken(scenario, plan(van_stops=to_a(depart), van_loads=TEN_TO_A.van_loads))

    assert found("11:50") == []
    assert found("11:50:01") == [("opening", 1, "s")]
    assert found("13:19:00") == [("opening", 60, "s")]
    assert found("13:20") == []


def test_a_base_that_is_closed_matters_only_if_goods_change_hands_there() -> None:
    opens_late = [place("H", "hub", opens_s=at("08:01")), place("A"), place("B")]
    base = star(TEN)
    scenario = county(opens_late, base.links, vans=base.vans, consignments=[TEN])
    assert spoken(scenario, TEN_TO_A) == [("opening", 60, "s")]
    collect = county(opens_late, base.links, vans=base.vans, consignments=[consignment("c", "A", "H", 10)])
    loads = [VanLoad("v", 1, 1, 1, 2, "c", 10)]
    assert spoken(collect, plan(van_stops=to_a(), van_loads=loads)) == []


def brands(strategy: str, *vans_of: tuple[str, int]) -> list[tuple[str, int, str]]:
    """What is said of a fleet of one van a brand, each brand's 10 parcels brought by the van of that number."""
    given = [consignment(f"{brand}{n}", "H", "A", 10, brand=brand) for brand, n in vans_of]
    stops, loads = [], []
    for number in {n for _, n in vans_of}:
        mine = [f"{brand}{n}" for brand, n in vans_of if n == number]
        stops += to_a(number=number, parcels=10 * len(mine))
        loads += [VanLoad("v", number, 1, 0, 1, name, 10) for name in mine]
    return spoken(star(*given, strategy=strategy), plan(van_stops=stops, van_loads=loads, strategy=strategy))


def test_separate_gives_every_brand_its_own_vans() -> None:
    assert brands("separate", ("sto", 1), ("yto", 2)) == []
    assert brands("joint", ("sto", 1), ("yto", 2)) == [("fleet", 1, "vans")]
    assert brands("joint", ("sto", 1), ("yto", 1)) == []


def test_separate_keeps_brands_apart_and_to_their_number_of_vans() -> None:
    assert brands("separate", ("sto", 1), ("yto", 1)) == [("strategy", 1, "brands")]
    assert brands("separate", ("sto", 1), ("sto", 2), ("yto", 3)) == [("fleet", 1, "vans")] * 2


def test_a_visit_needs_something_to_do() -> None:
    stops = round_trip("A", "B", 10, 5, 15)
    loads = [VanLoad("v", 1, 1, 0, 1, "c", 10)]
    # Nothing at B takes 180 s; the plan gives 210.
    assert spoken(star(TEN), plan(van_stops=stops, van_loads=loads)) == [("path", 1, "stops"), ("work", 30, "s")]


def test_a_van_that_never_comes_back_is_found() -> None:
    only_out = plan(van_stops=to_a()[:1])
    scenario = star()
    assert spoken(scenario, only_out) == [("path", 1, "stops")]


def test_a_late_delivery_by_van_counts_from_the_begin_of_the_work() -> None:
    base = star(consignment("c", "H", "A", 10, due_s=at("08:09")))
    hard = county(
        base.places, base.links, vans=base.vans, consignments=base.consignments,
        settings=Settings(late_urmb_per_s=None),
    )  # fmt: skip
    assert spoken(hard, TEN_TO_A) == [("due", 60, "s")]
    in_time = dataclasses.replace(hard, consignments=(consignment("c", "H", "A", 10, due_s=at("08:10")),))
    assert spoken(in_time, TEN_TO_A) == []


def test_the_day_lies_within_the_vans_hours() -> None:
    # 08:00 to 08:23:30.
    assert spoken(star(TEN, earliest_s=at("08:00"), latest_s=at("08:23:30")), TEN_TO_A) == []
    assert spoken(star(TEN, earliest_s=at("08:00:01")), TEN_TO_A) == [("shift", 1, "s")]
    assert spoken(star(TEN, latest_s=at("08:23:29")), TEN_TO_A) == [("shift", 1, "s")]


def test_a_base_that_closes_matters_only_to_a_trip_that_brings_goods_back() -> None:
    closed = [place("H", "hub", closes_s=at("08:23")), place("A"), place("B")]
    base = star()
    for given, load, expected in (
        (TEN, VanLoad("v", 1, 1, 0, 1, "c", 10), []),
        (consignment("c", "A", "H", 10), VanLoad("v", 1, 1, 1, 2, "c", 10), [("opening", 30, "s")]),
    ):
        scenario = county(closed, base.links, vans=base.vans, consignments=[given])
        assert spoken(scenario, plan(van_stops=to_a(), van_loads=[load])) == expected


def test_a_trip_without_visits_is_odd_but_valid() -> None:
    there = [stop("v", 1, 1, 0, "H", "08:00"), stop("v", 1, 1, 1, "H", "08:00")]
    assert spoken(star(), plan(van_stops=there)) == []


def test_a_late_arrival_says_when_the_road_allows_it() -> None:
    late = [
        stop("v", 1, 1, 0, "H", "08:00"),
        stop("v", 1, 1, 1, "A", "08:12", "08:15:30"),
        stop("v", 1, 1, 2, "H", "08:25:30"),
    ]
    (found,) = check(star(TEN), plan(van_stops=late, van_loads=TEN_TO_A.van_loads))
    assert str(found) == "path: van v/1 trip 1 stop 1 at A: 120 s: arrives at 08:12:00, by road at 08:10:00"


def test_goods_are_put_on_at_a_village_when_the_work_begins() -> None:
    # At 08:10, not when the van leaves at 08:13:30.
    load = plan(van_stops=to_a(), van_loads=[VanLoad("v", 1, 1, 1, 2, "c", 10)])
    assert spoken(star(consignment("c", "A", "H", 10, ready_s=at("08:10"))), load) == []
    assert spoken(star(consignment("c", "A", "H", 10, ready_s=at("08:10:01"))), load) == [("ready", 1, "s")]
