"""Van trips by the savings method of Clarke and Wright (1964), then shortened stop by stop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.construct.jobs import Job, JobGroup
from optimizer.instance import Fleet, Instance

_NEIGHBOURS = 40


@dataclass(frozen=True, slots=True)
class TripLimits:
    """What one trip may hold, how long it may take, and how long it may be from its first stop to its last."""

    ml: int
    g: int
    seconds: int
    inner_s: int


def savings_trips(instance: Instance, fleet: Fleet, group: JobGroup, limits: TripLimits) -> list[list[Job]]:
    """Join the group's jobs into trips: the pairs of neighbours that save most come first."""
    jobs = group.jobs
    spots = np.array([job.place for job in jobs])
    seconds = instance.seconds(fleet)[np.ix_(spots, spots)].astype(np.int64)
    out = instance.seconds(fleet)[group.base, spots].astype(np.int64)
    back = instance.seconds(fleet)[spots, group.base].astype(np.int64)
    trips = _Trips(instance, jobs, out, back, seconds, limits)
    for tail, head in _pairs(out, back, seconds):
        trips.join(tail, head)
    return [[jobs[number] for number in shortened(order, out, back, seconds)] for order in trips.orders()]


def _pairs(out: NDArray[np.int64], back: NDArray[np.int64], seconds: NDArray[np.int64]) -> list[tuple[int, int]]:
    """(tail, head) pairs of near jobs, largest saving first; seconds stand for money, which they nearly are."""
    count = len(out)
    near = np.argsort(seconds + np.eye(count, dtype=np.int64) * 10**9, axis=1, kind="stable")[:, :_NEIGHBOURS]
    tails = np.repeat(np.arange(count), near.shape[1])
    heads = near.reshape(-1)
    saved = back[tails] + out[heads] - seconds[tails, heads]
    keep = (tails != heads) & (saved > 0)
    order = np.argsort(-saved[keep], kind="stable")
    return list(zip(tails[keep][order].tolist(), heads[keep][order].tolist(), strict=True))


class _Trips:
    """Growing trips: joins the end of one to the start of another while the limits hold."""

    def __init__(
        self,
        instance: Instance,
        jobs: tuple[Job, ...],
        out: NDArray[np.int64],
        back: NDArray[np.int64],
        seconds: NDArray[np.int64],
        limits: TripLimits,
    ) -> None:
        settings = instance.settings
        self._limits, self._seconds = limits, seconds
        self._out, self._back = out.tolist(), back.tolist()
        work = [settings.van_stop_s + settings.van_parcel_s * sum(task.parcels for task in job.tasks) for job in jobs]
        self._trip = list(range(len(jobs)))
        self._order = {number: [number] for number in range(len(jobs))}
        self._ml = [job.ml for job in jobs]
        self._g = [job.g for job in jobs]
        self._inner_s = work

    def join(self, tail: int, head: int) -> None:
        """Join two trips if ``tail`` ends one, ``head`` begins another, and both together keep the limits."""
        first, second = self._trip[tail], self._trip[head]
        if first == second or self._order[first][-1] != tail or self._order[second][0] != head:
            return
        inner_s = self._inner_s[first] + self._inner_s[second] + int(self._seconds[tail, head])
        total_s = self._out[self._order[first][0]] + inner_s + self._back[self._order[second][-1]]
        if (
            self._ml[first] + self._ml[second] > self._limits.ml
            or self._g[first] + self._g[second] > self._limits.g
            or total_s > self._limits.seconds
            or inner_s > self._limits.inner_s
        ):
            return
        for member in self._order[second]:
            self._trip[member] = first
        self._order[first] += self._order.pop(second)
        self._ml[first] += self._ml[second]
        self._g[first] += self._g[second]
        self._inner_s[first] = inner_s

    def orders(self) -> list[list[int]]:
        """The trips as lists of job numbers."""
        return list(self._order.values())


def shortened(
    order: list[int], out: NDArray[np.int64], back: NDArray[np.int64], seconds: NDArray[np.int64]
) -> list[int]:
    """Move stretches of one to three stops elsewhere in the trip, and turn stretches round, while that saves time."""
    count = len(order)  # among these stops the base is number `count`
    grid = np.zeros((count + 1, count + 1), dtype=np.int64)
    grid[:count, :count] = seconds[np.ix_(order, order)]
    grid[count, :count], grid[:count, count] = out[order], back[order]
    travel = grid.tolist()
    path = [count, *range(count), count]
    while True:
        better = _or_opt(path, travel) or _two_opt(path, travel)
        if better is None:
            return [order[at] for at in path[1:-1]]
        path = better


def _or_opt(path: list[int], travel: list[list[int]]) -> list[int] | None:
    for size in (1, 2, 3):
        for start in range(1, len(path) - size):
            before, first = path[start - 1], path[start]
            last, after = path[start + size - 1], path[start + size]
            freed = travel[before][first] + travel[last][after] - travel[before][after]
            if freed <= 0:
                continue
            rest = path[:start] + path[start + size :]
            for at in range(len(rest) - 1):
                left, right = rest[at], rest[at + 1]
                if travel[left][first] + travel[last][right] - travel[left][right] < freed:
                    return rest[: at + 1] + path[start : start + size] + rest[at + 1 :]
    return None


def _two_opt(path: list[int], travel: list[list[int]]) -> list[int] | None:
    """Turn a stretch round if that saves time; roads differ by direction, so inner legs count both ways."""
    for start in range(1, len(path) - 2):
        forward = backward = 0
        for end in range(start + 1, len(path) - 1):
            forward += travel[path[end - 1]][path[end]]
            backward += travel[path[end]][path[end - 1]]
            old = travel[path[start - 1]][path[start]] + forward + travel[path[end]][path[end + 1]]
            new = travel[path[start - 1]][path[end]] + backward + travel[path[start]][path[end + 1]]
            if new < old:
                return path[:start] + path[start : end + 1][::-1] + path[end + 1 :]
    return None
