"""What a round gives its workers to do, and how much of it goes into doing with fewer vans."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace

from optimizer.county.parts import Part, Spots, inwards, sub_problem
from optimizer.county.problem import Route, VanProblem, members_of
from optimizer.county.worker import Order
from optimizer.ruin.drive import Effort

ROUNDS = 12
"""Rounds after the first routes."""

_LAST = 2
"""The last rounds, which begin with the best routes and not with the latest, and have all clients: those before do
without the ones that are left to buses at first."""

_SQUEEZE_SHARE = 0.7
"""Share of a round that goes into doing with fewer routes, as long as the round before had success with it."""

_AGAIN = {3: 0.35, 5: 0.35}
"""The same share of rounds in which it is tried once more: in parts, which open more vans than they need while it is
hot, and on the first track of the whole, from routes that are better by then."""

_CHEAP = 0.75
"""Share of the price of a common van's day below which a van's day is cheap."""


def is_last(number: int) -> bool:
    """True for the last rounds."""
    return number >= ROUNDS - _LAST


@dataclass(frozen=True, slots=True)
class Work:
    """A part and the order sent for it."""

    part: Part
    order: Order


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What is searched, and by how many workers.

    ``most``: vans of each row of the problem. ``spots``: (n, 2) positions of the clients.
    """

    problem: VanProblem
    most: tuple[int, ...]
    spots: Spots
    workers: int
    rng: random.Random

    @property
    def everything(self) -> Part:
        """All clients."""
        return tuple(range(len(self.problem.clients)))

    @property
    def likely(self) -> Part:
        """Clients but those that are left to buses at first."""
        return tuple(client for client, row in enumerate(self.problem.clients) if not row.left_first)

    def lost_urmb(self, part: Part) -> int:
        """Prizes of all clients that are not in a part, those that exclude each other once."""
        mine, clients = set(part), self.problem.clients
        return sum(clients[job[0]].prize_urmb for job in members_of(self.problem) if mine.isdisjoint(job))

    def work(self, part: Part, routes: list[Route], vans: tuple[int, ...], effort: Effort) -> Work:
        """A search of a part that begins with some routes."""
        problem, effort = sub_problem(self.problem, part), replace(effort, cheap=self._cheap_urmb)
        return Work(part, Order(problem, vans, inwards(part, routes), effort, self.rng.randrange(2**31)))

    def dear(self, routes: list[Route]) -> int:
        """Routes of vans whose day is not cheap: their number is what searches differ by."""
        cheap_urmb = self._cheap_urmb
        return sum(self.problem.vehicles[kind].fixed_urmb >= cheap_urmb for kind, _ in routes)

    @property
    def _cheap_urmb(self) -> int:
        """Vans whose day costs less may come and go: a share of the price of the kind with most vans."""
        prices = (row.fixed_urmb for row in self.problem.vehicles)
        return int(_CHEAP * max(zip(self.most, prices, strict=True), default=(0, 0))[1])


class Shrinking:
    """Says how much of each round goes into doing with fewer routes."""

    def __init__(self) -> None:
        self._going, self._before = True, math.inf

    def end(self, routes: int) -> None:
        """A round has ended with so many routes of vans that are not cheap."""
        self._going = self._going and routes < self._before

    def begin(self, routes: int) -> None:
        """A round begins with so many of them."""
        self._before = routes

    def share(self, number: int, again: bool) -> float:
        """The share of a round; ``again``: of a worker that tries it once more later."""
        if self._going:
            return _SQUEEZE_SHARE
        return _AGAIN.get(number, 0.0) if again else 0.0
