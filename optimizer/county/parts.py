"""Parts of a county small enough for PyVRP to converge on, chosen by where the villages and the routes lie."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.county.clients import VanSide
from optimizer.county.problem import Route, VanProblem
from optimizer.instance import Instance
from scenarios.types import Place

Part = tuple[int, ...]
"""Clients of a van problem."""

Spots = NDArray[np.float64]
"""(n, 2) positions in degrees of longitude, shrunk to the scale of latitude, and latitude."""


def spot_of(place: Place) -> tuple[float, float]:
    """A place's position, with degrees of longitude shrunk to the length of those of latitude."""
    return place.lon * math.cos(math.radians(place.lat)), place.lat


def client_spots(instance: Instance, side: VanSide) -> Spots:
    """Where each client of a side is."""
    return np.array([spot_of(instance.places[job.place]) for job in side.jobs]).reshape(-1, 2)


def sectors(problem: VanProblem, spots: Spots, base: tuple[float, float], size: int) -> list[Part]:
    """Clients in sectors around the base with about ``size`` clients each; alternatives of a visit stay together."""
    if not problem.clients:
        return []
    count = max(1, round(len(problem.clients) / size))
    angles = np.arctan2(spots[:, 1] - base[1], spots[:, 0] - base[0])
    widest = _widest_gap(np.sort(angles))
    keys = sorted(range(len(problem.clients)), key=lambda client: ((angles[client] - widest) % (2 * np.pi), client))
    bounds = [len(keys) * number // count for number in range(count + 1)]
    parts = [keys[bounds[number] : bounds[number + 1]] for number in range(count)]
    return [tuple(sorted(part)) for part in _with_whole_groups(problem, parts)]


def _widest_gap(angles: NDArray[np.float64]) -> float:
    """The angle after the widest empty sector: a good place to begin cutting."""
    gaps = np.diff(angles, append=angles[0] + 2 * np.pi)
    return float(angles[(int(np.argmax(gaps)) + 1) % len(angles)])


def _with_whole_groups(problem: VanProblem, parts: list[list[int]]) -> list[list[int]]:
    """Move every client to the part that the first client of its group is in."""
    home: dict[int, int] = {}
    whole: list[list[int]] = [[] for _ in parts]
    for number, part in enumerate(parts):
        for client in part:
            group = problem.clients[client].group
            whole[number if group is None else home.setdefault(group, number)].append(client)
    return whole


def around(routes: list[Route], spots: Spots, seed_route: int, taken: set[int], size: int) -> list[int]:
    """Routes nearest to one of them, by their centres, until they have ``size`` clients; none of those ``taken``."""
    centres = np.array([spots[[client for trip in trips for client in trip]].mean(axis=0) for _, trips in routes])
    order = np.argsort(((centres - centres[seed_route]) ** 2).sum(axis=1), kind="stable")
    chosen: list[int] = []
    clients = 0
    for number in order.tolist():
        if number in taken:
            continue
        chosen.append(number)
        clients += sum(len(trip) for trip in routes[number][1])
        if clients >= size:
            break
    return chosen


def clients_near(problem: VanProblem, routes: list[Route], spots: Spots, chosen: list[int]) -> Part:
    """Clients of the chosen routes, their alternatives, and the unvisited clients nearest to those routes."""
    owner = {client: number for number, (_, trips) in enumerate(routes) for trip in trips for client in trip}
    visited_groups = {problem.clients[client].group: number for client, number in owner.items()}
    mine = set(chosen)
    centres = np.array([spots[[client for trip in trips for client in trip]].mean(axis=0) for _, trips in routes])
    part = []
    for client, row in enumerate(problem.clients):
        number = owner.get(client)
        if number is None and row.group is not None:
            number = visited_groups.get(row.group)
        if number is None:
            number = int(np.argmin(((centres - spots[client]) ** 2).sum(axis=1)))
        if number in mine:
            part.append(client)
    return tuple(part)


def sub_problem(problem: VanProblem, part: Part) -> VanProblem:
    """The van problem of some of its clients only, renumbered in their order."""
    used = sorted({0, *(problem.clients[client].location for client in part)})
    location = {old: new for new, old in enumerate(used)}
    groups: dict[int, int] = {}
    clients = tuple(
        replace(
            row,
            location=location[row.location],
            group=None if row.group is None else groups.setdefault(row.group, len(groups)),
        )
        for row in (problem.clients[client] for client in part)
    )
    grid = np.ix_(used, used)
    return VanProblem(
        clients,
        problem.vehicles,
        len(groups),
        tuple(matrix[grid] for matrix in problem.metres),
        tuple(matrix[grid] for matrix in problem.seconds),
    )


def inwards(part: Part, routes: list[Route]) -> tuple[Route, ...]:
    """Routes in the numbers of a part's own problem."""
    number = {client: at for at, client in enumerate(part)}
    return tuple((kind, tuple(tuple(number[client] for client in trip) for trip in trips)) for kind, trips in routes)


def outwards(part: Part, routes: tuple[Route, ...]) -> list[Route]:
    """Routes of a part in the numbers of the whole problem."""
    return [(kind, tuple(tuple(part[client] for client in trip) for trip in trips)) for kind, trips in routes]
