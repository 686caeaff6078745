"""Sets of places that a fractional routing visits too seldom: the cuts of the routes relaxation."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

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


def violated_sets(
    edges: Ints, used: Floats, visits: Floats, loads: Floats, targets: Ints
) -> Iterator[tuple[float, frozenset[int], int | None]]:
    """Sets S of places that too few edges leave, and how many too few.

    ``edges``: (m, 2) nodes, the depot being ``len(visits)``; ``used``: (m,); ``visits``, ``loads``: (n,), the latter in
    vans' rooms. Yields (amount, S, None) where fewer than 2 loads(S) leave, and (amount, S, u) where fewer than
    2 visits(u) do, u in S.
    ``targets``: places for which the second kind is sought by flows.
    """
    count = len(visits)
    seen: set[tuple[frozenset[int], int | None]] = set()
    for found in chain(
        _by_components(edges, used, visits, loads), _by_load(edges, used, loads), _by_flow(edges, used, targets, count)
    ):
        chosen, node = found
        if not chosen or found in seen or len(chosen) > count:
            continue
        seen.add(found)
        inside = np.zeros(count + 1, dtype=bool)
        inside[list(chosen)] = True
        leaving = float(used[inside[edges[:, 0]] != inside[edges[:, 1]]].sum())
        need = 2 * (float(loads[list(chosen)].sum()) if node is None else float(visits[node]))
        if leaving < need - _VIOLATED:
            yield need - leaving, *found


def _by_components(
    edges: Ints, used: Floats, visits: Floats, loads: Floats
) -> Iterator[tuple[frozenset[int], int | None]]:
    count = len(visits)
    for level in _LEVELS:
        inner = (used >= level) & (edges < count).all(axis=1)
        graph = csr_array((np.ones(inner.sum()), (edges[inner, 0], edges[inner, 1])), shape=(count, count))
        for nodes in _groups(graph):
            if len(nodes) > 1 or loads[nodes[0]] > visits[nodes[0]]:
                chosen = frozenset(nodes.tolist())
                yield chosen, None
                if len(nodes) > 1:
                    yield chosen, int(nodes[np.argmax(visits[nodes])])
    for (a, b), use in zip(edges.tolist(), used.tolist(), strict=True):
        if a < count and b < count and use > min(visits[a], visits[b]) + _VIOLATED / 2:
            yield frozenset((a, b)), a if visits[a] >= visits[b] else b


def _groups(graph: csr_array) -> list[Ints]:
    """Nodes of each connected part of a graph."""
    label = np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1)


def _by_load(edges: Ints, used: Floats, loads: Floats) -> Iterator[tuple[frozenset[int], None]]:
    """The set with the greatest violation of the load cut: a minimum cut between the depot and the loads."""
    count = len(loads)
    sink = count + 1
    rows = np.concatenate([edges[:, 0], edges[:, 1], np.arange(count)])
    columns = np.concatenate([edges[:, 1], edges[:, 0], np.full(count, sink)])
    room = np.concatenate([used, used, 2 * loads])
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


def _by_flow(edges: Ints, used: Floats, targets: Ints, depot: int) -> Iterator[tuple[frozenset[int], int | None]]:
    rows, columns = np.concatenate([edges[:, 0], edges[:, 1]]), np.concatenate([edges[:, 1], edges[:, 0]])
    room = np.concatenate([used, used])
    for target in targets.tolist():
        side = _sink_side(rows, columns, room, depot, target, depot + 1)
        yield frozenset(np.flatnonzero(side[:depot]).tolist()), target


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
