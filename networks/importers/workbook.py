"""The cells of an .xlsx workbook as the texts that a user sees, read row by row."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from networks.importers.archives import open_archive
from networks.importers.faults import source_error
from scenarios.errors import RoadpostError
from scenarios.faults import nearest

MOST_UNPACKED = 1 << 30
MOST_TEXTS = 128 << 20
"""Bytes of the shared texts of a workbook, which are held in memory all at once."""
_SHEETS = "xl/worksheets/"
_TEXTS = "xl/sharedStrings.xml"
_DAMAGED = (ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, OverflowError)
_READERS = ("openpyxl", "defusedxml", "zipfile", "zlib")


def workbook_rows(path: Path, sheet: str | None, most_rows: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a sheet with their numbers.

    Args:
        path: of the workbook.
        sheet: its name; by default the first sheet that is not blank.
        most_rows: no more rows than these are read, blank ones included; one more is yielded to tell so.

    Raises:
        SourceError: it is no workbook, or damaged, or a bomb, or there is no such sheet.
    """
    with _opened(path) as book:
        yield from _sheet_rows(book, path.name, sheet, most_rows)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a workbook; whatever a damaged one breaks on is told as one fault."""
    import openpyxl

    _look_over(path)
    try:
        # A file and not its path: openpyxl goes by the name's end, we by the content.
        with path.open("rb") as file, warnings.catch_warnings():
            # About styles and extensions that are not read.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except RoadpostError:
        raise
    except Exception as error:
        if isinstance(error, _DAMAGED) or type(error).__module__.startswith(_READERS):
            hint = "open it in a spreadsheet and save it again"
            raise source_error(path.name, f"a damaged workbook ({error})"[:300], "an .xlsx workbook", hint) from None
        raise


def is_workbook(path: Path) -> bool:
    """Tell whether a file may be a workbook, by its first bytes."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def sheet_names(path: Path) -> tuple[str, ...]:
    """Return the names of a workbook's sheets, in order.

    Raises:
        SourceError: it is no workbook, or damaged.
    """
    with _opened(path) as book:
        return tuple(book.sheetnames)


def _look_over(path: Path) -> None:
    """Raise for archives that are no workbook, and for those too large or harmful to be read as one."""
    with open_archive(path, most_unpacked=MOST_UNPACKED) as archive:
        if not any(name.startswith(_SHEETS) for name in archive.names):
            hint = "unpack it first" if "[Content_Types].xml" not in archive.names else ""
            hint = "save it as .xlsx" if "content.xml" in archive.names else hint
            raise source_error(path.name, "an archive that is no .xlsx workbook", "a .csv or .xlsx file", hint)
        if _TEXTS in archive.names and archive.size(_TEXTS) > MOST_TEXTS:
            expected = f"at most {MOST_TEXTS >> 20} MB of texts in a workbook"
            raise source_error(path.name, f"{archive.size(_TEXTS) >> 20:,} MB", expected, "split the table")


def _sheet_rows(book: Any, file: str, sheet: str | None, most_rows: int) -> Iterator[tuple[int, list[str]]]:
    if sheet is not None and sheet not in book.sheetnames:
        hint = nearest(sheet, book.sheetnames)
        raise source_error(file, sheet, f"one of its sheets: {', '.join(book.sheetnames[:20])}", hint)
    sheets = [book[sheet]] if sheet is not None else list(book.worksheets)
    for found in sheets:
        # Without this the sheet's own word for its size is believed, and it may be wrong.
        found.reset_dimensions()
        is_blank = True
        for number, values in enumerate(found.iter_rows(values_only=True), start=1):
            cells = [_text(value) for value in values]
            if any(cells):
                is_blank = False
                yield number, cells
            if number > most_rows:
                raise source_error(file, "more rows", f"at most {most_rows:,} rows", "split the table", number)
        if not is_blank:
            return


def _text(value: object) -> str:
    """Return a cell's value as text.

    >>> _text(datetime.datetime(2026, 3, 4, 6, 30)), _text(5.0), _text(True), _text(0.1), _text(None)
    ('2026-03-04 06:30', '5', 'yes', '0.1', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        # A spreadsheet shows 15 digits; what lies beyond is the noise of binary fractions.
        near = float(f"{value:.15g}")
        return str(int(near)) if near.is_integer() and abs(near) < 1e15 else repr(near)
    if isinstance(value, datetime.datetime):
        return _date_text(value)
    if isinstance(value, datetime.time):
        return _clock(value.hour * 3600 + value.minute * 60 + value.second + (value.microsecond >= 500_000))
    if isinstance(value, datetime.timedelta):
        return _clock(round(value.total_seconds()))
    return str(value).strip()


def _date_text(value: datetime.datetime) -> str:
    # A time such as 07:30 is a fraction of a day, and comes out a microsecond beside the minute.
    value = (value + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)
    day = value.date().isoformat()
    time_s = value.hour * 3600 + value.minute * 60 + value.second
    return f"{day} {_clock(time_s)}" if time_s else day


def _clock(time_s: int) -> str:
    if time_s < 0:
        return f"-{_clock(-time_s)}"
    text = f"{time_s // 3600:02}:{time_s // 60 % 60:02}"
    return f"{text}:{time_s % 60:02}" if time_s % 60 else text
