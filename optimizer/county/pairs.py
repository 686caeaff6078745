"""Goods between two places without vans: a van loads them at one stop of a trip and unloads them at a later one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.construct.buses import bus_only_ways
from optimizer.construct.jobs import Job, whole_task
from optimizer.instance import Instance, Item
from optimizer.solution import rides_urmb


@dataclass(frozen=True, slots=True)
class Pair:
    """An item that vans of one base could carry: ``load`` has its task, ``unload`` is the stop where the task ends.

    ``prize_urmb`` is what not carrying it costs: leaving it behind, or the cheapest buses if those cost less.
    """

    item: Item
    fleets: tuple[int, ...]
    load: Job
    unload: Job
    prize_urmb: int


def pairs_by_base(instance: Instance, others: dict[int, int], visits: Mapping[int, int]) -> dict[int, list[Pair]]:
    """Of some items (with parcels) those that fit a van of some base, by base.

    Each is for the base that has most ``visits`` to make anyway: alone it is hardly ever worth a van.
    """
    found: dict[int, list[Pair]] = defaultdict(list)
    for index, parcels in others.items():
        item = instance.items[index]
        able = {base: fleets for base in visits if (fleets := _able(instance, item, base, parcels))}
        if able and not {item.origin, item.destination} & set(visits):
            base = max(able, key=lambda one: (visits[one], -one))
            found[base].append(_pair(instance, item, parcels, able[base]))
    return found


def _able(instance: Instance, item: Item, base: int, parcels: int) -> tuple[int, ...]:
    return tuple(
        fleet.index
        for fleet in instance.fleets
        if fleet.base == base
        and instance.can_carry(fleet, item)
        and parcels * item.parcel_ml <= fleet.type.capacity_ml
        and parcels * item.parcel_g <= fleet.type.capacity_g
        and instance.can_reach(fleet, item.origin)
        and instance.can_reach(fleet, item.destination)
    )


def _pair(instance: Instance, item: Item, parcels: int, fleets: tuple[int, ...]) -> Pair:
    task = whole_task(instance, item, parcels)
    load = Job(item.origin, (task,), parcels * item.parcel_ml, parcels * item.parcel_g, task.floor_s)
    unload = Job(item.destination, (), 0, 0, task.floor_s)
    return Pair(item, fleets, load, unload, parcels * _lost_urmb(instance, item))


def _lost_urmb(instance: Instance, item: Item) -> int:
    """What a parcel costs more that no van carries."""
    lost = max(0, item.unserved_urmb - item.serve_urmb)
    ways = bus_only_ways(instance, item) if instance.strategy.uses_buses else []
    return min([lost, *(rides_urmb(instance, way.rides, item.index) for way in ways[:1])])
