"""Opening files from strangers: bounded, in the encodings that people have, every refusal in words they understand.

`read_table` gives a table with a header, `read_grid` the bare cells (for sheets with titles above the header);
`open_archive` opens a zip archive, `check_file` and `check_packed` look over a file that another library will read.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import os
import re
import stat
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from networks.importers.archives import Archive, open_archive
from networks.importers.encoding import encoding_of
from networks.importers.faults import Faults, SourceError, source_error
from networks.importers.headings import Field, header_position
from networks.importers.workbook import workbook_rows

__all__ = [
    "Archive",
    "Faults",
    "Limits",
    "SourceError",
    "check_file",
    "check_packed",
    "open_archive",
    "read_grid",
    "read_table",
    "source_error",
    "table_of",
]

MOST_BYTES = 128 << 20
MOST_PACKED_BYTES = 4 << 30
CHUNK = 1 << 20
HEADER_ROW = "header row"
"""Key of a table's `attrs`: the number of its header's row."""
_SEPARATORS = (",", "\t", ";", "|", "，")
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_KINDS = (
    (b"PK\x03\x04", "xlsx"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls), or one with a password"),
    (b"%PDF", "a PDF file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
SAVE_AS_XLSX = "open it in a spreadsheet and save it as .xlsx or as CSV UTF-8"


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a table may be. The defaults fit what a spreadsheet holds, in some 1 GB of memory."""

    rows: int = 1_050_000
    columns: int = 4_000
    cells: int = 8_000_000


TABLE_LIMITS = Limits()
MOST_TITLES = 20
"""Rows among which the header is looked for."""


def check_file(path: str | Path, *, most_bytes: int = MOST_BYTES) -> Path:
    """Return the path of a file that is there, is a plain file, has something in it and is not too large.

    Raises:
        SourceError: it is not so.
    """
    found = Path(path)
    file = found.name or str(found)
    try:
        status = os.stat(found)
    except (FileNotFoundError, NotADirectoryError):
        raise source_error(str(path), "", "this file") from None
    except (OSError, ValueError) as error:
        raise source_error(str(path)[:200], str(error), "a file that can be read") from None
    if stat.S_ISDIR(status.st_mode):
        raise source_error(file, "a folder", "a file")
    if not stat.S_ISREG(status.st_mode):
        raise source_error(file, "a device or a pipe", "a file")
    if not status.st_size:
        raise source_error(file, "an empty file", "a file with something in it")
    if status.st_size > most_bytes:
        raise source_error(file, f"{status.st_size >> 20:,} MB", f"a file of at most {most_bytes >> 20:,} MB")
    if not os.access(found, os.R_OK):
        raise source_error(file, "a file without read permission", "a file that can be read")
    return found


def check_packed(path: Path, *, most_bytes: int = MOST_PACKED_BYTES) -> int:
    """Return how many bytes a ``.gz`` or ``.bz2`` file has when unpacked; another file's own size.

    Raises:
        SourceError: it is cut off or damaged, or would unpack to more than the bound.
    """
    with path.open("rb") as raw:
        head = raw.read(3)
    opener = gzip.open if head.startswith(b"\x1f\x8b") else bz2.open if head == b"BZh" else open
    size = 0
    try:
        with opener(path, "rb") as unpacked:
            while piece := unpacked.read(CHUNK):
                size += len(piece)
                if size > most_bytes:
                    expected = f"at most {most_bytes >> 20:,} MB when unpacked"
                    raise source_error(path.name, "a file that unpacks to more", expected)
    except (EOFError, OSError, zlib.error) as error:
        hint = "it may have been cut off: fetch it again"
        raise source_error(path.name, f"damaged data ({error})", "a whole file", hint) from None
    return size


def read_table(
    path: str | Path, sheet: str | None = None, *, fields: Sequence[Field] = (), limits: Limits = TABLE_LIMITS
) -> pd.DataFrame:
    """Return a table of texts: its first row that is not blank is the header, and the index has the rows' numbers.

    Args:
        path: of a .csv (also with tabs or semicolons) or .xlsx file; what it is is told by its content.
        sheet: of a workbook; by default the first that is not blank.
        fields: what columns are looked for: titles above the row that has most of them are passed over.
        limits: how large it may be.

    Returns:
        Cells without space around them, "" where blank; blank rows and nameless blank columns are left out. The index
        counts as a spreadsheet does, the header being row 1 if nothing stands above it; ``attrs[HEADER_ROW]`` is its
        number.

    Raises:
        SourceError: it is no such file, is damaged or too large, or two columns have one name.
    """
    return table_of(Path(path).name, read_grid(path, sheet, limits=limits), fields)


def table_of(file: str, grid: pd.DataFrame, fields: Sequence[Field] = ()) -> pd.DataFrame:
    """Return the cells of a grid as a table; which row is the header, `read_table` tells.

    Raises:
        SourceError: two columns have one name, or cells stand below none.
    """
    if fields:
        grid = grid.iloc[header_position(grid.head(MOST_TITLES).to_numpy().tolist(), fields) :]
    header = [str(cell) for cell in grid.iloc[0]]
    body = grid.iloc[1:]
    faults = Faults()
    for name, times in Counter(name for name in header if name).items():
        if times > 1:
            faults.add(file, int(grid.index[0]), name, name, "a column only once", f"it is there {times} times")
    keep = []
    for position, name in enumerate(header):
        if name:
            keep.append(position)
        elif filled := [row for row, cell in zip(body.index, body.iloc[:, position], strict=True) if cell]:
            letter = column_letter(position)
            faults.add(file, int(filled[0]), letter, "cells below a blank header", "a name in the header, or no cells")
    faults.raise_any()
    table = body.iloc[:, keep]
    table.attrs = {HEADER_ROW: int(grid.index[0])}
    table.columns = pd.Index([header[position] for position in keep], dtype=object)
    return table


def read_grid(path: str | Path, sheet: str | None = None, *, limits: Limits = TABLE_LIMITS) -> pd.DataFrame:
    """Return all cells of a table as texts, without blank rows: columns 0, 1, 2.., the index has the rows' numbers.

    Raises:
        SourceError: see `read_table`; or there is nothing in it.
    """
    found = check_file(path)
    content = found.read_bytes()
    kind = next((kind for magic, kind in _KINDS if content.startswith(magic)), "text")
    if kind == "xlsx":
        del content
        rows = workbook_rows(found, sheet, limits.rows)
    elif kind != "text":
        raise source_error(found.name, kind, "a .csv or .xlsx file", SAVE_AS_XLSX)
    else:
        _refuse_page(found.name, content[:2_048])
        lines = content.count(b"\n")
        if lines > 2 * limits.rows:
            # Blank lines and line breaks in cells do not count; with so many lines there is no need to look.
            raise source_error(found.name, f"{lines:,} lines", f"at most {limits.rows:,} rows", "split the table")
        rows = _text_rows(found.name, content)
    return _frame(found.name, rows, limits)


def column_letter(position: int) -> str:
    """Return what a spreadsheet calls a column.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _refuse_page(file: str, head: bytes) -> None:
    """Raise for web pages: many systems give their exports as one, named .xls or .csv."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta")):
        raise source_error(file, "a web page or XML", "a .csv or .xlsx file", SAVE_AS_XLSX)


def _text_rows(file: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV text with their numbers."""
    encoding = encoding_of(file, content)
    text = io.TextIOWrapper(io.BytesIO(content.rstrip(b"\x1a")), encoding, newline="")
    first = next((line for line in text if line.strip()), "")
    separator = max(_SEPARATORS, key=lambda mark: (first.count(mark), -_SEPARATORS.index(mark)))
    text.seek(0)
    row = 0
    try:
        for row, cells in enumerate(csv.reader(text, delimiter=separator, strict=True), start=1):
            yield row, [_plain(cell) for cell in cells]
    except csv.Error as error:
        hint = 'a quoted cell must end with a quote, and a quote inside it is written twice: ""'
        raise source_error(file, str(error), "cells with matching quotes", hint, row + 1) from None


def _plain(cell: str) -> str:
    """Return a cell without the space around it and without what keeps a spreadsheet from taking it for a number."""
    text = cell.strip()
    wrapped = _AS_TEXT.fullmatch(text)
    return wrapped[1].strip() if wrapped else text


def _frame(file: str, rows: Iterable[tuple[int, list[str]]], limits: Limits) -> pd.DataFrame:
    """Put rows into a table, shorter ones filled up with blanks."""
    numbers: list[int] = []
    kept: list[list[str]] = []
    width = 0
    for number, cells in rows:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        numbers.append(number)
        kept.append(cells)
        width = max(width, len(cells))
        if len(kept) > limits.rows:
            raise source_error(file, "more rows", f"at most {limits.rows:,} rows", "split the table", number)
        if width > limits.columns:
            raise source_error(file, f"{width:,} cells", f"at most {limits.columns:,} columns", row=number)
        if width * len(kept) > limits.cells:
            expected = f"at most {limits.cells:,} cells"
            raise source_error(file, "more cells", expected, "split the table or leave out columns", number)
    if not kept:
        raise source_error(file, "nothing but blank cells", "a table with a header")
    for cells in kept:
        cells.extend([""] * (width - len(cells)))
    return pd.DataFrame(kept, index=pd.Index(numbers, dtype="int64"), columns=range(width), dtype=object)
