"""The independent judge of plans: `check(scenario, plan)` from the scenario and the plan alone.

It knows no engine, instance or network; it reads the plan's rows, finds its own roads and counts for itself.
"""

from optimizer.checker.verdict import RULES, check
from optimizer.checker.violation import Violation

__all__ = ["RULES", "Violation", "check"]
