"""How far along its way each call of a trip is: by the feed's own distances, along its shape, or as the crow flies.

Only the proportions matter, for they place blank times between the times that are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from networks.importers.extra import library
from networks.importers.geo import Floats, Plane, metres_between
from networks.importers.gtfs.cells import number, whole
from networks.importers.gtfs.feed import Feed
from networks.importers.gtfs.stops import Stop

FARTHEST_M = 500
"""A stop farther from the shape than this does not lie on it: the shape is another trip's."""
MOST_POINTS = 20_000
"""Points of a shape that are looked at: a line of 200 km has one every 10 m."""


def by_straight_lines(stops: Sequence[Stop]) -> list[float]:
    """Return metres from the first stop, from stop to stop as the crow flies."""
    lon, lat = np.array([(stop.lon, stop.lat) for stop in stops]).T
    return [0.0, *np.cumsum(metres_between(lon[:-1], lat[:-1], lon[1:], lat[1:])).tolist()]


def by_given(distances: Sequence[str]) -> list[float] | None:
    """Return the distances of stop_times.txt; None unless all are there and run forward."""
    along = [number(text) for text in distances]
    found = [value for value in along if value is not None]
    forward = len(found) == len(along) and all(one <= other for one, other in pairwise(found))
    return found if forward and found and found[-1] > found[0] else None


class Shapes:
    """The shapes of a feed, and the places of stops on them; each pair of a shape and stops is worked out once."""

    def __init__(self, feed: Feed, shapes: frozenset[str]) -> None:
        self._feed = feed
        self._wanted = shapes
        self._known: dict[tuple[str, tuple[Stop, ...]], list[float] | None] = {}

    def along(self, shape: str, stops: Sequence[Stop]) -> list[float] | None:
        """Return metres from the shape's start for each call in turn.

        A line that crosses itself or turns back passes a stop more than once; calls are placed so that they run
        forward and lie as near as possible to the line altogether. None if there is no such shape, or a stop is farther
        from it than 500 m.
        """
        key = shape, tuple(stops)
        if key not in self._known:
            line = self._lines.get(shape)
            self._known[key] = None if line is None else on_line(line, self._projected(stops))
        return self._known[key]

    @cached_property
    def _table(self) -> pd.DataFrame:
        """Return the points of the shapes that are wanted; those that cannot be read are noted."""
        table = self._feed.read("shapes", "shape_id", self._wanted.__contains__)
        read = pd.DataFrame({"shape_id": table["shape_id"]})
        for column in ("shape_pt_lat", "shape_pt_lon"):
            read[column] = [number(text) for text in table[column]]
        read["shape_pt_sequence"] = [whole(text) for text in table["shape_pt_sequence"]]
        bad = read.isna().any(axis=1)
        bad |= ~(read["shape_pt_lat"].astype(float).between(-90, 90))
        bad |= ~(read["shape_pt_lon"].astype(float).between(-180, 180))
        for row in read.index[bad]:
            detail = f"shape {table['shape_id'][row]}"
            self._feed.notes.left_out(self._feed.file("shapes"), int(row), "point of a shape that is none", detail)
        good = read[~bad].astype({"shape_pt_lat": float, "shape_pt_lon": float, "shape_pt_sequence": int})
        several = good.groupby("shape_id")["shape_id"].transform("size") > 1
        return good[several]

    @cached_property
    def _plane(self) -> Plane:
        return Plane.around(self._table["shape_pt_lon"], self._table["shape_pt_lat"])

    @cached_property
    def _lines(self) -> dict[str, Floats]:
        """Return the shapes as points in metres, by id."""
        if self._table.empty:
            return {}
        lines = library("gtfs_kit").Feed("km", shapes=self._table).build_geometry_by_shape()
        points = {str(shape): np.asarray(line.coords, dtype=np.float64) for shape, line in lines.items()}
        return {shape: _thinned(self._plane.to_metres(line[:, 0], line[:, 1])) for shape, line in points.items()}

    def _projected(self, stops: Sequence[Stop]) -> Floats:
        return self._plane.to_metres([stop.lon for stop in stops], [stop.lat for stop in stops])


def _thinned(line: Floats) -> Floats:
    """Return a line with at most so many points that it can be searched for many stops."""
    step = -(-len(line) // MOST_POINTS)
    return line if step == 1 else np.concatenate([line[:-1:step], line[-1:]])


def on_line(line: Floats, points: Floats) -> list[float] | None:
    """Return how far along a line each point in turn lies, running forward; None if one lies too far away.

    A shortest way over (point, piece of the line): a point's piece is never before that of the point before it.
    """
    starts, ends = line[:-1], line[1:]
    lengths = np.hypot(*(ends - starts).T)
    before = np.concatenate([[0.0], np.cumsum(lengths)[:-1]])
    places, offs = zip(*(_on_pieces(point, starts, ends, lengths) for point in points), strict=True)
    pieces = np.arange(len(starts))
    cost: Floats = offs[0] ** 2
    came = []
    for place, earlier, off in zip(places[1:], places, offs[1:], strict=False):
        # Best of the pieces before this one, or of this one where that runs forward within it.
        best = np.minimum.accumulate(cost)
        past = np.concatenate([[np.inf], best[:-1]])
        past_where = np.concatenate([[0], np.maximum.accumulate(np.where(cost < past, pieces, 0))[:-1]])
        stay = np.where(place >= earlier, cost, np.inf)
        came.append(np.where(stay < past, pieces, past_where))
        cost = np.minimum(stay, past) + off**2
    piece = int(np.argmin(cost))
    if not np.isfinite(cost[piece]):
        return None
    chosen = [piece]
    for back in reversed(came):
        chosen.append(int(back[chosen[-1]]))
    chosen.reverse()
    if any(off[piece] > FARTHEST_M for off, piece in zip(offs, chosen, strict=True)):
        return None
    return [float(before[piece] + place[piece]) for place, piece in zip(places, chosen, strict=True)]


def _on_pieces(point: Floats, starts: Floats, ends: Floats, lengths: Floats) -> tuple[Floats, Floats]:
    """Return where on each piece of a line its nearest place to a point is, and how far off the point is there."""
    ways = ends - starts
    shares = ((point - starts) * ways).sum(axis=1) / np.where(lengths > 0, lengths**2, 1.0)
    shares = np.clip(shares, 0.0, 1.0)
    nearest = starts + ways * shares[:, None]
    return shares * lengths, np.hypot(*(point - nearest).T)
