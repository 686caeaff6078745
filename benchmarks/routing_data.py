"""Public instances as PyVRP's data, PyVRP as shipped on them, and its solutions as plain routes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyvrp
from pyvrp.stop import MaxRuntime

from benchmarks.instances import Problem, rounded_up, scaled, whole
from benchmarks.killable import Tell

VEHICLE_PRICE = 10**7
"""Price of a vehicle where vehicles count before distance, in the thousandths given to solvers: 10,000 of the
instance's units, more than any van's distance. Of three prices tried (docs/benchmarks.md) PyVRP did best with it."""


def problem_data(problem: Problem) -> pyvrp.ProblemData:
    """PyVRP's data of an instance; what is not whole is rounded against the solver, so that its routes hold."""
    scale = scaled(problem)
    windows = [
        (whole(scale * early), whole(scale * late)) for early, late in zip(problem.ready, problem.due, strict=True)
    ]
    service = [whole(scale * value) for value in problem.service]
    pairs = list(problem.delivery_of.items())
    singles = [node for node in range(1, problem.customers + 1) if not pairs]
    reload: dict[str, Any] = {"reload_depots": [0]} if problem.kind == "mtvrptwr" else {}
    vehicles = pyvrp.VehicleType(
        problem.vehicles,
        [problem.capacity],
        fixed_cost=VEHICLE_PRICE if problem.kind == "pdptw" else 0,
        tw_early=windows[0][0],
        tw_late=windows[0][1],
        **reload,
    )
    distances: Any = [np.rint(scale * problem.distance).astype(np.int64)]
    durations: Any = [rounded_up(scale * problem.distance)]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(x, y) for x, y in problem.points],
        clients=[
            pyvrp.Client(
                node,
                [problem.demand[node]],
                [0],
                service[node],
                *windows[node],
                release_time=whole(scale * problem.release[node]),
            )
            for node in singles
        ],
        depots=[pyvrp.Depot(0)],
        vehicle_types=[vehicles],
        distance_matrices=distances,
        duration_matrices=durations,
        shipments=[
            pyvrp.Shipment(
                pickup, delivery, *windows[pickup], service[pickup], *windows[delivery], service[delivery],
                [problem.demand[pickup]],
            )
            for pickup, delivery in pairs
        ],
    )  # fmt: skip


def search(tell: Tell, data: pyvrp.ProblemData, seconds: float, seed: int) -> None:
    """PyVRP as shipped: its default parameters, until the time is over. Tells every better feasible solution."""

    class Teller(pyvrp.IteratedLocalSearchCallbacks):
        def on_best(self, best: pyvrp.Solution) -> None:
            if best.is_feasible():
                tell(best)

    params = pyvrp.SolveParams(ils=pyvrp.IteratedLocalSearchParams(callbacks=Teller()))
    result = pyvrp.solve(data, MaxRuntime(seconds), seed, collect_stats=False, display=False, params=params)
    if result.best.is_feasible():
        tell(result.best)


def routes_of(data: pyvrp.ProblemData, solution: pyvrp.Solution) -> list[list[list[int]]]:
    """A solution's routes in the instance's numbers, cut into trips."""
    clients, shipments = data.clients(), data.shipments()
    routes = []
    for route in solution.routes():
        trips: list[list[int]] = [[]]
        for activity in route.schedule():
            if activity.is_depot():
                trips.append([])
            elif activity.is_client():
                trips[-1].append(clients[activity.idx].location)
            else:
                step = shipments[activity.idx].pickup if activity.is_pickup() else shipments[activity.idx].delivery
                trips[-1].append(step.location)
        routes.append([trip for trip in trips if trip])
    return routes
