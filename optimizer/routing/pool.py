"""Van days met during the search, kept for the flows: at most one for every fleet and order of visits."""

from __future__ import annotations

import random
from collections.abc import Iterable

from optimizer.solution import VanDay

_Key = tuple[int, tuple[tuple[int, ...], ...]]


class Pool:
    """Days by fleet and visits; of days with the same visits the last one met is kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._days: dict[_Key, VanDay] = {}

    def add(self, days: Iterable[VanDay]) -> None:
        """Remember days."""
        for day in days:
            key = (day.fleet, tuple(trip.visits for trip in day.trips))
            self._days.pop(key, None)
            self._days[key] = day

    def some(self, first: Iterable[VanDay], rng: random.Random) -> list[VanDay]:
        """The given days and as many others, half of them the latest, as there is room for."""
        chosen = dict.fromkeys(first)
        others = [day for day in self._days.values() if day not in chosen]
        half = self._most // 2
        latest, earlier = others[-half:], others[:-half]
        picked = rng.sample(earlier, min(len(earlier), self._most - half))
        return [*chosen, *latest, *picked]
