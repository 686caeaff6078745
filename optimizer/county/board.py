"""The van search of one base: rounds of searches side by side, and one temperature that falls in the course of them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from optimizer.county.parts import Spots
from optimizer.county.pieces import Pieces
from optimizer.county.problem import Route, VanProblem
from optimizer.county.tracks import Tracks
from optimizer.county.worker import Crew
from optimizer.county.works import ROUNDS, Ground, Work
from optimizer.ruin.drive import Effort

_WHOLE_CLIENTS = 500
"""Up to so many clients every worker searches all of them; beyond, each its own part."""

_DRAFT_SHARE = 0.12
"""Share of the time for the first routes, and for doing with fewer and fewer of them."""

_PATIENCE = 400
"""Iterations for each visit within which one van fewer must succeed."""


@dataclass(slots=True)
class Budget:
    """What a search may still spend: wall-clock until a moment, and iterations if they are limited."""

    until: float
    iterations: int | None = None

    def left_s(self) -> float:
        """Seconds left."""
        return self.until - time.monotonic()

    def over(self) -> bool:
        """True if there is too little left for another search."""
        return self.left_s() < 0.3 or (self.iterations is not None and self.iterations < 1)

    def effort(self, share: float, searches: int, begin: float, end: float, squeeze: float) -> Effort:
        """A share of what is left, for so many searches side by side."""
        if self.iterations is None:
            return Effort(self.left_s() * share, None, begin, end, squeeze, _PATIENCE)
        each = max(1, int(self.iterations * share / searches))
        self.iterations -= each * searches
        return Effort(None, each, begin, end, squeeze, _PATIENCE)


class Board:
    """The routes of one base and the rounds that improve them.

    ``most``: vans of each fleet. ``spots``: (n, 2) positions of the clients. ``routes`` are the best so far.
    """

    def __init__(
        self,
        problem: VanProblem,
        most: Mapping[int, int],
        spots: Spots,
        crew: Crew,
        rng: random.Random,
        budget: Budget,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        ground = Ground(problem, tuple(most[row.fleet] for row in problem.vehicles), spots, crew.size, rng)
        self._searches = Tracks(ground) if len(problem.clients) <= _WHOLE_CLIENTS else Pieces(ground)
        self._clients = len(problem.clients)
        self._crew, self._budget, self._stop = crew, budget, stop
        self._best_urmb: int | None = None
        self.routes: list[Route] = []

    def rounds(self) -> Iterator[bool]:
        """First routes, then better ones until time is over; yields after every round whether ``routes`` are better."""
        self._crew.ready(self._budget.until, self._stop)
        if self._over() or not self._clients:
            yield False
            return
        yield self._round(self._searches.draft(self._effort(_DRAFT_SHARE, 0.0, 0.0, 1.0), likely=True))
        likely = True
        for number in range(ROUNDS):
            self._crew.ready(self._budget.until, self._stop)
            if self._over() or not (self._searches.routed or likely):
                return
            effort = self._effort(1.0 / (ROUNDS - number), number / ROUNDS, (number + 1) / ROUNDS, 0.0)
            if self._searches.routed:
                yield self._round(self._searches.works(number, effort, self.routes))
            else:  # what is left to buses at first may be worth a van where the rest is not
                likely = False
                yield self._round(self._searches.draft(effort, likely))

    def _over(self) -> bool:
        return self._budget.over() or (self._stop is not None and self._stop())

    def _effort(self, share: float, begin: float, end: float, squeeze: float) -> Effort:
        return self._budget.effort(share, self._crew.size, begin, end, squeeze)

    def _round(self, works: list[Work]) -> bool:
        """Run works side by side and take over what they found. True if the whole is better than ever."""
        seconds = [self._budget.left_s() if (s := work.order.effort.seconds) is None else s for work in works]
        told = self._crew.run([work.order for work in works], max(seconds, default=0.0), self._stop)
        best = self._searches.take(works, told)
        if best is None or (self._best_urmb is not None and best[0] >= self._best_urmb):
            return False
        self._best_urmb, self.routes = best
        return True
