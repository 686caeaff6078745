"""The van search of one base: parts of the county side by side, other parts in every round, one falling temperature."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from optimizer.county.parts import (
    Part,
    Spots,
    clients_near,
    groups,
    halves,
    inwards,
    outwards,
    sub_problem,
)
from optimizer.county.problem import Route, VanProblem
from optimizer.county.worker import Crew, Order
from optimizer.ruin.drive import Effort

_WHOLE_CLIENTS = 500
"""Up to so many clients every worker searches all of them, each with another seed; beyond, each its own part."""

_DRAFT_SHARE = 0.12
"""Share of the time for the first routes, and for doing with fewer and fewer of them."""

_ROUNDS = 12
"""Rounds after that, each on other parts."""

_SQUEEZE_SHARE = 0.7
"""Share of a round that goes into doing with fewer routes, as long as the round before had success with it."""

_RETRIES = 9
"""Rounds in which one of several searches of the whole tries to do with fewer routes all the same."""

_PATIENCE = 400
"""Iterations for each visit within which one van fewer must succeed."""

_FROM_BEST = 2
"""The last rounds, which begin with the best routes and not with the latest."""


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


@dataclass(frozen=True, slots=True)
class _Work:
    """A part and the order sent for it."""

    part: Part
    order: Order


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
        self._problem, self._spots = problem, spots
        self._most = tuple(most[row.fleet] for row in problem.vehicles)
        self._crew, self._rng, self._budget, self._stop = crew, rng, budget, stop
        self._whole = len(problem.clients) <= _WHOLE_CLIENTS
        self._now: list[Route] = []
        self._shrinking = True
        self._best_urmb: int | None = None
        self.routes: list[Route] = []

    def rounds(self) -> Iterator[bool]:
        """First routes, then better ones until time is over; yields after every round whether ``routes`` are better."""
        self._crew.ready(self._budget.until, self._stop)
        yield self._draft()
        for number in range(_ROUNDS):
            self._crew.ready(self._budget.until, self._stop)
            if self._over() or not self._now:
                return
            effort = self._effort(1.0 / (_ROUNDS - number), number / _ROUNDS, (number + 1) / _ROUNDS, 0.0)
            before = len(self._now)
            if number >= _ROUNDS - _FROM_BEST and self.routes:
                self._now = self.routes
            efforts = [replace(effort, squeeze=self._squeeze(number, at)) for at in range(self._crew.size)]
            better = self._round([self._regroup(chosen, at, efforts[at]) for at, chosen in enumerate(self._groups())])
            self._shrinking = self._shrinking and len(self._now) < before
            yield better

    def _squeeze(self, number: int, at: int) -> float:
        """Share of a round for doing with fewer routes: once that failed, only the last of several searches goes on."""
        again = self._whole and number < _RETRIES and 0 < at == self._crew.size - 1
        return _SQUEEZE_SHARE if self._shrinking or again else 0.0

    def _over(self) -> bool:
        return self._budget.over() or (self._stop is not None and self._stop())

    def _effort(self, share: float, begin: float, end: float, squeeze: float) -> Effort:
        return self._budget.effort(share, self._crew.size, begin, end, squeeze)

    def _draft(self) -> bool:
        """First routes, by parts or by every worker on the whole."""
        everything = tuple(range(len(self._problem.clients)))
        if self._over() or not everything:
            return False
        size = self._crew.size
        parts = [everything] * size if self._whole else halves(self._problem, self._spots, size, self._rng)
        effort = self._effort(_DRAFT_SHARE, 0.0, 0.0, 1.0)
        nothing = (0,) * len(self._most)
        return self._round([self._work(part, [], self._vans(nothing, at), effort) for at, part in enumerate(parts)])

    def _groups(self) -> list[list[int]]:
        """The routes of now in groups, one for each worker."""
        everything = list(range(len(self._now)))
        if self._whole:
            return [everything] * self._crew.size
        return [group for group in groups(self._now, self._spots, self._crew.size, self._rng) if group]

    def _regroup(self, chosen: list[int], at: int, effort: Effort) -> _Work:
        """A search on some routes, with the vans they have and a share of the spare ones."""
        part = clients_near(self._problem, self._now, self._spots, chosen)
        routes = [self._now[number] for number in chosen]
        return self._work(part, routes, self._vans(_used(routes, len(self._most)), at), effort)

    def _vans(self, mine: tuple[int, ...], at: int) -> tuple[int, ...]:
        """Vans for the worker of this number: its own ones and a share of those that nobody has."""
        spare = [most - used for most, used in zip(self._most, _used(self._now, len(self._most)), strict=True)]
        if self._whole:
            return self._most
        size = self._crew.size
        return tuple(own + left // size + (at < left % size) for own, left in zip(mine, spare, strict=True))

    def _work(self, part: Part, routes: list[Route], vans: tuple[int, ...], effort: Effort) -> _Work:
        problem = sub_problem(self._problem, part)
        return _Work(part, Order(problem, vans, inwards(part, routes), effort, self._rng.randrange(2**31)))

    def _round(self, works: list[_Work]) -> bool:
        """Run works side by side and take over what they found. True if the whole is better than ever.

        A part whose search told nothing keeps its routes; what the whole costs is not known then.
        """
        seconds = [self._budget.left_s() if (s := work.order.effort.seconds) is None else s for work in works]
        told = self._crew.run([work.order for work in works], max(seconds, default=0.0), self._stop)
        found = [(work.part, answer) for work, answer in zip(works, told, strict=True) if answer is not None]
        if not found:
            return False
        best = last = found
        kept = [work for work, answer in zip(works, told, strict=True) if answer is None and not self._whole]
        if self._whole:
            best, last = [min(found, key=lambda one: one[1].cost)], [min(found, key=lambda one: one[1].last_cost)]
        self._now = [route for part, answer in last for route in outwards(part, answer.last)]
        self._now += [route for work in kept for route in outwards(work.part, work.order.start)]
        cost = sum(answer.cost for _, answer in best)
        if kept or (self._best_urmb is not None and cost >= self._best_urmb):
            return False
        self._best_urmb = cost
        self.routes = [route for part, answer in best for route in outwards(part, answer.routes)]
        return True


def _used(routes: list[Route], kinds: int) -> tuple[int, ...]:
    return tuple(sum(kind == at for kind, _ in routes) for at in range(kinds))
