"""What the checker says of a plan, in short."""

from optimizer.checker import check
from optimizer.plan import Plan
from scenarios.types import Scenario


def spoken(scenario: Scenario, plan: Plan) -> list[tuple[str, int, str]]:
    """Rule, amount and unit of each violation, in the checker's order."""
    return [(one.rule, one.amount, one.unit) for one in check(scenario, plan)]
