"""The construction: a first valid plan in seconds, at any size, and the fallback of every engine.

It builds several solutions - none, some or all of what could go by bus does, with one van visit a place or one a wave -
and returns the cheapest.
"""

from optimizer.construct.builder import construct, first_solution, solve_construct

__all__ = ["construct", "first_solution", "solve_construct"]
