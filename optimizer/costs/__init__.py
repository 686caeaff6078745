"""What a plan costs: `cost(scenario, plan)`. Here is also how both judges read a plan and find its roads."""

from optimizer.costs.parts import Costs, cost, cost_of

__all__ = ["Costs", "cost", "cost_of"]
