"""Trips that run every so many minutes: frequencies.txt, from a headway to departures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from networks.importers.faults import source_error
from networks.importers.gtfs.cells import clock_s, whole
from networks.importers.gtfs.feed import Feed
from networks.importers.texts import clock

MOST_DEPARTURES = 100_000
"""Departures of all trips; a headway of one second for all would fill the memory."""
EXACT = 1


@dataclass(frozen=True, slots=True)
class Departures:
    """When a trip departs that is given by headways, in seconds; empty where no row of it could be read."""

    times_s: tuple[int, ...]
    exact: bool
    row: int


def read_frequencies(feed: Feed, trips: Mapping[str, object]) -> dict[str, Departures]:
    """Return the departures of each trip that has rows in frequencies.txt.

    Args:
        feed: that it is read from.
        trips: by id, those that there are; rows of others are noted.

    Raises:
        SourceError: there would be more than 100,000 departures.
    """
    file = feed.file("frequencies")
    table = feed.read("frequencies")
    columns = ("trip_id", "start_time", "end_time", "headway_secs", "exact_times")
    times: dict[str, list[int]] = defaultdict(list)
    exact: dict[str, bool] = {}
    rows: dict[str, int] = {}
    number = 0
    for row, trip, start, end, headway, kind in zip(table.index, *(table[column] for column in columns), strict=True):
        if trip not in trips:
            feed.notes.left_out(file, int(row), "frequency of a trip that is not in trips.txt", trip)
            continue
        rows.setdefault(trip, int(row))
        found = _departures(start, end, headway)
        if found is None:
            detail = f"trip {trip}: {start} to {end} every {headway} s"
            feed.notes.left_out(file, int(row), "frequency that cannot be read", detail)
            continue
        number += len(found)
        if number > MOST_DEPARTURES:
            raise source_error(file, "more departures", f"at most {MOST_DEPARTURES:,}", row=int(row))
        times[trip] += found
        exact[trip] = exact.get(trip, True) and whole(kind) == EXACT
    return {trip: Departures(tuple(sorted(times[trip])), exact.get(trip, True), row) for trip, row in rows.items()}


def _departures(start: str, end: str, headway: str) -> range | None:
    """Return the departures from start on, before end; None if the row makes no sense.

    >>> list(_departures("6:00:00", "7:00:00", "1800"))
    [21600, 23400]
    """
    start_s, end_s, every_s = clock_s(start), clock_s(end), whole(headway)
    if start_s is None or end_s is None or every_s is None or every_s <= 0 or end_s <= start_s:
        return None
    return range(start_s, end_s, every_s)


def run_id(trip: str, depart_s: int) -> str:
    """Return the id of one departure of a trip.

    >>> run_id("T1", 23400)
    'T1@06:30'
    """
    return f"{trip}@{clock(depart_s)}"
