"""A thin, typed layer over OR-Tools' routing library, which comes without types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

FIRST = routing_enums_pb2.FirstSolutionStrategy
HEURISTIC = routing_enums_pb2.LocalSearchMetaheuristic
Matrix = list[list[int]]


class RoutingSolver:
    """One routing model: nodes 0.., each vehicle starts and ends at a node of its own choice."""

    def __init__(self, nodes: int, starts: Sequence[int]) -> None:
        self.manager: Any = pywrapcp.RoutingIndexManager(nodes, len(starts), list(starts), list(starts))
        self.model: Any = pywrapcp.RoutingModel(self.manager)
        self.vehicles = len(starts)
        self.solver: Any = self.model.solver()

    def index(self, node: int) -> int:
        """The library's index of a node that is no start."""
        return int(self.manager.NodeToIndex(node))

    def matrix(self, values: Matrix) -> int:
        """Register a value for every pair of nodes."""
        return int(self.model.RegisterTransitMatrix(values))

    def vector(self, values: list[int]) -> int:
        """Register a value for every node."""
        return int(self.model.RegisterUnaryTransitVector(values))

    def dimension(
        self, name: str, transits: Sequence[int], slack: int, capacities: Sequence[int], from_zero: bool
    ) -> Any:
        """A quantity that grows along routes by one registered transit a vehicle."""
        self.model.AddDimensionWithVehicleTransitAndCapacity(list(transits), slack, list(capacities), from_zero, name)
        return self.model.GetDimensionOrDie(name)

    def active(self, node: int) -> Any:
        """The variable that says whether a node is visited."""
        return self.model.ActiveVar(self.index(node))

    def at_most(self, terms: Sequence[tuple[int, Any]], limit: int) -> None:
        """Sum of coefficient x variable <= limit."""
        self.solver.Add(self.solver.ScalProd([var for _, var in terms], [factor for factor, _ in terms]) <= limit)

    def any_of(self, variables: Sequence[Any]) -> Any:
        """1 if any of the variables is 1."""
        return self.solver.Max(list(variables)).Var()

    def soft_span(self, dimension: Any, free: int, cost: int, vehicle: int) -> None:
        """A price for what a vehicle's span is longer than ``free``."""
        dimension.SetSoftSpanUpperBoundForVehicle(pywrapcp.BoundCost(free, cost), vehicle)

    def parameters(self, first: int, heuristic: int, time_limit_s: float, solutions: int | None) -> Any:
        """Search parameters; all operators that suit pickups and deliveries with alternatives are on."""
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = first
        parameters.local_search_metaheuristic = heuristic
        parameters.time_limit.FromMilliseconds(max(1, int(time_limit_s * 1000)))
        parameters.lns_time_limit.FromMilliseconds(100)
        if solutions is not None:
            parameters.solution_limit = solutions
        return parameters

    def routes(self, assignment: Any) -> list[list[int]]:
        """Nodes of every vehicle's route, without its start and end."""
        found = []
        for vehicle in range(self.vehicles):
            route, at = [], assignment.Value(self.model.NextVar(self.model.Start(vehicle)))
            while not self.model.IsEnd(at):
                route.append(int(self.manager.IndexToNode(at)))
                at = assignment.Value(self.model.NextVar(at))
            found.append(route)
        return found

    def solve(self, parameters: Any, routes: list[list[int]] | None, on_solution: Callable[[], None]) -> Any:
        """Search from given routes or from nothing; None if nothing was found."""
        self.model.CloseModelWithParameters(parameters)
        self.model.AddAtSolutionCallback(on_solution)
        if routes is not None:
            known = self.model.ReadAssignmentFromRoutes(
                [[self.index(node) for node in route] for route in routes], True
            )
            if known is not None:
                return self.model.SolveFromAssignmentWithParameters(known, parameters)
        return self.model.SolveWithParameters(parameters)
