"""Halves of a set of routes, searched by themselves, and put together again."""

import random

import numpy as np
import pytest

from benchmarks.halves import half, halves, search_by_two
from benchmarks.instances import Problem, vrptw, worth
from benchmarks.ours import improve, plain, problem_tables
from optimizer.ruin import Found, warm_up
from optimizer.ruin.data import Data
from optimizer.ruin.drive import Routes
from optimizer.ruin.state import COST, new_state
from optimizer.ruin.undo import load

HEAD = """PAIRS
VEHICLE
NUMBER     CAPACITY
  40          2
CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME
"""


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """What is compiled is so once for a machine, and not within the short searches of these tests."""
    warm_up()


def pairs(seed: int) -> Problem:
    """Fifty customers, of whom two fit on a vehicle; thirteen of them have hours."""
    rng = random.Random(seed)
    rows = ["0 50 50 0 0 1000 0"]
    for v in range(1, 51):
        opens = rng.randint(0, 500) if v % 4 == 0 else 0
        rows.append(f"{v} {rng.randint(0, 100)} {rng.randint(0, 100)} 1 {opens} {opens + 300} 10")
    return vrptw(HEAD + "\n".join(rows) + "\n")


def two_each(problem: Problem) -> Routes:
    """Customers two by two as they come."""
    return tuple((0, ((v, v + 1),)) for v in range(0, problem.customers, 2))


def costs(data: Data, routes: Routes) -> int:
    """What routes cost; each must be allowed."""
    state = new_state(data, 1)
    for kind, trips in routes:
        assert load(data, state, kind, np.array([-1, *trips[0], -1], np.int64))
    return int(state.total[COST])


def test_a_half_costs_what_its_routes_cost_in_the_whole_and_has_their_numbers_back() -> None:
    problem = pairs(1)
    data, routes = problem_tables(problem), two_each(problem)
    some = routes[3:20:2]
    mine = half(data, some, 5)
    lost = int(data.jobs["prize"].sum() - mine.data.jobs["prize"].sum())
    assert costs(data, some) == costs(mine.data, mine.routes) + lost
    assert mine.back(mine.routes) == some
    assert mine.data.kinds["number"].tolist() == [len(some) + 5]


@pytest.mark.parametrize("angle", [0.0, 1.0, 4.0])
def test_a_cut_gives_every_route_to_one_half_and_vehicles_that_there_are(angle: float) -> None:
    problem = pairs(2)
    data, routes = problem_tables(problem), two_each(problem)
    points = np.array(problem.points[1:])
    parts = halves(data, points, routes, angle)
    assert sorted(route for part in parts for route in part.back(part.routes)) == sorted(routes)
    assert abs(len(parts[0].jobs) - len(parts[1].jobs)) <= 2
    assert sum(int(part.data.kinds["number"][0]) for part in parts) == 25 + 2 * 7 <= 40
    along = [(points[part.jobs] @ [np.cos(angle), np.sin(angle)]).mean() for part in parts]
    assert along[0] < along[1]


def test_halves_by_turns_lead_to_valid_routes_no_dearer_than_the_searches_apart() -> None:
    problem = pairs(3)
    told: list[Found] = []
    starts: list[tuple[Routes, float]] = [((), 0.0), ((), -0.25)]
    search_by_two(problem_tables(problem), np.array(problem.points[1:]), starts, 3.0, 1, told.append)
    assert len(told) == 2
    first, last = (worth(problem, plain(found)) for found in told)
    assert first.faults == last.faults == ()
    assert last.vehicles >= 25
    assert last.distance <= first.distance
    assert last.distance < worth(problem, [[[v + 1 for v in t]] for _, (t,) in two_each(problem)]).distance


def test_single_trips_are_searched_in_a_process_of_their_own() -> None:
    problem = pairs(4)
    routes = improve(problem, 2.0, 1)
    assert routes is not None
    assert worth(problem, routes).faults == ()
