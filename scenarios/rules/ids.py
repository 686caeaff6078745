"""Rules on ids: each stands for one thing, and what is named is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenarios.faults import Fault
from scenarios.rows import Row
from scenarios.rules.case import Case


def ids_are_unique(case: Case) -> Iterator[Fault]:
    """Two rows of one table do not have the same id."""
    scenario, rows = case.scenario, case.rows
    yield from _repeated([place.id for place in scenario.places], rows.places)
    yield from _repeated([run.id for run in scenario.runs], rows.runs)
    yield from _repeated([van.id for van in scenario.vans], rows.vans)
    yield from _repeated([item.id for item in scenario.consignments], rows.consignments)


def _repeated(ids: Sequence[str], rows: Sequence[Row]) -> Iterator[Fault]:
    first: dict[str, Row] = {}
    for name, row in zip(ids, rows, strict=True):
        if name in first:
            yield Fault(*row, "id", name, "an id that no other row has", f"row {first[name][1]} has it too")
        first.setdefault(name, row)


def links_join_known_places(case: Case) -> Iterator[Fault]:
    """Both ends of a road are places."""
    for link, row in zip(case.scenario.links, case.rows.links, strict=True):
        if link.from_place not in case.places:
            yield case.unknown_place(row, "from", link.from_place)
        if link.to_place not in case.places:
            yield case.unknown_place(row, "to", link.to_place)


def calls_are_at_known_places(case: Case) -> Iterator[Fault]:
    """A run stops at places."""
    for run, rows in zip(case.scenario.runs, case.rows.calls, strict=True):
        for call, row in zip(run.calls, rows, strict=True):
            if call.place not in case.places:
                yield case.unknown_place(row, "place", call.place)


def vans_have_known_bases(case: Case) -> Iterator[Fault]:
    """A van's base is a place."""
    for van, row in zip(case.scenario.vans, case.rows.vans, strict=True):
        if van.base not in case.places:
            yield case.unknown_place(row, "base", van.base)


def consignments_join_known_places(case: Case) -> Iterator[Fault]:
    """A consignment's origin and destination are places."""
    for item, row in zip(case.scenario.consignments, case.rows.consignments, strict=True):
        if item.origin not in case.places:
            yield case.unknown_place(row, "origin", item.origin)
        if item.destination not in case.places:
            yield case.unknown_place(row, "destination", item.destination)
