"""Variants of a scenario by strategy and by brand; the scenario itself is never changed."""

from __future__ import annotations

from dataclasses import replace

from scenarios.types import Consignment, Scenario, Strategy


def with_strategy(scenario: Scenario, strategy: Strategy | str) -> Scenario:
    """Return the scenario under another strategy.

    Raises:
        ValueError: there is no such strategy.
    """
    return replace(scenario, strategy=Strategy(strategy))


def by_brand(scenario: Scenario) -> dict[str, Scenario]:
    """Return, for each brand in order of first appearance, the scenario with its consignments alone.

    Under `separate` each brand plans its own vans, so these parts can be solved one by one.
    """
    parts: dict[str, list[Consignment]] = {}
    for item in scenario.consignments:
        parts.setdefault(item.brand, []).append(item)
    return {brand: replace(scenario, consignments=tuple(items)) for brand, items in parts.items()}
