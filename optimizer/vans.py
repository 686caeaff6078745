"""Van days: which tasks a van does on which trips, and the times at which it can do them.

A `Task` is one load of docs/model.md: parcels of one item put on at one stop of a trip and taken off at a later one.
`schedule_day` finds the cheapest times of a day whose trips and stop orders are fixed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from networks.roads import UNREACHABLE
from optimizer.instance import Fleet, Instance
from optimizer.vantimes import NEVER, Event, Shortfall, Timed, cheapest_times, hours_urmb, late_urmb, span_urmb

__all__ = [
    "NEVER",
    "Day",
    "Shortfall",
    "Task",
    "Timed",
    "Trip",
    "TripFacts",
    "least_day_urmb",
    "least_span_s",
    "positions",
    "schedule_day",
    "trip_facts",
]


@dataclass(frozen=True, slots=True)
class Task:
    """One load for a van: ``parcels`` of item ``item`` from one place to another.

    ``floor_s``: not put on before. ``deadline_s``: put down (work ended, or trip returned) no later, to catch a bus.
    ``latest_s``: delivered (work begun, or trip returned) no later. ``late_urmb_per_s``: price of each second after
    ``due_s``, for all its parcels together. Limits that do not apply are 0 and `NEVER`.
    """

    item: int
    parcels: int
    from_place: int
    to_place: int
    floor_s: int = 0
    deadline_s: int = NEVER
    latest_s: int = NEVER
    due_s: int = NEVER
    late_urmb_per_s: int = 0


@dataclass(frozen=True, slots=True)
class Trip:
    """Visits of one departure in order (the base is neither first nor last of them) and its tasks."""

    visits: tuple[int, ...]
    tasks: tuple[Task, ...]
    _hash: int = field(default=0, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        """Found once: a trip may have hundreds of tasks, and is looked up for every day that it could be part of."""
        if not self._hash:
            object.__setattr__(self, "_hash", hash((self.visits, self.tasks)))
        return self._hash


@dataclass(frozen=True, slots=True)
class Day:
    """A timed van day: for each trip the departure, the visits and the return."""

    times: tuple[tuple[Timed, ...], ...]
    metres: int
    cost_urmb: int
    late_urmb: int


@dataclass(frozen=True, slots=True)
class TripFacts:
    """What is true of a fleet's trip whatever else its van does.

    ``legs_m``: metres to each visit and back to the base. ``busy_s``: driving and work without any waiting;
    `UNREACHABLE` or more without a road. ``wrong``: what makes the trip impossible; then there are no events.
    """

    legs_m: tuple[int, ...]
    busy_s: int
    wrong: Shortfall | None
    events: tuple[Event, ...]

    @property
    def metres(self) -> int:
        """Metres driven."""
        return sum(self.legs_m)


_DAYS_KEPT = 8_000
"""Timed days and facts of trips that an instance remembers: searches ask for the same ones again and again."""


def schedule_day(instance: Instance, fleet: Fleet, trips: tuple[Trip, ...]) -> Day | Shortfall:
    """Times and cost of a van's day, or the first rule that makes it impossible.

    Checks everything that concerns this van alone: path, van_load, work, opening, due, range, shift, rest, max_trips.
    """
    key = (fleet.index, trips)
    known = instance.timed_days.get(key)
    if known is None:
        known = _scheduled(instance, fleet, trips)
        _remember(instance, key, known)
    assert isinstance(known, (Day, Shortfall))
    return known


def trip_facts(instance: Instance, fleet: Fleet, trip: Trip) -> TripFacts:
    """The facts of a trip."""
    key = (fleet.index, trip)
    known = instance.timed_days.get(key)
    if known is None:
        known = _facts(instance, fleet, trip)
        _remember(instance, key, known)
    assert isinstance(known, TripFacts)
    return known


def _remember(instance: Instance, key: tuple[object, ...], found: object) -> None:
    if len(instance.timed_days) >= _DAYS_KEPT:
        instance.timed_days.clear()
    instance.timed_days[key] = found


def _scheduled(instance: Instance, fleet: Fleet, trips: tuple[Trip, ...]) -> Day | Shortfall:
    if len(trips) > fleet.type.max_trips:
        return Shortfall("fleet", len(trips) - fleet.type.max_trips, "trips")
    facts = [trip_facts(instance, fleet, trip) for trip in trips]
    wrong = next((one.wrong for one in facts if one.wrong is not None), None)
    if wrong is not None:
        return wrong
    metres = sum(one.metres for one in facts)
    if fleet.type.range_m is not None and metres > fleet.type.range_m:
        return Shortfall("range", metres - fleet.type.range_m, "m")
    events = [event for one in facts for event in one.events]
    chain = cheapest_times(events, fleet.type)
    if isinstance(chain, Shortfall):
        return chain
    return _costed(fleet, trips, events, chain, metres)


def least_span_s(instance: Instance, fleet: Fleet, trips: tuple[Trip, ...]) -> int:
    """Seconds that a day with these trips takes at least: without any waiting, but with a rest if it is that long."""
    van = fleet.type
    busy_s = sum(trip_facts(instance, fleet, trip).busy_s for trip in trips) + van.reload_s * (len(trips) - 1)
    return busy_s + (van.rest_s if van.rest_after_s is not None and busy_s > van.rest_after_s else 0)


def least_day_urmb(instance: Instance, fleet: Fleet, trips: tuple[Trip, ...]) -> int:
    """What a day with these trips costs at least: without any waiting or lateness."""
    van = fleet.type
    metres = sum(trip_facts(instance, fleet, trip).metres for trip in trips)
    span_s = least_span_s(instance, fleet, trips)
    return van.fixed_urmb + van.trip_urmb * len(trips) + fleet.urmb_per_m * metres + span_urmb(span_s, van)


def _facts(instance: Instance, fleet: Fleet, trip: Trip) -> TripFacts:
    metres, seconds, settings = instance.metres(fleet), instance.seconds(fleet), instance.settings
    legs = tuple(pairwise((fleet.base, *trip.visits, fleet.base)))
    ends = (
        ((task.from_place, task.parcels) for task in trip.tasks),
        ((task.to_place, task.parcels) for task in trip.tasks),
    )
    handled = sum(parcels for side in ends for place, parcels in side if place != fleet.base)
    driving_s = sum(seconds.item(a, b) for a, b in legs)
    busy_s = driving_s + settings.van_stop_s * len(trip.visits) + settings.van_parcel_s * handled
    wrong = _static_shortfall(instance, fleet, trip)
    events = () if wrong is not None else tuple(trip_events(instance, fleet, trip))
    return TripFacts(tuple(metres.item(a, b) for a, b in legs), busy_s, wrong, events)


def _static_shortfall(instance: Instance, fleet: Fleet, trip: Trip) -> Shortfall | None:
    """Rules that need no times and no other trips: roads, visits once, goods, load along the trip."""
    seconds = instance.seconds(fleet)
    path = (fleet.base, *trip.visits, fleet.base)
    if not trip.visits or len(set(trip.visits)) < len(trip.visits) or fleet.base in trip.visits:
        return Shortfall("path", 1, "stops", "a trip visits no place twice and not its base in between")
    if any(seconds.item(a, b) >= UNREACHABLE for a, b in pairwise(path)):
        return Shortfall("path", 1, "roads", "no road for this van")
    return _load_shortfall(instance, fleet, trip)


def positions(fleet: Fleet, trip: Trip, task: Task) -> tuple[int, int]:
    """Stops of a trip (0 the departure, last the return) at which a task is put on and taken off."""
    load = 0 if task.from_place == fleet.base else 1 + trip.visits.index(task.from_place)
    unload = len(trip.visits) + 1 if task.to_place == fleet.base else 1 + trip.visits.index(task.to_place)
    return load, unload


def _load_shortfall(instance: Instance, fleet: Fleet, trip: Trip) -> Shortfall | None:
    change_ml = [0] * (len(trip.visits) + 2)
    change_g = [0] * (len(trip.visits) + 2)
    used = set()
    for task in trip.tasks:
        item = instance.items[task.item]
        if not instance.can_carry(fleet, item):
            return Shortfall("goods", task.parcels, "parcels", item.consignment)
        load, unload = positions(fleet, trip, task)
        if load >= unload:
            return Shortfall("reference", 1, "loads", "taken off before it is put on")
        used |= {load, unload}
        for change, size in ((change_ml, item.parcel_ml), (change_g, item.parcel_g)):
            change[load] += task.parcels * size
            change[unload] -= task.parcels * size
    if not used.issuperset(range(1, len(trip.visits) + 1)):
        return Shortfall("path", 1, "stops", "a visit without work")
    over_ml = _peak(change_ml) - fleet.type.capacity_ml
    over_g = _peak(change_g) - fleet.type.capacity_g
    if over_ml > 0:
        return Shortfall("van_load", over_ml, "ml")
    return Shortfall("van_load", over_g, "g") if over_g > 0 else None


def _peak(changes: list[int]) -> int:
    load = peak = 0
    for change in changes:
        load += change
        peak = max(peak, load)
    return peak


def trip_events(instance: Instance, fleet: Fleet, trip: Trip) -> Iterator[Event]:
    """The chain of a trip: departure, visits, return, with all limits of the tasks gathered."""
    last = len(trip.visits) + 1
    floors, latest, latest_end, handled = [0] * (last + 1), [NEVER] * (last + 1), [NEVER] * (last + 1), [0] * (last + 1)
    dues: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for task in trip.tasks:
        load, unload = positions(fleet, trip, task)
        floors[load] = max(floors[load], task.floor_s)
        latest[unload] = min(latest[unload], task.latest_s)
        latest_end[unload] = min(latest_end[unload], task.deadline_s)
        handled[load] += task.parcels
        handled[unload] += task.parcels
        if task.late_urmb_per_s:
            dues[unload].append((task.due_s, task.late_urmb_per_s))
    seconds, settings = instance.seconds(fleet), instance.settings
    always = ((0, NEVER),)
    base_windows = instance.places[fleet.base].windows
    path = (fleet.base, *trip.visits, fleet.base)
    for at, place in enumerate(path):
        kind = "depart" if at == 0 else "return" if at == last else "visit"
        work_s = settings.van_stop_s + settings.van_parcel_s * handled[at] if kind == "visit" else 0
        windows = instance.places[place].windows if kind == "visit" else base_windows if handled[at] else always
        travel_s = 0 if at == 0 else seconds.item(path[at - 1], place)
        yield Event(kind, travel_s, work_s, floors[at], latest[at], latest_end[at], windows, tuple(dues.get(at, ())))


def _costed(fleet: Fleet, trips: tuple[Trip, ...], events: list[Event], chain: list[Timed], metres: int) -> Day:
    late = late_urmb(events, chain)
    cost_urmb = (
        fleet.type.fixed_urmb
        + fleet.type.trip_urmb * len(trips)
        + fleet.urmb_per_m * metres
        + hours_urmb(chain, fleet.type)
        + late
    )
    times, at = [], 0
    for trip in trips:
        rows = len(trip.visits) + 2
        times.append(tuple(chain[at : at + rows]))
        at += rows
    return Day(tuple(times), metres, cost_urmb, late)
