"""The workbook: a sheet for everything that somebody carries, links that lead there, A4, and text that is only text."""

import io
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from optimizer.plan import Plan
from reports.catalogue import translator
from reports.day import Report, report_of
from reports.sheets.book import LONGEST_NAME, Book, sheet_name
from reports.sheets.tables import Column, Kind, table
from reports.sheets.workbook import workbook_bytes
from tests.builders import call, consignment, county, places, run
from tests.optimizer.rich_plan import rich_county

en = translator("en")


@pytest.fixture(scope="module")
def book(rich: Report) -> Workbook:
    return load_workbook(io.BytesIO(workbook_bytes(rich, en, "en")))


def texts(book: Workbook, sheet: str) -> set[str]:
    return {cell.value for row in book[sheet].iter_rows() for cell in row if isinstance(cell.value, str)}


def test_there_is_a_sheet_for_every_run_with_goods_every_trip_every_brand_and_operator(book: Workbook) -> None:
    assert {"Run r1", "Run r2", "Run r3", "Run r5", "Run r6"} <= set(book.sheetnames)
    assert {"van #1, trip 1", "van #1, trip 2", "cold #1, trip 1", "trike #1, trip 1"} <= set(book.sheetnames)
    assert {"Invoice brand", "Invoice other", "Fees of operator (no operator n"} <= set(book.sheetnames)


def test_overview_boards_and_lists_come_first(book: Workbook) -> None:
    assert book.sheetnames[:12] == [
        "Summary", "Contents", "Appraisal", "Left behind", "Bus runs with goods", "Van trips", "Loading board",
        "Transfer board", "Shelf occupancy", "Expected arrivals by village", "Coverage of villages",
        "Payments to places",
    ]  # fmt: skip


def test_the_contents_link_to_every_other_sheet_and_each_links_back(book: Workbook) -> None:
    links = {cell.hyperlink.location for row in book["Contents"].iter_rows() for cell in row if cell.hyperlink}
    others = [name for name in book.sheetnames if name not in ("Summary", "Contents")]
    assert links == {f"'{name}'!A1" for name in others}
    for name in others:
        back = [cell.hyperlink for row in book[name].iter_rows(max_row=4) for cell in row if cell.hyperlink]
        assert [link.location for link in back] == ["'Contents'!A1"]


def test_every_sheet_prints_on_a4_one_page_wide_with_page_numbers(book: Workbook) -> None:
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 0), (None, 0))
        assert sheet.oddFooter.right.text == "page &P of &N"


def test_headings_are_repeated_on_every_page_of_lists_and_forms(book: Workbook) -> None:
    for name in book.sheetnames[2:]:
        assert book[name].print_title_rows, name


def test_lists_by_station_and_town_begin_each_on_a_new_page(book: Workbook) -> None:
    stations = [row[0] for row in book["Loading board"].iter_rows(min_row=5, values_only=True)]
    changes = [row for row, (before, after) in enumerate(pairwise(stations), start=5) if before != after]
    assert changes
    assert [found.id for found in book["Loading board"].row_breaks.brk] == changes


def test_a_manifest_tells_calls_bags_room_times_and_has_boxes_to_sign(book: Workbook) -> None:
    lines = list(book["Run r1"].iter_rows(values_only=True))
    at = next(n for n, row in enumerate(lines) if row[0] == "call")
    assert lines[at][:16] == (
        "call", "place", "arrives", "departs", "leave no later than", "load or unload", "from or to", "bags", "labels",
        "parcels", "kg", "litres", "hold left, litres", "hold left, kg", "seal no.", "signature",
    )  # fmt: skip
    first, second = lines[at + 1], lines[at + 2]
    assert (first[0], first[1], first[5:14]) == (1, "H", ("load", "A", 1, "1", 20, 20, 100, None, None))
    assert second[5:14] == ("load", "S", 1, "2", 10, 10, 50, 50, 18)
    assert {"seal no.", "signature"} <= texts(book, "Run r1")


def test_a_manifest_tells_where_bags_go_that_do_not_fit(book: Workbook) -> None:
    assert {"r5, 14:00", "bags 1–2"} <= texts(book, "Run r1")
    assert "none today: tell the county hub" in texts(book, "Run r6")


def test_a_time_that_is_not_on_the_minute_is_shown_with_its_seconds(book: Workbook) -> None:
    cells = [row[4] for row in book["Run r1"].iter_rows() if row[4].is_date]
    assert [cell.number_format for cell in cells] == ["[hh]:mm", "[hh]:mm:ss", "[hh]:mm:ss"]


def test_times_past_midnight_stay_in_order() -> None:
    made = _book(table("t", "T", [Column("at", Kind.TIME)], [(25 * 3600,)]))
    cell = next(cell for row in made["T"].iter_rows() for cell in row if cell.number_format == "[hh]:mm")
    assert cell.value == timedelta(hours=25)


def test_figures_are_numbers_in_people_s_units() -> None:
    columns = [Column(kind, kind) for kind in (Kind.KG, Kind.LITRES, Kind.KM, Kind.MONEY, Kind.PERCENT, Kind.MINUTES)]
    made = _book(table("t", "T", columns, [(1_250, 500, 12_300, 105, Fraction(1, 4), 90)]))
    assert [cell.value for cell in list(made["T"].iter_rows())[-1]] == [1.25, 0.5, 12.3, 1.05, 0.25, 1.5]


def test_the_same_report_gives_the_same_bytes(rich: Report) -> None:
    assert workbook_bytes(rich, en, "en") == workbook_bytes(rich, en, "en")


def test_a_refused_plan_tells_its_breaches(rich: Report) -> None:
    loads = tuple(replace(row, parcels=row.parcels + 15) for row in rich.plan.bus_loads)
    broken = report_of(rich.scenario, replace(rich.plan, bus_loads=loads))
    made = load_workbook(io.BytesIO(workbook_bytes(broken, en, "en")))
    assert "the hold is full" in texts(made, "Breaches of rules")
    assert any(text.startswith("refused: ") for text in texts(made, "Summary"))


def test_an_empty_plan_makes_a_workbook() -> None:
    made = load_workbook(io.BytesIO(workbook_bytes(report_of(rich_county(), Plan("shared")), en, "en")))
    assert "Summary" in made.sheetnames and not any(name.startswith("Run ") for name in made.sheetnames)


HOSTILE = (
    "=HYPERLINK(\"http://example.com\")", "+1+1", "-2", "@SUM(A1)", "{=A1}", "http://example.com", "internal:'x'!A1",
    "<script>alert(1)</script>", "'\"&<>]]>", "a\u202eb", "x\x00\x0b\ufffe", "\ud800", "_x0041_", "村" * 300,
)  # fmt: skip


def test_names_never_become_formulas_links_or_markup() -> None:
    scenario = _hostile()
    data = workbook_bytes(report_of(scenario, Plan("shared")), en, "en")
    made = load_workbook(io.BytesIO(data))
    cells = [cell for sheet in made for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(cell.hyperlink.location for cell in cells if cell.hyperlink)
    with ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            assert b"<f>" not in content and b"<script" not in content
            assert not (name.endswith(".rels") and b"example.com" in content)
    shown = {cell.value for cell in cells if isinstance(cell.value, str)}
    assert HOSTILE[0] in shown
    assert not any("\u202e" in text for text in shown)
    assert max(map(len, shown)) <= 320


@pytest.mark.parametrize("name", [*HOSTILE, "", "History", "a" * 40, "[x]:*?/\\", "𠀀𠀁"])
def test_every_name_becomes_one_that_excel_takes_for_a_sheet(name: str) -> None:
    safe = sheet_name(name)
    assert 0 < len(safe) <= LONGEST_NAME
    assert not set(safe) & set("[]:*?/\\'")
    assert safe.casefold() != "history"


def test_sheets_of_the_same_name_are_told_apart_by_numbers() -> None:
    book = Book("b", "en", date(2026, 3, 4), en)
    names = [book.add(name).name for name in ("Run a", "run A", "Run a", "x" * 31, "x" * 40)]
    assert names == ["Run a", "run A (2)", "Run a (3)", "x" * 31, "x" * 27 + " (2)"]


def test_an_ampersand_in_the_name_of_the_county_is_no_command_of_the_footer() -> None:
    book = Book("A&B", "en", date(2026, 3, 4), en)
    book.add("x")
    (sheet,) = load_workbook(io.BytesIO(book.saved()))
    assert sheet.oddFooter.left.text == "A&&B"


def _hostile():
    names = dict(enumerate(HOSTILE))
    spots = places(hub="H", villages=" ".join(f"v{n}" for n in names))
    spots = tuple(replace(spot, name=names[n - 1], town=names[n - 1]) if n else spot for n, spot in enumerate(spots))
    items = [consignment(f"c{n}", "H", f"v{n}", brand=name) for n, name in names.items()]
    runs = [run(f"r{n}", call("H", "08:00"), call("v0", "09:00"), operator=name) for n, name in names.items()]
    return replace(county(spots, runs=runs, consignments=items), name=HOSTILE[0])


def _book(*tables) -> Workbook:
    book = Book("b", "en", date(2026, 3, 4), en)
    for found in tables:
        book.table(found)
    return load_workbook(io.BytesIO(book.saved()))
