"""A solution of another engine read as flows over ways, so that this one can go on from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from networks import Ride
from optimizer.instance import Instance
from optimizer.routing.assemble import Seats, assemble
from optimizer.routing.draft import Draft
from optimizer.routing.pricer import Pricer
from optimizer.routing.ways import Way
from optimizer.solution import Solution
from optimizer.vans import positions


@dataclass(slots=True)
class _Part:
    """Parcels on one vehicle's part of their way; ``left`` of them are not matched with the next part yet."""

    left: int
    from_place: int
    to_place: int
    depart_s: int
    arrive_s: int
    rides: tuple[Ride, ...]
    seat: tuple[int, int] | None


def take_solution(instance: Instance, draft: Draft, solution: Solution) -> None:
    """Make the draft the plan that a solution describes; what takes a way unknown here stays behind."""
    parts = _parts(instance, draft.pricer, solution)
    known = [{_shape(way): way for way in ways} for ways in draft.ways]
    flows: list[tuple[Way, int, Seats]] = []
    for index, mine in parts.items():
        for chain, parcels in _chains(instance, index, mine):
            rides = tuple(ride for part in chain for ride in part.rides)
            ends = tuple((part.from_place, part.to_place) for part in chain if part.seat is not None)
            way = known[index].get((rides, ends))
            if way is not None:
                flows.append((way, parcels, tuple(part.seat for part in chain if part.seat is not None)))
    skeleton = [(day.fleet, [trip.visits for trip in day.trips]) for day in solution.days]
    draft.load(*assemble(instance, skeleton, flows))


def _shape(way: Way) -> tuple[tuple[Ride, ...], tuple[tuple[int, int], ...]]:
    return way.rides, tuple((leg.from_place, leg.to_place) for leg in way.legs)


def _parts(instance: Instance, pricer: Pricer, solution: Solution) -> dict[int, list[_Part]]:
    parts: dict[int, list[_Part]] = defaultdict(list)
    for booking in solution.bookings:
        first, last = booking.rides[0], booking.rides[-1]
        parts[booking.item].append(
            _Part(booking.parcels, first.from_place, last.to_place, first.depart_s, last.arrive_s, booking.rides, None)
        )
    for number, day in enumerate(solution.days):
        timed = pricer.timed(day)
        for at, trip in enumerate(day.trips if timed is not None else ()):
            assert timed is not None
            for task in trip.tasks:
                load, unload = positions(instance.fleets[day.fleet], trip, task)
                times = timed.times[at]
                parts[task.item].append(
                    _Part(
                        task.parcels,
                        task.from_place,
                        task.to_place,
                        times[load].begin_s,
                        times[unload].end_s,
                        (),
                        (number, at),
                    )
                )
    return parts


def _chains(instance: Instance, index: int, parts: list[_Part]) -> Iterator[tuple[list[_Part], int]]:
    """Parts joined into whole ways, first come first gone at every transfer place."""
    item = instance.items[index]
    parts.sort(key=lambda part: (part.depart_s, part.arrive_s))
    for part in parts:
        while part.left and part.from_place == item.origin:
            chain = [part]
            while chain[-1].to_place != item.destination and len(chain) < 4:
                onward = [
                    after
                    for after in parts
                    if after.left and after.from_place == chain[-1].to_place and after.depart_s >= chain[-1].arrive_s
                ]
                if not onward:
                    break
                chain.append(onward[0])
            parcels = min(one.left for one in chain)
            for one in chain:
                one.left -= parcels
            if chain[-1].to_place == item.destination:
                yield chain, parcels
