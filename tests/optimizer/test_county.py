"""The county engine: valid plans, better than the construction, killable workers, repeatable with a work limit."""

import random
import time
from dataclasses import replace

import pytest

from optimizer import SolveParams, check, cost
from optimizer.construct import first_solution
from optimizer.construct.buses import BusSpace, offers
from optimizer.construct.jobs import gather
from optimizer.county import solve_county
from optimizer.county.clients import offer_places
from optimizer.county.parts import client_spots, clients_near, groups, halves, inwards, outwards, sub_problem
from optimizer.county.problem import VanProblem, is_sound, to_data
from optimizer.county.worker import Crew, Order
from optimizer.finish import finish
from optimizer.ruin import Effort, Found, warm_up
from optimizer.solution import cost_urmb
from scenarios import Strategy
from tests.optimizer.county_help import county, county_with_pairs, found_by, the_side, vans_of


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    warm_up()


@pytest.mark.parametrize("strategy", [Strategy.JOINT, Strategy.SHARED, Strategy.BUS])
def test_a_plan_is_accepted_and_not_dearer_than_the_construction(strategy: Strategy) -> None:
    scenario, instance = county(40, strategy)
    params = SolveParams(engine="county", time_limit_s=2)
    start = cost_urmb(instance, first_solution(instance, params))
    plan = solve_county(instance, params).plan
    assert plan is not None
    plan = finish(instance, plan)
    assert check(scenario, plan) == []
    assert isinstance(start, int)
    assert cost(scenario, plan).total <= start


def test_when_time_is_over_after_the_first_plan_no_search_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, instance = county(40, Strategy.SHARED)
    monkeypatch.setattr("optimizer.county.engine.sides_of", lambda _: pytest.fail("a search was prepared"))
    result = solve_county(instance, SolveParams(engine="county", time_limit_s=1e-6))
    assert result.plan is not None and result.stopped == "time limit"
    assert check(scenario, finish(instance, result.plan)) == []


def test_the_same_seed_and_work_limit_give_the_same_plan() -> None:
    _, instance = county(25, Strategy.SHARED)
    params = SolveParams(engine="county", time_limit_s=3_600, work_limit=600, threads=1, seed=5)
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


def alternatives_together(problem: VanProblem, part: tuple[int, ...]) -> bool:
    """True if a part has all clients of a group or a pair, or none."""
    inside = {problem.clients[client].group for client in part} - {None}
    mates = {problem.clients[client].mate for client in part} - {None}
    return mates <= set(part) and not inside & {row.group for at, row in enumerate(problem.clients) if at not in part}


def test_moments_that_nothing_can_be_too_late_for_are_left_out_of_the_search() -> None:
    _, instance = county(40, Strategy.JOINT)
    side = the_side(instance)
    (first, *others), latest_s = side.problem.clients, max(row.latest_s for row in side.problem.vehicles)
    first = replace(
        first, dues=((first.closes_s - 1, 5), (first.closes_s, 6)), home_dues=((latest_s - 1, 7), (latest_s, 8))
    )
    problem = replace(side.problem, clients=(first, *(replace(row, dues=(), home_dues=()) for row in others)))
    data = to_data(problem, vans_of(instance, side))
    assert data.dues["per_s"].tolist() == [5, 7]
    assert data.nodes[["first_due", "first_home", "end_home"]][:2].tolist() == [(0, 1, 2), (2, 2, 2)]


def test_goods_that_no_base_serves_are_not_offered_with_a_place() -> None:
    """They are placed on their own in the end: offered as well, they would ride twice."""
    _, instance = county(150, Strategy.SHARED, seed=3)
    rest = {item.index: item.parcels for item in instance.items}
    others = dict(gather(instance, rest, waves=False)[1])
    assert set(others) & {index for offer in offers(instance, rest) for index in offer.items}  # buses could take some
    offered = offer_places(instance, rest, BusSpace(instance))
    riding = {booking.item for bookings in offered.bookings.values() for booking in bookings}
    assert riding
    assert not riding & set(others)


def test_parts_hold_every_client_once_and_keep_alternatives_together() -> None:
    """The parts of the first routes, and those of later rounds, whose routes come back as they went."""
    _, instance = county_with_pairs(120)
    side = the_side(instance)
    problem, spots, rng = side.problem, client_spots(instance, side), random.Random(1)
    assert problem.groups > 0
    assert any(row.unloads for row in problem.clients)
    cut = halves(problem, spots, 3, rng)
    sizes = [len(part) for part in cut]
    assert max(sizes) - min(sizes) < 0.1 * len(problem.clients)
    found = found_by(Order(problem, vans_of(instance, side), (), Effort(None, 300), 1))
    routes, chosen = list(found.last), groups(list(found.last), spots, 3, rng)
    assert sorted(number for group in chosen for number in group) == list(range(len(routes)))
    near = [clients_near(problem, routes, spots, group) for group in chosen]
    for parts in (cut, near):
        assert sorted(client for part in parts for client in part) == list(range(len(side.jobs)))
        assert all(alternatives_together(problem, part) for part in parts)
        assert all(len(sub_problem(problem, part).clients) == len(part) for part in parts)
    for part, group in zip(near, chosen, strict=True):
        mine = [routes[number] for number in group]
        assert outwards(part, inwards(part, mine)) == mine


def test_a_cut_never_goes_between_alternatives_however_it_falls() -> None:
    """They lie on one spot, so that a cut by the number of visits could part them."""
    _, instance = county(60)
    side = the_side(instance)
    spots = client_spots(instance, side)
    for seed in range(200):
        parts = halves(side.problem, spots, 2, random.Random(seed))
        assert all(alternatives_together(side.problem, part) for part in parts), seed


def test_a_part_says_of_its_clients_what_the_whole_says() -> None:
    _, instance = county(60)
    side = the_side(instance)
    part = tuple(random.Random(1).sample(range(len(side.jobs)), 20))
    problem, whole = sub_problem(side.problem, part), side.problem
    for one, other in ((0, 1), (5, 19)):
        here = [problem.clients[at].location for at in (one, other)]
        there = [whole.clients[part[at]].location for at in (one, other)]
        for mine, all_of_them in zip(problem.seconds, whole.seconds, strict=True):
            assert mine[here[0], here[1]] == all_of_them[there[0], there[1]]
            assert mine[0, here[1]] == all_of_them[0, there[1]]
        assert problem.clients[one].prize_urmb == whole.clients[part[one]].prize_urmb


def test_clients_of_a_group_are_one_job_of_the_search() -> None:
    _, instance = county(60)
    side = the_side(instance)
    data = to_data(side.problem, vans_of(instance, side))
    alone = sum(row.group is None for row in side.problem.clients)
    assert len(data.jobs) == alone + side.problem.groups
    for job in data.jobs:
        clients = [side.problem.clients[at] for at in data.members[job["first"] : job["end"]]]
        assert len({(row.location, row.prize_urmb, row.group) for row in clients}) == 1


def ready(crew: Crew) -> None:
    crew.ready(time.monotonic() + 100.0)


def test_a_worker_that_does_not_answer_is_replaced_and_the_next_order_is_served() -> None:
    _, instance = county(12)
    side = the_side(instance)
    vans = vans_of(instance, side)
    endless = Order(side.problem, vans, (), Effort(None, 10**9), 1)
    broken = Order(side.problem, (), (), Effort(None, 50), 1)  # no number of vans for its fleets
    with Crew(1) as crew:
        ready(crew)
        assert crew.run([broken], 30.0) == [None]
        assert crew.lost == 0  # a search that fails is told; its worker goes on
        began = time.monotonic()
        (kept,) = crew.run([endless], 1.0)
        assert time.monotonic() - began < 40
        assert crew.lost == 1
        assert crew.run([endless], 1.0) == [None]  # the new one is not ready yet
        ready(crew)
        assert isinstance(kept, Found) and kept.routes  # what it had found until it was killed
        assert is_sound(side.problem, vans, kept.routes)
        (found,) = crew.run([Order(side.problem, vans, (), Effort(None, 50), 1)], 30.0)
        assert isinstance(found, Found)
        assert crew.lost == 1


def test_workers_are_not_waited_for_beyond_a_moment_or_a_stop() -> None:
    with Crew(1) as crew:
        began = time.monotonic()
        crew.ready(began + 0.1)
        crew.ready(began + 100.0, lambda: True)
        assert time.monotonic() - began < 2.0
        assert crew.lost == 0


def test_without_vans_all_prizes_are_lost() -> None:
    _, instance = county(12)
    problem = the_side(instance).problem
    found = found_by(Order(problem, (0,) * len(problem.vehicles), (), Effort(None, 10), 1))
    prizes = {row.group if row.group is not None else (at,): row.prize_urmb for at, row in enumerate(problem.clients)}
    assert found == Found(sum(prizes.values()), (), sum(prizes.values()), ())


def test_routes_that_make_no_sense_are_told_from_those_that_do() -> None:
    _, instance = county(25)
    side = the_side(instance)
    vans = vans_of(instance, side)
    problem = side.problem
    (a, b) = [at for at, row in enumerate(problem.clients) if row.group == 0]
    others = [at for at, row in enumerate(problem.clients) if row.group is None][:2]
    one, two = others if len(others) == 2 else (b, b)
    assert is_sound(problem, vans, ())
    assert is_sound(problem, vans, ((0, ((a, one), (two,))),))
    for wrong in (
        ((0, ((a, b),)),),  # both of a group
        ((0, ((one,), (one,))),),  # twice in a day
        ((0, ((one,),)), (0, ((one,),))),  # in two days
        ((0, ((one,), ())),),  # an empty trip
        ((0, ()),),
        ((0, ((len(problem.clients),),)),),
        ((0, ((-1,),)),),
        ((len(vans), ((one,),)),),
        ((-1, ((one,),)),),
    ):
        assert not is_sound(problem, vans, wrong)
    assert not is_sound(problem, (0,) * len(vans), ((0, ((one,),)),))


def test_a_worker_that_tells_nonsense_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    _, instance = county(12)
    side = the_side(instance)
    vans = vans_of(instance, side)
    monkeypatch.setattr("optimizer.county.worker.is_sound", lambda *_: False)
    with Crew(1) as crew:
        ready(crew)
        assert crew.run([Order(side.problem, vans, (), Effort(None, 50), 1)], 30.0) == [None]
        assert crew.lost == 1
