"""GCJ-02 and BD-09 come back as WGS-84, as near as the shift is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.importers.coordinates import Coordinates, from_wgs84, is_shifted, to_wgs84
from networks.importers.geo import metres_between

LIAOCHENG = (115.98, 36.456)
in_china = st.tuples(st.floats(75, 134), st.floats(4, 53))
shifting = st.sampled_from([Coordinates.GCJ02, Coordinates.BD09])


@given(in_china, shifting)
def test_there_and_back_is_less_than_ten_centimetres(point: tuple[float, float], system: Coordinates) -> None:
    again = to_wgs84(*from_wgs84(*point, system), system)
    assert float(metres_between(*point, *again)) < 0.1


@given(in_china, shifting)
def test_back_and_there_is_less_than_ten_centimetres(point: tuple[float, float], system: Coordinates) -> None:
    again = from_wgs84(*to_wgs84(*point, system), system)
    assert float(metres_between(*point, *again)) < 0.1


@pytest.mark.parametrize(
    ("system", "shown"),
    [
        # Tian'anmen: the published example of the conversion, as two map services answer it.
        ("gcj02", (116.410244, 39.916404)),
        ("bd09", (116.416627, 39.922700)),
    ],
)
def test_a_known_point_is_where_it_is(system: str, shown: tuple[float, float]) -> None:
    assert from_wgs84(116.404, 39.915, system) == pytest.approx(shown, abs=2e-6)
    assert to_wgs84(*shown, system) == pytest.approx((116.404, 39.915), abs=2e-6)


def test_the_shift_in_liaocheng_is_some_hundred_metres_and_baidus_is_larger() -> None:
    gcj, bd = (float(metres_between(*LIAOCHENG, *from_wgs84(*LIAOCHENG, system))) for system in ("gcj02", "bd09"))
    assert 300 < gcj < 800
    assert gcj + 300 < bd < 2_000


@given(st.tuples(st.floats(-180, 60), st.floats(-80, 80)), shifting)
def test_points_outside_china_stay(point: tuple[float, float], system: Coordinates) -> None:
    assert not is_shifted(*point)
    assert to_wgs84(*point, system) == from_wgs84(*point, system) == point


@given(in_china)
def test_wgs84_stays_to_the_last_digit(point: tuple[float, float]) -> None:
    assert to_wgs84(*point, "wgs84") == point


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(ValueError, match="mars"):
        to_wgs84(*LIAOCHENG, "mars")
