"""Searches of parts: every worker searches a part of the county, other parts in every round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from optimizer.county.parts import Part, clients_near, groups, halves, outwards
from optimizer.county.problem import Route
from optimizer.county.works import Ground, Shrinking, Work, is_last
from optimizer.ruin.drive import Effort, Found

_SPARE = 3
"""Vans, cheap ones aside, that a part may add in a round before it is cold. With none at all the first number is mostly
too small; with as many as there are it ends with too many."""


class Pieces:
    """Routes of the whole county, of which each worker gets neighbouring ones."""

    def __init__(self, ground: Ground) -> None:
        self._ground, self._shrinking = ground, Shrinking()
        self._routes: list[Route] = []

    @property
    def routed(self) -> bool:
        """True once there are routes."""
        return bool(self._routes)

    def draft(self, effort: Effort, likely: bool) -> list[Work]:
        """First routes, in parts of like size, of all clients or the ``likely`` ones."""
        ground = self._ground
        parts = halves(ground.problem, ground.spots, ground.workers, ground.rng)
        chosen = [self._likely(part, []) if likely else part for part in parts]
        return [ground.work(part, [], self._vans([], at), effort) for at, part in enumerate(chosen)]

    def works(self, number: int, effort: Effort, best: list[Route]) -> list[Work]:
        """What to do in a round; ``best``: the best routes so far."""
        self._shrinking.end(self._ground.dear(self._routes))
        if is_last(number) and best:
            self._routes = best
        self._shrinking.begin(self._ground.dear(self._routes))
        effort = replace(effort, squeeze=self._shrinking.share(number, again=True), spare=_SPARE)
        ground = self._ground
        chosen = [group for group in groups(self._routes, ground.spots, ground.workers, ground.rng) if group]
        return [self._work(group, at, effort, not is_last(number)) for at, group in enumerate(chosen)]

    def take(self, works: list[Work], told: Sequence[Found | None]) -> tuple[int, list[Route]] | None:
        """Go on from what the searches found; a part whose search told nothing keeps its routes.

        Returns the best routes of all parts and their cost; None where one told nothing, and it is not known.
        """
        if all(answer is None for answer in told):
            return None
        latest: list[Route] = []
        routes: list[Route] = []
        for work, answer in zip(works, told, strict=True):
            latest += outwards(work.part, work.order.start if answer is None else answer.last)
            routes += outwards(work.part, () if answer is None else answer.routes)
        self._routes = latest
        costs = [answer.cost for answer in told if answer is not None]
        costs.append(self._ground.lost_urmb(tuple(client for work in works for client in work.part)))
        return (sum(costs), routes) if len(costs) > len(works) else None

    def _likely(self, part: Part, routes: list[Route]) -> Part:
        """A part without the clients that are left to buses at first, but for those of its routes."""
        kept = {client for _, trips in routes for trip in trips for client in trip}.union(self._ground.likely)
        return tuple(client for client in part if client in kept)

    def _work(self, group: list[int], at: int, effort: Effort, likely: bool) -> Work:
        """A search on some routes and the clients near them, all or the ``likely`` ones."""
        routes = [self._routes[number] for number in group]
        part = clients_near(self._ground.problem, self._routes, self._ground.spots, group)
        part = self._likely(part, routes) if likely else part
        return self._ground.work(part, routes, self._vans(routes, at), effort)

    def _vans(self, mine: list[Route], at: int) -> tuple[int, ...]:
        """Vans for the worker of this number: those of its routes, and a share of those that nobody has."""
        most, size = self._ground.most, self._ground.workers
        used, own = _used(self._routes, len(most)), _used(mine, len(most))
        spare = [number - taken for number, taken in zip(most, used, strict=True)]
        return tuple(kept + left // size + (at < left % size) for kept, left in zip(own, spare, strict=True))


def _used(routes: list[Route], kinds: int) -> tuple[int, ...]:
    """Routes of each kind of van."""
    return tuple(sum(kind == at for kind, _ in routes) for at in range(kinds))
