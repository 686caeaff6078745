"""Random van days, short and long."""

import random
from itertools import pairwise

from networks import UNREACHABLE
from optimizer.construct.jobs import whole_task
from optimizer.instance import Fleet, Instance, Item
from optimizer.vans import Trip


def random_trips(
    instance: Instance, fleet: Fleet, rng: random.Random, most_trips: int, most_stops: int
) -> tuple[Trip, ...]:
    """Trips with whole consignments between the base and other places, each to a place and some near it."""
    goods = [
        one
        for one in instance.items
        if instance.can_carry(fleet, one)
        and fleet.base in (one.origin, one.destination)
        and all(instance.can_reach(fleet, end) for end in (one.origin, one.destination))
    ]
    left = list(dict.fromkeys(_far_end(fleet, one.origin, one.destination) for one in goods))
    trips = []
    for _ in range(rng.randint(1, most_trips)):
        visits = _chain(instance, fleet, rng, left, rng.randint(1, most_stops))
        left = [place for place in left if place not in visits]
        mine = [one for one in goods if _far_end(fleet, one.origin, one.destination) in visits]
        path = (fleet.base, *visits, fleet.base)
        if mine and all(instance.seconds(fleet)[a, b] < UNREACHABLE for a, b in pairwise(path)):
            trips.append(Trip(tuple(visits), tuple(whole_task(instance, one, one.parcels) for one in mine)))
    return tuple(trips)


def _chain(instance: Instance, fleet: Fleet, rng: random.Random, left: list[int], stops: int) -> list[int]:
    """Some place, the one nearest to it, the one nearest to that, and so on."""
    seconds, waiting = instance.seconds(fleet), list(left)
    rng.shuffle(waiting)
    chain = waiting[:1]
    while len(chain) < min(stops, len(left)):
        chain.append(min((p for p in waiting if p not in chain), key=lambda p: int(seconds[chain[-1], p])))
    return chain


def _far_end(fleet: Fleet, origin: int, destination: int) -> int:
    return destination if origin == fleet.base else origin


def whole_trip(instance: Instance, item: Item) -> Trip:
    """A trip of the first fleet with one item all the way."""
    base = instance.fleets[0].base
    visits = tuple(place for place in (item.origin, item.destination) if place != base)
    return Trip(visits, (whole_task(instance, item, item.parcels),))
