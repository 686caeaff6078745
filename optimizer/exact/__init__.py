"""The exact engine: CP-SAT over the whole problem, for some eight consignments; the oracle of the tests."""

from optimizer.exact.engine import MOST_ON_BUSES, MOST_WITH_VANS, ExactLimitError, build_model, solve_exact

__all__ = ["MOST_ON_BUSES", "MOST_WITH_VANS", "ExactLimitError", "build_model", "solve_exact"]
