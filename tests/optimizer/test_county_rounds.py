"""The county engine's rounds: parts that change, searches that tell nothing or nonsense, and what is kept then."""

import random
import time
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from optimizer import Instance
from optimizer.county.board import Board, Budget
from optimizer.county.clients import Offered, VanSide
from optimizer.county.parts import client_spots
from optimizer.county.problem import Route, is_sound
from optimizer.county.translate import whole_solution
from optimizer.county.worker import Crew, Order
from optimizer.finish import finish
from optimizer.ruin import Found, warm_up
from optimizer.solution import cost_urmb, to_plan
from tests.core_builders import accepted
from tests.optimizer.county_help import Told, county, the_side, vans_of

_FROM_NOW = 10
"""So many rounds begin with the latest routes; the last ones with the best."""


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    warm_up()


def board_of(instance: Instance, crew: Crew, iterations: int = 4_000) -> tuple[VanSide, Board]:
    side = the_side(instance)
    most = {row.fleet: instance.fleets[row.fleet].number for row in side.problem.vehicles}
    budget = Budget(time.monotonic() + 3_600, iterations)
    return side, Board(side.problem, most, client_spots(instance, side), crew, random.Random(1), budget)


def as_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small counties be searched in parts too."""
    monkeypatch.setattr("optimizer.county.board._WHOLE_CLIENTS", 10)


def plan_cost(instance: Instance, side: VanSide, routes: list[Route]) -> int:
    found = cost_urmb(instance, whole_solution(instance, [(side, tuple(routes))], Offered({}, {}), {}, 0.0))
    assert isinstance(found, int)
    return found


@pytest.mark.parametrize("parts", [False, True])
def test_rounds_end_and_only_ever_get_better(parts: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if parts:
        as_parts(monkeypatch)
    _, instance = county(40)
    crew = Told(2, [])
    side, board = board_of(instance, crew)
    costs = [plan_cost(instance, side, board.routes) for better in board.rounds() if better]
    assert costs == sorted(costs, reverse=True)
    assert len(crew.orders) == 13
    assert is_sound(side.problem, vans_of(instance, side), tuple(board.routes))
    efforts = [orders[0].effort for orders in crew.orders[1:]]
    assert (efforts[0].begin, efforts[-1].end) == (0.0, 1.0)
    assert all(one.end == pytest.approx(after.begin) for one, after in pairwise(efforts))


@pytest.mark.parametrize(
    "answers", [["crash"], ["", "crash", "crash"], ["", *["crash"] * 12], ["crash"] * 11, ["", "all crash"]]
)
@pytest.mark.parametrize("parts", [False, True])
def test_a_crash_in_one_part_costs_only_its_round(
    parts: bool, answers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The part keeps its routes, no client is visited twice, and there are routes in the end."""
    if parts:
        as_parts(monkeypatch)
    _, instance = county(40)
    crew = Told(2, answers)
    side, board = board_of(instance, crew)
    costs = []
    for better in board.rounds():
        assert is_sound(side.problem, vans_of(instance, side), tuple(board.routes))
        if better:
            costs.append(plan_cost(instance, side, board.routes))
    assert costs and costs == sorted(costs, reverse=True)
    for orders in crew.orders:
        assert all(is_sound(order.problem, order.numbers, order.start) for order in orders)
    later_rounds = zip(answers, crew.orders, crew.orders[1 : 1 + _FROM_NOW], strict=False)
    for answer, orders, after in later_rounds:
        if parts and answer == "crash":
            assert not shapes(orders[:1]) - shapes(after)


def shapes(orders: list[Order]) -> Counter[tuple[int, ...]]:
    """The routes that orders begin with, by the number of visits in their trips."""
    return Counter((kind, *map(len, trips)) for order in orders for kind, trips in order.start)


def test_where_nothing_ever_answers_there_are_no_routes() -> None:
    _, instance = county(12)
    _, board = board_of(instance, Told(2, ["all crash"] * 20))
    assert not any(board.rounds())
    assert board.routes == []


@pytest.mark.parametrize(("parts", "workers"), [(False, 2), (False, 1), (True, 2)])
def test_all_try_to_do_with_fewer_vans_until_that_fails(
    parts: bool, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts try it twice more, and so does the first search of the whole."""
    if parts:
        as_parts(monkeypatch)
    _, instance = county(40)
    crew = Told(workers, [])
    _, board = board_of(instance, crew)
    list(board.rounds())
    squeezes = [[order.effort.squeeze > 0 for order in orders] for orders in crew.orders]
    first = squeezes.index([False] * workers)
    assert first >= 2
    for number, row in enumerate(squeezes[first:], first):
        again = number in (4, 6)
        assert row == [again, *[again and parts] * (workers - 1)]


class Own(Told):
    """Workers that note what they end with; the one of the second order is always the worse."""

    def __init__(self, size: int) -> None:
        super().__init__(size, [])
        self.lasts: list[list[tuple[Route, ...]]] = []

    def run(self, orders: list[Order], seconds: float, stop: object = None) -> list[Found | None]:
        told = [answer for answer in super().run(orders, seconds) if answer]
        told[1] = replace(told[1], cost=told[1].cost + 10**9, last_cost=told[1].last_cost + 10**9)
        self.lasts.append([answer.last for answer in told])
        return list[Found | None](told)


def test_searches_of_the_whole_go_on_each_from_its_own_routes_until_the_better_ones_are_taken() -> None:
    """The second may have a van more in that time, so that both numbers of vans are tried in earnest."""
    _, instance = county(40)
    crew = Own(2)
    _, board = board_of(instance, crew)
    list(board.rounds())
    for before, orders in list(zip(crew.lasts, crew.orders[1:], strict=False))[:6]:
        assert [order.start for order in orders] == before
    for before, orders in list(zip(crew.lasts, crew.orders[1:], strict=False))[6:_FROM_NOW]:
        assert [order.start for order in orders] == [before[0]] * 2
    spares = [[order.effort.spare for order in orders] for orders in crew.orders]
    assert spares == [[0, 0], *[[0, 1]] * 6, *[[0, 0]] * 6]


class Forgetful(Told):
    """Workers that end with one route, whatever was best."""

    def run(self, orders: list[Order], seconds: float, stop: object = None) -> list[Found | None]:
        return [answer and replace(answer, last=answer.routes[:1]) for answer in super().run(orders, seconds)]


def test_the_last_rounds_begin_with_the_best_routes_and_those_before_with_the_latest() -> None:
    _, instance = county(40)
    crew = Forgetful(2, [])
    _, board = board_of(instance, crew)
    best = [board.routes for _ in board.rounds()]
    assert len(best[0]) > 1
    starts = [len(orders[0].start) for orders in crew.orders]
    assert starts == [0, *[1] * _FROM_NOW, len(best[-3]), len(best[-2])]


class BestAtHome(Told):
    """Workers that end with routes, but say that none at all were best."""

    def run(self, orders: list[Order], seconds: float, stop: object = None) -> list[Found | None]:
        return [answer and replace(answer, cost=0, routes=()) for answer in super().run(orders, seconds)]


def test_where_no_routes_are_best_the_search_goes_on_from_the_latest(monkeypatch: pytest.MonkeyPatch) -> None:
    as_parts(monkeypatch)
    _, instance = county(25)
    crew = BestAtHome(2, [])
    _, board = board_of(instance, crew)
    assert [better for better in board.rounds() if better] == [True]
    assert board.routes == []
    assert len(crew.orders) == 13
    assert all(any(order.start for order in orders) for orders in crew.orders[1:])


def test_where_nothing_is_worth_a_visit_there_are_no_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    as_parts(monkeypatch)
    _, instance = county(40)
    cheap = tuple(replace(item, unserved_urmb=item.serve_urmb + 1) for item in instance.items)
    _, board = board_of(replace(instance, items=cheap), Told(2, []))
    for _ in board.rounds():
        pass
    assert board.routes == []


class Nonsense(Crew):
    """Workers that tell random routes as the best: sound ones, but far too long and in no order."""

    def run(self, orders: list[Order], seconds: float, stop: object = None) -> list[Found | None]:
        return [_random(order) for order in orders]


def _random(order: Order) -> Found:
    rng = random.Random(order.seed)
    left: dict[object, int] = {}
    for client, row in enumerate(order.problem.clients):
        left.setdefault((client,) if row.group is None else row.group, client)
    clients = rng.sample(list(left.values()), len(left))
    vans = [kind for kind, number in enumerate(order.numbers) for _ in range(number)]
    vans = rng.sample(vans, min(len(vans), 3))
    dealt = [clients[at :: len(vans)] for at in range(len(vans))]
    routes = tuple((kind, ((one,), tuple(more))) for kind, (one, *more) in zip(vans, dealt, strict=True) if more)
    assert is_sound(order.problem, order.numbers, routes)
    return Found(0, routes, 0, routes)


@pytest.mark.parametrize("parts", [False, True])
def test_nonsense_becomes_a_valid_plan_all_the_same(parts: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if parts:
        as_parts(monkeypatch)
    scenario, instance = county(40)
    side, board = board_of(instance, Nonsense(2))
    for better in board.rounds():
        if better:
            solution = whole_solution(instance, [(side, tuple(board.routes))], Offered({}, {}), {}, 5.0)
            made = to_plan(instance, solution)
            assert accepted(scenario, finish(instance, made)) is not None  # type: ignore[arg-type]
            assert solution.days
