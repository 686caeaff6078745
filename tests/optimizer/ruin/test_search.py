"""Iterations of tearing out and putting back: whatever they do, the routes stay right, and what is undone is undone."""

import random

import numpy as np
import pytest

from optimizer.ruin.data import BARRED, THERE_S
from optimizer.ruin.recreate import fill, try_alone
from optimizer.ruin.search import dear_routes, run, squeeze, take_away
from optimizer.ruin.state import BEST, COST, MAY, MUST, NEVER, ROUTES, new_state
from optimizer.ruin.undo import back_to_best, load
from tests.optimizer.ruin.cases import flat, full_vans, judge, random_trips, wild
from tests.optimizer.ruin.soundness import (
    assert_best,
    assert_sound,
    begun,
    copied,
    fresh_cost,
    routes_of,
    trips_of,
)


@pytest.mark.parametrize("seed", range(12))
def test_after_thousands_of_iterations_all_sums_and_places_are_those_of_the_routes(seed: int) -> None:
    data = wild(seed, jobs=25, rests=seed % 2 == 0, late=seed % 3 == 0)
    state = begun(data)
    assert_sound(data, state)
    first = int(state.total[BEST])
    for temperature in (2_000.0, 100.0, 5.0):
        for _ in range(4):
            run(data, state, 250, temperature, 8.0, 0.05, 99 if temperature < 1_000.0 else 0, 0)
            assert_sound(data, state)
            assert_best(data, state)
            assert state.total[BEST] <= state.total[COST]
    assert state.total[BEST] < first


@pytest.mark.parametrize("seed", range(6))
def test_routes_keep_every_rule_as_the_judge_knows_them(seed: int) -> None:
    """Windows, loads, roads, ranges, rests, hours: each route has a rule-abiding day that is no dearer."""
    data = wild(seed, jobs=20)
    state = begun(data)
    run(data, state, 2_000, 50.0, 8.0, 0.05, 99, 0)
    for r, (k, nodes) in routes_of(state).items():
        true = judge(data, k, trips_of(nodes))
        assert true is not None and true <= state.rows["cost"][r]
        places = [0 if node < 0 else int(data.nodes[node]["location"]) for node in nodes]
        assert (data.legs[k, places[:-1], places[1:], THERE_S] < BARRED).all()


@pytest.mark.parametrize("seed", range(6))
def test_an_iteration_that_is_not_accepted_changes_nothing(seed: int) -> None:
    """Below zero degrees only what is cheaper is accepted."""
    data = wild(seed, jobs=15)
    state = begun(data)
    run(data, state, 300, 50.0, 8.0, 0.05, 99, 0)
    kept = accepted = 0
    for _ in range(400):
        before = copied(state)
        run(data, state, 1, -1.0, 8.0, 0.2, 99, 0)
        if state.total[COST] < before["sums"][0]:
            accepted += 1
        else:
            kept += 1
            assert copied(state) == before
    assert kept > 300


@pytest.mark.parametrize("seed", range(12))
def test_one_route_fewer_still_holds_all_that_was_placed_or_the_best_comes_back(seed: int) -> None:
    data = wild(seed, jobs=25, rests=seed % 2 == 0, late=seed % 3 == 0)
    state = begun(data)
    for _ in range(4):
        placed, routes, best = state.placed[:, 0] >= 0, int(state.total[ROUTES]), routes_of(state, best=True)
        price = take_away(data, state, 0)
        if price < 0:
            assert routes <= 1
            return
        done = False
        for _ in range(15):
            done = squeeze(data, state, 20, 50.0, 8.0, price)
            assert_sound(data, state)
            if done:
                break
        if not done:
            back_to_best(data, state)
            assert_sound(data, state)
            assert routes_of(state) == best
        assert_best(data, state)
        assert state.total[BEST] == state.total[COST]
        assert (state.placed[placed, 0] >= 0).all()
        assert state.total[ROUTES] < routes if done else state.total[ROUTES] == routes


def test_no_more_routes_are_opened_than_are_allowed() -> None:
    """Four jobs, each dearer to leave out than a van, and room for two in each of three vans."""
    data = full_vans((900, 900, 900, 900))
    state = new_state(data, 1)
    try_alone(data, state)
    for most, used in ((0, 0), (1, 1), (2, 2), (3, 2)):
        run(data, state, 300, 1.0, 3.0, 0.1, most, 0)
        assert state.total[ROUTES] == used


def test_vans_whose_day_is_cheap_may_always_be_opened() -> None:
    data = full_vans((900, 900, 900, 900))
    state = new_state(data, 1)
    try_alone(data, state)
    run(data, state, 300, 1.0, 3.0, 0.1, 0, 100)  # a van costs 100, which is not less than 100
    assert state.total[ROUTES] == dear_routes(data, state, 100) == 0
    run(data, state, 300, 1.0, 3.0, 0.1, 0, 101)
    assert state.total[ROUTES] == dear_routes(data, state, 100) == 2
    assert dear_routes(data, state, 101) == 0


def test_jobs_that_cost_less_to_leave_out_than_a_van_may_stay_out_to_save_it() -> None:
    """Two dear jobs that share no van, each with a cheap one: one van is enough for the dear ones."""
    data = full_vans((900, 30, 900, 40))
    state = new_state(data, 1)
    try_alone(data, state)
    for start in ([-1, 0, 1, -1], [-1, 2, 3, -1]):
        load(data, state, 0, np.array(start))
    fill(data, state, False)
    price = take_away(data, state, 0)
    assert price == 100 and state.placed[:, 2].tolist() == [MUST, MAY, MUST, MAY]
    assert any(squeeze(data, state, 20, 5.0, 3.0, price) for _ in range(50))
    assert state.total[ROUTES] == 1 and (state.placed[[0, 2], 0] >= 0).all()
    assert state.total[COST] == 103 + 30 + 40  # three legs of 1
    assert_sound(data, state)


def test_only_a_route_of_a_van_that_is_not_cheap_is_taken_away() -> None:
    data = full_vans((900, 900, 900, 900))
    data.kinds["fixed"][0] = 80
    state = new_state(data, 1)
    try_alone(data, state)
    for start in ([-1, 0, 1, -1], [-1, 2, 3, -1]):
        load(data, state, 0, np.array(start))
    assert take_away(data, state, 81) == -1 and state.total[ROUTES] == 2
    assert take_away(data, state, 80) == 80 and state.total[ROUTES] == 1


def test_no_more_may_stay_out_than_the_van_costs_and_what_was_out_is_not_asked_for() -> None:
    data = full_vans((900, 60, 900, 40, 800))
    state = new_state(data, 1)
    try_alone(data, state)
    for start in ([-1, 0, 1, -1], [-1, 2, 3, -1]):
        load(data, state, 0, np.array(start))
    price = take_away(data, state, 0)
    assert state.placed[:, 2].tolist() == [MUST, MUST, MUST, MAY, NEVER]
    assert not any(squeeze(data, state, 20, 5.0, 3.0, price) for _ in range(50))
    back_to_best(data, state)
    assert_sound(data, state)


def test_given_routes_are_taken_over_and_what_they_leave_out_is_paid_for() -> None:
    taken = 0
    for seed in range(60):
        data, rng = wild(seed), random.Random(seed)
        state, nodes, k = new_state(data, 1), flat(random_trips(rng, data, 5)), rng.randrange(2)
        if load(data, state, k, np.array(nodes, np.int64)):
            taken += 1
            assert_sound(data, state)
            assert state.total[COST] == fresh_cost(data, [(k, nodes)])
            served = {int(data.nodes[node]["job"]) for node in nodes if node >= 0}
            lost = sum(int(data.jobs[j]["prize"]) for j in range(len(data.jobs)) if j not in served)
            assert state.total[COST] == state.rows["cost"][0] + lost
        else:
            assert copied(state) == copied(new_state(data, 1))
    assert 15 < taken < 60


def test_no_more_routes_are_taken_over_than_there_are_vans() -> None:
    data = wild(3, jobs=20, rests=False, late=False, pairs=False)
    state = begun(data)
    kind, nodes = next(iter(routes_of(state).values()))
    other = new_state(data, 1)
    assert [load(data, other, kind, np.array([*nodes[:2], -1], np.int64)) for _ in range(4)] == [True] * 3 + [False]


def test_a_day_with_one_job_costs_what_the_judge_says() -> None:
    for seed in range(12):
        data = wild(seed, late=False)
        begun(data)
        for k in range(2):
            for c in range(len(data.nodes)):
                job = data.jobs[data.nodes[c]["job"]]
                if c != job["mate"]:
                    true = judge(data, k, ((c,) if job["mate"] < 0 else (c, int(job["mate"])),))
                    assert (None if data.alone[k, c] >= 2**60 else data.alone[k, c]) == true
