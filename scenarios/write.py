"""Writing a scenario's folder; reading it again gives an equal scenario."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from scenarios import schema
from scenarios.cells import CellError, read_cell, write_cell
from scenarios.chain import parse_toml, scenario_file
from scenarios.columns import Column, Table
from scenarios.errors import RoadpostError
from scenarios.faults import ScenarioError, shown
from scenarios.folders import text_files, write_folder
from scenarios.rows import belongs_to_travel
from scenarios.settings import ScenarioFile, to_sections, to_settings
from scenarios.types import Scenario

TOML_NAME = "scenario.toml"
EVERY_DAY = frozenset(range(1, 8))


class WriteError(RoadpostError):
    """A scenario cannot be written where it should go."""


def write_scenario(
    scenario: Scenario, folder: str | Path, *, overwrite: bool = False, beside: Mapping[str, str] | None = None
) -> Path:
    """Write a scenario's files; a reader sees the old folder or the new one, never half of one.

    Args:
        scenario: what to write.
        folder: where; folders above it are made.
        overwrite: whether a scenario that is already there may be replaced. Its files other than CSV tables and
            `scenario.toml`, such as a README, stay.
        beside: texts of more files that belong to it, by file name, such as notes.

    Returns:
        The folder's path.

    Raises:
        WriteError: the folder is not empty and may not be overwritten, or holds more than a scenario, or cannot
            be written; or a value would not be read again as it is. Nothing is written then.
    """
    target = Path(folder).resolve()
    texts = scenario_texts(scenario) | dict(beside or {})
    try:
        _refuse(target, overwrite)
        there = target.iterdir() if target.exists() else ()
        write_folder(target, text_files(texts), kept=[path for path in there if path.suffix.lower() != ".csv"])
    except OSError as error:
        raise WriteError(f"{folder} cannot be written: {error.strerror or error}") from error
    return Path(folder)


def refuse_folder(folder: str | Path) -> None:
    """Say before the work, not after it, that a scenario cannot be written where it should go.

    Raises:
        WriteError: the folder is not empty, or none.
    """
    try:
        _refuse(Path(folder).resolve(), overwrite=False)
    except OSError as error:
        raise WriteError(f"{folder} cannot be written: {error.strerror or error}") from error


def _refuse(target: Path, overwrite: bool) -> None:
    """Raise unless the target may be written."""
    if not target.exists():
        return
    if not target.is_dir():
        raise WriteError(f"{target} is not a folder")
    there = sorted(path.name for path in target.iterdir())
    if there and not overwrite:
        raise WriteError(f"{target} is not empty; nothing was written")
    if there and TOML_NAME not in there:
        raise WriteError(f"{target} holds other files and no {TOML_NAME}; nothing was written")
    folders = [name for name in there if (target / name).is_dir()]
    if folders:
        raise WriteError(f"{target} holds folders ({', '.join(folders)}); nothing was written")


def scenario_texts(scenario: Scenario) -> dict[str, str]:
    """Return the text of each file of a scenario, by file name; tables without rows that may be absent are.

    Raises:
        WriteError: a value would not be read again as it is.
    """
    travel = [link for link in scenario.links if belongs_to_travel(link)]
    links = [link for link in scenario.links if not belongs_to_travel(link)]
    calls = [
        {
            "run": run.id,
            "seq": seq,
            "arrive": call.arrive_s,
            "depart": call.depart_s,
            **_values(schema.CALLS, call),
        }
        for run in scenario.runs
        for seq, call in enumerate(run.calls)
    ]
    texts = {
        TOML_NAME: _toml(scenario),
        "places.csv": _csv(schema.PLACES, (_values(schema.PLACES, place) for place in scenario.places)),
        "links.csv": _csv(schema.LINKS, (_values(schema.LINKS, link) for link in links)),
        "consignments.csv": _csv(schema.CONSIGNMENTS, _consignments(scenario)),
    }
    if travel:
        texts["travel.csv"] = _csv(schema.TRAVEL, (_values(schema.TRAVEL, link) for link in travel))
    if scenario.runs:
        texts["runs.csv"] = _csv(schema.RUNS, _runs(scenario))
        texts["calls.csv"] = _csv(schema.CALLS, calls)
    if scenario.vans:
        texts["vans.csv"] = _csv(schema.VANS, (_values(schema.VANS, van) for van in scenario.vans))
    return texts


def _values(table: Table, item: object) -> dict[str, object]:
    """Return the values that stand in the item's attributes, by column name."""
    return {column.name: getattr(item, column.field) for column in table.columns if column.field}


def _runs(scenario: Scenario) -> Iterable[Mapping[str, object]]:
    for run in scenario.runs:
        # A blank would be read as no weekday where dates are given.
        every_day = run.weekdays == EVERY_DAY and not run.dates
        weekdays = None if every_day else run.weekdays
        yield {**_values(schema.RUNS, run), "fee_rmb": run.fee_urmb, "weekdays": weekdays}


def _consignments(scenario: Scenario) -> Iterable[Mapping[str, object]]:
    for item in scenario.consignments:
        yield {
            **_values(schema.CONSIGNMENTS, item),
            "kg": item.parcel_g * item.parcels,
            "litres": item.parcel_ml * item.parcels,
            "heaviest_kg": None if item.heaviest_g == item.parcel_g else item.heaviest_g,
            "unserved_rmb": None if item.unserved_urmb == scenario.settings.unserved_urmb else item.unserved_urmb,
        }


def _csv(table: Table, rows: Iterable[Mapping[str, object]]) -> str:
    """Return a table's text, without the columns that are blank in all rows."""
    listed = list(rows)
    columns = [column for column in table.columns if column.required or _says_more(table, column, listed)]
    cells = [_cells(table, column, [row[column.name] for row in listed]) for column in columns]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in columns)
    writer.writerows(zip(*cells, strict=True))
    return out.getvalue()


def _says_more(table: Table, column: Column, rows: Iterable[Mapping[str, object]]) -> bool:
    """Tell whether a column must be written: somewhere it differs from what a missing column means."""
    default = table.defaults[column.name]
    return any(row[column.name] != default for row in rows)


def _cells(table: Table, column: Column, values: Sequence[object]) -> list[str]:
    """Return a column's texts.

    Raises:
        WriteError: a value would not be read again as it is.
    """
    texts = {value: _text(table, column, value) for value in set(values)}
    return [texts[value] for value in values]


def _text(table: Table, column: Column, value: object) -> str:
    if not column.required and value == table.defaults[column.name]:
        return ""
    text = write_cell(column, value)
    try:
        again = read_cell(column, text) if text == text.strip() else None
    except CellError:
        again = None
    if not text or again != value:
        where = f"{table.name}.csv, column {column.name}"
        raise WriteError(f'{where}: "{shown(str(value))}" cannot be written, expected {column.expected}')
    return text


def _toml(scenario: Scenario) -> str:
    """Return the text of `scenario.toml`: every setting with its value and, as a comment, its meaning."""
    date, strategy = scenario.service_date.isoformat(), scenario.strategy.value
    top = {"name": scenario.name, "service_date": date, "strategy": strategy}
    if scenario.description:
        top["description"] = scenario.description
    lines = [f"{key} = {_toml_text(value)}" for key, value in top.items()]
    for section, values in to_sections(scenario.settings).items():
        model = ScenarioFile.model_fields[section].annotation
        assert isinstance(model, type)
        lines += ["", f"[{section}]"]
        for key, field in model.model_fields.items():
            if key in values:
                lines.append(f"{key} = {_toml_value(values[key])}  # {field.description}")
    text = "\n".join(lines) + "\n"
    try:
        same = to_settings(scenario_file([parse_toml(TOML_NAME, text)])) == scenario.settings
    except ScenarioError as error:
        raise WriteError(f"it could not be read again: {error}") from error
    if not same:
        raise WriteError(f"{TOML_NAME}: the settings have values that it cannot express")
    return text


def _toml_value(value: str | int | Decimal) -> str:
    return _toml_text(value) if isinstance(value, str) else format(value, "f" if isinstance(value, Decimal) else "d")


def _toml_text(text: str) -> str:
    # JSON's escapes are TOML's, but for the one control character that JSON leaves as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
