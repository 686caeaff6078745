"""`solve`: choose an engine, run it, judge its plan with the checker, and say what is known about the result."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from importlib.metadata import PackageNotFoundError, version

from optimizer.allowance import Allowance
from optimizer.bounds import BoundsAside, lower_bound_urmb
from optimizer.checker import Violation, check
from optimizer.costs import Costs, cost
from optimizer.engines import choose_engine, crew_of, prepare_engine, run_engine
from optimizer.finish import finish
from optimizer.instance import Instance
from optimizer.plan import Plan
from optimizer.result import EngineName, EngineResult, OnProgress, Progress, Result, SolveParams, Stopped
from optimizer.separate import join_plans, split_by_brand
from scenarios.types import Scenario, Strategy

_BESIDE_LEAST_S = 3.0
"""With a shorter limit a process for the bound is not ready in time, and only in the way of the search."""

_LIBRARIES = ("roadpost", "ortools", "numba", "numpy", "scipy", "networkx")


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
    parts = split_by_brand(instance) if instance.strategy is Strategy.SEPARATE else (instance,)
    engine = choose_engine(max(parts, key=lambda part: len(part.items)), params)
    prepare_engine(engine)
    began = time.monotonic()
    beside = engine == "county" and params.threads > 1 and params.time_limit_s >= _BESIDE_LEAST_S
    allowance = Allowance(params, len(instance.items), began, beside)
    with BoundsAside(parts, allowance.beside_s()) if allowance.beside else nullcontext() as aside:
        outcomes = _run_parts(parts, engine, params, allowance, _telling_bounds(on_progress, aside), stop)
        plans = [
            _finished(scenario, engine, part, outcome.plan, allowance.finish_s(share))
            for (part, share), outcome in zip(_shared(parts), outcomes, strict=True)
            if outcome.plan
        ]
        plan = join_plans(instance, plans) if len(plans) == len(parts) else None
        costs = None if plan is None else _priced(scenario, engine, plan)
        bound_urmb = _bound(parts, outcomes, allowance, aside)
    return Result(
        plan=plan,
        stopped=_why(outcomes),
        engine=engine,
        cost_urmb=None if costs is None else costs.total,
        bound_urmb=bound_urmb,
        cost_parts_urmb={} if costs is None else costs.parts(),
        seed=params.seed,
        threads=params.threads,
        seconds=time.monotonic() - began,
        versions=_versions(),
    )


def _priced(scenario: Scenario, engine: str, plan: Plan) -> Costs:
    """What a plan costs, once the checker has accepted it."""
    violations = check(scenario, plan)
    if violations:
        raise InvalidPlanError(engine, violations)
    return cost(scenario, plan)


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
    allowance: Allowance,
    on_progress: OnProgress | None,
    stop: Callable[[], bool] | None,
) -> list[EngineResult]:
    """Run the engine on each part, with its share of the remaining time."""
    outcomes = []
    with crew_of(engine, parts[0], params) as crew:
        for part, share in _shared(parts):
            limited = dataclasses.replace(params, time_limit_s=max(0.1, allowance.search_s() * share))
            outcomes.append(run_engine(engine, part, limited, on_progress, stop, crew))
    return outcomes


def _shared(parts: Sequence[Instance]) -> Iterator[tuple[Instance, float]]:
    """Each part with its share of the consignments from it on."""
    left = sum(len(part.items) for part in parts)
    for part in parts:
        yield part, len(part.items) / max(1, left)
        left -= len(part.items)


def _why(outcomes: Sequence[EngineResult]) -> Stopped:
    """The reason furthest from a proof among the parts."""
    order: tuple[Stopped, ...] = ("infeasible", "interrupted", "time limit", "work limit", "finished", "optimal")
    return min((outcome.stopped for outcome in outcomes), key=order.index, default="optimal")


def _telling_bounds(on_progress: OnProgress | None, aside: BoundsAside | None) -> OnProgress | None:
    """What hears of progress, with the bound known by then where an engine tells none."""
    if on_progress is None or aside is None:
        return on_progress

    def told(moment: Progress) -> None:
        known = aside.told_urmb()
        if moment.bound_urmb is None and all(known):
            moment = dataclasses.replace(moment, bound_urmb=sum(known))
        on_progress(moment)

    return told


def _bound(
    parts: Sequence[Instance], outcomes: Sequence[EngineResult], allowance: Allowance, aside: BoundsAside | None
) -> int:
    """The sum over the parts of the better of the engine's bound and the relaxation's.

    An engine's proof holds for the itineraries it was given, so it counts only where those were all there are. Whoever
    has asked to stop waits for a quick bound only.
    """
    total = 0
    hurried = _why(outcomes) == "interrupted"
    relaxed = [0] * len(parts) if aside is None else aside.told_urmb(0.0 if hurried else allowance.bound_s())
    each_s = 0.0 if hurried else allowance.bound_s() / len(parts)
    for part, outcome, relaxed_urmb in zip(parts, outcomes, relaxed, strict=True):
        known = outcome.bound_urmb if part.network.breadth.exhaustive else None
        if outcome.stopped == "optimal" and known is not None:
            total += known
        else:
            total += max(known or 0, relaxed_urmb or lower_bound_urmb(part, each_s))
    return total


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
