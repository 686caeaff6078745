"""The rules that a scenario must keep as a whole, and what is odd about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from scenarios.faults import Fault, ScenarioError
from scenarios.rows import Rows, rows_as_written
from scenarios.rules import demand, ids, odd, places, vehicles
from scenarios.rules.case import Case
from scenarios.types import Scenario

Rule = Callable[[Case], Iterable[Fault]]

RULES: tuple[Rule, ...] = (
    ids.ids_are_unique,
    ids.links_join_known_places,
    ids.calls_are_at_known_places,
    ids.vans_have_known_bases,
    ids.consignments_join_known_places,
    places.there_is_a_hub,
    places.places_open_before_they_close,
    places.midday_gaps_lie_within_opening_hours,
    places.links_lead_elsewhere,
    places.measured_links_have_minutes,
    places.places_with_parcels_are_connected,
    vehicles.runs_have_two_calls,
    vehicles.call_times_run_forward,
    vehicles.runs_of_a_block_do_not_overlap,
    vehicles.vans_are_based_where_goods_change_hands,
    vehicles.vans_leave_before_they_return,
    demand.there_is_demand,
    demand.consignments_go_elsewhere,
    demand.consignments_end_where_people_are,
    demand.consignments_are_ready_before_due,
    demand.heaviest_parcels_are_not_below_the_mean,
    demand.parcels_fit_some_vehicle,
)
ODDITIES: tuple[Rule, ...] = (
    odd.no_run_operates,
    odd.vehicles_of_the_strategy_are_missing,
    odd.vans_without_roads,
    odd.goods_without_vehicle,
    odd.weight_limits_without_weights,
    odd.links_faster_than_cars,
    places.villages_without_parcels_are_apart,
)


def validate(scenario: Scenario) -> Scenario:
    """Return the scenario if it keeps all rules.

    Raises:
        ScenarioError: with every fault, its file and row being those that `write_scenario` would write.
    """
    if faults := faults_in(scenario):
        raise ScenarioError(faults)
    return scenario


def faults_in(scenario: Scenario, rows: Rows | None = None) -> list[Fault]:
    """Return all faults of a scenario.

    Args:
        scenario: what to examine.
        rows: where its parts stand; None if it was not read from files.
    """
    return list(_apply(RULES, scenario, rows))


def warnings(scenario: Scenario, rows: Rows | None = None) -> list[Fault]:
    """Return what is odd about a scenario without faults.

    Args:
        scenario: what to examine.
        rows: where its parts stand; None if it was not read from files.
    """
    return list(_apply(ODDITIES, scenario, rows))


def _apply(rules: Iterable[Rule], scenario: Scenario, rows: Rows | None) -> Iterator[Fault]:
    case = Case(scenario, rows or rows_as_written(scenario))
    for rule in rules:
        yield from rule(case)
