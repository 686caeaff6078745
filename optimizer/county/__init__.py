"""The county engine: hundreds of villages, buses and vans together."""

from optimizer.county.engine import solve_county

__all__ = ["solve_county"]
