"""From the bytes of a CSV file to a table of checked values; no path and no scenario is known here.

A table is read as text, row numbers kept as a spreadsheet shows them; pandera then checks every cell against the
column table of `scenarios.schema`, and all that it finds becomes faults.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from scenarios.cells import CellError, read_cell
from scenarios.columns import Column, Table
from scenarios.faults import Fault, ScenarioError, nearest

if TYPE_CHECKING:
    import pandas as pd

SAVE_AS_UTF8 = 'save it as "CSV UTF-8 (comma delimited)"'
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class Values:
    """The checked values of a table.

    Attributes:
        file: path as seen from the scenario's folder.
        rows: number of each row as a spreadsheet shows it.
        columns: by column name, one value a row; every column of the schema is there.
    """

    file: str
    rows: tuple[int, ...]
    columns: dict[str, list[object]]


def read_table(table: Table, file: str, content: bytes) -> Values:
    """Return the values of a CSV file.

    Args:
        table: which columns it must have.
        file: its path, for messages.
        content: its bytes: UTF-8 with or without BOM, or GB18030.

    Raises:
        ScenarioError: with all faults of the file.
    """
    frame = text_frame(table, file, decode(file, content))
    parsed = {column.name: _parse_distinct(table, column, frame) for column in table.columns}
    faults = _check(table, file, frame, parsed)
    if faults:
        raise ScenarioError(faults)
    values = {
        name: [parsed[name][text] for text in frame[name]]
        if name in frame
        else [table.defaults[name]] * len(frame)
        for name in parsed
    }
    return Values(file, tuple(int(row) for row in frame.index), values)


def decode(file: str, content: bytes) -> str:
    """Return the text of a file, which must be UTF-8 (with or without BOM) or GB18030.

    Raises:
        ScenarioError: it is neither, or not text at all.
    """
    if content.startswith(_UTF16_BOMS):
        raise ScenarioError([_fault(file, "UTF-16", "UTF-8 text", SAVE_AS_UTF8)])
    if b"\0" in content:
        row = content[: content.index(b"\0")].count(b"\n") + 1
        raise ScenarioError([Fault(file, row, "", "NUL byte", "UTF-8 text", SAVE_AS_UTF8)])
    marked = content.startswith(_UTF8_BOM)
    content = content.removeprefix(_UTF8_BOM)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        fault = Fault(
            file,
            row,
            "",
            f"bytes {content[error.start : error.start + 4].hex(' ')}",
            "UTF-8 or GB18030 text",
            SAVE_AS_UTF8,
        )
    if marked or _mostly_utf8(content):
        raise ScenarioError([fault])
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        raise ScenarioError([fault]) from None


def _mostly_utf8(content: bytes) -> bool:
    """Tell whether this is UTF-8 with some bytes spoilt, and so must not be taken for GB18030, which fits anything."""
    text = content.decode("utf-8", errors="replace")
    spoilt = text.count("\ufffd")
    good = sum(char > "\u07ff" for char in text) - spoilt
    return good > spoilt


def text_frame(table: Table, file: str, text: str) -> pd.DataFrame:
    """Return a CSV text as a table of strings, indexed by row number, without blank rows.

    Raises:
        ScenarioError: the header does not fit the schema, or a row does not fit the header.
    """
    # Here and not above: help and version should not wait for it.
    import pandas as pd

    records, faults = _records(file, text)
    if not records:
        raise ScenarioError(faults or [_fault(file, "", f"a header row: {_header_of(table)}", row=1)])
    header = _without_empty_end(records)
    faults += _header_faults(table, file, header)
    rows: list[int] = []
    kept: list[list[str]] = []
    for row, cells in records[1:]:
        if len(cells) < len(header) or any(cells[len(header) :]):
            faults.append(_ragged(file, row, len(cells), len(header)))
        rows.append(row)
        kept.append(cells[: len(header)])
    if faults:
        raise ScenarioError(faults)
    return pd.DataFrame(kept, index=rows, columns=header, dtype=object)


def _records(file: str, text: str) -> tuple[list[tuple[int, list[str]]], list[Fault]]:
    """Return the rows that are not blank, cells stripped, with their numbers; and a fault if the quoting is broken."""
    records = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                records.append((row, stripped))
    except csv.Error as error:
        hint = 'a quoted cell must end with a quote, and a quote inside it is written twice: ""'
        return records, [Fault(file, row + 1, "", str(error), "cells with matching quotes", hint)]
    return records, []


def _without_empty_end(records: list[tuple[int, list[str]]]) -> list[str]:
    """Return the header without the nameless columns at its end, such as spreadsheets leave there.

    Cells below them that are not blank are still found: their rows are longer than the header.
    """
    header = list(records[0][1])
    while not header[-1]:
        header.pop()
    return header


def _header_of(table: Table) -> str:
    return ",".join(column.name for column in table.columns if column.required)


def _header_faults(table: Table, file: str, header: list[str]) -> Iterator[Fault]:
    """Yield what is wrong with a header: another separator, unknown, repeated and missing columns."""
    known = [column.name for column in table.columns]
    if len(header) == 1:
        for separator, word in _SEPARATORS.items():
            if separator in header[0]:
                hint = f"its columns are separated by {word}: save it with commas"
                yield Fault(file, 1, "", header[0], "columns separated by commas", hint)
                return
    for name, times in Counter(header).items():
        if name not in known:
            expected = f"one of {', '.join(known)}"
            yield Fault(file, 1, name, name, expected, nearest(name, set(known) - set(header)))
        elif times > 1:
            yield Fault(file, 1, name, name, "a column only once", f"it is there {times} times")
    for column in table.columns:
        if column.required and column.name not in header:
            yield Fault(file, 1, column.name, "", f"a column {column.name} with {column.expected}")


def _ragged(file: str, row: int, cells: int, columns: int) -> Fault:
    hint = "put a cell that has a comma in it between quotes" if cells > columns else ""
    return Fault(file, row, "", f"{cells} cells", f"{columns} cells, as many as the header has", hint)


def _parse_distinct(table: Table, column: Column, frame: pd.DataFrame) -> dict[str, object]:
    """Return the value, or the `CellError`, of every different text of a column; most texts are there many times."""
    if column.name not in frame:
        return {}
    return {text: _parse(table, column, text) for text in dict.fromkeys(frame[column.name])}


def _parse(table: Table, column: Column, text: str) -> object:
    if not text:
        return CellError("the cell is blank") if column.required else table.defaults[column.name]
    try:
        return read_cell(column, text)
    except CellError as error:
        return error


def _check(table: Table, file: str, frame: pd.DataFrame, parsed: dict[str, dict[str, object]]) -> list[Fault]:
    """Return the faults of all cells, by row and column, as pandera finds them."""
    import pandera.pandas as pa

    checks = {
        column.name: pa.Column(
            checks=pa.Check(partial(_readable, parsed[column.name]), error=column.expected),
            required=column.required,
        )
        for column in table.columns
    }
    try:
        pa.DataFrameSchema(checks, strict=True).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        found = zip(cases["index"], cases["column"], cases["failure_case"], cases["check"], strict=True)
        order = {column.name: place for place, column in enumerate(table.columns)}
        return [
            Fault(file, int(row), column, text, expected, str(parsed[column][text]))
            for row, column, text, expected in sorted(found, key=lambda case: (case[0], order[case[1]]))
        ]
    return []


def _readable(parsed: dict[str, object], texts: pd.Series[str]) -> pd.Series[bool]:
    return texts.map(lambda text: not isinstance(parsed[text], CellError)).astype(bool)


def _fault(file: str, value: str, expected: str, hint: str = "", row: int | None = None) -> Fault:
    return Fault(file, row, "", value, expected, hint)
