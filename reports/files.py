"""All files of a report, by name."""

from __future__ import annotations

from collections.abc import Sequence

from reports.catalogue import translator
from reports.day import Report
from reports.folder import GEOJSON, PAGE, TABLES, WORKBOOK
from reports.page import Side, compare_page_of, page_of
from reports.sheets.csvs import csv_files
from reports.sheets.geo import geojson_bytes
from reports.sheets.workbook import workbook_bytes


def report_files(report: Report, lang: str, version: str) -> dict[str, bytes]:
    """The page, the workbook, the map's data and the tables of one plan.

    Args:
        report: of the plan.
        lang: ``zh`` or ``en``.
        version: of the program, for the page's foot.
    """
    _ = translator(lang)
    tables = csv_files(report, _, lang)
    return {
        PAGE: page_of(report, lang, version).encode(),
        WORKBOOK: workbook_bytes(report, _, lang),
        GEOJSON: geojson_bytes(report),
        **{f"{TABLES}/{name}": content for name, content in tables.items()},
    }


def compare_files(sides: Sequence[Side], lang: str, version: str) -> dict[str, bytes]:
    """The page of several plans side by side."""
    return {PAGE: compare_page_of(sides, lang, version).encode()}
