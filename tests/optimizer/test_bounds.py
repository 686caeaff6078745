"""The lower bound: worked out by hand, and never above any valid plan or the optimum."""

import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import optimizer.bounds.proof as proof_module
from optimizer import SolveParams
from optimizer.bounds import lower_bound_urmb
from optimizer.bounds.cuts import Cut, Kind, Longest, Routing, violated_sets
from optimizer.bounds.goods import goods_of, regular_s
from optimizer.bounds.pools import pools
from optimizer.bounds.program import Program
from optimizer.bounds.proof import better_and_better, routes_bound_urmb
from optimizer.bounds.relaxation import visits_bound_urmb
from optimizer.bounds.routes import Routes
from optimizer.construct import construct
from optimizer.exact import solve_exact
from optimizer.finish import finish
from optimizer.instance import Instance
from optimizer.sections import Section, sections
from optimizer.separate import split_by_brand
from optimizer.settle import cost_of_plan
from optimizer.solution import cost_urmb
from scenarios.generate import CountySpec, generate_county, tiny_scenario
from scenarios.types import Goods, Run, Scenario, Strategy
from tests.builders import at, call, consignment, county, link, places, run, van
from tests.core_builders import AT_ONCE, accepted, an_instance, told, total_urmb

HOUR = 3600
FREE = replace(AT_ONCE, sorting_urmb=0, commission_urmb=0, handling_urmb=0)
"""Nothing is paid but vans, fees and parcels left behind."""


def bound(scenario: Scenario) -> int:
    return sum(map(lower_bound_urmb, _parts(scenario)))


def _parts(scenario: Scenario, exhaustive: bool = False) -> tuple[Instance, ...]:
    instance = an_instance(scenario, exhaustive)
    return split_by_brand(instance) if scenario.strategy is Strategy.SEPARATE else (instance,)


def near(urmb: int) -> Any:
    """A bound of this value, less the share kept for rounding."""
    return pytest.approx(urmb, rel=2e-5, abs=3)


def optimum(scenario: Scenario) -> int:
    """The cost of the best plan, with the proof that it is the best."""
    total = 0
    for part in _parts(scenario, exhaustive=True):
        result = solve_exact(part, SolveParams(engine="exact", time_limit_s=20, threads=1))
        assert result.stopped == "optimal" and result.plan is not None
        total += cost_of_plan(part, result.plan)
    return total


def by_van(parcels: int = 10, settings: Any = FREE, **type_: Any) -> Scenario:
    """A van at H, 10 minutes and 5 km from A."""
    return county(
        places(hub="H", villages="A"),
        [link("H", "A", 5_000, minutes=10)],
        vans=[van("v", "H", **type_)],
        consignments=[consignment("c", "H", "A", parcels)],
        settings=settings,
        strategy="joint",
    )


# Worked by hand


def test_goods_that_cannot_go_cost_what_leaving_them_costs() -> None:
    scenario = replace(by_van(parcels=3), consignments=(consignment("c", "H", "A", 3, goods=Goods.COLD),))
    assert bound(scenario) == near(60_000_000)


def test_sorting_and_commission_are_paid_whatever_the_way() -> None:
    assert bound(by_van(settings=AT_ONCE)) == near(10 * 450_000)


def test_one_village_needs_a_whole_van_its_trip_and_at_least_half_its_arcs() -> None:
    # Half of 5 km out and 5 km back, half of 10 min out and back, 180 s and 30 s of work.
    scenario = by_van(fixed_urmb=7_000_000, trip_urmb=1_000_000, urmb_per_m=100, urmb_per_s=1_000)
    (instance,) = _parts(scenario)
    assert visits_bound_urmb(instance) == near(8_000_000 + 5_000 * 100 + (600 + 210) * 1_000)
    assert optimum(scenario) == 8_000_000 + 10_000 * 100 + (1_200 + 210) * 1_000


def test_a_van_dearer_than_the_goods_is_not_sent_out() -> None:
    assert bound(by_van(parcels=2, fixed_urmb=50_000_000)) == near(40_000_000)


def test_trips_are_as_many_as_the_goods_fill_and_whole() -> None:
    # Ten parcels of 5 litres in a van of 20 litres, by van all the way: two and a half trips, and so three.
    scenario = by_van(capacity_ml=20_000, trip_urmb=1_000_000)
    (instance,) = _parts(scenario)
    assert visits_bound_urmb(instance) == near(2_500_000)
    assert bound(scenario) == near(3_000_000)
    assert optimum(scenario) == 3_000_000


def test_vans_are_as_many_as_the_trips_need() -> None:
    # Two vans of a trip each carry at most 8 of 10 parcels, and one does not pay at all.
    scenario = by_van(capacity_ml=20_000, max_trips=1, number=2, fixed_urmb=1_000_000)
    assert bound(scenario) == near(2_000_000 + 2 * 20_000_000)
    assert optimum(scenario) == 2_000_000 + 2 * 20_000_000


def by_bus(runs: list[Run], parcels: int = 10, spots: str = "A", **goods: Any) -> Scenario:
    return county(
        places(hub="H", stations="S", villages=spots),
        runs=runs,
        consignments=[consignment("c", "H", "A", parcels, **goods)],
        settings=FREE,
        strategy="bus",
    )


def test_a_bus_costs_its_fee_and_holds_what_it_holds() -> None:
    two = [run(f"r{n}", call("H", "07:00"), call("A", "08:00"), fee_urmb=n, hold_ml=20_000) for n in (100, 200)]
    assert bound(by_bus(two)) == near(4 * 100 + 4 * 200 + 2 * 20_000_000)


def test_a_bus_that_leaves_too_early_carries_nothing() -> None:
    early = [run("r", call("H", "07:00"), call("A", "08:00"))]
    assert bound(by_bus(early, 1, ready_s=at("07:00:01"))) == near(20_000_000)


def test_late_buses_cost_their_lateness() -> None:
    late = [run("r", call("H", "07:00"), call("A", "08:00"), fee_urmb=0)]
    assert bound(by_bus(late, 1, due_s=at("07:50"))) == near(600 * 139)


def test_a_change_of_buses_costs_two_fees() -> None:
    change = [
        run("r", call("H", "07:00"), call("S", "08:00"), fee_urmb=300),
        run("q", call("S", "09:00"), call("A", "10:00"), fee_urmb=500),
    ]
    assert bound(by_bus(change, 1)) == near(500 + 300)
    assert optimum(by_bus(change, 1)) == 800


def test_brands_that_run_their_own_vans_pay_for_each() -> None:
    scenario = by_van(parcels=1, fixed_urmb=1_000_000)
    two = (consignment("c", "H", "A", 1, brand="x"), consignment("d", "H", "A", 1, brand="y"))
    assert bound(replace(scenario, consignments=two)) == near(1_000_000)
    assert bound(replace(scenario, consignments=two, strategy=Strategy.SEPARATE)) == near(2_000_000)


# What once made it too high


def test_a_van_that_brings_goods_to_a_bus_need_not_visit_their_village() -> None:
    """To town by van (1 km), on to the villages by bus; the villages are 40 km farther by road."""
    spots, roads = places(hub="H", stations="S", villages="A B"), [link("H", "S", 1_000)]
    roads += [link("S", village, 40_000, minutes=60) for village in "AB"]
    bus = run("r", call("S", "09:00"), call("A", "10:00"), call("B", "11:00"))
    goods = [consignment(village, "H", village, 5) for village in "AB"]
    scenario = county(spots, roads, [bus], [van("v", "H", urmb_per_m=10_000)], goods, AT_ONCE)
    # 10 parcels at 0.90 RMB by bus; the van drives 2 km for 20 RMB.
    assert optimum(scenario) == 29_000_000
    assert 9_000_000 - 100 <= bound(scenario) <= 29_000_000


@pytest.mark.parametrize("order", [1, -1])
def test_goods_too_large_for_a_bus_do_not_stand_for_smaller_ones(order: int) -> None:
    bus = run("r", call("H", "07:00"), call("A", "08:00"), hold_ml=20_000, fee_urmb=100)
    goods = [consignment("large", "H", "A", 1, parcel_ml=30_000), consignment("small", "H", "A", 2)][::order]
    scenario = county(places(hub="H", villages="A"), runs=[bus], consignments=goods, settings=FREE, strategy="bus")
    assert optimum(scenario) == 20_000_200
    assert bound(scenario) <= 20_000_200


def test_ways_that_the_network_left_out_are_ways_all_the_same() -> None:
    """The direct bus has room for one parcel; the rest could change at S, which is not looked for by default."""
    runs = [
        run("direct", call("H", "07:00"), call("S", "08:00"), call("A", "09:00"), hold_ml=5_000),
        run("r", call("H", "07:00"), call("S", "08:00")),
        run("q", call("S", "12:00"), call("A", "13:00")),
    ]
    scenario = by_bus(runs, 5)
    assert optimum(scenario) == 200_000 + 4 * 400_000
    assert bound(scenario) <= optimum(scenario)


def test_a_village_that_only_sends_may_be_next_to_one_that_only_gets() -> None:
    """The van goes from A to B by a lane of 100 m; only the ends of the goods are far from the hub."""
    roads = [link("H", "A", 10_000, minutes=20), link("H", "B", 10_000, minutes=20), link("A", "B", 100, minutes=1)]
    goods = [consignment("c", "A", "B", 5)]
    scenario = county(
        places(hub="H", villages="A B"), roads, vans=[van("v", "H", urmb_per_m=100)], consignments=goods,
        settings=FREE, strategy="joint",
    )  # fmt: skip
    assert bound(scenario) <= optimum(scenario) == 20_100 * 100


# Bus sections


def some_sections(scenario: Scenario, by_van: bool) -> set[tuple[str, int, int, int]]:
    instance = an_instance(scenario)
    one = instance.items[0]
    kinds = instance.places[one.destination].kind
    anchor = one.origin if kinds == "hub" else one.destination
    runs = instance.network.timetable.runs
    found: list[Section] = list(sections(instance, one, anchor, by_van))
    return {(runs[section.run].id, section.board, section.leave, section.urmb) for section in found}


def test_a_section_begins_at_the_last_exchange_before_the_village() -> None:
    bus = [run("r", *(call(spot, f"{7 + n}:00") for n, spot in enumerate("HBSBA")), fee_urmb=5)]
    scenario = by_bus(bus, 1, "A B")
    assert some_sections(scenario, by_van=True) == {("r", 2, 4, 5)}
    # Without vans, what boards at S came on another bus; what came from H fills the whole run.
    assert some_sections(scenario, by_van=False) == {("r", 2, 4, 10), ("r", 0, 4, 5)}


def test_a_section_ends_at_the_first_exchange_after_the_village() -> None:
    bus = [run("r", *(call(spot, f"{7 + n}:00") for n, spot in enumerate("ABSBH")), fee_urmb=5)]
    out = replace(by_bus(bus, 1, "A B"), consignments=(consignment("c", "A", "H"),))
    assert some_sections(out, by_van=True) == {("r", 0, 2, 5)}
    assert some_sections(out, by_van=False) == {("r", 0, 2, 10), ("r", 0, 4, 5)}


def test_goods_may_have_come_aboard_through_a_layover() -> None:
    block = [
        run("1", call("H", "07:00"), call("B", "08:00"), block="b", fee_urmb=3),
        run("2", call("B", "08:10"), call("A", "09:00"), block="b", fee_urmb=5),
    ]
    assert some_sections(by_bus(block, 1, "A B"), by_van=True) == {("2", 0, 1, 3)}


# Never too high


@pytest.mark.parametrize("seed", range(20, 40))
def test_no_constructed_plan_is_cheaper(seed: int) -> None:
    for strategy in Strategy:
        scenario = replace(tiny_scenario(seed), strategy=strategy)
        for part in _parts(scenario):
            cost = cost_urmb(part, construct(part))
            assert isinstance(cost, int)
            assert 0 < lower_bound_urmb(part) <= cost


SMALL = [seed for seed in range(100) if len(tiny_scenario(seed).consignments) <= 3][:15]


@pytest.mark.parametrize("seed", SMALL)
def test_the_best_plan_of_all_is_not_cheaper(seed: int) -> None:
    scenario = replace(tiny_scenario(seed), strategy=Strategy.SHARED)
    assert bound(scenario) <= optimum(scenario)


@pytest.mark.parametrize("strategy", ["joint", "shared"])
def test_the_bound_of_a_county_is_worth_telling(strategy: str) -> None:
    scenario = replace(generate_county(CountySpec.of_size(60, "normal"), 1), strategy=Strategy(strategy))
    instance = an_instance(scenario)
    made = told(instance, construct(instance, time_limit_s=1.0))
    cost = total_urmb(scenario, accepted(scenario, finish(instance, made, 0.5)))
    assert 0.45 * cost < lower_bound_urmb(instance, 2.0) <= cost


def test_a_solver_that_runs_out_of_time_proves_nothing() -> None:
    instance = an_instance(generate_county(CountySpec.of_size(60, "normal"), 1))
    assert visits_bound_urmb(instance, 1e-9) <= visits_bound_urmb(instance)


def test_there_is_a_bound_however_short_the_time_is() -> None:
    instance = an_instance(generate_county(CountySpec.of_size(60, "normal"), 1))
    assert 0 < visits_bound_urmb(instance) == lower_bound_urmb(instance, 0.0)


# Routes


def star(villages: int = 4, parcels: int = 10, **type_: Any) -> Scenario:
    """Villages all 10 km and 20 minutes from the hub, and 20 km from each other over the hub."""
    names = [f"V{number}" for number in range(villages)]
    return county(
        places(hub="H", villages=" ".join(names)),
        [link("H", name, 10_000, minutes=20) for name in names],
        vans=[van("v", "H", **type_)],
        consignments=[consignment(f"c{name}", "H", name, parcels) for name in names],
        settings=FREE,
        strategy="joint",
    )


def test_edges_know_that_every_village_of_a_star_is_a_way_out_and_back() -> None:
    (instance,) = _parts(star(fixed_urmb=0, urmb_per_m=100))
    assert routes_bound_urmb(instance) == near(4 * 20_000 * 100)
    assert visits_bound_urmb(instance) < routes_bound_urmb(instance)


def test_goods_that_fill_a_van_twice_need_two_ways_out_and_back() -> None:
    # Two villages 1 km apart, 10 km away; 60 parcels each of 10 litres in a van of 600 litres.
    scenario = county(
        places(hub="H", villages="A B"),
        [link("H", "A", 10_000, minutes=20), link("H", "B", 10_000, minutes=20), link("A", "B", 1_000, minutes=2)],
        vans=[van("v", "H", fixed_urmb=0, urmb_per_m=100, capacity_ml=600_000)],
        consignments=[consignment(f"c{name}", "H", name, 60, parcel_ml=10_000) for name in "AB"],
        settings=FREE,
        strategy="joint",
    )
    (instance,) = _parts(scenario)
    assert routes_bound_urmb(instance) == near(2 * 20_000 * 100)
    roomy = replace(scenario, vans=(replace(scenario.vans[0], capacity_ml=1_200_000),))
    (instance,) = _parts(roomy)
    assert routes_bound_urmb(instance) == near(21_000 * 100)


def test_cold_goods_need_a_whole_cold_van() -> None:
    """A van for 10 RMB could bring all but the cold parcels, which would cost 200 to leave."""
    scenario = by_van(fixed_urmb=10_000_000)
    scenario = replace(
        scenario,
        vans=(*scenario.vans, van("w", "H", fixed_urmb=50_000_000, cold=True)),
        consignments=(*scenario.consignments, consignment("cold", "H", "A", 10, goods=Goods.COLD)),
    )
    (instance,) = _parts(scenario)
    assert routes_bound_urmb(instance) == near(50_000_000)
    assert optimum(scenario) == 50_000_000


def test_half_a_van_of_either_fleet_is_no_van() -> None:
    """Work for 6.1 hours: the van of 4 hours for 10 RMB is too short, that of 8 hours costs 30."""
    scenario = by_van(settings=replace(FREE, van_parcel_s=2_088, van_stop_s=0), fixed_urmb=10_000_000, shift_s=14_400)
    scenario = replace(scenario, vans=(*scenario.vans, van("w", "H", fixed_urmb=30_000_000, shift_s=28_800)))
    (instance,) = _parts(scenario)
    assert routes_bound_urmb(instance) == near(30_000_000)
    assert optimum(scenario) == 30_000_000


def test_every_set_of_numbers_is_given_the_time_for_a_first_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_module, "_NODE_LEAST_S", 0.0)
    monkeypatch.setattr(proof_module, "_NODES", 10**9)
    (instance,) = _parts(by_van(capacity_ml=20_000, trip_urmb=1_000_000))
    assert routes_bound_urmb(instance, 5.0) == near(3_000_000)


def test_whole_numbers_make_the_bound_of_a_small_county_no_less_at_any_moment() -> None:
    routes = routes_of(replace(generate_county(CountySpec.of_size(16, "normal"), 2), strategy=Strategy.SHARED))
    now = time.monotonic()
    values = list(better_and_better(routes, now + 6, now + 2))
    assert values == sorted(values)


def test_a_van_with_no_trip_before_the_last_wave_has_only_the_afternoon() -> None:
    """Goods of noon for 12 villages fill both vans' time from 13:00 until 16:40, but for the way to the first place.

    The 6 hours for the other 9 villages are one trip for no van: both have 7 hours a day, and so either drives twice.
    """
    hours = {"latest_s": 13 * HOUR + 13_200, "shift_s": 7 * HOUR, "max_overtime_s": 0}
    scenario = star(21, number=2, fixed_urmb=0, trip_urmb=10_000_000, **hours)
    ready_s = [12 * HOUR + 2_400] * 12 + [0] * 9
    goods = tuple(replace(one, ready_s=at_s) for one, at_s in zip(scenario.consignments, ready_s, strict=True))
    scenario = replace(scenario, consignments=goods, settings=replace(FREE, van_stop_s=0, van_parcel_s=0))
    (instance,) = _parts(scenario)
    assert routes_bound_urmb(instance) == near(40_000_000)


def test_a_van_that_is_home_before_the_last_wave_may_have_trips_that_the_relaxation_does_not_know() -> None:
    """From A to B, 1 km from the hub. Goods of noon are left: their village is 10 km away, and vans are home at ten."""
    scenario = county(
        places(hub="H", villages="V A B"),
        [link("H", "V", 10_000, minutes=20), link("H", "A", 1_000, minutes=2), link("A", "B", 1_000, minutes=2)],
        vans=[van("v", "H", fixed_urmb=0, urmb_per_m=100, latest_s=10 * HOUR)],
        consignments=[consignment("noon", "H", "V", 10, ready_s=12 * HOUR), consignment("pair", "A", "B", 10)],
        settings=FREE,
        strategy="joint",
    )
    (instance,) = _parts(scenario)
    assert routes_bound_urmb(instance) <= optimum(scenario) == 200_000_000 + 4_000 * 100


def test_a_rest_takes_its_time_from_a_long_day_only() -> None:
    (instance,) = _parts(by_van(shift_s=28_800, rest_after_s=18_000, rest_s=1_800))
    assert regular_s(instance.fleets[0]) == 27_000
    (instance,) = _parts(by_van(shift_s=18_600, rest_after_s=18_000, rest_s=1_800))
    assert regular_s(instance.fleets[0]) == 18_000
    (instance,) = _parts(by_van(shift_s=14_400, rest_after_s=18_000, rest_s=1_800))
    assert regular_s(instance.fleets[0]) == 14_400


def test_lots_hold_all_that_the_hub_sends_by_place_and_wave() -> None:
    instance = an_instance(generate_county(CountySpec.of_size(20), 3), exhaustive=False)
    grouped = pools(instance)
    goods = goods_of(instance, grouped)
    assert goods is not None
    sent = sum(item.parcels * item.parcel_ml for item in instance.items if item.origin == goods.origin)
    assert sum(lot.ml for lot in goods.lots) == sent
    assert {lot.late for lot in goods.lots} == {False, True}


def some_routing(edges: list[list[int]], used: list[float], rooms: list[float], **spent: Any) -> Routing:
    """One visit a place; the last node is the depot. Edges take no time and work takes none unless told."""
    none, count = np.zeros(len(edges)), len(rooms)
    fields: dict[str, Any] = {"seconds": none, "metres": none, "side": none, "work_s": np.zeros(count), **spent}
    return Routing(np.array(edges), np.array(used), visits=np.ones(count), rooms=np.array(rooms), **fields)


def ample(_nodes: list[int]) -> Longest:
    return Longest(3_600.0, 50_000.0)


def found_in(routing: Routing, *targets: int) -> list[tuple[float, Cut]]:
    lengths: list[tuple[Kind, Any]] = [("time", np.full(routing.size, 3_600.0)), ("range", np.full(routing.size, 50e3))]
    return list(violated_sets(routing, ample, lengths, np.array(targets)))


def test_a_place_apart_and_an_overfull_one_are_found_as_sets_that_too_few_edges_leave() -> None:
    # Nodes 0 and 1 go round by themselves; node 2 holds one and a half rooms on one way out and back; 3 is the depot.
    found = set(found_in(some_routing([[0, 1], [2, 3]], [2, 2], [0.1, 0.1, 1.5]), 0))
    assert Cut(frozenset({0, 1}), 0) in {cut for _, cut in found}
    assert (1.0, Cut(frozenset({2}), "rooms")) in found
    whole = some_routing([[0, 1], [0, 2], [1, 2]], [1, 1, 1], [0.5, 0.5])
    assert not found_in(whole, 0, 1)


def test_sets_are_found_that_take_one_trip_longer_than_it_has() -> None:
    # One trip goes 3-0-1-2-3 and has an hour or 50 km: half an hour of work a place, 15 minutes or 30 km between them.
    edges, used = [[0, 3], [0, 1], [1, 2], [2, 3]], [1.0, 1.0, 1.0, 1.0]
    worked = some_routing(edges, used, [0.1] * 3, seconds=np.array([0, 900, 900, 0]), work_s=np.full(3, 1_800.0))
    found = {cut: amount for amount, cut in found_in(worked, 0)}
    assert found[Cut(frozenset({0, 1, 2}), "time")] == pytest.approx(2 * 7_200 / 3_600 - 2)
    driven = some_routing(edges, used, [0.1] * 3, metres=np.array([0, 30_000, 30_000, 0]))
    found = {cut: amount for amount, cut in found_in(driven, 0)}
    assert found == {Cut(frozenset({0, 1, 2}), "range"): pytest.approx(2 * 60_000 / 50_000 - 2)}


def test_a_trip_that_begins_at_one_place_and_ends_at_another_has_a_way_between_them() -> None:
    torn = some_routing([[0, 2], [1, 2]], [1, 1], [0, 0], side=np.array([1, -1]))
    assert {cut: amount for amount, cut in found_in(torn)} == {
        Cut(frozenset({0}), "begin"): 1.0,
        Cut(frozenset({1}), "end"): 1.0,
    }
    sides = np.array([1, 0, -1])
    assert not found_in(some_routing([[0, 2], [0, 1], [1, 2]], [1, 1, 1], [0, 0], side=sides))


@pytest.mark.parametrize("many", [600, 0])
@pytest.mark.parametrize("seed", range(6))
def test_the_routes_bound_is_never_above_the_construction_on_generated_counties(
    seed: int, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimizer.bounds.goods._MANY_PLACES", many)
    demand = ("thin", "normal", "dense")[seed % 3]
    strategy = (Strategy.JOINT, Strategy.SHARED)[seed % 2]
    scenario = replace(generate_county(CountySpec.of_size(12 + 2 * seed, demand), seed), strategy=strategy)
    instance = an_instance(scenario, exhaustive=False)
    cost = cost_urmb(instance, construct(instance, 1.0))
    assert isinstance(cost, int)
    assert 0 < routes_bound_urmb(instance, 1.0) <= cost


def routes_of(scenario: Scenario) -> Routes:
    (instance,) = _parts(scenario)
    grouped = pools(instance)
    goods = goods_of(instance, grouped)
    assert goods is not None
    return Routes(instance, grouped, goods)


def test_only_cuts_that_do_not_matter_are_left_out_when_the_program_is_trimmed() -> None:
    routes = routes_of(replace(generate_county(CountySpec.of_size(16, "normal"), 2), strategy=Strategy.JOINT))
    until = time.monotonic() + 60
    *_, before = better_and_better(routes, until, until)
    rows = routes.rows
    routes.trim()
    assert routes.rows < rows
    *_, after = better_and_better(routes, until, until)
    assert after == pytest.approx(before, rel=1e-3)


def test_a_van_that_carries_goods_which_a_village_sends_stops_there_with_buses_too() -> None:
    """A is 10 km from H. A bus brings its goods for next to nothing; what it sends to H no bus takes."""
    scenario = county(
        places(hub="H", villages="A B"),
        [link("H", "A", 10_000, minutes=20), link("H", "B", 10_000, minutes=20)],
        [run("r", call("H", "07:00"), call("A", "08:00"), fee_urmb=1)],
        [van("v", "H", fixed_urmb=0, urmb_per_m=100)],
        [consignment("in", "H", "A"), consignment("out", "A", "H"), consignment("other", "H", "B")],
        FREE,
        strategy="shared",
    )
    (instance,) = _parts(scenario)
    assert routes_bound_urmb(instance) == near(2 * 20_000 * 100) == near(optimum(scenario))


def test_what_a_bus_brings_to_a_van_is_paid_by_the_parcel_small_ones_too() -> None:
    """Ten parcels of 2 litres and one of 20 to A: a van of S with 5 km of range brings them from the bus."""
    scenario = county(
        places(hub="H", stations="S", villages="A"),
        [link("H", "S", 10_000, minutes=20), link("S", "A", 1_000, minutes=2)],
        [run("r", call("H", "07:00"), call("S", "08:00"), call("B", "09:00"), fee_urmb=1_000_000)],
        [van("v", "H", fixed_urmb=500_000_000), van("e", "S", fixed_urmb=0, range_m=5_000)],
        [consignment("small", "H", "A", 10, parcel_ml=2_000), consignment("large", "H", "A", 1, parcel_ml=20_000)],
        FREE,
        strategy="shared",
    )
    scenario = replace(scenario, places=(*scenario.places, *places(villages="B")))
    (instance,) = _parts(scenario)
    assert routes_bound_urmb(instance) == near(11_000_000) == near(optimum(scenario))


def test_where_buses_go_too_a_van_of_another_base_stops_at_the_hub_for_its_goods(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The bus goes from H to B only, and is dear: the van of S drives 10 km to H, 10 km on to A, and back.

    With many places the relaxation knows no more than that some of the trip's room is filled at H.
    """
    bus = run("r", call("H", "07:00"), call("B", "08:00"), fee_urmb=9_000_000)
    scenario = replace(apart(urmb_per_m=100), runs=(bus,), strategy=Strategy.SHARED)
    scenario = replace(scenario, places=(*scenario.places, *places(villages="B")))
    (instance,) = _parts(scenario)
    assert routes_bound_urmb(instance) == near(40_000 * 100) == near(optimum(scenario))
    monkeypatch.setattr("optimizer.bounds.goods._MANY_PLACES", 0)
    assert 20_000 * 100 < routes_bound_urmb(instance) <= 40_000 * 100


def test_what_a_van_brings_to_a_bus_for_the_hub_is_paid_by_the_parcel() -> None:
    """A sends ten parcels to H and gets one. The van of S has 5 km of range: buses do the rest, 1 RMB each."""
    scenario = county(
        places(hub="H", stations="S", villages="A"),
        [link("H", "S", 10_000, minutes=20), link("S", "A", 1_000, minutes=2)],
        [
            run("r", call("H", "07:00"), call("S", "08:00"), fee_urmb=1_000_000),
            run("q", call("S", "17:00"), call("H", "18:00"), fee_urmb=1_000_000),
        ],
        [van("v", "H", fixed_urmb=500_000_000), van("e", "S", fixed_urmb=0, range_m=5_000)],
        [consignment("in", "H", "A"), consignment("out", "A", "H", 10)],
        FREE,
        strategy="shared",
    )
    (instance,) = _parts(scenario)
    assert routes_bound_urmb(instance) == near(11_000_000) == near(optimum(scenario))


def test_a_van_that_stays_at_its_base_lends_no_range_to_those_of_others() -> None:
    """Villages 10 km from the hub, bases 1 km and 30 km from it: only the near van comes that far, to two of four."""
    villages = [f"V{number}" for number in range(4)]
    scenario = county(
        places(hub="H", stations="S T", villages=" ".join(villages)),
        [
            link("H", "S", 1_000, minutes=2),
            link("H", "T", 30_000, minutes=60),
            *(link("H", name, 10_000, minutes=20) for name in villages),
        ],
        vans=[
            *(van(base, base, fixed_urmb=100_000_000, range_m=60_000, max_trips=2) for base in "ST"),
            van("w", "H", fixed_urmb=9_000_000_000),
        ],
        consignments=[consignment(name, "H", name, unserved_urmb=300_000_000) for name in villages],
        settings=FREE,
        strategy="joint",
    )
    (instance,) = _parts(scenario)
    assert optimum(scenario) == 700_000_000
    assert 400_000_000 < routes_bound_urmb(instance) <= 700_000_000


def apart(**type_: Any) -> Scenario:
    """A van at S, 10 km from the hub H; A is 10 km on from H. A dear van at H is out of use."""
    return county(
        places(hub="H", stations="S", villages="A"),
        [link("H", "S", 10_000, minutes=20), link("H", "A", 10_000, minutes=20)],
        vans=[van("v", "S", fixed_urmb=0, **type_), van("w", "H", fixed_urmb=900_000_000)],
        consignments=[consignment("c", "H", "A")],
        settings=FREE,
        strategy="joint",
    )


def test_vans_of_another_base_drive_to_the_hub_before_they_bring_its_goods() -> None:
    (instance,) = _parts(apart(urmb_per_m=100))
    assert routes_bound_urmb(instance) == near(40_000 * 100)
    assert optimum(apart(urmb_per_m=100)) == 40_000 * 100


def test_no_visit_of_a_van_of_another_base_both_brings_from_the_hub_and_fetches_for_it() -> None:
    """It comes to the hub once a trip: what it fetches, it fetches before, and what it brings, it brings after.

    From S to A, to H, to A and back to S are 60 km; but no trip visits A twice, so there are two of 40 km.
    """
    scenario = apart(urmb_per_m=10)
    both = replace(scenario, consignments=(*scenario.consignments, consignment("d", "A", "H")))
    (instance,) = _parts(both)
    assert routes_bound_urmb(instance) == near(60_000 * 10)
    assert optimum(both) == 80_000 * 10


def test_what_a_van_of_the_hub_brings_and_fetches_is_one_visit() -> None:
    scenario = star(fixed_urmb=0, urmb_per_m=100)
    sent = [replace(one, id=f"{one.id}-back", origin=one.destination, destination="H") for one in scenario.consignments]
    (instance,) = _parts(replace(scenario, consignments=(*scenario.consignments, *sent)))
    assert routes_bound_urmb(instance) == near(4 * 20_000 * 100)


def test_what_is_not_worth_fetching_may_be_left() -> None:
    """A way of 60 km to bring and fetch costs 600 RMB, one of 40 km to bring alone 400; leaving it costs 20 each."""
    scenario = apart(urmb_per_m=10_000)
    both = replace(scenario, consignments=(*scenario.consignments, consignment("d", "A", "H")))
    (instance,) = _parts(both)
    assert routes_bound_urmb(instance) == near(40_000_000)
    assert optimum(both) == 40_000_000


def test_no_van_goes_where_its_range_does_not_reach() -> None:
    # The only way is 40 km long; it costs 20 RMB to leave the parcel.
    (instance,) = _parts(apart(range_m=20_000))
    assert routes_bound_urmb(instance) == near(20_000_000)
    assert optimum(apart(range_m=20_000)) == 20_000_000


def test_vans_drive_no_farther_than_their_range() -> None:
    # 30 of 40 km to two villages, so a quarter of the 20 parcels stay at least; they cost 20 RMB each.
    scenario = star(villages=2, fixed_urmb=0, range_m=30_000)
    (instance,) = _parts(scenario)
    assert routes_bound_urmb(instance) == near(100_000_000)
    assert optimum(scenario) == 200_000_000


def test_both_directions_of_a_way_count_where_one_of_them_is_a_detour() -> None:
    scenario = county(
        places(hub="H", villages="A B"),
        [link("H", "A", 10_000, minutes=20), link("A", "B", 9_000, oneway=True), link("B", "A", 1_000, oneway=True)],
        vans=[van("v", "H", fixed_urmb=0, urmb_per_m=100)],
        consignments=[consignment(f"c{name}", "H", name) for name in "AB"],
        settings=FREE,
        strategy="joint",
    )
    (instance,) = _parts(scenario)
    assert routes_bound_urmb(instance) == near(30_000 * 100)


def test_a_stop_on_the_way_may_shorten_the_quickest_road() -> None:
    """By the county road H to B is quicker but longer than over A: a trip over both drives 21 km, not 40."""
    scenario = county(
        places(hub="H", villages="A B"),
        [
            link("H", "A", 5_000, minutes=30),
            link("A", "B", 5_500, minutes=30),
            link("H", "B", 20_000, minutes=20),
        ],
        vans=[van("v", "H", fixed_urmb=0, urmb_per_m=100)],
        consignments=[consignment(f"c{name}", "H", name) for name in "AB"],
        settings=FREE,
        strategy="joint",
    )
    assert bound(scenario) <= optimum(scenario)


def test_a_lot_larger_than_a_van_is_brought_by_parts() -> None:
    # 10 parcels of 10 litres in vans of 50 litres that make one trip each: two ways out and back, whole vans.
    scenario = county(
        places(hub="H", villages="A"),
        [link("H", "A", 10_000, minutes=20)],
        vans=[van("v", "H", number=3, fixed_urmb=1_000_000, urmb_per_m=100, capacity_ml=50_000, max_trips=1)],
        consignments=[consignment("c", "H", "A", 10, parcel_ml=10_000)],
        settings=FREE,
        strategy="joint",
    )
    (instance,) = _parts(scenario)
    assert routes_bound_urmb(instance) == near(2 * 20_000 * 100 + 2_000_000) == near(optimum(scenario))


@pytest.mark.parametrize("seed", SMALL[:8])
def test_the_best_plan_with_vans_too_small_for_a_lot_is_not_cheaper(seed: int) -> None:
    scenario = replace(tiny_scenario(seed), strategy=Strategy.JOINT)
    room_ml = int(1.5 * max(one.parcel_ml for one in scenario.consignments))
    scenario = replace(scenario, vans=tuple(replace(van, capacity_ml=room_ml) for van in scenario.vans))
    assert bound(scenario) <= optimum(scenario)


def test_a_program_without_time_proves_nothing() -> None:
    program = Program()
    row = program.row(1.0)
    row.SetCoefficient(program.variable(3.0), 1.0)
    assert program.solve(time.monotonic() + 1.0)
    assert program.value == pytest.approx(3.0)
    assert not program.solve(time.monotonic() - 1.0)
