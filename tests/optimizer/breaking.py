"""Ways to break a plan or its county: small functions that change one thing and leave the rest."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from optimizer.plan import Plan
from scenarios.types import Scenario

Case = tuple[Scenario, Plan]
Break = Callable[[Case], Case]


@dataclass(frozen=True)
class Broken:
    """A broken plan: a sentence, what breaks it, and what the checker must say.

    Attributes:
        says: the rule, amount and unit expected.
        also: rules that speak too, since they are broken by the same change; no other may.
    """

    sentence: str
    breaks: tuple[Break, ...]
    says: tuple[str, int, str]
    also: frozenset[str] = frozenset()


def broken(sentence: str, *breaks: Break, says: tuple[str, int, str], also: str = "") -> Broken:
    """A `Broken` with the other rules in words."""
    return Broken(sentence, breaks, says, frozenset(also.split()))


def rows(table: str, change: Callable[[Any], Any], /, **match: Any) -> Break:
    """Replace the rows of a plan's table whose fields have the given values; ``None`` removes one."""

    def apply(case: Case) -> Case:
        scenario, plan = case
        old = getattr(plan, table)
        hits = [row for row in old if all(getattr(row, name) == value for name, value in match.items())]
        assert hits, f"no row of {table} with {match}"
        new = [change(row) if row in hits else row for row in old]
        return scenario, dataclasses.replace(plan, **{table: tuple(row for row in new if row is not None)})

    return apply


def bus(run: str, consignment: str, /, **changes: Any) -> Break:
    """Change bus loads."""
    return rows("bus_loads", setting(changes), run=run, consignment=consignment)


def stop(van: str, trip: int, seq: int, /, **changes: Any) -> Break:
    """Change a van stop."""
    return rows("van_stops", setting(changes), van=van, trip=trip, seq=seq)


def load(consignment: str, /, **changes: Any) -> Break:
    """Change van loads."""
    return rows("van_loads", setting(changes), consignment=consignment)


def unserved(consignment: str, /, **changes: Any) -> Break:
    """Change rows of parcels left behind."""
    return rows("unserved", setting(changes), consignment=consignment)


def drop(table: str, /, **match: Any) -> Break:
    """Remove rows."""
    return rows(table, lambda row: None, **match)


def later(van: str, trip: int, first: int, seconds: int) -> Break:
    """Shift all times of a trip from a stop on, so that the times still agree with each other."""

    def shifted(row: Any) -> Any:
        if row.seq < first:
            return row
        times = {name: getattr(row, name) + seconds for name in ("arrive_s", "begin_s", "depart_s")}
        return dataclasses.replace(row, **times)

    return rows("van_stops", shifted, van=van, trip=trip)


def add(table: str, *new: Any) -> Break:
    """Add rows."""
    return lambda case: (case[0], dataclasses.replace(case[1], **{table: getattr(case[1], table) + new}))


def strategy(name: str) -> Break:
    """Call the plan another strategy's."""
    return lambda case: (case[0], dataclasses.replace(case[1], strategy=name))


def county(table: str, id: str, /, **changes: Any) -> Break:
    """Change a place, run, van type or consignment of the county."""

    def apply(case: Case) -> Case:
        scenario, plan = case
        old = getattr(scenario, table)
        assert any(item.id == id for item in old), f"no {id} in {table}"
        new = tuple(dataclasses.replace(item, **changes) if item.id == id else item for item in old)
        return dataclasses.replace(scenario, **{table: new}), plan

    return apply


def call(run: str, position: int, /, **changes: Any) -> Break:
    """Change a call of a run."""

    def apply(case: Case) -> Case:
        scenario, plan = case
        calls = list(next(item.calls for item in scenario.runs if item.id == run))
        calls[position] = dataclasses.replace(calls[position], **changes)
        return county("runs", run, calls=tuple(calls))((scenario, plan))

    return apply


def settings(**changes: Any) -> Break:
    """Change settings."""

    def apply(case: Case) -> Case:
        new = dataclasses.replace(case[0].settings, **changes)
        return dataclasses.replace(case[0], settings=new), case[1]

    return apply


def road(start: str, end: str, /, **changes: Any) -> Break:
    """Change a road, or without changes take it away."""

    def apply(case: Case) -> Case:
        links = case[0].links
        assert any((item.from_place, item.to_place) == (start, end) for item in links)
        new = []
        for item in links:
            if (item.from_place, item.to_place) != (start, end):
                new.append(item)
            elif changes:
                new.append(dataclasses.replace(item, **changes))
        return dataclasses.replace(case[0], links=tuple(new)), case[1]

    return apply


def setting(changes: dict[str, Any]) -> Callable[[Any], Any]:
    """A function that replaces fields; a callable value is given the old one."""

    def change(row: Any) -> Any:
        new = {name: v(getattr(row, name)) if callable(v) else v for name, v in changes.items()}
        return dataclasses.replace(row, **new)

    return change
