"""Routes as they were: before an iteration, and the best so far."""

from __future__ import annotations

from optimizer.ruin.compiled import lean
from optimizer.ruin.data import Data, Ints
from optimizer.ruin.state import BASE, BEST, CLOCK, COST, KINDS, ROUTES, TOP, State, update

BROKEN = 2**50
"""Cost of a route that breaks a rule after jobs have left it, so that it is not accepted."""


@lean
def touch(state: State, r: int) -> None:
    """Keep a route as it is, so that it can be had back."""
    row, spots = state.rows[r], state.spots[r]
    if row.touched != state.total[CLOCK]:
        row.touched = state.total[CLOCK]
        row.kept_length, row.kept_kind = row.length, row.kind
        for i in range(row.length):
            state.copies[0, r, i] = spots[i].node


@lean
def settle(data: Data, state: State, r: int) -> None:
    """After jobs have left a route: close its trips up, free it if it is empty, work it out again."""
    row, spots = state.rows[r], state.spots[r]
    state.total[COST] -= row.cost
    n = 1
    for i in range(1, row.length - 1):
        node = spots[i].node
        gone = state.placed[data.nodes[node].job, 0] != r if node >= 0 else spots[n - 1].node < 0
        if not gone:
            spots[n].node = node
            n += 1
    if n > 1 and spots[n - 1].node < 0:
        n -= 1
    spots[n].node = BASE
    row.length = n + 1
    if n == 1:
        free(state, r)
    elif not update(data, data.kinds[row.kind], row, spots):
        row.cost = BROKEN
    state.total[COST] += row.cost


@lean
def free(state: State, r: int) -> None:
    """Give a row and its van back."""
    row = state.rows[r]
    state.total[KINDS + row.kind] -= 1
    state.total[ROUTES] -= 1
    row.kind, row.cost, row.length = -1, 0, 0


@lean
def undo(data: Data, state: State, before: int) -> None:
    """Have the routes of this iteration back as they were."""
    for r in range(state.total[TOP]):
        row, spots = state.rows[r], state.spots[r]
        if row.touched == state.total[CLOCK] and row.kind >= 0:
            for i in range(1, row.length - 1):
                if spots[i].node >= 0:
                    state.placed[data.nodes[spots[i].node].job, 0] = -1
            free(state, r)
    for r in range(state.total[TOP]):
        row = state.rows[r]
        if row.touched == state.total[CLOCK]:
            restore(data, state, r, row.kept_kind, row.kept_length, 0)
    state.total[COST] = before


@lean
def restore(data: Data, state: State, r: int, kind: int, length: int, copy: int) -> None:
    """Fill a free row from a copy; its jobs are in no other one."""
    if kind < 0:
        return
    row, spots = state.rows[r], state.spots[r]
    row.kind, row.length = kind, length
    for i in range(length):
        node = state.copies[copy, r, i]
        spots[i].node = node
        if node >= 0:
            j = data.nodes[node].job
            state.placed[j, 0] = r
            if data.jobs[j].mate != node:
                state.placed[j, 1] = node
    state.total[KINDS + kind] += 1
    state.total[ROUTES] += 1
    update(data, data.kinds[kind], row, spots)


@lean
def keep_best(state: State) -> None:
    """The best routes so far become those of now."""
    state.total[BEST] = state.total[COST]
    for r in range(state.total[TOP]):
        row, spots = state.rows[r], state.spots[r]
        if row.dirty:
            row.best_kind, row.best_length, row.dirty = row.kind, row.length, 0
            for i in range(row.length):
                state.copies[1, r, i] = spots[i].node


@lean
def mark_dirty(state: State) -> None:
    """Remember that the best copies of this iteration's routes are out of date."""
    for r in range(state.total[TOP]):
        if state.rows[r].touched == state.total[CLOCK]:
            state.rows[r].dirty = 1


@lean
def accept(state: State) -> None:
    """Go on with the routes of this iteration."""
    mark_dirty(state)
    if state.total[COST] < state.total[BEST]:
        keep_best(state)


@lean
def back_to_best(data: Data, state: State) -> None:
    """Go on from the best routes."""
    state.placed[:, 0] = -1
    for r in range(state.total[TOP]):
        if state.rows[r].kind >= 0:
            free(state, r)
    for r in range(state.total[TOP]):
        row = state.rows[r]
        restore(data, state, r, row.best_kind, row.best_length, 1)
        row.dirty = 0
    state.total[COST] = state.total[BEST]


@lean
def load(data: Data, state: State, k: int, nodes: Ints) -> bool:
    """Take over a route of kind k, given with the base at both ends. False if there is no van or it breaks a rule."""
    r = state.total[TOP]
    if state.total[KINDS + k] >= data.kinds[k].number or r + 1 >= len(state.rows):
        return False
    row, spots = state.rows[r], state.spots[r]
    row.kind, row.length = k, len(nodes)
    for i in range(len(nodes)):
        spots[i].node = nodes[i]
    if not update(data, data.kinds[k], row, spots):
        row.kind, row.length, row.cost = -1, 0, 0
        return False
    state.total[TOP] = r + 1
    state.total[KINDS + k] += 1
    state.total[ROUTES] += 1
    state.total[COST] += row.cost
    for i in range(1, len(nodes) - 1):
        if nodes[i] >= 0:
            j = data.nodes[nodes[i]].job
            state.total[COST] -= data.jobs[j].prize if state.placed[j, 0] < 0 else 0
            state.placed[j, 0] = r
            if data.jobs[j].mate != nodes[i]:
                state.placed[j, 1] = nodes[i]
    return True
