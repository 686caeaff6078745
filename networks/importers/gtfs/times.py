"""The times of one trip: what is wrong is mended or taken as blank, and blanks are filled in between those given."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from networks.importers.gtfs.cells import clock_s
from networks.importers.gtfs.stops import Stop
from networks.importers.notes import Notes
from networks.importers.texts import clock

DAY_S = 86_400
HALF_DAY_S = DAY_S // 2
LONGEST_LEG_S = 3 * 3600
"""A time that falls is one after midnight if the bus then takes no longer than this; else one of the two is wrong."""


@dataclass(frozen=True, slots=True)
class RawCall:
    """One row of stop_times.txt at a stop that is known, with its texts."""

    row: int
    seq: str
    stop: Stop
    arrive: str
    depart: str
    load: bool
    unload: bool
    distance: str


@dataclass(frozen=True, slots=True)
class TimedCall:
    """A call with its times in seconds, both None where blank."""

    row: int
    stop: Stop
    load: bool
    unload: bool
    arrive_s: int | None
    depart_s: int | None

    def at(self, arrive_s: int | None, depart_s: int | None) -> TimedCall:
        """Return the call with other times."""
        return replace(self, arrive_s=arrive_s, depart_s=depart_s)


@dataclass(frozen=True, slots=True)
class FullCall:
    """A call with both times."""

    row: int
    stop: Stop
    load: bool
    unload: bool
    arrive_s: int
    depart_s: int


class Timer:
    """Gives the calls of trips their times; what it changes goes into the notes."""

    def __init__(self, notes: Notes, file: str) -> None:
        self._notes = notes
        self._file = file

    def timed(self, trip: str, calls: Sequence[RawCall]) -> list[TimedCall]:
        """Return the calls with the times that can be believed, running forward; the others are blank."""
        read = [self._read(trip, call) for call in calls]
        return self._forward(trip, self._past_midnight(trip, read))

    def _read(self, trip: str, call: RawCall) -> TimedCall:
        times = []
        for column, text in (("arrival_time", call.arrive), ("departure_time", call.depart)):
            time_s = clock_s(text)
            if text and time_s is None:
                detail = f"trip {trip}, {column}: {text}"
                self._notes.warning(self._file, call.row, "time that is none, taken as blank", detail)
            times.append(time_s)
        arrive_s, depart_s = times
        arrive_s = depart_s if arrive_s is None else arrive_s
        depart_s = arrive_s if depart_s is None else depart_s
        if arrive_s is not None and depart_s is not None and depart_s < arrive_s:
            if HALF_DAY_S < arrive_s - depart_s <= DAY_S:
                depart_s += DAY_S
            else:
                detail = f"trip {trip}: {clock(depart_s)} before {clock(arrive_s)}"
                self._notes.warning(self._file, call.row, "departure before arrival, taken as the arrival", detail)
                depart_s = arrive_s
        return TimedCall(call.row, call.stop, call.load, call.unload, arrive_s, depart_s)

    def _past_midnight(self, trip: str, calls: list[TimedCall]) -> list[TimedCall]:
        """Let hours go on after midnight where a feed begins anew at 00:00."""
        on_s, before_s = 0, 0
        moved = []
        for call in calls:
            if call.arrive_s is not None and call.depart_s is not None:
                falls_s = before_s - (call.arrive_s + on_s)
                if falls_s >= DAY_S - LONGEST_LEG_S:
                    on_s += DAY_S
                    detail = f"trip {trip}: {clock(call.arrive_s)} taken as {clock(call.arrive_s + on_s)}"
                    self._notes.guess(self._file, call.row, "time after midnight that begins anew at 00:00", detail)
                call = call.at(call.arrive_s + on_s, call.depart_s + on_s)
                before_s = max(before_s, call.depart_s or 0)
            moved.append(call)
        return moved

    def _forward(self, trip: str, calls: list[TimedCall]) -> list[TimedCall]:
        """Blank the fewest times so that the rest run forward."""
        given = [place for place, call in enumerate(calls) if call.arrive_s is not None]
        keep = {given[place] for place in _longest_forward([_span(calls[place]) for place in given])}
        result = list(calls)
        for place in given:
            if place not in keep:
                call = calls[place]
                detail = f"trip {trip}: {clock(call.arrive_s or 0)} at {call.stop.name}"
                self._notes.warning(self._file, call.row, "time that runs backward, taken as blank", detail)
                result[place] = call.at(None, None)
        return result

    def trimmed(self, trip: str, calls: list[TimedCall]) -> list[TimedCall]:
        """Return the calls from the first to the last with a time: those beyond cannot be placed in time."""
        given = [place for place, call in enumerate(calls) if call.arrive_s is not None]
        first, last = (given[0], given[-1]) if given else (len(calls), len(calls))
        for call in (*calls[:first], *calls[last + 1 :]):
            detail = f"trip {trip} at {call.stop.name}"
            self._notes.left_out(self._file, call.row, "call without time before the first or after the last", detail)
        return calls[first : last + 1]


def _span(call: TimedCall) -> tuple[int, int]:
    assert call.arrive_s is not None and call.depart_s is not None
    return call.arrive_s, call.depart_s


def _longest_forward(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return the positions of the most spans of which each begins no earlier than the one before it ends.

    >>> _longest_forward([(1, 1), (9, 9), (2, 3), (3, 4)])
    [0, 2, 3]
    """
    if all(one[1] <= other[0] for one, other in pairwise(spans)):
        return list(range(len(spans)))
    # ends[k]: the earliest end of any k + 1 spans in order; tails[k]: the last of them.
    ends: list[int] = []
    tails: list[int] = []
    before: list[int] = []
    for place, (begin, end) in enumerate(spans):
        length = bisect_right(ends, begin)
        before.append(tails[length - 1] if length else -1)
        if length == len(ends):
            ends.append(end)
            tails.append(place)
        elif end < ends[length]:
            ends[length], tails[length] = end, place
    chosen = [tails[-1]]
    while before[chosen[-1]] >= 0:
        chosen.append(before[chosen[-1]])
    return chosen[::-1]


def fill(calls: Sequence[TimedCall], along: Callable[[], Sequence[float]]) -> list[FullCall]:
    """Return the calls with blank times filled in, in proportion to the way between the given ones, on whole seconds.

    Args:
        calls: the first and the last have times.
        along: gives how far along the way each call is, never falling; asked only if a time is blank.
    """
    given = [place for place, call in enumerate(calls) if call.arrive_s is not None]
    far = along() if len(given) < len(calls) else ()
    full = []
    for one, other in zip(given, [*given[1:], given[-1]], strict=True):
        leave_s, reach_s = _span(calls[one])[1], _span(calls[other])[0]
        full.append(_full(calls[one], *_span(calls[one])))
        for place in range(one + 1, other):
            way = far[other] - far[one]
            share = (far[place] - far[one]) / way if way > 0 else (place - one) / (other - one)
            time_s = leave_s + round((reach_s - leave_s) * share)
            full.append(_full(calls[place], time_s, time_s))
    return full


def _full(call: TimedCall, arrive_s: int, depart_s: int) -> FullCall:
    return FullCall(call.row, call.stop, call.load, call.unload, arrive_s, depart_s)


def joined(calls: Sequence[FullCall]) -> list[FullCall]:
    """Return the calls with successive ones at the same place made one: there the bus only waits."""
    result: list[FullCall] = []
    for call in calls:
        last = result[-1] if result else None
        if last is not None and last.stop.place == call.stop.place:
            load, unload = last.load or call.load, last.unload or call.unload
            result[-1] = replace(last, load=load, unload=unload, depart_s=call.depart_s)
        else:
            result.append(call)
    return result
