"""Seeded counties of any size from 3 to 2,000 villages, and tiny scenarios for tests of the engines."""

from scenarios.generate.county import generate_county
from scenarios.generate.spec import CountySpec
from scenarios.generate.tiny import tiny_scenario

__all__ = ["CountySpec", "generate_county", "tiny_scenario"]
