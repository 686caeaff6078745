"""What the user says: scenario folders, read, checked and written."""

from scenarios.digest import digest
from scenarios.errors import RoadpostError
from scenarios.faults import Fault, ScenarioError
from scenarios.read import find_folder, read_scenario, read_with_warnings
from scenarios.settings import Settings
from scenarios.strategies import by_brand, with_strategy
from scenarios.types import (
    Call,
    Consignment,
    Goods,
    Link,
    Place,
    PlaceKind,
    Run,
    Scenario,
    Strategy,
    VanType,
)
from scenarios.validate import validate, warnings
from scenarios.write import WriteError, write_scenario

__all__ = [
    "Call",
    "Consignment",
    "Fault",
    "Goods",
    "Link",
    "Place",
    "PlaceKind",
    "RoadpostError",
    "Run",
    "Scenario",
    "ScenarioError",
    "Settings",
    "Strategy",
    "VanType",
    "WriteError",
    "by_brand",
    "digest",
    "find_folder",
    "read_scenario",
    "read_with_warnings",
    "validate",
    "warnings",
    "with_strategy",
    "write_scenario",
]
