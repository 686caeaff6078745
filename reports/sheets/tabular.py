"""The tables of a report, all of them, in the order in which people look for them."""

from __future__ import annotations

from reports.catalogue import Translator
from reports.day import Report
from reports.sheets import bills, boards, moves, overview
from reports.sheets.names import Names
from reports.sheets.tables import Table


def all_tables(report: Report, _: Translator, language: str) -> list[Table]:
    """Every table; that of breaches only if there are any."""
    names = Names(report.scenario)
    tables = [
        overview.summary_table(report, language, _),
        overview.costs_table(report, _),
        overview.appraisal_table(report, _),
        moves.coverage_table(report, names, _),
        overview.left_table(report, names, _),
        moves.runs_table(report, names, _),
        moves.manifests_table(report, names, _),
        moves.segments_table(report, names, _),
        moves.trips_table(report, names, _),
        moves.van_stops_table(report, names, _),
        boards.loading_table(report, names, _),
        boards.transfers_table(report, names, _),
        boards.shelves_table(report, names, _),
        moves.villages_table(report, names, _),
        bills.brand_table(report, _),
        bills.operator_table(report, _),
        bills.places_table(report, names, _),
    ]
    if report.violations:
        tables.insert(1, overview.violations_table(report, _))
    return tables
