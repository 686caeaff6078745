"""The stops of a feed as places: platforms become their station, stops without a position are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from networks.importers.gtfs.cells import number
from networks.importers.gtfs.feed import Feed
from networks.importers.texts import safe_id, safe_text

MOST_PARENTS = 4
"""Boarding area, platform, station: longer chains go in a circle."""
NEAR_ZERO_DEG = 0.01
"""Nothing stops in the sea off Africa: a position of 0, 0 is a blank one."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where buses call. ``place`` is its id in the scenario, the same for all platforms of a station."""

    place: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class _Row:
    row: int
    stop: str
    name: str
    parent: str
    position: tuple[float, float] | None


def read_stops(feed: Feed) -> dict[str, Stop]:
    """Return the stops by their ids in the feed; those that have no position and no station with one are missing.

    Their rows are noted, as are station ids that no stop has.
    """
    rows = _rows(feed)
    stops: dict[str, Stop] = {}
    merged = 0
    for row in rows.values():
        chain = _chain(row, rows, feed)
        station = chain[-1]
        position = station.position or row.position or next((one.position for one in chain if one.position), None)
        if position is None:
            detail = f"stop {row.stop} {row.name}: its calls are left out"
            feed.notes.left_out(feed.file("stops"), row.row, "stop without a position", detail)
            continue
        if row.position is None:
            detail = f"stop {row.stop} {row.name}: at its station {station.stop}"
            feed.notes.guess(feed.file("stops"), row.row, "position of a stop, from its station", detail)
        merged += station is not row
        stops[row.stop] = Stop(safe_id(station.stop), safe_text(station.name) or safe_id(station.stop), *position)
    if merged:
        feed.notes.count(feed.file("stops"), "platforms put together into their stations", merged)
    return stops


def _rows(feed: Feed) -> dict[str, _Row]:
    file = feed.file("stops")
    table = feed.read("stops")
    columns = ("stop_id", "stop_name", "parent_station", "stop_lon", "stop_lat")
    rows: dict[str, _Row] = {}
    for row, stop, name, parent, lon, lat in zip(table.index, *(table[column] for column in columns), strict=True):
        if not stop:
            feed.notes.left_out(file, int(row), "stop without id", name)
        elif stop in rows:
            detail = f"{stop}, as in row {rows[stop].row}"
            feed.notes.left_out(file, int(row), "stop_id that is there twice", detail)
        else:
            position = _position(lon, lat)
            if position is None and (lon or lat):
                feed.notes.warning(file, int(row), "position that is none", f"stop {stop}: lon {lon}, lat {lat}")
            rows[stop] = _Row(int(row), stop, name, parent, position)
    return rows


def _position(lon: str, lat: str) -> tuple[float, float] | None:
    x, y = number(lon), number(lat)
    if x is None or y is None or not (-180 <= x <= 180 and -90 <= y <= 90):
        return None
    return None if abs(x) < NEAR_ZERO_DEG and abs(y) < NEAR_ZERO_DEG else (round(x, 7), round(y, 7))


def _chain(row: _Row, rows: Mapping[str, _Row], feed: Feed) -> list[_Row]:
    """Return a stop and its stations, the outermost last."""
    chain = [row]
    while parent := chain[-1].parent:
        known = rows.get(parent)
        if known is None or known in chain or len(chain) > MOST_PARENTS:
            if chain[-1] is row:
                detail = f"stop {row.stop}: {parent}"
                what = "parent_station that is no stop" if known is None else "parent_station in a circle"
                feed.notes.warning(feed.file("stops"), row.row, what, detail)
            return chain if known is None else [row]
        chain.append(known)
    return chain
