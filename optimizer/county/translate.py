"""From van routes back to a whole solution: times, buses for the places not visited, and room for what broke."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from optimizer.construct.buses import BusSpace
from optimizer.construct.insertion import insert_left
from optimizer.construct.jobs import Job, trip_of
from optimizer.construct.packing import Garage
from optimizer.county.clients import Offered, VanSide
from optimizer.county.problem import Route
from optimizer.instance import Fleet, Instance
from optimizer.solution import Booking, Solution, VanDay
from optimizer.vans import Day, Trip, schedule_day


def whole_solution(
    instance: Instance,
    sides: list[tuple[VanSide, tuple[Route, ...]]],
    offered: Offered,
    others: dict[int, int],
    patience_s: float,
) -> Solution:
    """Van days of the routes, buses for offered places that no van visits, and the rest put wherever it fits."""
    garage, space = Garage(instance), BusSpace(instance)
    left = dict(others)
    skipped: list[Job] = []
    for side, routes in sides:
        done: set[int] = set()
        for route in routes:
            done |= {id(side.jobs[client]) for client in _open_day(instance, garage, side, route)}
        skipped += [job for job in dict.fromkeys(side.jobs) if id(job) not in done]
    bookings = _ride(space, offered, skipped, garage, left)
    bookings += insert_left(instance, space, garage, left, patience_s)
    return Solution(tuple(bookings), tuple(garage.days))


def _ride(space: BusSpace, offered: Offered, skipped: list[Job], garage: Garage, left: dict[int, int]) -> list[Booking]:
    """Bus bookings for places none of whose jobs is done by van; the goods of other skipped jobs are left to place."""
    visited = {place for day in garage.days for trip in day.trips for place in trip.visits}
    by_bus = {job.place for job in skipped if job.place in offered.bookings and job.place not in visited}
    bookings = [booking for place in sorted(by_bus) for booking in offered.bookings[place]]
    for booking in bookings:
        space.take(booking)
    booked = {booking.item for booking in bookings}
    for job in skipped:
        for task in job.tasks:
            if task.item not in booked:
                left[task.item] = left.get(task.item, 0) + task.parcels
    return bookings


def real_route(instance: Instance, side: VanSide, route: Route) -> tuple[Route, int] | None:
    """A route as all rules allow it and its cost: without the visits that its hours have no room for.

    What is carried between two places goes first: a place is visited once a trip, where the search saw two visits.
    """
    kind, trips = route
    fleet = instance.fleets[side.problem.vehicles[kind].fleet]
    kept = [_in_order(side, trip) for trip in trips]
    while kept := [trip for trip in kept if trip]:
        timed = schedule_day(instance, fleet, tuple(_trip(side, fleet, trip) for trip in kept))
        if isinstance(timed, Day):
            return (kind, tuple(map(tuple, kept))), timed.cost_urmb
        if not _drop_pair(side, kept):
            _drop_one(instance, side, fleet.index, kept)
    return None


def _in_order(side: VanSide, clients: Sequence[int]) -> list[int]:
    """Clients of a trip without the pairs that would be unloaded before they are loaded if it visits no place twice."""
    kept = list(clients)
    while True:
        stop_of = {place: number for number, place in enumerate(_visits(side, kept))}
        for client in kept:
            row = side.problem.clients[client]
            if row.unloads and row.mate is not None:
                load, unload = (stop_of[side.jobs[end].place] for end in (row.mate, client))
                if load >= unload:
                    kept = [one for one in kept if one not in (client, row.mate)]
                    break
        else:
            return kept


def _drop_pair(side: VanSide, trips: list[list[int]]) -> bool:
    """Take out the pair that is worth least; False if there is none."""
    rows = side.problem.clients
    unloads = [client for trip in trips for client in trip if rows[client].unloads]
    if not unloads:
        return False
    chosen = min(unloads, key=lambda client: (rows[client].prize_urmb, client))
    for trip in trips:
        trip[:] = _in_order(side, [client for client in trip if chosen not in (client, rows[client].mate)])
    return True


def _open_day(instance: Instance, garage: Garage, side: VanSide, route: Route) -> list[int]:
    """Send out a van on a route, if there is one left. Returns the clients visited."""
    fleet = instance.fleets[side.problem.vehicles[route[0]].fleet]
    judged = real_route(instance, side, route) if garage.spare(fleet.index) > 0 else None
    if judged is None:
        return []
    (_, trips), cost_urmb = judged
    garage.open(VanDay(fleet.index, tuple(_trip(side, fleet, trip) for trip in trips)), cost_urmb)
    return [client for trip in trips for client in trip]


def _trip(side: VanSide, fleet: Fleet, clients: Sequence[int]) -> Trip:
    return trip_of([side.jobs[client] for client in clients], fleet.base)


def _visits(side: VanSide, clients: Sequence[int]) -> tuple[int, ...]:
    """Places in the order of their first clients."""
    return tuple(dict.fromkeys(side.jobs[client].place for client in clients))


def _drop_one(instance: Instance, side: VanSide, fleet: int, trips: list[list[int]]) -> None:
    """Take out the visit whose detour saves most."""
    metres = instance.metres(instance.fleets[fleet])
    spots = []
    for number, trip in enumerate(trips):
        path = [side.base, *(side.jobs[client].place for client in trip), side.base]
        for at in range(1, len(path) - 1):
            before, here, after = path[at - 1], path[at], path[at + 1]
            saved = metres.item(before, here) + metres.item(here, after) - metres.item(before, after)
            spots.append((-saved, number, at - 1))
    _, number, at = heapq.nsmallest(1, spots)[0]
    del trips[number][at]
