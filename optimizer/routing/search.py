"""Ruin and recreate: take some pieces out of a plan, put what is left back in its best ways, keep what is cheaper."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from optimizer.routing.draft import Draft, Piece, Snapshot
from optimizer.routing.order import best_order
from optimizer.routing.placing import Mood, Placer
from optimizer.vans import Trip

_OPEN_PCT = (100, 100, 50, 0)
_SKIPS = 0.08
_BUS_SKIPS = (0.0, 0.0, 0.0, 0.5, 1.0)
_CUTS = (0.0, 0.0, 0.3)
_BARRED = 0.1
_MOST_OUT = 15


class Search:
    """Improves a draft step by step. ``best`` is the cheapest valid state met, ``best_urmb`` its cost."""

    def __init__(self, draft: Draft, rng: random.Random) -> None:
        self.draft = draft
        self.rng = rng
        self.placer = Placer(draft, rng)
        self.best: Snapshot = draft.snapshot()
        self.best_urmb = draft.cost_urmb()
        self._now, self._now_urmb = self.best, self.best_urmb
        self.steps = 0

    def take(self, state: Snapshot) -> bool:
        """Go on from another valid state if it is cheaper than the best; True if it was."""
        self.draft.restore(state)
        cost = self.draft.cost_urmb()
        self._now, self._now_urmb = state, cost
        return self._note(cost)

    def step(self, heat: float) -> bool:
        """One ruin and recreate; True if the best got better. ``heat``: accept so much dearer states, in micro-RMB."""
        self.steps += 1
        draft = self.draft
        draft.restore(self._now)
        self._ruin()
        self.placer.refill(self._mood())
        reorder(draft)
        cost = draft.cost_urmb()
        limit = self._now_urmb - heat * math.log(max(1e-12, self.rng.random()))
        if cost < limit or cost <= self._now_urmb:
            self._now, self._now_urmb = draft.snapshot(), cost
        return self._note(cost)

    def back_to_best(self) -> None:
        """Go on from the best state."""
        self._now, self._now_urmb = self.best, self.best_urmb

    def _note(self, cost: int) -> bool:
        if cost < self.best_urmb:
            self.best, self.best_urmb = self.draft.snapshot(), cost
            return True
        return False

    def _mood(self) -> Mood:
        rng = self.rng
        barred = frozenset(fleet.index for fleet in self.draft.instance.fleets if rng.random() < _BARRED)
        return Mood(rng.choice(_OPEN_PCT), _SKIPS, rng.choice(_BUS_SKIPS), rng.choice(_CUTS), barred)

    def _ruin(self) -> None:
        draft, rng = self.draft, self.rng
        if not draft.pieces:
            return
        how: Callable[[], list[Piece]] = rng.choice(
            (self._some, self._some, self._near, self._near, self._one_van, self._one_trip, self._one_run, self._all)
        )
        for piece in how():
            draft.remove(piece)
        draft.drop_impossible()

    def _some(self) -> list[Piece]:
        pieces = self.draft.pieces
        return self.rng.sample(pieces, self._number())

    def _number(self) -> int:
        """How many pieces to take out."""
        return self.rng.randint(1, max(1, min(_MOST_OUT, 1 + len(self.draft.pieces) // 3)))

    def _near(self) -> list[Piece]:
        """Pieces whose ends are nearest to those of a random one."""
        pieces = self.draft.pieces
        centre = self.rng.choice(pieces)
        seconds = self.draft.instance.network.travel_s
        near = seconds[0] if seconds else None
        number = self._number()

        def distance(piece: Piece) -> float:
            mine, other = self._village(piece), self._village(centre)
            far = 0.0 if mine == other else 1.0 if near is None else float(near[mine, other])
            return far * self.rng.uniform(0.8, 1.2)

        return sorted(pieces, key=distance)[:number]

    def _village(self, piece: Piece) -> int:
        item = self.draft.instance.items[piece.item]
        bases = {fleet.base for fleet in self.draft.instance.fleets}
        return item.origin if item.destination in bases else item.destination

    def _one_van(self) -> list[Piece]:
        days = self.draft.days
        return self._with_tasks(self.rng.choice(days).trips) if days else self._some()

    def _one_trip(self) -> list[Piece]:
        days = self.draft.days
        return self._with_tasks((self.rng.choice(self.rng.choice(days).trips),)) if days else self._some()

    def _with_tasks(self, trips: tuple[Trip, ...]) -> list[Piece]:
        tasks = {task for trip in trips for task in trip.tasks}
        return [piece for piece in self.draft.pieces if tasks.intersection(piece.tasks)]

    def _one_run(self) -> list[Piece]:
        riding = [piece for piece in self.draft.pieces if piece.way.rides]
        if not riding:
            return self._some()
        runs = {leg.run for ride in self.rng.choice(riding).way.rides for leg in ride.legs}
        return [piece for piece in riding if any(leg.run in runs for ride in piece.way.rides for leg in ride.legs)]

    def _all(self) -> list[Piece]:
        return list(self.draft.pieces) if len(self.draft.pieces) <= 30 else self._some()


def reorder(draft: Draft) -> None:
    """Put the visits of every day in a better order while that saves money and the shelves allow it."""
    for number, day in enumerate(draft.days):
        better = best_order(draft.pricer, day)
        if better is not day:
            draft.days[number] = better
            if draft.overfull():
                draft.days[number] = day
