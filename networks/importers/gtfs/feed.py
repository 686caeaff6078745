"""Reading a feed's files: tables of texts with the rows' numbers, whatever order and case their columns have.

The feed may be a zip archive, one with a folder inside, or a folder. Only the columns that are used are kept, and of
stop_times.txt only the trips asked for, so that a national feed takes no more memory than its file.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pandas as pd

from networks.importers.encoding import encoding_of
from networks.importers.faults import Faults, SourceError, source_error
from networks.importers.files import check_file, open_archive
from networks.importers.notes import Notes

MOST_ARCHIVE_BYTES = 512 << 20
MOST_TABLE_BYTES = 512 << 20
MOST_ROWS = 1_500_000
"""Rows of one table that are kept; of stop_times.txt only the day's trips count."""

MOST_STRANGE = 0.1
"""Part of a file's bytes that may be letters of an old encoding."""
_SEPARATORS = (",", ";", "\t")
_NOT_ASCII = bytes(range(128, 256))
_CONTROLS = bytes({*range(32)} - {9, 10, 12, 13, 26})

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Keep = Callable[[str], bool]


@dataclass(frozen=True)
class Sheet:
    """What is read of one file: columns without which it makes no sense, and others; and whether it must be there."""

    needed: tuple[str, ...]
    others: tuple[str, ...] = ()
    must: bool = False


SHEETS = {
    "agency": Sheet((), ("agency_id", "agency_name")),
    "calendar": Sheet(("service_id", *DAYS, "start_date", "end_date")),
    "calendar_dates": Sheet(("service_id", "date", "exception_type")),
    "feed_info": Sheet((), ("feed_publisher_name", "feed_version", "feed_start_date", "feed_end_date")),
    "frequencies": Sheet(("trip_id", "start_time", "end_time", "headway_secs"), ("exact_times",)),
    "routes": Sheet(("route_id",), ("route_type", "agency_id", "route_short_name", "route_long_name"), must=True),
    "shapes": Sheet(("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence")),
    "stop_times": Sheet(
        ("trip_id", "stop_id", "stop_sequence"),
        ("arrival_time", "departure_time", "pickup_type", "drop_off_type", "shape_dist_traveled", "timepoint"),
        must=True,
    ),
    "stops": Sheet(("stop_id", "stop_lat", "stop_lon"), ("stop_name", "location_type", "parent_station"), must=True),
    "trips": Sheet(
        ("trip_id", "route_id", "service_id"),
        ("trip_headsign", "direction_id", "block_id", "shape_id"),
        must=True,
    ),
}


@dataclass(frozen=True)
class Feed:
    """The files of a feed, by table name."""

    name: str
    paths: dict[str, Path]
    notes: Notes

    def file(self, table: str) -> str:
        """Return what messages call a table's file."""
        return self.paths[table].name if table in self.paths else f"{table}.txt"

    def read(self, table: str, key: str = "", keep: Keep | None = None) -> pd.DataFrame:
        """Return a table: texts without space around them, all its columns, "" blank; the index has the rows' numbers.

        Args:
            table: its name, such as ``stops``.
            key: only rows whose cell in this column
            keep: is to be kept.

        Raises:
            SourceError: it is no text, lacks a column, or is too large.
        """
        sheet = SHEETS[table]
        columns = (*sheet.needed, *sheet.others)
        path = self.paths.get(table)
        if path is None or not path.stat().st_size:
            return pd.DataFrame(columns=list(columns), index=pd.Index([], dtype="int64"), dtype=object)
        return _read(path, sheet, columns, self.notes, key, keep)


@contextmanager
def open_feed(path: str | Path, notes: Notes) -> Iterator[Feed]:
    """Open a feed, whose files are unpacked for as long as it is open.

    Raises:
        SourceError: it is no feed: all files that are missing, or why it cannot be opened.
    """
    found = Path(path)
    if found.is_dir():
        paths = _by_table([entry for entry in sorted(found.iterdir()) if entry.is_file()])
        for entry in paths.values():
            if entry.stat().st_size:
                check_file(entry, most_bytes=MOST_TABLE_BYTES)
        yield _feed(found.resolve().name, paths, notes)
        return
    checked = check_file(found, most_bytes=MOST_ARCHIVE_BYTES)
    with tempfile.TemporaryDirectory(prefix="roadpost-") as folder, open_archive(checked) as archive:
        names = _innermost(archive.names)
        for name in names:
            if archive.size(name) > MOST_TABLE_BYTES:
                expected = f"at most {MOST_TABLE_BYTES >> 20} MB"
                raise source_error(f"{checked.name}/{name}", f"{archive.size(name) >> 20:,} MB", expected)
        yield _feed(checked.name, _by_table(list(archive.extract(Path(folder), names))), notes)


def _innermost(names: tuple[str, ...]) -> list[str]:
    """Return the names of a feed's tables; where several folders have some, those beside the first stop_times.txt."""
    tables = [name for name in names if _table_of(name)]
    homes = [str(PurePosixPath(name).parent) for name in tables if _table_of(name) == "stop_times"]
    home = min(homes, key=lambda folder: (folder.count("/") + (folder != "."), folder), default=".")
    return [name for name in tables if str(PurePosixPath(name).parent) == home]


def _table_of(name: str) -> str:
    """Return the table that a file holds, "" if it is none of those read."""
    path = PurePosixPath(name)
    stem = path.stem.strip().lower()
    return stem if path.suffix.lower() == ".txt" and stem in SHEETS else ""


def _by_table(paths: list[Path]) -> dict[str, Path]:
    return {table: path for path in paths if (table := _table_of(path.name))}


def _feed(name: str, paths: dict[str, Path], notes: Notes) -> Feed:
    faults = Faults()
    for table, sheet in SHEETS.items():
        if sheet.must and table not in paths:
            faults.add(name, None, "", "", f"a file {table}.txt", "this is what every GTFS feed has")
    faults.raise_any()
    return Feed(name, paths, notes)


def _read(
    path: Path, sheet: Sheet, columns: tuple[str, ...], notes: Notes, key: str, keep: Keep | None
) -> pd.DataFrame:
    content = path.read_bytes()
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        return pd.DataFrame(columns=list(columns), index=pd.Index([], dtype="int64"), dtype=object)
    text = io.TextIOWrapper(io.BytesIO(content), _encoding(path.name, content, notes), errors="replace", newline="")
    first = content[: content.find(b"\n") + 1]
    separator = max(_SEPARATORS, key=lambda mark: first.count(mark.encode()))
    # Not strict: a stray quote in one name is no reason to refuse a feed.
    reader = csv.reader(text, delimiter=separator, skipinitialspace=True)
    row = 0
    numbers: list[int] = []
    kept: list[list[str]] = []
    try:
        header = [cell.strip().lstrip("\ufeff").lower() for cell in next(reader)]
        places = _places(path.name, sheet, columns, header)
        wanted = header.index(key) if key else -1
        for row, cells in enumerate(reader, start=2):
            if not any(cells):
                continue
            if len(cells) != len(header):
                _note_ragged(notes, path.name, row, cells, len(header))
                cells += [""] * (len(header) - len(cells))
            if keep is not None and not keep(cells[wanted].strip()):
                continue
            numbers.append(row)
            kept.append([cells[place].strip() if place is not None else "" for place in places])
            if len(kept) > MOST_ROWS:
                raise source_error(path.name, "more rows", f"at most {MOST_ROWS:,} rows", row=row)
    except csv.Error as error:
        raise source_error(path.name, str(error), "cells with matching quotes", row=row + 1) from None
    return pd.DataFrame(kept, index=pd.Index(numbers, dtype="int64"), columns=list(columns), dtype=object)


def _encoding(file: str, content: bytes, notes: Notes) -> str:
    """Return a file's encoding; old feeds in Windows-1252 are read, with a warning: only names suffer.

    Raises:
        SourceError: it is no text, or hardly any of it is ASCII, as ids, times and numbers are.
    """
    try:
        return encoding_of(file, content)
    except SourceError as error:
        strange = len(content) - len(content.translate(None, delete=_NOT_ASCII))
        if len(content.translate(None, delete=_CONTROLS)) < len(content) or strange > MOST_STRANGE * len(content):
            raise
        found = error.faults[0]
        notes.warning(
            file, found.row, "text that is neither UTF-8 nor GB18030", "read as Windows-1252: check the names"
        )
        return "cp1252"


def _places(file: str, sheet: Sheet, columns: tuple[str, ...], header: list[str]) -> list[int | None]:
    """Return where each column stands; None for one that is not there.

    Raises:
        SourceError: with all columns that are needed and not there.
    """
    missing = [column for column in sheet.needed if column not in header]
    faults = Faults()
    for column in missing:
        faults.add(file, 1, column, "", f"a column {column}")
    faults.raise_any()
    return [header.index(column) if column in header else None for column in columns]


def _note_ragged(notes: Notes, file: str, row: int, cells: list[str], width: int) -> None:
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        detail = f"{len(cells)} cells, the header has {width}"
        notes.warning(file, row, "row of another length than the header", detail)
