"""Where a county's hub, town stations and villages lie."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.generate.geo import Points, Projection, random_ring, ring_area_km2, scatter
from scenarios.generate.spec import CountySpec

PER_KM2 = 50.0
"""Spots to choose from, per km2: fine enough that chosen villages do not look like a grid."""

CENTRE = Projection(115.7, 36.3)
"""Generated counties lie around this point of western Shandong."""


@dataclass(frozen=True, slots=True)
class Site:
    """A place before it has opening hours: where it is (km east and north), whose town, and what is known of it."""

    id: str
    name: str
    town: str
    x_km: float
    y_km: float
    source: str = "generated"

    @property
    def at_km(self) -> tuple[float, float]:
        """Km east and north of the projection's reference point."""
        return self.x_km, self.y_km

    def crow_km(self, other: Site) -> float:
        """Straight-line km to another site."""
        return math.dist(self.at_km, other.at_km)


@dataclass(frozen=True, slots=True)
class Layout:
    """A county's sites. A village's ``town`` is the name of the nearest town station."""

    plane: Projection
    hub: Site
    towns: tuple[Site, ...]
    villages: tuple[Site, ...]


def as_points(sites: tuple[Site, ...] | list[Site]) -> Points:
    """Positions of sites as an array."""
    return np.array([site.at_km for site in sites], dtype=np.float64).reshape(-1, 2)


def random_layout(rng: np.random.Generator, spec: CountySpec) -> Layout:
    """A made-up county: an outline, towns apart from each other, villages around them, the hub at a central town."""
    ring = random_ring(rng, spec.area_km2)
    at = spread_towns(rng, ring, spec.towns)
    towns = tuple(
        Site(f"T{number:03d}", f"Town {number}", f"Town {number}", *_rounded(spot))
        for number, spot in enumerate(at, start=1)
    )
    seat = min(towns, key=lambda town: math.hypot(town.x_km, town.y_km))
    spots = scatter(rng, ring, PER_KM2, 20 * spec.villages)
    counts = _share_out(rng, spec.villages, _cell_sizes(spots, as_points(towns)))
    villages: list[Site] = []
    for town, cell in zip(towns, site_villages(rng, spots, as_points(towns), counts), strict=True):
        for spot in cell:
            number = len(villages) + 1
            villages.append(Site(f"V{number:04d}", f"Village {number}", town.name, *_rounded(spot)))
    return Layout(CENTRE, hub_beside(rng, seat, "HUB", "County hub"), towns, tuple(villages))


def hub_beside(rng: np.random.Generator, seat: Site, id_: str, name: str, source: str = "generated") -> Site:
    """The county hub: an express park about a km from the town station of the county seat."""
    angle = rng.uniform(0, 2 * math.pi)
    km = rng.uniform(0.8, 1.4)
    x_km, y_km = seat.x_km + km * math.cos(angle), seat.y_km + km * math.sin(angle)
    return Site(id_, name, seat.town, round(x_km, 3), round(y_km, 3), source)


def spread_towns(rng: np.random.Generator, ring: Points, count: int) -> Points:
    """Spots for towns inside the ring, no two closer than the area allows (dart throwing, widest first)."""
    spots = scatter(rng, ring, 4.0, 40 * count)
    apart_km = 0.8 * math.sqrt(ring_area_km2(ring) / count)
    while True:
        chosen = _keep_apart(spots, apart_km, count, np.empty((0, 2)))
        if len(chosen) == count:
            return chosen
        apart_km *= 0.93


def site_villages(
    rng: np.random.Generator, spots: Points, towns: Points, counts: list[int], near_town_km: float = 0.45
) -> list[Points]:
    """Spots for every town's villages: nearer to it than to any other town, apart from each other, denser near it.

    ``spots`` are places to choose from inside the county, ``counts`` the villages of each town. A small or crowded
    cell gets its villages closer together; ``near_town_km`` is kept free around each town while there is room.
    """
    nearest, km = _nearest(spots, towns)
    cells: list[Points] = []
    taken = np.empty((0, 2))
    for town, count in enumerate(counts):
        mine = nearest == town
        cell, away_km = spots[mine], km[mine]
        if len(cell) < count:
            raise ValueError(f"town {town + 1} has room for {len(cell)} villages, {count} asked for")
        reach_km = math.sqrt(max(len(cell), 1) / PER_KM2 / math.pi)
        pull = 0.3 + np.exp(-((away_km / (0.8 * reach_km)) ** 2))
        order = np.argsort(rng.exponential(size=len(cell)) / pull)
        cell, away_km = cell[order], away_km[order]
        free = cell[away_km >= near_town_km]
        chosen = _fill(free if len(free) >= 2 * count else cell, count, taken)
        cells.append(chosen)
        taken = np.vstack((taken, chosen))
    return cells


def _fill(cell: Points, count: int, taken: Points) -> Points:
    """``count`` of the cell's spots in order, as far apart as can be."""
    if count == 0:
        return np.empty((0, 2))
    apart_km = 0.66 * math.sqrt(len(cell) / PER_KM2 / count)
    while True:
        chosen = _keep_apart(cell, apart_km, count, taken)
        if len(chosen) == count:
            return chosen
        apart_km *= 0.88


def _keep_apart(spots: Points, apart_km: float, count: int, taken: Points) -> Points:
    """Up to ``count`` spots in order, each at least ``apart_km`` from those before it and from ``taken``."""
    free = np.ones(len(spots), dtype=np.bool_)
    for spot in taken:
        free &= np.hypot(*(spots - spot).T) >= apart_km
    chosen: list[int] = []
    while len(chosen) < count and free.any():
        at = int(np.argmax(free))
        chosen.append(at)
        free &= np.hypot(*(spots - spots[at]).T) >= apart_km
        free[at] = False
    return spots[chosen]


def _nearest(spots: Points, towns: Points) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each spot the number of its nearest town and the km to it."""
    km = np.hypot(spots[:, None, 0] - towns[None, :, 0], spots[:, None, 1] - towns[None, :, 1])
    nearest = km.argmin(axis=1)
    return nearest, km[np.arange(len(spots)), nearest]


def _cell_sizes(spots: Points, towns: Points) -> NDArray[np.float64]:
    """Spots nearest to each town: a measure of its area."""
    nearest, _ = _nearest(spots, towns)
    return np.bincount(nearest, minlength=len(towns)).astype(np.float64)


def _share_out(rng: np.random.Generator, total: int, sizes: NDArray[np.float64]) -> list[int]:
    """Villages per town by area, some 15 % more or fewer at random; the counts add up to ``total``."""
    weights = sizes * np.exp(rng.normal(0.0, 0.15, size=len(sizes)))
    exact = total * weights / weights.sum()
    counts = np.floor(exact).astype(int)
    for at in np.argsort(counts - exact)[: total - int(counts.sum())]:
        counts[at] += 1
    return [int(count) for count in counts]


def _rounded(spot: NDArray[np.float64]) -> tuple[float, float]:
    return round(float(spot[0]), 3), round(float(spot[1]), 3)
