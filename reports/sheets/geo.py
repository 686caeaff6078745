"""The plan as GeoJSON, for any map program: places, runs and van trips with what they carry."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from reports.day import Report
from reports.day.amounts import Amount, by_brand
from reports.day.villages import VillageDay
from reports.plain import plain
from reports.sheets.tables import exact_clock
from scenarios.types import Place, PlaceKind, VanType

ANY_ROAD = VanType("", "", 0, 0, 0)
"""Buses may use every road. Timetables do not say which they take, so they are drawn along the quickest."""


def geojson_bytes(report: Report) -> bytes:
    """A feature collection (RFC 7946) of points and lines.

    Each feature's ``layer`` is ``place``, ``segment`` (one of a run with goods, from call to call) or ``van_trip``.
    Keys are English in every language, for programs; what a place is called stands in ``name`` as in the scenario.
    """
    features = [*_places(report), *_segments(report), *_trips(report)]
    about = {"scenario": plain(report.scenario.name), "service_date": report.scenario.service_date.isoformat()}
    content = {"type": "FeatureCollection", "properties": about, "features": features}
    return (json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n").encode()


def _feature(layer: str, name: str, kind: str, coordinates: object, properties: dict[str, Any]) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    known = {key: value for key, value in properties.items() if value is not None}
    return {"type": "Feature", "geometry": geometry, "properties": {"layer": layer, "id": name, **known}}


def _point(place: Place) -> list[float]:
    return [round(place.lon, 6), round(place.lat, 6)]


def _places(report: Report) -> Iterator[dict[str, Any]]:
    days = {village.place: village for village in report.villages}
    boards = {board.place: board for board in report.stations}
    for place in report.scenario.places:
        if place.kind is PlaceKind.JUNCTION:
            continue
        properties: dict[str, Any] = {"name": plain(place.name), "kind": place.kind.value, "town": plain(place.town)}
        if village := days.get(place.id):
            properties |= _village(village)
        if board := boards.get(place.id):
            on = [row.amount.parcels for row in board.loadings if row.takes]
            off = [row.amount.parcels for row in board.loadings if not row.takes]
            properties |= {"loaded": sum(on), "unloaded": sum(off), "shelf_peak": board.peak}
        yield _feature("place", place.id, "Point", _point(place), properties)


def _village(village: VillageDay) -> dict[str, Any]:
    brands: dict[str, int] = defaultdict(int)
    for visit in village.visits:
        for brand, parcels in by_brand(visit.brings).items():
            brands[plain(brand)] += parcels
    return {
        "mode": village.mode,
        "parcels_in": village.brought.parcels,
        "parcels_out": village.collected.parcels,
        "left_behind": village.left,
        "arrivals": [exact_clock(visit.time_s) for visit in village.visits if visit.brings],
        "collections": [exact_clock(visit.time_s) for visit in village.visits if visit.collects],
        "brands": dict(brands),
    }


def _segments(report: Report) -> Iterator[dict[str, Any]]:
    for sheet in report.manifests:
        for here, there in pairwise(sheet.calls):
            properties = {
                "line": plain(sheet.line),
                "operator": plain(sheet.operator),
                "segment": here.position,
                "from": here.place,
                "to": there.place,
                "departs": exact_clock(here.depart_s),
                "arrives": exact_clock(there.arrive_s),
                **_amount(here.aboard),
                "full_pct": round(float(here.fill) * 100, 1),
            }
            line = _along(report, ANY_ROAD, (here.place, there.place))
            yield _feature("segment", sheet.run, "LineString", line, properties)


def _trips(report: Report) -> Iterator[dict[str, Any]]:
    vans = {van.id: van for van in report.scenario.vans}
    for sheet in report.trips:
        properties = {
            "van": plain(sheet.vehicle.van),
            "number": sheet.vehicle.number,
            "trip": sheet.vehicle.trip,
            "kind": plain(sheet.kind),
            "departs": exact_clock(sheet.departs_s),
            "returns": exact_clock(sheet.returns_s),
            "km": round(sheet.metres / 1000, 3),
            "stops": [call.place for call in sheet.calls],
            **_amount(sheet.put_on),
            "full_pct": round(float(sheet.peak) * 100, 1),
        }
        line = _along(report, vans[sheet.vehicle.van], [call.place for call in sheet.calls])
        name = f"{sheet.vehicle.van}/{sheet.vehicle.number}/{sheet.vehicle.trip}"
        yield _feature("van_trip", name, "LineString", line, properties)


def _amount(amount: Amount) -> dict[str, Any]:
    return {"parcels": amount.parcels, "kg": amount.g / 1000, "litres": amount.ml / 1000}


def _along(report: Report, van: VanType, places: Sequence[str]) -> list[list[float]]:
    """The positions of a tour along the quickest roads; straight where none leads. Always two or more."""
    known = report.reading.places
    line = [_point(known[places[0]])]
    for start, end in pairwise(places):
        way = report.reading.paths.way(van, start, end) or (start, end)
        line += [_point(known[place]) for place in way[1:]]
    return line if len(line) > 1 else line * 2
