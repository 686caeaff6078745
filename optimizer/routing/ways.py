"""The ways of an item as the routing engine sees them: what they cost a parcel, and the van tasks they need."""

from __future__ import annotations

from dataclasses import dataclass

from networks import BusLeg, Itinerary, Ride
from optimizer.instance import Instance, Item
from optimizer.solution import rides_urmb
from optimizer.vans import NEVER, Task

LoadKey = tuple[int, int, int, int, bool]
"""A load on a bus as the rule `transfer` sees it: item, run, board, leave, came aboard."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One van leg of a way, for any number of parcels.

    ``ready_s`` and ``sort_s``: not put on before ``ready_s`` + ``sort_s`` x parcels. ``caught_s``: put down no later
    than ``caught_s`` - ``sort_s`` x parcels, to catch a bus.
    """

    item: int
    from_place: int
    to_place: int
    ready_s: int
    caught_s: int
    sort_s: int
    latest_s: int
    due_s: int
    late_urmb_per_s: int

    def task(self, parcels: int) -> Task:
        """The task of carrying this many parcels."""
        waits_for_bus = self.caught_s < NEVER
        return Task(
            self.item,
            parcels,
            self.from_place,
            self.to_place,
            self.ready_s + (0 if waits_for_bus else self.sort_s * parcels),
            self.caught_s - self.sort_s * parcels if waits_for_bus else NEVER,
            self.latest_s,
            self.due_s,
            self.late_urmb_per_s * parcels,
        )


@dataclass(frozen=True, slots=True)
class Way:
    """One itinerary of one item; ``number`` counts the network's itineraries between the item's two places.

    ``parcel_urmb``: all that a parcel pays beside the vans' own costs and lateness on vans. ``most``: parcels that one
    transfer between two rides can sort in time.
    """

    item: int
    number: int
    rides: tuple[Ride, ...]
    legs: tuple[Leg, ...]
    parcel_urmb: int
    most: int
    first_mile: bool
    last_mile: bool

    def loads_in(self) -> list[LoadKey]:
        """The bus loads of this way that end at a transfer place: their number of parcels delays what follows."""
        ends = [*self.rides] if self.last_mile else [*self.rides[:-1]]
        return [load_key(self.item, ride) for ride in ends]


def load_key(item: int, ride: Ride) -> LoadKey:
    """The load that an item's parcels belong to when this ride puts them down."""
    last: BusLeg = ride.legs[-1]
    return item, last.run, last.board, last.leave, len(ride.legs) > 1


def ways_of(instance: Instance, item: Item) -> tuple[Way, ...]:
    """All ways of an item, cheapest parcel first."""
    known = instance.network.itineraries.get((item.origin, item.destination), ())
    number = {id(way): at for at, way in enumerate(known)}
    found = [_way(instance, item, number[id(way)], way) for way in instance.ways(item)]
    return tuple(sorted(found, key=lambda way: (way.parcel_urmb, way.number)))


def _way(instance: Instance, item: Item, number: int, way: Itinerary) -> Way:
    first = last = None
    if way.by_van_only:
        assert way.first_mile is not None
        first = _leg(instance, item, way.first_mile.from_place, way.first_mile.to_place, None, None)
    else:
        if way.first_mile is not None:
            first = _leg(instance, item, item.origin, way.first_mile.to_place, None, way.rides[0])
        if way.last_mile is not None:
            last = _leg(instance, item, way.last_mile.from_place, item.destination, way.rides[-1], None)
    parcel_urmb = item.serve_urmb + (rides_urmb(instance, way.rides, item.index) if way.rides else 0)
    if last is not None:
        parcel_urmb += instance.settings.handling_urmb
    return Way(
        item.index,
        number,
        way.rides,
        tuple(leg for leg in (first, last) if leg is not None),
        parcel_urmb,
        min(way.max_parcels, item.parcels),
        first_mile=first is not None and bool(way.rides),
        last_mile=last is not None,
    )


def _leg(instance: Instance, item: Item, start: int, end: int, before: Ride | None, after: Ride | None) -> Leg:
    ready_s, caught_s, sort_s = item.available_s, NEVER, 0
    if before is not None:
        ready_s = instance.ready_after_s(start, before.arrive_s, 0)
        sort_s = instance.ready_after_s(start, 0, 1) - instance.ready_after_s(start, 0, 0)
    if after is not None:
        caught_s = instance.put_down_limit_s(end, after.depart_s, 0)
        sort_s = instance.ready_after_s(end, 0, 1) - instance.ready_after_s(end, 0, 0)
    late = instance.settings.late_urmb_per_s
    final = end == item.destination
    return Leg(
        item.index,
        start,
        end,
        ready_s,
        caught_s,
        sort_s,
        item.due_s if final and late is None else NEVER,
        item.due_s if final else NEVER,
        (late or 0) if final else 0,
    )
