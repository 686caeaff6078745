"""What is written into files sums to the plan, to the parcel and the fen: read back from CSV and from the workbook."""

import csv
import io
from collections import Counter
from decimal import Decimal

from hypothesis import given, settings
from openpyxl import load_workbook

from reports.catalogue import translator
from reports.day import Report
from reports.sheets.csvs import csv_files
from reports.sheets.workbook import workbook_bytes
from tests.reports.random_plans import any_reports, valid_reports

en = translator("en")


def rows(report: Report, name: str) -> list[dict[str, str]]:
    text = csv_files(report, en, "en")[f"{name}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def parcels(found: list[dict[str, str]]) -> int:
    return sum(int(row["parcels"]) for row in found)


def fen(found: list[dict[str, str]]) -> int:
    return int(sum(Decimal(row["RMB"]) for row in found) * 100)


@settings(max_examples=15, deadline=None)
@given(any_reports())
def test_csv_files_sum_to_the_plan(report: Report) -> None:
    sound = report.reading.sieve.bus_loads
    on = [row for row in rows(report, "manifests") if row["load or unload"] == "load"]
    off = [row for row in rows(report, "manifests") if row["load or unload"] == "unload"]
    assert parcels(on) == sum(row.parcels for row in sound if not row.came_aboard)
    assert parcels(off) == sum(row.parcels for row in sound if not row.stays_aboard)
    assert parcels(rows(report, "runs")) == parcels(on)
    vans = sum(row.parcels for row in report.reading.sieve.van_loads)
    assert parcels(rows(report, "van_trips")) == vans
    assert sum(int(row["deliver: parcels"]) for row in rows(report, "van_stops")) == vans
    assert fen(rows(report, "invoices_brands")) == report.costs.total_fen
    in_fen = report.costs.in_fen()
    assert fen(rows(report, "invoices_operators")) == in_fen["bus_fees"]
    to_places = in_fen["handling"] + in_fen["sorting"] + in_fen["commission"]
    assert fen(rows(report, "payments_places")) == to_places


@settings(max_examples=15, deadline=None)
@given(any_reports())
def test_the_table_of_costs_sums_both_ways(report: Report) -> None:
    table = rows(report, "costs")
    ways = [key for key in table[0] if key not in ("part", "total", "share, %")]
    total = next(row for row in table if row["part"] == "total")
    parts = [row for row in table if row["part"] not in ("total", "parcels", "RMB per parcel")]
    for column in (*ways, "total"):
        assert sum(Decimal(row[column]) for row in parts) == Decimal(total[column])
    for row in (*parts, total):
        assert sum(Decimal(row[way]) for way in ways) == Decimal(row["total"])
    assert Decimal(total["total"]) * 100 == report.costs.total_fen


@settings(max_examples=8, deadline=None)
@given(valid_reports)
def test_forms_of_the_workbook_sum_to_the_plan(report: Report) -> None:
    book = load_workbook(io.BytesIO(workbook_bytes(report, en, "en")))
    sums: Counter[str] = Counter()
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            if "put on, total" in row:
                sums["buses"] += row[9]
            elif sheet.title.count("trip") and "total" in row:
                sums["vans"] += row[8]
                assert row[6] == row[8], "all that is taken on is handed over"
            elif row[0] == "to pay":
                kind = "brands" if sheet.title.startswith("Invoice") else "operators"
                sums[kind] += round(row[3] * 100)
    plan, in_fen = report.plan, report.costs.in_fen()
    assert sums["buses"] == sum(row.parcels for row in plan.bus_loads if not row.came_aboard)
    assert sums["vans"] == sum(row.parcels for row in plan.van_loads)
    assert sums["brands"] == report.costs.total_fen - in_fen["lateness"] - in_fen["unserved"]
    assert sums["operators"] == in_fen["bus_fees"]
