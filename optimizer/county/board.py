"""The van search of one base: sectors first, then groups of neighbouring routes, each with one van fewer if it can."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from optimizer.county.clients import VanSide
from optimizer.county.parts import (
    Part,
    around,
    client_spots,
    clients_near,
    inwards,
    outwards,
    sectors,
    spot_of,
    sub_problem,
)
from optimizer.county.problem import Route
from optimizer.county.worker import Crew, Found, Order
from optimizer.instance import Instance

_PART_CLIENTS = 220
"""Clients of one part: PyVRP converges on as many within seconds."""

_DRAFT_SHARE = 0.3
"""Share of the time for the sectors, before their routes are mixed."""

_ROUND_S = 5.0
"""Seconds of one search on a group of routes."""

_ROUNDS = 20
"""Searches into which a work limit is cut after the sectors."""


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
        return self.left_s() < 1.0 or (self.iterations is not None and self.iterations < 1)

    def take(self, most: int) -> int | None:
        """Iterations for one search, at most so many; None if they are not limited."""
        if self.iterations is None:
            return None
        taken = min(most, self.iterations)
        self.iterations -= taken
        return taken


@dataclass(frozen=True, slots=True)
class _Work:
    """A part, the routes it replaces, and the order sent for it."""

    part: Part
    chosen: tuple[int, ...]
    order: Order


class Board:
    """The routes of one base and the rounds that improve them."""

    def __init__(
        self,
        instance: Instance,
        side: VanSide,
        crew: Crew,
        rng: random.Random,
        budget: Budget,
        stop: Callable[[], bool] | None,
    ) -> None:
        self._side, self._crew, self._rng, self._budget, self._stop = side, crew, rng, budget, stop
        self._round = -(-(budget.iterations or 0) // _ROUNDS)
        self._most = tuple(instance.fleets[index].number for index in side.fleets)
        self._spots = client_spots(instance, side)
        place = instance.places[side.base]
        self._base = spot_of(place)
        self.routes: list[Route] = []
        self._stale: dict[frozenset[Route], int] = {}

    def draft(self) -> bool:
        """First routes, sector by sector; with fewer sectors than workers, several searches on each.

        False if there are none to improve.
        """
        parts = sectors(self._side, self._spots, self._base, _PART_CLIENTS)
        at_once = min(self._crew.size, max(1, len(parts)))
        seconds = self._budget.left_s() * _DRAFT_SHARE * at_once / max(at_once, len(parts))
        tries = self._crew.size // at_once
        steps = int((self._budget.iterations or 0) * _DRAFT_SHARE) // max(1, len(parts) * tries)
        spare = list(self._most)
        for at in range(0, len(parts), at_once):
            works = []
            for number, part in enumerate(parts[at : at + at_once], at):
                vans = self._allowance(spare, len(part), sum(map(len, parts[number:])))
                spare = [left - taken for left, taken in zip(spare, vans, strict=True)]
                works += [self._work(part, (), vans, seconds, steps, []) for _ in range(tries)]
            for part, found in self._best_by_part(works):
                self.routes += outwards(part, found.routes)
        return bool(self.routes)

    def _best_by_part(self, works: list[_Work]) -> list[tuple[Part, Found]]:
        """Run works, some of them on the same part; the best find of each part that has one."""
        best: dict[Part, Found] = {}
        for work, found in zip(works, self._run(works), strict=True):
            known = best.get(work.part)
            if found is not None and (known is None or found.cost_urmb < known.cost_urmb):
                best[work.part] = found
        return list(best.items())

    def _allowance(self, spare: list[int], mine: int, all_left: int) -> tuple[int, ...]:
        return tuple(min(left, -(-left * mine // max(1, all_left))) for left in spare)

    def improve(self) -> bool:
        """One round on as many disjoint groups of routes as there are workers; False when time is over.

        Where all routes are one group, the workers search it side by side.
        """
        if self._budget.over() or not self.routes or (self._stop is not None and self._stop()):
            return False
        seconds = min(_ROUND_S, self._budget.left_s())
        works: list[_Work] = []
        taken: set[int] = set()
        for _ in range(self._crew.size):
            free = [number for number in range(len(self.routes)) if number not in taken]
            chosen = (
                around(self.routes, self._spots, self._rng.choice(free), taken, _PART_CLIENTS)
                if free
                else list(works[-1].chosen)
            )
            taken |= set(chosen)
            works.append(self._regroup(chosen, seconds))
        chosen_of = {work.part: work.chosen for work in works}
        replaced: set[int] = set()
        added: list[Route] = []
        for part, found in self._best_by_part(works):
            replaced |= set(chosen_of[part])
            added += outwards(part, found.routes)
        self.routes = [route for number, route in enumerate(self.routes) if number not in replaced] + added
        return True

    def _regroup(self, chosen: list[int], seconds: float) -> _Work:
        """A search on some routes: by turns with one van fewer, and with those they have and a spare one."""
        mine = [self.routes[number] for number in chosen]
        part = clients_near(self._side.problem, self.routes, self._spots, chosen)
        used = _used(mine, len(self._most))
        key = frozenset(mine)
        turn = self._stale[key] = self._stale.get(key, -1) + 1
        vans = _one_fewer(used) if turn % 2 == 0 else self._with_spare(used)
        return self._work(part, tuple(chosen), vans, seconds, self._round, mine)

    def _with_spare(self, used: tuple[int, ...]) -> tuple[int, ...]:
        everywhere = _used(self.routes, len(self._most))
        return tuple(
            count + min(1, most - total) for count, most, total in zip(used, self._most, everywhere, strict=True)
        )

    def _work(
        self, part: Part, chosen: tuple[int, ...], vans: tuple[int, ...], seconds: float, steps: int, mine: list[Route]
    ) -> _Work:
        """An order for a part; the routes with the most stops come first, so that the smallest one goes."""
        start = sorted(mine, key=lambda route: -sum(len(trip) for trip in route[1]))
        iterations = self._budget.take(max(1, steps))
        order = Order(
            problem=sub_problem(self._side.problem, part),
            numbers=vans,
            start=inwards(part, start),
            seconds=seconds if iterations is None else None,
            iterations=iterations,
            seed=self._rng.randrange(2**31),
        )
        return _Work(part, chosen, order)

    def _run(self, works: list[_Work]) -> list[Found | None]:
        seconds = [self._budget.left_s() if work.order.seconds is None else work.order.seconds for work in works]
        return self._crew.run([work.order for work in works], max(seconds, default=0.0), self._stop)


def _used(routes: list[Route], kinds: int) -> tuple[int, ...]:
    return tuple(sum(kind == at for kind, _ in routes) for at in range(kinds))


def _one_fewer(used: tuple[int, ...]) -> tuple[int, ...]:
    """One van less of the type with the most."""
    at = used.index(max(used))
    return tuple(count - (kind == at) for kind, count in enumerate(used))
