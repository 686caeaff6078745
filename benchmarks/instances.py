"""Public instances of three kinds, read from text, and what a set of routes is worth on them.

* `vrptw` (Gehring and Homberger): least distance, cut after one decimal as by the 12th DIMACS challenge.
* `mtvrptwr` (Yang): several trips a vehicle, goods released in the course of the day; the same rounding.
* `pdptw` (Li and Lim): pickups and deliveries; fewest vehicles first, then least distance; nothing is rounded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Trips = Sequence[Sequence[int]]
"""The customers of each trip of one vehicle; customers are numbered from 1."""

_HAIR = 1e-6


@dataclass(frozen=True, eq=False)
class Problem:
    """An instance. Node 0 is the depot. ``distance``: (n, n), also the travel time, in tenths where it is rounded.

    ``delivery_of``: for every pickup its delivery (empty but for `pdptw`, whose ``demand`` of a delivery is negative).
    """

    kind: str
    vehicles: int
    capacity: int
    demand: tuple[int, ...]
    ready: tuple[float, ...]
    due: tuple[float, ...]
    service: tuple[float, ...]
    release: tuple[float, ...]
    delivery_of: dict[int, int]
    points: tuple[tuple[float, float], ...]
    distance: NDArray[np.float64]

    @property
    def customers(self) -> int:
        """Customers, the depot not counted."""
        return len(self.demand) - 1


@dataclass(frozen=True, slots=True)
class Worth:
    """What routes cost: vehicles, and the distance in the unit of the published values; ``faults`` in words."""

    vehicles: int
    distance: float
    faults: tuple[str, ...]


def vrptw(text: str) -> Problem:
    """Read an instance in the format of Solomon and of Gehring and Homberger."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    at = next(number for number, words in enumerate(lines) if words[0] == "NUMBER")
    vehicles, capacity = map(int, lines[at + 1])
    rows = [list(map(int, words)) for words in lines if len(words) == 7 and words[0].isdigit()]
    points = tuple((row[1], row[2]) for row in rows)
    tenths = [[10 * value for value in row] for row in rows]
    return Problem(
        kind="vrptw",
        vehicles=vehicles,
        capacity=capacity,
        demand=tuple(row[3] for row in rows),
        ready=tuple(row[4] for row in tenths),
        due=tuple(row[5] for row in tenths),
        service=tuple(row[6] for row in tenths),
        release=(0,) * len(rows),
        delivery_of={},
        points=points,
        distance=np.trunc(10 * _euclidean(points)),
    )


def mtvrptwr(text: str) -> Problem:
    """Read an instance of the multi-trip problem in VRPLIB's format."""
    fields = dict(re.findall(r"^(\w+)\s*:\s*(.+?)\s*$", text, re.MULTILINE))
    points = tuple((row[1], row[2]) for row in _section(text, "NODE_COORD_SECTION"))
    service = 10 * int(fields["SERVICE_TIME"])
    windows = _section(text, "TIME_WINDOW_SECTION")
    return Problem(
        kind="mtvrptwr",
        vehicles=int(fields["VEHICLES"]),
        capacity=int(fields["CAPACITY"]),
        demand=tuple(int(row[1]) for row in _section(text, "DEMAND_SECTION")),
        ready=tuple(10 * row[1] for row in windows),
        due=tuple(10 * row[2] for row in windows),
        service=(0, *(service for _ in points[1:])),
        release=tuple(10 * row[1] for row in _section(text, "RELEASE_TIME_SECTION")),
        delivery_of={},
        points=points,
        distance=np.trunc(10 * _euclidean(points)),
    )


def pdptw(text: str) -> Problem:
    """Read an instance in the format of Li and Lim."""
    first, *rows = [[int(word) for word in line.split()] for line in text.splitlines() if line.strip()]
    points = tuple((row[1], row[2]) for row in rows)
    return Problem(
        kind="pdptw",
        vehicles=first[0],
        capacity=first[1],
        demand=tuple(row[3] for row in rows),
        ready=tuple(row[4] for row in rows),
        due=tuple(row[5] for row in rows),
        service=tuple(row[6] for row in rows),
        release=(0,) * len(rows),
        delivery_of={row[0]: row[8] for row in rows if row[8]},
        points=points,
        distance=_euclidean(points),
    )


READERS = {"vrptw": vrptw, "mtvrptwr": mtvrptwr, "pdptw": pdptw}


def _section(text: str, name: str) -> list[list[float]]:
    body = re.split(r"^[A-Z_]+(?:\s*:.*)?$", text.partition(name + "\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    return [[float(word) for word in line.split()] for line in body.splitlines() if line.strip()]


def _euclidean(points: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    spots = np.array(points, dtype=np.float64)
    between = spots[:, None, :] - spots[None, :, :]
    distances: NDArray[np.float64] = np.sqrt((between**2).sum(axis=2))
    return distances


def solution_routes(text: str) -> list[list[list[int]]]:
    """The routes of a published solution, each cut into trips where it names the depot."""
    routes = []
    for line in re.findall(r"^\s*Route\s*#?\s*\d+\s*:\s*(.*)$", text, re.MULTILINE):
        trips: list[list[int]] = [[]]
        for word in line.split():
            if word == "0":
                trips.append([])
            else:
                trips[-1].append(int(word))
        routes.append([trip for trip in trips if trip])
    return [route for route in routes if route]


def worth(problem: Problem, routes: Sequence[Trips]) -> Worth:
    """What routes cost, and every rule that they break."""
    faults = []
    visits = sorted(node for route in routes for trip in route for node in trip)
    if visits != list(range(1, problem.customers + 1)):
        faults.append("not every customer is visited once")
    used = [route for route in routes if any(route)]
    if len(used) > problem.vehicles:
        faults.append(f"{len(used)} vehicles of {problem.vehicles}")
    for number, route in enumerate(used, 1):
        faults += [f"route {number}: {fault}" for fault in _route_faults(problem, route)]
    metres = sum(problem.distance[a, b] for route in used for trip in route for a, b in pairwise((0, *trip, 0)))
    return Worth(len(used), float(metres) / (1 if problem.kind == "pdptw" else 10), tuple(faults))


def _route_faults(problem: Problem, route: Trips) -> list[str]:
    faults = []
    if problem.kind != "mtvrptwr" and len(route) > 1:
        faults.append("more than one trip")
    now = float(problem.ready[0])
    for trip in route:
        now = max(now, max((problem.release[node] for node in trip), default=0.0))
        for before, here in pairwise((0, *trip, 0)):
            now = max(now + problem.service[before] + problem.distance[before, here], problem.ready[here])
            if now > problem.due[here] + _HAIR:
                faults.append(f"late at {here}")
        faults += _load_faults(problem, trip)
    return faults


def _load_faults(problem: Problem, trip: Sequence[int]) -> list[str]:
    if problem.kind != "pdptw":
        load = sum(problem.demand[node] for node in trip)
        return [f"load {load} of {problem.capacity}"] if load > problem.capacity else []
    faults, aboard, load = [], set(), 0
    for node in trip:
        load += problem.demand[node]
        if load > problem.capacity:
            faults.append(f"overfull at {node}")
        if node in problem.delivery_of:
            aboard.add(problem.delivery_of[node])
        elif node in aboard:
            aboard.remove(node)
        else:
            faults.append(f"{node} is delivered before it is picked up")
    return [*faults, *(f"{node} is never delivered" for node in sorted(aboard))]


def scaled(problem: Problem) -> int:
    """What one unit of an instance's numbers is in the whole numbers given to solvers."""
    return 1_000 if problem.kind == "pdptw" else 1


def rounded_up(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole numbers not below the values, but for a hair."""
    return np.ceil(values - _HAIR).astype(np.int64)


def whole(value: float) -> int:
    """A value that is whole already."""
    assert math.isclose(value, round(value)), value
    return round(value)
