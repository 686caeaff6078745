"""What is odd about a scenario but no fault: it can be planned, though perhaps it is not what was meant."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.faults import Fault
from scenarios.rules.case import Case
from scenarios.rules.demand import rooms_for
from scenarios.types import Goods

FASTEST_KMH = 150


def no_run_operates(case: Case) -> Iterator[Fault]:
    """Buses may be used, there are shared runs, and none of them operates on the service date."""
    scenario = case.scenario
    shared = any(run.shared for run in scenario.runs)
    if scenario.strategy.uses_buses and shared and not scenario.runs_today():
        expected = "a day on which a shared run operates"
        yield Fault("scenario.toml", None, "service_date", scenario.service_date.isoformat(), expected)


def vehicles_of_the_strategy_are_missing(case: Case) -> Iterator[Fault]:
    """The strategy uses buses or vans, and there are none."""
    scenario = case.scenario
    if scenario.strategy.uses_buses and not any(run.shared for run in scenario.runs):
        expected = f"at least one shared run for strategy {scenario.strategy}"
        yield Fault(case.rows.file("runs"), None, "", "", expected)
    if scenario.strategy.uses_vans and not any(van.number for van in scenario.vans):
        expected = f"at least one van for strategy {scenario.strategy}"
        yield Fault(case.rows.file("vans"), None, "", "", expected)


def vans_without_roads(case: Case) -> Iterator[Fault]:
    """There are vans for the strategy but no road."""
    scenario = case.scenario
    if scenario.strategy.uses_vans and scenario.vans and not scenario.links:
        yield Fault(case.rows.file("links"), None, "", "", "at least one road for the vans")


def goods_without_vehicle(case: Case) -> Iterator[Fault]:
    """No van and no run of the day may carry a class of goods that is there: all of it will be left behind."""
    seen: set[Goods] = set()
    for item, row in zip(case.scenario.consignments, case.rows.consignments, strict=True):
        if item.goods not in seen and not rooms_for(case.scenario, item.goods):
            expected = f"a vehicle that may carry {item.goods} goods"
            yield Fault(*row, "goods", item.goods, expected, "all of them will be left behind")
        seen.add(item.goods)


def weight_limits_without_weights(case: Case) -> Iterator[Fault]:
    """Roads have weight limits, and a van without a gross mass passes all of them."""
    if any(link.max_gross_kg is not None for link in case.scenario.links):
        for van, row in zip(case.scenario.vans, case.rows.vans, strict=True):
            if not van.gross_kg:
                expected = "the mass of the loaded vehicle, because some roads have a weight limit"
                yield Fault(*row, "gross_kg", "", expected)


def links_faster_than_cars(case: Case) -> Iterator[Fault]:
    """Given kilometres and minutes make a speed that no van reaches: a unit may be mistaken."""
    for link, row in zip(case.scenario.links, case.rows.links, strict=True):
        if link.duration_ms is not None and link.length_m * 3600 > FASTEST_KMH * link.duration_ms:
            kmh = link.length_m * 3600 // link.duration_ms
            yield Fault(*row, "minutes", f"{kmh} km/h", f"at most {FASTEST_KMH} km/h", "check the units")
