"""Bounds in a process of their own: the same as in this one, told on the way, and lost with nothing else."""

import logging
import multiprocessing
from dataclasses import replace
from typing import Any

import pytest

from optimizer import Instance, Progress, SolveParams, check, solve
from optimizer.bounds import BoundsAside, lower_bound_urmb
from optimizer.bounds.both import lower_bounds_urmb
from optimizer.bounds.relaxation import visits_bound_urmb
from optimizer.separate import split_by_brand
from scenarios.generate import tiny_scenario
from scenarios.types import Strategy
from tests.core_builders import an_instance
from tests.optimizer.county_help import county

PATIENCE_S = 60.0
"""Enough for a process to load its libraries on a busy machine; nothing waits that long."""


def small() -> Instance:
    return an_instance(replace(tiny_scenario(3), strategy=Strategy.JOINT))


def test_brands_are_told_the_bounds_that_this_process_finds() -> None:
    parts = split_by_brand(an_instance(replace(tiny_scenario(3), strategy=Strategy.SEPARATE)))
    assert len(parts) > 1
    with BoundsAside(parts, 20.0) as aside:
        assert aside.told_urmb(PATIENCE_S) == [lower_bound_urmb(part, 10.0) for part in parts]


def test_better_and_better_bounds_are_told_up_to_the_one_returned() -> None:
    _, instance = county(40)
    told: list[int] = []
    (last,) = lower_bounds_urmb([instance], 3.0, lambda _, urmb: told.append(urmb))
    assert len(told) > 2
    assert told[1:] == sorted(told[1:])
    assert max(told) == last


def test_the_quick_bounds_of_all_brands_are_told_before_the_slow_one_of_any() -> None:
    """So that none is without, however short the time is."""
    _, instance = county(30)
    parts = split_by_brand(instance)
    told: list[tuple[int, int]] = []
    bounds = lower_bounds_urmb(parts, 3.0, lambda number, urmb: told.append((number, urmb)))
    assert len(parts) > 1
    assert told[: len(parts)] == [(number, visits_bound_urmb(part)) for number, part in enumerate(parts)]
    assert len(told) > len(parts)
    assert bounds == [max(urmb for at, urmb in told if at == number) for number in range(len(parts))]
    hurried = lower_bounds_urmb(parts, 0.0)
    assert all(urmb <= known for urmb, known in zip(hurried, bounds, strict=True))


def test_a_lost_process_leaves_the_bounds_told_before_and_nobody_waits_for_it() -> None:
    with BoundsAside([small()], 20.0) as aside:
        (child,) = multiprocessing.active_children()
        child.kill()
        assert aside.told_urmb(PATIENCE_S) == [0]
    assert multiprocessing.active_children() == []


def test_whoever_does_not_wait_hears_what_is_known() -> None:
    with BoundsAside([small()], 20.0) as aside:
        assert aside.told_urmb() == [0]


def test_a_failure_costs_the_bound_only_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    broken: Any = replace(small(), network=None)  # type: ignore[arg-type]
    with caplog.at_level(logging.WARNING), BoundsAside([broken], 20.0) as aside:
        assert aside.told_urmb(PATIENCE_S) == [0]
    assert "no better bound" in caplog.text


@pytest.mark.parametrize("threads", [1, 2])
def test_the_county_engine_has_a_bound_with_one_thread_and_beside_two(threads: int) -> None:
    scenario, instance = county(20)
    moments: list[Progress] = []
    result = solve(scenario, instance, SolveParams("county", time_limit_s=8.0, threads=threads), moments.append)
    assert result.plan is not None and check(scenario, result.plan) == []
    assert result.cost_urmb is not None and result.bound_urmb is not None
    assert 0.3 * result.cost_urmb < result.bound_urmb <= result.cost_urmb
    assert any(moment.bound_urmb is not None for moment in moments) == (threads > 1)
    assert all(moment.bound_urmb is None or moment.bound_urmb <= result.bound_urmb for moment in moments)


def test_with_a_short_limit_no_process_for_the_bound_is_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundsAside, "__enter__", lambda _: pytest.fail("a process was started"))
    scenario, instance = county(20)
    result = solve(scenario, instance, SolveParams("county", time_limit_s=2.5, threads=2))
    assert result.cost_urmb is not None and result.bound_urmb is not None
    assert 0 < result.bound_urmb <= result.cost_urmb


def test_without_a_process_for_the_bound_there_is_one_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    began = BoundsAside.__enter__

    def lost(self: BoundsAside) -> BoundsAside:
        before = set(multiprocessing.active_children())
        began(self)
        for child in set(multiprocessing.active_children()) - before:
            child.kill()
        return self

    monkeypatch.setattr(BoundsAside, "__enter__", lost)
    scenario, instance = county(20)
    result = solve(scenario, instance, SolveParams("county", time_limit_s=3.0, threads=2))
    assert result.cost_urmb is not None and result.bound_urmb is not None
    assert 0 < result.bound_urmb <= result.cost_urmb
