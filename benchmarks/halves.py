"""One search of single trips by two threads: apart at first, then each on half of the routes, round after round."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.ruin import Effort, Found, search
from optimizer.ruin.data import THERE_S, Data, nearest
from optimizer.ruin.drive import Routes

_APART = 0.4
"""Up to this share of the time each thread searches by itself, on the whole."""

_LAST = 0.95
"""From this share on both are on the whole again."""

_ROUNDS = 8
"""Rounds of halves in between."""

_MANY = 20
"""With fewer routes they are not cut: half of them would be too few to exchange much."""


@dataclass(frozen=True, eq=False)
class Half:
    """Some routes by themselves: their tables, the routes in the numbers of these, and the jobs' own numbers."""

    data: Data
    routes: Routes
    jobs: NDArray[np.int64]

    def back(self, routes: Routes) -> Routes:
        """Routes in the jobs' own numbers."""
        return _renumbered(routes, dict(enumerate(self.jobs.tolist())))


def half(data: Data, routes: Routes, spare: int) -> Half:
    """These routes of a problem in which node v is job v, and so many vehicles more."""
    jobs = np.array([v for _, trips in routes for trip in trips for v in trip], np.int64)
    nodes, rows, kinds = data.nodes[jobs], data.jobs[jobs], data.kinds.copy()
    nodes["job"] = rows["first"] = np.arange(len(jobs))
    rows["end"] = rows["first"] + 1
    kinds["number"] = len(routes) + spare
    places = nodes["location"]
    mine = data._replace(
        nodes=nodes,
        jobs=rows,
        members=np.arange(len(jobs), dtype=np.int32),
        near=nearest(data.legs[0, :, :, THERE_S], places, places),
        kinds=kinds,
        alone=np.ascontiguousarray(data.alone[:, jobs]),
    )
    return Half(mine, _renumbered(routes, {v: at for at, v in enumerate(jobs.tolist())}), jobs)


def _renumbered(routes: Routes, numbers: dict[int, int]) -> Routes:
    return tuple((kind, tuple(tuple(numbers[v] for v in trip) for trip in trips)) for kind, trips in routes)


def halves(data: Data, points: NDArray[np.float64], routes: Routes, angle: float) -> list[Half]:
    """Routes on either side of a line in some direction, about as many visits on each, with vehicles to spare.

    ``points``: (n, 2), of each job.
    """
    along = points @ np.array([math.cos(angle), math.sin(angle)])

    def middle(route: tuple[int, tuple[tuple[int, ...], ...]]) -> float:
        return float(along[[v for trip in route[1] for v in trip]].mean())

    ordered = sorted(routes, key=middle)
    visits = np.cumsum([sum(map(len, trips)) for _, trips in ordered])
    cut = 1 + int(np.argmin(np.abs(visits[:-1] - visits[-1] / 2)))
    spare = (int(data.kinds["number"][0]) - len(routes)) // 2
    return [half(data, tuple(some), spare) for some in (ordered[:cut], ordered[cut:])]


def search_by_two(
    data: Data,
    points: NDArray[np.float64],
    starts: Iterable[tuple[Routes, float]],
    seconds: float,
    seed: int,
    tell: Callable[[Found], None],
) -> None:
    """Search by two threads and tell better routes. ``starts``: routes, and how far from hot to cold each begins."""
    began, rng = time.monotonic(), random.Random(seed)

    def effort(begin: float, end: float) -> Effort:
        return Effort(max(0.0, began + end * seconds - time.monotonic()), None, begin, end, opens=0.0)

    def both(works: Iterable[tuple[Data, Routes, Effort]]) -> list[Found]:
        tasks = [pool.submit(search, *work, rng.randrange(2**31), lambda _: None) for work in works]
        return [task.result() for task in tasks]

    with ThreadPoolExecutor(2) as pool:
        found = both([(data, start, effort(begin, _APART)) for start, begin in starts])
        first = min(found, key=lambda one: one.cost)
        tell(first)
        now = min(found, key=lambda one: one.last_cost).last
        if len(now) < _MANY:
            found = both([(data, one.last, effort(_APART, 1.0)) for one in found])
        else:
            for begin, end in pairwise(np.linspace(_APART, _LAST, _ROUNDS + 1).tolist()):
                parts = halves(data, points, now, rng.uniform(0, 2 * math.pi))
                halved = both([(part.data, part.routes, effort(begin, end)) for part in parts])
                now = tuple(route for part, one in zip(parts, halved, strict=True) for route in part.back(one.last))
            found = both([(data, now, effort(_LAST, 1.0))] * 2)
        tell(min((first, *found), key=lambda one: one.cost))  # the searches go on from their last routes, not the best
