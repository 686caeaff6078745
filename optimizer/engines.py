"""Which engine suits which size, and how each is called. Engines are imported when used: they load slow libraries."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.construct import first_solution, solve_construct
from optimizer.instance import Instance
from optimizer.plan import Plan
from optimizer.recover import recover
from optimizer.result import EngineName, EngineResult, OnProgress, SolveParams
from optimizer.solution import cost_urmb
from optimizer.vans import Shortfall

if TYPE_CHECKING:
    from optimizer.county import Crew

_EXACT_ITEMS = 12
"""Up to this many consignments the exact engine mostly proves the best plan within seconds."""

_ROUTING_ITEMS = 120
"""Up to this many consignments the routing model is at least as good as the county engine (docs/engines.md)."""

_COUNTY_LEAST_S = 2.0
"""With less time the county engine's processes are hardly ready before it is over, and only in the way."""

Stop = Callable[[], bool]


def choose_engine(instance: Instance, params: SolveParams) -> EngineName:
    """The engine asked for, or for `auto` the one that suits the size; where `county` has no time, `construct`."""
    engine = _by_size(instance) if params.engine == "auto" else params.engine
    hurried = params.work_limit is None and params.time_limit_s < _COUNTY_LEAST_S
    return "construct" if engine == "county" and hurried else engine


def _by_size(instance: Instance) -> EngineName:
    if len(instance.items) <= _EXACT_ITEMS:
        return "exact"
    if len(instance.items) <= _ROUTING_ITEMS:
        return "routing"
    return "county" if instance.fleets else "construct"


def prepare_engine(engine: EngineName) -> None:
    """Have what an engine compiles compiled: 20 seconds once on a machine, a second later; not part of any limit."""
    if engine == "county":
        from optimizer.ruin import warm_up

        warm_up()


def crew_of(engine: EngineName, instance: Instance, params: SolveParams) -> AbstractContextManager[Crew | None]:
    """The workers of an engine that has any; they get ready once for all instances with the vans of this one."""
    if engine != "county":
        return nullcontext()
    from optimizer.county import crew_for

    return crew_for(instance, params)


def run_engine(
    engine: EngineName,
    instance: Instance,
    params: SolveParams,
    on_progress: OnProgress | None = None,
    stop: Stop | None = None,
    crew: Crew | None = None,
) -> EngineResult:
    """Run one engine on an instance of one brand, or of pooled brands; ``crew`` is kept for the next one."""
    if engine == "exact" and params.engine == "auto":
        return _exact_else_routing(instance, params, on_progress, stop)
    if engine == "exact":
        from optimizer.exact import solve_exact

        return solve_exact(instance, params, on_progress, stop)
    if engine == "routing":
        from optimizer.routing import solve_routing

        began = time.monotonic()
        start = first_solution(instance, params)
        left_s = params.time_limit_s - (time.monotonic() - began)
        return solve_routing(instance, replace(params, time_limit_s=max(0.1, left_s)), on_progress, stop, start)
    if engine == "county":
        from optimizer.county import solve_county

        return solve_county(instance, params, on_progress, stop, crew)
    return solve_construct(instance, params, on_progress, stop)


def _exact_else_routing(
    instance: Instance, params: SolveParams, on_progress: OnProgress | None, stop: Stop | None
) -> EngineResult:
    """The proved best plan, or, if half the time does not suffice for the proof, the better of two engines' plans."""
    half = replace(params, time_limit_s=params.time_limit_s / 2)
    exact = run_engine("exact", instance, replace(half, engine="exact"), on_progress, stop)
    if exact.stopped in ("optimal", "interrupted") and exact.plan is not None:
        return exact
    other = run_engine("routing", instance, half, on_progress, stop)
    if exact.plan is None or other.plan is None:
        return EngineResult(exact.plan or other.plan, other.stopped, exact.bound_urmb)
    better = min((exact.plan, other.plan), key=lambda plan: _price(instance, plan))
    return EngineResult(better, other.stopped, exact.bound_urmb)


def _price(instance: Instance, plan: Plan) -> float:
    cost = cost_urmb(instance, recover(instance, plan))
    return float("inf") if isinstance(cost, Shortfall) else cost
