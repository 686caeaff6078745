"""From ways to a road graph: roads meet where they share a node; all other nodes only give a road its shape.

A road goes on over a node where exactly two pieces meet that are alike (class, weight limit, one-way or not), so that a
link runs from junction to junction, however many ways it was drawn in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from networks.importers.geo import metres_between
from networks.importers.osm.extract import Extract
from networks.importers.osm.tags import CLASS_KMH, Road

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Edge:
    """A road from junction to junction.

    Attributes:
        nodes: passed, as positions in the extract, both ends included; in driving direction if ``oneway``.
        length_m: along all nodes.
        drive_s: seconds of driving; None where the speed of the class holds all the way.
        ways: OpenStreetMap's numbers of the ways it is made of, in order.
        road: tags of the first of them.
    """

    nodes: tuple[int, ...]
    length_m: float
    drive_s: float | None
    ways: tuple[int, ...]
    road: Road

    @property
    def oneway(self) -> bool:
        """True if it may be driven only in the order of its nodes."""
        return self.road.direction != 0


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Straight pieces between successive nodes of ways; one-way ones go from ``tail`` to ``head``."""

    tail: Ints
    head: Ints
    way: Ints
    length_m: NDArray[np.float64]
    at: Ints
    """Pieces by node: those of node n stand at ``begins[n]`` to ``begins[n + 1]``."""
    begins: Ints
    likeness: tuple[object, ...]
    """By way: what pieces must have in common for a road to go on."""

    def of(self, node: int) -> list[int]:
        """Return the pieces that meet at a node; one that begins and ends there twice."""
        found: list[int] = self.at[self.begins[node] : self.begins[node + 1]].tolist()
        return found


def edges_of(extract: Extract) -> tuple[Edge, ...]:
    """Return the roads of an extract from junction to junction; none begins and ends at one place."""
    pieces = _pieces(extract)
    through = _goes_through(extract, pieces)
    done = bytearray(len(pieces.tail))
    edges: list[Edge] = []
    junctions = [node for node in range(len(extract.lon)) if not through[node] and pieces.of(node)]
    # Rings that touch no junction are left over; any of their nodes will do to begin.
    for node in [*junctions, *pieces.tail.tolist()]:
        for piece in pieces.of(node):
            if not done[piece]:
                chain = _follow(pieces, through, done, node, piece)
                edges += [_edge(extract, pieces, part) for part in _without_rings(pieces, chain)]
    return tuple(edges)


def _pieces(extract: Extract) -> _Pieces:
    way = np.repeat(np.arange(len(extract.roads)), np.diff(extract.starts))
    tail, head = extract.nodes[:-1], extract.nodes[1:]
    good = (way[:-1] == way[1:]) & (tail >= 0) & (head >= 0) & (tail != head)
    tail, head, way = tail[good], head[good], way[:-1][good]
    against = np.array([road.direction < 0 for road in extract.roads], dtype=bool)[way]
    tail, head = np.where(against, head, tail), np.where(against, tail, head)
    ends = np.concatenate([tail, head])
    order = np.argsort(ends, kind="stable")
    return _Pieces(
        tail=tail,
        head=head,
        way=way,
        length_m=metres_between(extract.lon[tail], extract.lat[tail], extract.lon[head], extract.lat[head]),
        at=order % len(tail) if len(tail) else order,
        begins=np.searchsorted(ends[order], np.arange(len(extract.lon) + 1)),
        likeness=tuple((road.road_class, road.max_gross_kg, road.direction != 0) for road in extract.roads),
    )


def _goes_through(extract: Extract, pieces: _Pieces) -> bytearray:
    """Return, for every node, whether it only gives a road its shape."""
    through = bytearray(len(extract.lon))
    for node in np.flatnonzero(np.diff(pieces.begins) == 2).tolist():
        one, other = pieces.of(node)
        alike = pieces.likeness[pieces.way[one]] == pieces.likeness[pieces.way[other]]
        if alike and extract.roads[pieces.way[one]].direction:
            alike = (pieces.head[one] == node) != (pieces.head[other] == node)
        through[node] = bool(alike and one != other)
    return through


def _follow(pieces: _Pieces, through: bytearray, done: bytearray, node: int, piece: int) -> list[tuple[int, int]]:
    """Return the (piece, node behind it) of a road from a node on, up to a junction or round to where it began."""
    chain = []
    start = node
    while True:
        done[piece] = 1
        node = int(pieces.head[piece] if pieces.tail[piece] == node else pieces.tail[piece])
        chain.append((piece, node))
        if node == start or not through[node]:
            return [(-1, start), *chain]
        piece = next(other for other in pieces.of(node) if other != piece)


def _without_rings(pieces: _Pieces, chain: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield a chain, or its two halves if it ends where it begins."""
    if chain[0][1] != chain[-1][1]:
        yield chain
        return
    half = len(chain) // 2
    yield chain[: half + 1]
    yield [(-1, chain[half][1]), *chain[half + 1 :]]


def _edge(extract: Extract, pieces: _Pieces, chain: list[tuple[int, int]]) -> Edge:
    first = chain[1][0]
    if extract.roads[pieces.way[first]].direction and pieces.tail[first] != chain[0][1]:
        # It was followed against its direction.
        behind = [node for _, node in chain]
        chain = [(-1, behind[-1]), *((chain[at][0], behind[at - 1]) for at in range(len(chain) - 1, 0, -1))]
    used = [piece for piece, _ in chain[1:]]
    ways = list(dict.fromkeys(pieces.way[used].tolist()))
    lengths = pieces.length_m[used]
    drive_s = None
    if any(extract.roads[way].kmh is not None for way in ways):
        kmh = [_kmh(extract.roads[way]) for way in pieces.way[used].tolist()]
        drive_s = float((lengths * 3.6 / np.array(kmh)).sum())
    return Edge(
        nodes=tuple(node for _, node in chain),
        length_m=float(lengths.sum()),
        drive_s=drive_s,
        ways=tuple(int(extract.way_ids[way]) for way in ways),
        road=extract.roads[ways[0]],
    )


def _kmh(road: Road) -> float:
    return float(CLASS_KMH[road.road_class]) if road.kmh is None else road.kmh
