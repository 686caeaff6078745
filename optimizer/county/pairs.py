"""Goods between two places without vans: a van loads them at one stop of a trip and unloads them at a later one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.construct.buses import bus_only_ways
from optimizer.construct.jobs import Job, whole_task
from optimizer.instance import Instance, Item
from optimizer.solution import rides_urmb
from optimizer.vans import Task


@dataclass(frozen=True, slots=True)
class Pair:
    """Goods that vans of one base could carry: ``load`` has their tasks, ``unload`` is the stop where these end.

    ``prize_urmb`` is what not carrying them costs: leaving them behind, or the cheapest buses if those cost less.
    """

    fleets: tuple[int, ...]
    load: Job
    unload: Job
    prize_urmb: int


def pairs_by_base(instance: Instance, others: Mapping[int, int], visits: Mapping[int, int]) -> dict[int, list[Pair]]:
    """Of some items (with parcels) those that fit a van of some base, by base; those with the same ends together.

    Each is for the base that has most ``visits`` to make anyway: alone it is hardly ever worth a van.
    """
    alike: dict[tuple[int, tuple[int, ...], int, int], list[tuple[Item, int]]] = defaultdict(list)
    for index, parcels in others.items():
        item = instance.items[index]
        able = {base: fleets for base in visits if (fleets := _able(instance, item, base))}
        if able and not {item.origin, item.destination} & set(visits):
            base = max(able, key=lambda one: (visits[one], -one))
            alike[base, able[base], item.origin, item.destination].append((item, parcels))
    found: dict[int, list[Pair]] = defaultdict(list)
    for (base, fleets, _, _), goods in alike.items():
        for some in [goods] if _fit(instance, fleets, goods) else [[one] for one in goods]:
            if _fit(instance, fleets, some):
                found[base].append(_pair(instance, fleets, some))
    return found


def _able(instance: Instance, item: Item, base: int) -> tuple[int, ...]:
    return tuple(
        fleet.index
        for fleet in instance.fleets
        if fleet.base == base
        and instance.can_carry(fleet, item)
        and instance.can_reach(fleet, item.origin)
        and instance.can_reach(fleet, item.destination)
    )


def _size(goods: Iterable[tuple[Item, int]]) -> tuple[int, int]:
    """Millilitres and grams."""
    sizes = [(parcels * item.parcel_ml, parcels * item.parcel_g) for item, parcels in goods]
    return sum(ml for ml, _ in sizes), sum(g for _, g in sizes)


def _fit(instance: Instance, fleets: tuple[int, ...], goods: Iterable[tuple[Item, int]]) -> bool:
    """True if a van of each fleet holds all of the goods."""
    ml, g = _size(goods)
    types = [instance.fleets[index].type for index in fleets]
    return all(ml <= kind.capacity_ml and g <= kind.capacity_g for kind in types)


def _pair(instance: Instance, fleets: tuple[int, ...], goods: list[tuple[Item, int]]) -> Pair:
    tasks = tuple(whole_task(instance, item, parcels) for item, parcels in goods)
    floor_s = max(task.floor_s for task in tasks)
    load = Job(tasks[0].from_place, tasks, *_size(goods), floor_s)
    unload = Job(tasks[0].to_place, (), 0, 0, floor_s)
    return Pair(fleets, load, unload, sum(task.parcels * _lost_urmb(instance, task) for task in tasks))


def _lost_urmb(instance: Instance, task: Task) -> int:
    """What a parcel costs more that no van carries."""
    item = instance.items[task.item]
    lost = max(0, item.unserved_urmb - item.serve_urmb)
    ways = bus_only_ways(instance, item) if instance.strategy.uses_buses else []
    return min([lost, *(rides_urmb(instance, way.rides, item.index) for way in ways[:1])])
