"""Guests: vans of bases without goods of their own, which come to a base for its goods and drive home afterwards."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from optimizer.construct.jobs import Job, JobGroup, gather, jobs_at, whole_task
from optimizer.instance import Fleet, Instance
from optimizer.vans import NEVER, Task


@dataclass(frozen=True, slots=True)
class Party:
    """The work of a base, and the guests that may take part in it."""

    base: int
    groups: tuple[JobGroup, ...]
    guests: tuple[Fleet, ...]

    def able(self, instance: Instance, group: JobGroup, job: Job) -> tuple[int, ...]:
        """Fleets that may do a job of a group, guests last.

        Guests bring goods from the base, but do not come back to it with what a place sends.
        """
        if any(task.to_place != job.place for task in job.tasks):
            return group.fleets
        items = [instance.items[task.item] for task in job.tasks]
        invited = (
            guest.index
            for guest in self.guests
            if instance.can_reach(guest, job.place) and all(instance.can_carry(guest, item) for item in items)
        )
        return tuple(dict.fromkeys((*group.fleets, *invited)))


def parties_of(
    instance: Instance, rest: dict[int, int], waves: bool, guests: bool = True
) -> tuple[list[Party], dict[int, int]]:
    """The work of each base, with guests or without, and the items (with parcels) that no base serves directly.

    ``rest`` and ``waves`` are as `gather` takes them.
    """
    groups, others = gather(instance, rest, waves)
    by_base: dict[int, list[JobGroup]] = defaultdict(list)
    for group in groups:
        by_base[group.base].append(group)
    coming = _guests_by_base(instance, sorted(by_base)) if guests else {}
    found = []
    for base, mine in sorted(by_base.items()):
        here = coming.get(base, [])
        alone, others = _jobs_for_guests(instance, base, here, others)
        found.append(Party(base, (*mine, *alone), tuple(here)))
    return found, dict(others)


def _guests_by_base(instance: Instance, bases: list[int]) -> dict[int, list[Fleet]]:
    """Fleets of other bases than those given, each at the nearest of these."""
    found: dict[int, list[Fleet]] = {base: [] for base in bases}
    for fleet in instance.fleets:
        if found and fleet.base not in found and fleet.number:
            seconds = instance.seconds(fleet)
            far_s = {base: seconds.item(fleet.base, base) + seconds.item(base, fleet.base) for base in bases}
            found[min(bases, key=far_s.__getitem__)].append(fleet)
    return found


def _jobs_for_guests(
    instance: Instance, base: int, guests: list[Fleet], others: list[tuple[int, int]]
) -> tuple[list[JobGroup], list[tuple[int, int]]]:
    """Jobs with those of some items (with parcels) that a guest may bring from a base, and the items that remain."""
    tasks: dict[tuple[int, tuple[int, ...]], list[Task]] = defaultdict(list)
    remain = []
    for index, parcels in others:
        item = instance.items[index]
        able = [one for one in guests if instance.can_carry(one, item) and instance.can_reach(one, item.destination)]
        if item.origin == base and able:
            fleets = tuple(one.index for one in able)
            tasks[item.destination, fleets].append(whole_task(instance, item, parcels))
        else:
            remain.append((index, parcels))
    groups = []
    for (place, fleets), mine in tasks.items():
        jobs = tuple(jobs_at(instance, instance.fleets[fleets[0]], place, mine))
        if jobs:
            groups.append(JobGroup(base, fleets, jobs, 0, NEVER))
    return groups, remain


def approach(instance: Instance, fleet: Fleet, base: int) -> tuple[int, int]:
    """Seconds and metres with which every trip of a guest begins: the way to the base and the stop to load there."""
    seconds, metres = instance.seconds(fleet).item(fleet.base, base), instance.metres(fleet).item(fleet.base, base)
    return seconds + _loading_s(instance, fleet), metres


def _loading_s(instance: Instance, fleet: Fleet) -> int:
    """What a stop takes at which a van is loaded to the full with parcels of mean size, or with all there are."""
    settings, parcels = instance.settings, sum(item.parcels for item in instance.items)
    ml = sum(item.parcels * item.parcel_ml for item in instance.items)
    return settings.van_stop_s + settings.van_parcel_s * min(parcels, fleet.type.capacity_ml * parcels // max(1, ml))
