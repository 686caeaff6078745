"""The rule `storage`: parcels that wait at a transfer place between two vehicles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.types import Place


@dataclass(frozen=True, slots=True)
class Waiting:
    """Parcels on the shelf of a place from one moment until just before another."""

    place: int
    from_s: int
    to_s: int
    parcels: int


def excess(places: tuple[Place, ...], waits: Iterable[Waiting]) -> dict[int, int]:
    """Parcels above the storage, at the fullest moment, of every place where there are too many."""
    changes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for wait in waits:
        if places[wait.place].storage_parcels is not None:
            changes[wait.place] += ((wait.from_s, wait.parcels), (wait.to_s, -wait.parcels))
    over = {}
    for place, events in changes.items():
        waiting = most = 0
        for _, change in sorted(events):
            waiting += change
            most = max(most, waiting)
        room = places[place].storage_parcels or 0
        if most > room:
            over[place] = most - room
    return over
