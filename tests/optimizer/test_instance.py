"""The instance: consignments and vans in integers, and the ways that suit a consignment's goods."""

from dataclasses import replace
from typing import Any

import pytest

from networks import UNREACHABLE
from networks.itineraries import Itinerary
from optimizer.instance import quickest_s
from scenarios.settings import Settings
from scenarios.types import Goods, Scenario
from tests.builders import at, call, consignment, county, link, place, places, run, van
from tests.core_builders import AT_ONCE, an_instance, item, usable

HARD = Settings(late_urmb_per_s=None)
EVERYTHING = frozenset(Goods)


def by_bus(settings: Settings | None = None, bus: dict[str, Any] | None = None, **goods: Any) -> Scenario:
    """A bus from H at 07:00 to A at 08:00, and nothing else."""
    return county(
        places(hub="H", villages="A"),
        runs=[run("r", call("H", "07:00"), call("A", "08:00"), **(bus or {}))],
        consignments=[consignment("c", "H", "A", **goods)],
        settings=settings,
        strategy="bus",
    )


def by_van(van_type: dict[str, Any] | None = None, road: dict[str, Any] | None = None, **goods: Any) -> Scenario:
    """A van at H, a road to A, and nothing else."""
    return county(
        places(hub="H", villages="A"),
        [link("H", "A", **(road or {}))],
        vans=[van("v", "H", **(van_type or {}))],
        consignments=[consignment("c", "H", "A", **goods)],
        settings=Settings(leave_unreachable=True),
        strategy="joint",
    )


def change(
    settings: Settings | None = None, cold_store: bool = False, strategy: str = "shared", **goods: Any
) -> Scenario:
    """Bus H 07:00 - S 08:00; on from S by bus at 08:20 (A at 09:00) or by a cold van; buses take all goods."""
    return county(
        [place("H", "hub"), place("S", "station", cold_store=cold_store), place("A")],
        [link("S", "A")],
        [
            run("r", call("H", "07:00"), call("S", "08:00"), goods=EVERYTHING),
            run("q", call("S", "08:20"), call("A", "09:00"), goods=EVERYTHING),
        ],
        [van("v", "S", cold=True)],
        [consignment("c", "H", "A", **goods)],
        settings or AT_ONCE,
        strategy,
    )


# Items and fleets


@pytest.mark.parametrize(("kind", "cutoff_s"), [("hub", 900), ("station", 300), ("village", 0), ("stop", 0)])
def test_trap_5_goods_are_available_a_cut_off_after_they_are_ready(kind: str, cutoff_s: int) -> None:
    scenario = county(
        [place("O", kind), place("A")],
        runs=[run("r", call("O", "07:00"), call("A", "08:00"))],
        consignments=[consignment("c", "O", "A", ready_s=at("06:00"))],
    )
    assert item(an_instance(scenario), "c").available_s == at("06:00") + cutoff_s


@pytest.mark.parametrize(
    ("origin", "destination", "urmb"),
    [("H", "A", 450_000), ("A", "H", 450_000), ("A", "B", 600_000), ("H", "S", 150_000), ("S", "A", 300_000)],
)
def test_sorting_is_paid_at_hubs_and_commission_at_villages(origin: str, destination: str, urmb: int) -> None:
    scenario = county(
        places(hub="H", stations="S", villages="A B"),
        runs=[run("r", *(call(spot, "07:00") for spot in "HSABHSA"))],
        consignments=[consignment("c", origin, destination)],
    )
    assert item(an_instance(scenario), "c").serve_urmb == urmb


def test_the_price_of_a_metre_includes_its_co2_rounded_up() -> None:
    # 120 g/km at 0.5 RMB/kg are 60 micro-RMB a metre; at 0.500001 RMB/kg 60.00012.
    for price, urmb_per_m in ((0, 280), (500_000, 340), (500_001, 341)):
        scenario = replace(by_van({"urmb_per_m": 280, "co2_g_per_km": 120}), settings=Settings(co2_urmb_per_kg=price))
        assert an_instance(scenario).fleets[0].urmb_per_m == urmb_per_m


def test_the_bus_strategy_has_no_fleets() -> None:
    assert an_instance(replace(by_bus(), vans=(van("v", "H"),))).fleets == ()


def test_the_quickest_seconds_are_those_of_any_van() -> None:
    types = [van("slow", "H", speed_pct=50, gross_kg=1), van("heavy", "H", gross_kg=9)]
    roads = [link("H", "A", minutes=2), link("A", "B", max_gross_kg=5)]
    instance = an_instance(county(places(hub="H", villages="A B"), roads, vans=types))
    assert quickest_s(instance).tolist() == [[0, 120, 240 + 120], [120, 0, 120], [360, 120, 0]]
    nothing = quickest_s(an_instance(by_bus()))
    assert nothing.min() == UNREACHABLE


# Goods


@pytest.mark.parametrize(
    ("goods", "takes", "ways"),
    [
        (Goods.ORDINARY, EVERYTHING, 1),
        (Goods.BULKY, frozenset({Goods.BULKY}), 1),
        (Goods.BULKY, frozenset({Goods.ORDINARY}), 0),
        (Goods.COLD, EVERYTHING, 1),
        (Goods.BARRED, EVERYTHING, 0),
    ],
)
def test_trap_14_buses_take_the_classes_they_list_and_barred_goods_never(
    goods: Goods, takes: frozenset[Goods], ways: int
) -> None:
    assert len(usable(by_bus(bus={"goods": takes}, goods=goods), "c")) == ways


@pytest.mark.parametrize(
    ("goods", "ways"),
    [
        ({"parcel_g": 30_000}, 1),
        ({"parcel_g": 30_001}, 0),
        ({"heaviest_g": 30_000}, 1),
        ({"heaviest_g": 30_001}, 0),
        ({"longest_cm": 120}, 1),
        ({"longest_cm": 121}, 0),
    ],
)
def test_trap_14_oversize_pieces_do_not_ride(goods: dict[str, int], ways: int) -> None:
    assert len(usable(by_bus(**goods), "c")) == ways


@pytest.mark.parametrize(
    ("bus", "goods", "ways"),
    [
        ({"hold_ml": 10_000, "haircut_pct": 50}, {"parcel_ml": 5_000}, 1),
        ({"hold_ml": 9_999, "haircut_pct": 50}, {"parcel_ml": 5_000}, 0),
        ({"hold_g": 999}, {"parcel_g": 1_000}, 0),
        ({"hold_pieces": 1}, {"parcels": 9}, 1),
        ({"hold_pieces": 1, "haircut_pct": 1}, {"parcels": 9}, 0),
    ],
)
def test_a_hold_too_small_for_one_parcel_is_no_way(bus: dict[str, int], goods: dict[str, int], ways: int) -> None:
    assert len(usable(by_bus(bus=bus, **goods), "c")) == ways


@pytest.mark.parametrize(
    ("van_type", "goods", "ways"),
    [
        ({}, {"goods": Goods.BARRED}, 1),
        ({}, {"goods": Goods.COLD}, 0),
        ({"cold": True}, {"goods": Goods.COLD}, 1),
        ({"cold": True}, {"goods": Goods.ORDINARY}, 1),
        ({"capacity_ml": 5_000}, {"parcel_ml": 5_000, "parcels": 9}, 1),
        ({"capacity_ml": 4_999}, {"parcel_ml": 5_000}, 0),
        ({"capacity_g": 999}, {"parcel_g": 1_000}, 0),
        ({}, {"heaviest_g": 90_000, "longest_cm": 300}, 1),
    ],
)
def test_vans_take_what_they_have_room_for_and_cold_goods_only_in_cold_vans(
    van_type: dict[str, Any], goods: dict[str, Any], ways: int
) -> None:
    assert len(usable(by_van(van_type, **goods), "c")) == ways


def test_the_van_that_may_carry_the_goods_must_be_the_one_that_may_use_the_road() -> None:
    roads = [link("H", "A", max_gross_kg=1_000)]
    types = [van("light", "H", gross_kg=800), van("cold", "H", gross_kg=2_800, cold=True)]
    for goods, ways in ((Goods.ORDINARY, ["van H-A"]), (Goods.COLD, [])):
        scenario = county(
            places(hub="H", villages="A"), roads, vans=types, consignments=[consignment("c", "H", "A", goods=goods)]
        )
        assert usable(scenario, "c") == ways


def test_a_van_must_be_able_to_come_back_to_its_base() -> None:
    assert usable(by_van(road={"oneway": True}), "c") == []


# Times


def test_trap_5_a_bus_that_leaves_before_the_goods_are_available_is_no_way() -> None:
    assert usable(by_bus(ready_s=at("06:45")), "c") == ["r 0-1"]
    assert usable(by_bus(ready_s=at("06:45:01")), "c") == []


def test_where_lateness_is_forbidden_a_bus_that_is_late_is_no_way() -> None:
    assert usable(by_bus(HARD, due_s=at("08:00")), "c") == ["r 0-1"]
    assert usable(by_bus(HARD, due_s=at("07:59:59")), "c") == []
    assert usable(by_bus(due_s=at("07:59:59")), "c") == ["r 0-1"]


def test_where_lateness_is_forbidden_a_last_mile_may_still_try() -> None:
    late = change(replace(AT_ONCE, late_urmb_per_s=None), due_s=at("08:30"))
    assert usable(late, "c") == ["r 0-1, van S-A"]


def test_a_first_mile_must_reach_the_bus_at_least_in_the_quickest_case() -> None:
    # One minute to S, then 36 min 11 s to change: for the bus at 08:00 goods must leave A by 07:22:49.
    def ways(ready: str) -> list[str]:
        scenario = county(
            places(hub="H", stations="S", villages="A"),
            [link("S", "A")],
            [run("r", call("S", "08:00"), call("H", "09:00"))],
            [van("v", "S")],
            [consignment("c", "A", "H", ready_s=at(ready))],
        )
        return usable(scenario, "c")

    assert ways("07:22:49") == ["van A-S, r 0-1"]
    assert ways("07:22:50") == []


def test_a_transfer_that_sorts_not_one_parcel_in_time_is_no_way() -> None:
    instance = an_instance(change())
    (way,) = [way for way in instance.ways(instance.items[0]) if len(way.rides) == 2]
    hurried = Itinerary(way.rides, max_parcels=0)
    network = replace(instance.network, itineraries={(0, 2): (hurried,)})
    assert replace(instance, network=network, _ways={}).ways(instance.items[0]) == ()


# Cold


def test_trap_14_cold_goods_wait_no_longer_than_allowed_without_a_cold_store() -> None:
    # The wait at S is 20 minutes.
    for most_min, ways in ((20, ["r 0-1, q 0-1"]), (19, [])):
        settings = replace(AT_ONCE, cold_max_wait_s=most_min * 60)
        assert usable(change(settings, goods=Goods.COLD, strategy="bus"), "c") == ways


def test_trap_14_in_a_cold_store_they_may_wait() -> None:
    settings = replace(AT_ONCE, cold_max_wait_s=0)
    assert usable(change(settings, cold_store=True, goods=Goods.COLD, strategy="bus"), "c") == ["r 0-1, q 0-1"]


def test_cold_goods_change_between_bus_and_van_only_at_a_cold_store() -> None:
    assert usable(change(goods=Goods.COLD), "c") == ["r 0-1, q 0-1"]
    assert usable(change(goods=Goods.COLD, cold_store=True), "c") == ["r 0-1, q 0-1", "r 0-1, van S-A"]
    assert usable(change(), "c") == ["r 0-1, q 0-1", "r 0-1, van S-A"]


# The cache


def test_items_that_differ_only_in_number_and_brand_share_their_ways() -> None:
    two = [consignment("one", "H", "A", 1, brand="x"), consignment("other", "H", "A", 9, brand="y")]
    instance = an_instance(replace(by_bus(), consignments=tuple(two)))
    assert instance.ways(instance.items[0]) is instance.ways(instance.items[1])


@pytest.mark.parametrize("field", ["goods", "heaviest_g", "longest_cm", "parcel_g", "parcel_ml", "ready_s"])
def test_items_that_differ_in_what_decides_their_ways_do_not(field: str) -> None:
    value = {"goods": Goods.BARRED, "ready_s": at("06:50"), "parcel_ml": 10**9 + 1}.get(field, 30_001)
    two = (consignment("one", "H", "A"), consignment("other", "H", "A", **{field: value}))
    instance = an_instance(replace(by_bus(), consignments=two))
    assert [len(instance.ways(one)) for one in instance.items] == [1, 0]
