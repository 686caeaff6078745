"""Hand-worked cases of the rules about parcels as numbers and about goods that wait."""

from typing import Any

import pytest

from optimizer.checker import check
from optimizer.plan import BusLoad, Plan, Unserved, VanLoad
from scenarios.settings import Settings
from scenarios.types import Goods, Scenario
from tests.builders import at, call, consignment, county, left, link, place, places, plan, run, stop, van
from tests.optimizer.spoken import spoken


def one_bus(parcels: int = 10, **more: Any) -> Scenario:
    """A bus from H at 07:00 to A at 07:30, another at 12:00; one consignment."""
    return county(
        places(hub="H", villages="A"),
        runs=[
            run("early", call("H", "07:00"), call("A", "07:30")),
            run("noon", call("H", "12:00"), call("A", "12:30")),
        ],
        consignments=[consignment("c", "H", "A", parcels, **more)],
    )


def test_trap_12_a_split_consignment_keeps_its_sum() -> None:
    loads = [BusLoad("early", 0, 1, "c", 4), BusLoad("noon", 0, 1, "c", 6)]
    assert spoken(one_bus(), plan(loads)) == []


def test_trap_12_carried_and_left_behind_make_what_was_given() -> None:
    loads = [BusLoad("early", 0, 1, "c", 4)]
    assert spoken(one_bus(), plan(loads, unserved=[left("c", 6)])) == []
    one_short = [("conservation", 1, "parcels"), ("flow", 1, "parcels")]
    assert spoken(one_bus(), plan(loads, unserved=[left("c", 5)])) == one_short


def test_all_parcels_may_be_left_behind_if_the_plan_says_so() -> None:
    assert spoken(one_bus(), plan(unserved=[left("c", 10)])) == []
    silent = [("conservation", 10, "parcels"), ("flow", 10, "parcels"), ("unserved", 10, "parcels")]
    assert spoken(one_bus(), plan()) == silent


def test_several_ways_that_were_tried_name_the_same_parcels() -> None:
    ways = [Unserved("c", 10, "bus", "hold", 5, "ml"), Unserved("c", 10, "van", "shift", 9, "s")]
    assert spoken(one_bus(), plan(unserved=ways)) == []


def test_trap_5_goods_leave_the_hub_a_cut_off_after_they_are_ready() -> None:
    load = plan([BusLoad("early", 0, 1, "c", 10)])
    assert spoken(one_bus(ready_s=at("06:45")), load) == []
    assert spoken(one_bus(ready_s=at("06:45:01")), load) == [("ready", 1, "s")]


def test_trap_5_the_second_wave_takes_the_later_bus() -> None:
    wave = one_bus(ready_s=at("11:30"))
    assert spoken(wave, plan([BusLoad("noon", 0, 1, "c", 10)])) == []
    assert spoken(wave, plan([BusLoad("early", 0, 1, "c", 10)])) == [("ready", at("04:45"), "s")]


@pytest.mark.parametrize(("kind", "cutoff_s"), [("hub", 900), ("station", 300), ("village", 0), ("stop", 0)])
def test_trap_5_the_cut_off_depends_on_the_kind_of_the_origin(kind: str, cutoff_s: int) -> None:
    scenario = county(
        [place("O", kind), place("A")],
        runs=[run("r", call("O", "07:00"), call("A", "07:30"))],
        consignments=[consignment("c", "O", "A", 1, ready_s=at("07:00") - cutoff_s + 1)],
    )
    assert spoken(scenario, plan([BusLoad("r", 0, 1, "c", 1)])) == [("ready", 1, "s")]


def change_at(
    station: Any, next_bus: str, parcels: int = 10, settings: Settings | None = None, **goods: Any
) -> Scenario:
    """By bus from H to the station S at 07:30, by another bus from S to B."""
    everything = {"goods": frozenset(Goods)}
    return county(
        [place("H", "hub"), place("B"), station],
        runs=[
            run("first", call("H", "07:00"), call("S", "07:30"), **everything),
            run("second", call("S", next_bus), call("B", "20:00"), **everything),
        ],
        consignments=[consignment("c", "H", "B", parcels, **goods)],
        settings=settings,
    )


BY_TWO_BUSES = plan([BusLoad("first", 0, 1, "c", 10), BusLoad("second", 0, 1, "c", 10)])


def test_trap_6_a_transfer_needs_hand_over_sorting_minimum_and_buffer() -> None:
    # 60 s + 10 x 11 s + 20 min + 15 min after 07:30.
    assert spoken(change_at(place("S", "station"), "08:07:50"), BY_TWO_BUSES) == []
    assert spoken(change_at(place("S", "station"), "08:07:49"), BY_TWO_BUSES) == [("transfer", 10, "parcels")]


def test_trap_6_a_place_may_sort_at_its_own_speed() -> None:
    assert spoken(change_at(place("S", "station", sort_s_per_parcel=0), "08:06"), BY_TWO_BUSES) == []
    slow = change_at(place("S", "station", sort_s_per_parcel=60), "08:15:59")
    assert spoken(slow, BY_TWO_BUSES) == [("transfer", 10, "parcels")]


def test_trap_6_only_the_parcels_that_came_in_time_may_go_on() -> None:
    # 4 parcels come at 07:30 and 6 at 09:30; at 09:00 only 4 can leave.
    scenario = county(
        [place("H", "hub"), place("B"), place("S", "station")],
        runs=[
            run("a", call("H", "07:00"), call("S", "07:30")),
            run("b", call("H", "09:00"), call("S", "09:30")),
            run("x", call("S", "09:00"), call("B", "10:00")),
            run("y", call("S", "11:00"), call("B", "12:00")),
        ],
        consignments=[consignment("c", "H", "B", 10)],
    )

    def by(first: int) -> Plan:
        onward = [BusLoad("x", 0, 1, "c", first), BusLoad("y", 0, 1, "c", 10 - first)]
        return plan([BusLoad("a", 0, 1, "c", 4), BusLoad("b", 0, 1, "c", 6), *onward])

    assert spoken(scenario, by(4)) == []
    assert spoken(scenario, by(7)) == [("transfer", 3, "parcels")]


def test_trap_6_the_station_must_be_open_when_each_bus_comes() -> None:
    gap = {"gap_from_s": at("12:00"), "gap_to_s": at("13:00")}
    assert spoken(change_at(place("S", "station", **gap), "12:00"), BY_TWO_BUSES) == []
    assert spoken(change_at(place("S", "station", **gap), "12:10"), BY_TWO_BUSES) == [("opening", 600, "s")]
    late_opening = place("S", "station", opens_s=at("07:31"))
    assert spoken(change_at(late_opening, "12:00"), BY_TWO_BUSES) == [("opening", 60, "s")]


def test_trap_6_shelf_space_is_taken_for_the_whole_wait() -> None:
    assert spoken(change_at(place("S", "station", storage_parcels=10), "19:00"), BY_TWO_BUSES) == []
    tight = change_at(place("S", "station", storage_parcels=8), "19:00")
    assert spoken(tight, BY_TWO_BUSES) == [("storage", 2, "parcels")]


def test_trap_6_at_one_moment_departures_clear_the_shelf_before_arrivals() -> None:
    scenario = county(
        [place("H", "hub"), place("B"), place("S", "station", storage_parcels=10)],
        runs=[
            run("in 1", call("H", "07:00"), call("S", "07:30")),
            run("out 1", call("S", "09:00"), call("B", "10:00")),
            run("in 2", call("H", "08:00"), call("S", "09:00")),
            run("out 2", call("S", "11:00"), call("B", "12:00")),
        ],
        consignments=[consignment("c", "H", "B", 10), consignment("d", "H", "B", 10)],
    )
    loads = [BusLoad(f"{way} {n}", 0, 1, name, 10) for way in ("in", "out") for n, name in ((1, "c"), (2, "d"))]
    assert spoken(scenario, plan(loads)) == []


def test_goods_that_start_or_end_at_a_station_need_no_transfer_space() -> None:
    station = place("S", "station", storage_parcels=0)
    scenario = county(
        [place("H", "hub"), station],
        runs=[run("in", call("H", "07:00"), call("S", "07:30")), run("out", call("S", "07:30"), call("H", "08:00"))],
        consignments=[consignment("to", "H", "S", 9), consignment("from", "S", "H", 9)],
    )
    assert spoken(scenario, plan([BusLoad("in", 0, 1, "to", 9), BusLoad("out", 0, 1, "from", 9)])) == []


def test_parcels_change_vehicles_at_hubs_and_stations_only() -> None:
    at_village = change_at(place("S", "village"), "12:00")
    assert spoken(at_village, BY_TWO_BUSES) == [("flow", 10, "parcels")]
    assert spoken(change_at(place("S", "hub"), "12:00"), BY_TWO_BUSES) == []


def test_parcels_that_never_leave_the_transfer_are_missed() -> None:
    loads = plan([BusLoad("first", 0, 1, "c", 10), BusLoad("second", 0, 1, "c", 9)])
    found = spoken(change_at(place("S", "station"), "12:00"), loads)
    assert found == [("conservation", 1, "parcels"), ("flow", 1, "parcels"), ("unserved", 1, "parcels")]


def test_parcels_cannot_come_out_of_a_circle_of_vans() -> None:
    # Sums agree at S and T, but nothing ever came there: the rule on time speaks.
    scenario = county(
        [place("H", "hub"), place("B"), place("S", "station"), place("T", "station")],
        runs=[
            run("r", call("S", "09:00"), call("T", "10:00")),
            run("q", call("T", "12:00"), call("S", "13:00")),
        ],
        consignments=[consignment("c", "H", "B", 1)],
    )
    loads = [BusLoad("r", 0, 1, "c", 1), BusLoad("q", 0, 1, "c", 1)]
    assert spoken(scenario, plan(loads, unserved=[left("c")])) == [("transfer", 1, "parcels")]


COLD = {"goods": Goods.COLD}


def test_trap_14_cold_goods_wait_half_an_hour_at_most_without_a_cold_store() -> None:
    # Put down at 07:30, gone at 08:07:50: 37 min 50 s, 470 s too many.
    warm, cold = place("S", "station"), place("S", "station", cold_store=True)
    assert spoken(change_at(warm, "08:07:50", **COLD), BY_TWO_BUSES) == [("cold_wait", 470, "s")]
    assert spoken(change_at(cold, "08:07:50", **COLD), BY_TWO_BUSES) == []
    patient = Settings(cold_max_wait_s=2_270)
    assert spoken(change_at(warm, "08:07:50", settings=patient, **COLD), BY_TWO_BUSES) == []


@pytest.mark.parametrize("cold_store", [True, False])
def test_trap_14_cold_goods_change_between_bus_and_van_at_a_cold_store_only(cold_store: bool) -> None:
    scenario = county(
        [place("H", "hub"), place("B"), place("S", "station", cold_store=cold_store)],
        links=[link("S", "B", minutes=10)],
        runs=[run("first", call("H", "07:00"), call("S", "07:30"), goods=frozenset(Goods))],
        vans=[van("t", "S", cold=True)],
        consignments=[consignment("c", "H", "B", 10, **COLD)],
        settings=Settings(cold_max_wait_s=3_600),
    )
    stops = [stop("t", 1, 1, 0, "S", "08:10"), stop("t", 1, 1, 1, "B", "08:20", "08:23:30")]
    stops.append(stop("t", 1, 1, 2, "S", "08:33:30"))
    way = plan([BusLoad("first", 0, 1, "c", 10)], stops, [VanLoad("t", 1, 1, 0, 1, "c", 10)])
    assert spoken(scenario, way) == ([] if cold_store else [("cold_wait", 10, "parcels")])


def test_cold_goods_that_came_first_go_first() -> None:
    # 07:30 to 08:30 and 08:30 to 09:30: an hour each, not two hours and none.
    scenario = county(
        [place("H", "hub"), place("B"), place("S", "station")],
        runs=[
            run(name, call(start, leaves), call(end, comes), goods=frozenset(Goods))
            for name, start, leaves, end, comes in (
                ("in 1", "H", "07:00", "S", "07:30"), ("in 2", "H", "08:00", "S", "08:30"),
                ("out 1", "S", "08:30", "B", "09:00"), ("out 2", "S", "09:30", "B", "10:00"),
            )
        ],
        consignments=[consignment("c", "H", "B", 4, **COLD)],
        settings=Settings(cold_max_wait_s=3_600),
    )  # fmt: skip
    loads = [BusLoad(name, 0, 1, "c", 2) for name in ("in 1", "in 2", "out 1", "out 2")]
    assert spoken(scenario, plan(loads)) == []
    mostly_early = [BusLoad("in 1", 0, 1, "c", 3), BusLoad("in 2", 0, 1, "c", 1), *loads[2:]]
    assert spoken(scenario, plan(mostly_early)) == [("cold_wait", 3_600, "s")]


def test_lateness_is_a_fault_only_where_it_is_forbidden() -> None:
    loads = plan([BusLoad("noon", 0, 1, "c", 10)])
    scenario = one_bus(due_s=at("12:00"))
    forbidden = county(
        scenario.places, runs=scenario.runs, consignments=scenario.consignments,
        settings=Settings(late_urmb_per_s=None),
    )  # fmt: skip
    assert spoken(scenario, loads) == []
    assert spoken(forbidden, loads) == [("due", 1_800, "s")]


def test_ready_times_hold_at_the_origin_alone() -> None:
    # Ready at noon, gone at seven: one breach, though the second bus leaves before noon as well.
    late = change_at(place("S", "station"), "09:00", ready_s=at("12:00"))
    assert spoken(late, BY_TWO_BUSES) == [("ready", at("05:15"), "s")]


def test_cold_goods_that_nobody_takes_on_are_missed_once() -> None:
    stranded = plan([BusLoad("first", 0, 1, "c", 10)])
    found = spoken(change_at(place("S", "station"), "12:00", **COLD), stranded)
    assert found == [("conservation", 10, "parcels"), ("flow", 10, "parcels"), ("unserved", 10, "parcels")]


def test_a_transfer_that_is_missed_says_when_the_goods_are_there() -> None:
    (missed,) = check(change_at(place("S", "station"), "08:00"), BY_TWO_BUSES)
    assert missed.detail == "leave at 08:00:00 before they are available (08:07:50)"
    out_of_nothing = plan([BusLoad("second", 0, 1, "c", 10)])
    found = {one.rule: one.detail for one in check(change_at(place("S", "station"), "12:00"), out_of_nothing)}
    assert found["transfer"] == "leave at 12:00:00 before they are available (never)"
