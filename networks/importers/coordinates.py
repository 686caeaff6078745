"""The coordinates that maps in China use, turned into WGS-84, which is what scenarios keep.

Amap (高德), Tencent and Google show points in China in GCJ-02, some hundred metres away from WGS-84; Baidu uses BD-09,
which shifts GCJ-02 once more. GPS receivers and OpenStreetMap use WGS-84. The formulas are prcoords'.
"""

from __future__ import annotations

import warnings
from enum import StrEnum

LonLat = tuple[float, float]

_DECIMALS = 7
"""A centimetre; the shift itself is known to some decimetres."""


class Coordinates(StrEnum):
    """A system of coordinates that a source may be in."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_wgs84(lon: float, lat: float, system: Coordinates | str) -> LonLat:
    """Return a point as WGS-84 longitude and latitude in degrees.

    GCJ-02 shifts points in China only, so one outside stays as it is; `is_shifted` tells which.

    Args:
        lon: longitude in degrees.
        lat: latitude in degrees.
        system: what the point is given in.

    Raises:
        ValueError: there is no such system.

    >>> to_wgs84(116.404, 39.915, "wgs84")
    (116.404, 39.915)
    >>> to_wgs84(116.410244, 39.916404, "gcj02")  # Beijing, as Amap shows it
    (116.4039995, 39.9149997)
    """
    system = Coordinates(system)
    if system is Coordinates.WGS84 or not is_shifted(lon, lat):
        return lon, lat
    import prcoords

    back = prcoords.gcj_wgs_bored if system is Coordinates.GCJ02 else prcoords.bd_wgs_bored
    return _moved(back, lon, lat)


def from_wgs84(lon: float, lat: float, system: Coordinates | str) -> LonLat:
    """Return a WGS-84 point as a map shows it: the way back from `to_wgs84`, to some centimetres.

    Raises:
        ValueError: there is no such system.
    """
    system = Coordinates(system)
    if system is Coordinates.WGS84 or not is_shifted(lon, lat):
        return lon, lat
    import prcoords

    there = prcoords.wgs_gcj if system is Coordinates.GCJ02 else prcoords.wgs_bd
    return _moved(there, lon, lat)


def is_shifted(lon: float, lat: float) -> bool:
    """Tell whether a point lies in the area that GCJ-02 shifts: a rectangle around China."""
    import prcoords

    return bool(prcoords.sanity_in_china_p(prcoords.Coords(lat, lon)))


def _moved(by: object, lon: float, lat: float) -> LonLat:
    import prcoords

    assert callable(by)
    with warnings.catch_warnings():
        # At the rectangle's edge the library warns that a point is not in China, and leaves it as it is.
        warnings.simplefilter("ignore")
        found = by(prcoords.Coords(lat, lon))
    return round(float(found.lon), _DECIMALS), round(float(found.lat), _DECIMALS)
