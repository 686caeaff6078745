"""Rows of the routes relaxation for sets of places: how many edges must leave them.

Symbols, rows and the argument why every plan is a point of it are in docs/model.md, section 6.2.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from optimizer.bounds.cuts import SIDE, Cut, Kind, Longest
from optimizer.bounds.goods import Floats, Squad
from optimizer.bounds.program import HOUR, Program, subtract

_LEAST_S, _LEAST_M = 600.0, 1_000.0
"""Shorter passes count as so long, so that no coefficient is enormous."""

_TIGHT = 1e-9

Needs = dict[int, list[tuple[pywraplp.Variable, float]]]
"""By node: variables, and how much a unit of each needs there."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What the cuts make edges worth: (n,) by a place that an edge leaves, (n, n) by two places that it joins.

    ``around`` and ``both`` are for leaving a set, ``per_s`` and ``per_m`` for a second and a metre within one. Of cuts
    for the ends of trips, edges to the depot know their own: ``ends`` where a trip ends, as much less where one begins;
    ``others`` is what all other cuts make them worth.
    """

    around: Floats
    ends: Floats
    others: Floats
    both: Floats
    per_s: Floats
    per_m: Floats

    def of_end(self, side: int) -> Floats:
        """Of ends of trips by place; ``side`` as `Routing` has it."""
        return self.others - side * self.ends


class Passes:
    """The cuts of one squad's trips. ``rooms`` and ``work_h``: what shares and visits need at a place."""

    def __init__(self, program: Program, squad: Squad) -> None:
        self.rooms: Needs = defaultdict(list)
        self.work_h: Needs = defaultdict(list)
        self._program, self._squad, self._size = program, squad, len(squad.seconds)
        self._rows: list[pywraplp.Constraint] = []
        self._inside: list[NDArray[np.bool_]] = []
        self._cuts: dict[Cut, None] = {}  # a set in order
        self._side: list[int] = []
        self._per: list[tuple[float, float]] = []
        self._masks = np.zeros((0, self._size + 1), dtype=bool)

    def __contains__(self, cut: Cut) -> bool:
        return cut in self._cuts

    @cached_property
    def lengths(self) -> list[tuple[Kind, Floats]]:
        """Lengths of passes by place to look for sets with: the longest of all, and those of each place alone."""
        every, each = self.longest(list(range(self._size))), [self.longest([node]) for node in range(self._size)]
        kinds: tuple[tuple[Kind, float, list[float]], ...] = (
            ("time", every.time, [one.time for one in each]),
            ("range", every.range, [one.range for one in each]),
        )
        found: list[tuple[Kind, Floats]] = []
        for kind, most, mine in kinds:
            found += [(kind, np.full(self._size, most)), (kind, np.maximum(np.array(mine), most / 4))]
        return found

    def tight(self) -> list[Cut]:
        """Cuts without which the last solution could be cheaper."""
        return [cut for cut, row in zip(self._cuts, self._rows, strict=True) if row.dual_value() > _TIGHT]

    def longest(self, nodes: list[int]) -> Longest:
        """What a trip has for one pass through a set of places."""
        return Longest(max(_LEAST_S, self._squad.pass_s(nodes)), max(_LEAST_M, self._squad.pass_m(nodes)))

    def add(
        self, cut: Cut, visits: dict[int, pywraplp.Variable], ends: NDArray[np.int64], edges: list[pywraplp.Variable]
    ) -> None:
        """Add a cut's row; ``ends``: (m, 3) nodes of the edges there are, and their side as `Routing` has it."""
        row, most = self._program.row(0.0), self.longest(sorted(cut.nodes))
        per_s = 2 / most.time if cut.what == "time" else 0.0
        per_m = 2 / most.range if cut.what == "range" else 0.0
        if cut.what == "rooms":
            _spend(row, self.rooms, cut.nodes, 2.0)
        elif cut.what == "time":
            _spend(row, self.work_h, cut.nodes, per_s * HOUR)
        elif isinstance(cut.what, int):
            row.SetCoefficient(visits[cut.what], -2.0)
        of = SIDE.get(cut.what, 0)
        mask = np.zeros(self._size + 1, dtype=bool)
        mask[list(cut.nodes)] = True
        first, second = mask[ends[:, 0]], mask[ends[:, 1]]
        for number in np.flatnonzero(first != second).tolist():
            row.SetCoefficient(edges[number], self._leaves(of, *ends[number, 1:].tolist()))
        if per_s or per_m:
            for number in np.flatnonzero(first & second).tolist():
                a, b = ends[number, :2].tolist()
                row.SetCoefficient(edges[number], -self._taken(a, b, per_s, per_m))
        self._cuts[cut] = None
        self._side.append(of)
        self._inside.append(mask)
        self._rows.append(row)
        self._per.append((per_s, per_m))

    def join(self, edge: pywraplp.Variable, a: int, b: int, side: int) -> None:
        """Count a new edge in all rows; ``side`` as `Routing` has it."""
        masks = self._all_masks()
        for number in np.flatnonzero(masks[:, a] | masks[:, b]).tolist():
            if not (masks[number, a] and masks[number, b]):
                self._rows[number].SetCoefficient(edge, self._leaves(self._side[number], b, side))
            elif any(self._per[number]):
                self._rows[number].SetCoefficient(edge, -self._taken(a, b, *self._per[number]))

    def worth(self) -> Worth:
        """By the prices of the last solution."""
        duals = np.array([row.dual_value() for row in self._rows])
        tight = np.flatnonzero(duals > _TIGHT)
        inside = self._all_masks()[tight, : self._size].astype(np.float64)
        per = np.array(self._per).reshape(-1, 2)[tight] * duals[tight, None]
        sides = np.array(self._side, dtype=np.int64)[tight]
        timed, ranged = np.flatnonzero(per[:, 0]), np.flatnonzero(per[:, 1])
        return Worth(
            duals[tight] @ inside,
            (duals[tight] * sides) @ inside,
            (duals[tight] * (sides == 0)) @ inside,
            (inside * duals[tight, None]).T @ inside,
            (inside[timed] * per[timed, :1]).T @ inside[timed],
            (inside[ranged] * per[ranged, 1:]).T @ inside[ranged],
        )

    def _leaves(self, of: int, b: int, side: int) -> float:
        """How often an edge that leaves a cut's set counts; ``of``: the cut's side, ``b``: the edge's second node."""
        return 1.0 if of == 0 or b < self._size else -float(side * of)

    def _taken(self, a: int, b: int, per_s: float, per_m: float) -> float:
        return float(per_s * self._squad.seconds[a, b] + per_m * self._squad.metres[a, b])

    def _all_masks(self) -> NDArray[np.bool_]:
        """For every cut, the nodes inside."""
        if len(self._masks) < len(self._inside):
            self._masks = np.array(self._inside)
        return self._masks


def _spend(row: pywraplp.Constraint, needs: Needs, nodes: frozenset[int], times: float) -> None:
    for node in nodes:
        for variable, amount in needs[node]:
            subtract(row, variable, times * amount)
