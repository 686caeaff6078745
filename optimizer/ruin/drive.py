"""Searches of some length: from no routes or given ones, down to few routes, and then with a falling temperature."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.ruin.data import DUE, JOB, KIND, NODE, Data, legs_of, nearest, table
from optimizer.ruin.recreate import fill, try_alone
from optimizer.ruin.search import dear_routes, run, squeeze, take_away
from optimizer.ruin.state import BEST, COST, State, new_state
from optimizer.ruin.undo import back_to_best, load

Routes = tuple[tuple[int, tuple[tuple[int, ...], ...]], ...]
"""For each route its kind of van, and for each of its trips the nodes in order."""

_HOT, _COLD = 1.5, 0.015
"""First and last temperature of a whole search, in shares of the mean cost of a job."""

_SIZE = 10.0
"""Mean number of jobs taken out at a time."""

_WHOLE = 0.03
"""Chance of taking a whole route out instead."""

_CHUNK = 200
"""Iterations between two looks at the clock."""

_SMALL_CHUNK = 20
"""The same where an iteration may try to place half a county."""

_SQUEEZE_FAILS = 3
"""So many failures one after the other end the search for fewer routes."""

_SQUEEZE_HEAT = 0.5

_TELL_S = 1.0
"""Least seconds between two tellings of better routes."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long a search goes on, and the stretch of a whole search that it is.

    ``seconds`` or ``iterations`` limit it. ``begin`` and ``end``, from 0 to 1, say how hot it is; up to ``squeeze`` of
    it goes into doing with fewer routes first, where one route fewer must succeed within ``patience`` iterations for
    each job. More routes than there are then, and ``spare`` ones, may be opened from ``opens`` on: before, they would
    only make up for routes that are not good yet, where vans cost more than what they save. That does not hold for vans
    whose day costs less than ``cheap``.
    """

    seconds: float | None
    iterations: int | None
    begin: float = 0.0
    end: float = 1.0
    squeeze: float = 0.0
    patience: int = 10
    opens: float = 0.6
    spare: int = 0
    cheap: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """Routes and what they cost, with the prizes of what they leave out: the best, and those at the end."""

    cost: int
    routes: Routes
    last_cost: int
    last: Routes


class _Clock:
    """How much of an effort is spent, from 0 to 1."""

    def __init__(self, effort: Effort) -> None:
        self._effort, self._began, self._steps = effort, time.monotonic(), 0

    def spent(self) -> float:
        """The greater of the shares of time and of iterations."""
        effort, share = self._effort, 0.0
        if effort.seconds is not None:
            share = (time.monotonic() - self._began) / max(effort.seconds, 1e-9)
        if effort.iterations is not None:
            share = max(share, self._steps / max(effort.iterations, 1))
        return share

    def step(self, most: int) -> int:
        """Iterations of the next chunk."""
        left = most if self._effort.iterations is None else self._effort.iterations - self._steps
        taken = max(1, min(most, left))
        self._steps += taken
        return taken


def search(data: Data, start: Routes, effort: Effort, seed: int, tell: Callable[[Found], None]) -> Found:
    """Search from some routes, or from none, and tell better ones now and then. Returns the last word.

    Without a start every job is put into a van if there is one for it, whatever it costs; later it may be left out.
    """
    clock, state = _Clock(effort), new_state(data, seed)
    try_alone(data, state)
    _start(data, state, start)
    tell(_found(state))
    if effort.squeeze > 0:
        _squeeze(data, state, clock, effort, tell)
    told_s, told = time.monotonic(), int(state.total[BEST])
    few = int(dear_routes(data, state, effort.cheap)) + effort.spare
    while len(data.jobs) > 0 and (spent := clock.spent()) < 1.0:
        heat = effort.begin + (effort.end - effort.begin) * spent
        # Not of the start: what a few jobs left out cost at first must not heat the whole search.
        unit = max(1.0, state.total[BEST] / max(1, len(data.jobs)))
        temperature = unit * _HOT * (_COLD / _HOT) ** heat
        most = few if heat < effort.opens else len(state.rows)
        run(data, state, clock.step(_CHUNK), temperature, _SIZE, _WHOLE, most, effort.cheap)
        if state.total[BEST] < told and time.monotonic() - told_s > _TELL_S:
            told_s, told = time.monotonic(), int(state.total[BEST])
            tell(_found(state))
    return _found(state)


def _start(data: Data, state: State, start: Routes) -> None:
    for kind, trips in start:
        nodes = [-1]
        for trip in trips:
            nodes += [*trip, -1]
        load(data, state, kind, np.array(nodes, np.int64))
    fill(data, state, not start)


def _squeeze(data: Data, state: State, clock: _Clock, effort: Effort, tell: Callable[[Found], None]) -> None:
    """One route fewer as long as that succeeds; what succeeded counts as the best, whatever it costs."""
    fails, most, share = 0, effort.patience * len(data.jobs), effort.squeeze
    while fails < _SQUEEZE_FAILS and clock.spent() < share:
        price = take_away(data, state, effort.cheap)
        if price < 0:
            break
        steps, done = 0, False
        temperature = _SQUEEZE_HEAT * state.total[BEST] / max(1, len(data.jobs))
        while not done and steps < most and clock.spent() < share:
            steps += _SMALL_CHUNK
            done = squeeze(data, state, clock.step(_SMALL_CHUNK), temperature, _SIZE, price)
        if done:
            tell(_found(state))
        else:
            back_to_best(data, state)
        fails = 0 if done else fails + 1
    back_to_best(data, state)


def _found(state: State) -> Found:
    rows, best = state.rows, state.copies[1]
    kept = [r for r in range(len(rows)) if rows["best_kind"][r] >= 0]
    routes = tuple((int(rows["best_kind"][r]), _trips(best[r, 1 : rows["best_length"][r]])) for r in kept)
    now = [r for r in range(len(rows)) if rows["kind"][r] >= 0]
    last = tuple((int(rows["kind"][r]), _trips(state.spots["node"][r, 1 : rows["length"][r]])) for r in now)
    return Found(int(state.total[BEST]), routes, int(state.total[COST]), last)


def _trips(nodes: np.ndarray[tuple[int], np.dtype[np.integer]]) -> tuple[tuple[int, ...], ...]:
    trips: list[list[int]] = [[]]
    for node in nodes.tolist():
        if node >= 0:
            trips[-1].append(node)
        else:
            trips.append([])
    return tuple(tuple(trip) for trip in trips if trip)


def warm_up() -> None:
    """Have everything compiled, or loaded as it was compiled before on this machine (then it takes a second)."""
    nodes = [(1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 99, 0, 0, 0, 0), (1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 99, 0, 0, 0, 0)]
    roads = np.ones((1, 2, 2), np.int32)
    heads = np.array([1, 1])
    data = Data(
        nodes=table(NODE, nodes),
        jobs=table(JOB, [(0, 1, -1, 9), (1, 2, -1, 9)]),
        members=np.arange(2, dtype=np.int32),
        near=nearest(roads[0], heads, heads),
        dues=table(DUE, []),
        kinds=table(KIND, [(1, 0, 1, 0, 0, 0, 99, 99, 99, 99, 1, 0, 0, 99, 1, 1, 0, 2, 0)]),
        legs=legs_of(roads, roads),
        alone=np.zeros((1, 2), np.int64),
    )
    search(data, ((0, ((0,),)),), Effort(None, 2), 1, lambda _: None)
    search(data, (), Effort(None, 2, squeeze=1.0), 1, lambda _: None)
