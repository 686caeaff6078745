"""Lines by minutes from the first stop, with the first and the last bus and a headway, or a list of departures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise

from networks.importers.headings import DURATION_MS, plain_text, quantity
from networks.importers.timetable.clocks import DAY_S, passes, time_of
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

MOST_RUNS = 2_000
"""Runs of a line in one direction and day."""

_STOPS = re.compile(r"\s*(?:[、,，;；|/]|->|→|—+|－|-{2,})\s*")
_LIST = re.compile(r"[\s,，、;；|]+")
_HOURS = re.compile(r"(\d{1,2})\s*(?:小时|时|h|hours?)\s*(\d{1,2})\s*(?:分钟?|min|m)?", re.ASCII)
_RANGE = re.compile(r"(\d+)\s*(?:-|~|—|–|至)\s*(\d+)(.*)")


@dataclass
class _Pattern:
    """A line in one direction: its stops in order with seconds from the first, and cells that hold for all of it."""

    row: int
    line: str
    direction: str
    stops: list[SheetStop] = field(default_factory=list)
    seconds: list[int | None] = field(default_factory=list)
    cells: dict[str, tuple[int, str]] = field(default_factory=dict)


_OF_LINE = ("first", "last", "headway", "departures", "back_first", "back_last", "back_departures", "operator", "days")


def by_minutes(table: Table, reading: Reading) -> Iterator[SheetRun]:
    yield from _runs(_patterns(table, reading), table, reading)


def by_lines(table: Table, reading: Reading) -> Iterator[SheetRun]:
    """One row a line: where it starts and ends, the stops between in one cell, minutes for the whole way."""
    patterns = []
    for row, cells in table.rows:
        listed = [
            table.cell(cells, "origin"),
            *_STOPS.split(table.cell(cells, "via")),
            table.cell(cells, "destination"),
        ]
        names = [name.strip() for name in listed if name.strip()]
        # The list often has the ends as well.
        names = [name for place, name in enumerate(names) if place == 0 or name != names[place - 1]]
        text = table.cell(cells, "total")
        amount = _duration(text)
        if amount is None or amount <= 0:
            reading.faults.add(table.file, row, heading_of(table, "total"), text, "minutes for the whole way")
            continue
        line = table.cell(cells, "line") or "-".join(names[:: max(1, len(names) - 1)])
        pattern = _Pattern(row, line, table.cell(cells, "direction"))
        pattern.stops = [SheetStop(name, row) for name in names]
        pattern.seconds = [0, *[None] * (len(names) - 2), int(amount / 1000)]
        pattern.cells = {name: (row, text) for name in _OF_LINE if (text := table.cell(cells, name))}
        patterns.append(pattern)
    yield from _runs(patterns, table, reading)


def _runs(patterns: Iterable[_Pattern], table: Table, reading: Reading) -> Iterator[SheetRun]:
    for pattern in patterns:
        if not _complete(pattern, table, reading):
            continue
        offsets = [second or 0 for second in pattern.seconds]
        there = _departures(pattern, table, reading, "")
        back = _departures(pattern, table, reading, "back_")
        if not there and not back:
            expected = f"a first bus, or departures, of line {pattern.line}"
            reading.faults.add(table.file, pattern.row, "first", "", expected)
        yield from _timed(pattern, table, reading, there, pattern.stops, offsets)
        turned = [offsets[-1] - offset for offset in reversed(offsets)]
        returning = _returning(pattern)
        yield from _timed(returning, table, reading, back, pattern.stops[::-1], turned)


def _returning(pattern: _Pattern) -> _Pattern:
    """Return the pattern for the way back."""
    return replace(pattern, direction="back" if not pattern.direction else f"{pattern.direction}, back")


def _patterns(table: Table, reading: Reading) -> list[_Pattern]:
    patterns: list[_Pattern] = []
    line = direction = ""
    for row, cells in table.rows:
        if not table.cell(cells, "stop"):
            note_rest(table, row, cells, reading)
            continue
        new_line = line_of(table, cells, reading, line)
        new_direction = table.cell(cells, "direction") or (direction if new_line == line else "")
        if not patterns or (new_line, new_direction) != (line, direction):
            patterns.append(_Pattern(row, new_line, new_direction))
        line, direction = new_line, new_direction
        pattern = patterns[-1]
        for name in _OF_LINE:
            if text := table.cell(cells, name):
                known = pattern.cells.setdefault(name, (row, text))
                if known[1] != text:
                    expected = f"{known[1]} as in row {known[0]}, or a blank: it holds for the whole line"
                    reading.faults.add(table.file, row, heading_of(table, name), text, expected)
        _add_stop(pattern, table, row, cells, reading)
    return patterns


def _duration(text: str) -> Fraction | None:
    """Return the milliseconds of minutes, or of 1小时20分; None if it is neither."""
    if both := _HOURS.fullmatch(plain_text(text)):
        return Fraction(3_600_000 * int(both[1]) + 60_000 * int(both[2]))
    return quantity(text, DURATION_MS, "min")


def _add_stop(pattern: _Pattern, table: Table, row: int, cells: Sequence[str], reading: Reading) -> None:
    is_leg = "minutes" not in table.fields
    name = "leg" if is_leg else "minutes"
    text = table.cell(cells, name)
    amount = _duration(text) if text and not passes(text) else None
    if text and not passes(text) and (amount is None or amount < 0):
        reading.faults.add(table.file, row, heading_of(table, name), text, "minutes, at least 0")
        amount = Fraction(0)
    second = None if amount is None else int(amount / 1000)
    if not pattern.stops:
        second = second if second is not None and not is_leg else 0
    elif is_leg:
        before = pattern.seconds[-1]
        second = None if before is None or second is None else before + second
    last = next((one for one in reversed(pattern.seconds) if one is not None), 0)
    if second is not None and second < last:
        expected = f"at least {last // 60} minutes, as at the stop before"
        hint = "minutes count from the first stop; for minutes from stop to stop name the column leg_minutes (站间分钟)"
        reading.faults.add(table.file, row, heading_of(table, name), text, expected, hint)
    pattern.stops.append(stop_of(table, row, cells, reading))
    pattern.seconds.append(second)


def _complete(pattern: _Pattern, table: Table, reading: Reading) -> bool:
    """Fill blank minutes in evenly; tell whether there are two stops and the last one's minutes."""
    if len(pattern.stops) < 2:
        reading.faults.add(table.file, pattern.row, "", pattern.line, "at least two stops of a line")
        return False
    if pattern.seconds[-1] is None:
        row = pattern.stops[-1].row
        reading.faults.add(table.file, row, heading_of(table, "minutes"), "", "minutes at the last stop of a line")
        return False
    known = [place for place, second in enumerate(pattern.seconds) if second is not None]
    for one, other in pairwise(known):
        begin, end = pattern.seconds[one] or 0, pattern.seconds[other] or 0
        for place in range(one + 1, other):
            pattern.seconds[place] = begin + (end - begin) * (place - one) // (other - one)
            detail = f"{pattern.line}, {pattern.stops[place].name}"
            reading.notes.guess(
                table.file, pattern.stops[place].row, "minutes of a stop, evenly between those given", detail
            )
    # Minutes may count from a stop before the first one.
    start = pattern.seconds[0] or 0
    pattern.seconds = [(second or 0) - start for second in pattern.seconds]
    return True


def _departures(pattern: _Pattern, table: Table, reading: Reading, way: str) -> list[int]:
    """Return when the runs of a way (there: "", or "back_") start, from a list or from first, last and headway."""
    found: list[int] = []
    if listed := pattern.cells.get(f"{way}departures"):
        for text in filter(None, _LIST.split(plain_text(listed[1]))):
            if (time_s := time_of(text)) is not None:
                found.append(time_s)
            else:
                name = heading_of(table, f"{way}departures")
                reading.faults.add(table.file, listed[0], name, text, "times such as 06:30, 08:00")
        return sorted(found)
    first, last = (_one_time(pattern, table, reading, f"{way}{name}") for name in ("first", "last"))
    if first is None:
        return [] if last is None else [last]
    if last is None:
        return [first]
    if last < first:
        last += DAY_S
    every_s = _headway_s(pattern, table, reading)
    if not every_s:
        detail = f"{pattern.line}: only the first and the last bus"
        reading.notes.guess(table.file, pattern.row, "no headway", detail)
        return sorted({first, last})
    found = list(range(first, last + 1, every_s)) if (last - first) // every_s < MOST_RUNS else [first]
    if found[-1] != last:
        detail = f"{pattern.line}: the last bus does not fit the headway; it runs as well"
        reading.notes.guess(table.file, pattern.row, "departures of a headway", detail, len(found) + 1)
        return [*found, last]
    reading.notes.guess(table.file, pattern.row, "departures of a headway", pattern.line, len(found))
    return found


def _one_time(pattern: _Pattern, table: Table, reading: Reading, name: str) -> int | None:
    row, text = pattern.cells.get(name, (0, ""))
    if not text or passes(text):
        return None
    time_s = time_of(text)
    if time_s is None:
        reading.faults.add(table.file, row, heading_of(table, name), text, "a time such as 06:30")
    return time_s


def _headway_s(pattern: _Pattern, table: Table, reading: Reading) -> int:
    """Return seconds between two buses; of a range the longer, so that no bus is promised that may not come."""
    row, text = pattern.cells.get("headway", (0, ""))
    if not text:
        return 0
    plain = plain_text(text)
    if between := _RANGE.fullmatch(plain):
        detail = f"{pattern.line}: {text}; the longer one"
        reading.notes.guess(table.file, row, "headway of a range", detail)
        plain = f"{max(int(between[1]), int(between[2]))}{between[3]}"
    amount = quantity(plain.removesuffix("/班").removesuffix("一班"), DURATION_MS, "min")
    if amount is None or amount < 60_000:
        reading.faults.add(table.file, row, heading_of(table, "headway"), text, "minutes between two buses, at least 1")
        return 0
    return int(amount / 1000)


def _timed(
    pattern: _Pattern, table: Table, reading: Reading, departures: Sequence[int], stops: Sequence[SheetStop],
    offsets: Sequence[int],
) -> Iterator[SheetRun]:  # fmt: skip
    operator, days = (pattern.cells.get(name, (0, ""))[1] for name in ("operator", "days"))
    for start_s in departures:
        calls = tuple((stop, start_s + far, start_s + far) for stop, far in zip(stops, offsets, strict=True))
        yield SheetRun(table.file, pattern.row, pattern.line, "", pattern.direction, operator, days=days, calls=calls)
