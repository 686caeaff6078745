"""The county engine: hundreds of villages, buses and vans together."""

from optimizer.county.engine import solve_county
from optimizer.county.worker import Crew

__all__ = ["Crew", "solve_county"]
