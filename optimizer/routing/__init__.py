"""The routing engine: one OR-Tools routing model of the whole problem, then ruin and recreate with exact flows."""

from optimizer.routing.engine import solve_routing

__all__ = ["solve_routing"]
