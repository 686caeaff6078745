"""A small county in parts for tests: a road of three kilometres with a side road, a bus that runs along it."""

from __future__ import annotations

from networks.importers.part import Part, frame_of
from networks.importers.roads import Road, road_part
from scenarios.types import Link, Place, PlaceKind

STEP = 0.01
"""Degrees of longitude between junctions: 901 m."""
STEP_M = 901


def position(steps: float, north: float = 0.0) -> tuple[float, float]:
    """Degrees of a point so many steps east and north."""
    return 115.0 + STEP * steps, 36.0 + STEP * north


def junctions() -> tuple[Place, ...]:
    """j0, j1, j2, j3 in a row, and j4 north of j2."""
    at = {f"j{number}": position(number) for number in range(4)} | {"j4": position(2, 1)}
    return tuple(Place(id_, id_, PlaceKind.JUNCTION, *point) for id_, point in at.items())


def roads_part() -> Part:
    """A county road from j0 to j3, and a village road from j2 to its end j4."""
    at = {place.id: (place.lon, place.lat) for place in junctions()}
    ends = [("j0", "j1", "county"), ("j1", "j2", "county"), ("j2", "j3", "county"), ("j2", "j4", "village")]
    highways = {"county": "secondary", "village": "residential"}
    roads = [
        Road(Link(start, end, STEP_M, kind), (at[start], at[end]), highways[kind], f"{kind} road")
        for start, end, kind in ends
    ]
    return road_part(roads, junctions())


def timetable_part() -> Part:
    """Stops s0 to s3 22 m north of the junctions; on 2026-03-17 two runs out and one back, the day after one."""
    stops = [
        {"id": f"s{number}", "name": f"Stop {number}", "kind": "stop", "lon": f"{lon:.4f}", "lat": "36.0002"}
        for number, (lon, _) in ((number, position(number)) for number in range(4))
    ]
    runs = {
        "out1": ("s0 s1 s2 s3", 8, "2026-03-17 2026-03-18"),
        "out2": ("s0 s1 s2", 10, "2026-03-17"),
        "back": ("s3 s2 s1 s0", 14, "2026-03-17"),
    }
    calls = [
        {"run": run, "seq": str(seq), "place": place, "arrive": f"{hour:02}:{10 * seq:02}"}
        for run, (places, hour, _) in runs.items()
        for seq, place in enumerate(places.split())
    ]
    return Part(
        places=frame_of("places", stops),
        runs=frame_of(
            "runs",
            [
                {"id": run, "line": "L1", "hold_l": "800", "hold_kg": "150", "dates": dates}
                for run, (_, _, dates) in runs.items()
            ],
        ),
        calls=frame_of("calls", calls),
    )


def places_part() -> Part:
    """A hub beside stop s0, a village beside s2 and one 300 m north of j4."""
    rows = [
        ("hub", "hub", *position(0, 0.05)),
        ("v1", "village", *position(2, -0.05)),
        ("v2", "village", *position(2, 1.3)),
    ]
    return Part(
        places=frame_of(
            "places",
            [
                {"id": id_, "name": id_.upper(), "kind": kind, "lon": f"{lon:.5f}", "lat": f"{lat:.5f}"}
                for id_, kind, lon, lat in rows
            ],
        )
    )


def demand_part() -> Part:
    """Three parcels for each village."""
    common = {"brand": "post", "parcels": "3", "kg": "3.6", "litres": "30", "ready": "07:00", "due": "18:00"}
    rows = [{"id": f"c{v}", "origin": "hub", "destination": v, **common} for v in ("v1", "v2")]
    return Part(consignments=frame_of("consignments", rows))
