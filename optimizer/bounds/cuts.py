"""Sets of places that a fractional routing visits too seldom: the cuts of the routes relaxation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, maximum_flow

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SCALE = 1_000_000
"""Flows are computed in whole millionths."""

_VIOLATED = 0.02
"""By how much a cut must be violated to be worth a row."""

_LEVELS = (0.02, 0.3, 0.6, 0.9)
"""Edges used at least so much are looked at when parts of the routing are sought that hang together."""

Kind = Literal["rooms", "time", "range", "begin", "end"]

SIDE: dict[Kind | int, int] = {"begin": 1, "end": -1}
"""The ends of trips that a cut is for, as `Routing` tells them apart."""


class Cut(NamedTuple):
    """A set of places that enough edges must leave.

    ``what``: for the rooms that their loads fill, for the time or the range that work and ways among them take, or, if
    a number, for the visits to that one of them; or for the trips that begin there and do not end there, or vice versa.
    """

    nodes: frozenset[int]
    what: Kind | int


class Longest(NamedTuple):
    """What a trip has for one pass through a set of places: seconds, metres. It has one van's room."""

    time: float
    range: float


@dataclass(frozen=True, eq=False)
class Routing:
    """A fractional routing of n places; the depot is node n.

    ``edges``: (m, 2) nodes, ``used``: (m,), their ``seconds`` and ``metres``: (m,), 0 for those to the depot. ``side``:
    (m,) of edges to the depot, 1 where trips begin, -1 where they end, 0 where one stands for both; 0 of all others.
    ``visits``, ``rooms``, ``work_s``: (n,) what is done at a place, loads in vans' rooms.
    """

    edges: Ints
    used: Floats
    seconds: Floats
    metres: Floats
    side: Ints
    visits: Floats
    rooms: Floats
    work_s: Floats

    @property
    def size(self) -> int:
        """Number of places."""
        return len(self.visits)


def violated_sets(
    routing: Routing,
    longest: Callable[[list[int]], Longest],
    lengths: Iterable[tuple[Kind, Floats]],
    targets: Ints,
) -> Iterator[tuple[float, Cut]]:
    """Cuts that are broken, each once, and how many edges are missing.

    ``longest`` of a set of places is what a trip has for one pass through it. ``lengths``: kinds of passes that are
    sought, each with a length by place, (n,). ``targets``: places to which visits are sought, by flows, that do not
    hang together with the depot.
    """
    sources = (
        _by_components(routing),
        _by_need(routing, 2 * routing.rooms, np.zeros(len(routing.used))),
        *(_by_passes(routing, kind, length) for kind, length in lengths),
        _by_flow(routing, targets),
    )
    sets: set[tuple[frozenset[int], int | None]] = set()
    cuts: set[Cut] = set()
    for chosen, node in chain(*sources):
        if chosen and len(chosen) <= routing.size and (chosen, node) not in sets:
            sets.add((chosen, node))
            for missing, cut in _broken(routing, longest, chosen, node):
                if cut not in cuts:
                    cuts.add(cut)
                    yield missing, cut
    yield from _by_ends(routing)


def _broken(
    routing: Routing, longest: Callable[[list[int]], Longest], chosen: frozenset[int], node: int | None
) -> Iterator[tuple[float, Cut]]:
    nodes = sorted(chosen)
    inside = np.zeros(routing.size + 1, dtype=bool)
    inside[nodes] = True
    first, second = inside[routing.edges[:, 0]], inside[routing.edges[:, 1]]
    leaving = float(routing.used[first != second].sum())
    among = np.where(first & second, routing.used, 0.0)
    most = longest(nodes)
    needs: dict[Kind | int, float] = {
        "rooms": 2 * float(routing.rooms[nodes].sum()),
        "time": 2 * float(among @ routing.seconds + routing.work_s[nodes].sum()) / most.time,
        "range": 2 * float(among @ routing.metres) / most.range,
    }
    if node is not None:
        needs[node] = 2 * float(routing.visits[node])
    for what, need in needs.items():
        if leaving < need - _VIOLATED:
            yield need - leaving, Cut(chosen, what)


def _by_components(routing: Routing) -> Iterator[tuple[frozenset[int], int | None]]:
    count, edges, used, visits = routing.size, routing.edges, routing.used, routing.visits
    for level in _LEVELS:
        inner = (used >= level) & (edges < count).all(axis=1)
        graph = csr_array((np.ones(inner.sum()), (edges[inner, 0], edges[inner, 1])), shape=(count, count))
        for nodes in _groups(graph):
            if len(nodes) > 1 or routing.rooms[nodes[0]] > visits[nodes[0]]:
                yield frozenset(nodes.tolist()), int(nodes[np.argmax(visits[nodes])]) if len(nodes) > 1 else None
    for (a, b), use in zip(edges.tolist(), used.tolist(), strict=True):
        if a < count and b < count and use > min(visits[a], visits[b]) + _VIOLATED / 2:
            yield frozenset((a, b)), a if visits[a] >= visits[b] else b


def _groups(graph: csr_array) -> list[Ints]:
    """Nodes of each connected part of a graph."""
    label = np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1)


def _by_passes(routing: Routing, what: Kind, length: Floats) -> Iterator[tuple[frozenset[int], None]]:
    """As `_by_need`, for work and ways; ``length``: (n,) how long a pass may be.

    The ways within a set are half of those at its places, less half of those that leave it for other places.
    """
    inner = (routing.edges < routing.size).all(axis=1)
    spent = routing.used * np.where(inner, routing.seconds if what == "time" else routing.metres, 0.0)
    at = np.zeros(routing.size + 1)
    for end in (0, 1):
        np.add.at(at, routing.edges[:, end], spent)
    need = at[:-1] + (2 * routing.work_s if what == "time" else 0.0)
    return _by_need(routing, need / length, spent / length.max())


def _by_need(routing: Routing, need: Floats, dearer: Floats) -> Iterator[tuple[frozenset[int], None]]:
    """The set whose places' needs exceed most the edges that leave it: a minimum cut between the depot and the needs.

    ``need``: (n,) edges that must leave a set by its places; ``dearer``: (m,) what edges count for on top of their use.
    """
    count, edges, used = routing.size, routing.edges, routing.used
    sink = count + 1
    rows = np.concatenate([edges[:, 0], edges[:, 1], np.arange(count)])
    columns = np.concatenate([edges[:, 1], edges[:, 0], np.full(count, sink)])
    room = np.concatenate([used + dearer, used + dearer, need])
    side = _sink_side(rows, columns, room, count, sink, count + 2)
    nodes = np.flatnonzero(side[:count])
    if not len(nodes):
        return
    within = side[edges[:, 0]] & side[edges[:, 1]] & (used > 1e-6)
    place = np.full(count + 2, -1)
    place[nodes] = np.arange(len(nodes))
    graph = csr_array(
        (np.ones(within.sum()), (place[edges[within, 0]], place[edges[within, 1]])), shape=(len(nodes), len(nodes))
    )
    for group in _groups(graph):
        yield frozenset(nodes[group].tolist()), None
    yield frozenset(nodes.tolist()), None


def _by_flow(routing: Routing, targets: Ints) -> Iterator[tuple[frozenset[int], int | None]]:
    edges, depot = routing.edges, routing.size
    rows, columns = np.concatenate([edges[:, 0], edges[:, 1]]), np.concatenate([edges[:, 1], edges[:, 0]])
    room = np.concatenate([routing.used, routing.used])
    for target in targets.tolist():
        side = _sink_side(rows, columns, room, depot, target, depot + 1)
        yield frozenset(np.flatnonzero(side[:depot]).tolist()), target


def _by_ends(routing: Routing) -> Iterator[tuple[float, Cut]]:
    """The set in which most trips begin that do not end there or leave it; and vice versa."""
    count, edges, used = routing.size, routing.edges, routing.used
    inner = (edges < count).all(axis=1)
    begun = np.bincount(edges[~inner].min(axis=1), (used * routing.side)[~inner], count)
    rows = np.concatenate([edges[inner, 0], edges[inner, 1], np.full(count, count), np.arange(count)])
    columns = np.concatenate([edges[inner, 1], edges[inner, 0], np.arange(count), np.full(count, count + 1)])
    for what, side in SIDE.items() if begun.any() else ():
        more = begun * side
        room = np.concatenate([used[inner], used[inner], np.maximum(0.0, -more), np.maximum(0.0, more)])
        there = _sink_side(rows, columns, room, count, count + 1, count + 2)
        leaving = inner & (there[edges[:, 0]] != there[edges[:, 1]])
        missing = float(more[there[:count]].sum() - used[leaving].sum())
        if missing > _VIOLATED:
            yield missing, Cut(frozenset(np.flatnonzero(there[:count]).tolist()), what)


def _sink_side(rows: Ints, columns: Ints, room: Floats, source: int, sink: int, size: int) -> NDArray[np.bool_]:
    """Nodes from which the sink can still be reached when a maximum flow from the source is on its way."""
    whole = np.floor(room * _SCALE).astype(np.int32)
    graph = csr_array(coo_array((whole, (rows, columns)), shape=(size, size)))
    flow = maximum_flow(graph, source, sink).flow
    residual = csr_array(graph - csr_array(flow))
    residual.data = np.where(residual.data > 0, residual.data, 0)
    residual.eliminate_zeros()
    reach = np.zeros(size, dtype=bool)
    reach[sink] = True
    front, backwards = [sink], csr_array(residual.T)
    while front:
        node = front.pop()
        for before in backwards.indices[backwards.indptr[node] : backwards.indptr[node + 1]].tolist():
            if not reach[before]:
                reach[before] = True
                front.append(before)
    return reach
