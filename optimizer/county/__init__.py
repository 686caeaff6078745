"""The county engine: hundreds of villages, buses and vans together."""

from optimizer.county.engine import crew_for, solve_county
from optimizer.county.worker import Crew

__all__ = ["Crew", "crew_for", "solve_county"]
