"""A time limit is shared out so that all steps of a solve end by it, at any size, and a work limit knows no clock."""

import time

import pytest

from optimizer.allowance import Allowance
from optimizer.result import SolveParams

SMALL, LARGE = 10, 12_000


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "monotonic", made)
    return made


def allowance(clock: Clock, items: int, limit_s: float = 60.0, work_limit: int | None = None) -> Allowance:
    return Allowance(SolveParams(time_limit_s=limit_s, work_limit=work_limit), items, clock())


def test_a_small_problem_gives_nearly_all_but_the_shares_of_finish_and_bound_to_the_search(clock: Clock) -> None:
    assert allowance(clock, SMALL).search_s() == pytest.approx(60.0 * 0.85, abs=0.01)


def test_a_large_problem_keeps_time_for_checking_and_pricing(clock: Clock) -> None:
    assert allowance(clock, LARGE).search_s() == pytest.approx(60.0 * 0.75 - 3.6)


@pytest.mark.parametrize(
    ("items", "limit_s", "bound_s"), [(1_400, 60.0, 6.0), (3_000, 60.0, 9.0), (9_000, 60.0, 12.0), (9_000, 600.0, 30.0)]
)
def test_the_bound_is_given_more_where_there_is_more_to_relax(
    clock: Clock, items: int, limit_s: float, bound_s: float
) -> None:
    shared = allowance(clock, items, limit_s)
    assert shared.bound_s() == pytest.approx(bound_s)
    assert shared.search_s() == pytest.approx(limit_s * 0.95 - bound_s - items * 300e-6)


def test_checking_never_keeps_more_than_a_quarter_of_the_limit(clock: Clock) -> None:
    assert allowance(clock, 100 * LARGE).search_s() == pytest.approx(60.0 * 0.5)


@pytest.mark.parametrize("items", [SMALL, LARGE])
@pytest.mark.parametrize("limit_s", [15.0, 60.0, 600.0])
def test_steps_that_use_all_they_are_given_end_by_the_limit(clock: Clock, items: int, limit_s: float) -> None:
    shared = allowance(clock, items, limit_s)
    clock.now_s += shared.search_s()
    clock.now_s += items * 150e-6  # recovering the plan
    clock.now_s += shared.finish_s(0.25)
    clock.now_s += shared.finish_s(1.0)
    clock.now_s += items * 150e-6  # checking and pricing it
    clock.now_s += shared.bound_s()
    assert clock.now_s <= 1_000.0 + limit_s + 1e-6


def test_a_search_that_ends_late_leaves_less_for_what_follows(clock: Clock) -> None:
    shared = allowance(clock, SMALL)
    clock.now_s += 53.0
    assert shared.finish_s(1.0) == pytest.approx(1.0, abs=0.01)
    clock.now_s += 4.0
    assert shared.bound_s() == pytest.approx(3.0)


def test_a_late_search_on_a_large_problem_leaves_the_time_for_checking_too(clock: Clock) -> None:
    shared = allowance(clock, LARGE)
    clock.now_s += 45.0
    assert shared.finish_s(1.0) == pytest.approx(60.0 - 45.0 - 12.0 - 1.8)


def test_a_search_that_is_far_too_late_leaves_the_least(clock: Clock) -> None:
    shared = allowance(clock, SMALL)
    clock.now_s += 100.0
    assert shared.finish_s(1.0) == 0.25
    assert shared.bound_s() == 0.0


def test_a_search_that_ends_early_does_not_make_the_rest_longer(clock: Clock) -> None:
    shared = allowance(clock, SMALL)
    assert shared.finish_s(1.0) == pytest.approx(3.0)
    assert shared.bound_s() == pytest.approx(6.0)


def test_with_a_work_limit_what_follows_does_not_look_at_the_clock(clock: Clock) -> None:
    shared = allowance(clock, LARGE, work_limit=100)
    before = shared.finish_s(0.5), shared.bound_s()
    clock.now_s += 10_000.0
    assert (shared.finish_s(1.0), shared.bound_s()) == before
    assert before == (86_400.0, 12.0)


def test_a_bound_beside_the_search_takes_none_of_its_time(clock: Clock) -> None:
    shared = Allowance(SolveParams(time_limit_s=60.0, threads=2), 9_000, clock(), beside=True)
    assert shared.search_s() == pytest.approx(60.0 * 0.95 - 2.7)
    clock.now_s += shared.search_s() + 9_000 * 150e-6
    assert shared.finish_s(1.0) == pytest.approx(3.0)


@pytest.mark.parametrize(("items", "limit_s", "threads"), [(9_000, 60.0, 2), (10, 60.0, 2), (9_000, 600.0, 8)])
def test_a_bound_beside_the_search_lasts_as_long_as_it(clock: Clock, items: int, limit_s: float, threads: int) -> None:
    shared = Allowance(SolveParams(time_limit_s=limit_s, threads=threads), items, clock(), beside=True)
    assert shared.beside_s() == pytest.approx(shared.search_s())
