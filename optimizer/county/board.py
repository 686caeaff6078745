"""The van search of one base: sectors first, then groups of neighbouring routes, each with one van fewer if it can."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from optimizer.county.parts import (
    Part,
    Spots,
    around,
    clients_near,
    inwards,
    outwards,
    sectors,
    sub_problem,
)
from optimizer.county.problem import Route, VanProblem
from optimizer.county.worker import Crew, Found, Order

_WHOLE_CLIENTS = 600
"""Up to so many clients the first routes are sought for all at once, by every worker from another start."""

_DRAFT_CLIENTS = 300
"""Clients of one sector of the first routes elsewhere."""

_PART_CLIENTS = 220
"""Clients of one part: PyVRP converges on as many within seconds."""

_WHOLE_SHARE = 0.5
"""Share of the time for the first routes, where they are sought all at once."""

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


Judge = Callable[[Route], tuple[Route, int] | None]
"""Gives a route as it can really be driven, perhaps without some visits, and its cost; None if nothing is left."""


class Board:
    """The routes of one base and the rounds that improve them.

    ``judge`` says what a route is worth, by all rules and not only those that PyVRP knows. ``most``: vans of each
    fleet. ``spots``: (n, 2) positions of the clients, ``base`` that of the base.
    """

    def __init__(
        self,
        problem: VanProblem,
        judge: Judge,
        most: Mapping[int, int],
        spots: Spots,
        base: tuple[float, float],
        crew: Crew,
        rng: random.Random,
        budget: Budget,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        self._problem, self._judge, self._most, self._spots, self._base = problem, judge, most, spots, base
        self._crew, self._rng, self._budget, self._stop = crew, rng, budget, stop
        self._round = -(-(budget.iterations or 0) // _ROUNDS)
        self._days: list[tuple[Route, int]] = []
        self._touched: dict[Route, int] = {}
        self._sweeps = 0
        self._turns: dict[frozenset[Route], int] = {}

    @property
    def routes(self) -> list[Route]:
        """The routes as they can be driven."""
        return [route for route, _ in self._days]

    def draft(self) -> Iterator[bool]:
        """First routes, sector by sector; with fewer sectors than workers, several searches on each.

        Yields after every batch of sectors whether there are routes.
        """
        whole = len(self._problem.clients) <= _WHOLE_CLIENTS
        size, share = (_WHOLE_CLIENTS, _WHOLE_SHARE) if whole else (_DRAFT_CLIENTS, _DRAFT_SHARE)
        parts = sectors(self._problem, self._spots, self._base, size)
        at_once = min(self._crew.size, max(1, len(parts)))
        seconds = self._budget.left_s() * share * at_once / max(at_once, len(parts))
        tries = self._crew.size // at_once
        steps = int((self._budget.iterations or 0) * share) // max(1, len(parts) * tries)
        spare = dict(self._most)
        for at in range(0, len(parts), at_once):
            works = []
            for number, part in enumerate(parts[at : at + at_once], at):
                vans = _share(spare, len(part), sum(map(len, parts[number:])))
                spare = {fleet: left - vans[fleet] for fleet, left in spare.items()}
                works += [self._work(part, (), self._split(vans), seconds, steps, []) for _ in range(tries)]
            for work, found in self._best_by_part(works):
                self._days += self._judged(outwards(work.part, found.routes))
            yield bool(self._days)

    def _best_by_part(self, works: list[_Work]) -> list[tuple[_Work, Found]]:
        """Run works, some of them on the same part; the best find of each part that has one."""
        best: dict[Part, tuple[_Work, Found]] = {}
        for work, found in zip(works, self._run(works), strict=True):
            known = best.get(work.part)
            if found is not None and (known is None or found.cost_urmb < known[1].cost_urmb):
                best[work.part] = work, found
        return list(best.values())

    def _judged(self, routes: Iterable[Route]) -> list[tuple[Route, int]]:
        return [judged for route in routes if (judged := self._judge(route)) is not None]

    def _lost(self, part: Part, days: Iterable[tuple[Route, int]]) -> int:
        """Prizes of a part's clients that no day visits; of alternatives the dearest counts."""
        clients = self._problem.clients
        visited = {client for (_, trips), _ in days for trip in trips for client in trip}
        groups = {clients[client].group for client in visited}
        lost: dict[tuple[bool, int], int] = {}
        for client in part:
            row = clients[client]
            if client not in visited and (row.group is None or row.group not in groups):
                key = (row.group is None, client if row.group is None else row.group)
                lost[key] = max(lost.get(key, 0), row.prize_urmb)
        return sum(lost.values())

    def _split(self, vans: Mapping[int, int]) -> tuple[int, ...]:
        """Vans by kind: all of a fleet are of its last kind, whose days always stand; the rounds try the others."""
        last = {row.fleet: at for at, row in enumerate(self._problem.vehicles)}
        return tuple(vans[row.fleet] * (last[row.fleet] == at) for at, row in enumerate(self._problem.vehicles))

    def rounds(self) -> Iterator[bool]:
        """Improve the routes until time is over; yields after every round."""
        while self._improve():
            yield True

    def _improve(self) -> bool:
        """One round on as many disjoint groups of routes as there are workers; False when time is over.

        Where all routes are one group, the workers search it side by side.
        """
        if self._budget.over() or not self._days or (self._stop is not None and self._stop()):
            return False
        seconds = min(_ROUND_S, self._budget.left_s())
        works: list[_Work] = []
        taken: set[int] = set()
        for _ in range(self._crew.size):
            free = [number for number in range(len(self._days)) if number not in taken]
            chosen = (
                around(self.routes, self._spots, self._longest_untouched(free), taken, _PART_CLIENTS)
                if free
                else list(works[-1].chosen)
            )
            taken |= set(chosen)
            works.append(self._regroup(chosen, seconds))
        searched = [self._days[number] for number in sorted(taken)]
        replaced: set[int] = set()
        added: list[tuple[Route, int]] = []
        for work, found in self._best_by_part(works):
            old = [self._days[number] for number in work.chosen]
            new = self._judged(outwards(work.part, found.routes))
            if self._value(work.part, new) < self._value(work.part, old):
                replaced |= set(work.chosen)
                added += new
        self._days = [day for number, day in enumerate(self._days) if number not in replaced] + added
        self._sweeps += 1
        before = self._touched
        self._touched = {route: before.get(route, 0) for route in self.routes}
        self._touched |= dict.fromkeys((route for route, _ in (*searched, *added)), self._sweeps)
        return True

    def _longest_untouched(self, free: list[int]) -> int:
        """One of the routes that were not searched for longest, so that every corner of the county has its turn."""
        last = [self._touched.get(self._days[number][0], 0) for number in free]
        return self._rng.choice([number for number, at in zip(free, last, strict=True) if at == min(last)])

    def _value(self, part: Part, days: list[tuple[Route, int]]) -> int:
        return sum(cost for _, cost in days) + self._lost(part, days)

    def _regroup(self, chosen: list[int], seconds: float) -> _Work:
        """A search on some routes: by turns with one van fewer, and with those they have and a spare one."""
        mine = [self._days[number][0] for number in chosen]
        part = clients_near(self._problem, self.routes, self._spots, chosen)
        used = _used(mine, len(self._problem.vehicles))
        key = frozenset(mine)
        turn = self._turns[key] = self._turns.get(key, -1) + 1
        vans = self._one_fewer(used) if turn % 2 == 0 else self._with_spare(used)
        return self._work(part, tuple(chosen), vans, seconds, self._round, mine)

    def _one_fewer(self, used: tuple[int, ...]) -> tuple[int, ...]:
        """One van less of a kind drawn by how many there are."""
        at = self._rng.choices(range(len(used)), used)[0]
        return tuple(count - (kind == at) for kind, count in enumerate(used))

    def _with_spare(self, used: tuple[int, ...]) -> tuple[int, ...]:
        everywhere = _used(self.routes, len(self._problem.vehicles))
        spare = dict(self._most)
        for row, count in zip(self._problem.vehicles, everywhere, strict=True):
            spare[row.fleet] -= count
        return tuple(count + (spare[row.fleet] > 0) for row, count in zip(self._problem.vehicles, used, strict=True))

    def _work(
        self, part: Part, chosen: tuple[int, ...], vans: tuple[int, ...], seconds: float, steps: int, mine: list[Route]
    ) -> _Work:
        """An order for a part; the routes with the most stops come first, so that the smallest one goes."""
        start = sorted(mine, key=lambda route: -sum(len(trip) for trip in route[1]))
        iterations = self._budget.take(max(1, steps))
        order = Order(
            problem=sub_problem(self._problem, part),
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


def _share(spare: Mapping[int, int], mine: int, all_left: int) -> dict[int, int]:
    """A part's share of the vans that are left, by its clients."""
    return {fleet: min(left, -(-left * mine // max(1, all_left))) for fleet, left in spare.items()}
