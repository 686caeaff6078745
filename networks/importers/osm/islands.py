"""Which roads lead everywhere and back: the largest such part is kept, the rest named and left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from networks.importers.osm.graph import Edge


@dataclass(frozen=True, slots=True)
class Mainland:
    """Roads from which every other can be reached and left, and those that are left out.

    ``islands``: groups of roads that nothing joins to the mainland. ``traps``: roads joined to it that lead in or out
    only, such as half a motorway at the edge of the extract; weight limits are not looked at.
    """

    edges: tuple[Edge, ...]
    islands: tuple[tuple[Edge, ...], ...]
    traps: tuple[Edge, ...]


def mainland(edges: tuple[Edge, ...]) -> Mainland:
    """Return the largest part (by length) of the roads within which one can drive from everywhere to everywhere."""
    if not edges:
        return Mainland((), (), ())
    ends = np.array([(edge.nodes[0], edge.nodes[-1]) for edge in edges])
    _, dense = np.unique(ends, return_inverse=True)
    tail, head = dense.reshape(-1, 2).T
    oneway = np.array([edge.oneway for edge in edges])
    lengths = np.array([edge.length_m for edge in edges])
    size = int(dense.max()) + 1
    tails, heads = np.concatenate([tail, head[~oneway]]), np.concatenate([head, tail[~oneway]])
    arcs = csr_array((np.ones(len(tails)), (tails, heads)), shape=(size, size))
    _, strong = connected_components(arcs, directed=True, connection="strong")
    _, weak = connected_components(arcs, directed=False)
    within = strong[tail] == strong[head]
    best = int(np.argmax(np.bincount(strong[tail][within], weights=lengths[within], minlength=int(strong.max()) + 1)))
    kept = within & (strong[tail] == best)
    if not kept.any():
        return Mainland((), (), edges)
    shore = weak[tail][kept][0]
    islands: dict[int, list[Edge]] = {}
    for at in np.flatnonzero(weak[tail] != shore).tolist():
        islands.setdefault(int(weak[tail][at]), []).append(edges[at])
    groups = sorted(islands.values(), key=lambda group: -sum(edge.length_m for edge in group))
    return Mainland(
        edges=tuple(edges[at] for at in np.flatnonzero(kept).tolist()),
        islands=tuple(tuple(group) for group in groups),
        traps=tuple(edges[at] for at in np.flatnonzero(~kept & (weak[tail] == shore)).tolist()),
    )
