"""Room for more: puts bundles of goods into a solution through their cheapest way, or says what stops each way."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass

from networks import Itinerary
from optimizer.construct.buses import BusSpace
from optimizer.construct.jobs import task_between
from optimizer.construct.packing import Garage
from optimizer.construct.spots import Tasks, best_spot, take_spot
from optimizer.instance import Instance, Item
from optimizer.shelves import shelf_room, waits
from optimizer.solution import Booking, rides_urmb
from optimizer.vans import NEVER, Shortfall

Bundle = tuple[tuple[int, int], ...]
"""(item, parcels) of goods with the same origin and destination."""

_TRANSFER_WAYS = 12
"""Ways with a transfer that are tried for one bundle."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A way found for a bundle (perhaps smaller than asked for): its bookings, van tasks by leg, and extra cost."""

    bundle: Bundle
    way: Itinerary
    bookings: tuple[Booking, ...]
    legs: tuple[Tasks, ...]
    extra_urmb: int

    def saves_urmb(self, instance: Instance) -> int:
        """What placing the bundle saves against leaving it behind."""
        price = sum(
            parcels * (instance.items[index].unserved_urmb - instance.items[index].serve_urmb)
            for index, parcels in self.bundle
        )
        return price - self.extra_urmb


def bundles(instance: Instance, left: dict[int, int]) -> list[Bundle]:
    """What is left (item -> parcels), gathered by origin and destination, the dearest to leave first."""
    gathered: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for index, parcels in sorted(left.items()):
        if parcels:
            item = instance.items[index]
            gathered[item.origin, item.destination].append((index, parcels))
    found = [tuple(goods) for goods in gathered.values()]
    found.sort(key=lambda goods: -sum(parcels * instance.items[index].unserved_urmb for index, parcels in goods))
    return found


def try_way(
    instance: Instance, space: BusSpace, garage: Garage, bundle: Bundle, way: Itinerary
) -> Placement | Shortfall:
    """Price one way for a bundle without changing anything, or the first obstacle.

    A bundle of one item may be placed in part; of several, whole or not at all. Ways with a van leg at both ends are
    priced leg by leg, as if the other leg did not use the same van.
    """
    bookings: list[Booking] = []
    if way.rides:
        fitting = _on_rides(instance, space, bundle, way)
        if isinstance(fitting, Shortfall):
            return fitting
        bundle = fitting
        bookings = [Booking(index, parcels, way.rides) for index, parcels in bundle]
    extra = sum(booking.parcels * rides_urmb(instance, booking.rides, booking.item) for booking in bookings)
    legs = _legs(instance, bundle, way)
    for tasks in legs:
        spot = best_spot(instance, garage, tasks)
        if isinstance(spot, Shortfall):
            return spot
        extra += spot.extra_urmb
        if tasks[0].from_place != instance.items[tasks[0].item].origin:
            extra += instance.settings.handling_urmb * sum(task.parcels for task in tasks)
    return Placement(bundle, way, tuple(bookings), tuple(legs), extra)


def _on_rides(instance: Instance, space: BusSpace, bundle: Bundle, way: Itinerary) -> Bundle | Shortfall:
    """The part of a bundle that fits the rides and shelves of a way, or what stops it."""
    whole = len(bundle) > 1
    taken: list[tuple[Item, int]] = []
    wrong: Shortfall | None = None
    for index, parcels in bundle:
        item = instance.items[index]
        shelf = shelf_room(instance, space.shelves, item, way)
        fits = min(parcels, way.max_parcels, shelf, space.ledger.most(way.rides, item))
        if fits == 0 or (whole and fits < parcels):
            wrong = _obstacle(instance, space, item, fits + 1, way)
            break
        space.ledger.add(way.rides, item, fits)
        space.shelves.add(waits(instance, item, way), fits)
        taken.append((item, fits))
    for item, fits in taken:
        space.ledger.add(way.rides, item, -fits)
        space.shelves.add(waits(instance, item, way), -fits)
    return wrong or tuple((item.index, fits) for item, fits in taken)


def _obstacle(instance: Instance, space: BusSpace, item: Item, parcels: int, way: Itinerary) -> Shortfall:
    wrong = space.ledger.shortfall(way.rides, item, parcels)
    if wrong is not None:
        return wrong
    if parcels > way.max_parcels:
        return Shortfall("transfer", parcels - way.max_parcels, "parcels", "too many to sort before the next bus")
    return Shortfall("storage", 1, "parcels", "the shelves are full while they would wait")


def _legs(instance: Instance, bundle: Bundle, way: Itinerary) -> list[Tasks]:
    """The van tasks of a way by leg: all the way or before the first ride, and after the last one."""
    goods = [(instance.items[index], parcels) for index, parcels in bundle]
    legs: list[Tasks] = []
    if way.first_mile is not None:
        start, end = way.first_mile.from_place, way.first_mile.to_place
        legs.append(
            tuple(
                task_between(
                    instance,
                    item,
                    parcels,
                    start,
                    end,
                    item.available_s,
                    instance.put_down_limit_s(end, way.rides[0].depart_s, parcels) if way.rides else NEVER,
                )
                for item, parcels in goods
            )
        )
    if way.last_mile is not None:
        start, end = way.last_mile.from_place, way.last_mile.to_place
        legs.append(
            tuple(
                task_between(
                    instance, item, parcels, start, end, instance.ready_after_s(start, way.rides[-1].arrive_s, parcels)
                )
                for item, parcels in goods
            )
        )
    return legs


def place(instance: Instance, space: BusSpace, garage: Garage, placement: Placement) -> bool:
    """Do what a placement says, its van spots found anew one after the other.

    False, and no change, if one is gone.
    """
    before = garage.snapshot()
    for tasks in placement.legs:
        spot = best_spot(instance, garage, tasks)
        if isinstance(spot, Shortfall):
            garage.restore(before)
            return False
        take_spot(garage, spot)
    for index, parcels in placement.bundle:
        item = instance.items[index]
        space.ledger.add(placement.way.rides, item, parcels)
        space.shelves.add(waits(instance, item, placement.way), parcels)
    return True


def insert_left(
    instance: Instance,
    space: BusSpace,
    garage: Garage,
    left: dict[int, int],
    patience_s: float,
    under_way: frozenset[int] = frozenset(),
) -> list[Booking]:
    """Place goods bundle by bundle through their cheapest way, then item by item what no way takes together.

    What costs more than leaving it stays behind. Stops after ``patience_s``. ``under_way``: items of which other
    parcels change vehicles already; the rest of them is placed without a transfer.
    """
    until = time.monotonic() + patience_s
    bookings: list[Booking] = []
    waiting = bundles(instance, left)
    for pair in _there_and_back(instance, waiting):
        if time.monotonic() < until and _place_pair(instance, space, garage, pair):
            waiting = [bundle for bundle in waiting if bundle not in pair]
    for bundle in waiting:
        if time.monotonic() > until:
            break
        found, _ = _best(instance, space, garage, bundle, transfers=under_way.isdisjoint(index for index, _ in bundle))
        if found is not None and len(bundle) > 1 and place(instance, space, garage, found):
            bookings += found.bookings
            continue
        for index, parcels in bundle:
            bookings += _insert_item(instance, space, garage, index, parcels, until, index not in under_way)
    return bookings


def _there_and_back(instance: Instance, waiting: list[Bundle]) -> list[tuple[Bundle, Bundle]]:
    """Bundles between the same two places in both directions: together they may be worth a van that neither is."""
    by_ends: dict[tuple[int, int], Bundle] = {}
    pairs = []
    for bundle in waiting:
        item = instance.items[bundle[0][0]]
        back = by_ends.get((item.destination, item.origin))
        if back is not None:
            pairs.append((back, bundle))
        by_ends[item.origin, item.destination] = bundle
    return pairs


def _place_pair(instance: Instance, space: BusSpace, garage: Garage, pair: tuple[Bundle, Bundle]) -> bool:
    """Place both bundles by van all the way if that saves money for both together."""
    before = garage.snapshot()
    saved = 0
    for bundle in pair:
        way = next((way for way in common_ways(instance, bundle) if way.by_van_only), None)
        found = None if way is None else try_way(instance, space, garage, bundle, way)
        if not isinstance(found, Placement) or not place(instance, space, garage, found):
            break
        saved += found.saves_urmb(instance)
    else:
        if saved > 0:
            return True
    garage.restore(before)
    return False


def _insert_item(
    instance: Instance, space: BusSpace, garage: Garage, index: int, parcels: int, until: float, transfers: bool
) -> list[Booking]:
    bookings: list[Booking] = []
    at_once = parcels
    while parcels and time.monotonic() < until:
        found, blocked = _best(instance, space, garage, ((index, at_once),), transfers=transfers)
        if found is not None:
            if not place(instance, space, garage, found):
                break
            bookings += found.bookings
            parcels -= found.bundle[0][1]
            at_once = parcels
            transfers = False  # another transfer of the same goods would change the sorting time of the first
        elif blocked and at_once > 1:
            at_once //= 2  # a part may fit where all did not
        else:
            break
    return bookings


def _best(
    instance: Instance, space: BusSpace, garage: Garage, bundle: Bundle, *, transfers: bool
) -> tuple[Placement | None, bool]:
    """The way that saves most against leaving the bundle behind, if any does; and whether some way had no room."""
    best: Placement | None = None
    blocked = False
    for way in _first_ways(common_ways(instance, bundle), transfers):
        found = try_way(instance, space, garage, bundle, way)
        if isinstance(found, Shortfall):
            blocked = True
        elif found.saves_urmb(instance) > (0 if best is None else best.saves_urmb(instance)):
            best = found
    return best, blocked


def common_ways(instance: Instance, bundle: Bundle) -> list[Itinerary]:
    """Ways that suit every item of a bundle."""
    others = [{id(way) for way in instance.ways(instance.items[index])} for index, _ in bundle[1:]]
    return [way for way in instance.ways(instance.items[bundle[0][0]]) if all(id(way) in known for known in others)]


def _first_ways(ways: list[Itinerary], transfers: bool) -> list[Itinerary]:
    """Ways without a transfer, and a few with one."""
    plain = [way for way in ways if not _transfers(way)]
    return plain + [way for way in ways if _transfers(way)][:_TRANSFER_WAYS] if transfers else plain


def _transfers(way: Itinerary) -> bool:
    return len(way.rides) + (way.first_mile is not None) + (way.last_mile is not None) > 1
