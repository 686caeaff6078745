"""Putting jobs back, one after the other, each where it costs least."""

from __future__ import annotations

import numpy as np

from optimizer.ruin.compiled import compiled, lean
from optimizer.ruin.data import NONE, THERE_S, Data, Ints, Table
from optimizer.ruin.insertion import INTO, best_pair, best_spot, draw, put
from optimizer.ruin.state import BASE, CLOCK, COST, KINDS, MARK, ROUTES, TOP, State, update
from optimizer.ruin.undo import keep_best, touch

_LOOK = 40
"""Neighbours whose routes are looked at for a job, where there are many routes."""

_FEW_ROUTES = 8

_RARE = 2
"""Routes of kinds with no more vans than this are always looked at, but for those with homes of their own, of which
there may be many."""


@compiled
def sort_jobs(data: Data, state: State, removed: Ints, count: int) -> None:
    """Sort jobs for putting back: by chance, size, distance from the base, or their hours."""
    way = draw(state)
    keys = np.empty(count, np.float64)
    for i in range(count):
        v = data.members[data.jobs[removed[i]].first]
        node = data.nodes[v]
        if way < 0.3:
            keys[i] = draw(state)
        elif way < 0.55:
            keys[i] = -float(node.bring_ml + node.take_ml + abs(node.carry_ml))
        elif way < 0.68:
            keys[i] = -float(data.legs[0, 0, node.location, THERE_S])
        elif way < 0.75:
            keys[i] = float(data.legs[0, 0, node.location, THERE_S])
        elif way < 0.84:
            keys[i] = float(node.closes_s - max(node.opens_s, node.release_s))
        elif way < 0.92:
            keys[i] = float(max(node.opens_s, node.release_s))
        else:
            keys[i] = -float(node.closes_s)
    old = removed[:count].copy()
    for i, rank in enumerate(np.argsort(keys)):
        removed[i] = old[rank]


@lean
def _worth_a_look(data: Data, state: State, j: int, rows: Ints) -> int:
    """Rows of routes to look at for a job, those of its nearest neighbours first, then those of rare kinds."""
    state.total[MARK] += 1
    mark, few = state.total[MARK], state.total[ROUTES] <= _FEW_ROUTES
    looked, count = 0, 0
    for at in range(data.near.shape[1]):
        r = state.placed[data.near[j, at], 0]
        if r >= 0:
            looked += 1
            if state.rows[r].wanted != mark:
                state.rows[r].wanted = mark
                rows[count] = r
                count += 1
            if looked == _LOOK:
                break
    for r in range(state.total[TOP]):
        row = state.rows[r]
        rare = state.total[KINDS + row.kind] <= _RARE and data.kinds[row.kind].home == 0
        if row.kind >= 0 and row.wanted != mark and (few or rare):
            rows[count] = r
            count += 1
    return count


@lean
def insert(data: Data, state: State, rows: Ints, j: int, blink: float, limit: int, purse: int) -> bool:
    """Put a job where it costs least, if that is less than ``limit``.

    Into a new route only of a van whose day costs less than ``purse``.
    """
    job = data.jobs[j]
    best, best_row, at, way, chosen = limit, -1, -1, 0, -1
    for n in range(_worth_a_look(data, state, j, rows)):
        r = rows[n]
        row, spots = state.rows[r], state.spots[r]
        kind = data.kinds[row.kind]
        for m in range(job.first, job.end):
            c = data.members[m]
            if job.mate >= 0:
                cost, i, w = best_pair(data, state, kind, row, spots, c, job.mate, best, blink)
            else:
                cost, i, w = best_spot(data, state, kind, row, spots, c, best, blink)
            if i >= 0 and cost < best:
                best, best_row, at, way, chosen = cost, r, i, w, c
    new, free = -1, state.total[ROUTES] + 1 < len(state.rows)
    for k in range(len(data.kinds)):
        if free and data.kinds[k].fixed < purse and state.total[KINDS + k] < data.kinds[k].number:
            for m in range(job.first, job.end):
                c = data.members[m]
                if data.alone[k, c] < best:
                    best, new, chosen = data.alone[k, c], k, c
    if new >= 0:
        _open(data, state, j, new, chosen)
        return True
    return best_row >= 0 and _put_in(data, state, j, best_row, at, way, chosen)


@lean
def _put_in(data: Data, state: State, j: int, r: int, at: int, way: int, c: int) -> bool:
    """Put a job into a route. False, and nothing changed, if the route then lacks a rest that was not foreseen."""
    touch(state, r)
    row, spots, mate = state.rows[r], state.spots[r], data.jobs[j].mate
    kind, old, n = data.kinds[row.kind], row.cost, row.length
    nodes = state.scratch
    for i in range(n):
        nodes[i] = spots[i].node
    if mate >= 0:
        put(row, spots, way, INTO, mate)
        put(row, spots, at, INTO, c)
    else:
        put(row, spots, at, way, c)
    if not update(data, kind, row, spots):
        for i in range(n):
            spots[i].node = nodes[i]
        row.length = n
        update(data, kind, row, spots)
        return False
    state.total[COST] += row.cost - old - data.jobs[j].prize
    state.placed[j, 0], state.placed[j, 1] = r, c
    return True


@lean
def day_of(data: Data, row: Table, spots: Table, k: int, j: int, c: int) -> bool:
    """Make a free row a day of kind k with one job only; False if that breaks a rule."""
    spots[0].node, spots[1].node, n = BASE, c, 2
    if data.jobs[j].mate >= 0:
        spots[2].node, n = data.jobs[j].mate, 3
    spots[n].node = BASE
    row.kind, row.length = k, n + 1
    return update(data, data.kinds[k], row, spots)


@lean
def _open(data: Data, state: State, j: int, k: int, c: int) -> None:
    """A new route for one job that is known to be possible."""
    r = 0
    while state.rows[r].kind >= 0:
        r += 1
    touch(state, r)
    state.total[TOP] = max(state.total[TOP], r + 1)
    day_of(data, state.rows[r], state.spots[r], k, j, c)
    state.total[KINDS + k] += 1
    state.total[ROUTES] += 1
    state.total[COST] += state.rows[r].cost - data.jobs[j].prize
    state.placed[j, 0], state.placed[j, 1] = r, c


@compiled
def fill(data: Data, state: State, anyway: bool) -> None:
    """Put jobs that are left out where they cost least, if that is less than their prize, or ``anyway``.

    What is there then counts as the best.
    """
    removed = np.empty(len(data.jobs), np.int64)
    rows = np.empty(len(state.rows), np.int64)
    count = 0
    for j in range(len(data.jobs)):
        if state.placed[j, 0] < 0:
            removed[count] = j
            count += 1
    state.total[CLOCK] += 1
    sort_jobs(data, state, removed, count)
    for i in range(count):
        insert(data, state, rows, removed[i], 0.0, NONE if anyway else data.jobs[removed[i]].prize, NONE)
    for r in range(state.total[TOP]):
        state.rows[r].dirty = 1
    keep_best(state)


@lean
def try_alone(data: Data, state: State) -> None:
    """Fill ``data.alone``, trying each in the last row, which must be free."""
    row, spots = state.rows[len(state.rows) - 1], state.spots[len(state.rows) - 1]
    for k in range(len(data.kinds)):
        for c in range(len(data.nodes)):
            fits = day_of(data, row, spots, k, data.nodes[c].job, c)
            data.alone[k, c] = row.cost if fits else NONE
    row.kind, row.cost, row.length = -1, 0, 0
