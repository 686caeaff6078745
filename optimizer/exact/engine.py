"""`solve_exact`: the whole problem of docs/model.md as one CP-SAT model, the oracle of the tests."""

from __future__ import annotations

from collections.abc import Callable

from optimizer.exact.buses import add_buses
from optimizer.exact.days import add_days
from optimizer.exact.extract import extract_plan
from optimizer.exact.hints import add_hints
from optimizer.exact.model import Model
from optimizer.exact.objective import add_objective
from optimizer.exact.scope import build_scope
from optimizer.exact.search import search
from optimizer.exact.storage import add_storage
from optimizer.exact.transfers import add_transfers
from optimizer.exact.trips import add_trips
from optimizer.instance import Instance
from optimizer.plan import Plan
from optimizer.result import EngineResult, OnProgress, SolveParams
from scenarios.errors import RoadpostError
from scenarios.types import Strategy

MOST_WITH_VANS = 12
MOST_ON_BUSES = 60


class ExactLimitError(RoadpostError):
    """The instance has more consignments than the exact engine takes; the message says the limit and the way out."""


def solve_exact(
    instance: Instance,
    params: SolveParams,
    on_progress: OnProgress | None = None,
    stop: Callable[[], bool] | None = None,
    hint: Plan | None = None,
    *,
    any_size: bool = False,
) -> EngineResult:
    """The cheapest of all plans, with the proof if the limits allow.

    "All" are the itineraries that the instance's network holds: build it with `networks.network.EXHAUSTIVE` for an
    oracle. In `separate` an instance holds one brand. With one thread and a ``work_limit`` (a step is about a
    millisecond's work) the same seed gives the same plan. ``bound_urmb`` is valid whenever the search stops.

    Raises:
        ExactLimitError: too many consignments; ``any_size`` tries all the same (its bound is valid too).
    """
    if not any_size:
        _refuse_large(instance)
    if instance.strategy is Strategy.SEPARATE and len({item.brand for item in instance.items}) > 1:
        raise ValueError("in `separate` every brand is an instance of its own")
    model = build_model(instance)
    if hint is not None:
        add_hints(model, hint)
    found = search(model.cp, params, on_progress, stop)
    plan = extract_plan(model, found.solver.value) if found.has_plan else None
    return EngineResult(plan, found.stopped, found.bound_urmb)


def build_model(instance: Instance) -> Model:
    """The CP-SAT model of an instance."""
    model = Model(instance, build_scope(instance))
    add_buses(model)
    add_trips(model)
    add_days(model)
    add_transfers(model)
    add_storage(model)
    add_objective(model)
    return model


def _refuse_large(instance: Instance) -> None:
    most = MOST_WITH_VANS if instance.fleets else MOST_ON_BUSES
    count = len(instance.items)
    if count > most:
        where = "where vans may be used" if instance.fleets else "on buses alone"
        raise ExactLimitError(
            f"the exact engine takes at most {most} consignments {where}, and there are {count}; use --engine routing"
        )
