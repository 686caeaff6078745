"""The spread over seeds, on costs that can be checked in the head."""

import math

import pytest

from benchmarks.single import county
from benchmarks.spread import COUNTY, bar, spread


def test_the_spread_is_from_the_cheapest_to_the_dearest_over_the_mean() -> None:
    assert spread([90.0, 110.0, 100.0]) == pytest.approx(0.2)
    assert spread([5.0] * 5) == 0.0


def test_the_bar_holds_up_to_two_percent_and_fails_beyond() -> None:
    assert bar([100.0, 101.0, 99.0], "somewhere", "shared").holds is True
    assert bar([100.0, 102.0, 99.0], "somewhere", "shared").holds is False


def test_a_plan_that_is_not_valid_makes_the_bar_fail() -> None:
    assert bar([100.0, math.inf, 100.0], "somewhere", "shared").holds is False


def test_the_county_is_the_example_whatever_the_seed() -> None:
    assert county(COUNTY, 1) == county(COUNTY, 2)
    assert county(COUNTY, 1).name
