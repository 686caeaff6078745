"""What the forms of timetables have in common: stops and runs as a sheet has them, and what goes with reading it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from networks.importers.faults import Faults
from networks.importers.headings import number_of
from networks.importers.notes import Notes
from networks.importers.timetable.sheets import Table


@dataclass(frozen=True, slots=True)
class SheetStop:
    """A stop as the sheet has it; its position is in the sheet's coordinates, None where it gives none."""

    name: str
    row: int
    position: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class SheetRun:
    """A run as the sheet has it: its stops with arrival and departure in seconds.

    ``days`` is what the sheet says of the days on which it runs, "" if it says nothing.
    """

    file: str
    row: int
    line: str
    name: str = ""
    direction: str = ""
    operator: str = ""
    block: str = ""
    days: str = ""
    calls: tuple[tuple[SheetStop, int, int], ...] = ()


@dataclass
class Reading:
    """What goes with reading a sheet: the name of a line that the table does not name, faults, notes."""

    line: str
    faults: Faults
    notes: Notes


def line_of(table: Table, cells: Sequence[str], reading: Reading, last: str) -> str:
    """Return the line of a row: a blank cell means the one above, as in merged cells."""
    return table.cell(cells, "line") or last or table.title or reading.line


def stop_of(table: Table, row: int, cells: Sequence[str], reading: Reading) -> SheetStop:
    lon, lat = (table.cell(cells, name) for name in ("lon", "lat"))
    position = None
    if lon or lat:
        x, y = number_of(lon), number_of(lat)
        if x is None or y is None or not (-180 <= x <= 180 and -90 <= y <= 90):
            reading.faults.add(table.file, row, "lon, lat", f"{lon}, {lat}", "degrees of longitude and latitude")
        else:
            position = float(x), float(y)
    return SheetStop(table.cell(cells, "stop"), row, position)


def heading_of(table: Table, name: str) -> str:
    return table.header[table.fields[name]] if name in table.fields else name


def note_rest(table: Table, row: int, cells: Sequence[str], reading: Reading) -> None:
    words = " ".join(filter(None, cells))
    reading.notes.left_out(table.file, row, "row without a stop", words[:100])
