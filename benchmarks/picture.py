"""Draw a plan as an SVG map: `python -m benchmarks.picture SCENARIO PLAN PICTURE.svg`.

Roads grey, bus lines blue, van trips thin orange; a village is blue if buses alone serve it, orange if vans do, green
if both do, red if something for it stays behind, and hollow if it has no parcels.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from optimizer import Plan, read_plan
from scenarios import Scenario, read_scenario
from scenarios.types import PlaceKind

WIDTH = 900
MARGIN = 20
COLOURS = {"bus": "#1f6fb4", "van": "#e08a1e", "both": "#3a9a4b", "left": "#cc2222", "none": "none"}


def modes(scenario: Scenario, plan: Plan) -> dict[str, str]:
    """How each village is served: bus, van, both, left or none."""
    ends = {consignment.id: {consignment.origin, consignment.destination} for consignment in scenario.consignments}
    seen: dict[str, set[str]] = defaultdict(set)
    for mode, rows in (("bus", plan.bus_loads), ("van", plan.van_loads), ("left", plan.unserved)):
        for row in rows:
            for place in ends[row.consignment]:
                seen[place].add(mode)
    return {place: _mode(found) for place, found in seen.items()}


def _mode(found: set[str]) -> str:
    if "left" in found:
        return "left"
    return "both" if len(found) > 1 else next(iter(found))


def draw(scenario: Scenario, plan: Plan) -> str:
    """The map as SVG text."""
    spots = {place.id: (place.lon, place.lat) for place in scenario.places}
    west, east = min(lon for lon, _ in spots.values()), max(lon for lon, _ in spots.values())
    south, north = min(lat for _, lat in spots.values()), max(lat for _, lat in spots.values())
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / max(1e-9, (east - west) * shrink)
    height = round((north - south) * scale + 2 * MARGIN)

    def at(place: str) -> tuple[float, float]:
        lon, lat = spots[place]
        return round(MARGIN + (lon - west) * shrink * scale, 1), round(MARGIN + (north - lat) * scale, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        _lines([(at(link.from_place), at(link.to_place)) for link in scenario.links], "#d9d9d9", 0.8),
        _lines(
            [(at(a.place), at(b.place)) for run in scenario.runs_today() for a, b in pairwise(run.calls)],
            "#9cc3e4",
            2.2,
        ),
        _lines(_van_legs(plan, at), "#e9b36c", 0.8),
    ]
    served = modes(scenario, plan)
    for place in scenario.places:
        x, y = at(place.id)
        if place.kind is PlaceKind.VILLAGE:
            fill = COLOURS[served.get(place.id, "none")]
            parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{fill}" stroke="#666" stroke-width="0.4"/>')
        elif place.kind in (PlaceKind.HUB, PlaceKind.STATION):
            size = 7 if place.kind is PlaceKind.HUB else 4
            parts.append(f'<rect x="{x - size}" y="{y - size}" width="{2 * size}" height="{2 * size}" fill="#222"/>')
            parts.append(f'<text x="{x + size + 2}" y="{y + 4}" font-size="11">{escape(place.name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _van_legs(plan: Plan, at) -> list[tuple[tuple[float, float], tuple[float, float]]]:  # type: ignore[no-untyped-def]
    stops = sorted(plan.van_stops, key=lambda stop: (stop.van, stop.number, stop.trip, stop.seq))
    return [(at(a.place), at(b.place)) for a, b in pairwise(stops) if b.seq == a.seq + 1]


def _lines(legs: list[tuple[tuple[float, float], tuple[float, float]]], colour: str, width: float) -> str:
    unique = dict.fromkeys((min(leg), max(leg)) for leg in legs)
    path = "".join(f"M{a[0]} {a[1]}L{b[0]} {b[1]}" for a, b in unique)
    return f'<path d="{path}" stroke="{colour}" stroke-width="{width}" fill="none"/>'


def main() -> None:
    """Read, draw, write."""
    scenario_name, plan_folder, picture = sys.argv[1:4]
    plan, _ = read_plan(Path(plan_folder))
    Path(picture).write_text(draw(read_scenario(scenario_name), plan), encoding="utf-8")


if __name__ == "__main__":
    main()
