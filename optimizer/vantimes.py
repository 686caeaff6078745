"""The times of a van day whose trips and stop orders are fixed, at the least cost of hours, overtime and lateness.

The day is a chain of events: departure, visits, return, next departure, and so on. For a given first departure
nothing is gained by doing anything later than possible, so the search is for the first departure, and for the stop
with the rest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from scenarios.types import VanType

NEVER = 10**9

_MOST_STRETCHES = 50

_LONG = 12
"""Events from which a chain is timed by its earliest finish alone, with few spots tried first for the rest."""

_FEW_SPOTS = 3


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Why something does not fit: the rule of docs/model.md, by how much, and in what unit."""

    rule: str
    amount: int
    unit: str
    detail: str = ""


class Timed(NamedTuple):
    """Times of one stop: arrival, begin of work, end of work, and rest after it; at the base all three are equal."""

    arrive_s: int
    begin_s: int
    end_s: int
    rest_s: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the day's chain: a departure, a visit or a return."""

    kind: str
    travel_s: int
    work_s: int
    floor_s: int
    latest_s: int
    latest_end_s: int
    windows: tuple[tuple[int, int], ...]
    dues: tuple[tuple[int, int], ...]


def cheapest_times(events: list[Event], van: VanType) -> list[Timed] | Shortfall:
    """Cheapest times of the whole chain, with a rest where one is needed."""
    plain = _compressed(events, van, None)
    if isinstance(plain, Shortfall):
        return plain
    wrong = _span_shortfall(plain, van, None)
    span_s = plain[-1].begin_s - plain[0].begin_s
    if wrong is None or wrong.rule == "shift":
        # Its lateness is the least there is. Only a later start could give a shorter span, where a wait falls away.
        if span_s == sum(_busy_s(events, van, None)):
            return wrong or plain
        if van.urmb_per_s == 0 and span_s <= van.shift_s:
            return plain
    spots, chains = _rest_spots(events, van, span_s), _chains
    likely = spots
    if len(events) > _LONG:
        likely, chains = _likely(events, spots, plain), _compressed_chain
    if van.urmb_per_s == 0:
        free = _free_rest(events, van, likely, late_urmb(events, plain))
        if free is not None:
            return free
    best = _cheapest(events, van, spots, chains)
    return (wrong or plain) if best is None else best


def _cheapest(
    events: list[Event],
    van: VanType,
    spots: list[int | None],
    chains: Callable[[list[Event], VanType, int | None], Iterator[list[Timed]]],
) -> list[Timed] | None:
    """The cheapest times with a rest at one of some spots, those that end first if several cost as much."""
    best: tuple[int, int, list[Timed]] | None = None
    for rest_at in spots:
        for chain in chains(events, van, rest_at):
            if _span_shortfall(chain, van, rest_at) is None:
                cost = hours_urmb(chain, van) + late_urmb(events, chain)
                if best is None or (cost, chain[-1].begin_s) < best[:2]:
                    best = (cost, chain[-1].begin_s, chain)
    return None if best is None else best[2]


def _free_rest(events: list[Event], van: VanType, spots: list[int | None], least_urmb: int) -> list[Timed] | None:
    """Times with a rest that costs nothing: no overtime, and no lateness but ``least_urmb``, which nothing avoids."""
    for rest_at in reversed(spots):
        timed = _compressed(events, van, rest_at)
        if isinstance(timed, Shortfall) or _span_shortfall(timed, van, rest_at) is not None:
            continue
        if hours_urmb(timed, van) + late_urmb(events, timed) <= least_urmb:
            return timed
    return None


def _likely(events: list[Event], spots: list[int | None], plain: list[Timed]) -> list[int | None]:
    """No rest, the last spots, the returns, and some before a wait, which can pass while the driver rests."""
    rests = [spot for spot in spots if spot is not None]
    returns = [at for at in rests if events[at].kind == "return"]
    waits = [at for at in rests if plain[at + 1].begin_s > plain[at + 1].arrive_s]
    return [None, *sorted({*waits[-_FEW_SPOTS:], *returns, *rests[-2:]})]


def _compressed_chain(events: list[Event], van: VanType, rest_at: int | None) -> Iterator[list[Timed]]:
    timed = _compressed(events, van, rest_at)
    if not isinstance(timed, Shortfall):
        yield timed


def _busy_s(events: list[Event], van: VanType, rest_at: int | None) -> list[int]:
    """Seconds that each event takes without any waiting: driving there, work, then rest and reloading if any."""
    last = len(events) - 1
    return [
        event.travel_s
        + event.work_s
        + (van.rest_s if at == rest_at else 0)
        + (van.reload_s if event.kind == "return" and at < last else 0)
        for at, event in enumerate(events)
    ]


def _rest_spots(events: list[Event], van: VanType, span_s: int) -> list[int | None]:
    """Where a rest could be: nowhere, or after a visit or an earlier return that can be over in time."""
    limit_s = van.rest_after_s
    if limit_s is None or span_s <= limit_s:
        return [None]
    ends_s = accumulate(event.travel_s + event.work_s for event in events)
    may = (at for at, end_s in enumerate(ends_s) if end_s <= limit_s and at < len(events) - 1)
    return [None, *(at for at in may if events[at].kind != "depart")]


def _span_shortfall(timed: list[Timed], van: VanType, rest_at: int | None) -> Shortfall | None:
    """The rule `rest`, and the rule `shift` as far as it concerns the span."""
    span_s = timed[-1].begin_s - timed[0].begin_s
    if van.rest_after_s is not None and span_s > van.rest_after_s:
        awake_s = span_s if rest_at is None else timed[rest_at].end_s - timed[0].begin_s
        if awake_s > van.rest_after_s:
            return Shortfall("rest", awake_s - van.rest_after_s, "s")
    over_s = span_s - van.shift_s - van.max_overtime_s
    return Shortfall("shift", over_s, "s") if over_s > 0 else None


def hours_urmb(timed: list[Timed], van: VanType) -> int:
    return span_urmb(timed[-1].begin_s - timed[0].begin_s, van)


def span_urmb(span_s: int, van: VanType) -> int:
    """What so many seconds from the first departure to the last return cost in hours and overtime."""
    return van.urmb_per_s * span_s + van.overtime_urmb_per_s * max(0, span_s - van.shift_s)


def late_urmb(events: list[Event], timed: list[Timed]) -> int:
    return sum(
        rate * max(0, stop.begin_s - due_s)
        for event, stop in zip(events, timed, strict=True)
        for due_s, rate in event.dues
    )


def _chains(events: list[Event], van: VanType, rest_at: int | None) -> Iterator[list[Timed]]:
    """The times for every first departure that can be the cheapest.

    For a given departure, doing everything as early as possible is best. As the departure moves on, the last return
    stays where it is (while the van waits somewhere), or moves on equally, or jumps (past a closing). A span can only
    be best at the end of a stretch of the first kind, or where it meets a limit, or where something becomes late.
    """
    least_s = sum(_busy_s(events, van, rest_at))
    start_s = van.earliest_s
    for _ in range(_MOST_STRETCHES):
        first = _forward(events, van, rest_at, start_s)
        if isinstance(first, Shortfall):
            return
        yield first
        end_s = max(first[0].begin_s, _start_for(events, van, rest_at, len(events) - 1, first[-1].begin_s))
        for bend_s in sorted({end_s, *_bends(events, van, rest_at, first)}):
            if first[0].begin_s < bend_s <= end_s:
                later = _forward(events, van, rest_at, bend_s)
                if not isinstance(later, Shortfall):
                    yield later
        start_s = end_s + 1
        after = _forward(events, van, rest_at, start_s)
        if isinstance(after, Shortfall):
            return
        if after[-1].begin_s - after[0].begin_s == least_s:  # no wait: nothing changes until a place closes
            yield after
            start_s = (
                after[0].begin_s
                + 1
                + min(
                    closes_s - timed.begin_s
                    for event, timed in zip(events, after, strict=True)
                    for opens_s, closes_s in event.windows
                    if opens_s <= timed.begin_s <= closes_s
                )
            )


def _bends(events: list[Event], van: VanType, rest_at: int | None, first: list[Timed]) -> Iterator[int]:
    """Departures at which the cost bends or a limit is met while the last return stays."""
    return_s = first[-1].begin_s
    yield return_s - van.shift_s
    yield return_s - van.shift_s - van.max_overtime_s
    if van.rest_after_s is not None:
        yield return_s - van.rest_after_s
        if rest_at is not None:
            yield first[rest_at].end_s - van.rest_after_s
            yield _start_for(events, van, rest_at, rest_at, first[rest_at].begin_s)
    for at, event in enumerate(events):
        for due_s in {due_s for due_s, _ in event.dues}:
            yield _start_for(events, van, rest_at, at, max(due_s, first[at].begin_s))


def _start_for(events: list[Event], van: VanType, rest_at: int | None, at: int, mark_s: int) -> int:
    """Latest first departure with which event ``at`` begins by ``mark_s`` and none up to it is too late; or -1."""
    limit_s = mark_s
    while True:
        event = events[at]
        limit_s = min(limit_s, event.latest_s, event.latest_end_s - event.work_s)
        begin_s = _open_until(event.windows, limit_s, -1)
        if begin_s < event.floor_s:
            return -1
        if at == 0:
            return begin_s
        at -= 1
        before = events[at]
        rest_s = van.rest_s if rest_at == at else 0
        reload_s = van.reload_s if before.kind == "return" else 0
        limit_s = begin_s - event.travel_s - rest_s - reload_s - before.work_s


def _compressed(events: list[Event], van: VanType, rest_at: int | None) -> list[Timed] | Shortfall:
    """Earliest finish, then the latest start that keeps it and makes nothing later than due."""
    earliest = _forward(events, van, rest_at, van.earliest_s)
    if isinstance(earliest, Shortfall):
        return earliest
    start_s = _latest_start(events, earliest, van, rest_at)
    if start_s <= earliest[0].begin_s:
        return earliest
    later = _forward(events, van, rest_at, start_s)
    return earliest if isinstance(later, Shortfall) or later[-1].begin_s > earliest[-1].begin_s else later


def _forward(events: list[Event], van: VanType, rest_at: int | None, start_s: int) -> list[Timed] | Shortfall:
    """Everything as early as possible from ``start_s`` on. Most of a plan's time is spent here, so it calls nothing."""
    timed: list[Timed] = []
    free_s = start_s
    for at, event in enumerate(events):
        arrive_s = free_s + event.travel_s
        begin_s = arrive_s if arrive_s > event.floor_s else event.floor_s
        for opens_s, closes_s in event.windows:
            if begin_s <= closes_s:
                begin_s = begin_s if begin_s > opens_s else opens_s
                break
        else:
            return Shortfall("opening", begin_s - event.windows[-1][1], "s")
        end_s = begin_s + event.work_s
        if begin_s > event.latest_s or end_s > event.latest_end_s:
            over_s = max(begin_s - event.latest_s, end_s - event.latest_end_s)
            return Shortfall("due" if begin_s > event.latest_s else "transfer", over_s, "s")
        rest_s = van.rest_s if rest_at == at else 0
        free_s = end_s + rest_s
        if event.kind == "return":
            if begin_s > arrive_s:  # the base is closed: wait at the last visit, as a rest
                timed[-1] = timed[-1]._replace(rest_s=timed[-1].rest_s + begin_s - arrive_s)
            arrive_s = begin_s
            free_s += van.reload_s
        elif event.kind == "depart":
            arrive_s = begin_s
        timed.append(Timed(arrive_s, begin_s, end_s, rest_s))
    over_s = timed[-1].begin_s - van.latest_s
    return Shortfall("shift", over_s, "s") if over_s > 0 else timed


def _latest_start(events: list[Event], earliest: list[Timed], van: VanType, rest_at: int | None) -> int:
    """Latest first departure that keeps the last return and makes nothing later than due that was not."""
    limit_s = earliest[-1].begin_s
    for at in range(len(events) - 1, -1, -1):
        event, known_s = events[at], earliest[at].begin_s
        cap_s = min(limit_s, event.latest_s, event.latest_end_s - event.work_s)
        for due_s, _ in event.dues:
            cap_s = min(cap_s, max(due_s, known_s))
        begin_s = _open_until(event.windows, cap_s, known_s) if cap_s > known_s else known_s
        if at == 0:
            return begin_s
        before = events[at - 1]
        reload_s = van.reload_s if before.kind == "return" else 0
        limit_s = begin_s - event.travel_s - reload_s - before.work_s - (van.rest_s if rest_at == at - 1 else 0)
    return limit_s


def _open_until(windows: tuple[tuple[int, int], ...], time_s: int, known_s: int) -> int:
    """The last moment up to ``time_s`` at which a place is open; at least ``known_s``, which is such a moment."""
    ends = [opens_s for opens_s, _ in windows]
    at = bisect_left(ends, time_s + 1) - 1
    return max(known_s, min(time_s, windows[at][1])) if at >= 0 else known_s
