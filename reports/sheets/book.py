"""A workbook to be written: styles, sheets with safe names, printing on A4. It knows nothing of plans.

Text is written as text whatever it looks like, so nothing in it becomes a formula or a link.
"""

from __future__ import annotations

import datetime
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.catalogue import Translator
from reports.plain import plain
from reports.sheets.tables import Cell, Column, Kind, Table, value

A4 = 9
LONGEST_NAME = 31
"""Characters of a sheet's name that Excel takes."""
LONGEST_FOOTER = 80
LINE = 13
"""Points that a line of text is high."""
HIGHEST = 409
"""Points that a row is high at most in Excel."""
PORTRAIT = 110
"""Characters that a table may be wide on upright paper without print too small to read."""

_FONTS = {"zh": "Microsoft YaHei", "en": "Arial"}
_NUMBERS = {
    Kind.COUNT: "#,##0",
    Kind.KG: "#,##0.0",
    Kind.LITRES: "#,##0.0",
    Kind.TIME: "[hh]:mm",
    Kind.EXACT: "[hh]:mm:ss",
    Kind.MINUTES: "#,##0",
    Kind.KM: "#,##0.0",
    Kind.MONEY: "#,##0.00",
    Kind.PERCENT: "0.0%",
    Kind.NUMBER: "#,##0.00",
}
_MIDDLE = (Kind.TIME, Kind.EXACT)

# fmt: off
_STYLES: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 16},
    "note": {"italic": True, "font_color": "#555555"},
    "label": {"font_color": "#555555"},
    "fact": {"bold": True},
    "head": {
        "bold": True, "bg_color": "#E3EAF2", "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center",
    },
    "cell": {"border": 1, "border_color": "#BBBBBB", "valign": "vcenter"},
    "box": {"border": 1, "valign": "vcenter"},
    "sum": {"bold": True, "top": 1, "bottom": 6, "valign": "vcenter"},
    "link": {"font_color": "#0B5394", "underline": 1},
    "rule": {"text_wrap": True, "valign": "top"},
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its figure, at the head of a sheet; the figure stands so many columns to the right."""

    label: str
    figure: str
    across: int = 1


@dataclass(slots=True)
class Page:
    """A sheet while it is being written: ``row`` is the next free one."""

    name: str
    sheet: Worksheet
    row: int = 0
    breaks: list[int] = field(default_factory=list)


class Book:
    """A workbook in memory.

    Args:
        title: for the file's properties and the foot of every page.
        language: of the fonts.
        made: what the file says that it was made on, so that the same plan gives the same file.
    """

    def __init__(self, title: str, language: str, made: datetime.date, _: Translator) -> None:
        self._file = io.BytesIO()
        self._book = xlsxwriter.Workbook(
            self._file,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        moment = datetime.datetime.combine(made, datetime.time())
        self._book.set_properties({"title": plain(title), "created": moment, "author": "roadpost"})
        self._font = {"font_name": _FONTS[language], "font_size": 10}
        self._styles: dict[tuple[str, Kind, frozenset[tuple[str, object]]], Format] = {}
        self._names: set[str] = set()
        self._title = plain(title, LONGEST_FOOTER)
        self._translate = _

    def add(self, name: str, landscape: bool = True) -> Page:
        """A new sheet, set up for A4; its name is made one that Excel takes and that no other sheet has."""
        safe = self._unused(sheet_name(name))
        sheet = self._book.add_worksheet(safe)
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(1)
        _ = self._translate
        page = _("page {page} of {pages}").replace("{page}", "&P").replace("{pages}", "&N")
        foot = f"&L{self._title.replace('&', '&&')}&C&A&R{page}"
        sheet.set_footer(foot)
        return Page(safe, sheet)

    def style(self, name: str, kind: Kind = Kind.TEXT, **more: object) -> Format:
        """A style by name, with the number format of a kind of column."""
        key = (name, kind, frozenset(more.items()))
        if key not in self._styles:
            look = {**self._font, **_STYLES[name], **more}
            if kind is not Kind.TEXT:
                look |= {"num_format": _NUMBERS[kind], "align": "center" if kind in _MIDDLE else "right"}
            elif name in ("cell", "box"):
                look |= {"indent": 1}
            self._styles[key] = self._book.add_format(look)
        return self._styles[key]

    def title(self, page: Page, title: str, note: str = "", back: str = "") -> None:
        """The heading of a sheet; ``back`` is the sheet that it links back to."""
        page.sheet.write_string(page.row, 0, plain(title), self.style("title"))
        page.sheet.set_row(page.row, 24)
        page.row += 1
        if note:
            page.sheet.write_string(page.row, 0, note, self.style("note"))
            page.row += 1
        if back:
            self.link(page, page.row, 0, back, f"← {back}")
            page.row += 1

    def facts(self, page: Page, facts: Sequence[Fact], columns: Sequence[int]) -> None:
        """Labels and figures side by side; each pair begins at one of the given columns, then on the next row."""
        for number, fact in enumerate(facts):
            down, across = divmod(number, len(columns))
            row, column = page.row + down, columns[across]
            page.sheet.write_string(row, column, fact.label, self.style("label"))
            page.sheet.write_string(row, column + fact.across, plain(fact.figure), self.style("fact"))
        page.row += -(-len(facts) // len(columns)) + 1

    def widths(self, page: Page, columns: Sequence[Column]) -> None:
        """Set the widths of columns."""
        for number, column in enumerate(columns):
            page.sheet.set_column(number, number, column.width)

    def head(self, page: Page, columns: Sequence[Column], repeat: bool = True, height: int = 30) -> None:
        """A row of headings; repeated on every printed page unless told otherwise."""
        for number, column in enumerate(columns):
            page.sheet.write_string(page.row, number, column.title, self.style("head"))
        page.sheet.set_row(page.row, height)
        if repeat:
            page.sheet.repeat_rows(page.row)
        page.row += 1

    def cells(
        self, page: Page, columns: Sequence[Column], cells: Sequence[Cell], style: str = "cell", *,
        height: int = 0, **more: object,
    ) -> None:  # fmt: skip
        """A row of figures and texts, at least so many points high, and as high as its longest text needs."""
        pairs = zip(cells, columns, strict=True)
        lines = max((lines_of(cell, column.width) for cell, column in pairs if isinstance(cell, str)), default=1)
        if height or lines > 1:
            page.sheet.set_row(page.row, min(max(height, LINE * lines + 2), HIGHEST))
        for number, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            self.write(page, number, column.kind, cell, style, **more)
        page.row += 1

    def write(self, page: Page, column: int, kind: Kind, cell: Cell, style: str = "cell", **more: object) -> None:
        """One cell of the next row."""
        if cell is None or cell == "":
            page.sheet.write_blank(page.row, column, None, self.style(style, Kind.TEXT, **more))
        elif isinstance(cell, str):
            page.sheet.write_string(page.row, column, plain(cell), self.style(style, Kind.TEXT, text_wrap=True, **more))
        else:
            if kind is Kind.EXACT and int(cell) % 60 == 0:
                kind = Kind.TIME
            page.sheet.write_number(page.row, column, excel_number(kind, cell), self.style(style, kind, **more))

    def link(self, page: Page, row: int, column: int, target: str, shown: str) -> None:
        """A link to another sheet of the book. Names of sheets hold no apostrophe, so they need no escape."""
        page.sheet.write_url(row, column, f"internal:'{target}'!A1", self.style("link"), plain(shown))

    def table(self, table: Table, back: str = "") -> Page:
        """A sheet with one table: headings that stay in sight and repeat in print, and a filter."""
        page = self.add(table.title, landscape=sum(column.width for column in table.columns) > PORTRAIT)
        self.widths(page, table.columns)
        self.title(page, table.title, table.note, back)
        self.head(page, table.columns)
        top = page.row
        page.sheet.freeze_panes(top, 0)
        before: Cell = None
        for row in table.rows:
            if table.apart and before is not None and row[0] != before:
                page.breaks.append(page.row)
            before = row[0]
            self.cells(page, table.columns, row)
        if table.rows:
            page.sheet.autofilter(top - 1, 0, page.row - 1, len(table.columns) - 1)
        if page.breaks:
            page.sheet.set_h_pagebreaks(page.breaks)
        return page

    def saved(self) -> bytes:
        """The finished file."""
        self._book.close()
        return self._file.getvalue()

    def _unused(self, name: str) -> str:
        """The name, with a number if another sheet has it; Excel makes no difference between A and a."""
        candidate, number = name, 1
        while candidate.casefold() in self._names:
            number += 1
            end = f" ({number})"
            candidate = name[: LONGEST_NAME - len(end)] + end
        self._names.add(candidate.casefold())
        return candidate


def lines_of(text: str, width: int) -> int:
    """Lines that a text takes in a cell so many characters wide; a Chinese character takes two.

    >>> lines_of("abc", 10), lines_of("莘县县级共配中心", 10), lines_of("", 10)
    (1, 2, 1)
    """
    wide = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
    # One less than the width, for the space on the left.
    return max(1, -(-wide // max(1, width - 1)))


def sheet_name(text: str) -> str:
    """A name that Excel takes for a sheet.

    >>> sheet_name("a/b: [c]"), sheet_name("'"), sheet_name("x" * 40) == "x" * 31
    ('a-b- (c)', '’', True)
    """
    safe = plain(text).translate(str.maketrans("[]:*?/\\'", "()-----’"))
    safe = "".join(char for char in safe if ord(char) <= 0xFFFF)[:LONGEST_NAME].strip()
    # Excel keeps this name for itself.
    return f"{safe}_" if safe.casefold() == "history" or not safe else safe


def excel_number(kind: Kind, cell: int | Fraction) -> float:
    """A figure as Excel holds it: times in days, shares as they are, all else in people's units.

    >>> excel_number(Kind.TIME, 21_600), excel_number(Kind.PERCENT, Fraction(1, 2)), excel_number(Kind.MONEY, 105)
    (0.25, 0.5, 1.05)
    """
    if kind in (Kind.TIME, Kind.EXACT):
        return int(cell) / 86_400
    if kind is Kind.PERCENT:
        return float(cell)
    return float(value(kind, cell))
