"""Which services run on which day: calendar.txt, its exceptions, and the busiest day of the feed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from networks.importers.extra import library
from networks.importers.faults import source_error
from networks.importers.gtfs.cells import day_of, whole
from networks.importers.gtfs.feed import DAYS, Feed
from networks.importers.notes import Notes

BUSIEST = "busiest"
ADDED, REMOVED = 1, 2
A_WEEK = 7
LATEST = datetime.date(9999, 12, 1)
"""Feeds that never end say 9999-12-31; later days are taken as this one, so that a week after it is still a date."""


@dataclass(frozen=True)
class Calendar:
    """The services of a feed by day.

    Attributes:
        feed: the calendars alone, cleaned, as a feed of gtfs_kit; None if the feed has none that could be read.
        changes: days from which on something differs from the day a week before.
        valid: first and last day of feed_info.txt, either of them None if it is not told.
        file: what messages call the calendar.
    """

    feed: Any
    changes: tuple[datetime.date, ...]
    valid: tuple[datetime.date | None, datetime.date | None]
    file: str

    def services_on(self, day: datetime.date) -> frozenset[str] | None:
        """Return the services that run on a day; None if the feed does not say, so that all must be taken to run."""
        if self.feed is None:
            return None
        return frozenset(self.feed.get_active_services(_text(day)))

    def choose(self, wanted: datetime.date | str, runs: Mapping[str, int], notes: Notes) -> datetime.date:
        """Return the day to import.

        Args:
            wanted: a day, or "busiest": the first of those with the most runs.
            runs: number of runs by service.
            notes: take what is to be said of the choice.

        Raises:
            SourceError: nothing runs on the day, or on no day at all.
        """
        if isinstance(wanted, datetime.date) and self.feed is None:
            notes.warning(self.file, None, "no calendar", "all runs of the feed are taken to run on the day")
            return wanted
        busiest, number = self._busiest(runs)
        if wanted == BUSIEST:
            notes.count(self.file, "runs of the busiest day", number, busiest.isoformat())
            return busiest
        assert isinstance(wanted, datetime.date)
        if not self._number(wanted, runs):
            expected = f"a day on which runs of this feed operate, {self._span()}"
            hint = f"the busiest day is {busiest.isoformat()}"
            raise source_error(self.file, wanted.isoformat(), expected, hint)
        return wanted

    def _busiest(self, runs: Mapping[str, int]) -> tuple[datetime.date, int]:
        if self.feed is None:
            hint = "with a day, as --date 2026-03-17, all runs are taken to run on it"
            raise source_error(self.file, "", "calendar.txt or calendar_dates.txt with a row that can be read", hint)
        # Between two changes every week is like the week before, so the first week after each change has them all.
        days = sorted({change + datetime.timedelta(day) for change in self.changes for day in range(A_WEEK)})
        # Some feeds say that they are valid when none of their calendars is.
        for some in (self._within(days), days):
            numbers = {day: self._number(day, runs) for day in some}
            best = max(numbers, key=lambda day: (numbers[day], -day.toordinal()), default=None)
            if best is not None and numbers[best]:
                return best, numbers[best]
        raise source_error(self.file, "no day on which a run operates", "at least one such day")

    def _within(self, days: list[datetime.date]) -> list[datetime.date]:
        """Return the days for which the feed says it is valid, its first week included."""
        first, last = self.valid
        if first:
            first = min(first, LATEST)
            days = sorted({*days, *(first + datetime.timedelta(day) for day in range(A_WEEK))})
        return [day for day in days if (first is None or first <= day) and (last is None or day <= last)]

    def _number(self, day: datetime.date, runs: Mapping[str, int]) -> int:
        return sum(runs.get(service, 0) for service in self.services_on(day) or ())

    def _span(self) -> str:
        first, last = self.changes[0], self.changes[-1] - datetime.timedelta(1)
        return f"from {first.isoformat()} to {last.isoformat()}"


def read_calendar(feed: Feed) -> Calendar:
    """Read the calendars; rows that cannot be read are noted and left out."""
    regular, starts = _regular(feed)
    exceptions, days = _exceptions(feed)
    changes = sorted({*starts, *days, *map(_after, days)})
    gtfs_kit = library("gtfs_kit")
    known = gtfs_kit.Feed("km", calendar=regular, calendar_dates=exceptions) if changes else None
    file = feed.file("calendar_dates" if regular is None and exceptions is not None else "calendar")
    return Calendar(known, tuple(changes), _valid(feed), file)


def _regular(feed: Feed) -> tuple[pd.DataFrame | None, list[datetime.date]]:
    """Return calendar.txt as gtfs_kit has it, None if there is nothing in it, and the days of its changes."""
    file = feed.file("calendar")
    rows: list[dict[str, object]] = []
    changes: list[datetime.date] = []
    for row, cells in _rows(feed.read("calendar")):
        first, last = day_of(cells["start_date"]), day_of(cells["end_date"])
        if not cells["service_id"] or first is None or last is None:
            detail = f"{cells['service_id']}: {cells['start_date']} to {cells['end_date']}"
            feed.notes.left_out(file, row, "calendar row without service or dates", detail)
            continue
        if last < first:
            feed.notes.warning(file, row, "calendar row that ends before it begins", cells["service_id"])
            continue
        if odd := [day for day in DAYS if whole(cells[day]) not in (0, 1)]:
            feed.notes.warning(file, row, "weekday that is neither 0 nor 1, taken as 0", ", ".join(odd))
        flags = {day: int(whole(cells[day]) == 1) for day in DAYS}
        rows.append({"service_id": cells["service_id"], **flags, "start_date": _text(first), "end_date": _text(last)})
        changes += [min(first, LATEST), _after(last)]
    return (pd.DataFrame(rows) if rows else None), changes


def _exceptions(feed: Feed) -> tuple[pd.DataFrame | None, list[datetime.date]]:
    """Return calendar_dates.txt as gtfs_kit has it, None if there is nothing in it, and its days."""
    file = feed.file("calendar_dates")
    rows: list[dict[str, object]] = []
    days: list[datetime.date] = []
    for row, cells in _rows(feed.read("calendar_dates")):
        day, kind = day_of(cells["date"]), whole(cells["exception_type"])
        if not cells["service_id"] or day is None or kind not in (ADDED, REMOVED):
            detail = f"{cells['service_id']}: {cells['date']}, exception_type {cells['exception_type']}"
            feed.notes.left_out(file, row, "exception without service, date or type 1 or 2", detail)
            continue
        rows.append({"service_id": cells["service_id"], "date": _text(day), "exception_type": kind})
        days.append(min(day, LATEST))
    return (pd.DataFrame(rows) if rows else None), days


def _valid(feed: Feed) -> tuple[datetime.date | None, datetime.date | None]:
    table = feed.read("feed_info")
    if table.empty:
        return None, None
    return day_of(table["feed_start_date"].iloc[0]), day_of(table["feed_end_date"].iloc[0])


def _rows(table: pd.DataFrame) -> list[tuple[int, dict[str, str]]]:
    return list(zip((int(row) for row in table.index), table.to_dict("records"), strict=True))  # type: ignore[arg-type]


def _text(day: datetime.date) -> str:
    return day.isoformat().replace("-", "")


def _after(day: datetime.date) -> datetime.date:
    return min(day, LATEST) + datetime.timedelta(1)
