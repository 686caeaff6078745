"""Goods that may stand for each other in the bounds' relaxations."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from optimizer.instance import Instance, Item
from scenarios.types import PlaceKind


@dataclass(frozen=True, slots=True)
class Pool:
    """Items that may stand for each other in a relaxation.

    ``like``: one of them, but as light and small as any. ``anchor``: the end at which vans and buses are counted.
    ``ml``: volume of all its parcels; ``largest_ml``: of its largest; ``sizes``: parcels by their volume in ml.
    """

    like: Item
    parcels: int
    anchor: int
    ml: int
    largest_ml: int
    sizes: tuple[tuple[int, int], ...]


def pools(instance: Instance) -> list[Pool]:
    """All items, in pools of the same ends, class, availability, due time and price."""
    members: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for item in instance.items:
        key = (item.origin, item.destination, item.goods, item.available_s, item.due_s, item.unserved_urmb,
               item.heaviest_g > instance.settings.bus_max_piece_g, item.longest_cm)  # fmt: skip
        members[key].append(item)
    return [
        Pool(
            replace(
                group[0],
                parcel_ml=min(item.parcel_ml for item in group),
                parcel_g=min(item.parcel_g for item in group),
            ),
            sum(item.parcels for item in group),
            _anchor(instance, group[0]),
            sum(item.parcels * item.parcel_ml for item in group),
            max(item.parcel_ml for item in group),
            tuple(sorted(_sizes(group).items())),
        )
        for group in members.values()
    ]


def _sizes(group: list[Item]) -> Counter[int]:
    sizes: Counter[int] = Counter()
    for item in group:
        sizes[item.parcel_ml] += item.parcels
    return sizes


def _anchor(instance: Instance, item: Item) -> int:
    """The destination, or the origin if only that is a village."""
    kinds = [instance.places[place].kind for place in (item.destination, item.origin)]
    return item.origin if kinds[0] is not PlaceKind.VILLAGE and kinds[1] is PlaceKind.VILLAGE else item.destination
