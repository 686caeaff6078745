"""From a spreadsheet to a part of a scenario: its runs, every one of them kept or left out for a named reason."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from networks.importers.busruns import EVERY_DAY, BusRun, bus_part, note_fast, with_sound_blocks, without_duplicates
from networks.importers.cargo import BUS, CargoTable
from networks.importers.faults import Faults, source_error
from networks.importers.files import TABLE_LIMITS, check_file, read_grid
from networks.importers.notes import Notes
from networks.importers.part import Part
from networks.importers.stopmatch import WITHIN_M
from networks.importers.texts import clock, safe_id, safe_text
from networks.importers.timetable.days import weekdays_of
from networks.importers.timetable.forms import runs_of
from networks.importers.timetable.reading import Reading, SheetRun
from networks.importers.timetable.sheets import tables_in
from networks.importers.timetable.stops import StopPlaces
from networks.importers.workbook import is_workbook, sheet_names, workbook_rows
from scenarios.cells import LONGEST_TIME_S
from scenarios.types import Call, Place

NO_LINE = ("sheet", "工作表")
"""Names that a spreadsheet gives its sheets by itself: they name no line."""


@dataclass(frozen=True)
class TimetableImport:
    """What came of a timetable.

    Attributes:
        part: runs and calls, and the stops as places where their positions are known.
        notes: what was guessed, odd, left out.
        runs_in: runs of the timetable.
        runs_kept: those in the part.
        left_out: number of the others by reason; with those kept they make up ``runs_in``.
    """

    part: Part
    notes: Notes
    runs_in: int
    runs_kept: int
    left_out: Mapping[str, int]


@dataclass(frozen=True)
class TimetableOptions:
    """What goes with a timetable.

    Attributes:
        sheet: of a workbook; None: all of them.
        day: the only date on which the runs operate; None: every day.
        cargo: what buses may carry.
        places: of the user; stops of the same name, or near one of them, become it.
        coordinates: what positions in the timetable are in: wgs84, gcj02 or bd09.
        within_m: metres between a stop and a place of another name that are taken as one.
    """

    sheet: str | None = None
    day: datetime.date | None = None
    cargo: CargoTable = field(default_factory=CargoTable)
    places: Sequence[Place] = ()
    coordinates: str = "wgs84"
    within_m: float = WITHIN_M


def import_timetable(path: str | Path, options: TimetableOptions | None = None) -> TimetableImport:
    """Import a timetable from a .csv or .xlsx file.

    Raises:
        SourceError: it is no such file, has no timetable in it, or cells cannot be read: all such cells at once; or
            none of its stops is a place of the user's.
    """
    wanted = options or TimetableOptions()
    notes = Notes()
    found = check_file(path)
    sheet_runs = _sheet_runs(found, wanted.sheet, notes)
    stops = StopPlaces(found.name, sheet_runs, wanted.places, wanted.coordinates, wanted.within_m, notes)
    left: Counter[str] = Counter()
    kept = list(_bus_runs(sheet_runs, stops, wanted, notes, left))
    kept, doubles = without_duplicates(kept)
    for run, twin in doubles:
        _leave(notes, left, found.name, run.row, "the same as another run of the line", f"run {run.id}: as {twin.id}")
    kept = with_sound_blocks(kept, found.name, notes)
    note_fast(kept, {place.id: place for place in stops.all()}, found.name, notes)
    wanted.cargo.note_unused(notes)
    assert len(sheet_runs) == len(kept) + sum(left.values())
    notes.count(found.name, "runs in the timetable", len(sheet_runs))
    notes.count(found.name, "runs kept", len(kept))
    notes.count(found.name, "runs left out", sum(left.values()))
    notes.count(found.name, "lines", len({run.line for run in kept}))
    if not kept:
        raise source_error(found.name, "no run that can be used", "at least one", _why(left))
    part = bus_part(kept, stops.new(), wanted.day, safe_text(f"timetable {found.name}"))
    return TimetableImport(part, notes, len(sheet_runs), len(kept), dict(left))


def _why(left: Mapping[str, int]) -> str:
    return "; ".join(f"{number} {reason}" for reason, number in left.items())


def _sheet_runs(path: Path, sheet: str | None, notes: Notes) -> list[SheetRun]:
    """Return the runs of all sheets, in their order.

    Raises:
        SourceError: with the faults of all sheets; or no sheet has a timetable.
    """
    faults = Faults()
    runs: list[SheetRun] = []
    tables = 0
    for name in _sheets(path, sheet):
        file = f"{path.name}/{name}" if name else path.name
        grid = read_grid(path, name)
        found = tables_in(file, grid)
        line = name if name and not name.lower().startswith(NO_LINE) else path.stem
        for table in found:
            runs += runs_of(table, Reading(line, faults, notes))
        tables += len(found)
        if not found and name:
            notes.left_out(file, None, "sheet without a timetable", name)
    faults.raise_any()
    if not tables:
        expected = "a header row with stop (站点), run (班次) or line (线路), and other columns"
        raise source_error(path.name, "no timetable", expected, "docs/howto-timetable.md shows the forms")
    return runs


def _sheets(path: Path, sheet: str | None) -> Sequence[str | None]:
    """Return the sheets to read: of a workbook those that are not blank, unless one is named."""
    if sheet is not None or not is_workbook(path):
        return [sheet]
    names = sheet_names(path)
    filled = [name for name in names if next(workbook_rows(path, name, TABLE_LIMITS.rows), None) is not None]
    return filled or names[:1]


def _bus_runs(
    runs: Sequence[SheetRun], stops: StopPlaces, wanted: TimetableOptions, notes: Notes, left: Counter[str]
) -> Iterator[BusRun]:
    """Yield the runs that can be used; the others are counted and noted."""
    taken: Counter[str] = Counter()
    guessed: set[str] = set()
    for run in runs:
        calls = _calls(run, stops)
        days = weekdays_of(run.days) if run.days else EVERY_DAY
        if reason := _no_use(run, calls, days, wanted.day):
            _leave(notes, left, run.file, run.row, reason, f"line {run.line} {run.name} {run.days}".strip())
            continue
        line = safe_id(run.line)
        holds, is_guess = wanted.cargo.of((run.line, line), BUS)
        if is_guess and line not in guessed:
            guessed.add(line)
            notes.guess(run.file, None, "hold of the buses of a line", f"line {line}: {holds.room}")
        name = _name(line, run, calls, taken)
        texts = (safe_text(run.operator), safe_text(run.direction), safe_id(run.block) if run.block else "")
        yield BusRun(name, run.row, line, *texts, calls, holds, days or EVERY_DAY)


def _no_use(run: SheetRun, calls: Sequence[Call], days: frozenset[int] | None, day: datetime.date | None) -> str:
    """Return why a run cannot be used, "" if it can."""
    if len(calls) < 2:
        return "fewer than two calls at known stops" if run.calls else "no calls"
    if calls[-1].depart_s > LONGEST_TIME_S:
        return "under way after 48:00"
    if days is None:
        return "days that are not understood"
    return "" if day is None or day.isoweekday() in days else "not on this day of the week"


def _name(line: str, run: SheetRun, calls: Sequence[Call], taken: Counter[str]) -> str:
    """Return a run's id: its own name if it has one, else its departure, with the line and a number where needed."""
    own = run.name or clock(calls[0].depart_s)
    base = safe_id(f"{line} {own}" if not run.direction else f"{line} {own} {run.direction}")
    taken[base] += 1
    return base if taken[base] == 1 else safe_id(f"{base} ({taken[base]})")


def _calls(run: SheetRun, stops: StopPlaces) -> tuple[Call, ...]:
    """Return the calls at known places; successive ones at one place are one, where the bus waits."""
    calls: list[Call] = []
    for stop, arrive_s, depart_s in run.calls:
        place = stops.of(stop)
        if place is None:
            continue
        if calls and calls[-1].place == place:
            calls[-1] = Call(place, calls[-1].arrive_s, depart_s)
        else:
            calls.append(Call(place, arrive_s, depart_s))
    return tuple(calls)


def _leave(notes: Notes, left: Counter[str], file: str, row: int | None, reason: str, detail: str) -> None:
    left[reason] += 1
    notes.left_out(file, row, f"run: {reason}", detail)
