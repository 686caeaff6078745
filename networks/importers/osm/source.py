"""An OpenStreetMap file through libosmium: ways with their tags first, then the positions of the nodes that they pass.

So ways may stand before nodes, as in many exports, and memory grows with the roads, not with the file.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from networks.importers.extra import library
from networks.importers.faults import source_error
from networks.importers.osm.tags import Road, closes_road, road_of

MOST_REFERENCES = 2_000_000
"""Nodes of all roads wanted: ten large counties. They take some 1.7 GB, one county of 100,000 a quarter of one."""
MOST_NODES = 15_000_000
"""Nodes of any kind in an area: their numbers and positions take some 400 MB."""

CUT_IT = "name your county's area with --box WEST,SOUTH,EAST,NORTH"
EXPECTED = "an OpenStreetMap extract: .osm, .osm.gz, .osm.bz2 or .osm.pbf"
SETTLEMENTS = frozenset({"city", "town", "township", "village", "hamlet", "isolated_dwelling"})
_AT_ONCE = 500_000

Box = tuple[float, float, float, float]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settlement:
    """A named node of a settlement: `kind` is the value of its tag ``place``."""

    id: int
    name: str
    kind: str
    lon: float
    lat: float


@dataclass(slots=True)
class Ways:
    """What the first reading finds.

    Attributes:
        ids, roads: one a way that vans may use.
        starts: where each way's nodes begin in ``references``, and behind the last one its end.
        references: OpenStreetMap's numbers of their nodes.
        lons, lats: positions that stand in the ways themselves, as some exports have them; else NaN.
        closed: nodes on which a barrier stands.
        settlements: named ones in the area wanted.
        left_out: ways that no van may use, by reason.
        unread: tags that make no sense, by text.
        seen: ways with a tag ``highway``.
    """

    ids: array[int] = field(default_factory=lambda: array("q"))
    roads: list[Road] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("q", [0]))
    references: array[int] = field(default_factory=lambda: array("q"))
    lons: array[float] = field(default_factory=lambda: array("d"))
    lats: array[float] = field(default_factory=lambda: array("d"))
    closed: set[int] = field(default_factory=set)
    settlements: list[Settlement] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    seen: int = 0


class OsmFile:
    """A file of roads, whichever of OpenStreetMap's formats it is in.

    Raises:
        SourceError: its first bytes are those of none.
        MissingLibraryError: the library that reads it is not installed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._format = _format_of(path)
        self._osmium: Any = library("osmium")

    def ways(self, inside: Ints | None = None, box: Box | None = None) -> Ways:
        """Return the roads, the barriers and the settlements.

        Args:
            inside: numbers of nodes in order: only roads that pass one of them are wanted; None for all roads.
            box: only settlements in this area are wanted; None for all.

        Raises:
            SourceError: the file is damaged, or has more roads than memory would hold.
        """
        ways = Ways()
        keys = self._osmium.filter.KeyFilter("highway", "barrier", "place")
        for item in self._items(self._osmium.osm.NODE | self._osmium.osm.WAY, keys):
            tags = dict(item.tags)
            if item.is_node():
                _add_node(ways, item, tags, box)
            elif "highway" in tags:
                _add_way(ways, item, tags, inside)
                if len(ways.references) > MOST_REFERENCES:
                    expected = f"at most {MOST_REFERENCES:,} nodes of roads"
                    raise source_error(self._path.name, "more", expected, CUT_IT)
        return ways

    def nodes_in(self, box: Box) -> tuple[Ints, Floats, Floats]:
        """Return numbers (in order), longitudes and latitudes of all nodes in an area.

        Raises:
            SourceError: the file is damaged, or there are more than memory would hold.
        """
        west, south, east, north = box
        found: list[tuple[Ints, Floats, Floats]] = []
        number = 0
        for ids, lons, lats in _batches(self._items(self._osmium.osm.NODE)):
            within = (lons >= west) & (lats >= south) & (lons <= east) & (lats <= north)
            found.append((ids[within], lons[within], lats[within]))
            number += int(within.sum())
            if number > MOST_NODES:
                expected = f"at most {MOST_NODES:,} nodes in the area"
                raise source_error(self._path.name, "more", expected, "name a smaller area")
        ids, lons, lats = (np.concatenate([batch[of] for batch in found]) for of in range(3))
        order = np.argsort(ids, kind="stable")
        return ids[order], lons[order], lats[order]

    def positions(self, wanted: Ints) -> tuple[Floats, Floats]:
        """Return longitudes and latitudes of nodes, NaN for those that the file does not have.

        Args:
            wanted: their numbers in order.

        Raises:
            SourceError: the file is damaged.
        """
        lon = np.full(len(wanted), np.nan)
        lat = np.full(len(wanted), np.nan)
        # libosmium's own filter by number would take a gigabyte, because numbers go up to ten thousand million.
        for ids, lons, lats in _batches(self._items(self._osmium.osm.NODE)):
            at = np.minimum(np.searchsorted(wanted, ids), len(wanted) - 1)
            ours = wanted[at] == ids
            lon[at[ours]] = lons[ours]
            lat[at[ours]] = lats[ours]
        return lon, lat

    def _items(self, entities: Any, only: Any = None) -> Iterator[Any]:
        """Yield the items of a file that have not been deleted; libosmium's errors become ours."""
        try:
            found = self._osmium.FileProcessor(self._osmium.io.File(str(self._path), self._format), entities)
            for item in found if only is None else found.with_filter(only):
                if not item.deleted:
                    yield item
        except (RuntimeError, ValueError, OSError, EOFError, self._osmium.InvalidLocationError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            hint = "it may have been cut off: fetch it again"
            raise source_error(self._path.name, f"damaged data ({reason})", EXPECTED, hint) from None


def _format_of(path: Path) -> str:
    """Return what libosmium calls the format that the first bytes show; the name may lie."""
    with path.open("rb") as file:
        head = file.read(4_096)
    if head.startswith(b"\x1f\x8b"):
        return "osm.gz"
    if head.startswith(b"BZh"):
        return "osm.bz2"
    if b"OSMHeader" in head[:32]:
        return "osm.pbf"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"<?xml", b"<osm")):
        return "osm"
    hint = "export it as raw OSM data" if text.startswith(b"{") else ""
    raise source_error(path.name, f"bytes {head[:4].hex(' ')}", EXPECTED, hint)


def _batches(nodes: Iterable[Any]) -> Iterator[tuple[Ints, Floats, Floats]]:
    """Yield numbers, longitudes and latitudes of nodes that have a position, many at once."""
    ids, lons, lats = array("q"), array("d"), array("d")
    for node in nodes:
        location = node.location
        if location.valid():
            ids.append(node.id)
            lons.append(location.lon)
            lats.append(location.lat)
        if len(ids) >= _AT_ONCE:
            yield np.frombuffer(ids, dtype=np.int64), np.frombuffer(lons), np.frombuffer(lats)
            ids, lons, lats = array("q"), array("d"), array("d")
    yield np.frombuffer(ids, dtype=np.int64), np.frombuffer(lons), np.frombuffer(lats)


def _add_node(ways: Ways, node: Any, tags: dict[str, str], box: Box | None) -> None:
    if "barrier" in tags and closes_road(tags):
        ways.closed.add(node.id)
    if tags.get("place") in SETTLEMENTS and tags.get("name") and node.location.valid():
        lon, lat = node.location.lon, node.location.lat
        if box is None or (box[0] <= lon <= box[2] and box[1] <= lat <= box[3]):
            ways.settlements.append(Settlement(node.id, tags["name"], tags["place"], lon, lat))


def _add_way(ways: Ways, way: Any, tags: dict[str, str], inside: Ints | None) -> None:
    if inside is not None and not _passes(way, inside):
        return
    ways.seen += 1
    road = road_of(tags)
    if isinstance(road, str):
        ways.left_out[road] += 1
        return
    ways.unread.update(road.unread)
    ways.ids.append(way.id)
    ways.roads.append(road)
    for node in way.nodes:
        there = node.location.valid()
        ways.references.append(node.ref)
        ways.lons.append(node.location.lon if there else np.nan)
        ways.lats.append(node.location.lat if there else np.nan)
    ways.starts.append(len(ways.references))


def _passes(way: Any, inside: Ints) -> bool:
    """Tell whether a way passes one of the nodes."""
    refs = np.fromiter((node.ref for node in way.nodes), np.int64)
    at = np.searchsorted(inside, refs)
    return bool((inside[np.minimum(at, len(inside) - 1)] == refs).any()) if len(inside) else False
