"""All that a report says of one plan, worked out once: `report_of(scenario, plan, record)`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from optimizer.checker import Violation, check
from optimizer.costs import Costs, cost_of
from optimizer.costs.reading import Reading
from optimizer.plan import Plan, PlanRecord
from reports.day.appraisal import Indicator, appraisal
from reports.day.manifests import Manifest, manifests
from reports.day.money import Item, accounts, charges
from reports.day.stations import StationBoard, station_boards
from reports.day.trips import TripSheet, trip_sheets
from reports.day.villages import VillageDay, village_days
from reports.journeys import Journey, journeys_of, releases
from reports.measures import Measures, measure
from scenarios.types import Scenario, Strategy


@dataclass(frozen=True, slots=True)
class Report:
    """One plan as sheets, workbook and page show it.

    Attributes:
        scenario: under the plan's strategy, which may be another than the one in its files.
        reading: the plan read against the scenario, for what the tables do not hold, such as roads.
        record: what `plan.json` says beside the plan; None for a plan that was never written.
        violations: the checker's verdict on plan and record; none if the plan is valid.
        journeys: the way of every parcel, load by load.
        accounts: lines in fen, which sum to the plan's cost however they are grouped.
    """

    scenario: Scenario
    plan: Plan
    reading: Reading = field(repr=False, compare=False)
    record: PlanRecord | None
    costs: Costs
    measures: Measures
    violations: tuple[Violation, ...]
    journeys: tuple[Journey, ...]
    manifests: tuple[Manifest, ...]
    trips: tuple[TripSheet, ...]
    stations: tuple[StationBoard, ...]
    villages: tuple[VillageDay, ...]
    accounts: tuple[Item, ...]
    appraisal: tuple[Indicator, ...]


def report_of(scenario: Scenario, plan: Plan, record: PlanRecord | None = None) -> Report:
    """Work out a report, from the scenario and the plan alone. Never raises for a plan that breaks rules."""
    if plan.strategy in tuple(Strategy):
        scenario = replace(scenario, strategy=Strategy(plan.strategy))
    reading = Reading(scenario, plan)
    costs, measures = cost_of(reading), measure(scenario, plan)
    violations = tuple(check(scenario, plan, record))
    journeys = journeys_of(reading)
    buses = manifests(reading)
    vans = trip_sheets(reading, releases(reading, journeys))
    return Report(
        scenario=scenario,
        plan=plan,
        reading=reading,
        record=record,
        costs=costs,
        measures=measures,
        violations=violations,
        journeys=journeys,
        manifests=buses,
        trips=vans,
        stations=station_boards(reading, buses, vans, journeys),
        villages=village_days(reading),
        accounts=accounts(charges(reading, journeys), costs),
        appraisal=appraisal(reading, journeys, buses, measures, costs, violations),
    )
