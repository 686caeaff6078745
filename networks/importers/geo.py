"""Metres on the ground from degrees, for distances of a county: no library of map projections is needed for that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_AXIS_M = 6_378_137.0
_FLATTENING = 1 / 298.257223563
_E2 = _FLATTENING * (2 - _FLATTENING)
"""The ellipsoid of WGS-84."""


def metres_per_degree(lat: ArrayLike) -> tuple[Floats, Floats]:
    """Return the metres of one degree of longitude and of one degree of latitude, at a latitude.

    >>> east, north = metres_per_degree(0.0)
    >>> round(float(east)), round(float(north))
    (111319, 110574)
    """
    angle = np.radians(np.asarray(lat, dtype=np.float64))
    curve = 1 - _E2 * np.sin(angle) ** 2
    east = np.radians(1.0) * _AXIS_M * np.cos(angle) / np.sqrt(curve)
    north = np.radians(1.0) * _AXIS_M * (1 - _E2) / curve**1.5
    return np.asarray(east), np.asarray(north)


def metres_between(lon: ArrayLike, lat: ArrayLike, to_lon: ArrayLike, to_lat: ArrayLike) -> Floats:
    """Return the metres between points, good to a thousandth up to some hundred kilometres and not over a pole."""
    lon, lat, to_lon, to_lat = (np.asarray(given, dtype=np.float64) for given in (lon, lat, to_lon, to_lat))
    east, north = metres_per_degree((lat + to_lat) / 2)
    # Across the date line the short way is meant.
    across = (to_lon - lon + 180.0) % 360.0 - 180.0
    return np.asarray(np.hypot(across * east, (to_lat - lat) * north))


@dataclass(frozen=True, slots=True)
class Plane:
    """A flat map in metres around a middle, true enough within a county to tell which road is nearest."""

    lon: float
    lat: float

    @staticmethod
    def around(lon: ArrayLike, lat: ArrayLike) -> Plane:
        """Return the plane in the middle of some points."""
        lons, lats = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        if not lons.size:
            return Plane(0.0, 0.0)
        return Plane(float((lons.min() + lons.max()) / 2), float((lats.min() + lats.max()) / 2))

    def to_metres(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Return an (n, 2) array of metres east and north of the middle."""
        east, north = metres_per_degree(self.lat)
        x = (np.asarray(lon, dtype=np.float64) - self.lon) * east
        y = (np.asarray(lat, dtype=np.float64) - self.lat) * north
        return np.stack([x, y], axis=-1)

    def to_degrees(self, points: Floats) -> Floats:
        """Return an (n, 2) array of longitudes and latitudes: the way back from `to_metres`."""
        east, north = metres_per_degree(self.lat)
        return np.asarray(points / np.array([east, north]) + np.array([self.lon, self.lat]))
