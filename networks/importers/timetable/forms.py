"""Which form a timetable has."""

from __future__ import annotations

from networks.importers.timetable.grids import long, runs_down, stops_down, time_columns
from networks.importers.timetable.minutes import by_lines, by_minutes
from networks.importers.timetable.reading import Reading, SheetRun
from networks.importers.timetable.sheets import Table


def runs_of(table: Table, reading: Reading) -> list[SheetRun]:
    """Return the runs of a table, whichever form it has; faults are collected."""
    fields = set(table.fields)
    for name in table.twice:
        reading.notes.left_out(table.file, table.row, "heading that is there twice", name)
    if {"stop", "run"} <= fields and fields & {"arrive", "depart"}:
        return list(long(table, reading))
    if "stop" in fields and fields & {"minutes", "leg"} and fields & {"first", "departures", "back_first"}:
        return list(by_minutes(table, reading))
    if {"via", "total"} <= fields or {"origin", "destination", "total"} <= fields:
        return list(by_lines(table, reading))
    if "stop" in fields:
        return list(stops_down(table, reading))
    if fields & {"run", "line"} and len(time_columns(table)) > 1:
        return list(runs_down(table, reading))
    headings = ", ".join(name for name in table.header if name)
    expected = "stops with minutes and first, last and headway or departures; or a grid of stops and times"
    reading.faults.add(table.file, table.row, "", headings, expected, "docs/howto-timetable.md shows each form")
    return []
