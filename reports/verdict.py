"""What the checker says of a plan, grouped by rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rich.table import Table

from optimizer.checker import Violation
from reports.terminal import table
from reports.text import count

MOST_SHOWN = 20
"""Violations of one rule that are printed; `--json` has them all."""


def verdict_table(violations: Sequence[Violation]) -> Table:
    """The violations of every rule, the first ones of each in full."""
    groups: dict[str, list[Violation]] = defaultdict(list)
    for violation in violations:
        groups[violation.rule].append(violation)
    rows: list[tuple[str, ...]] = []
    for rule, found in groups.items():
        for number, violation in enumerate(found[:MOST_SHOWN]):
            title = f"{rule} ({count(len(found))})" if number == 0 else ""
            rows.append((title, violation.where, f"{count(violation.amount)} {violation.unit}", violation.detail))
        if len(found) > MOST_SHOWN:
            rows.append(("", f"and {count(len(found) - MOST_SHOWN)} more", "", ""))
    return table(("rule", "where", "by how much", "in words"), rows, "llrl")


def verdict_dicts(violations: Sequence[Violation]) -> list[dict[str, object]]:
    """All violations as plain values, such as JSON holds."""
    return [
        {"rule": v.rule, "where": v.where, "amount": v.amount, "unit": v.unit, "detail": v.detail}
        for v in violations
    ]
