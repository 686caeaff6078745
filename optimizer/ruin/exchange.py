"""Changes of whole routes: another kind of van, one day made two, two vans that change places from a visit on."""

from __future__ import annotations

from optimizer.ruin.compiled import lean
from optimizer.ruin.data import Data, Table
from optimizer.ruin.insertion import draw
from optimizer.ruin.state import BASE, COST, KINDS, ROUTES, TOP, State, metres, seconds, update
from optimizer.ruin.undo import BROKEN, settle, touch

_FOLLOW = 20
"""Neighbours of a job that are looked at to follow it."""


@lean
def _placed_near(data: Data, state: State, seed: int) -> int:
    """The job nearest to ``seed`` that is in a route; -1 if none of its neighbours is."""
    for at in range(data.near.shape[1]):
        j = data.near[seed, at]
        if state.placed[j, 0] >= 0:
            return j
    return -1


@lean
def change_kind(data: Data, state: State, seed: int) -> None:
    """Send a van of another kind, drawn by chance, on the route nearest to a job, if one is left and may go there.

    Some goods need a kind of van that does not pay for them alone.
    """
    j, k = _placed_near(data, state, seed), int(draw(state) * len(data.kinds))
    if j < 0:
        return
    r = state.placed[j, 0]
    if k == state.rows[r].kind or state.total[KINDS + k] >= data.kinds[k].number:
        return
    touch(state, r)
    row, spots = state.rows[r], state.spots[r]
    old, cost = row.kind, row.cost
    row.kind = k
    if update(data, data.kinds[k], row, spots):
        state.total[KINDS + old] -= 1
        state.total[KINDS + k] += 1
        state.total[COST] += row.cost - cost
    else:
        row.kind = old
        update(data, data.kinds[old], row, spots)


@lean
def split(data: Data, state: State, seed: int) -> None:
    """Let a second van of its kind make the last visits of the route nearest to a job, from where that is not far.

    Nothing else makes more routes where no job has to have one of its own.
    """
    j = _placed_near(data, state, seed)
    if j < 0 or state.total[ROUTES] + 1 >= len(state.rows):
        return
    r = state.placed[j, 0]
    row, spots, k = state.rows[r], state.spots[r], state.rows[r].kind
    kind, cut, least = data.kinds[k], -1, 1e18
    if state.total[KINDS + k] >= kind.number:
        return
    for i in range(2, row.length - 1):
        if spots[i].node >= 0:
            back = metres(data, kind, spots[i - 1].node, BASE) + metres(data, kind, BASE, spots[i].node)
            more = (back - spots[i - 1].leg_m) * (0.5 + draw(state))
            if more < least:
                cut, least = i, more
    if cut < 0 or _parts_a_pair(data, row, spots, cut):
        return
    q = 0
    while state.rows[q].kind >= 0:
        q += 1
    touch(state, q)
    state.total[TOP] = max(state.total[TOP], q + 1)
    state.total[KINDS + k] += 1
    state.total[ROUTES] += 1
    other = state.rows[q]
    other.kind, other.length, other.cost = k, 2, 0
    state.spots[q, 0].node = state.spots[q, 1].node = BASE
    _exchange(data, state, r, cut, q, 1)


@lean
def swap_tails(data: Data, state: State, seed: int) -> None:
    """Let two vans change places after a job near ``seed``, at one that is not far from it (2-opt*).

    J.-Y. Potvin, J.-M. Rousseau: An Exchange Heuristic for Routeing Problems with Time Windows, Journal of the
    Operational Research Society 46(12), 1995.
    """
    j = _placed_near(data, state, seed)
    if j < 0:
        return
    r = state.placed[j, 0]
    row, spots, i = state.rows[r], state.spots[r], _position(state, j)
    if row.cost >= BROKEN or _parts_a_pair(data, row, spots, i + 1):
        return
    kind, here, after = data.kinds[row.kind], spots[i], spots[i + 1]
    q, cut, least = -1, -1, 1e18
    for n in range(min(_FOLLOW, data.near.shape[1])):
        other = state.placed[data.near[j, n], 0]
        if other < 0 or other == r or state.rows[other].cost >= BROKEN:
            continue
        at = _position(state, data.near[j, n])
        before, there = state.spots[other, at - 1], state.spots[other, at]
        fits = here.fore_e + here.fore_d + seconds(data, kind, here.node, there.node) <= there.back_l
        fits = fits and _has_room(kind, spots, i, before)
        fits = fits and _has_room(data.kinds[state.rows[other].kind], state.spots[other], at - 1, here)
        arrives_s = before.fore_e + before.fore_d + seconds(data, kind, before.node, after.node)
        if fits and arrives_s <= after.back_l:
            more = metres(data, kind, here.node, there.node) + metres(data, kind, before.node, after.node)
            more = (more - here.leg_m - before.leg_m) * (0.5 + draw(state))
            if more < least:
                q, cut, least = other, at, more
    if q >= 0 and not _parts_a_pair(data, state.rows[q], state.spots[q], cut):
        _exchange(data, state, r, i + 1, q, cut)


@lean
def _has_room(kind: Table, spots: Table, i: int, other: Table) -> bool:
    """True if a trip up to position i fits with what another van has in its hold on leaving a position.

    Exact if nothing is taken on the way; else it may say no too often.
    """
    start, spot = spots[spots[i].start], spots[i]
    fits = start.load_ml - spot.load_ml + other.load_ml <= kind.ml
    return fits and start.load_g - spot.load_g + other.load_g <= kind.g


@lean
def _position(state: State, j: int) -> int:
    """The position of a job's first node in its route."""
    spots, i = state.spots[state.placed[j, 0]], 1
    while spots[i].node != state.placed[j, 1]:
        i += 1
    return i


@lean
def _parts_a_pair(data: Data, row: Table, spots: Table, cut: int) -> bool:
    """True if a pair is loaded before a position and unloaded from there on."""
    behind = 0
    for i in range(cut, row.length - 1):
        v = spots[i].node
        if v >= 0 and data.jobs[data.nodes[v].job].mate >= 0:
            behind += 1 if data.jobs[data.nodes[v].job].mate == v else -1
    return behind != 0


@lean
def _exchange(data: Data, state: State, r: int, i: int, q: int, p: int) -> None:
    """Exchange what is from position i of one route on with what is from position p of another on."""
    touch(state, r)
    touch(state, q)
    one, other, line = state.spots[r], state.spots[q], state.scratch
    tail, others = state.rows[r].length - i, state.rows[q].length - p
    for n in range(tail):
        line[n] = one[i + n].node
    for n in range(others):
        one[i + n].node = other[p + n].node
    for n in range(tail):
        other[p + n].node = line[n]
    state.rows[r].length, state.rows[q].length = i + others, p + tail
    _claim(data, state, r, i)
    _claim(data, state, q, p)
    settle(data, state, r)
    settle(data, state, q)


@lean
def _claim(data: Data, state: State, r: int, begin: int) -> None:
    """Note that the visits of a route from a position on are in it."""
    for n in range(begin, state.rows[r].length - 1):
        v = state.spots[r, n].node
        if v >= 0:
            state.placed[data.nodes[v].job, 0] = r
