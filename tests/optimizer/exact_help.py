"""Ask the exact engine and hold its answer against the judges."""

from __future__ import annotations

from networks import build_network
from networks.network import EXHAUSTIVE
from optimizer.checker import check
from optimizer.costs import cost
from optimizer.exact import solve_exact
from optimizer.instance import Instance, build_instance
from optimizer.plan import Plan
from optimizer.result import SolveParams
from scenarios.types import Scenario

RMB = 1_000_000


def instance_of(scenario: Scenario) -> Instance:
    """The instance with every itinerary there is."""
    return build_instance(scenario, build_network(scenario, EXHAUSTIVE))


def optimum(scenario: Scenario) -> tuple[Plan, int]:
    """The proven cheapest plan and its cost; the checker must accept it and the costs must agree."""
    result = solve_exact(instance_of(scenario), SolveParams(time_limit_s=60, threads=2))
    assert result.stopped == "optimal"
    assert result.plan is not None
    assert check(scenario, result.plan) == []
    assert cost(scenario, result.plan).total == result.bound_urmb
    assert result.bound_urmb is not None
    return result.plan, result.bound_urmb
