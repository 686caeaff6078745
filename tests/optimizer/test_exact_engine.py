"""The exact engine as an engine: limits, progress, interruption, hints, reproducible plans."""

from __future__ import annotations

import dataclasses
import time

import pytest

from optimizer.checker import check
from optimizer.costs import cost
from optimizer.exact import MOST_WITH_VANS, ExactLimitError, solve_exact
from optimizer.plan import Plan
from optimizer.result import Progress, SolveParams
from scenarios.generate import tiny_scenario
from scenarios.types import Consignment, Scenario, Strategy
from tests.builders import consignment, county, link, places, van
from tests.optimizer.exact_help import instance_of, optimum

BUSY = 28
"""A tiny scenario of one van and two trips whose proof takes some ten seconds."""


def many(count: int, **more: object) -> Scenario:
    goods = [consignment(f"c{n}", "H", "AB"[n % 2], 3) for n in range(count)]
    return county(
        places(hub="H", villages="A B"),
        [link("H", "A"), link("H", "B")],
        (),
        [van("car", "H", 2, max_trips=2, fixed_urmb=1_000_000)],
        goods,
        None,
        **{"strategy": "joint", **more},
    )


def test_too_many_consignments_are_refused_with_the_way_out() -> None:
    instance = instance_of(many(MOST_WITH_VANS + 1))
    with pytest.raises(ExactLimitError, match="at most 12 consignments where vans may be used, and there are 13"):
        solve_exact(instance, SolveParams())
    with pytest.raises(ExactLimitError, match="--engine routing"):
        solve_exact(instance, SolveParams())


def test_any_size_gives_a_bound_that_holds() -> None:
    scenario = many(MOST_WITH_VANS + 4)
    result = solve_exact(instance_of(scenario), SolveParams(time_limit_s=20), any_size=True)
    assert result.plan is not None and result.bound_urmb is not None
    assert check(scenario, result.plan) == []
    assert 0 < result.bound_urmb <= cost(scenario, result.plan).total


def test_an_instance_of_separate_holds_one_brand() -> None:
    scenario = many(2, strategy="separate")
    mixed = [dataclasses.replace(c, brand=c.id) for c in scenario.consignments]
    with pytest.raises(ValueError, match="every brand is an instance of its own"):
        solve_exact(instance_of(dataclasses.replace(scenario, consignments=tuple(mixed))), SolveParams())
    assert optimum(scenario)[1] == 1_000_000 + 6 * 450_000


def test_nothing_to_carry_costs_nothing() -> None:
    plan, total = optimum(many(0))
    assert total == 0
    assert plan == Plan("joint")


def test_unreachable_goods_are_left_behind() -> None:
    scenario = many(1)
    settings = dataclasses.replace(scenario.settings, leave_unreachable=True)
    plan, total = optimum(dataclasses.replace(scenario, links=(), settings=settings))
    assert plan.left_behind() == {"c0": 3}
    assert total == 60_000_000


def test_progress_is_told_with_falling_costs_and_rising_bounds() -> None:
    told: list[Progress] = []
    result = solve_exact(instance_of(tiny_scenario(0)), SolveParams(), on_progress=told.append)
    costs = [progress.cost_urmb for progress in told if progress.cost_urmb is not None]
    bounds = [progress.bound_urmb for progress in told if progress.bound_urmb is not None]
    assert costs == sorted(costs, reverse=True)
    assert bounds == sorted(bounds)
    assert costs[-1] == result.bound_urmb
    assert {progress.engine for progress in told} == {"exact"}


def test_stop_ends_the_search_soon_with_the_best_plan_so_far() -> None:
    found: list[Progress] = []
    scenario, began = tiny_scenario(BUSY), time.monotonic()
    result = solve_exact(
        instance_of(scenario), SolveParams(time_limit_s=60, threads=1), found.append, stop=lambda: bool(found)
    )
    assert time.monotonic() - began < 10
    assert result.stopped == "interrupted"
    assert result.plan is not None and result.bound_urmb is not None
    assert check(scenario, result.plan) == []
    assert result.bound_urmb <= cost(scenario, result.plan).total


def test_ctrl_c_reaches_the_caller() -> None:
    def press(_: Progress) -> None:
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        solve_exact(instance_of(tiny_scenario(BUSY)), SolveParams(time_limit_s=60, threads=1), press)
    assert time.monotonic() - began < 10


def test_one_thread_and_a_work_limit_give_the_same_plan_again() -> None:
    scenario = tiny_scenario(BUSY)
    params = SolveParams(time_limit_s=60, work_limit=150, threads=1, seed=7)
    first, again = (solve_exact(instance_of(scenario), params) for _ in range(2))
    assert first.stopped == "work limit"
    assert first.plan is not None
    assert (first.plan, first.bound_urmb) == (again.plan, again.bound_urmb)
    assert check(scenario, first.plan) == []


def test_a_time_limit_is_kept() -> None:
    began = time.monotonic()
    result = solve_exact(instance_of(tiny_scenario(BUSY)), SolveParams(time_limit_s=0.5, threads=1))
    assert time.monotonic() - began < 5
    assert result.stopped == "time limit"


@pytest.mark.parametrize("seed", [0, 17, 21])
def test_a_hint_is_found_again_at_once(seed: int) -> None:
    instance = instance_of(tiny_scenario(seed))
    best = solve_exact(instance, SolveParams(time_limit_s=60))
    told: list[Progress] = []
    again = solve_exact(instance, SolveParams(threads=1), told.append, hint=best.plan)
    assert again.bound_urmb == best.bound_urmb
    assert told[0].cost_urmb == best.bound_urmb


def parcels(consignments: tuple[Consignment, ...]) -> int:
    return sum(c.parcels for c in consignments)


@pytest.mark.parametrize("seed", range(24))
def test_tiny_scenarios_are_solved_to_a_proof(seed: int) -> None:
    scenario = tiny_scenario(seed)
    if scenario.strategy is Strategy.SEPARATE:
        brand = scenario.consignments[0].brand
        kept = tuple(c for c in scenario.consignments if c.brand == brand)
        scenario = dataclasses.replace(scenario, consignments=kept)
    plan, total = optimum(scenario)
    left = plan.left_behind()
    assert 0 <= total <= sum(c.parcels * c.unserved_urmb for c in scenario.consignments)
    assert sum(left.values()) <= parcels(scenario.consignments)
