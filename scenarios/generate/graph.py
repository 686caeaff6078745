"""Planar graphs over points, and shortest paths in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, QhullError

from scenarios.generate.geo import Points

Edge = tuple[int, int]
"""Two different point numbers, the lower one first."""


def edge(a: int, b: int) -> Edge:
    """The edge between two points."""
    return (a, b) if a < b else (b, a)


def gabriel_edges(points: Points) -> list[Edge]:
    """Edges of the Gabriel graph: two points are joined if no third lies in the circle with them as diameter.

    It is connected and crosses itself nowhere, as roads between neighbouring places do.

    >>> gabriel_edges(np.array([[0.0, 0.0], [2.0, 0.1], [4.0, 0.0]]))
    [(0, 1), (1, 2)]
    """
    kept = []
    for a, b in _candidate_edges(points):
        middle = (points[a] + points[b]) / 2
        radius = float(np.hypot(*(points[a] - middle)))
        away = np.hypot(*(points - middle).T)
        away[[a, b]] = np.inf
        if float(away.min()) >= radius * (1 - 1e-9):
            kept.append((a, b))
    return kept


def _candidate_edges(points: Points) -> list[Edge]:
    """Edges of the Delaunay triangulation; all pairs where there are too few points or all lie on a line."""
    count = len(points)
    if count >= 4:
        try:
            triangles = Delaunay(points).simplices
        except QhullError:
            pass
        else:
            corners = [(int(a), int(b), int(c)) for a, b, c in triangles]
            return sorted({edge(a, b) for t in corners for a, b in ((t[0], t[1]), (t[1], t[2]), (t[0], t[2]))})
    return [(a, b) for a in range(count) for b in range(a + 1, count)]


class Paths:
    """Shortest paths in an undirected graph with the given weights."""

    def __init__(self, count: int, weights: Mapping[Edge, float]) -> None:
        self._graph = _matrix(count, weights)

    def tree(self, source: int) -> Tree:
        """Shortest paths from ``source`` to all other points."""
        length, before = dijkstra(self._graph, indices=[source], return_predecessors=True)
        return Tree(source, length[0], before[0])


class Tree:
    """Shortest paths from one point."""

    def __init__(self, source: int, length: NDArray[np.float64], before: NDArray[np.int32]) -> None:
        self.source = source
        self.length = length
        self._before = before

    def path(self, target: int) -> list[int]:
        """Points from the source to ``target``, both included."""
        backwards = [target]
        while backwards[-1] != self.source:
            backwards.append(int(self._before[backwards[-1]]))
        return backwards[::-1]

    def edges(self, target: int) -> list[Edge]:
        """Edges of the path to ``target``."""
        return edges_of(self.path(target))


def edges_of(path: Iterable[int]) -> list[Edge]:
    """Edges between successive points of a path."""
    points = list(path)
    return [edge(a, b) for a, b in pairwise(points)]


def _matrix(count: int, weights: Mapping[Edge, float]) -> csr_matrix[np.float64]:
    values = np.array(list(weights.values()) * 2, dtype=np.float64)
    rows = [a for a, b in weights] + [b for a, b in weights]
    columns = [b for a, b in weights] + [a for a, b in weights]
    return csr_matrix((values, (rows, columns)), shape=(count, count))
