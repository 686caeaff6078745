"""The workbook of a plan: overview, boards and lists first, then one sheet for each invoice, run and van trip.

A county has some hundred runs and trips, so there are as many sheets; the sheet of contents links to each.
"""

from __future__ import annotations

from collections.abc import Iterable

from reports.catalogue import Translator, long_date
from reports.day import Report
from reports.sheets import bills, boards, moves, overview
from reports.sheets.book import Book, Fact, Page
from reports.sheets.forms import Forms
from reports.sheets.names import Names
from reports.sheets.tables import Column, Table


def workbook_bytes(report: Report, _: Translator, language: str) -> bytes:
    """The workbook as the bytes of an .xlsx file; the same report gives the same bytes."""
    names = Names(report.scenario)
    date = long_date(language, report.scenario.service_date)
    book = Book(f"{report.scenario.name}, {date}", language, report.scenario.service_date, _)
    contents = _first_sheets(book, report, language, _)
    back = contents.name
    sections: dict[str, list[Page]] = {}
    sections[_("Overview and boards")] = [book.table(table, back) for table in _lists(report, names, _)]
    head = [Fact(_("county"), report.scenario.name), Fact(_("service date"), date)]
    forms = Forms(book, names, head, back, _)
    sections[_("Invoices")] = [
        *(forms.invoice(invoice, _("Invoice")) for invoice in bills.brand_invoices(report, _)),
        *(forms.invoice(invoice, _("Fees of operator")) for invoice in bills.operator_invoices(report, _)),
    ]
    sections[_("Manifests of bus runs")] = [forms.manifest(sheet) for sheet in report.manifests]
    sections[_("Van trip sheets")] = [forms.trip(sheet) for sheet in report.trips]
    _fill_contents(book, contents, sections)
    return book.saved()


def _first_sheets(book: Book, report: Report, language: str, _: Translator) -> Page:
    """The summary with the cost, and the sheet of contents, which is filled when all others are there."""
    summary = overview.summary_table(report, language, _)
    page = book.add(_("Summary"))
    costs = overview.costs_table(report, _)
    book.widths(page, [Column("", width=34), *(Column("", width=16) for _column in costs.columns[1:])])
    book.title(page, _("Plan of {county}").replace("{county}", report.scenario.name), summary.note)
    for label, figure in summary.rows:
        page.sheet.write_string(page.row, 0, str(label), book.style("label"))
        page.sheet.write_string(page.row, 1, str(figure), book.style("fact"))
        page.row += 1
    page.row += 1
    page.sheet.write_string(page.row, 0, f"{costs.title} ({costs.note})", book.style("fact"))
    page.row += 1
    book.head(page, costs.columns, repeat=False)
    for row in costs.rows:
        book.cells(page, costs.columns, row, align="right")
    contents = book.add(_("Contents"), landscape=False)
    book.title(contents, _("Contents"))
    return contents


def _lists(report: Report, names: Names, _: Translator) -> Iterable[Table]:
    """The tables that are one sheet each."""
    if report.violations:
        yield overview.violations_table(report, _)
    yield overview.appraisal_table(report, _)
    yield overview.left_table(report, names, _)
    yield moves.runs_table(report, names, _)
    yield moves.trips_table(report, names, _)
    yield boards.loading_table(report, names, _)
    yield boards.transfers_table(report, names, _)
    yield boards.shelves_table(report, names, _)
    yield moves.villages_table(report, names, _)
    yield moves.coverage_table(report, names, _)
    yield bills.places_table(report, names, _)


LINKS_ACROSS = 4


def _fill_contents(book: Book, contents: Page, sections: dict[str, list[Page]]) -> None:
    """Links to all sheets, by section, four to a row."""
    contents.sheet.set_column(0, LINKS_ACROSS - 1, 24)
    for title, pages in sections.items():
        if not pages:
            continue
        contents.sheet.write_string(contents.row, 0, f"{title} ({len(pages)})", book.style("fact"))
        contents.row += 1
        for number, page in enumerate(pages):
            down, across = divmod(number, LINKS_ACROSS)
            book.link(contents, contents.row + down, across, page.name, page.name)
        contents.row += -(-len(pages) // LINKS_ACROSS) + 1
