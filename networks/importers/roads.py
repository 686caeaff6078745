"""Roads with their shapes, between the tables of a part and what snapping needs."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from networks.importers.coordinates import LonLat
from networks.importers.part import Part, frame_of
from scenarios.columns import Table
from scenarios.schema import BY_NAME
from scenarios.tables import read_table
from scenarios.types import Link, Place, PlaceKind

DECIMALS = 6
"""Of a degree in shapes: a tenth of a metre."""


@dataclass(frozen=True, slots=True)
class Road:
    """A link with its shape.

    Attributes:
        link: as in links.csv.
        points: longitudes and latitudes from the link's beginning to its end; both ends at least.
        highway: OpenStreetMap's kind of the road, "" if it is not from there.
        name: what people call it.
    """

    link: Link
    points: tuple[LonLat, ...]
    highway: str = ""
    name: str = ""


def roads_of(part: Part) -> tuple[Road, ...]:
    """Return the roads of a part; one without a shape is straight, one whose end has no position is left out."""
    if part.links is None:
        return ()
    at = {place.id: (place.lon, place.lat) for place in places_of(part)}
    shapes = _shapes(part.geometry)
    roads = []
    for link in links_of(part):
        waiting = shapes.get((link.from_place, link.to_place))
        points, properties = waiting.popleft() if waiting else ((), {})
        if not points and link.from_place in at and link.to_place in at:
            points = (at[link.from_place], at[link.to_place])
        if points:
            roads.append(Road(link, points, str(properties.get("highway", "")), str(properties.get("name", ""))))
    return tuple(roads)


def _shapes(geometry: Mapping[str, Any] | None) -> dict[tuple[str, str], deque[tuple[tuple[LonLat, ...], Any]]]:
    """Return points and properties of each feature by the link's ends, those of parallel links in their order."""
    found: dict[tuple[str, str], deque[tuple[tuple[LonLat, ...], Any]]] = defaultdict(deque)
    for feature in (geometry or {}).get("features", ()):
        try:
            properties = feature["properties"]
            points = tuple((float(point[0]), float(point[1])) for point in feature["geometry"]["coordinates"])
            ends = (str(properties["from"]), str(properties["to"]))
        except (KeyError, TypeError, ValueError, IndexError):
            continue  # something else that somebody has drawn beside the roads
        if len(points) >= 2:
            found[ends].append((points, properties))
    return found


def places_of(part: Part) -> tuple[Place, ...]:
    """Return the places of a part."""
    if part.places is None:
        return ()
    return tuple(Place(**fields) for fields in _fields("places", part))


def links_of(part: Part) -> tuple[Link, ...]:
    """Return the links of a part."""
    if part.links is None:
        return ()
    return tuple(Link(**fields) for fields in _fields("links", part))


def _fields(name: str, part: Part) -> list[dict[str, Any]]:
    """Return each row of a table as the keyword arguments of its type."""
    table: Table = BY_NAME[name]
    frame = part.tables()[name]
    values = read_table(table, f"{name}.csv", frame.to_csv(index=False).encode())
    named = {column.field: values.columns[column.name] for column in table.columns if column.field}
    return [dict(zip(named, row, strict=True)) for row in zip(*named.values(), strict=True)]


def road_part(roads: Iterable[Road], places: Iterable[Place]) -> Part:
    """Return roads and places as a part."""
    listed = tuple(roads)
    return Part(
        places=place_frame(places),
        links=link_frame(road.link for road in listed),
        geometry=collection(listed),
    )


def place_frame(places: Iterable[Place]) -> Any:
    """Return places as a table of a part."""
    return frame_of("places", (_row("places", place) for place in places))


def link_frame(links: Iterable[Link]) -> Any:
    """Return links as a table of a part."""
    return frame_of("links", (_row("links", link) for link in links))


def _row(name: str, item: object) -> dict[str, object]:
    """Return a place or link by column name, without what is left to the default."""
    table = BY_NAME[name]
    row = {column.name: getattr(item, column.field) for column in table.columns if column.field}
    return {
        column: value for column, value in row.items() if _required(table, column) or value != table.defaults[column]
    }


def _required(table: Table, name: str) -> bool:
    return any(column.name == name and column.required for column in table.columns)


def collection(roads: Iterable[Road]) -> dict[str, Any]:
    """Return the shapes of roads as GeoJSON, in their order."""
    return {"type": "FeatureCollection", "features": [_feature(road) for road in roads]}


def _feature(road: Road) -> dict[str, Any]:
    link = road.link
    properties: dict[str, object] = {"from": link.from_place, "to": link.to_place, "class": link.road_class}
    properties |= {key: text for key, text in (("highway", road.highway), ("name", road.name)) if text}
    coordinates = [[round(lon, DECIMALS), round(lat, DECIMALS)] for lon, lat in road.points]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "LineString", "coordinates": coordinates},
    }


def junction(id_: str, at: LonLat, source: str) -> Place:
    """Return a junction; it has no name of its own."""
    return Place(id_, id_, PlaceKind.JUNCTION, round(at[0], DECIMALS), round(at[1], DECIMALS), source=source)
