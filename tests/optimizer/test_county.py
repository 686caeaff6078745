"""The county engine: valid plans, better than the construction, killable workers, repeatable with a work limit."""

import time

import pytest

from networks import build_network
from optimizer import Instance, SolveParams, build_instance, check, cost
from optimizer.construct import first_solution
from optimizer.construct.buses import BusSpace
from optimizer.county import solve_county
from optimizer.county.clients import Offered, offer_places, van_sides
from optimizer.county.parts import client_spots, sectors, spot_of, sub_problem
from optimizer.county.worker import Crew, Found, Order
from optimizer.finish import finish
from optimizer.solution import cost_urmb
from scenarios import Scenario, Strategy, with_strategy
from scenarios.generate import CountySpec, generate_county


def county(villages: int, strategy: Strategy, seed: int = 1) -> tuple[Scenario, Instance]:
    scenario = with_strategy(generate_county(CountySpec.of_size(villages, "normal"), seed), strategy)
    return scenario, build_instance(scenario, build_network(scenario))


@pytest.mark.parametrize("strategy", [Strategy.JOINT, Strategy.SHARED, Strategy.BUS])
def test_a_plan_is_accepted_and_not_dearer_than_the_construction(strategy: Strategy) -> None:
    scenario, instance = county(40, strategy)
    params = SolveParams(engine="county", time_limit_s=6)
    start = cost_urmb(instance, first_solution(instance, params))
    plan = solve_county(instance, params).plan
    assert plan is not None
    plan = finish(instance, plan)
    assert check(scenario, plan) == []
    assert isinstance(start, int)
    assert cost(scenario, plan).total <= start


def test_the_same_seed_and_work_limit_give_the_same_plan() -> None:
    _, instance = county(25, Strategy.SHARED)
    params = SolveParams(engine="county", time_limit_s=3_600, work_limit=400, threads=1, seed=5)
    assert solve_county(instance, params).plan == solve_county(instance, params).plan


def test_offered_places_fit_on_the_buses_all_together() -> None:
    _, instance = county(60, Strategy.SHARED)
    rest = {item.index: item.parcels for item in instance.items}
    offered = offer_places(instance, rest, BusSpace(instance))
    assert offered.bookings
    space = BusSpace(instance)
    for bookings in offered.bookings.values():
        for booking in bookings:
            assert space.ledger.shortfall(booking.rides, instance.items[booking.item], booking.parcels) is None
            space.take(booking)


def test_sectors_hold_every_client_once_and_keep_alternatives_together() -> None:
    _, instance = county(120, Strategy.JOINT)
    (side,), _ = van_sides(instance, {item.index: item.parcels for item in instance.items}, Offered({}, {}))
    parts = sectors(side.problem, client_spots(instance, side), spot_of(instance.places[side.base]), 40)
    assert len(parts) > 2
    assert sorted(client for part in parts for client in part) == list(range(len(side.jobs)))
    for part in parts:
        inside = {side.problem.clients[client].group for client in part} - {None}
        outside = {row.group for at, row in enumerate(side.problem.clients) if at not in part}
        assert not inside & outside
        assert len(sub_problem(side.problem, part).clients) == len(part)


def test_a_worker_that_does_not_answer_is_replaced_and_the_next_order_is_served() -> None:
    _, instance = county(12, Strategy.JOINT)
    (side,), _ = van_sides(instance, {item.index: item.parcels for item in instance.items}, Offered({}, {}))
    vans = tuple(instance.fleets[row.fleet].number for row in side.problem.vehicles)
    endless = Order(side.problem, vans, (), None, 10**9, 1)
    with Crew(1) as crew:
        began = time.monotonic()
        (kept,) = crew.run([endless], 1.0)
        assert time.monotonic() - began < 40
        assert crew.lost == 1
        assert isinstance(kept, Found)  # what it had found until it was killed
        (found,) = crew.run([Order(side.problem, vans, (), None, 50, 1)], 30.0)
        assert isinstance(found, Found)
        assert crew.lost == 1


def test_without_vans_all_prizes_are_lost() -> None:
    _, instance = county(12, Strategy.JOINT)
    (side,), _ = van_sides(instance, {item.index: item.parcels for item in instance.items}, Offered({}, {}))
    with Crew(1) as crew:
        (found,) = crew.run([Order(side.problem, (0,) * len(side.problem.vehicles), (), None, 10, 1)], 30.0)
    assert found == Found(sum(client.prize_urmb for client in side.problem.clients), ())
