"""Why goods stay behind: each reason proved by putting right just what it says is missing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from optimizer.finish import finish
from optimizer.plan import Unserved
from optimizer.reasons import unsuited
from scenarios.generate import tiny_scenario
from scenarios.settings import Settings
from scenarios.types import Goods, Scenario
from tests.builders import at, call, consignment, county, left, link, place, places, plan, run, van
from tests.core_builders import AT_ONCE, accepted, an_instance

EVERYTHING = frozenset(Goods)
HARD = Settings(late_urmb_per_s=None)
Make = Callable[[int], Scenario]


def rows(scenario: Scenario) -> tuple[Unserved, ...]:
    """The reasons for what an empty plan of the scenario cannot place."""
    everything = [left(one.id, one.parcels) for one in scenario.consignments]
    empty = plan(unserved=everything, strategy=scenario.strategy.value)
    return accepted(scenario, finish(an_instance(scenario), empty)).unserved


def told(scenario: Scenario) -> dict[str, tuple[str, int, str]]:
    """Rule, amount and unit by way."""
    return {row.way: (row.rule, row.amount, row.unit) for row in rows(scenario)}


def by_bus(bus: dict[str, Any] | None = None, settings: Settings | None = None, **goods: Any) -> Scenario:
    """A bus H 07:00 - B 07:30 - A 08:00; one parcel from H to A."""
    calls = (call("H", "07:00"), call("B", "07:30"), call("A", "08:00"))
    return county(
        places(hub="H", villages="A B"),
        runs=[run("r", *calls, **(bus or {}))],
        consignments=[consignment("c", "H", "A", **{"ready_s": at("06:00"), **goods})],
        settings=settings,
        strategy="bus",
    )


def by_van(van_type: dict[str, Any] | None = None, spots: tuple[Any, ...] = (), **goods: Any) -> Scenario:
    """A van at H, 10 minutes and 5 km from A; one parcel from H to A, which takes 183 s there."""
    return county(
        spots or places(hub="H", villages="A"),
        [link("H", "A", 5_000, minutes=10)],
        vans=[van("v", "H", **(van_type or {}))],
        consignments=[consignment("c", "H", "A", **goods)],
        settings=AT_ONCE,
        strategy="joint",
    )


def seconds_earlier(more: int) -> Scenario:
    return by_bus(ready_s=at("06:50") - more)


PROVED: dict[str, tuple[str, tuple[str, int, str], Make]] = {
    "hold, ml": (
        "bus r", ("hold", 1_000, "ml"), lambda more: by_bus({"hold_ml": 4_000 + more}),
    ),
    "hold, g": ("bus r", ("hold", 1, "g"), lambda more: by_bus({"hold_g": 999 + more})),
    "hold, pieces": ("bus r", ("hold", 1, "parcels"), lambda more: by_bus({"hold_pieces": more})),
    "dwell at a call": (
        "bus r",
        ("dwell_call", 7, "s"),
        lambda more: replace(
            by_bus(),
            runs=(run("r", call("H", "07:00"), call("A", "08:00", dwell_limit_s=19 + more), call("B", "09:00")),),
        ),
    ),
    "dwell of a run": (
        "bus r",
        ("dwell_run", 10, "s"),
        lambda more: replace(
            by_bus(),
            runs=(run("r", call("H", "07:00"), call("A", "08:00"), call("B", "09:00"), dwell_budget_s=16 + more),),
        ),
    ),
    "ready": ("bus r", ("ready", 300, "s"), seconds_earlier),
    "due": ("bus r", ("due", 60, "s"), lambda more: by_bus(settings=HARD, due_s=at("07:59") + more)),
    "piece too heavy": (
        "bus r",
        ("goods", 5, "g"),
        lambda more: by_bus(settings=Settings(bus_max_piece_g=29_995 + more), heaviest_g=30_000),
    ),
    "piece too long": (
        "bus r", ("goods", 80, "cm"), lambda more: by_bus(settings=Settings(bus_max_side_cm=120 + more), longest_cm=200)
    ),
    "van too small, ml": ("van", ("van_load", 1_000, "ml"), lambda more: by_van({"capacity_ml": 4_000 + more})),
    "van too small, g": ("van", ("van_load", 1, "g"), lambda more: by_van({"capacity_g": 999 + more})),
    "shift": ("van", ("shift", 83, "s"), lambda more: by_van({"shift_s": 1_300 + more})),
    "back too late": (
        "van", ("shift", 83, "s"), lambda more: by_van({"earliest_s": 3_600, "latest_s": 4_900 + more})
    ),
    "range": ("van", ("range", 1, "m"), lambda more: by_van({"range_m": 9_999 + more})),
    "opening": (
        "van",
        ("opening", 600, "s"),
        lambda more: by_van(spots=(place("H", "hub"), place("A", closes_s=at("08:00") + more)), ready_s=at("08:00")),
    ),
    "storage": (
        "bus r > bus q",
        ("storage", 1, "parcels"),
        lambda more: change(place("S", "station", storage_parcels=more)),
    ),
    "cold wait": (
        "bus r > bus q",
        ("cold_wait", 300, "s"),
        lambda more: change(place("S", "station"), cold_max_wait_s=600 + more, goods=Goods.COLD),
    ),
}  # fmt: skip


def change(station: Any, goods: Goods = Goods.ORDINARY, to_change_s: int = 0, **settings: int) -> Scenario:
    """Bus H - S at 08:00, and on at 08:15 to A; no other way."""
    return county(
        [place("H", "hub"), station, place("A")],
        runs=[
            run("r", call("H", "07:00"), call("S", "08:00"), goods=EVERYTHING),
            run("q", call("S", "08:15"), call("A", "09:00"), goods=EVERYTHING),
        ],
        consignments=[consignment("c", "H", "A", goods=goods)],
        settings=replace(AT_ONCE, transfer_min_s=to_change_s, **settings),
        strategy="bus",
    )


@pytest.mark.parametrize("case", PROVED)
def test_what_a_reason_says_is_missing_is_just_what_is_missing(case: str) -> None:
    way, reason, make = PROVED[case]
    assert told(make(0)) == {way: reason}
    assert told(make(reason[1] - 1)) == ({way: (reason[0], 1, reason[2])} if reason[1] > 1 else {way: reason})
    assert told(make(reason[1])) == {}


def test_buses_that_can_never_be_changed_in_time_are_no_way_at_all() -> None:
    """The network holds no ways with a transfer that is too short for one parcel."""
    assert told(change(place("S", "station"), to_change_s=901)) == {"none": ("unreachable", 1, "places")}
    assert told(change(place("S", "station"), to_change_s=900)) == {}


def test_a_place_that_nothing_reaches_is_unreachable() -> None:
    scenario = replace(by_bus(), runs=(), settings=Settings(leave_unreachable=True))
    assert told(scenario) == {"none": ("unreachable", 1, "places")}


def test_a_one_way_road_is_no_road_there_and_back() -> None:
    scenario = replace(by_van(), links=(link("H", "A", oneway=True),), settings=Settings(leave_unreachable=True))
    assert told(scenario) == {"van": ("path", 1, "roads")}
    assert told(replace(scenario, links=(link("H", "A"),))) == {}


@pytest.mark.parametrize(
    ("goods", "takes", "served"),
    [
        (Goods.BARRED, EVERYTHING, False),
        (Goods.FRAGILE, frozenset({Goods.ORDINARY}), False),
        (Goods.FRAGILE, frozenset({Goods.FRAGILE}), True),
    ],
)
def test_goods_that_a_run_does_not_take_are_told_as_such(goods: Goods, takes: frozenset[Goods], served: bool) -> None:
    scenario = by_bus({"goods": takes}, goods=goods)
    assert told(scenario) == ({} if served else {"bus r": ("goods", 1, "parcels")})


def test_cold_goods_without_a_cold_van_are_told_as_such() -> None:
    assert told(by_van(goods=Goods.COLD)) == {"van": ("goods", 1, "parcels")}
    assert told(by_van({"cold": True}, goods=Goods.COLD)) == {}


def test_goods_dearer_to_carry_than_to_leave_are_told_the_difference_in_fen() -> None:
    # The van costs 30 RMB, sorting and commission 0.45 RMB; leaving the parcel behind costs 20 RMB.
    def make(more_urmb: int) -> Scenario:
        return by_van({"fixed_urmb": 30_000_000}, unserved_urmb=20_000_000 + more_urmb)

    assert told(make(0)) == {"van": ("cost", 1_045, "fen")}
    assert told(make(10_450_000)) == {"van": ("cost", 0, "fen")}
    assert told(make(10_450_001)) == {}


def test_all_parcels_together_are_tried_before_one_alone() -> None:
    # A van of 30 RMB does not pay for one parcel of 20 RMB, but it does for two.
    assert told(by_van({"fixed_urmb": 30_000_000}, parcels=2)) == {}
    assert told(by_van({"fixed_urmb": 60_000_000}, parcels=2)) == {"van": ("cost", 2_090, "fen")}


def test_every_way_is_told_with_what_stops_it() -> None:
    early = run("early", call("H", "05:00"), call("A", "06:00"))
    full = run("full", call("H", "10:00"), call("A", "11:00"), hold_pieces=0)
    dear = van("v", "H", fixed_urmb=100_000_000)
    scenario = replace(by_bus(), runs=(early, full), vans=(dear,), links=(link("H", "A"),))
    shared = replace(scenario, strategy=type(scenario.strategy)("shared"))
    assert told(shared) == {
        "van": ("cost", 8_045, "fen"),
        "bus early": ("ready", at("01:15"), "s"),
        "bus full": ("hold", 1, "parcels"),
    }


def test_of_buses_that_leave_too_early_the_nearest_miss_is_told() -> None:
    runs = tuple(run(f"r{h}", call("H", f"0{h}:00"), call("A", f"0{h}:30")) for h in range(5))
    assert told(replace(by_bus(), runs=runs)) == {"bus r4": ("ready", at("02:15"), "s")}


def test_the_number_left_behind_stands_in_every_row() -> None:
    scenario = by_bus({"hold_pieces": 3}, parcels=10)
    assert [(row.parcels, row.rule, row.amount) for row in rows(scenario)] == [(7, "hold", 1)]


def test_goods_alike_but_for_their_size_or_price_get_reasons_of_their_own() -> None:
    goods = [consignment("small", "H", "A"), consignment("large", "H", "A", heaviest_g=30_001)]
    scenario = replace(by_bus({"hold_pieces": 0}), consignments=tuple(goods))
    assert {(row.consignment, row.rule, row.amount) for row in rows(scenario)} == {
        ("small", "hold", 1),
        ("large", "goods", 1),
    }
    prices = [consignment(f"c{price}", "H", "A", unserved_urmb=price * 1_000_000) for price in (5, 8)]
    dear = replace(by_van({"fixed_urmb": 30_000_000, "capacity_ml": 5_000, "max_trips": 1}), consignments=tuple(prices))
    assert {(row.consignment, row.amount) for row in rows(dear)} == {("c5", 2_545), ("c8", 2_245)}


@pytest.mark.parametrize("seed", range(60))
def test_a_way_is_faulted_just_when_it_does_not_suit(seed: int) -> None:
    instance = an_instance(tiny_scenario(seed), exhaustive=True)
    for one in instance.items:
        usable = set(instance.ways(one))
        for way in instance.network.itineraries[one.origin, one.destination]:
            if way in usable:
                with pytest.raises(AssertionError, match="suits"):
                    unsuited(instance, one, way)
            else:
                assert unsuited(instance, one, way).amount > 0
