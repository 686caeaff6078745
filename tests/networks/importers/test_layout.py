"""Positions drawn from distances alone: right up to turning and mirroring."""

import math

import numpy as np
import pytest

from networks.importers.layout import DETOUR, KM_PER_DEGREE, positions


def distances(spots: list[tuple[float, float]], lat: float) -> np.ndarray:
    """Straight km between positions in degrees, near a latitude."""
    shrink = math.cos(math.radians(lat))
    at = np.array([(lon * shrink * KM_PER_DEGREE, lat_ * KM_PER_DEGREE) for lon, lat_ in spots])
    return np.linalg.norm(at[:, None] - at[None, :], axis=2)


def test_a_triangle_keeps_its_sides() -> None:
    straight = np.array([[0.0, 3, 4], [3, 0, 5], [4, 5, 0]])
    spots = positions(straight * DETOUR, 0, (120.0, 36.0))
    assert spots[0] == (120.0, 36.0)
    assert distances(spots, 36.0) == pytest.approx(straight, abs=0.001)


def test_of_two_directions_the_shorter_counts() -> None:
    road = np.array([[0.0, 9.0], [2.6, 0.0]])
    assert distances(positions(road, 1, (0.0, 0.0)), 0.0)[0, 1] == pytest.approx(2.0, abs=0.001)


def test_places_without_a_way_are_drawn_apart() -> None:
    road = np.array([[0.0, 1, np.inf], [1, 0, np.inf], [np.inf, np.inf, 0]])
    apart = distances(positions(road, 0, (0.0, 0.0)), 0.0)
    assert apart[0, 2] > apart[0, 1] > 0


def test_places_in_one_spot_are_no_trouble() -> None:
    assert positions(np.zeros((3, 3)), 0, (1.0, 2.0)) == [(1.0, 2.0)] * 3
