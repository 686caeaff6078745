"""What is torn out of the routes: strings of visits near a job, or a whole route."""

from __future__ import annotations

from optimizer.ruin.compiled import lean
from optimizer.ruin.data import Data, Ints
from optimizer.ruin.insertion import draw
from optimizer.ruin.state import CLOCK, COST, MUST, ROUTES, State
from optimizer.ruin.undo import settle, touch

_STRING = 10.0
"""Most nodes of a string."""

_STOP_KEEPING = 0.01
"""Chance that a string keeps no further node in its middle."""

_AGAIN = 10
"""Most jobs left out before that are tried again with those torn out near them."""

_VAN = 30
"""Most jobs of such an attempt."""


@lean
def _drop(data: Data, state: State, removed: Ints, count: int, j: int) -> int:
    """Take a job out; its route is settled later."""
    state.placed[j, 0] = -1
    state.total[COST] += data.jobs[j].prize
    removed[count] = j
    return count + 1


@lean
def _string(data: Data, state: State, r: int, c: int, most: float, line: Ints, removed: Ints, count: int) -> int:
    """Tear a string with node c out of a route, perhaps keeping some of its middle."""
    spots = state.spots[r]
    n, here = 0, 0
    for i in range(1, state.rows[r].length - 1):
        if spots[i].node >= 0:
            if spots[i].node == c:
                here = n
            line[n] = spots[i].node
            n += 1
    long = min(n, int(1 + draw(state) * min(float(n), most)))
    kept = 0
    if 1 < long < n and draw(state) < 0.5:
        kept = 1
        while long + kept < n and draw(state) > _STOP_KEEPING:
            kept += 1
    wide = long + kept
    low, high = max(0, here - wide + 1), min(here, n - wide)
    begin = low + int(draw(state) * (high - low + 1))
    hole = begin + 1 + int(draw(state) * (long - 1)) if kept else begin + wide
    for i in range(begin, begin + wide):
        j = data.nodes[line[i]].job
        if not (hole <= i < hole + kept) and state.placed[j, 0] == r:
            count = _drop(data, state, removed, count, j)
    return count


@lean
def tear_strings(data: Data, state: State, seed: int, size: float, line: Ints, removed: Ints) -> int:
    """Tear strings out of routes near a job. Returns how many jobs."""
    jobs = len(data.jobs)
    most = min(_STRING, jobs / max(1, state.total[ROUTES]))
    strings = int(1 + draw(state) * (4.0 * size / (1.0 + most) - 1.0))
    count, torn = 0, 0
    for at in range(data.near.shape[1]):
        j = data.near[seed, at]
        r = state.placed[j, 0]
        if r < 0 or state.rows[r].ruined == state.total[CLOCK]:
            continue
        state.rows[r].ruined = state.total[CLOCK]
        touch(state, r)
        count = _string(data, state, r, state.placed[j, 1], most, line, removed, count)
        settle(data, state, r)
        torn += 1
        if torn == strings:
            break
    return count


@lean
def tear_route(data: Data, state: State, r: int, removed: Ints) -> int:
    """Take a whole route out, if there is one in this row. Returns how many jobs."""
    count = 0
    if r >= 0:
        touch(state, r)
        spots = state.spots[r]
        for i in range(1, state.rows[r].length - 1):
            if spots[i].node >= 0:
                j = data.nodes[spots[i].node].job
                if state.placed[j, 0] == r:
                    count = _drop(data, state, removed, count, j)
        settle(data, state, r)
    return count


@lean
def _among(jobs: Ints, count: int, j: int) -> bool:
    """True if a job is one of the first so many."""
    found = False
    for i in range(count):
        found = found or jobs[i] == j
    return found


@lean
def left_out_near(data: Data, state: State, seed: int, removed: Ints, count: int, must: bool) -> int:
    """Add some of the jobs near ``seed`` that were left out before; if ``must``, only those that must be placed."""
    torn, most = count, min(count + _AGAIN, len(removed))
    for at in range(data.near.shape[1]):
        j = data.near[seed, at]
        if count == most:
            break
        wanted = state.placed[j, 0] < 0 and (state.placed[j, 2] == MUST or not must)
        if wanted and not _among(removed, torn, j):
            removed[count] = j
            count += 1
    return count


@lean
def left_out_from(state: State, seed: int, removed: Ints, count: int) -> int:
    """Add the jobs left out before, from ``seed`` on, but not more than make one van."""
    torn, most = count, min(count + _VAN, len(removed))
    for step in range(len(removed)):
        j = (seed + step) % len(removed)
        if count == most:
            break
        if state.placed[j, 0] < 0 and not _among(removed, torn, j):
            removed[count] = j
            count += 1
    return count
