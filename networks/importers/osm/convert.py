"""An OpenStreetMap extract as a part of a scenario: junctions, links, their shapes, and notes of everything decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from networks.importers.notes import Notes
from networks.importers.osm.extract import Extract, read_extract
from networks.importers.osm.graph import Edge, edges_of
from networks.importers.osm.islands import Mainland, mainland
from networks.importers.osm.source import Box, Settlement
from networks.importers.part import Part
from networks.importers.places import join_places
from networks.importers.roads import Road, junction, road_part
from networks.importers.snap import MOST_M
from scenarios.types import Link, Place, PlaceKind

SOURCE = "OpenStreetMap"
KINDS = {"city": PlaceKind.STATION, "town": PlaceKind.STATION, "township": PlaceKind.STATION}
"""Kind of place of a settlement by the value of its tag ``place``; all others are villages."""

MOST_ISLANDS_NAMED = 200


@dataclass(frozen=True, slots=True)
class OsmOptions:
    """What to take from an extract.

    Attributes:
        box: west, south, east and north in degrees; None for all of it.
        settlements: whether named settlements become places.
        places: more places to join to the roads.
        snap_m: longest straight way from a place to a road.
    """

    box: Box | None = None
    settlements: bool = False
    places: tuple[Place, ...] = ()
    snap_m: float = MOST_M


def import_osm(path: str | Path, options: OsmOptions | None = None) -> tuple[Part, Notes]:
    """Return the roads of an extract, with places joined to them, and what was decided on the way.

    Raises:
        SourceError: there is no such file, it is no extract, damaged or too large, or has no roads for vans.
    """
    wanted = options or OsmOptions()
    notes = Notes()
    file = Path(path).name
    extract = read_extract(path, wanted.box)
    edges = edges_of(extract)
    kept = mainland(edges)
    roads, junctions = _roads(extract, kept)
    _note_roads(notes, file, extract, kept)
    places = wanted.places
    if wanted.settlements:
        places += tuple(_place(settlement) for settlement in extract.settlements)
        notes.count(file, "settlements taken as places", len(extract.settlements))
    elif extract.settlements:
        notes.left_out(file, None, "settlements", "--settlements takes them as places", len(extract.settlements))
    joined = join_places(roads, (*junctions, *places), places, wanted.snap_m, file, notes)
    return road_part(joined.roads, joined.places), notes


def _roads(extract: Extract, kept: Mainland) -> tuple[tuple[Road, ...], tuple[Place, ...]]:
    """Return the roads kept, and the junctions at their ends in the order they come."""
    ids = extract.node_ids
    ends: dict[int, Place] = {}
    roads = []
    for edge in kept.edges:
        points = tuple((float(extract.lon[node]), float(extract.lat[node])) for node in edge.nodes)
        for node, point in ((edge.nodes[0], points[0]), (edge.nodes[-1], points[-1])):
            if node not in ends:
                ends[node] = junction(f"n{ids[node]}", point, SOURCE)
        link = Link(
            from_place=ends[edge.nodes[0]].id,
            to_place=ends[edge.nodes[-1]].id,
            length_m=-int(-edge.length_m // 1),
            road_class=edge.road.road_class,
            oneway=edge.oneway,
            duration_ms=None if edge.drive_s is None else max(1, -int(-edge.drive_s * 1000 // 1)),
            max_gross_kg=edge.road.max_gross_kg,
            source=_source(edge),
        )
        roads.append(Road(link, points, edge.road.highway, edge.road.name))
    return tuple(roads), tuple(ends.values())


def _source(edge: Edge) -> str:
    more = f" and {len(edge.ways) - 1} more" if len(edge.ways) > 1 else ""
    return f"{SOURCE} way {edge.ways[0]}{more}"


def _place(settlement: Settlement) -> Place:
    kind = KINDS.get(settlement.kind, PlaceKind.VILLAGE)
    name = "".join(char for char in settlement.name if char.isprintable()).lstrip("=+@ ")[:200].strip()
    id_ = f"osm-{settlement.id}"
    return Place(id_, name or id_, kind, settlement.lon, settlement.lat, source=f"{SOURCE} node {settlement.id}")


def _note_roads(notes: Notes, file: str, extract: Extract, kept: Mainland) -> None:
    """Note what became of the ways."""
    for road_class, edges in _by_class(kept.edges).items():
        if edges:
            notes.count(file, f"km of {road_class} roads", round(_km(edges)), f"{len(edges):,} links")
    for reason, number in sorted(extract.left_out.items(), key=lambda item: -item[1]):
        notes.left_out(file, None, reason, "ways", number)
    for island in kept.islands[:MOST_ISLANDS_NAMED]:
        names = ", ".join(dict.fromkeys(edge.road.name for edge in island if edge.road.name)) or "without a name"
        detail = f"{_km(island):.1f} km, way {island[0].ways[0]}: {names[:100]}"
        notes.left_out(file, None, "island: no road joins it to the others", detail)
    if beyond := kept.islands[MOST_ISLANDS_NAMED:]:
        detail = f"{sum(map(_km, beyond)):.1f} km in all"
        notes.left_out(file, None, "island: no road joins it to the others", detail, len(beyond))
    if kept.traps:
        detail = f"links, {_km(kept.traps):.1f} km, such as way {kept.traps[0].ways[0]}"
        notes.left_out(file, None, "one-way roads that lead in or out only", detail, len(kept.traps))
    if extract.absent:
        detail = "nodes outside the file or the area: roads end there"
        notes.warning(file, None, "roads cut off at the edge", detail, extract.absent)
    if extract.barriers:
        notes.count(file, "barriers that close a road", extract.barriers)
    for tag, number in sorted(extract.unread.items()):
        notes.warning(file, None, "tag that was not understood", f"{tag[:200]}: passed over", number)
    _note_speeds(notes, file, kept.edges)


def _note_speeds(notes: Notes, file: str, edges: Iterable[Edge]) -> None:
    guessed: Counter[str] = Counter()
    signed = 0
    for edge in edges:
        if edge.road.signed:
            signed += 1
        else:
            guessed["class" if edge.drive_s is None else "kind of road or surface"] += 1
    notes.count(file, "links with a speed limit signed", signed)
    for by, number in guessed.items():
        notes.guess(file, None, f"speed from the road's {by}", "links", number)


def _by_class(edges: Iterable[Edge]) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {"county": [], "town": [], "village": []}
    for edge in edges:
        found[edge.road.road_class].append(edge)
    return found


def _km(edges: Iterable[Edge]) -> float:
    return sum(edge.length_m for edge in edges) / 1000
