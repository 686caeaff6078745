"""A van day and the spots in it where one more task would fit.

Spots are looked at in the order of their extra metres, which bound the extra cost from below, and only until no later
one can be better. Their times are worked out from the day's chain of events with one or two events changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from networks import UNREACHABLE
from optimizer.instance import Fleet, Instance
from optimizer.routing.ways import Leg
from optimizer.solution import VanDay
from optimizer.vans import NEVER, Day, Task, Trip, positions, schedule_day, trip_events
from optimizer.vantimes import Event, Shortfall, cheapest_times, hours_urmb, late_urmb

_MOST_LISTED = 800


@dataclass(frozen=True, slots=True)
class Spot:
    """A day with one more task and its price. ``replaced``: (old, new) tasks of the same load, which has grown."""

    day: VanDay
    task: Task
    cost_urmb: int
    replaced: tuple[tuple[Task, Task], ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a drive between two places fits: on trip ``trip``, or on a new one before trip ``-1 - trip``.

    ``path``: the visits then. ``load`` and ``unload``: the stops at its ends, 0 the departure. ``extra_m``: the detour.
    """

    extra_m: int
    trip: int
    path: tuple[int, ...]
    load: int
    unload: int


class Roads:
    """Travel of one fleet, as lists where the instance is small enough: they are quicker to read than arrays."""

    def __init__(self, instance: Instance, fleet: Fleet) -> None:
        self.fleet = fleet
        self._metres, self._seconds = instance.metres(fleet), instance.seconds(fleet)
        self._listed = len(instance.places) <= _MOST_LISTED
        self._metres_of: list[list[int]] = self._metres.tolist() if self._listed else []
        self._seconds_of: list[list[int]] = self._seconds.tolist() if self._listed else []

    def metres(self, here: int, there: int) -> int:
        """Metres between two places."""
        return self._metres_of[here][there] if self._listed else self._metres.item(here, there)

    def seconds(self, here: int, there: int) -> int:
        """Seconds between two places."""
        return self._seconds_of[here][there] if self._listed else self._seconds.item(here, there)

    def path_m(self, path: tuple[int, ...]) -> int:
        """Metres of a trip to these places and back to the base."""
        total, here, base = 0, self.fleet.base, self.fleet.base
        for place in path:
            total += self.metres(here, place)
            here = place
        return total + self.metres(here, base)


class DayBook:
    """A day, its times and price, and what has been found out about more tasks and better orders (``ordered``)."""

    def __init__(self, instance: Instance, roads: Roads, day: VanDay, most_tried: int) -> None:
        self.day = day
        self._instance = instance
        self.roads = roads
        self._fleet = roads.fleet
        self._most_tried = most_tried
        found = schedule_day(instance, self._fleet, day.trips) if day.trips else Day((), 0, 0, 0)
        self.timed = found if isinstance(found, Day) else None
        self._events = [list(trip_events(instance, self._fleet, trip)) for trip in day.trips] if self.timed else []
        self._room = [_room(instance, self._fleet, trip) for trip in day.trips] if self.timed else []
        self._gaps: dict[tuple[int, int], list[Gap]] = {}
        self.ordered: VanDay | None = None
        self._spots: dict[tuple[Leg, int, int], Spot | None] = {}

    def least_extra_urmb(self, leg: Leg) -> int | None:
        """A lower bound on the extra cost of a leg, or None if it fits nowhere."""
        gaps = self._gaps_for(leg)
        return gaps[0].extra_m * self._fleet.urmb_per_m if gaps else None

    def best_spot(self, leg: Leg, parcels: int, worth_urmb: int) -> Spot | None:
        """The spot for a leg that gains most if a parcel is worth so much; part of the parcels if not all fit."""
        key = (leg, parcels, worth_urmb)
        if key not in self._spots:
            self._spots[key] = self._find_spot(leg, parcels, worth_urmb)
        return self._spots[key]

    def _find_spot(self, leg: Leg, parcels: int, worth_urmb: int) -> Spot | None:
        assert self.timed is not None
        best: tuple[int, Gap, Task, int] | None = None
        tried = 0
        for gap in self._gaps_for(leg):
            if best is not None and gap.extra_m * self._fleet.urmb_per_m - worth_urmb * parcels >= best[0]:
                break
            fits = self._fits(leg, gap, parcels)
            if fits == 0 or tried >= self._most_tried:
                continue
            tried += 1
            task = self._task(leg, gap, fits)
            mates = [later_sorted(mate, leg, fits).deadline_s for mate in self._mates(leg, gap)]
            cost = self._cost_with(gap, task, min(mates, default=NEVER))
            if cost is None:
                continue
            value = cost - self.timed.cost_urmb - worth_urmb * fits
            if best is None or value < best[0]:
                best = (value, gap, task, cost)
        if best is None:
            return None
        _, gap, task, cost = best
        replaced = tuple((mate, later_sorted(mate, leg, task.parcels)) for mate in self._mates(leg, gap))
        return Spot(self._grown(gap, task, dict(replaced)), task, cost, replaced)

    def _mates(self, leg: Leg, gap: Gap) -> list[Task]:
        """Tasks that would be one load with the leg's parcels, put down to catch other buses: sorted together."""
        if leg.caught_s == NEVER or gap.trip < 0:
            return []
        ends = (leg.item, leg.from_place, leg.to_place)
        return [task for task in self.day.trips[gap.trip].tasks if (task.item, task.from_place, task.to_place) == ends]

    def _task(self, leg: Leg, gap: Gap, parcels: int) -> Task:
        known = sum(mate.parcels for mate in self._mates(leg, gap))
        return later_sorted(leg.task(parcels), leg, known)

    def _gaps_for(self, leg: Leg) -> list[Gap]:
        key = (leg.from_place, leg.to_place)
        if key not in self._gaps:
            self._gaps[key] = sorted(self._all_gaps(*key), key=lambda gap: gap.extra_m)
        return self._gaps[key]

    def _all_gaps(self, start: int, end: int) -> Iterator[Gap]:
        base, van = self._fleet.base, self._fleet.type
        for at, trip in enumerate(self.day.trips):
            missing = [place for place in (start, end) if place != base and place not in trip.visits]
            if len(missing) == 2:
                known_m = self.roads.path_m(trip.visits)
                for path in _with_ends(trip.visits, base, start, end):
                    yield self._gap(at, path, start, end, self.roads.path_m(path) - known_m)
            elif missing:
                yield from self._one_more(at, trip.visits, missing[0], start, end)
            elif next(_with_ends(trip.visits, base, start, end), None) is not None:
                yield self._gap(at, trip.visits, start, end, 0)
        if len(self.day.trips) < van.max_trips:
            path = tuple(place for place in (start, end) if place != base)
            for at in range(len(self.day.trips) + 1):
                yield self._gap(-1 - at, path, start, end, self.roads.path_m(path))

    def _one_more(self, at: int, visits: tuple[int, ...], place: int, start: int, end: int) -> Iterator[Gap]:
        """Gaps of a trip that already visits one end, or has it as its base."""
        first, last = 0, len(visits)
        if place == end and start in visits:
            first = visits.index(start) + 1
        elif place == start and end in visits:
            last = visits.index(end)
        path, metres = (self._fleet.base, *visits, self._fleet.base), self.roads.metres
        for spot in range(first, last + 1):
            before, after = path[spot], path[spot + 1]
            extra_m = metres(before, place) + metres(place, after) - metres(before, after)
            yield self._gap(at, (*visits[:spot], place, *visits[spot:]), start, end, extra_m)

    def _gap(self, at: int, path: tuple[int, ...], start: int, end: int, extra_m: int) -> Gap:
        base = self._fleet.base
        load = 0 if start == base else path.index(start) + 1
        unload = len(path) + 1 if end == base else path.index(end) + 1
        return Gap(extra_m, at, path, load, unload)

    def _fits(self, leg: Leg, gap: Gap, parcels: int) -> int:
        """Parcels that the van can hold between the two ends of a gap."""
        van, item = self._fleet.type, self._instance.items[leg.item]
        ml, g = van.capacity_ml, van.capacity_g
        if gap.trip >= 0:
            trip = self.day.trips[gap.trip]
            room, known = self._room[gap.trip], set(trip.visits)
            old = sum(place in known for place in gap.path[: gap.load])
            for stop in range(gap.load, gap.unload):
                if stop > gap.load and gap.path[stop - 1] in known:
                    old += 1
                ml, g = min(ml, room[old][0]), min(g, room[old][1])
        return min(parcels, ml // max(1, item.parcel_ml), g // max(1, item.parcel_g))

    def _cost_with(self, gap: Gap, task: Task, mates_s: int) -> int | None:
        """Cost of the day with a task put into a gap, or None if that breaks a rule.

        ``mates_s``: deadline of other tasks of the same load.
        """
        assert self.timed is not None
        van = self._fleet.type
        metres = self.timed.metres + gap.extra_m
        if van.range_m is not None and metres > van.range_m:
            return None
        new = self._trip_events(gap, replace(task, deadline_s=min(task.deadline_s, mates_s)))
        if new is None:
            return None
        at = gap.trip if gap.trip >= 0 else -1 - gap.trip
        parts = [*self._events[:at], new, *self._events[at + (gap.trip >= 0) :]]
        events = [event for part in parts for event in part]
        chain = cheapest_times(events, van)
        if isinstance(chain, Shortfall):
            return None
        cost = van.fixed_urmb + van.trip_urmb * len(parts) + self._fleet.urmb_per_m * metres
        return cost + hours_urmb(chain, van) + late_urmb(events, chain)

    def _trip_events(self, gap: Gap, task: Task) -> list[Event] | None:
        settings, base = self._instance.settings, self._fleet.base
        old = {}
        ends: tuple[Event, Event] = (_DEPART, _RETURN)
        if gap.trip >= 0:
            known = self._events[gap.trip]
            old = dict(zip(self.day.trips[gap.trip].visits, known[1:-1], strict=True))
            ends = (known[0], known[-1])
        events, here = [ends[0]], base
        for place in gap.path:
            seconds = self.roads.seconds(here, place)
            event = old.get(place)
            if event is None:
                windows = self._instance.places[place].windows
                event = Event("visit", seconds, settings.van_stop_s, 0, NEVER, NEVER, windows, ())
            elif event.travel_s != seconds:
                event = replace(event, travel_s=seconds)
            if seconds >= UNREACHABLE:
                return None
            events.append(event)
            here = place
        events.append(replace(ends[1], travel_s=self.roads.seconds(here, base)))
        if events[-1].travel_s >= UNREACHABLE:
            return None
        self._add_task(events, gap, task)
        return events

    def _add_task(self, events: list[Event], gap: Gap, task: Task) -> None:
        work_s = self._instance.settings.van_parcel_s * task.parcels
        home = self._instance.places[self._fleet.base].windows
        first, last = events[gap.load], events[gap.unload]
        events[gap.load] = replace(
            first,
            floor_s=max(first.floor_s, task.floor_s),
            work_s=first.work_s + work_s if gap.load else 0,
            windows=first.windows if gap.load else home,
        )
        away = gap.unload <= len(gap.path)
        events[gap.unload] = replace(
            last,
            latest_s=min(last.latest_s, task.latest_s),
            latest_end_s=min(last.latest_end_s, task.deadline_s),
            work_s=last.work_s + work_s if away else 0,
            windows=last.windows if away else home,
            dues=(*last.dues, (task.due_s, task.late_urmb_per_s)) if task.late_urmb_per_s else last.dues,
        )

    def _grown(self, gap: Gap, task: Task, replaced: dict[Task, Task]) -> VanDay:
        trips = self.day.trips
        if gap.trip >= 0:
            trip = Trip(gap.path, (*(replaced.get(old, old) for old in trips[gap.trip].tasks), task))
            return VanDay(self.day.fleet, (*trips[: gap.trip], trip, *trips[gap.trip + 1 :]))
        at = -1 - gap.trip
        return VanDay(self.day.fleet, (*trips[:at], Trip(gap.path, (task,)), *trips[at:]))


_ALWAYS = ((0, NEVER),)
_DEPART = Event("depart", 0, 0, 0, NEVER, NEVER, _ALWAYS, ())
_RETURN = Event("return", 0, 0, 0, NEVER, NEVER, _ALWAYS, ())


def later_sorted(task: Task, leg: Leg, more: int) -> Task:
    """A task whose load has so many more parcels to be sorted before the bus leaves."""
    return replace(task, deadline_s=task.deadline_s - leg.sort_s * more) if leg.caught_s < NEVER and more else task


def _with_ends(visits: tuple[int, ...], base: int, start: int, end: int) -> Iterator[tuple[int, ...]]:
    """The visits with two places among them, in every order that has the first before the second."""
    starts = [visits] if start == base or start in visits else [*_put_in(visits, start)]
    for known in starts:
        after = 0 if start == base else known.index(start) + 1
        if end == base:
            yield known
        elif end in known:
            if known.index(end) >= after:
                yield known
        else:
            yield from ((*known[:at], end, *known[at:]) for at in range(after, len(known) + 1))


def _put_in(visits: tuple[int, ...], place: int) -> Iterator[tuple[int, ...]]:
    return ((*visits[:at], place, *visits[at:]) for at in range(len(visits) + 1))


def _room(instance: Instance, fleet: Fleet, trip: Trip) -> list[tuple[int, int]]:
    """Free ml and g after each stop of a trip but the last."""
    change = [[0, 0] for _ in range(len(trip.visits) + 2)]
    for task in trip.tasks:
        item = instance.items[task.item]
        load, unload = positions(fleet, trip, task)
        for stop, sign in ((load, 1), (unload, -1)):
            change[stop][0] += sign * task.parcels * item.parcel_ml
            change[stop][1] += sign * task.parcels * item.parcel_g
    room, ml, g = [], fleet.type.capacity_ml, fleet.type.capacity_g
    for more_ml, more_g in change[:-1]:
        ml, g = ml - more_ml, g - more_g
        room.append((ml, g))
    return room
