"""Our van search on plain routing data: the one place where the public benchmarks meet the engine."""

from __future__ import annotations

import pyvrp

from benchmarks.killable import together
from benchmarks.routing_data import search


def improve(data: pyvrp.ProblemData, seconds: float, seed: int) -> pyvrp.Solution | None:
    """The better of two searches with different seeds, side by side; None if neither finds a feasible solution."""
    told = together([(search, (data, seconds, seed + number)) for number in range(2)], seconds)
    found = [solution for solution in told if solution is not None]
    return min(found, key=lambda solution: cost(solution), default=None)


def cost(solution: pyvrp.Solution) -> int:
    """What PyVRP minimises, for a feasible solution."""
    driven = solution.distance_cost() + solution.duration_cost()
    return int(driven + solution.fixed_vehicle_cost() + solution.uncollected_prizes())
