"""All tables of a report as CSV files that a spreadsheet opens right, Chinese and all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from reports.catalogue import Translator
from reports.day import Report
from reports.sheets.tables import Cell, Column, Kind, Table, text
from reports.sheets.tabular import all_tables

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_files(report: Report, _: Translator, language: str) -> dict[str, bytes]:
    """The tables of a report as files by name.

    UTF-8 with a byte order mark, because Excel takes a CSV file without one for the local encoding. A text that a
    spreadsheet could take for a formula gets an apostrophe in front.
    """
    return {f"{table.name}.csv": csv_bytes(table) for table in all_tables(report, _, language)}


def csv_bytes(table: Table) -> bytes:
    """One table: headings, then rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(harmless(_heading(column)) for column in table.columns)
    writer.writerows(_cells(table.columns, row) for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _heading(column: Column) -> str:
    return f"{column.title}, %" if column.kind is Kind.PERCENT else column.title


def _cells(columns: Iterable[Column], row: tuple[Cell, ...]) -> list[str]:
    pairs = zip(columns, row, strict=True)
    return [harmless(cell) if isinstance(cell, str) else text(column.kind, cell) for column, cell in pairs]


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless(" @x"), harmless("a=b")
    ("'=1+1", "' @x", 'a=b')
    """
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(_FORMULA) else text
