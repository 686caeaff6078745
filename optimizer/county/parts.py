"""Parts of a county for searches side by side, chosen by where the villages and the routes lie."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import Any

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


def halves(problem: VanProblem, spots: Spots, count: int, rng: random.Random) -> list[Part]:
    """All clients in so many parts of like size, side by side in a random direction.

    Alternatives stay together, and so do pairs.
    """
    home: dict[int, int] = {}
    for client, row in enumerate(problem.clients):
        if row.group is not None:
            home.setdefault(row.group, client)
    head_of = [
        row.mate if row.unloads and row.mate is not None else client if row.group is None else home[row.group]
        for client, row in enumerate(problem.clients)
    ]
    heads = sorted(set(head_of))
    strip = dict(zip(heads, _cut(spots[heads], np.ones(len(heads)), count, rng), strict=True))
    parts: list[list[int]] = [[] for _ in range(count)]
    for client, head in enumerate(head_of):
        parts[strip[head]].append(client)
    return [tuple(part) for part in parts]


def groups(routes: list[Route], spots: Spots, count: int, rng: random.Random) -> list[list[int]]:
    """Routes in so many groups with like numbers of clients, side by side in a random direction."""
    sizes = np.array([sum(map(len, trips)) for _, trips in routes])
    chosen: list[list[int]] = [[] for _ in range(count)]
    for number, group in enumerate(_cut(_centres(routes, spots), sizes, count, rng)):
        chosen[group].append(number)
    return chosen


def _cut(points: Spots, sizes: NDArray[Any], count: int, rng: random.Random) -> list[int]:
    """For each point the number of its strip across a random direction, strips being alike in size."""
    angle = rng.uniform(0, math.pi)
    order = np.argsort(points @ np.array([math.cos(angle), math.sin(angle)]), kind="stable")
    middles = np.cumsum(sizes[order]) - sizes[order] / 2
    strips = np.empty(len(points), np.int64)
    strips[order] = np.minimum(count - 1, (middles * count / max(1, sizes.sum())).astype(np.int64))
    return [int(strip) for strip in strips]


def _centres(routes: list[Route], spots: Spots) -> Spots:
    return np.array([spots[[client for trip in trips for client in trip]].mean(axis=0) for _, trips in routes])


def clients_near(problem: VanProblem, routes: list[Route], spots: Spots, chosen: list[int]) -> Part:
    """Clients of the chosen routes, their alternatives, and the unvisited clients nearest to those routes."""
    owner = {client: number for number, (_, trips) in enumerate(routes) for trip in trips for client in trip}
    visited_groups = {problem.clients[client].group: number for client, number in owner.items()}
    mine = set(chosen)
    centres = _centres(routes, spots)
    part = []
    for client, row in enumerate(problem.clients):
        if row.unloads:
            continue
        number = owner.get(client)
        if number is None and row.group is not None:
            number = visited_groups.get(row.group)
        if number is None:
            number = int(np.argmin(((centres - spots[client]) ** 2).sum(axis=1)))
        if number in mine:
            part.append(client)
    mates = (problem.clients[client].mate for client in part)
    return tuple(sorted([*part, *(mate for mate in mates if mate is not None)]))


def sub_problem(problem: VanProblem, part: Part) -> VanProblem:
    """The van problem of some of its clients only, renumbered in their order."""
    homes = {row.home for row in problem.vehicles}
    used = sorted({0, *homes, *(problem.clients[client].location for client in part)})
    location = {old: new for new, old in enumerate(used)}
    groups: dict[int, int] = {}
    number = {client: at for at, client in enumerate(part)}
    clients = tuple(
        replace(
            row,
            location=location[row.location],
            group=None if row.group is None else groups.setdefault(row.group, len(groups)),
            mate=None if row.mate is None else number[row.mate],
        )
        for row in (problem.clients[client] for client in part)
    )
    grid = np.ix_(used, used)
    return VanProblem(
        clients,
        tuple(replace(row, home=location[row.home]) for row in problem.vehicles),
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
