"""What may happen at all: bus ways, van loads and van trips that no rule excludes by itself.

Pure data, before any model. Everything dropped here is provably useless or impossible, so that the model keeps an
optimum: a load that cannot be put down in time even if its van did nothing else, a van more than the money saved by
using it could pay for, a trip more than fit into a shift.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from networks import UNREACHABLE, Itinerary, Ride
from optimizer.instance import Fleet, Instance, Item

Windows = tuple[tuple[int, int], ...]


class Row(NamedTuple):
    """A bus load of docs/model.md: all parcels of an item with the same run, calls and aboard flags."""

    item: int
    run: int
    board: int
    leave: int
    came: bool
    stays: bool


class Load(NamedTuple):
    """A van load of docs/model.md, on whichever trip: an item's parcels between two places."""

    item: int
    from_place: int
    to_place: int


class TripKey(NamedTuple):
    """One departure of one van, all counted from 0."""

    fleet: int
    van: int
    trip: int


@dataclass(frozen=True, slots=True)
class BusWay:
    """An itinerary with at least one ride for one item; ``most`` parcels can take it at best."""

    item: Item
    way: Itinerary
    most: int
    rows: tuple[tuple[Row, ...], ...]

    @property
    def last_row(self) -> Row:
        """The bus load that puts the parcels down for the last time."""
        return self.rows[-1][-1]

    @property
    def boarding(self) -> tuple[int, int]:
        """Run and call at which the parcels get on their first bus."""
        return self.rows[0][0].run, self.rows[0][0].board

    @property
    def first_load(self) -> Load | None:
        """The van load that brings the parcels to their first bus, if a van does."""
        leg = self.way.first_mile
        return None if leg is None else Load(self.item.index, leg.from_place, leg.to_place)

    @property
    def last_load(self) -> Load | None:
        """The van load that takes the parcels from their last bus, if a van does."""
        leg = self.way.last_mile
        return None if leg is None else Load(self.item.index, leg.from_place, leg.to_place)


@dataclass(frozen=True, slots=True)
class FleetScope:
    """What the vans of one fleet may do: ``loads`` on any of ``trips`` trips of each of ``vans`` vans.

    ``begins[p]``: windows in which work at place p can begin.
    """

    fleet: Fleet
    loads: tuple[Load, ...]
    begins: dict[int, Windows]
    vans: int
    trips: int

    def trip_keys(self) -> Iterator[TripKey]:
        """All trips of the fleet, van by van."""
        return (TripKey(self.fleet.index, van, trip) for van in range(self.vans) for trip in range(self.trips))


@dataclass(frozen=True, slots=True)
class Scope:
    """All that the model decides on."""

    ways: tuple[BusWay, ...]
    fleets: tuple[FleetScope, ...]


def build_scope(instance: Instance) -> Scope:
    """Find what may happen in an instance."""
    ways = [
        _bus_way(instance, item, way) for item in instance.items for way in instance.ways(item) if not way.by_van_only
    ]
    direct = frozenset(
        Load(item.index, item.origin, item.destination)
        for item in instance.items
        if any(way.by_van_only for way in instance.ways(item))
    )
    ways = [way for way in ways if way.most >= 1]
    while True:
        limits = _limits(instance, ways, direct)
        fleets = [_fleet_scope(instance, fleet, limits) for fleet in instance.fleets]
        offered = {load for scope in fleets for load in scope.loads}
        kept = [way for way in ways if all(load is None or load in offered for load in (way.first_load, way.last_load))]
        if len(kept) == len(ways):
            return Scope(tuple(ways), tuple(scope for scope in fleets if scope.loads))
        ways = kept  # loads of the ways just dropped serve nothing: look again


def rows_of(item: Item, ride: Ride) -> tuple[Row, ...]:
    """The bus loads that a ride belongs to, one for each run."""
    last = len(ride.legs) - 1
    return tuple(Row(item.index, leg.run, leg.board, leg.leave, at > 0, at < last) for at, leg in enumerate(ride.legs))


def _bus_way(instance: Instance, item: Item, way: Itinerary) -> BusWay:
    runs = instance.network.timetable.runs
    most = min(item.parcels, way.max_parcels)
    for leg in (leg for ride in way.rides for leg in ride.legs):
        run = runs[leg.run]
        most = min(most, run.usable_ml // max(1, item.parcel_ml), run.usable_g // max(1, item.parcel_g))
        most = most if run.usable_pieces is None else min(most, run.usable_pieces)
    return BusWay(item, way, most, tuple(rows_of(item, ride) for ride in way.rides))


class _Limits(NamedTuple):
    """When a van load can be put on at the earliest and must be put down (end of work) or delivered at the latest."""

    floor_s: int
    put_down_s: int
    deliver_s: int


def _limits(instance: Instance, ways: list[BusWay], direct: frozenset[Load]) -> dict[Load, _Limits]:
    """The widest limits of each van load, over all the ways that it may be part of."""
    runs, never = instance.network.timetable.runs, instance.latest_s
    hard = instance.settings.late_urmb_per_s is None
    floors: dict[Load, list[int]] = defaultdict(list)
    puts: dict[Load, list[int]] = defaultdict(list)
    for load in direct:
        floors[load].append(instance.items[load.item].available_s)
    for way in ways:
        if way.first_load is not None:
            floors[way.first_load].append(way.item.available_s)
            run, call = way.boarding
            place = way.first_load.to_place
            puts[way.first_load].append(instance.put_down_limit_s(place, runs[run].calls[call].depart_s, 1))
        if way.last_load is not None:
            arrive_s = way.way.rides[-1].arrive_s
            floors[way.last_load].append(instance.ready_after_s(way.last_load.from_place, arrive_s, 1))
    found = {}
    for load, floor in floors.items():
        ends = load.to_place == instance.items[load.item].destination
        due_s = instance.items[load.item].due_s if hard and ends else never
        found[load] = _Limits(min(floor), max(puts[load], default=never), due_s)
    return found


def _fleet_scope(instance: Instance, fleet: Fleet, limits: dict[Load, _Limits]) -> FleetScope:
    begins: dict[int, list[tuple[int, int]]] = defaultdict(list)
    loads = []
    for load, limit in limits.items():
        times = _times(instance, fleet, load, limit)
        if times is not None:
            loads.append(load)
            for place, first_s, last_s in times:
                begins[place].append((first_s, last_s))
    vans, trips = _most_vans(instance, fleet, loads), _most_trips(instance, fleet, loads)
    windows = {
        place: _overlap(instance.places[place].windows, min(f for f, _ in spans), max(t for _, t in spans))
        for place, spans in begins.items()
        if place != fleet.base
    }
    return FleetScope(fleet, tuple(loads) if vans * trips else (), windows, vans, trips)


def _times(instance: Instance, fleet: Fleet, load: Load, limit: _Limits) -> list[tuple[int, int, int]] | None:
    """(place, first, last) moment of work at both ends of a load on a trip for it alone; None if impossible."""
    item, van, seconds, base = instance.items[load.item], fleet.type, instance.seconds(fleet), fleet.base
    path = (base, load.from_place, load.to_place, base)
    if not instance.can_carry(fleet, item) or any(seconds[a, b] >= UNREACHABLE for a, b in pairwise(path)):
        return None
    work_s = instance.settings.van_stop_s + instance.settings.van_parcel_s
    on_s, off_s = (0 if place == base else work_s for place in (load.from_place, load.to_place))
    out_s, across_s, home_s = (int(seconds[a, b]) for a, b in pairwise(path))
    if out_s + on_s + across_s + off_s + home_s > van.shift_s + van.max_overtime_s:
        return None
    first_s = _open_from(instance, load.from_place, max(limit.floor_s, van.earliest_s + out_s))
    if first_s is None:
        return None
    there_s = _open_from(instance, load.to_place, first_s + on_s + across_s)
    last_s = min(van.latest_s - home_s - off_s, limit.put_down_s - off_s, limit.deliver_s)
    if there_s is None or there_s > last_s:
        return None
    return [(load.from_place, first_s, last_s - across_s - on_s), (load.to_place, there_s, last_s)]


def _open_from(instance: Instance, place: int, time_s: int) -> int | None:
    for opens_s, closes_s in instance.places[place].windows:
        if time_s <= closes_s:
            return max(time_s, opens_s)
    return None


def _overlap(windows: Windows, first_s: int, last_s: int) -> Windows:
    cut = ((max(opens, first_s), min(closes, last_s)) for opens, closes in windows)
    return tuple((opens, closes) for opens, closes in cut if opens <= closes)


def _most_vans(instance: Instance, fleet: Fleet, loads: list[Load]) -> int:
    """Vans that can pay for themselves: to leave everything behind is a plan too, and dearer ones are not optimal."""
    if not loads:
        return 0
    parcels = sum(instance.items[item].parcels for item in {load.item for load in loads})
    spare_urmb = sum(item.parcels * max(0, item.unserved_urmb - item.serve_urmb) for item in instance.items)
    one_urmb = fleet.type.fixed_urmb + fleet.type.trip_urmb + fleet.urmb_per_m * _shortest_m(instance, fleet, loads)
    affordable = parcels if one_urmb == 0 else spare_urmb // one_urmb
    return min(fleet.number, parcels, affordable)


def _most_trips(instance: Instance, fleet: Fleet, loads: list[Load]) -> int:
    """Trips that fit into the longest day of a van and into its range."""
    if not loads:
        return 0
    van, seconds = fleet.type, instance.seconds(fleet)
    parcels = sum(instance.items[item].parcels for item in {load.item for load in loads})
    places = {place for load in loads for place in load[1:] if place != fleet.base}
    work_s = instance.settings.van_stop_s + instance.settings.van_parcel_s
    shortest_s = work_s + min(int(seconds[fleet.base, p]) + int(seconds[p, fleet.base]) for p in places)
    day_s = min(van.shift_s + van.max_overtime_s, van.latest_s - van.earliest_s)
    trips = min(van.max_trips, parcels, (day_s + van.reload_s) // (shortest_s + van.reload_s))
    if van.range_m is not None:
        trips = min(trips, van.range_m // max(1, _shortest_m(instance, fleet, loads)))
    return trips


def _shortest_m(instance: Instance, fleet: Fleet, loads: list[Load]) -> int:
    """Metres that no trip goes below: its first and its last leg. (A quicker road may be a longer one, so that metres,
    other than seconds, know no triangle inequality.)"""
    metres = instance.metres(fleet)
    places = {place for load in loads for place in load[1:] if place != fleet.base}
    return min(int(metres[fleet.base, p]) + int(metres[q, fleet.base]) for p in places for q in places)
