"""The road graph and the travel matrices of every vehicle profile."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from scenarios.types import Scenario, VanType, link_duration_ms, may_use

UNREACHABLE = 100_000_000
"""Seconds and metres that stand for "there is no road" in the matrices."""

_METRES = 10_000_000
"""Milliseconds and metres share one exact float64 weight, ms * _METRES + m (below 2**53 for 250 h of driving)."""

_SOURCES_AT_ONCE = 256

IntMatrix = NDArray[np.int32]


@dataclass(frozen=True, slots=True, order=True)
class Profile:
    """What decides the roads and speeds of a van type; types with equal profiles share their matrices."""

    speed_pct: int
    max_kmh: int
    gross_kg: int

    @staticmethod
    def of(van: VanType) -> Profile:
        """The profile of a van type; no top speed of its own counts as 1000 km/h."""
        return Profile(van.speed_pct, 1000 if van.max_kmh is None else van.max_kmh, van.gross_kg)


def road_graph(scenario: Scenario, van: VanType) -> nx.DiGraph[str]:
    """The roads that a van type may use, as a directed graph with `ms` and `m` on its edges.

    Of parallel links the quickest counts, and of equally quick ones the shortest.
    """
    speeds_kmh = dict(scenario.settings.speeds_kmh)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(place.id for place in scenario.places)
    for link in scenario.links:
        if not may_use(link, van):
            continue
        cost = (link_duration_ms(link, van, speeds_kmh), link.length_m)
        ends = (link.from_place, link.to_place)
        for tail, head in (ends,) if link.oneway else (ends, ends[::-1]):
            known = graph[tail][head] if graph.has_edge(tail, head) else None
            if known is None or cost < (known["ms"], known["m"]):
                graph.add_edge(tail, head, ms=cost[0], m=cost[1])
    return graph


def travel_matrices(graph: nx.DiGraph[str], places: list[str]) -> tuple[IntMatrix, IntMatrix]:
    """Seconds (rounded up) and metres of the quickest paths between all pairs of ``places``.

    Returns two (n, n) int32 arrays; pairs without a road hold `UNREACHABLE` in both.
    """
    order = {place: index for index, place in enumerate(graph.nodes)}
    edges = list(graph.edges(data=True))
    weights = np.array([data["ms"] * _METRES + data["m"] for _, _, data in edges], dtype=np.float64)
    tails = np.array([order[tail] for tail, _, _ in edges], dtype=np.int32)
    heads = np.array([order[head] for _, head, _ in edges], dtype=np.int32)
    sparse = csr_array((weights, (tails, heads)), shape=(len(order), len(order)))
    wanted = np.array([order[place] for place in places], dtype=np.int64)

    seconds = np.full((len(places), len(places)), UNREACHABLE, dtype=np.int32)
    metres = seconds.copy()
    for start in range(0, len(places), _SOURCES_AT_ONCE):
        rows = slice(start, start + _SOURCES_AT_ONCE)
        found = dijkstra(sparse, indices=wanted[rows])[:, wanted]
        reached = np.isfinite(found)
        exact = np.where(reached, found, 0).astype(np.int64)
        seconds[rows] = np.where(reached, -(-(exact // _METRES) // 1000), UNREACHABLE)
        metres[rows] = np.where(reached, exact % _METRES, UNREACHABLE)
    return seconds, metres
