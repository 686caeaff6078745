"""Positions for places of which only the distances between them are known, so that they can be drawn on a map."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

DETOUR = 1.3
"""Road km per straight km; a usual figure for rural roads, unverified here. It sets the scale of the drawing only."""
KM_PER_DEGREE = 111.2


def positions(road_km: NDArray[np.float64], first: int, centre: tuple[float, float]) -> list[tuple[float, float]]:
    r"""Return a longitude and latitude for each place, so that straight distances fit the roads' as well as may be.

    Classical multidimensional scaling: with :math:`D` the straight distances, :math:`B = -\frac12 J D^{(2)} J`,
    the positions are the first two eigenvectors of :math:`B`, each times the root of its eigenvalue. The drawing may be
    turned and mirrored against the true map.

    Args:
        road_km: (n, n), both directions; infinite where there is no way.
        first: index of the place that lies at the centre.
        centre: its longitude and latitude in degrees.
    """
    straight = np.minimum(road_km, road_km.T) / DETOUR
    reached = straight[np.isfinite(straight)]
    straight = np.where(np.isfinite(straight), straight, 1.5 * reached.max(initial=1.0))
    size = len(straight)
    centring = np.eye(size) - 1.0 / size
    values, vectors = np.linalg.eigh(-0.5 * centring @ straight**2 @ centring)
    plane = np.zeros((size, 2))
    for axis, at in enumerate(np.argsort(values)[::-1][:2]):
        vector = vectors[:, at]
        # An eigenvector's sign is anybody's choice; without this it would differ between machines.
        sign = 1.0 if vector[np.argmax(np.abs(vector))] >= 0 else -1.0
        plane[:, axis] = sign * vector * math.sqrt(max(values[at], 0.0))
    plane -= plane[first]
    lon, lat = centre
    shrink = max(math.cos(math.radians(lat)), 0.01)
    return [
        (round(lon + float(x) / (KM_PER_DEGREE * shrink), 6), round(lat + float(y) / KM_PER_DEGREE, 6))
        for x, y in plane
    ]
