"""The routes that the compiled search works on, and everything about them that makes an insertion quick to judge."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from optimizer.ruin.compiled import lean
from optimizer.ruin.data import FAR, THERE_M, THERE_S, Data, Ints, Small, Table

BASE = -1
"""Stands for the base in a route: at both ends, and between two trips."""

SPANS = ("fore", "back", "fore0", "back0", "trip")
SPOT = np.dtype(
    [(name, np.int64) for name in ("node", "place", "leg_m", "leg_s", "before_ml", "before_g", "after_ml", "after_g")]
    + [(name, np.int64) for name in ("start", "release", "load_ml", "load_g")]
    + [(f"{span}_{part}", np.int64) for span in SPANS for part in "del"]
)
"""A position of a route: its node or `BASE`, its location, the leg to the next position; where its trip starts, and (at
a start) when the trip's goods are there.

``load`` on leaving it, the most ``before`` up to it and ``after`` from it on, within the trip. Spans have a duration d,
and an earliest and a latest begin e and l, as they can be joined: ``fore`` from the start to the end of the position,
``back`` from the position to the end, ``trip`` from the first visit of its trip to it; ``fore0`` and ``back0`` are the
same without the rest.
"""

ROW = np.dtype(
    [(name, np.int64) for name in ("kind", "length", "trips", "metres", "busy_s", "cost", "rest_at", "awake_s")]
    + [(name, np.int64) for name in ("touched", "ruined", "wanted", "dirty")]
    + [(f"{name}_{what}", np.int64) for name in ("kept", "best") for what in ("kind", "length")]
)
"""A route: kind -1 if the row is free. Position 0 and the last one are the base; the rest comes after ``rest_at``.

``busy_s``: driving, work, reloading and the rest, without what is waited."""

COST, BEST, CLOCK, ROUTES, TOP, MARK, KINDS = range(7)
"""Places in ``State.total``: cost of the routes and of what is left out, the best so far, iterations, routes, rows ever
used, insertions; then the vans used of each kind."""

NEVER, MAY, MUST = range(3)
"""What a search for fewer routes asks of a job: whether it is placed again."""

_MOST_BYTES = 400_000_000
"""Memory for routes: with more vans than fit there are fewer to choose from, still hundreds."""


class State(NamedTuple):
    """Routes, and copies (2, rows, positions): ``copies[0]`` before an iteration, ``copies[1]`` the best.

    ``placed[j]``: row and node of job j, row -1 if it is left out; whether a squeeze `NEVER` asks for it, or it `MAY`
    or `MUST` be placed again; how often it was missed. ``scratch``: a number for each position of a route.
    """

    rows: Table
    spots: Table
    copies: Small
    placed: Ints
    scratch: Ints
    total: Ints
    random: Any


def new_state(data: Data, seed: int) -> State:
    """A state without routes: all jobs are left out."""
    jobs, number = len(data.jobs), data.kinds["number"]
    wide = jobs + int((data.jobs["mate"] >= 0).sum()) + int(min(jobs, data.kinds["trips"].max(initial=1))) + 3
    lost = int(data.jobs["prize"].sum())
    rows = min(int(np.minimum(number, jobs).sum()), max(1, _MOST_BYTES // (wide * SPOT.itemsize))) + 1
    table = np.zeros(rows, ROW)
    table["kind"] = table["best_kind"] = table["kept_kind"] = -1
    return State(
        table,
        np.zeros((rows, wide), SPOT),
        np.zeros((2, rows, wide), np.int32),
        np.tile(np.array([-1, -1, 0, 0], np.int64), (jobs, 1)),
        np.zeros(wide, np.int64),
        np.array([lost, lost, 0, 0, 0, 0, *np.zeros_like(number)], np.int64),
        np.array([(seed * 2654435761 + 88172645463325252) % 2**64], np.uint64),
    )


@lean
def join(d0: int, lo0: int, hi0: int, d1: int, lo1: int, hi1: int, travel: int) -> tuple[int, int, int]:
    """Two spans one after the other: duration, earliest and latest begin; duration -1 if the second is missed."""
    passed = d0 + travel
    if lo0 + passed > hi1:
        return -1, 0, 0
    wait = max(0, lo1 - passed - hi0)
    return passed + d1 + wait, max(lo1 - passed, lo0) - wait, min(hi1 - passed, hi0)


@lean
def at(data: Data, kind: Table, node: int) -> int:
    """The location of a node, or of the base as it is for a kind of van."""
    return kind.home if node < 0 else data.nodes[node].location


@lean
def seconds(data: Data, kind: Table, one: int, other: int) -> int:
    """Driving time between two nodes (or the base)."""
    return data.legs[kind.profile, at(data, kind, one), at(data, kind, other), THERE_S]


@lean
def metres(data: Data, kind: Table, one: int, other: int) -> int:
    """Distance between two nodes (or the base)."""
    return data.legs[kind.profile, at(data, kind, one), at(data, kind, other), THERE_M]


@lean
def own(data: Data, kind: Table, row: Table, spots: Table, i: int, rest_s: int) -> tuple[int, int, int]:
    """The span of one position by itself, with so many seconds of rest after its work (at the base: before loading)."""
    node = spots[i].node
    if node >= 0:
        return data.nodes[node].work_s + rest_s, data.nodes[node].opens_s, data.nodes[node].closes_s
    if i == 0:
        return 0, max(kind.earliest_s, spots[0].release), kind.latest_s
    if i == row.length - 1:
        return 0, -FAR, kind.latest_s
    busy = kind.reload_s + rest_s
    return busy, spots[i].release - busy, FAR


@lean
def update(data: Data, kind: Table, row: Table, spots: Table) -> bool:
    """Work out everything about a route again. False if it breaks a rule."""
    return _loads(data, kind, row, spots) and _rested(data, kind, row, spots)


@lean
def _loads(data: Data, kind: Table, row: Table, spots: Table) -> bool:
    """Trips, distance, work, releases and loads."""
    last = row.length - 1
    start, trips, far, busy_s = 0, 0, 0, 0
    for i in range(last + 1):
        spot = spots[i]
        spot.place = at(data, kind, spot.node)
        if i:
            prior = spots[i - 1]
            prior.leg_m = data.legs[kind.profile, prior.place, spot.place, THERE_M]
            prior.leg_s = data.legs[kind.profile, prior.place, spot.place, THERE_S]
            far += prior.leg_m
            busy_s += prior.leg_s
            busy_s += data.nodes[spot.node].work_s if spot.node >= 0 else kind.reload_s
        if spot.node < 0:
            start = i
            trips += i < last
            spot.release = -FAR
            spot.load_ml = spot.load_g = 0
        else:
            node, begin = data.nodes[spot.node], spots[start]
            begin.release = max(begin.release, node.release_s)
            begin.load_ml += node.bring_ml
            begin.load_g += node.bring_g
        spot.start = start
    row.trips, row.metres, row.busy_s = trips, far, busy_s - kind.reload_s
    fits = far <= kind.range_m and trips <= kind.trips
    for i in range(last):
        spot = spots[i]
        if spot.node >= 0:
            node, prior = data.nodes[spot.node], spots[i - 1]
            spot.load_ml = prior.load_ml - node.bring_ml + node.take_ml + node.carry_ml
            spot.load_g = prior.load_g - node.bring_g + node.take_g + node.carry_g
            spot.before_ml, spot.before_g = max(spot.load_ml, prior.before_ml), max(spot.load_g, prior.before_g)
        else:
            spot.before_ml, spot.before_g = spot.load_ml, spot.load_g
        fits = fits and spot.before_ml <= kind.ml and spot.before_g <= kind.g
    for i in range(last - 1, -1, -1):
        spot, later = spots[i], spots[i + 1]
        spot.after_ml, spot.after_g = spot.load_ml, spot.load_g
        if later.node >= 0:
            spot.after_ml, spot.after_g = max(spot.load_ml, later.after_ml), max(spot.load_g, later.after_g)
    return fits


@lean
def _ahead(data: Data, kind: Table, row: Table, spots: Table, begin: int, rest_at: int, rest_s: int) -> bool:
    """Fill the spans from the start on, from position ``begin``."""
    for i in range(begin, row.length):
        d, lo, hi = own(data, kind, row, spots, i, rest_s if i == rest_at else 0)
        spot = spots[i]
        if i:
            prior = spots[i - 1]
            d, lo, hi = join(prior.fore_d, prior.fore_e, prior.fore_l, d, lo, hi, prior.leg_s)
            if d < 0:
                return False
        spot.fore_d, spot.fore_e, spot.fore_l = d, lo, hi
    return True


@lean
def _behind(data: Data, kind: Table, row: Table, spots: Table, begin: int, rest_at: int, rest_s: int) -> bool:
    """Fill the spans to the end, from position ``begin`` backwards."""
    last = row.length - 1
    for i in range(begin, -1, -1):
        d, lo, hi = own(data, kind, row, spots, i, rest_s if i == rest_at else 0)
        spot = spots[i]
        if i < last:
            later = spots[i + 1]
            d, lo, hi = join(d, lo, hi, later.back_d, later.back_e, later.back_l, spot.leg_s)
            if d < 0:
                return False
        spot.back_d, spot.back_e, spot.back_l = d, lo, hi
    return True


@lean
def awake(spots: Table, i: int, begin_s: int) -> int:
    """Seconds from the day's begin to the end of position i (at the base: to the return), without a rest before."""
    if spots[i].node < 0:
        prior = spots[i - 1]
        return prior.fore0_d + prior.leg_s + max(0, prior.fore0_e - begin_s)
    return spots[i].fore0_d + max(0, spots[i].fore0_e - begin_s)


@lean
def _rest_spot(data: Data, kind: Table, row: Table, spots: Table) -> int:
    """The position after which a rest costs least time; -1 if there is none that is early enough."""
    best, best_s = -1, FAR
    for i in range(1, row.length - 1):
        spot, prior, later = spots[i], spots[i - 1], spots[i + 1]
        d, lo, hi = own(data, kind, row, spots, i, kind.rest_s)
        d, lo, hi = join(prior.fore0_d, prior.fore0_e, prior.fore0_l, d, lo, hi, prior.leg_s)
        if d < 0:
            continue
        d, lo, hi = join(d, lo, hi, later.back0_d, later.back0_e, later.back0_l, spot.leg_s)
        if 0 <= d < best_s and awake(spots, i, hi) <= kind.rest_after_s:
            best, best_s = i, d
    return best


@lean
def _rested(data: Data, kind: Table, row: Table, spots: Table) -> bool:
    """The spans, with a rest where it costs least if the day needs one; then the cost."""
    last = row.length - 1
    if not (_ahead(data, kind, row, spots, 0, -1, 0) and _behind(data, kind, row, spots, last, -1, 0)):
        return False
    for i in range(last + 1):
        spot = spots[i]
        spot.fore0_d, spot.fore0_e, spot.fore0_l = spot.fore_d, spot.fore_e, spot.fore_l
        spot.back0_d, spot.back0_e, spot.back0_l = spot.back_d, spot.back_e, spot.back_l
    rest_at = -1
    row.awake_s = 0
    if spots[0].back_d > kind.rest_after_s:
        rest_at = _rest_spot(data, kind, row, spots)
        if rest_at < 0:
            return False
        if not _ahead(data, kind, row, spots, rest_at, rest_at, kind.rest_s):
            return False
        if not _behind(data, kind, row, spots, rest_at, rest_at, kind.rest_s):
            return False
        row.awake_s = awake(spots, rest_at, spots[0].back_l)
        row.busy_s += kind.rest_s
    row.rest_at = rest_at
    _trips(data, kind, row, spots)
    row.cost = (
        kind.fixed + kind.trip * row.trips + kind.per_m * row.metres + _hours_and_lateness(data, kind, row, spots)
    )
    return spots[0].back_d <= kind.most_s


@lean
def hours(kind: Table, duration_s: int) -> int:
    """Price of a day's hours."""
    return kind.per_s * duration_s + kind.over_per_s * max(0, duration_s - kind.shift_s)


@lean
def _hours_and_lateness(data: Data, kind: Table, row: Table, spots: Table) -> int:
    """The less of what the shortest day costs, and one that begins as early as it can."""
    late, end_s = _lateness(data, kind, row, spots, spots[0].back_e)
    best = late + hours(kind, spots[0].back_d)
    begin_s = max(kind.earliest_s, spots[0].release)
    if late > 0 and begin_s < spots[0].back_e:
        late, end_s = _lateness(data, kind, row, spots, begin_s)
        duration_s = end_s - begin_s
        if duration_s <= kind.most_s and (row.rest_at >= 0 or duration_s <= kind.rest_after_s):
            best = min(best, late + hours(kind, duration_s))
    return best


@lean
def _lateness(data: Data, kind: Table, row: Table, spots: Table, begin_s: int) -> tuple[int, int]:
    """Price of lateness if the day begins at a moment, and when it then ends.

    All in one function: a call for each stop, mostly for nothing, would take as long again.
    """
    late, now_s = 0, begin_s
    for i in range(1, row.length):
        v = spots[i].node
        now_s += spots[i - 1].leg_s
        rest_s = kind.rest_s if i == row.rest_at else 0
        if v >= 0:
            node = data.nodes[v]
            now_s = max(now_s, node.opens_s)
            for at in range(node.first_due, node.first_home):
                late += data.dues[at].per_s * max(0, now_s - data.dues[at].due_s)
            now_s += node.work_s + rest_s
            continue
        for back in range(spots[i - 1].start + 1, i):
            node = data.nodes[spots[back].node]
            for at in range(node.first_home, node.end_home):
                late += data.dues[at].per_s * max(0, now_s - data.dues[at].due_s)
        if i < row.length - 1:
            now_s = max(now_s + rest_s + kind.reload_s, spots[i].release)
    return late, now_s


@lean
def _trips(data: Data, kind: Table, row: Table, spots: Table) -> None:
    """The spans within each trip; those of the whole day being feasible, these are too."""
    for i in range(1, row.length - 1):
        spot, prior = spots[i], spots[i - 1]
        if spot.node < 0:
            continue
        d, lo, hi = own(data, kind, row, spots, i, kind.rest_s if i == row.rest_at else 0)
        if prior.node >= 0:
            d, lo, hi = join(prior.trip_d, prior.trip_e, prior.trip_l, d, lo, hi, prior.leg_s)
        spot.trip_d, spot.trip_e, spot.trip_l = d, lo, hi
