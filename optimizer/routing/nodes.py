"""The nodes of the routing model: for every lot and way, where its parcels are put on and taken off, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.instance import Instance
from optimizer.routing.lots import Lot
from optimizer.routing.ways import Leg
from optimizer.vans import NEVER

Windows = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One ride or van leg of one way of a lot: a node where it is put on and one where it is taken off.

    ``block``: number of the bus block that drives it, or -1 for any van that may carry it. ``on`` and ``off`` are the
    windows in which work may begin there. ``urmb`` is paid with the first pair of a way.
    """

    lot: int
    way: int
    leg: int
    block: int
    from_place: int
    to_place: int
    on: Windows
    off: Windows
    due_s: int
    late_urmb_per_s: int
    urmb: int


def make_pairs(instance: Instance, lots: list[Lot], blocks: list[int]) -> list[Pair]:
    """All pairs of all lots, ways that can be in time only. ``blocks``: block number of each run.

    A way has one pair for each of its van legs; if it has none, one for its first ride. Its other rides are no pairs:
    the library's neighbourhoods move one pair at a time and would never change from a way with one pair to a way with
    two. They count on every segment all the same.
    """
    found = []
    for number, lot in enumerate(lots):
        for way in range(len(lot.ways)):
            pairs = list(_pairs_of_way(instance, number, lot, way, blocks))
            if all(pair.on and pair.off and pair.on[0][0] <= pair.off[-1][1] for pair in pairs):
                found += pairs
    return found


def _pairs_of_way(instance: Instance, number: int, lot: Lot, way: int, blocks: list[int]) -> Iterator[Pair]:
    chosen = lot.ways[way]
    urmb = lot.way_urmb(way)
    for leg in range(len(chosen[0].legs)):
        yield _van_pair(instance, number, lot, way, leg, 0 if leg else urmb)
    if not chosen[0].legs:
        ride = chosen[0].rides[0]
        times = (((ride.depart_s, ride.depart_s),), ((ride.arrive_s, ride.arrive_s),))
        yield Pair(number, way, 0, blocks[ride.legs[0].run], ride.from_place, ride.to_place, *times, NEVER, 0, urmb)


def _van_pair(instance: Instance, number: int, lot: Lot, way: int, leg: int, urmb: int) -> Pair:
    """A van leg. Sorting time counts by member, as every consignment's load is sorted for itself."""
    legs: list[Leg] = [member.legs[leg] for member in lot.ways[way]]
    tasks = [one.task(parcels) for one, (_, parcels) in zip(legs, lot.members, strict=True)]
    settings = instance.settings
    work_s = settings.van_stop_s + settings.van_parcel_s * lot.parcels
    floor_s = max(task.floor_s for task in tasks)
    latest_s = min(min(task.latest_s, task.deadline_s - work_s) for task in tasks)
    end_s = max(fleet.type.latest_s for fleet in instance.fleets)
    return Pair(
        number,
        way,
        leg,
        -1,
        legs[0].from_place,
        legs[0].to_place,
        _open_within(instance, legs[0].from_place, floor_s, end_s),
        _open_within(instance, legs[0].to_place, floor_s, min(latest_s, end_s)),
        min(task.due_s for task in tasks),
        sum(task.late_urmb_per_s for task in tasks),
        urmb,
    )


def _open_within(instance: Instance, place: int, first_s: int, last_s: int) -> Windows:
    """Opening windows of a place within two moments."""
    cut = [(max(first_s, opens), min(last_s, closes)) for opens, closes in instance.places[place].windows]
    return tuple((opens, closes) for opens, closes in cut if opens <= closes)
