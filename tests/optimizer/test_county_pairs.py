"""Goods from village to village in the county engine: on one trip, in order, or left whole."""

from dataclasses import replace
from typing import Any

import pytest

from optimizer import Instance, SolveParams, check, solve
from optimizer.county.clients import Offered, VanSide, van_sides
from optimizer.county.problem import Route, is_sound, pairs_are_whole, to_data
from optimizer.county.translate import real_route, whole_solution
from optimizer.county.worker import Order
from optimizer.finish import finish
from optimizer.ruin import Effort, warm_up
from optimizer.solution import Solution, to_plan
from optimizer.vans import Shortfall
from scenarios.types import Scenario
from tests.builders import at, call, consignment, link, place, run, van
from tests.builders import county as made
from tests.core_builders import accepted, an_instance, item, told
from tests.optimizer.county_help import county_with_pairs, found_by, vans_of


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    warm_up()


def world(strategy: str = "joint", **type_: Any) -> Scenario:
    """H, A, B and C on a road, 10 minutes from one to the next; goods for all three, and some from A to C."""
    links = [link(a, b, 5_000, minutes=10) for a, b in ("HA", "AB", "BC")]
    goods = [consignment(f"to {v}", "H", v, 10, ready_s=at("06:00"), unserved_urmb=20_000_000) for v in "ABC"]
    goods += [consignment("A to C", "A", "C", 5, ready_s=at("09:00"), unserved_urmb=20_000_000)]
    vans = [van("v", "H", 3, fixed_urmb=100_000_000, **type_)]
    buses = [run("r", call("A", "10:00"), call("C", "11:00"), fee_urmb=0)] if strategy == "shared" else []
    return made([place("H", "hub"), place("A"), place("B"), place("C")], links, buses, vans, goods, strategy=strategy)


def side_of(instance: Instance) -> tuple[VanSide, dict[int, int]]:
    (side,), others = van_sides(instance, {one.index: one.parcels for one in instance.items}, Offered({}, {}))
    return side, others


def numbers(instance: Instance, side: VanSide, words: str) -> tuple[int, ...]:
    """Clients by their places in order, as in "A B A+ C C-": those with a sign load and unload the pair."""
    found = []
    for word in words.split():
        sign = {"+": 1, "-": -1}.get(word[1:], 0)
        for client, row in enumerate(side.problem.clients):
            mine = (row.carry > (0, 0)) - (row.carry < (0, 0))
            if instance.places[side.jobs[client].place].id == word[0] and mine == sign:
                found.append(client)
    return tuple(found)


def test_goods_between_villages_are_a_pair_of_clients_and_no_more_left_over() -> None:
    instance = an_instance(world())
    side, others = side_of(instance)
    assert others == {}
    (load,), (unload,) = numbers(instance, side, "A+"), numbers(instance, side, "C-")
    rows = side.problem.clients
    assert (rows[load].mate, rows[unload].mate) == (unload, load)
    assert rows[load].carry == tuple(-size for size in rows[unload].carry)
    assert rows[load].opens_s >= at("09:00")
    assert rows[load].prize_urmb == 5 * (20_000_000 - item(instance, "A to C").serve_urmb)


def test_a_bus_that_costs_less_than_leaving_them_is_the_price_of_not_carrying_them() -> None:
    scenario = world("shared")
    instance = an_instance(scenario)
    side, _ = side_of(instance)
    (load,) = numbers(instance, side, "A+")
    assert side.problem.clients[load].prize_urmb == 5 * scenario.settings.handling_urmb


def test_what_no_van_has_room_for_at_once_is_left_over() -> None:
    instance = an_instance(world(capacity_ml=4 * item(an_instance(world()), "A to C").parcel_ml))
    _, others = side_of(instance)
    assert others == {item(instance, "A to C").index: 5}


@pytest.mark.parametrize(("room", "pairs"), [(12, 1), (11, 2)], ids=["one van holds both", "no van holds both"])
def test_goods_with_the_same_ends_go_together_where_a_van_holds_them(room: int, pairs: int) -> None:
    scenario = world(capacity_ml=room * item(an_instance(world()), "A to C").parcel_ml)
    more = replace(scenario.consignments[-1], id="A to C too", parcels=7, ready_s=at("10:00"))
    instance = an_instance(replace(scenario, consignments=(*scenario.consignments, more)))
    side, others = side_of(instance)
    assert others == {}
    loads = [row for row in side.problem.clients if row.mate is not None and not row.unloads]
    assert len(loads) == pairs
    assert sum(row.prize_urmb for row in loads) == 12 * (20_000_000 - item(instance, "A to C").serve_urmb)
    if pairs == 1:
        assert loads[0].opens_s >= at("10:00")


@pytest.mark.parametrize(
    ("trip", "whole"),
    [
        ("A B C", True),
        ("A+ C-", True),
        ("A A+ B C C-", True),
        ("A+ B", False),
        ("C- B", False),
        ("C- A+", False),
    ],
)
def test_a_pair_is_whole_if_both_ends_are_on_the_trip_in_order(trip: str, whole: bool) -> None:
    instance = an_instance(world())
    side, _ = side_of(instance)
    clients = numbers(instance, side, trip)
    assert pairs_are_whole(side.problem, clients) == whole
    assert is_sound(side.problem, (3,), ((0, (clients,)),)) == whole


def test_the_ends_of_a_pair_on_two_trips_make_no_sense() -> None:
    instance = an_instance(world())
    side, _ = side_of(instance)
    trips = (numbers(instance, side, "A A+ B"), numbers(instance, side, "C C-"))
    assert not is_sound(side.problem, (3,), ((0, trips),))


def test_a_visit_does_for_both_clients_of_its_place() -> None:
    instance = an_instance(world())
    side, _ = side_of(instance)
    route = (0, (numbers(instance, side, "A A+ B C C-"),))
    judged = real_route(instance, side, route)
    assert judged is not None and judged[0] == route
    plan = accepted(world(), told(instance, solution_of(instance, side, route)))
    assert [stop.place for stop in plan.van_stops] == ["H", "A", "B", "C", "H"]
    assert {row.consignment: row.parcels for row in plan.van_loads}["A to C"] == 5


def test_a_pair_that_would_come_too_early_at_its_end_is_left_out_alone() -> None:
    """C is visited before A; a second visit for the pair would be the same stop."""
    instance = an_instance(world())
    side, _ = side_of(instance)
    judged = real_route(instance, side, (0, (numbers(instance, side, "C B A A+ C-"),)))
    assert judged is not None
    assert judged[0] == (0, (numbers(instance, side, "C B A"),))


def test_a_pair_goes_before_any_other_visit_where_the_day_is_too_long() -> None:
    """The goods at A are ready at 09:00; a day that ends at 09:20 is too short to bring them to C."""
    instance = an_instance(world(latest_s=at("09:20")))
    side, _ = side_of(instance)
    judged = real_route(instance, side, (0, (numbers(instance, side, "A A+ B C C-"),)))
    assert judged is not None
    assert judged[0] == (0, (numbers(instance, side, "A B C"),))


def solution_of(instance: Instance, side: VanSide, *routes: Route) -> Solution:
    return whole_solution(instance, [(side, routes)], Offered({}, {}), {}, 0.0)


def test_a_pair_that_no_van_carries_is_left_to_place() -> None:
    instance = an_instance(world())
    side, _ = side_of(instance)
    solution = solution_of(instance, side, (0, (numbers(instance, side, "A B C"),)))
    assert solution.left(instance) == {item(instance, "A to C").index: 5}


@pytest.mark.parametrize("seed", range(4))
def test_what_a_search_finds_with_pairs_is_a_valid_plan(seed: int) -> None:
    scenario, instance = county_with_pairs(80)
    side, _ = side_of(instance)
    pairs = [row.mate for row in side.problem.clients if row.unloads]
    found = found_by(Order(side.problem, vans_of(instance, side), (), Effort(None, 1_500), seed))
    assert is_sound(side.problem, vans_of(instance, side), found.routes)
    plan = to_plan(instance, solution_of(instance, side, *found.routes))
    assert not isinstance(plan, Shortfall)
    plan = accepted(scenario, finish(instance, plan))
    carried = {row.consignment for row in plan.van_loads}
    loaded = [instance.items[side.jobs[load].tasks[0].item].consignment for load in pairs if load is not None]
    assert len(pairs) > 5
    assert len(carried.intersection(loaded)) > 0.5 * len(pairs)


def test_the_engine_sends_no_other_van_for_what_the_first_can_carry_on_its_way() -> None:
    scenario = world()
    result = solve(scenario, an_instance(scenario), SolveParams("county", time_limit_s=3.0, threads=1))
    assert result.plan is not None and check(scenario, result.plan) == []
    assert result.plan.unserved == ()
    assert {(stop.van, stop.number) for stop in result.plan.van_stops} == {("v", 1)}


def test_both_ends_of_a_pair_count_as_near() -> None:
    """A job near either end is torn out with it."""
    instance = an_instance(replace(world(), consignments=world().consignments[2:]))
    side, _ = side_of(instance)
    data = to_data(side.problem, (3,))
    (c,), (load,) = numbers(instance, side, "C"), numbers(instance, side, "A+")
    job_of = {client: int(data.nodes[client]["job"]) for client in (c, load)}
    assert data.near[job_of[load]].tolist()[:2] == [job_of[load], job_of[c]]
    assert int(data.jobs[job_of[load]]["mate"]) == side.problem.clients[load].mate
