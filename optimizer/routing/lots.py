"""Lots: like goods that the routing model moves as one, and the few ways it may choose from for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optimizer.instance import Instance
from optimizer.routing.ways import Way


@dataclass(frozen=True, slots=True)
class Lot:
    """Parcels of items with one origin, destination and set of ways. ``ways[k][m]`` is way k of member m's item."""

    members: tuple[tuple[int, int], ...]
    ways: tuple[tuple[Way, ...], ...]

    @property
    def parcels(self) -> int:
        """All parcels of the lot."""
        return sum(parcels for _, parcels in self.members)

    def way_urmb(self, way: int) -> int:
        """What all parcels pay on a way beside the vans' own costs."""
        return sum(
            parcels * chosen.parcel_urmb for (_, parcels), chosen in zip(self.members, self.ways[way], strict=True)
        )


def make_lots(
    instance: Instance, ways: Sequence[tuple[Way, ...]], parts: Iterable[tuple[int, int]], most_ways: int, splits: int
) -> list[Lot]:
    """Group (item, parcels) parts into lots; split lots too large for most vehicles, ``splits`` ways at most."""
    grouped: dict[tuple[object, ...], list[tuple[int, int]]] = defaultdict(list)
    for index, parcels in parts:
        item = instance.items[index]
        able = tuple(instance.can_carry(fleet, item) for fleet in instance.fleets)
        numbers = tuple(sorted(way.number for way in ways[index]))
        key = (item.origin, item.destination, item.available_s, item.due_s, able, numbers, item.unserved_urmb)
        if parcels and numbers:
            grouped[key].append((index, parcels))
    lots = []
    for members in grouped.values():
        kept = few_ways(ways[members[0][0]], most_ways)
        for part in _split(instance, members, kept, splits):
            chosen = tuple(tuple(_numbered(ways[item], way.number) for item, _ in part) for way in kept)
            lots.append(Lot(tuple(part), chosen))
    return lots


def _numbered(ways: tuple[Way, ...], number: int) -> Way:
    return next(way for way in ways if way.number == number)


def few_ways(ways: tuple[Way, ...], most: int) -> list[Way]:
    """The cheapest ways of each sort - van, bus, bus and van, van and bus - in turn, until there are enough."""
    sorts: dict[tuple[int, bool, bool], list[Way]] = defaultdict(list)
    for way in ways:
        sorts[min(1, len(way.rides)), way.first_mile, way.last_mile].append(way)
    kept: list[Way] = []
    for rank in range(most):
        for group in sorts.values():
            if rank < len(group) and len(kept) < most:
                kept.append(group[rank])
    return kept


def _split(
    instance: Instance, members: list[tuple[int, int]], ways: list[Way], splits: int
) -> list[list[tuple[int, int]]]:
    """Parts that one vehicle can hold where it may be hoped: the smallest room on any way decides, within reason."""
    total = sum(parcels for _, parcels in members)
    ml = max(1, sum(parcels * instance.items[index].parcel_ml for index, parcels in members))
    g = max(1, sum(parcels * instance.items[index].parcel_g for index, parcels in members))
    rooms = [_room(instance, way) for way in ways]
    needed = [max(-(-ml // max(1, room[0])), -(-g // max(1, room[1])), -(-total // max(1, room[2]))) for room in rooms]
    number = max(min(splits, max(needed)), min(needed))
    return _dealt(members, min(number, total), total)


def _dealt(members: list[tuple[int, int]], number: int, total: int) -> list[list[tuple[int, int]]]:
    """The members dealt out into ``number`` parts of nearly equal parcels, in order."""
    parts: list[list[tuple[int, int]]] = [[] for _ in range(number)]
    dealt = 0
    for index, parcels in members:
        while parcels:
            part = dealt * number // total
            room = -(-(part + 1) * total // number) - dealt
            taken = min(parcels, room)
            parts[part].append((index, taken))
            dealt, parcels = dealt + taken, parcels - taken
    return [part for part in parts if part]


def _room(instance: Instance, way: Way) -> tuple[int, int, int]:
    """ml, g and pieces that the narrowest vehicle of a way holds; of vans the roomiest counts."""
    item = instance.items[way.item]
    runs = [instance.network.timetable.runs[leg.run] for ride in way.rides for leg in ride.legs]
    mls, gs = [run.usable_ml for run in runs], [run.usable_g for run in runs]
    pieces = [run.usable_pieces for run in runs if run.usable_pieces is not None]
    if way.legs:
        vans = [fleet.type for fleet in instance.fleets if instance.can_carry(fleet, item)]
        mls.append(max((van.capacity_ml for van in vans), default=0))
        gs.append(max((van.capacity_g for van in vans), default=0))
    return min(mls), min(gs), min([*pieces, way.most])
