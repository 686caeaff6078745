"""The roads of an OpenStreetMap extract with the positions of their nodes, cut to the area wanted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from networks.importers.faults import source_error
from networks.importers.files import check_file, check_packed
from networks.importers.osm.source import Box, Floats, Ints, OsmFile, Settlement, Ways
from networks.importers.osm.tags import Road

MOST_BYTES = 4 << 30


@dataclass(frozen=True, eq=False)
class Extract:
    """The roads of a file.

    Attributes:
        way_ids, roads: one a way that vans may use.
        starts: where each way's nodes begin in ``nodes``, and behind the last one its end.
        nodes: of each way in order, as positions in ``lon`` and ``lat``; -1 where the node is not in the file or the
            area wanted, or a barrier stands on it.
        node_ids: OpenStreetMap's numbers of the positions.
        lon, lat: in degrees.
        settlements: named ones, in the area wanted.
        left_out: ways no van may use, by reason.
        unread: tags that make no sense, by text.
        barriers: nodes of the roads that a barrier closes.
        absent: nodes of the roads that are not in the file or the area wanted.
    """

    way_ids: Ints
    roads: tuple[Road, ...]
    starts: Ints
    nodes: Ints
    node_ids: Ints
    lon: Floats
    lat: Floats
    settlements: tuple[Settlement, ...] = ()
    left_out: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    barriers: int = 0
    absent: int = 0


def parse_box(text: str) -> Box:
    """Return the area that a text names.

    Raises:
        ValueError: it is no area; the message says what one is.

    >>> parse_box("115.3,35.8,115.9,36.5")
    (115.3, 35.8, 115.9, 36.5)
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise ValueError(f'"{text}" is not four numbers of degrees: west,south,east,north') from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError(f'"{text}" is no area: west before east and south before north, in degrees')
    return west, south, east, north


def read_extract(path: str | Path, box: Box | None = None) -> Extract:
    """Read the roads of an OpenStreetMap extract.

    Args:
        path: of a .osm, .osm.gz, .osm.bz2 or .osm.pbf file; which of them it is is told by its content.
        box: west, south, east and north in degrees: roads are cut off there. None for all of the file.

    Raises:
        SourceError: there is no such file, it is no extract, damaged or too large, or has no roads for vans.
        MissingLibraryError: the library that reads it is not installed.
    """
    found = check_file(path, most_bytes=MOST_BYTES)
    file = OsmFile(found)
    check_packed(found)
    if box is None:
        ways = _some(found.name, file.ways(), box)
        wanted, first, number = _distinct(ways)
        lon, lat = file.positions(wanted)
        # Some exports have positions in the ways, and no nodes.
        lon = np.where(np.isnan(lon), np.frombuffer(ways.lons)[first], lon)
        lat = np.where(np.isnan(lat), np.frombuffer(ways.lats)[first], lat)
    else:
        inside, lons, lats = file.nodes_in(box)
        ways = _some(found.name, file.ways(inside, box), box)
        wanted, _, number = _distinct(ways)
        lon, lat = _looked_up(wanted, inside, lons), _looked_up(wanted, inside, lats)
    return _cut(found.name, ways, wanted, number, lon, lat)


def _some(file: str, ways: Ways, box: Box | None) -> Ways:
    """Return the ways, if there are any."""
    if not ways.roads:
        expected = "ways with a tag highway that vans may use" + (" in this area" if box else "")
        hint = "check the area" if box else ""
        raise source_error(file, f"{ways.seen:,} ways, none of them a road for vans", expected, hint)
    return ways


def _distinct(ways: Ways) -> tuple[Ints, Ints, Ints]:
    """Return the nodes of roads in order, where each is first, and for each reference which of them it is."""
    references = np.frombuffer(ways.references, dtype=np.int64)
    wanted, first, number = np.unique(references, return_index=True, return_inverse=True)
    return wanted, first, number


def _looked_up(wanted: Ints, ids: Ints, values: Floats) -> Floats:
    """Return the values of the numbers wanted, NaN for those that are not there; both are in order."""
    if not len(ids):
        return np.full(len(wanted), np.nan)
    at = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return np.where(ids[at] == wanted, values[at], np.nan)


def _cut(file: str, ways: Ways, wanted: Ints, number: Ints, lon: Floats, lat: Floats) -> Extract:
    """Return the roads without the nodes that have no position or are closed."""
    there = np.isfinite(lon)
    closed = np.isin(wanted, np.fromiter(ways.closed, np.int64, len(ways.closed)))
    usable = there & ~closed
    if not usable.any():
        hint = "export the nodes too: in Overpass, end with (._;>;); out body;"
        raise source_error(file, "roads without any node", "the nodes of its roads", hint)
    position = np.where(usable, np.cumsum(usable) - 1, -1)
    return Extract(
        way_ids=np.frombuffer(ways.ids, dtype=np.int64),
        roads=tuple(ways.roads),
        starts=np.frombuffer(ways.starts, dtype=np.int64),
        nodes=position[number],
        node_ids=wanted[usable],
        lon=lon[usable],
        lat=lat[usable],
        settlements=tuple(ways.settlements),
        left_out=ways.left_out,
        unread=ways.unread,
        barriers=int((there & closed).sum()),
        absent=int((~there).sum()),
    )
