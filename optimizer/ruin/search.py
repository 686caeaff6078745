"""Slack induction by string removals: tear strings of neighbouring visits out, put them back greedily, accept or undo.

J. Christiaens, G. Vanden Berghe: Slack Induction by String Removals for Vehicle Routing Problems, Transportation
Science 54(2), 2020. Beyond it: several trips a day, rests, kinds of van, and visits that may be left out at a price.
"""

from __future__ import annotations

import math

import numpy as np

from optimizer.ruin.compiled import compiled, lean
from optimizer.ruin.data import NONE, Data, Ints
from optimizer.ruin.exchange import change_kind, split, swap_tails
from optimizer.ruin.insertion import draw
from optimizer.ruin.recreate import insert, sort_jobs
from optimizer.ruin.removal import left_out_from, left_out_near, tear_route, tear_strings
from optimizer.ruin.state import CLOCK, COST, KINDS, MAY, MUST, NEVER, ROUTES, TOP, State
from optimizer.ruin.undo import BROKEN, accept, keep_best, mark_dirty, undo

_BLINK = 0.01
"""Chance that a position is not looked at."""

_HARD = 0.3
"""Chance that, around a job that was left out, all are put into vans at any price: together they may be worth a van."""

_OTHER_KIND = 0.05
"""Chance that another kind of van is sent on a route before jobs are put back."""

_SPLIT = 0.2
"""Chance that a route is split in two before jobs are put back, where a van costs no more than can be accepted."""

_TAILS = 0.15
"""Chance that two vans change places from a visit on before jobs are put back."""

_CHEAP = 25.0
"""So many temperatures are accepted next to never, but time saved elsewhere, and what is no longer left out, pay for
part of the van (measured: docs/experiments.md)."""

_AT_MISSING = 0.5
"""Chance that strings are torn out around a job that is missing, and not just anywhere."""


@compiled
def run(
    data: Data, state: State, iterations: int, temperature: float, size: float, whole: float, most: int, cheap: int
) -> None:
    """So many iterations at one temperature (in the unit of costs).

    ``size``: mean number of jobs taken out. ``whole``: chance of taking a whole route out instead. New routes are only
    opened of vans whose day costs less than ``cheap``, or while there are fewer than ``most`` of others.
    """
    removed = np.empty(len(data.jobs), np.int64)
    line = np.empty(state.spots.shape[1], np.int64)
    rows = np.empty(len(state.rows), np.int64)
    splits = _splits(data, temperature)
    for _ in range(iterations):
        state.total[CLOCK] += 1
        before = state.total[COST]
        seed = int(draw(state) * len(data.jobs))
        out = state.placed[seed, 0] < 0
        if draw(state) < whole:
            count = tear_route(data, state, state.placed[seed, 0], removed)
        else:
            count = tear_strings(data, state, seed, size, line, removed)
        hard = out and draw(state) < _HARD
        if hard:
            count = left_out_from(state, seed, removed, count)
        else:
            count = left_out_near(data, state, seed, removed, count, False)
        if len(data.kinds) > 1 and draw(state) < _OTHER_KIND:
            change_kind(data, state, seed)
        if splits and dear_routes(data, state, cheap) < most and draw(state) < _SPLIT:
            split(data, state, seed)
        if draw(state) < _TAILS:
            swap_tails(data, state, seed)
        sort_jobs(data, state, removed, count)
        dearest = before - temperature * math.log(max(draw(state), 1e-12))
        prizes = 0
        for i in range(count):
            prizes += data.jobs[removed[i]].prize
        for i in range(count):
            if state.total[COST] - prizes >= dearest:
                break  # too dear even if all that is still missing costs nothing
            prize = data.jobs[removed[i]].prize
            purse = NONE if dear_routes(data, state, cheap) < most else cheap
            insert(data, state, rows, removed[i], _BLINK, NONE if hard else prize, purse)
            prizes -= prize
        if state.total[COST] < dearest:
            accept(state)
        else:
            undo(data, state, before)


@lean
def dear_routes(data: Data, state: State, cheap: int) -> int:
    """Routes of vans whose day costs no less than ``cheap``."""
    count = 0
    for k in range(len(data.kinds)):
        if data.kinds[k].fixed >= cheap:
            count += state.total[KINDS + k]
    return count


@lean
def _splits(data: Data, temperature: float) -> bool:
    """True if some van costs so little that one more may be accepted."""
    cheap = False
    for k in range(len(data.kinds)):
        cheap = cheap or data.kinds[k].fixed < _CHEAP * temperature
    return cheap


@compiled
def take_away(data: Data, state: State, cheap: int) -> int:
    """Begin to do with one route fewer: the one whose jobs were missed least often goes.

    Only of vans whose day costs no less than ``cheap``: the others come and go anyway.

    Of the jobs placed now, the cheapest to leave out, worth less than the van's day together, may stay out; the others
    must be placed again. A bus may carry such a job for its prize, and several of them can save a van.

    Returns the price of its van's day, or -1 if there is no such route, or no other.
    """
    state.total[CLOCK] += 1
    least, chosen = 1e18, -1
    for r in range(state.total[TOP]):
        if state.rows[r].kind >= 0 and data.kinds[state.rows[r].kind].fixed >= cheap:
            missed = 0.0
            for i in range(1, state.rows[r].length - 1):
                v = state.spots[r, i].node
                if v >= 0:
                    missed += state.placed[data.nodes[v].job, 3]
            missed += draw(state)
            if missed < least:
                least, chosen = missed, r
    if chosen < 0 or state.total[ROUTES] == 1:
        return -1
    price = int(data.kinds[state.rows[chosen].kind].fixed)
    _ask_back(data, state, price)
    removed = np.empty(len(data.jobs), np.int64)
    tear_route(data, state, chosen, removed)
    mark_dirty(state)
    return price


@compiled
def _ask_back(data: Data, state: State, price: int) -> None:
    """Mark the jobs placed now: the cheapest to leave out, together below a price, may be placed again, others must."""
    state.placed[:, 2] = NEVER
    lost = 0
    for j in np.argsort(data.jobs["prize"]):
        if state.placed[j, 0] >= 0:
            lost = min(lost + data.jobs[j].prize, price)
            state.placed[j, 2] = MAY if lost < price else MUST


@compiled
def _musts_first(state: State, removed: Ints, count: int) -> None:
    """Jobs that must be placed come before the others, else in the same order."""
    old, put = removed[:count].copy(), 0
    for must in (True, False):
        for j in old:
            if (state.placed[j, 2] == MUST) == must:
                removed[put] = j
                put += 1


@lean
def _weight(data: Data, state: State, j: int) -> int:
    """How bad it is to miss a job; prizes count in steps of about 1 RMB."""
    return (state.placed[j, 3] + 1) * (1 + data.jobs[j].prize // 2**20)


@compiled
def squeeze(data: Data, state: State, iterations: int, temperature: float, size: float, price: int) -> bool:
    """Try to place all jobs that must be placed since `take_away` without a new route; True once they are.

    It is enough if all that is missing may be left out for less than ``price``, that of the van saved. Jobs that may
    be placed are, where that costs less than leaving them out.

    As the paper does: jobs that were missed often weigh more, and a solution that misses less weight is accepted. Here
    what is dear to leave out weighs more as well.
    """
    jobs = len(data.jobs)
    removed = np.empty(jobs, np.int64)
    absent = np.empty(jobs, np.int64)
    line = np.empty(state.spots.shape[1], np.int64)
    rows = np.empty(len(state.rows), np.int64)
    for _ in range(iterations):
        missing, lost = 0, 0
        for j in range(jobs):
            if state.placed[j, 2] != NEVER and state.placed[j, 0] < 0:
                lost += data.jobs[j].prize
                if state.placed[j, 2] == MUST:
                    absent[missing] = j
                    missing += 1
        if missing == 0 or lost < price:
            keep_best(state)
            return True
        state.total[CLOCK] += 1
        before = state.total[COST]
        seed = int(draw(state) * jobs)
        if draw(state) < _AT_MISSING:
            seed = absent[int(draw(state) * missing)]
        torn = tear_strings(data, state, seed, size, line, removed)
        count = left_out_near(data, state, seed, removed, torn, True)
        weight, old_prizes = 0, 0
        for i in range(torn, count):
            weight += _weight(data, state, removed[i])
            old_prizes += data.jobs[removed[i]].prize
        sort_jobs(data, state, removed, count)
        _musts_first(state, removed, count)
        missed, prizes = 0, 0
        for i in range(count):
            must = state.placed[removed[i], 2] == MUST
            limit = NONE if must else data.jobs[removed[i]].prize
            if not insert(data, state, rows, removed[i], _BLINK, limit, 0) and must:
                missed += _weight(data, state, removed[i])
                prizes += data.jobs[removed[i]].prize
        more = state.total[COST] - prizes - before + old_prizes
        fine = missed <= weight and more < BROKEN // 2
        if missed == weight:
            fine = more < -temperature * math.log(max(draw(state), 1e-12))
        for i in range(count):
            if state.placed[removed[i], 0] < 0 and state.placed[removed[i], 2] == MUST:
                state.placed[removed[i], 3] += 1
        if fine:
            mark_dirty(state)
        else:
            undo(data, state, before)
    return False
