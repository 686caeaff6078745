"""What to do: the instance, the engines, the plan, its checker, its costs and its bound."""

from optimizer.checker import Violation, check
from optimizer.costs import Costs, cost
from optimizer.instance import Instance, build_instance
from optimizer.plan import BusLoad, Plan, PlanRecord, Unserved, VanLoad, VanStop
from optimizer.plan_io import read_plan, write_plan
from optimizer.result import ParameterError, Progress, Result, SolveParams
from optimizer.solve import InvalidPlanError, solve

__all__ = [
    "BusLoad",
    "Costs",
    "Instance",
    "InvalidPlanError",
    "ParameterError",
    "Plan",
    "PlanRecord",
    "Progress",
    "Result",
    "SolveParams",
    "Unserved",
    "VanLoad",
    "VanStop",
    "Violation",
    "build_instance",
    "check",
    "cost",
    "read_plan",
    "solve",
    "write_plan",
]
