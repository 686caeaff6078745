"""Metres from degrees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.importers.geo import Plane, metres_between


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        # Lengths of a degree on the ellipsoid of WGS-84, from published tables.
        ((0.0, 0.0), (1.0, 0.0), 111_319.5),
        ((0.0, 44.5), (0.0, 45.5), 111_131.8),
        ((0.0, 45.0), (1.0, 45.0), 78_846.8),
        # Across the date line.
        ((179.9, 0.0), (-179.9, 0.0), 22_263.9),
        ((10.0, 50.0), (10.0, 50.0), 0.0),
    ],
)
def test_distances_are_those_of_the_ellipsoid(
    one: tuple[float, float], other: tuple[float, float], metres: float
) -> None:
    assert float(metres_between(*one, *other)) == pytest.approx(metres, rel=1e-5)


@given(st.floats(-0.4, 0.4), st.floats(-0.4, 0.4), st.floats(-179, 179), st.floats(-70, 70))
def test_a_plane_gives_points_back(east: float, north: float, lon: float, lat: float) -> None:
    plane = Plane(lon, lat)
    again = plane.to_degrees(plane.to_metres([lon + east], [lat + north]))[0]
    assert again.tolist() == pytest.approx([lon + east, lat + north], abs=1e-9)


def test_a_plane_around_nothing_is_somewhere() -> None:
    assert Plane.around([], []) == Plane(0.0, 0.0)
