"""Small extracts written for tests: nodes on a grid of metres, ways over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

LON, LAT = 115.0, 36.0
NORTH_M = 110_959.6
EAST_M = 90_164.9
"""Metres of a degree at 36° north, as tables of the ellipsoid give them."""

Tags = Mapping[str, str]
Node = tuple[float, float] | tuple[float, float, Tags]
Way = tuple[list[int], Tags]


def osm_text(nodes: Mapping[int, Node], ways: Mapping[int, Way], *, ways_first: bool = False) -> str:
    """The text of an .osm file; a node is (metres east, metres north) or that with tags."""
    parts = [[_node(id_, *node) for id_, node in nodes.items()], [_way(id_, *way) for id_, way in ways.items()]]
    lines = [line for part in (reversed(parts) if ways_first else parts) for line in part]
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">', *lines, "</osm>"])


def write_osm(path: Path, nodes: Mapping[int, Node], ways: Mapping[int, Way], *, ways_first: bool = False) -> Path:
    """Write an .osm file."""
    path.write_text(osm_text(nodes, ways, ways_first=ways_first), encoding="utf-8")
    return path


def _node(id_: int, east_m: float, north_m: float, tags: Tags | None = None) -> str:
    lon, lat = LON + east_m / EAST_M, LAT + north_m / NORTH_M
    return f'<node id="{id_}" version="1" lat="{lat:.7f}" lon="{lon:.7f}">{"".join(_tags(tags or {}))}</node>'


def _way(id_: int, nodes: list[int], tags: Tags) -> str:
    refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
    return f'<way id="{id_}" version="1">{refs}{"".join(_tags(tags))}</way>'


def _tags(tags: Tags) -> Iterable[str]:
    return (f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())
