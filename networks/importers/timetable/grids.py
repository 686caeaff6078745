"""Grids of times: stops down and runs across, or runs down and stops across; and tables with one row a call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from networks.importers.timetable.clocks import DAY_S, HALF_DAY_S, LONGEST_LEG_S, passes, time_of, times_of
from networks.importers.timetable.reading import (
    Reading,
    SheetRun,
    SheetStop,
    heading_of,
    line_of,
    note_rest,
    stop_of,
)
from networks.importers.timetable.sheets import Table

A_TIME = "a time such as 07:30, or a dash where the bus does not call"
MOSTLY = 0.5
"""A column of a grid is one of times if more than this part of its cells that are not blank are."""


def stops_down(table: Table, reading: Reading) -> Iterator[SheetRun]:
    """One row a stop, one column a run; a column that falls from bottom to top is a run the other way."""
    columns = time_columns(table)
    _note_columns(table, columns, reading)
    groups: list[tuple[str, str, list[tuple[int, tuple[str, ...]]]]] = []
    for row, cells in table.rows:
        if not table.cell(cells, "stop"):
            note_rest(table, row, cells, reading)
            continue
        last = groups[-1] if groups else ("", "", [])
        line = line_of(table, cells, reading, last[0])
        direction = table.cell(cells, "direction") or (last[1] if line == last[0] else "")
        if not groups or (line, direction) != last[:2]:
            groups.append((line, direction, []))
        groups[-1][2].append((row, cells))
    if not columns:
        expected = "columns of times beside the stops; or minutes, and the first bus of the line"
        reading.faults.add(table.file, table.row, "", ", ".join(filter(None, table.header)), expected)
    for line, direction, rows in groups:
        stops = {row: stop_of(table, row, cells, reading) for row, cells in rows}
        for column in columns:
            calls = _read_cells(table, [(stops[row], row, column, cells[column]) for row, cells in rows], reading)
            if calls:
                run = SheetRun(table.file, rows[0][0], line, table.header[column], direction)
                yield _run_forward(run, calls, table, reading)


def runs_down(table: Table, reading: Reading) -> Iterator[SheetRun]:
    """One row a run, one column a stop."""
    columns = [column for column in time_columns(table) if table.header[column]]
    _note_columns(table, columns, reading)
    stops = {column: SheetStop(table.header[column], table.row) for column in columns}
    line = ""
    for row, cells in table.rows:
        line = line_of(table, cells, reading, line)
        calls = _read_cells(table, [(stops[column], row, column, cells[column]) for column in columns], reading)
        if calls:
            run = _blank_run(table, row, cells, line, table.cell(cells, "run"))
            yield _run_forward(run, calls, table, reading)


def long(table: Table, reading: Reading) -> Iterator[SheetRun]:
    """One row a call: run, stop, arrival, departure."""
    runs: dict[tuple[str, str], tuple[SheetRun, list[tuple[SheetStop, int, int]]]] = {}
    line = name = ""
    for row, cells in table.rows:
        new_line = line_of(table, cells, reading, line)
        name = table.cell(cells, "run") or (name if new_line == line else "")
        line = new_line
        if not table.cell(cells, "stop"):
            note_rest(table, row, cells, reading)
            continue
        times = []
        for column in ("arrive", "depart"):
            text = table.cell(cells, column)
            time_s = time_of(text) if not passes(text) else None
            if time_s is None and not passes(text):
                reading.faults.add(table.file, row, heading_of(table, column), text, A_TIME)
            times.append(time_s)
        arrive_s, depart_s = times
        arrive_s = depart_s if arrive_s is None else arrive_s
        if arrive_s is None:
            continue
        depart_s = arrive_s if depart_s is None else depart_s
        made = _blank_run(table, row, cells, line, name)
        runs.setdefault((line, name), (made, []))[1].append((stop_of(table, row, cells, reading), arrive_s, depart_s))
    for run, calls in runs.values():
        yield _run_forward(run, calls, table, reading)


def _blank_run(table: Table, row: int, cells: Sequence[str], line: str, name: str) -> SheetRun:
    direction, operator, block, days = (table.cell(cells, one) for one in ("direction", "operator", "block", "days"))
    return SheetRun(table.file, row, line, name, direction, operator, block, days)


def time_columns(table: Table) -> list[int]:
    """Return the positions of the columns that hold times."""
    found = []
    for place in table.others():
        texts = [cells[place] for _, cells in table.rows if not passes(cells[place])]
        if texts and sum(times_of(text) is not None for text in texts) > MOSTLY * len(texts):
            found.append(place)
    return found


def _read_cells(
    table: Table, cells: Sequence[tuple[SheetStop, int, int, str]], reading: Reading
) -> list[tuple[SheetStop, int, int]]:
    """Return the calls that cells of a grid, each with its stop, row and column, stand for."""
    calls = []
    for stop, row, column, text in cells:
        if passes(text):
            continue
        times = times_of(text)
        if times is None:
            reading.faults.add(table.file, row, table.header[column], text, A_TIME)
        else:
            calls.append((stop, *times))
    return calls


def _run_forward(run: SheetRun, calls: list[tuple[SheetStop, int, int]], table: Table, reading: Reading) -> SheetRun:
    """Return the run with its calls in order of time: past midnight hours go on, bottom-up columns are turned."""
    falls = [other[1] < one[2] for one, other in pairwise(calls)]
    if len(calls) > 1 and all(falls) and calls[0][1] - calls[-1][1] < HALF_DAY_S:
        reading.notes.guess(table.file, run.row, "times that fall: the run goes the other way", run.name or run.line)
        calls = [(stop, arrive_s, depart_s) for stop, arrive_s, depart_s in reversed(calls)]
        direction = f"{run.direction}, back" if run.direction else "back"
        run = replace(run, direction=direction)
    on_s = before_s = 0
    result = []
    for stop, arrive_s, depart_s in calls:
        if before_s - (arrive_s + on_s) >= DAY_S - LONGEST_LEG_S:
            on_s += DAY_S
        if arrive_s + on_s < before_s:
            expected = "a time not before that of the stop before"
            reading.faults.add(table.file, stop.row, run.name, _text(arrive_s), expected, f"at {stop.name}")
        depart_s = max(arrive_s, depart_s)
        result.append((stop, arrive_s + on_s, depart_s + on_s))
        before_s = depart_s + on_s
    return replace(run, calls=tuple(result))


def _text(time_s: int) -> str:
    return f"{time_s // 3600:02}:{time_s // 60 % 60:02}"


def _note_columns(table: Table, columns: Sequence[int], reading: Reading) -> None:
    """Note the columns that are neither known nor hold times, unless they are blank."""
    for place in table.others():
        if place not in columns and any(not passes(cells[place]) for _, cells in table.rows):
            name = table.header[place] or "a column without a heading"
            reading.notes.left_out(table.file, table.row, "column that is not understood", name)
