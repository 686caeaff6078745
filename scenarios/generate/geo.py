"""The plane the generator works in: km east and north of a reference point, and a county's outline in it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Points or a ring of them: an array of shape (n, 2), km east and north."""

KM_PER_DEGREE_LAT = 111.2
KM_PER_DEGREE_LON = 111.32


@dataclass(frozen=True, slots=True)
class Projection:
    """Degrees to km and back around a reference point; good to 0.1 % over a county."""

    lon: float
    lat: float

    @property
    def _scale(self) -> tuple[float, float]:
        return KM_PER_DEGREE_LON * math.cos(math.radians(self.lat)), KM_PER_DEGREE_LAT

    def to_km(self, lon: float, lat: float) -> tuple[float, float]:
        """Km east and north of the reference point."""
        east, north = self._scale
        return (lon - self.lon) * east, (lat - self.lat) * north

    def to_degrees(self, x_km: float, y_km: float) -> tuple[float, float]:
        """Longitude and latitude, to six decimals (0.1 m).

        >>> plane = Projection(115.7, 36.2)
        >>> plane.to_degrees(*plane.to_km(115.655, 36.224167))
        (115.655, 36.224167)
        """
        east, north = self._scale
        return round(self.lon + x_km / east, 6), round(self.lat + y_km / north, 6)


def inside(points: Points, ring: Points) -> NDArray[np.bool_]:
    """Which points lie inside the closed ring (even-odd rule).

    >>> square = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]])
    >>> inside(np.array([[1.0, 1.0], [3.0, 1.0]]), square).tolist()
    [True, False]
    """
    within = np.zeros(len(points), dtype=np.bool_)
    x, y = points[:, 0], points[:, 1]
    for (x1, y1), (x2, y2) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        if y1 == y2:
            continue
        crosses = (y1 > y) != (y2 > y)
        within ^= crosses & (x < x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    return within


def ring_area_km2(ring: Points) -> float:
    """Area of a ring in km2, by the shoelace formula.

    >>> ring_area_km2(np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]]))
    4.0
    """
    x, y = ring[:, 0], ring[:, 1]
    return 0.5 * abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))))


def random_ring(rng: np.random.Generator, area_km2: float) -> Points:
    """A county's outline of the given area: a circle pulled and dented by some low waves."""
    angle = np.linspace(0.0, 2 * math.pi, 90, endpoint=False)
    radius = np.ones_like(angle)
    for waves, height in ((2, 0.22), (3, 0.10), (4, 0.06), (7, 0.03)):
        radius += rng.uniform(0.4, 1.0) * height * np.cos(waves * angle + rng.uniform(0, 2 * math.pi))
    ring = np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
    return np.asarray(ring * math.sqrt(area_km2 / ring_area_km2(ring)), dtype=np.float64)


def scatter(rng: np.random.Generator, ring: Points, per_km2: float, at_least: int) -> Points:
    """Points evenly at random inside the ring: about ``per_km2`` a km2, and no fewer than ``at_least``."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    box_km2 = float(np.prod(high - low))
    per_km2 = max(per_km2, 2.0 * at_least / ring_area_km2(ring))
    points = rng.uniform(low, high, size=(int(box_km2 * per_km2) + 1, 2))
    return np.asarray(points[inside(points, ring)], dtype=np.float64)
