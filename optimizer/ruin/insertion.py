"""What it would cost to put one more job into a route, judged without changing the route."""

from __future__ import annotations

import numpy as np

from optimizer.ruin.compiled import lean
from optimizer.ruin.data import BACK_M, BACK_S, BARRED, FAR, NONE, THERE_M, THERE_S, Data, Ints, Table
from optimizer.ruin.state import BASE, State, awake, hours, join, metres, seconds

INTO, FIRST, AFTER = 0, 1, 2
"""Ways to put a node: into a trip, as a trip of its own before the first, or after the trip that ends at a position."""


@lean
def draw(state: State) -> float:
    """A random number from 0 to 1 (xorshift64)."""
    x = state.random[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state.random[0] = x
    return float(x >> np.uint64(11)) / 9007199254740992.0


@lean
def _before(data: Data, kind: Table, row: Table, spots: Table, i: int, release_s: int) -> tuple[int, int, int]:
    """The span up to position i if the trip of i may not leave before ``release_s``."""
    spot = spots[i]
    s = spot.start
    if release_s <= spots[s].release:
        return spot.fore_d, spot.fore_e, spot.fore_l
    if s == 0:
        d, lo, hi = 0, max(kind.earliest_s, release_s), kind.latest_s
    else:
        busy = kind.reload_s + (kind.rest_s if row.rest_at == s else 0)
        prior = spots[s - 1]
        d, lo, hi = join(prior.fore_d, prior.fore_e, prior.fore_l, busy, release_s - busy, FAR, prior.leg_s)
    if d < 0 or i == s:
        return d, lo, hi
    return join(d, lo, hi, spot.trip_d, spot.trip_e, spot.trip_l, spots[s].leg_s)


@lean
def _timed(data: Data, kind: Table, row: Table, spots: Table, i: int, c: int) -> int:
    """The day's duration with node c between positions i and i + 1 of one trip; -1 if too late for something."""
    node, spot, later = data.nodes[c], spots[i], spots[i + 1]
    legs = data.legs[kind.profile, node.location]
    there, away = legs[spot.place, BACK_S], legs[later.place, THERE_S]
    d0, lo0, hi0 = _before(data, kind, row, spots, i, node.release_s)
    if d0 < 0:
        return -1
    d1, lo1, hi1 = join(d0, lo0, hi0, node.work_s, node.opens_s, node.closes_s, there)
    if d1 < 0:
        return -1
    rest_at, limit_s = row.rest_at, kind.rest_after_s
    rested = 0 <= rest_at <= i
    d2, _, hi2 = join(d1, lo1, hi1, later.back_d, later.back_e, later.back_l, away)
    if d2 >= 0:
        if d2 <= limit_s or (rested and awake(spots, rest_at, hi2) <= limit_s):
            return d2
        if rest_at > i:
            waits = max(0, node.opens_s - lo0 - d0 - there)
            more = there + node.work_s + away - spot.leg_s + waits
            if row.awake_s + more <= limit_s:
                return d2
    if rested:
        return -1
    # No rest yet, or one that would come too late: rest right after c instead.
    d2, _lo2, hi2 = join(d1 + kind.rest_s, lo1, hi1, later.back0_d, later.back0_e, later.back0_l, away)
    return d2 if d2 >= 0 and d1 + max(0, lo1 - hi2) <= limit_s else -1


@lean
def _first_trip(data: Data, kind: Table, row: Table, spots: Table, c: int) -> int:
    """The day's duration with a trip for node c alone before all others; -1 if impossible."""
    node, x = data.nodes[c], spots[1]
    there, away, reload_s = seconds(data, kind, BASE, c), seconds(data, kind, c, BASE), kind.reload_s
    d, lo, hi = 0, max(kind.earliest_s, node.release_s), kind.latest_s
    d, lo, hi = join(d, lo, hi, node.work_s, node.opens_s, node.closes_s, there)
    if d < 0:
        return -1
    d, lo, hi = join(d, lo, hi, reload_s, spots[0].release - reload_s, FAR, away)
    if d < 0:
        return -1
    d, lo, hi = join(d, lo, hi, x.back_d, x.back_e, x.back_l, spots[0].leg_s)
    if d > kind.rest_after_s:
        more = there + away + node.work_s + reload_s
        if row.rest_at < 0 or row.awake_s + more > kind.rest_after_s:
            return -1
    return d


@lean
def _own_trip(data: Data, kind: Table, row: Table, spots: Table, i: int, c: int, rest_s: int) -> int:
    """The day's duration with a trip for node c alone before position i, which is the base, and not the first.

    With a rest of ``rest_s`` before it is loaded, if that is not 0. -1 if impossible.
    """
    node, prior, later = data.nodes[c], spots[i - 1], spots[i]
    busy = kind.reload_s + rest_s
    d, lo, hi = join(prior.fore_d, prior.fore_e, prior.fore_l, busy, node.release_s - busy, FAR, prior.leg_s)
    if d < 0:
        return -1
    there, away = seconds(data, kind, BASE, c), seconds(data, kind, c, BASE)
    d, lo, hi = join(d, lo, hi, node.work_s, node.opens_s, node.closes_s, there)
    if d < 0:
        return -1
    d, lo, hi = join(d, lo, hi, later.back_d, later.back_e, later.back_l, away)
    if d <= kind.rest_after_s or rest_s > 0:
        return d
    if row.rest_at >= 0:
        fine = row.rest_at < i and awake(spots, row.rest_at, hi) <= kind.rest_after_s
        return d if fine else -1
    return -2


@lean
def _least_added(data: Data, kind: Table, row: Table, spots: Table, c: int, least: Ints) -> int:
    """Fill what node c costs at least after each position, and return the position of the least.

    `NONE` where it is too late, the hold is too full, or the day too long: waiting may get shorter, but not the day.
    """
    node = data.nodes[c]
    legs, known = data.legs[kind.profile, node.location], hours(kind, spots[0].back_d)
    spare_m, busy_s = kind.range_m - row.metres, row.busy_s + node.work_s
    first = 0
    for i in range(row.length - 1):
        spot, later = spots[i], spots[i + 1]
        least[i] = NONE
        fits = spot.fore_e + spot.fore_d <= node.closes_s and node.opens_s + node.work_s <= later.back_l
        fits = fits and spot.before_ml + node.bring_ml <= kind.ml and spot.before_g + node.bring_g <= kind.g
        if not (fits and spot.after_ml + node.take_ml <= kind.ml and spot.after_g + node.take_g <= kind.g):
            continue  # before a look at the legs: that one is slow where a county is large
        detour = legs[spot.place, BACK_M] + legs[later.place, THERE_M] - spot.leg_m
        least_s = busy_s + legs[spot.place, BACK_S] + legs[later.place, THERE_S] - spot.leg_s
        if detour <= spare_m and least_s <= kind.most_s:
            least[i] = detour * kind.per_m + max(0, hours(kind, least_s) - known)
            if least[i] < least[first]:
                first = i
    return first


@lean
def _first_least(least: Ints, count: int) -> int:
    """The position of the least of so many numbers."""
    first = 0
    for i in range(1, count):
        if least[i] < least[first]:
            first = i
    return first


@lean
def best_spot(
    data: Data, state: State, kind: Table, row: Table, spots: Table, c: int, limit: int, blink: float
) -> tuple[int, int, int]:
    """The cheapest way to put a single node into a route: added cost, position, way; `NONE` if not below ``limit``."""
    node = data.nodes[c]
    out, home = metres(data, kind, BASE, c), metres(data, kind, c, BASE)
    if max(out, home) >= BARRED:
        return NONE, -1, INTO
    last = row.length - 1
    spare_m, known = kind.range_m - row.metres, hours(kind, spots[0].back_d)
    best, best_at, way = limit, -1, INTO
    legs, least = data.legs[kind.profile, node.location], state.scratch
    i = _least_added(data, kind, row, spots, c, least)
    while least[i] < best:
        least[i] = NONE
        spot, later = spots[i], spots[i + 1]
        if not (blink > 0 and draw(state) < blink):
            d = _timed(data, kind, row, spots, i, c)
            detour = legs[spot.place, BACK_M] + legs[later.place, THERE_M] - spot.leg_m
            added = detour * kind.per_m + hours(kind, d) - known
            if 0 <= d <= kind.most_s and added < best:
                best, best_at, way = added, i, INTO
        i = _first_least(least, last)
    price = (out + home) * kind.per_m + kind.trip
    if row.trips < kind.trips and out + home <= spare_m and price < best:
        for i in range(last + 1):
            if spots[i].node >= 0 or (blink > 0 and draw(state) < blink):
                continue
            if i == 0:
                d = _first_trip(data, kind, row, spots, c)
            else:
                d = _own_trip(data, kind, row, spots, i, c, 0)
                if d == -2:
                    d = _own_trip(data, kind, row, spots, i, c, kind.rest_s)
            added = price + hours(kind, d) - known
            if 0 <= d <= kind.most_s and added < best:
                best, best_at, way = added, i, FIRST if i == 0 else AFTER
    return (best, best_at, way) if best_at >= 0 else (NONE, -1, INTO)


@lean
def best_pair(
    data: Data, state: State, kind: Table, row: Table, spots: Table, p: int, c: int, limit: int, blink: float
) -> tuple[int, int, int]:
    """The cheapest way to put a pair into one trip: added cost, position before p, position before c.

    Both are positions of the route as it is; if they are equal, c comes right after p.
    """
    last = row.length - 1
    load, unload = data.nodes[p], data.nodes[c]
    release_s = max(load.release_s, unload.release_s)
    spare_m, known = kind.range_m - row.metres, hours(kind, spots[0].back_d)
    best, first, second = limit, -1, -1
    if metres(data, kind, p, c) >= BARRED or metres(data, kind, BASE, p) >= BARRED:
        return NONE, -1, -1
    for i in range(last):
        spot, following = spots[i], spots[i + 1]
        if spot.fore_e + spot.fore_d > load.closes_s:  # and so it is from here on
            break
        if load.opens_s + load.work_s > following.back_l:
            continue
        gone = metres(data, kind, spot.node, p) - spot.leg_m
        if (gone + metres(data, kind, p, following.node)) * kind.per_m >= best:
            continue
        if spot.load_ml + load.carry_ml > kind.ml or spot.load_g + load.carry_g > kind.g:
            continue
        if blink > 0 and draw(state) < blink:
            continue
        d, lo, hi = _before(data, kind, row, spots, i, release_s)
        if d < 0:
            continue
        d, lo, hi = join(d, lo, hi, load.work_s, load.opens_s, load.closes_s, seconds(data, kind, spot.node, p))
        if d < 0:
            continue
        here = p
        for j in range(i, last):
            later = spots[j + 1]
            if j > i:
                now = spots[j]
                if now.node < 0 or now.load_ml + load.carry_ml > kind.ml or now.load_g + load.carry_g > kind.g:
                    break
                if j == i + 1:
                    gone += metres(data, kind, p, now.node)
                node = data.nodes[now.node]
                work_s = node.work_s + (kind.rest_s if row.rest_at == j else 0)
                travel = seconds(data, kind, here, now.node)
                d, lo, hi = join(d, lo, hi, work_s, node.opens_s, node.closes_s, travel)
                if d < 0:
                    break
                here = now.node
            far = gone + metres(data, kind, here, c) + metres(data, kind, c, later.node)
            if j > i:
                far -= spots[j].leg_m
            if far * kind.per_m >= best or far > spare_m:
                continue
            travel = seconds(data, kind, here, c)
            d1, lo1, hi1 = join(d, lo, hi, unload.work_s, unload.opens_s, unload.closes_s, travel)
            if d1 < 0:
                break
            travel = seconds(data, kind, c, later.node)
            d2, _lo2, _hi2 = join(d1, lo1, hi1, later.back_d, later.back_e, later.back_l, travel)
            if d2 < 0 or d2 > kind.most_s or (d2 > kind.rest_after_s and row.rest_at < 0):
                continue
            added = far * kind.per_m + hours(kind, d2) - known
            if added < best:
                best, first, second = added, i, j
    return (best, first, second) if first >= 0 else (NONE, -1, -1)


@lean
def put(row: Table, spots: Table, at: int, way: int, c: int) -> None:
    """Put a node into a route; ``way`` as `best_spot` says."""
    more = 1 if way == INTO else 2
    behind = at if way == AFTER else at + 1
    for i in range(row.length - 1, behind - 1, -1):
        spots[i + more].node = spots[i].node
    if way == INTO:
        spots[behind].node = c
    elif way == FIRST:
        spots[1].node, spots[2].node = c, BASE
    else:
        spots[at].node, spots[at + 1].node = BASE, c
    row.length += more
