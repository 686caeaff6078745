"""Rules about a van's whole day: shift, rest and range."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.checker.violation import Violation, clock
from optimizer.costs.loads import VanDay
from optimizer.costs.reading import Reading


def shift(reading: Reading) -> Iterator[Violation]:
    """The day starts and ends within the van's hours, and is no longer than shift + overtime."""
    for day in reading.days:
        van = day.van
        if day.first_s < van.earliest_s:
            detail = f"departs at {clock(day.first_s)}, not before {clock(van.earliest_s)}"
            yield Violation("shift", day.where, van.earliest_s - day.first_s, "s", detail)
        if day.last_s > van.latest_s:
            detail = f"returns at {clock(day.last_s)}, not after {clock(van.latest_s)}"
            yield Violation("shift", day.where, day.last_s - van.latest_s, "s", detail)
        most_s = van.shift_s + van.max_overtime_s
        if day.span_s > most_s:
            detail = f"the day takes {day.span_s} s of {most_s} s with overtime"
            yield Violation("shift", day.where, day.span_s - most_s, "s", detail)


def rest(reading: Reading) -> Iterator[Violation]:
    """A day longer than `rest_after_s` has a rest in one piece, begun by then."""
    for day in reading.days:
        after_s, needed_s = day.van.rest_after_s, day.van.rest_s
        if after_s is None or day.span_s <= after_s:
            continue
        latest_s = day.first_s + after_s
        longest_s = max((rest_s for begins_s, rest_s in _rests(day) if begins_s <= latest_s), default=0)
        if longest_s < needed_s:
            detail = f"rests {longest_s} s in one piece begun by {clock(latest_s)}, needs {needed_s} s"
            yield Violation("rest", day.where, needed_s - longest_s, "s", detail)


def _rests(day: VanDay) -> Iterator[tuple[int, int]]:
    """When each rest begins and how long it is: at a visit after the work, at the base from the return."""
    for trip in day.trips:
        for stop in trip.stops[1:]:
            yield stop.begin_s + trip.work_s[stop.seq], stop.rest_s


def max_range(reading: Reading) -> Iterator[Violation]:
    """Metres driven in the day are within the van's range."""
    for day in reading.days:
        if day.van.range_m is None:
            continue
        metres = day.metres(reading.paths)
        if metres > day.van.range_m:
            detail = f"drives {metres} m of {day.van.range_m} m"
            yield Violation("range", day.where, metres - day.van.range_m, "m", detail)
