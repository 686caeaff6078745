"""The calls of the day's trips: stop_times.txt, from texts to times that run forward."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from networks.importers.gtfs.along import Shapes, by_given, by_straight_lines
from networks.importers.gtfs.cells import number
from networks.importers.gtfs.feed import Feed
from networks.importers.gtfs.stops import Stop
from networks.importers.gtfs.times import FullCall, RawCall, TimedCall, Timer, fill, joined
from networks.importers.gtfs.trips import Trip

NOT_AVAILABLE = "1"
ON_REQUEST = ("2", "3")
BY_FEED, BY_SHAPE, BY_LINE = "by the distances of the feed", "along the shape", "as the crow flies"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of stop_times.txt."""

    row: int
    trip: str
    stop: str
    seq: str
    arrive: str
    depart: str
    pickup: str
    drop: str
    distance: str


class Calls:
    """The calls of trips, read once for all of a day."""

    def __init__(self, feed: Feed, trips: Collection[str], stops: Mapping[str, Stop], shapes: Shapes) -> None:
        self._feed = feed
        self._file = feed.file("stop_times")
        self._stops = stops
        self._shapes = shapes
        self._timer = Timer(feed.notes, self._file)
        self._rows = self._read(frozenset(trips))

    def of(self, trip: Trip) -> list[FullCall] | str:
        """Return a trip's calls in order, with all times; or the reason why it has none that can be used."""
        rows = self._rows.get(trip.trip, [])
        if not rows:
            return "no rows in stop_times.txt"
        calls = [call for row in self._in_order(trip, rows) if (call := self._raw(row)) is not None]
        if len(calls) < 2:
            return "fewer than two calls at known stops"
        self._note_requests(trip, rows)
        timed = self._timer.timed(trip.trip, calls)
        timed = self._timer.trimmed(trip.trip, timed)
        if len(timed) < 2:
            return "fewer than two calls with times"
        full = joined(self._filled(trip, timed, calls))
        return full if len(full) > 1 else "all calls at one place"

    def _read(self, trips: frozenset[str]) -> dict[str, list[_Row]]:
        table = self._feed.read("stop_times", "trip_id", trips.__contains__)
        names = (
            "trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time", "pickup_type", "drop_off_type",
            "shape_dist_traveled",
        )  # fmt: skip
        rows: dict[str, list[_Row]] = defaultdict(list)
        for row, *cells in zip(table.index, *(table[name] for name in names), strict=True):
            rows[cells[0]].append(_Row(int(row), *cells))
        return rows

    def _in_order(self, trip: Trip, rows: list[_Row]) -> list[_Row]:
        """Return the rows by stop_sequence, whose gaps mean nothing; as in the file where some have none."""
        seqs = {row.row: number(row.seq) for row in rows}
        bad = [row for row in rows if seqs[row.row] is None]
        for row in bad:
            detail = f"trip {trip.trip}: {row.seq or 'blank'}; its calls are taken in the order of the file"
            self._feed.notes.warning(self._file, row.row, "stop_sequence that is none", detail)
        ordered = rows if bad else sorted(rows, key=lambda row: (seqs[row.row] or 0.0, row.row))
        result: list[_Row] = []
        for row in ordered:
            last = result[-1] if result else None
            if last is not None and not bad and seqs[last.row] == seqs[row.row]:
                detail = f"trip {trip.trip}: {row.seq}, as in row {last.row}"
                if (last.stop, last.arrive, last.depart) == (row.stop, row.arrive, row.depart):
                    self._feed.notes.left_out(self._file, row.row, "call that is there twice", detail)
                    continue
                self._feed.notes.warning(self._file, row.row, "stop_sequence that is there twice", detail)
            result.append(row)
        return result

    def _raw(self, row: _Row) -> RawCall | None:
        """Return the call; None, noted, if its stop is not known."""
        stop = self._stops.get(row.stop)
        if stop is None:
            what = "call at a stop without position or not in stops.txt" if row.stop else "call without stop"
            self._feed.notes.left_out(self._file, row.row, what, f"trip {row.trip}: stop {row.stop or '(blank)'}")
            return None
        load, unload = row.pickup != NOT_AVAILABLE, row.drop != NOT_AVAILABLE
        return RawCall(row.row, row.seq, stop, row.arrive, row.depart, load, unload, row.distance)

    def _note_requests(self, trip: Trip, rows: Sequence[_Row]) -> None:
        asked = [row for row in rows if row.pickup in ON_REQUEST or row.drop in ON_REQUEST]
        if asked:
            detail = f"trip {trip.trip}: {len(asked)} of {len(rows)} calls; goods are taken to be allowed there"
            self._feed.notes.guess(self._file, asked[0].row, "calls on request", detail, len(asked))

    def _filled(self, trip: Trip, timed: list[TimedCall], raw: Sequence[RawCall]) -> list[FullCall]:
        """Fill blank times in; one note a trip says how many and how."""
        way = _Way(self._shapes, trip, timed, raw)
        full = fill(timed, way)
        blank = [call for call in timed if call.arrive_s is None]
        if blank:
            detail = f"trip {trip.trip}: {len(blank)} of {len(timed)} calls"
            what = f"blank times filled in {way.how}"
            self._feed.notes.guess(self._file, blank[0].row, what, detail, len(blank))
        return full


class _Way:
    """How far along its way each call of a trip is, when asked; ``how`` then says by what."""

    def __init__(self, shapes: Shapes, trip: Trip, timed: Sequence[TimedCall], raw: Sequence[RawCall]) -> None:
        self._shapes, self._trip, self._timed = shapes, trip, timed
        distances = {call.row: call.distance for call in raw}
        self._distances = [distances[call.row] for call in timed]
        self.how = ""

    def __call__(self) -> list[float]:
        stops = [call.stop for call in self._timed]
        self.how, along = BY_FEED, by_given(self._distances)
        if along is None:
            self.how, along = BY_SHAPE, self._shapes.along(self._trip.shape, stops)
        if along is None:
            self.how, along = BY_LINE, by_straight_lines(stops)
        return along
