"""A plan's folder: `plan.json` with the record, and one CSV table for each kind of row.

Anyone can read the files without this program: times are written HH:MM:SS, money also in RMB, and the tables open
in a spreadsheet. What a column holds stands in `optimizer.plan_tables`, which reader and writer follow.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from optimizer.plan import Plan, PlanRecord
from optimizer.plan_tables import TABLES
from scenarios.cells import CellError, read_cell, write_cell
from scenarios.columns import Column, Kind, Table
from scenarios.errors import RoadpostError
from scenarios.faults import Fault, ScenarioError, shown
from scenarios.folders import text_files, write_folder
from scenarios.tables import decode, read_table
from scenarios.units import RMB

RECORD = "plan.json"
FILES = (RECORD, *(f"{table.name}.csv" for table in TABLES))
FORMAT = "roadpost plan 1"
# A plan that is being replaced is not there for an instant; a reader waits that long before it says so.
ATTEMPTS, PAUSE_S = 20, 0.01
# Left by file managers and spreadsheets: not worth keeping, and no reason to refuse.
_CLUTTER = (".", "~$", "Thumbs.db", "desktop.ini")


class PlanError(RoadpostError):
    """A plan's folder that cannot be read, with all faults found.

    Attributes:
        faults: all of them, in the order of the files and rows.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class PlanWriteError(RoadpostError):
    """A plan cannot be written where it should go."""


def write_plan(folder: str | Path, plan: Plan, record: PlanRecord) -> Path:
    """Write a plan's files; a reader sees the old plan or the new one, never half of one.

    Args:
        folder: where; folders above it are made. A plan that is there already is replaced.
        plan: what to write, in canonical order.
        record: what `plan.json` says of it.

    Returns:
        The folder's path.

    Raises:
        PlanWriteError: the folder holds something else than a plan, or cannot be written, or a value cannot.
        ValueError: plan and record name different strategies.
    """
    target = Path(folder).resolve()
    texts = plan_texts(plan, record)
    try:
        refuse_target(target)
        write_folder(target, text_files(texts))
    except OSError as error:
        raise PlanWriteError(f"{folder} cannot be written: {error.strerror or error}") from error
    return Path(folder)


def refuse_target(folder: str | Path) -> None:
    """Ask before a long search whether a plan may be written to a folder.

    Raises:
        PlanWriteError: unless there is nothing yet, or an empty folder, or a plan and nothing else.
    """
    target = Path(folder)
    if not target.exists():
        return
    if not target.is_dir():
        raise PlanWriteError(f"{target} is not a folder; nothing was written")
    there = sorted(path.name for path in target.iterdir() if not path.name.startswith(_CLUTTER))
    others = [name for name in there if name not in FILES]
    if others:
        some = ", ".join(others[:3]) + (" .." if len(others) > 3 else "")
        raise PlanWriteError(f"{target} holds other files than a plan's ({some}); nothing was written")
    if there and RECORD not in there:
        raise PlanWriteError(f"{target} holds files ({', '.join(there)}) but no {RECORD}; nothing was written")


def plan_texts(plan: Plan, record: PlanRecord) -> dict[str, str]:
    """The text of each file of a plan, by file name.

    Raises:
        PlanWriteError: a value would not be read again as it is.
        ValueError: plan and record name different strategies.
    """
    if plan.strategy != record.strategy:
        raise ValueError(f"the plan's strategy is {plan.strategy}, its record's {record.strategy}")
    ordered = plan.sorted()
    tables = {f"{table.name}.csv": _csv(table, getattr(ordered, table.name)) for table in TABLES}
    return {RECORD: _json(record), **tables}


def _json(record: PlanRecord) -> str:
    """The record as JSON. Exact RMB stand beside all money, so that nobody has to count zeros."""
    content: dict[str, Any] = {"format": FORMAT}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        content[field.name] = value
        if field.name == "cost_parts_urmb":
            content["cost_parts_rmb"] = {part: RMB.write(urmb) for part, urmb in value.items()}
        elif field.name.endswith("_urmb"):
            content[field.name.replace("_urmb", "_rmb")] = None if value is None else RMB.write(value)
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _csv(table: Table, rows: Iterable[object]) -> str:
    """A table's text."""
    listed = list(rows)
    cells = [_cells(table, column, [getattr(row, column.field) for row in listed]) for column in table.columns]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows(zip(*cells, strict=True))
    return out.getvalue()


def _cells(table: Table, column: Column, values: list[object]) -> list[str]:
    texts = {value: _text(table, column, value) for value in set(values)}
    return [texts[value] for value in values]


def _text(table: Table, column: Column, value: object) -> str:
    """A cell's text, tried by reading it again: what cannot be read must not be written."""
    if value == "" and not column.required:
        return ""
    text = _clock(cast(int, value)) if column.kind is Kind.TIME else write_cell(column, value)
    try:
        good = text == text.strip() and bool(text) and read_cell(column, text) == value
    except CellError:
        good = False
    if not good:
        where = f"{table.name}.csv, column {column.name}"
        raise PlanWriteError(f'{where}: "{shown(str(value))}" cannot be written, expected {column.expected}')
    return text


def _clock(time_s: int) -> str:
    """HH:MM:SS; the hours may pass 24.

    >>> _clock(90_061)
    '25:01:01'
    """
    minutes, seconds = divmod(time_s, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def read_plan(folder: str | Path) -> tuple[Plan, PlanRecord]:
    """Read a plan's folder.

    Raises:
        PlanError: with all faults of all files. Whether the plan makes sense is for the checker to say.
    """
    contents = _contents(Path(folder))
    faults = [
        Fault(name, None, "", "", "this file of the plan") for name, content in contents.items() if content is None
    ]
    record = None
    rows: dict[str, tuple[Any, ...]] = {}
    for name, content in contents.items():
        if content is None:
            continue
        try:
            if name == RECORD:
                record = _record(decode(name, content))
            else:
                rows[name] = _rows(name, content)
        except (ScenarioError, PlanError) as error:
            faults.extend(error.faults)
    if faults or record is None:
        raise PlanError(faults)
    return Plan(record.strategy, *(rows[name] for name in FILES[1:])).sorted(), record


def _contents(folder: Path) -> dict[str, bytes | None]:
    """The bytes of all files, or None for a missing one, all from one and the same plan.

    Raises:
        PlanError: there is no such folder, or it cannot be read.
    """
    for _ in range(ATTEMPTS):
        try:
            before = _identity(folder)
            contents = {name: _bytes(folder / name) for name in FILES}
            if before is not None and before == _identity(folder):
                return contents
        except OSError as error:
            raise PlanError([Fault(str(folder), None, "", str(error), "a plan's folder")]) from error
        time.sleep(PAUSE_S)
    raise PlanError([Fault(str(folder), None, "", "", "a plan's folder")])


def _identity(folder: Path) -> tuple[int, int, int] | None:
    """What changes when another folder takes this one's place, or its files go."""
    try:
        there = folder.stat()
    except FileNotFoundError:
        return None
    return there.st_dev, there.st_ino, there.st_mtime_ns


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _rows(name: str, content: bytes) -> tuple[Any, ...]:
    table = next(table for table in TABLES if f"{table.name}.csv" == name)
    values = read_table(table, name, content).columns
    fields = [column.field for column in table.columns]
    columns = [values[column.name] for column in table.columns]
    return tuple(table.row_type(**dict(zip(fields, cells, strict=True))) for cells in zip(*columns, strict=True))


class _RecordFile(BaseModel):
    """What `plan.json` must hold; figures in RMB are for people and not read."""

    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False)

    format: str = Field(pattern=f"^{FORMAT}$")
    scenario: str
    digest: str
    strategy: str
    engine: str
    seed: int
    threads: int
    stopped: str
    seconds: float
    cost_urmb: int
    bound_urmb: int | None
    cost_parts_urmb: dict[str, int]
    versions: dict[str, str]
    summary: dict[str, Any] = {}


def _record(text: str) -> PlanRecord:
    try:
        found = _RecordFile.model_validate_json(text)
    except ValidationError as error:
        raise PlanError(_record_fault(details) for details in error.errors()) from None
    return PlanRecord(**{field.name: getattr(found, field.name) for field in dataclasses.fields(PlanRecord)})


def _record_fault(details: ErrorDetails) -> Fault:
    field = ".".join(map(str, details["loc"]))
    if details["type"] == "missing":
        return Fault(RECORD, None, field, "", "a value")
    if details["type"] == "json_invalid":
        return Fault(RECORD, None, "", details["msg"].removeprefix("Invalid JSON: "), "JSON text")
    found = shown(str(details["input"]))
    return Fault(RECORD, None, field, found, details["msg"].removeprefix("Input should be "))
