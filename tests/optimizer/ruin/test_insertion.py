"""What a place in a route is said to cost, against really putting the job there."""

import random
from collections.abc import Iterator

import numpy as np
import pytest

from optimizer.ruin.data import NONE, Data
from optimizer.ruin.insertion import best_pair, best_spot, put
from optimizer.ruin.state import State, new_state, update
from optimizer.ruin.undo import load
from tests.optimizer.ruin.cases import flat, random_trips, wild


def routes(seeds: range, rests: bool, late: bool) -> Iterator[tuple[Data, State, int, list[int], list[int]]]:
    """Random allowed routes in row 0: the data, the state, the kind, the nodes, and the jobs that are not there."""
    for seed in seeds:
        rng = random.Random(seed)
        data = wild(seed, rests=rests, late=late)
        nodes, k, state = flat(random_trips(rng, data, 6)), rng.randrange(2), new_state(data, 1)
        if load(data, state, k, np.array(nodes, np.int64)):
            here = {int(data.nodes[node]["job"]) for node in nodes if node >= 0}
            yield data, state, k, nodes, [j for j in range(len(data.jobs)) if j not in here]


def really(data: Data, k: int, nodes: list[int]) -> int:
    """The cost of a route, or `NONE`."""
    state = new_state(data, 1)
    return int(state.rows["cost"][0]) if load(data, state, k, np.array(nodes, np.int64)) else NONE


def ways_in(nodes: list[int], *more: int) -> Iterator[list[int]]:
    """All routes with one node, or two in one trip in order, put into a route or into a trip of their own."""
    for at in range(1, len(nodes)):
        if len(more) == 1:
            yield [*nodes[:at], *more, *nodes[at:]]
            continue
        ends = next(end for end in range(at, len(nodes)) if nodes[end] < 0)
        for to in range(at, ends + 1):
            yield [*nodes[:at], more[0], *nodes[at:to], more[1], *nodes[to:]]
    if len(more) == 1:
        for at, node in enumerate(nodes):
            if node < 0:
                yield [*nodes[: at + 1], *more, *nodes[at:]]


def put_there(data: Data, state: State, k: int, at: int, way: int, c: int) -> bool:
    """Put a node into row 0 as it was judged; whether the route is then allowed."""
    put(state.rows[0], state.spots[0], at, way, c)
    return bool(update(data, data.kinds[k], state.rows[0], state.spots[0]))


def test_the_best_spot_is_the_cheapest_of_all_and_costs_what_was_said() -> None:
    """Where neither rests nor lateness are decided anew."""
    possible = impossible = 0
    for data, state, k, nodes, absent in routes(range(120), rests=False, late=False):
        known = int(state.rows["cost"][0])
        for j in absent:
            if data.jobs[j]["mate"] < 0:
                c = int(data.members[data.jobs[j]["first"]])
                told, at, _ = best_spot(data, state, data.kinds[k], state.rows[0], state.spots[0], c, NONE, 0.0)
                true = min(really(data, k, way) for way in ways_in(nodes, c))
                assert (told, at >= 0) == ((true - known, True) if true < NONE else (NONE, False))
                possible, impossible = possible + (at >= 0), impossible + (at < 0)
    assert min(possible, impossible) > 30


def test_the_best_places_of_a_pair_are_the_cheapest_of_all_and_cost_what_was_said() -> None:
    """Within the trips there are: a pair never gets a trip of its own."""
    possible = impossible = 0
    for data, state, k, nodes, absent in routes(range(120), rests=False, late=False):
        known = int(state.rows["cost"][0])
        for j in absent:
            if (mate := int(data.jobs[j]["mate"])) >= 0:
                p = int(data.members[data.jobs[j]["first"]])
                row, spots = state.rows[0], state.spots[0]
                told, first, _ = best_pair(data, state, data.kinds[k], row, spots, p, mate, NONE, 0.0)
                true = min(really(data, k, way) for way in ways_in(nodes, p, mate))
                assert (told, first >= 0) == ((true - known, True) if true < NONE else (NONE, False))
                possible, impossible = possible + (first >= 0), impossible + (first < 0)
    assert min(possible, impossible) > 30


@pytest.mark.parametrize("rests", [False, True])
def test_a_job_put_where_it_was_judged_costs_what_was_said(rests: bool) -> None:
    """It may only cost less, now and then, where the rest finds a better place."""
    right = cheaper = refused = 0
    for data, state, k, nodes, absent in routes(range(150), rests=rests, late=False):
        known = int(state.rows["cost"][0])
        for j in absent:
            p, mate = int(data.members[data.jobs[j]["first"]]), int(data.jobs[j]["mate"])
            row, spots = state.rows[0], state.spots[0]
            if mate >= 0:
                told, at, second = best_pair(data, state, data.kinds[k], row, spots, p, mate, NONE, 0.0)
                fits = at >= 0 and (put_there(data, state, k, second, 0, mate), put_there(data, state, k, at, 0, p))[1]
            else:
                told, at, way = best_spot(data, state, data.kinds[k], row, spots, p, NONE, 0.0)
                fits = at >= 0 and put_there(data, state, k, at, way, p)
            if at >= 0:
                refused += not fits
                right += bool(row["cost"] - known == told)
                cheaper += bool(row["cost"] - known < told)
                assert row["cost"] - known <= told
                state = new_state(data, 1)
                assert load(data, state, k, np.array(nodes, np.int64))
    assert right > 100
    assert refused == 0
    assert cheaper == 0 if not rests else cheaper < 0.05 * right


def test_nothing_is_offered_that_costs_as_much_as_the_limit() -> None:
    for data, state, k, _, absent in routes(range(40), rests=True, late=True):
        for j in absent:
            c, mate = int(data.members[data.jobs[j]["first"]]), int(data.jobs[j]["mate"])
            if mate < 0:
                row, spots = state.rows[0], state.spots[0]
                told, at, _ = best_spot(data, state, data.kinds[k], row, spots, c, NONE, 0.0)
                if at >= 0:
                    assert best_spot(data, state, data.kinds[k], row, spots, c, told, 0.0)[1] == -1
                    assert best_spot(data, state, data.kinds[k], row, spots, c, told + 1, 0.0)[0] == told
