"""From checked tables to a `Scenario`: units are integers already, here rows become objects and calls join runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from scenarios import schema
from scenarios.columns import Table
from scenarios.faults import Fault, Hints
from scenarios.rows import Row, Rows
from scenarios.settings import ScenarioFile, Settings, to_settings
from scenarios.tables import Values
from scenarios.types import Call, Consignment, Link, Place, Run, Scenario, Strategy, VanType

EVERY_DAY = frozenset(range(1, 8))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A scenario as the tables say, where each value came from, and what did not fit together on the way."""

    scenario: Scenario
    rows: Rows
    faults: tuple[Fault, ...]


def parse_scenario(
    file: ScenarioFile, tables: Mapping[str, Values], strategy: Strategy | None = None
) -> Parsed:
    """Put a scenario together.

    Args:
        file: the settings.
        tables: by table name; a table that is not used is missing.
        strategy: instead of the file's.
    """
    settings = to_settings(file)
    links = tables.get("links"), tables.get("travel")
    runs, calls, faults = _runs(tables.get("runs"), tables.get("calls"), settings)
    scenario = Scenario(
        name=file.name,
        service_date=file.service_date,
        strategy=strategy or Strategy(file.strategy),
        settings=settings,
        places=tuple(Place(**row) for row in _fields(schema.PLACES, tables.get("places"))),
        links=_links(*links),
        runs=runs,
        vans=tuple(VanType(**row) for row in _fields(schema.VANS, tables.get("vans"))),
        consignments=_consignments(tables.get("consignments"), settings),
        description=file.description,
    )
    rows = Rows(
        places=_rows(tables.get("places")),
        links=[row for values in links for row in _rows(values)],
        runs=_rows(tables.get("runs")),
        vans=_rows(tables.get("vans")),
        consignments=_rows(tables.get("consignments")),
        calls=calls,
        files={name: values.file for name, values in tables.items()},
    )
    return Parsed(scenario, rows, tuple(faults))


def row_faults(tables: Mapping[str, Values]) -> list[Fault]:
    """Return the faults between cells of one row without which the row makes no sense."""
    calls = tables.get("calls")
    if calls is None:
        return []
    times = zip(calls.rows, calls.columns["arrive"], calls.columns["depart"], strict=True)
    return [
        Fault(calls.file, row, "arrive", "", "a time in arrive, in depart or in both")
        for row, arrive, depart in times
        if arrive is None and depart is None
    ]


def _rows(values: Values | None) -> list[Row]:
    return [(values.file, row) for row in values.rows] if values else []


def _fields(table: Table, values: Values | None) -> list[dict[str, Any]]:
    """Return, for each row, the values that go straight into the type, by field name."""
    if values is None:
        return []
    columns = [column for column in table.columns if column.field]
    fields = [column.field for column in columns]
    cells = (values.columns[column.name] for column in columns)
    return [dict(zip(fields, row, strict=True)) for row in zip(*cells, strict=True)]


def _links(links: Values | None, travel: Values | None) -> tuple[Link, ...]:
    measured = (
        {**row, "road_class": schema.MEASURED, "oneway": True} for row in _fields(schema.TRAVEL, travel)
    )
    return tuple(Link(**row) for row in (*_fields(schema.LINKS, links), *measured))


def _runs(
    runs: Values | None, calls: Values | None, settings: Settings
) -> tuple[tuple[Run, ...], list[list[Row]], list[Fault]]:
    """Return the runs with their calls in order, the rows of these calls, and calls that fit no run."""
    if runs is None or calls is None:
        return (), [], []
    by_run = _calls_by_run(calls)
    made, rows = [], []
    extra = zip(_fields(schema.RUNS, runs), runs.columns["fee_rmb"], runs.columns["weekdays"], strict=True)
    for fields, fee, weekdays in extra:
        own = by_run.get(fields["id"], [])
        if weekdays is None:
            weekdays = frozenset() if fields["dates"] else EVERY_DAY
        made.append(
            Run(
                **fields,
                calls=tuple(call for _, call, _ in own),
                fee_urmb=settings.bus_fee_urmb if fee is None else cast(int, fee),
                weekdays=cast(frozenset[int], weekdays),
            )
        )
        rows.append([row for _, _, row in own])
    return tuple(made), rows, _call_faults(calls, by_run, {run.id for run in made})


def _calls_by_run(calls: Values) -> dict[str, list[tuple[int, Call, Row]]]:
    """Return the calls of each run id as (seq, call, row), in order of seq."""
    by_run: dict[str, list[tuple[int, Call, Row]]] = defaultdict(list)
    keys = zip(*(calls.columns[name] for name in ("run", "seq", "arrive", "depart")), strict=True)
    for fields, row, (run, seq, arrive, depart) in zip(
        _fields(schema.CALLS, calls), _rows(calls), keys, strict=True
    ):
        arrive_s = cast(int, depart if arrive is None else arrive)
        depart_s = cast(int, arrive if depart is None else depart)
        call = Call(**fields, arrive_s=arrive_s, depart_s=depart_s)
        by_run[cast(str, run)].append((cast(int, seq), call, row))
    for own in by_run.values():
        own.sort(key=lambda item: (item[0], item[2][1]))
    return by_run


def _call_faults(
    calls: Values, by_run: Mapping[str, list[tuple[int, Call, Row]]], runs: set[str]
) -> list[Fault]:
    faults = []
    hints = Hints(runs)
    for run, own in by_run.items():
        if run not in runs:
            hint = hints(run)
            faults += [
                Fault(*row, "run", run, "the id of a run in the table of runs", hint) for _, _, row in own
            ]
        for (seq, _, before), (again, _, row) in pairwise(own):
            if seq == again:
                expected = f"a seq that no other call of run {run} has"
                faults.append(Fault(*row, "seq", str(seq), expected, f"row {before[1]} has it too"))
    return sorted(faults, key=lambda fault: fault.row or 0)


def _consignments(values: Values | None, settings: Settings) -> tuple[Consignment, ...]:
    """Return the consignments, totals divided among their parcels and rounded up."""
    if values is None:
        return ()
    names = ("kg", "litres", "heaviest_kg", "unserved_rmb")
    extra = zip(*(values.columns[name] for name in names), strict=True)
    made = []
    for fields, (total_g, total_ml, heaviest_g, unserved) in zip(
        _fields(schema.CONSIGNMENTS, values), extra, strict=True
    ):
        parcels = fields["parcels"]
        made.append(
            Consignment(
                **fields,
                parcel_g=-(-cast(int, total_g) // parcels),
                parcel_ml=-(-cast(int, total_ml) // parcels),
                heaviest_g=cast(int, heaviest_g or 0),
                unserved_urmb=settings.unserved_urmb if unserved is None else cast(int, unserved),
            )
        )
    return tuple(made)
