"""Back from a plan to a solution, so that it can be extended or its left-behind goods explained."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from networks import BusLeg, Ride
from optimizer.construct.jobs import task_between
from optimizer.instance import Instance
from optimizer.plan import BusLoad, Plan, VanStop
from optimizer.shelves import Wait
from optimizer.solution import Booking, Solution, VanDay
from optimizer.vans import NEVER, Shortfall, Task, Trip


@dataclass(slots=True)
class _Move:
    """Parcels of one item coming to or leaving a place; ``task`` is the (trip, position) of its van task, if any."""

    time_s: int
    parcels: int
    task: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Match:
    """Parcels of an item that a place gets by one move and gives away by another."""

    item: int
    place: int
    coming: _Move
    going: _Move
    parcels: int


def recover(instance: Instance, plan: Plan) -> Solution:
    """The solution that a valid plan of this instance describes.

    Every ride is a booking of its own. Tasks keep their goods' floors and deadlines: what waits for a bus, or for a
    van after a bus, is matched first come first gone.
    """
    bookings = _bookings(instance, plan.bus_loads)
    trips, tasks, ends = _tasks(instance, plan)
    for key, floor_s, deadline_s in _transfers(instance, bookings, tasks, ends):
        old = tasks[key[0]][key[1]]
        tasks[key[0]][key[1]] = replace(
            old, floor_s=max(old.floor_s, floor_s), deadline_s=min(old.deadline_s, deadline_s)
        )
    days: dict[tuple[str, int], list[Trip]] = defaultdict(list)
    for number, (van, vehicle, visits) in enumerate(trips):
        days[van, vehicle].append(Trip(visits, tuple(tasks[number])))
    fleet_of = {fleet.type.id: fleet.index for fleet in instance.fleets}
    return Solution(tuple(bookings), tuple(VanDay(fleet_of[van], tuple(done)) for (van, _), done in days.items()))


def _bookings(instance: Instance, rows: tuple[BusLoad, ...]) -> list[Booking]:
    """Rides from bus rows: rows that stay aboard are continued by rows that came aboard the block's next run."""
    table = instance.network.timetable
    number = {run.id: index for index, run in enumerate(table.runs)}
    item_of = {item.consignment: item.index for item in instance.items}
    onward: dict[tuple[int, str], list[list[int]]] = defaultdict(list)
    open_rides: list[tuple[str, int, tuple[BusLeg, ...]]] = []
    bookings: list[Booking] = []
    for row in sorted(rows, key=lambda row: (table.runs[number[row.run]].calls[0].depart_s, row)):
        leg = BusLeg(number[row.run], row.board, row.leave)
        parts: list[tuple[tuple[BusLeg, ...], int]]
        if not row.came_aboard:
            parts = [((leg,), row.parcels)]
        else:
            parts = _continued(onward[leg.run, row.consignment], open_rides, leg, row.parcels)
        for legs, parcels in parts:
            if row.stays_aboard:
                open_rides.append((row.consignment, parcels, legs))
                onward[table.following[leg.run], row.consignment].append([len(open_rides) - 1, parcels])
            else:
                bookings.append(Booking(item_of[row.consignment], parcels, (_ride(instance, legs),)))
    return bookings


def _continued(
    waiting: list[list[int]], open_rides: list[tuple[str, int, tuple[BusLeg, ...]]], leg: BusLeg, parcels: int
) -> list[tuple[tuple[BusLeg, ...], int]]:
    parts = []
    for entry in waiting:
        taken = min(parcels, entry[1])
        if taken:
            entry[1] -= taken
            parcels -= taken
            parts.append(((*open_rides[entry[0]][2], leg), taken))
    return parts


def _ride(instance: Instance, legs: tuple[BusLeg, ...]) -> Ride:
    table = instance.network.timetable
    first, last = legs[0], legs[-1]
    return Ride(
        legs,
        table.call_places[first.run][first.board],
        table.call_places[last.run][last.leave],
        table.runs[first.run].calls[first.board].depart_s,
        table.runs[last.run].calls[last.leave].arrive_s,
        table.runs[first.run].fee_urmb,
    )


def _tasks(
    instance: Instance, plan: Plan
) -> tuple[list[tuple[str, int, tuple[int, ...]]], list[list[Task]], dict[tuple[int, int], tuple[int, int]]]:
    """Trips as (van, number, visits), their tasks, and for each task when it is put on and when put down."""
    index, item_of = instance.network.index, {item.consignment: item for item in instance.items}
    loads = defaultdict(list)
    for load in plan.van_loads:
        loads[load.van, load.number, load.trip].append(load)
    trips: list[tuple[str, int, tuple[int, ...]]] = []
    tasks: list[list[Task]] = []
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    ordered = sorted(plan.van_stops, key=lambda stop: (stop.van, stop.number, stop.trip, stop.seq))
    for key, group in groupby(ordered, key=lambda stop: (stop.van, stop.number, stop.trip)):
        stops = list(group)
        trips.append((key[0], key[1], tuple(index[stop.place] for stop in stops[1:-1])))
        mine: list[Task] = []
        for load in loads[key]:
            item = item_of[load.consignment]
            start, end = index[stops[load.load_seq].place], index[stops[load.unload_seq].place]
            floor_s = item.available_s if start == item.origin else 0
            ends[len(tasks), len(mine)] = (_on_s(stops, load.load_seq), _down_s(stops, load.unload_seq))
            mine.append(task_between(instance, item, load.parcels, start, end, floor_s))
        tasks.append(mine)
    return trips, tasks, ends


def _on_s(stops: list[VanStop], seq: int) -> int:
    return stops[seq].depart_s if seq == 0 else stops[seq].begin_s


def _down_s(stops: list[VanStop], seq: int) -> int:
    return stops[seq].depart_s - stops[seq].rest_s


def recovered_waits(instance: Instance, plan: Plan) -> list[tuple[Wait, int]]:
    """Shelf waits of a plan's transfers and their parcels, as long as they may become while van times still move."""
    bookings = _bookings(instance, plan.bus_loads)
    _, tasks, ends = _tasks(instance, plan)
    return [
        (
            Wait(
                match.place,
                match.coming.time_s if match.coming.task is None else instance.items[match.item].available_s,
                match.going.time_s if match.going.task is None else instance.latest_s,
            ),
            match.parcels,
        )
        for match in _matches(instance, bookings, tasks, ends)
    ]


def waiting_shortfall(instance: Instance, plan: Plan) -> Shortfall | None:
    """What is wrong where goods of a plan change vehicles: sorted too late, or more than the shelves hold."""
    bookings = _bookings(instance, plan.bus_loads)
    _, tasks, ends = _tasks(instance, plan)
    changes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for match in _matches(instance, bookings, tasks, ends):
        where, coming, going = instance.places[match.place], match.coming, match.going
        late_s = instance.ready_after_s(match.place, coming.time_s, coming.parcels) - going.time_s
        if late_s > 0:
            return Shortfall("transfer", late_s, "s", f"not sorted in time at {where.id}")
        if where.storage_parcels is not None:
            changes[match.place] += [(coming.time_s, match.parcels), (going.time_s, -match.parcels)]
    for place, events in changes.items():
        # Sorted by time and then by number, so that departures (negative) count first.
        most = max(accumulate(change for _, change in sorted(events)))
        over = most - (instance.places[place].storage_parcels or 0)
        if over > 0:
            return Shortfall("storage", over, "parcels", f"the shelves at {instance.places[place].id} are full")
    return None


def _transfers(
    instance: Instance,
    bookings: list[Booking],
    tasks: list[list[Task]],
    ends: dict[tuple[int, int], tuple[int, int]],
) -> list[tuple[tuple[int, int], int, int]]:
    """(task, floor, deadline) of every van task that ends or begins at a transfer."""
    limits: dict[tuple[int, int], tuple[int, int]] = {}
    for match in _matches(instance, bookings, tasks, ends):
        coming, going = match.coming, match.going
        if coming.task is not None:
            floor_s, deadline_s = limits.get(coming.task, (0, NEVER))
            latest_s = instance.put_down_limit_s(match.place, going.time_s, coming.parcels)
            limits[coming.task] = (floor_s, min(deadline_s, latest_s))
        if going.task is not None:
            floor_s, deadline_s = limits.get(going.task, (0, NEVER))
            ready_s = instance.ready_after_s(match.place, coming.time_s, coming.parcels)
            limits[going.task] = (max(floor_s, ready_s), deadline_s)
    return [(key, floor_s, deadline_s) for key, (floor_s, deadline_s) in limits.items()]


def _matches(
    instance: Instance,
    bookings: list[Booking],
    tasks: list[list[Task]],
    ends: dict[tuple[int, int], tuple[int, int]],
) -> list[_Match]:
    """What each load that leaves a transfer place brought there, first come first gone."""
    coming: dict[tuple[int, int], list[_Move]] = defaultdict(list)
    going: dict[tuple[int, int], list[_Move]] = defaultdict(list)
    for booking in bookings:
        ride, item = booking.rides[0], instance.items[booking.item]
        if ride.from_place != item.origin:
            going[item.index, ride.from_place].append(_Move(ride.depart_s, booking.parcels, None))
        if ride.to_place != item.destination:
            coming[item.index, ride.to_place].append(_Move(ride.arrive_s, booking.parcels, None))
    for key, (on_s, down_s) in ends.items():
        task = tasks[key[0]][key[1]]
        item = instance.items[task.item]
        if task.from_place != item.origin:
            going[item.index, task.from_place].append(_Move(on_s, task.parcels, key))
        if task.to_place != item.destination:
            coming[item.index, task.to_place].append(_Move(down_s, task.parcels, key))
    return [
        match
        for (item_index, place), arrivals in coming.items()
        for match in _match(instance, item_index, place, arrivals, going[item_index, place])
    ]


def _match(instance: Instance, item: int, place: int, coming: list[_Move], going: list[_Move]) -> list[_Match]:
    coming.sort(key=lambda move: instance.ready_after_s(place, move.time_s, move.parcels))
    going.sort(key=lambda move: move.time_s)
    found, at, left = [], 0, coming[0].parcels if coming else 0
    for leaving in going:
        need = leaving.parcels
        while need and at < len(coming):
            taken = min(need, left)
            found.append(_Match(item, place, coming[at], leaving, taken))
            need, left = need - taken, left - taken
            if left == 0:
                at += 1
                left = coming[at].parcels if at < len(coming) else 0
    return found
