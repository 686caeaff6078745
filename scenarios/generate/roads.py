"""A county's roads: county roads between towns, town roads to groups of villages, village roads for the rest."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from scenarios.generate.draw import chance
from scenarios.generate.geo import Points
from scenarios.generate.graph import Edge, Paths, edge, gabriel_edges
from scenarios.generate.layout import Layout, Site, as_points

TOWN_ROAD_FROM = 2
"""A road that so many junctions use on the way to their town, or more, is a town road."""

KEEP_SHORTCUT = 0.7
"""Share of the possible village roads between neighbouring junctions that are there although no tree needs them."""

WIGGLE = {"county": (1.01, 1.06), "town": (1.03, 1.12), "village": (1.05, 1.22)}
"""Length of a road over the straight line between its ends, from and to."""


@dataclass(frozen=True, slots=True)
class Road:
    """A road between two nodes of the road map (numbers); both ways."""

    a: int
    b: int
    length_m: int
    road_class: str
    needed: bool
    """True if a place would be cut off, or sent a long way round, without it."""


@dataclass(frozen=True, slots=True)
class RoadMap:
    """Nodes in order hub, town stations, junctions, villages, and the roads between them.

    ``turn_off[v]`` is the junction of village number ``v``; its road there is the last road of the village.
    """

    nodes: tuple[Site, ...]
    towns: int
    junctions: int
    roads: tuple[Road, ...]
    turn_off: tuple[int, ...]

    @property
    def first_village(self) -> int:
        """Node number of the first village."""
        return 1 + self.towns + self.junctions


def build_roads(rng: np.random.Generator, layout: Layout) -> RoadMap:
    """Roads for a layout: every village can be reached from every other, with detours as real roads have."""
    junctions, turn_off = _junctions(rng, layout)
    trunk = (layout.hub, *layout.towns, *junctions)
    nodes = (*trunk, *layout.villages)
    towns = len(layout.towns)
    classes, needed = _trunk_classes(rng, as_points(trunk), layout, junctions)
    roads = [_road(rng, nodes, a, b, classes[a, b], (a, b) in needed) for a, b in sorted(classes)]
    first = len(trunk)
    turns = tuple(1 + towns + at for at in turn_off)
    roads += [_road(rng, nodes, turn, first + v, "village", True) for v, turn in enumerate(turns)]
    return RoadMap(nodes, towns, len(junctions), tuple(roads), turns)


def _junctions(rng: np.random.Generator, layout: Layout) -> tuple[list[Site], list[int]]:
    """Junctions between the villages: one, two or three neighbouring villages share one.

    Returns the junctions and, for every village, the number of its junction.
    """
    points = as_points(layout.villages)
    typical_km = _typical_gap_km(points)
    near = _neighbours(points, 1.25 * typical_km)
    junction_of = [-1] * len(points)
    junctions: list[Site] = []
    for at in rng.permutation(len(points)):
        village = int(at)
        if junction_of[village] >= 0:
            continue
        free = [other for other in near[village] if junction_of[other] < 0 and other != village]
        free.sort(key=lambda other: float(np.hypot(*(points[other] - points[village]))))
        group = [village, *free[: int(rng.choice(3, p=(0.35, 0.4, 0.25)))]]
        spot = points[group].mean(axis=0) + _offset(rng, 0.12 if len(group) > 1 else 0.3)
        for member in group:
            junction_of[member] = len(junctions)
        town = layout.villages[village].town
        number = len(junctions) + 1
        x_km, y_km = round(float(spot[0]), 3), round(float(spot[1]), 3)
        junctions.append(Site(f"J{number:04d}", f"Junction {number}", town, x_km, y_km))
    return junctions, junction_of


def _typical_gap_km(points: Points) -> float:
    """Median km from a village to the nearest other one."""
    gaps = np.asarray(KDTree(points).query(points, k=2)[0])
    return float(np.median(gaps[:, 1]))


def _neighbours(points: Points, km: float) -> list[list[int]]:
    """For each point the numbers of those within some km, itself too, in ascending order."""
    lists: list[list[int]] = [[at] for at in range(len(points))]
    for a, b in KDTree(points).query_pairs(km):
        lists[a].append(b)
        lists[b].append(a)
    return [sorted(numbers) for numbers in lists]


def _offset(rng: np.random.Generator, km: float) -> NDArray[np.float64]:
    angle = rng.uniform(0, 2 * math.pi)
    return np.array([km * math.cos(angle), km * math.sin(angle)])


def _trunk_classes(
    rng: np.random.Generator, points: Points, layout: Layout, junctions: list[Site]
) -> tuple[dict[Edge, str], set[Edge]]:
    """Class of every road between hub, stations and junctions, and those that are needed."""
    towns = len(layout.towns)
    km = {(a, b): float(np.hypot(*(points[a] - points[b]))) for a, b in gabriel_edges(points)}
    county = _county_roads(points, km, 1 + towns)
    users = _users(layout, junctions, points, km, county)
    classes: dict[Edge, str] = {}
    for pair in km:
        if pair in county:
            classes[pair] = "county"
        elif users[pair] >= TOWN_ROAD_FROM:
            classes[pair] = "town"
        elif users[pair] or chance(rng, KEEP_SHORTCUT):
            classes[pair] = "village"
    return classes, {pair for pair in classes if pair in county or users[pair]}


def _county_roads(points: Points, km: dict[Edge, float], towns_end: int) -> set[Edge]:
    """Roads on the way between neighbouring towns; the hub counts as a town. Shorter connections are built first,
    later ones use what is there where that is no great detour."""
    county: set[Edge] = set()
    links = sorted(gabriel_edges(points[:towns_end]), key=lambda pair: math.dist(points[pair[0]], points[pair[1]]))
    for a, b in links:
        # Long straight roads are liked better than many short ones: hence the exponent below one.
        weights = {pair: length**0.9 * (0.75 if pair in county else 1.0) for pair, length in km.items()}
        county.update(Paths(len(points), weights).tree(a).edges(b))
    return county


def _users(
    layout: Layout, junctions: list[Site], points: Points, km: dict[Edge, float], county: set[Edge]
) -> Counter[Edge]:
    """For each road the villages' junctions that use it on their way to the station of their town."""
    weights = {pair: length * (0.6 if pair in county else 1.0) for pair, length in km.items()}
    paths = Paths(len(points), weights)
    first = 1 + len(layout.towns)
    users: Counter[Edge] = Counter()
    for number, town in enumerate(layout.towns, start=1):
        mine = [first + at for at, junction in enumerate(junctions) if junction.town == town.name]
        tree = paths.tree(number)
        for junction in mine:
            users.update(tree.edges(junction))
    return users


def _road(rng: np.random.Generator, nodes: tuple[Site, ...], a: int, b: int, road_class: str, needed: bool) -> Road:
    low, high = WIGGLE[road_class]
    metres = 1000 * nodes[a].crow_km(nodes[b]) * rng.uniform(low, high)
    return Road(*edge(a, b), max(50, 10 * math.ceil(metres / 10)), road_class, needed)
