"""CSV files that a spreadsheet opens right, and in which text is only text."""

import codecs
import csv
import io
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.catalogue import translator
from reports.day import Report
from reports.sheets.csvs import csv_bytes, csv_files, harmless
from reports.sheets.tables import Column, Kind, table, text


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_there_is_a_file_for_every_table(rich: Report) -> None:
    assert sorted(csv_files(rich, str, "en")) == [
        "appraisal.csv", "costs.csv", "coverage.csv", "invoices_brands.csv", "invoices_operators.csv",
        "left_behind.csv", "loading.csv", "manifests.csv", "payments_places.csv", "runs.csv", "segments.csv",
        "shelves.csv", "summary.csv", "transfers.csv", "van_stops.csv", "van_trips.csv", "villages.csv",
    ]  # fmt: skip


def test_files_are_the_same_in_every_language(rich: Report) -> None:
    zh = csv_files(rich, translator("zh"), "zh")
    en = csv_files(rich, translator("en"), "en")
    assert list(zh) == list(en)
    assert [len(read(data)) for data in zh.values()] == [len(read(data)) for data in en.values()]


def test_excel_is_told_that_it_is_unicode_and_chinese_comes_out_again(rich: Report) -> None:
    for data in csv_files(rich, translator("zh"), "zh").values():
        assert data.startswith(codecs.BOM_UTF8)
    assert read(csv_files(rich, translator("zh"), "zh")["runs.csv"])[0][0] == "班次"


def test_every_row_has_as_many_cells_as_the_heading(rich: Report) -> None:
    for name, data in csv_files(rich, translator("zh"), "zh").items():
        assert len({len(row) for row in read(data)}) == 1, name


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\u3000=1", "\r=1"])
def test_a_text_that_looks_like_a_formula_gets_an_apostrophe(name: str) -> None:
    (_, (cell,)) = read(csv_bytes(table("t", "T", [Column("name")], [(name,)])))
    assert cell.startswith("'")


def test_a_negative_figure_is_a_figure() -> None:
    (_, (cell,)) = read(csv_bytes(table("t", "T", [Column("spare", Kind.MINUTES)], [(-120,)])))
    assert cell == "-2"


@given(st.text(max_size=30))
def test_no_text_is_taken_for_a_formula(name: str) -> None:
    shown = harmless(name).strip(" \u00a0\u3000")
    assert shown[:1] not in tuple("=+-@\t\r")


def test_quotes_commas_and_line_breaks_stay_in_their_cell() -> None:
    (_, cells) = read(csv_bytes(table("t", "T", [Column("a"), Column("b")], [('a,"b"', "c\nd")])))
    assert cells == ['a,"b"', "c d"]


@pytest.mark.parametrize(
    ("kind", "cell", "shown"),
    [
        (Kind.TEXT, None, ""),
        (Kind.KG, 1_000, "1"),
        (Kind.KG, 1, "0.001"),
        (Kind.MONEY, 120, "1.20"),
        (Kind.PERCENT, Fraction(1, 2), "50"),
        (Kind.PERCENT, Fraction(2, 3), "66.6667"),
        (Kind.COUNT, 1_000, "1000"),
        (Kind.TIME, 90_000, "25:00"),
        (Kind.EXACT, 61, "00:01:01"),
        (Kind.MINUTES, 90, "1.5"),
    ],
)
def test_figures_are_written_exactly(kind: Kind, cell: int | Fraction | None, shown: str) -> None:
    assert text(kind, cell) == shown


def test_labels_of_bags_are_no_dates(rich: Report) -> None:
    # A spreadsheet takes 1-4 for the first of April.
    rows = read(csv_files(rich, str, "en")["manifests.csv"])
    assert not any("-" in row[rows[0].index("labels")] for row in rows[1:])
