"""The exact engine on vans alone: optima worked out by hand.

A parcel between the hub H and a village pays 0.15 sorting and 0.30 commission however it travels. A stop takes 180 s
and 3 s for each parcel. Roads are two-way unless a test says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from optimizer.plan import Plan
from scenarios.settings import Settings
from scenarios.types import Consignment, Goods, Link, Place, Scenario, VanType
from tests.builders import at, consignment, county, link, place, places, van
from tests.optimizer.exact_help import RMB, optimum

FEN = RMB // 100


def vans(
    types: Iterable[VanType],
    links: Iterable[Link],
    *goods: Consignment,
    settings: Settings | None = None,
    where: tuple[Place, ...] | None = None,
) -> Scenario:
    return county(where or places(hub="H", villages="A B"), links, (), types, goods, settings, "joint")


def paths(plan: Plan) -> list[str]:
    """The places of every trip in a word, such as "HABH"."""
    trips: dict[tuple[str, int, int], str] = {}
    for stop in plan.van_stops:
        key = (stop.van, stop.number, stop.trip)
        trips[key] = trips.get(key, "") + stop.place
    return list(trips.values())


def test_a_van_that_is_too_small_goes_twice() -> None:
    rates = {"fixed_urmb": 10 * RMB, "trip_urmb": 5 * RMB, "urmb_per_m": 280}
    car = van("car", "H", capacity_g=10_000, max_trips=2, reload_s=900, **rates)
    plan, total = optimum(vans([car], [link("H", "A", 5_000, 10)], consignment("c1", "H", "A", 15)))
    assert paths(plan) == ["HAH", "HAH"]
    assert total == 10 * RMB + 2 * (5 * RMB + 10_000 * 280) + 15 * 45 * FEN
    back_s = next(stop.depart_s for stop in plan.van_stops if stop.trip == 1 and stop.seq == 2)
    again_s = next(stop.depart_s for stop in plan.van_stops if stop.trip == 2 and stop.seq == 0)
    assert again_s >= back_s + 900


def test_a_consignment_is_split_over_two_vans() -> None:
    car = van("car", "H", 3, capacity_g=10_000, fixed_urmb=10 * RMB, max_trips=1)
    plan, total = optimum(vans([car], [link("H", "A", 5_000, 10)], consignment("c1", "H", "A", 15)))
    assert paths(plan) == ["HAH", "HAH"]
    assert total == 2 * 10 * RMB + 15 * 45 * FEN


def test_no_van_goes_out_for_parcels_that_are_cheap_to_leave() -> None:
    car = van("car", "H", fixed_urmb=10 * RMB, max_trips=1)
    goods = consignment("c1", "H", "A", 5, unserved_urmb=2 * RMB)
    plan, total = optimum(vans([car], [link("H", "A", 5_000, 10)], goods))
    assert plan.van_stops == ()
    assert total == 5 * 2 * RMB


def test_the_load_may_peak_in_the_middle_of_a_trip() -> None:
    # A one-way ring H > A > B > H of 1 km legs. Six parcels for B and six from A: with B's still aboard, A's do not
    # fit. So the van goes round twice in one trip, B first: H > (A) > B > (H) > A > (B) > H.
    ring = [link(start, end, 1_000, 5, oneway=True) for start, end in ("HA", "AB", "BH")]
    car = van("car", "H", capacity_g=10_000, fixed_urmb=RMB, trip_urmb=RMB, urmb_per_m=280, max_trips=2)
    goods = [consignment("c1", "H", "B", 6), consignment("c2", "A", "H", 6)]
    plan, total = optimum(vans([car], ring, *goods))
    assert paths(plan) == ["HBAH"]
    assert total == 2 * RMB + 6_000 * 280 + 12 * 45 * FEN
    # A van with more room goes round once.
    roomy = van("car", "H", capacity_g=12_000, fixed_urmb=RMB, trip_urmb=RMB, urmb_per_m=280, max_trips=2)
    plan, total = optimum(vans([roomy], ring, *goods))
    assert paths(plan) == ["HABH"]
    assert total == 2 * RMB + 3_000 * 280 + 12 * 45 * FEN


def test_delivery_and_collection_share_a_trip() -> None:
    car = van("car", "H", capacity_ml=50_000, fixed_urmb=10 * RMB, urmb_per_m=100, max_trips=1)
    goods = [consignment("c1", "H", "A", 6), consignment("c2", "H", "B", 4), consignment("c3", "A", "H", 6)]
    roads = [link("H", "A", 2_000, 5), link("A", "B", 3_000, 6), link("B", "H", 4_000, 7)]
    plan, total = optimum(vans([car], roads, *goods))
    assert plan.left_behind() == {}
    assert total == 10 * RMB + 9_000 * 100 + 16 * 45 * FEN


def test_the_midday_gap_makes_goods_late() -> None:
    # Ready at 11:50 + 15 min at the hub; the village closes from 12:00 to 13:30.
    gap = place("A", gap_from_s=at("12:00"), gap_to_s=at("13:30"), opens_s=at("08:00"), closes_s=at("18:00"))
    where = (place("H", "hub"), gap)
    goods = consignment("c1", "H", "A", 3, ready_s=at("11:50"), due_s=at("12:30"))
    car = van("car", "H", fixed_urmb=RMB, max_trips=1)
    plan, total = optimum(vans([car], [link("H", "A", 5_000, 10)], goods, where=where))
    assert [stop.begin_s for stop in plan.van_stops if stop.place == "A"] == [at("13:30")]
    assert total == RMB + 3 * 45 * FEN + 3 * 3600 * 139


def test_forbidden_lateness_leaves_goods_behind() -> None:
    goods = consignment("c1", "H", "A", 3, ready_s=at("11:50"), due_s=at("12:14"))
    car = van("car", "H", max_trips=1)
    scenario = vans([car], [link("H", "A", 5_000, 10)], goods, settings=Settings(late_urmb_per_s=None))
    assert optimum(scenario)[1] == 3 * 20 * RMB
    in_time = consignment("c1", "H", "A", 3, ready_s=at("11:50"), due_s=at("12:15"))
    scenario = vans([car], [link("H", "A", 5_000, 10)], in_time, settings=Settings(late_urmb_per_s=None))
    assert optimum(scenario)[1] == 3 * 45 * FEN


TRIANGLE = (link("H", "A", 40_000, 60), link("A", "B", 40_000, 60), link("B", "H", 40_000, 60))
ONE_EACH = (consignment("c1", "H", "A", 1), consignment("c2", "H", "B", 1))
ROUND_S = 3 * 3600 + 2 * 183


@pytest.mark.parametrize(("after_s", "rest_s"), [(2 * 3600, 1800), (4 * 3600, 0), (3 * 3600 + 366, 0)])
def test_a_long_day_has_a_rest_that_costs_time(after_s: int, rest_s: int) -> None:
    # After A, an hour out, a rest can begin; after B it would begin 366 s too late.
    car = van("car", "H", urmb_per_m=280, urmb_per_s=100, rest_after_s=after_s, rest_s=1800, max_trips=1)
    plan, total = optimum(vans([car], TRIANGLE, *ONE_EACH))
    assert total == 120_000 * 280 + (ROUND_S + rest_s) * 100 + 2 * 45 * FEN
    assert [stop.rest_s for stop in plan.van_stops if stop.rest_s] == ([1800] if rest_s else [])
    assert all(stop.seq == 1 for stop in plan.van_stops if stop.rest_s)


def test_a_wait_for_goods_is_a_rest() -> None:
    # c2 is ready at 10:00 at B; the van could be there at 09:00 at the latest, and resting costs it nothing more.
    goods = [
        consignment("c1", "H", "A", 1, due_s=at("08:00")),
        consignment("c2", "B", "H", 1, ready_s=at("10:00")),
    ]
    car = van("car", "H", urmb_per_m=280, urmb_per_s=1, rest_after_s=7200, rest_s=1800, max_trips=1)
    plan, total = optimum(vans([car], TRIANGLE, *goods, settings=Settings(late_urmb_per_s=None)))
    # Work at A begins at 08:00 at the latest, so the departure is at 07:00, and the return at 10:00 + 183 s + 1 h.
    assert total == 120_000 * 280 + 4 * 3600 + 183 + 2 * 45 * FEN
    assert max(stop.rest_s for stop in plan.van_stops) >= 1800


def test_a_rest_may_lie_between_two_trips() -> None:
    far = [link("H", "A", 30_000, 50), link("H", "B", 30_000, 50)]
    car = van("car", "H", capacity_g=1_000, urmb_per_s=100, rest_after_s=7200, rest_s=1800, max_trips=2)
    plan, total = optimum(vans([car], far, *ONE_EACH))
    assert [(stop.trip, stop.seq) for stop in plan.van_stops if stop.rest_s] in ([(1, 2)], [(1, 1)])
    assert total == (4 * 3000 + 2 * 183 + 1800) * 100 + 2 * 45 * FEN


@pytest.mark.parametrize(("overtime_urmb", "second_van"), [(1_000, False), (1_500, True)])
def test_overtime_against_a_second_van(overtime_urmb: int, second_van: bool) -> None:
    # One van needs 11,166 s, 3,966 s over two hours: 3.966 or 5.949 RMB. Two vans take 7,383 s each, 183 s over.
    shift = {"shift_s": 7200, "max_overtime_s": 7200, "overtime_urmb_per_s": overtime_urmb}
    car = van("car", "H", 2, fixed_urmb=5 * RMB, max_trips=1, **shift)
    plan, total = optimum(vans([car], TRIANGLE, *ONE_EACH))
    assert len(paths(plan)) == 1 + second_van
    one_urmb, two_urmb = 5 * RMB + 3_966 * overtime_urmb, 10 * RMB + 2 * 183 * overtime_urmb
    assert total == min(one_urmb, two_urmb) + 2 * 45 * FEN


def test_too_long_a_shift_leaves_goods_behind() -> None:
    car = van("car", "H", shift_s=7200, max_overtime_s=183 + 1, max_trips=1)
    plan, total = optimum(vans([car], TRIANGLE, *ONE_EACH))
    assert len(plan.left_behind()) == 1
    assert total == 45 * FEN + 20 * RMB


@pytest.mark.parametrize(("late_urmb", "second_van"), [(500, False), (2_000, True)])
def test_lateness_against_a_second_van(late_urmb: int, second_van: bool) -> None:
    # Ready at 06:00, off at 06:15; both due at 07:15. One van is at its second village 60 min + 183 s later.
    goods = [consignment(f"c{end}", "H", end, 1, ready_s=at("06:00"), due_s=at("07:15")) for end in "AB"]
    car = van("car", "H", 2, fixed_urmb=5 * RMB, max_trips=1)
    plan, total = optimum(vans([car], TRIANGLE, *goods, settings=Settings(late_urmb_per_s=late_urmb)))
    assert len(paths(plan)) == 1 + second_van
    assert total == min(5 * RMB + 3_783 * late_urmb, 10 * RMB) + 2 * 45 * FEN


def test_range_and_weight_limits_bound_a_van() -> None:
    roads = [link("H", "A", 10_000, 10), link("A", "B", 10_000, 10, max_gross_kg=1_000), link("B", "H", 30_000, 30)]
    # A heavy van drives 20 km to A and back, or 60 km to B and back, or 80 km for both; a light one 40 km for both.
    heavy = van("heavy", "H", urmb_per_m=10, range_m=79_999, gross_kg=2_800, max_trips=2)
    plan, total = optimum(vans([heavy], roads, *ONE_EACH))
    assert total == 20_000 * 10 + 45 * FEN + 20 * RMB
    light = van("light", "H", fixed_urmb=RMB, urmb_per_m=10, range_m=40_000, gross_kg=800, max_trips=2)
    plan, total = optimum(vans([heavy, light], roads, *ONE_EACH))
    assert {stop.van for stop in plan.van_stops} == {"light"}
    assert total == RMB + 40_000 * 10 + 2 * 45 * FEN


def test_cold_goods_need_a_cold_van() -> None:
    warm, cold = van("warm", "H", max_trips=1), van("cold", "H", cold=True, fixed_urmb=30 * RMB, max_trips=1)
    goods = [consignment("c1", "H", "A", 1, goods=Goods.COLD), consignment("c2", "H", "A", 4)]
    plan, total = optimum(vans([warm, cold], [link("H", "A")], *goods))
    assert plan.left_behind() == {"c1": 1}  # 20 RMB, less than the cold van
    assert total == 20 * RMB + 4 * 45 * FEN


def test_a_closed_base_makes_a_van_wait_at_its_last_stop() -> None:
    # The hub is closed from 12:00 to 14:00. Collected at 11:00, goods come in at 11:30; at 11:40, not before 14:00.
    where = (place("H", "hub", gap_from_s=at("12:00"), gap_to_s=at("14:00")), place("A"))
    car = van("car", "H", urmb_per_s=100, max_trips=1)
    early, late = (
        optimum(vans([car], [link("H", "A", 5_000, 30)], goods, where=where, settings=Settings(late_urmb_per_s=50)))
        for goods in (
            consignment("c1", "A", "H", 4, ready_s=at("11:00"), due_s=at("11:00")),
            consignment("c1", "A", "H", 4, ready_s=at("11:40"), due_s=at("11:40")),
        )
    )
    span_s = 3600 + 180 + 12
    assert early[1] == 4 * 45 * FEN + 100 * span_s + 4 * 50 * (1800 + 192)
    # The van sets off late enough not to wait: collected at 13:26:48, back at 14:00 sharp.
    assert late[1] == 4 * 45 * FEN + 100 * span_s + 4 * 50 * (at("14:00") - at("11:40"))
    assert [stop.begin_s for stop in late[0].van_stops if stop.seq == 2] == [at("14:00")]
