"""What is still free on the shelves of transfer places while goods wait there; the rule `storage`, on the safe side.

A wait that a van ends or begins counts to the latest or from the earliest moment it could, since van times move while a
solution grows.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from networks import Itinerary
from optimizer.instance import Instance, Item


@dataclass(frozen=True, slots=True)
class Wait:
    """Goods on the shelf of a place from ``from_s`` until just before ``to_s``."""

    place: int
    from_s: int
    to_s: int


def waits(instance: Instance, item: Item, way: Itinerary) -> list[Wait]:
    """The waits of a way at its transfer places."""
    found = [
        Wait(before.to_place, before.arrive_s, after.depart_s)
        for before, after in zip(way.rides, way.rides[1:], strict=False)
    ]
    if way.first_mile is not None and way.rides:
        found.append(Wait(way.first_mile.to_place, item.available_s, way.rides[0].depart_s))
    if way.last_mile is not None:
        found.append(Wait(way.last_mile.from_place, way.rides[-1].arrive_s, instance.latest_s))
    return found


class Shelves:
    """Parcels waiting at every transfer place with a limit."""

    def __init__(self, instance: Instance) -> None:
        self._limits = [place.storage_parcels for place in instance.places]
        self._held: dict[int, list[tuple[Wait, int]]] = defaultdict(list)

    def room(self, wait: Wait) -> int:
        """Parcels that can still wait there all that time."""
        limit = self._limits[wait.place]
        if limit is None:
            return 10**9
        known = self._held[wait.place]
        moments = [wait.from_s, *(other.from_s for other, _ in known if wait.from_s < other.from_s < wait.to_s)]
        peak = max(
            sum(parcels for other, parcels in known if other.from_s <= moment < other.to_s) for moment in moments
        )
        return max(0, limit - peak)

    def add(self, of_way: list[Wait], parcels: int) -> None:
        """Put parcels on the shelves of all waits of a way."""
        for wait in of_way:
            if self._limits[wait.place] is not None:
                self._held[wait.place].append((wait, parcels))


def shelf_room(instance: Instance, shelves: Shelves, item: Item, way: Itinerary) -> int:
    """Parcels of an item for which all shelves of a way have room."""
    return min((shelves.room(wait) for wait in waits(instance, item, way)), default=10**9)
