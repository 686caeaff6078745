"""`solve`: choose an engine, run it, judge its plan with the checker, and say what is known about the result."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version

from optimizer.bounds import lower_bound_urmb
from optimizer.checker import Violation, check
from optimizer.costs import cost
from optimizer.engines import choose_engine, run_engine
from optimizer.finish import finish
from optimizer.instance import Instance
from optimizer.plan import Plan
from optimizer.result import EngineName, EngineResult, OnProgress, Result, SolveParams, Stopped
from optimizer.separate import join_plans, split_by_brand
from scenarios.types import Scenario, Strategy

_LIBRARIES = ("roadpost", "ortools", "pyvrp", "numpy", "scipy", "networkx")
_FINISH_SHARE = 0.05
"""Share of the time limit for placing what an engine left behind; with a work limit there is no hurry, or plans would
not repeat."""

_NO_HURRY_S = 86_400.0

_BOUND_MOST_S = 30.0

_BOUND_SHARE = 0.1
"""Share of the time limit kept for proving a bound."""


class InvalidPlanError(Exception):
    """Our bug: an engine returned a plan that the checker refuses. Carries the violations."""

    def __init__(self, engine: str, violations: Sequence[Violation]) -> None:
        told = "; ".join(map(str, violations[:5]))
        super().__init__(f"engine {engine} returned a plan with {len(violations)} violations: {told}")
        self.violations = tuple(violations)


def solve(
    scenario: Scenario,
    instance: Instance,
    params: SolveParams,
    on_progress: OnProgress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Result:
    """The best plan found for an instance of the scenario, judged by the checker, with its cost and a lower bound.

    ``stop`` is polled; once it is true the best plan so far is returned.

    Raises:
        InvalidPlanError: a plan breaks a rule (a bug of ours; never a matter of the input).
    """
    began = time.monotonic()
    parts = split_by_brand(instance) if instance.strategy is Strategy.SEPARATE else (instance,)
    engine = choose_engine(max(parts, key=lambda part: len(part.items)), params)
    outcomes = _run_parts(parts, engine, params, on_progress, stop)
    patience_s = params.time_limit_s * _FINISH_SHARE if params.work_limit is None else _NO_HURRY_S
    plans = [
        _finished(scenario, engine, part, outcome.plan, patience_s)
        for part, outcome in zip(parts, outcomes, strict=True)
        if outcome.plan
    ]
    plan = join_plans(instance, plans) if len(plans) == len(parts) else None
    parts_urmb: dict[str, int] = {}
    total: int | None = None
    if plan is not None:
        violations = check(scenario, plan)
        if violations:
            raise InvalidPlanError(engine, violations)
        costs = cost(scenario, plan)
        parts_urmb, total = costs.parts(), costs.total
    return Result(
        plan=plan,
        stopped=_why(outcomes),
        engine=engine,
        cost_urmb=total,
        bound_urmb=_bound(parts, outcomes, params),
        cost_parts_urmb=parts_urmb,
        seed=params.seed,
        threads=params.threads,
        seconds=time.monotonic() - began,
        versions=_versions(),
    )


def _finished(scenario: Scenario, engine: str, part: Instance, plan: Plan, patience_s: float) -> Plan:
    """The finished plan of a part; what an engine returned must make sense enough to be finished."""
    try:
        return finish(part, plan, patience_s)
    except (AssertionError, IndexError, KeyError, StopIteration, ValueError) as error:
        # What is left behind is told by `finish` only, so a plan before it is always short of parcels.
        violations = [one for one in check(scenario, plan) if one.rule not in ("conservation", "flow", "unserved")]
        if violations:
            raise InvalidPlanError(engine, violations) from error
        raise


def _run_parts(
    parts: Sequence[Instance],
    engine: EngineName,
    params: SolveParams,
    on_progress: OnProgress | None,
    stop: Callable[[], bool] | None,
) -> list[EngineResult]:
    """Run the engine on each part, with a share of the remaining time that goes by its consignments."""
    ends = time.monotonic() + params.time_limit_s * (1 - _BOUND_SHARE - _FINISH_SHARE)
    outcomes = []
    for number, part in enumerate(parts):
        share = len(part.items) / max(1, sum(len(later.items) for later in parts[number:]))
        limited = dataclasses.replace(params, time_limit_s=max(0.1, (ends - time.monotonic()) * share))
        outcomes.append(run_engine(engine, part, limited, on_progress, stop))
    return outcomes


def _why(outcomes: Sequence[EngineResult]) -> Stopped:
    """The reason furthest from a proof among the parts."""
    order: tuple[Stopped, ...] = ("infeasible", "interrupted", "time limit", "work limit", "finished", "optimal")
    return min((outcome.stopped for outcome in outcomes), key=order.index, default="optimal")


def _bound(parts: Sequence[Instance], outcomes: Sequence[EngineResult], params: SolveParams) -> int:
    """The sum over the parts of the better of the engine's bound and the relaxation's.

    An engine's proof holds for the itineraries it was given, so it counts only where those were all there are.
    """
    limit_s = min(_BOUND_MOST_S, max(1.0, params.time_limit_s * _BOUND_SHARE)) / len(parts)
    total = 0
    for part, outcome in zip(parts, outcomes, strict=True):
        known = outcome.bound_urmb if part.network.breadth.exhaustive else None
        if outcome.stopped == "optimal" and known is not None:
            total += known
        else:
            total += max(known or 0, lower_bound_urmb(part, limit_s))
    return total


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
