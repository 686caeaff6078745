"""Which goods the construction puts on buses, before any van is planned."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from networks import Itinerary
from optimizer.instance import Instance, Item, quickest_s
from optimizer.ledger import BusLedger
from optimizer.shelves import Shelves, shelf_room, waits
from optimizer.solution import Booking, rides_urmb

_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A place whose goods could all go by bus, what that costs, and what a van visit saved is worth, in micro-RMB."""

    place: int
    items: tuple[int, ...]
    bus_urmb: int
    van_urmb: int

    def pays(self, level: float = 1.0) -> bool:
        """True if the buses cost at most ``level`` times what the visit is worth."""
        return self.bus_urmb <= level * self.van_urmb


def bus_only_ways(instance: Instance, item: Item) -> list[Itinerary]:
    """Ways without any van, cheapest first, then earliest."""
    ways = [way for way in instance.ways(item) if way.rides and not way.first_mile and not way.last_mile]
    ways.sort(key=lambda way: (rides_urmb(instance, way.rides, item.index), way.rides[-1].arrive_s))
    return ways


class BusSpace:
    """The buses and shelves of a solution that is being built."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.ledger = BusLedger(instance)
        self.shelves = Shelves(instance)

    def book(self, item: Item, parcels: int) -> list[Booking]:
        """Book up to ``parcels`` of an item on the cheapest rides with room, splitting where one bus is too small.

        Rides that cost more than leaving the parcels behind are not taken.
        """
        bookings: list[Booking] = []
        for way in bus_only_ways(self.instance, item):
            if parcels == 0 or rides_urmb(self.instance, way.rides, item.index) + item.serve_urmb >= item.unserved_urmb:
                break
            shelf = shelf_room(self.instance, self.shelves, item, way)
            fits = min(parcels, way.max_parcels, shelf, self.ledger.most(way.rides, item))
            if fits and not _shares_first_load(bookings, way):
                self.ledger.add(way.rides, item, fits)
                self.shelves.add(waits(self.instance, item, way), fits)
                bookings.append(Booking(item.index, fits, way.rides))
                parcels -= fits
        return bookings

    def take(self, booking: Booking) -> None:
        """Book what is known to fit."""
        self._change(booking, booking.parcels)

    def unbook(self, bookings: list[Booking]) -> None:
        """Give booked space back."""
        for booking in bookings:
            self._change(booking, -booking.parcels)

    def _change(self, booking: Booking, parcels: int) -> None:
        item = self.instance.items[booking.item]
        self.ledger.add(booking.rides, item, parcels)
        self.shelves.add(waits(self.instance, item, Itinerary(booking.rides)), parcels)


def _shares_first_load(bookings: list[Booking], way: Itinerary) -> bool:
    """True if a transfer would grow with the parcels already booked on the same first ride."""
    if len(way.rides) < 2:
        return any(known.rides[0] == way.rides[0] for known in bookings)
    return any(len(known.rides) > 1 and known.rides[0] == way.rides[0] for known in bookings)


def offers(instance: Instance, rest: dict[int, int]) -> list[Offer]:
    """Places served by one end of their items, best saving per bus RMB first.

    A van visit is worth its stop, its parcels' handling time and half the driving to and from its nearest neighbours,
    each second priced at what a van costs in a full shift: an estimate that only orders the places.
    """
    by_place: dict[int, list[Item]] = defaultdict(list)
    for index in rest:
        item = instance.items[index]
        by_place[_village_end(instance, item)].append(item)
    rate = _urmb_per_second(instance)
    detours = _detours_s(instance, sorted(by_place))
    found = []
    for place, items in by_place.items():
        ways = [bus_only_ways(instance, item) for item in items]
        if all(ways):
            bus = sum(
                rest[item.index] * rides_urmb(instance, way[0].rides, item.index)
                for item, way in zip(items, ways, strict=True)
            )
            handling_s = sum(rest[item.index] for item in items) * instance.settings.van_parcel_s
            van = rate * (instance.settings.van_stop_s + handling_s + detours[place])
            found.append(Offer(place, tuple(item.index for item in items), bus, van))
    found.sort(key=lambda offer: (-offer.van_urmb / max(1, offer.bus_urmb), offer.place))
    return found


def _village_end(instance: Instance, item: Item) -> int:
    bases = {fleet.base for fleet in instance.fleets}
    return item.origin if item.destination in bases else item.destination


def _urmb_per_second(instance: Instance) -> int:
    """The cheapest van's price of one second of a full shift, and of the metres driven in it at 30 km/h."""
    prices = [
        fleet.type.fixed_urmb // max(1, fleet.type.shift_s) + fleet.type.urmb_per_s + fleet.urmb_per_m * 30_000 // 3600
        for fleet in instance.fleets
    ]
    return min(prices, default=0)


def _detours_s(instance: Instance, places: list[int]) -> dict[int, int]:
    """About what a visit adds to a tour: the mean driving time to the nearest other places with work."""
    seconds = quickest_s(instance)[np.ix_(places, places)].astype(np.int64)
    np.fill_diagonal(seconds, 10**8)
    near = np.sort(seconds, axis=1)[:, :_NEAREST]
    mean = near.mean(axis=1) if near.size else np.zeros(len(places))
    return {place: int(min(mean[row], 36_000)) for row, place in enumerate(places)}
