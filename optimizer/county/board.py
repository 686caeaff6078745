"""The van search of one base: parts of the county side by side, other parts in every round, one falling temperature."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

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
from optimizer.ruin.drive import Effort, Found

_WHOLE_CLIENTS = 500
"""Up to so many clients every worker searches all of them, each with another seed; beyond, each its own part."""

_DRAFT_SHARE = 0.12
"""Share of the time for the first routes, and for doing with fewer and fewer of them."""

_ROUNDS = 12
"""Rounds after that, each on other parts."""

_SQUEEZE_SHARE = 0.7
"""Share of a round that goes into doing with fewer routes, as long as the round before had success with it."""

_AGAIN = {3: 0.35, 5: 0.35}
"""The same share of rounds in which it is tried once more: in parts, which open more vans than they need while it is
hot, and on the first track of the whole, from routes that are better by then."""

_SPARE = 3
"""Vans that a part may add in a round before it is cold. With none at all the first number is mostly too small; with as
many as there are it ends with too many."""

_JOIN = 6
"""Rounds in which searches of the whole go on each from its own routes, the second with a van more, and so on."""

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


@dataclass(frozen=True, slots=True)
class _Track:
    """Routes that a search has arrived at and what they cost; ``cost`` is that of the best in its last round."""

    routes: list[Route] = field(default_factory=list)
    cost: int = 0
    last_cost: int = 0


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
        self._tracks = [_Track(), *(_Track() for _ in range(crew.size - 1) if self._whole)]
        self._shrinking = True
        self._best_urmb: int | None = None
        self.routes: list[Route] = []

    def rounds(self) -> Iterator[bool]:
        """First routes, then better ones until time is over; yields after every round whether ``routes`` are better."""
        self._crew.ready(self._budget.until, self._stop)
        yield self._draft()
        for number in range(_ROUNDS):
            self._crew.ready(self._budget.until, self._stop)
            if self._over() or not any(track.routes for track in self._tracks):
                return
            self._begin(number)
            effort = self._effort(1.0 / (_ROUNDS - number), number / _ROUNDS, (number + 1) / _ROUNDS, 0.0)
            efforts = [
                replace(effort, squeeze=self._squeeze(number, at), spare=self._spare(number, at))
                for at in range(self._crew.size)
            ]
            before = self._fewest()
            better = self._round([self._regroup(chosen, at, efforts[at]) for at, chosen in enumerate(self._groups())])
            self._shrinking = self._shrinking and self._fewest() < before
            yield better

    def _fewest(self) -> int:
        """Routes of the track with the fewest."""
        return min(len(track.routes) for track in self._tracks)

    def _squeeze(self, number: int, at: int) -> float:
        """Share of a round in which the worker of this number tries to do with fewer routes."""
        if self._shrinking:
            return _SQUEEZE_SHARE
        return 0.0 if self._whole and at > 0 else _AGAIN.get(number, 0.0)

    def _spare(self, number: int, at: int) -> int:
        """Vans that the worker of this number may add before it is cold: on each track of the whole up to one more."""
        if not self._whole:
            return _SPARE
        more = self._fewest() + self._more(at) - len(self._tracks[at].routes)
        return max(0, more) if number < _JOIN else 0

    def _more(self, at: int) -> int:
        """Vans by which a track's number is above the least, which is often one too small."""
        return at if self._crew.size > 1 else 1

    def _begin(self, number: int) -> None:
        """At first a track with too many vans goes on from the one with the fewest.

        Later all go on from the best one, in the last rounds from the best routes ever.
        """
        if number < _JOIN:
            least = min(self._tracks, key=lambda track: len(track.routes))
            most = [len(least.routes) + self._more(at) for at in range(len(self._tracks))]
            self._tracks = [
                track if len(track.routes) <= limit else least for track, limit in zip(self._tracks, most, strict=True)
            ]
            return
        best = min(self._tracks, key=lambda track: track.cost if number == _JOIN else track.last_cost)
        if number >= _ROUNDS - _FROM_BEST and self.routes:
            best = replace(best, routes=self.routes)
        self._tracks = [best] * len(self._tracks)

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
        """The routes of now in groups, one for each worker; of the whole, all of a worker's track."""
        if self._whole:
            return [list(range(len(track.routes))) for track in self._tracks]
        return [group for group in groups(self._tracks[0].routes, self._spots, self._crew.size, self._rng) if group]

    def _regroup(self, chosen: list[int], at: int, effort: Effort) -> _Work:
        """A search on some routes, with the vans they have and a share of the spare ones."""
        track = self._tracks[at if self._whole else 0]
        routes = [track.routes[number] for number in chosen]
        everything = tuple(range(len(self._problem.clients)))
        part = everything if self._whole else clients_near(self._problem, track.routes, self._spots, chosen)
        return self._work(part, routes, self._vans(_used(routes, len(self._most)), at), effort)

    def _vans(self, mine: tuple[int, ...], at: int) -> tuple[int, ...]:
        """Vans for the worker of this number: its own ones and a share of those that nobody has."""
        if self._whole:
            return self._most
        used = _used(self._tracks[0].routes, len(self._most))
        spare = [most - taken for most, taken in zip(self._most, used, strict=True)]
        size = self._crew.size
        return tuple(own + left // size + (at < left % size) for own, left in zip(mine, spare, strict=True))

    def _work(self, part: Part, routes: list[Route], vans: tuple[int, ...], effort: Effort) -> _Work:
        problem = sub_problem(self._problem, part)
        return _Work(part, Order(problem, vans, inwards(part, routes), effort, self._rng.randrange(2**31)))

    def _round(self, works: list[_Work]) -> bool:
        """Run works side by side and take over what they found. True if the whole is better than ever."""
        seconds = [self._budget.left_s() if (s := work.order.effort.seconds) is None else s for work in works]
        told = self._crew.run([work.order for work in works], max(seconds, default=0.0), self._stop)
        if all(answer is None for answer in told):
            return False
        return self._take_whole(works, told) if self._whole else self._take_parts(works, told)

    def _take_whole(self, works: list[_Work], told: Sequence[Found | None]) -> bool:
        """Every track goes on from what its search found, or, if it has nothing yet, from what the best one did."""
        found = [(work, answer) for work, answer in zip(works, told, strict=True) if answer is not None]
        work, best = min(found, key=lambda one: one[1].cost)
        for at, answer in enumerate(told):
            if answer is not None or not self._tracks[at].routes:
                mine = answer or best
                self._tracks[at] = _Track(outwards(work.part, mine.last), mine.cost, mine.last_cost)
        return self._is_better(best.cost, outwards(work.part, best.routes))

    def _take_parts(self, works: list[_Work], told: Sequence[Found | None]) -> bool:
        """The parts together are the one track; a part whose search told nothing keeps its routes."""
        latest: list[Route] = []
        routes: list[Route] = []
        for work, answer in zip(works, told, strict=True):
            latest += outwards(work.part, work.order.start if answer is None else answer.last)
            routes += outwards(work.part, () if answer is None else answer.routes)
        self._tracks = [_Track(latest)]
        # Where one told nothing, what the whole costs is not known.
        costs = [answer.cost for answer in told if answer is not None]
        return len(costs) == len(works) and self._is_better(sum(costs), routes)

    def _is_better(self, cost: int, routes: list[Route]) -> bool:
        """Take routes over as the best if they cost less than those so far."""
        if self._best_urmb is not None and cost >= self._best_urmb:
            return False
        self._best_urmb, self.routes = cost, routes
        return True


def _used(routes: list[Route], kinds: int) -> tuple[int, ...]:
    return tuple(sum(kind == at for kind, _ in routes) for at in range(kinds))
