"""The ways that goods can take from one place to another: up to two rides, with a van leg at either end."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from networks.roads import UNREACHABLE, IntMatrix
from networks.timetable import Ride, Timetable, rides_from_call
from scenarios.settings import Settings
from scenarios.types import Place, PlaceKind

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class VanLeg:
    """Goods on some van from one place to another."""

    from_place: int
    to_place: int


@dataclass(frozen=True, slots=True)
class Itinerary:
    """One way for goods: an optional van leg, up to two rides, an optional van leg; or one van leg all the way.

    ``max_parcels``: parcels of one consignment that can be sorted in time at the transfer between the two rides.
    """

    rides: tuple[Ride, ...]
    first_mile: VanLeg | None = None
    last_mile: VanLeg | None = None
    max_parcels: int = 1_000_000

    @property
    def by_van_only(self) -> bool:
        """True if no bus takes part."""
        return not self.rides


@dataclass(frozen=True, slots=True)
class Breadth:
    """How widely to search for itineraries.

    ``exhaustive`` keeps every one (for exact search on tiny scenarios). Otherwise dominated rides are dropped, at
    most ``connections`` two-ride ways and ``stations`` transfer stations per village are kept.
    """

    exhaustive: bool = False
    layovers: int = 1
    connections: int = 8
    stations: int = 3
    rides_to_station: int = 12


@dataclass(slots=True)
class Counts:
    """How many itineraries were found and how many were dropped, and why."""

    rides: int = 0
    itineraries: int = 0
    dominated: int = 0
    capped: int = 0


@dataclass(frozen=True)
class Rides:
    """All useful rides of the day, by place of boarding and leaving, in order of departure."""

    between: Mapping[tuple[int, int], tuple[Ride, ...]]
    into: Mapping[int, tuple[int, ...]]
    outof: Mapping[int, tuple[int, ...]]


def collect_rides(
    timetable: Timetable, places: tuple[Place, ...], wanted: frozenset[tuple[int, int]], breadth: Breadth
) -> Rides:
    """Rides between transfer places, and between those and the ends of the wanted (origin, destination) pairs."""
    transfer = {i for i, place in enumerate(places) if place.kind in (PlaceKind.HUB, PlaceKind.STATION)}
    origins = {origin for origin, _ in wanted} | transfer
    destinations = {destination for _, destination in wanted} | transfer
    between: dict[tuple[int, int], list[Ride]] = defaultdict(list)
    for run, calls in enumerate(timetable.call_places):
        for board, place in enumerate(calls[:-1]):
            if place not in origins:
                continue
            for ride in rides_from_call(timetable, places, run, board, breadth.layovers, breadth.exhaustive):
                ends = (ride.from_place, ride.to_place)
                if ride.to_place in destinations and (transfer.intersection(ends) or ends in wanted):
                    between[ends].append(ride)
    return Rides(
        {
            ends: tuple(sorted(rides, key=lambda ride: (ride.depart_s, ride.arrive_s)))
            for ends, rides in between.items()
        },
        _grouped((end, start) for start, end in between),
        _grouped(between),
    )


def _grouped(pairs: Iterator[tuple[int, int]] | Mapping[tuple[int, int], object]) -> dict[int, tuple[int, ...]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(sorted(values)) for key, values in groups.items()}


@dataclass
class ItineraryFinder:
    """Finds the itineraries of (origin, destination) pairs; ``travel_s`` is the quickest van's matrix."""

    places: tuple[Place, ...]
    settings: Settings
    rides: Rides
    travel_s: IntMatrix | None
    breadth: Breadth
    counts: Counts = field(default_factory=Counts)

    def __post_init__(self) -> None:
        self._transfers = [i for i, place in enumerate(self.places) if place.kind in (PlaceKind.HUB, PlaceKind.STATION)]

    def find(self, origin: int, destination: int) -> tuple[Itinerary, ...]:
        """All itineraries worth knowing for one pair, van all the way first."""
        found = list(self._by_van(origin, destination))
        barred = (origin, destination)
        bus = list(self._bus_ways(origin, destination, self.breadth.connections, barred))
        found += [Itinerary(rides, max_parcels=most) for rides, most in bus]
        if self.travel_s is not None:
            found += self._with_vans(origin, destination)
        self.counts.itineraries += len(found)
        return tuple(found)

    def _by_van(self, origin: int, destination: int) -> Iterator[Itinerary]:
        if self._drivable(origin, destination):
            yield Itinerary((), first_mile=VanLeg(origin, destination))

    def _drivable(self, start: int, end: int) -> bool:
        return self.travel_s is not None and bool(self.travel_s[start, end] < UNREACHABLE)

    def _bus_ways(
        self, start: int, end: int, connections: int, barred: tuple[int, int]
    ) -> list[tuple[tuple[Ride, ...], int]]:
        """Ride chains from start to end with the parcels that their transfer can sort in time.

        ``barred``: the consignment's ends, which are no transfer places for it (rule `flow`).
        """
        direct = self.rides.between.get((start, end), ())
        ways: list[tuple[tuple[Ride, ...], int]] = [((ride,), 1_000_000) for ride in direct]
        if self.breadth.exhaustive or not direct:
            ways += self._connections(start, end, connections, barred)
        return ways

    def _connections(
        self, start: int, end: int, most: int, barred: tuple[int, int]
    ) -> list[tuple[tuple[Ride, ...], int]]:
        ways: list[tuple[tuple[Ride, ...], int]] = []
        into_end = set(self.rides.into.get(end, ()))
        for transfer in self.rides.outof.get(start, ()):
            if transfer not in into_end or transfer == end or transfer in barred:
                continue
            if self.places[transfer].kind not in (PlaceKind.HUB, PlaceKind.STATION):
                continue
            first_rides = self.rides.between[start, transfer]
            second_rides = self.rides.between[transfer, end]
            for first in first_rides:
                ways += self._onward(first, second_rides, transfer)
        if self.breadth.exhaustive or len(ways) <= most:
            return ways
        ways.sort(key=lambda way: (way[0][-1].arrive_s, -way[0][0].depart_s))
        kept = _spread(ways, most)
        self.counts.capped += len(ways) - len(kept)
        return kept

    def _onward(
        self, first: Ride, second_rides: tuple[Ride, ...], transfer: int
    ) -> Iterator[tuple[tuple[Ride, ...], int]]:
        """The rides that can be caught after ``first``; only the earliest of each onward block unless exhaustive."""
        least_s, per_parcel_s = transfer_times(self.settings, self.places[transfer])
        earliest = first.arrive_s + least_s + per_parcel_s
        begin = bisect_left(second_rides, earliest, key=lambda ride: ride.depart_s)
        for taken, second in enumerate(second_rides[begin:]):
            if not self.breadth.exhaustive and taken >= 2:
                self.counts.dominated += len(second_rides) - begin - taken
                return
            spare_s = second.depart_s - first.arrive_s - least_s
            yield (first, second), spare_s // per_parcel_s if per_parcel_s else 1_000_000

    def _with_vans(self, origin: int, destination: int) -> Iterator[Itinerary]:
        barred = (origin, destination)
        into = self._near(destination, towards=True, barred=barred)
        outof = self._near(origin, towards=False, barred=barred)
        for station in into:
            for rides, most in self._some_ways(origin, station, barred):
                yield Itinerary(rides, None, VanLeg(station, destination), most)
        for station in outof:
            for rides, most in self._some_ways(station, destination, barred):
                yield Itinerary(rides, VanLeg(origin, station), None, most)
        if self.breadth.exhaustive or self.places[origin].kind == self.places[destination].kind:
            for start in outof:
                for end in into:
                    if start != end:
                        for rides, most in self._some_ways(start, end, barred):
                            yield Itinerary(rides, VanLeg(origin, start), VanLeg(end, destination), most)

    def _some_ways(self, start: int, end: int, barred: tuple[int, int]) -> list[tuple[tuple[Ride, ...], int]]:
        ways = self._bus_ways(start, end, 2, barred)
        if self.breadth.exhaustive or len(ways) <= self.breadth.rides_to_station:
            return ways
        kept = _spread(ways, self.breadth.rides_to_station)
        self.counts.capped += len(ways) - len(kept)
        return kept

    def _near(self, place: int, *, towards: bool, barred: tuple[int, int]) -> list[int]:
        """Transfer places from which a van reaches ``place`` (or the other way), nearest first."""
        assert self.travel_s is not None
        travel = self.travel_s[:, place] if towards else self.travel_s[place, :]
        linked = self.rides.into if towards else self.rides.outof
        near = [
            station
            for station in self._transfers
            if station not in barred and station in linked and travel[station] < UNREACHABLE
        ]
        near.sort(key=lambda station: (int(travel[station]), station))
        return near if self.breadth.exhaustive else near[: self.breadth.stations]


def transfer_times(settings: Settings, place: Place) -> tuple[int, int]:
    """Fixed seconds of a transfer at a place, and seconds per parcel (`F + M + B` and `s_p` of docs/model.md)."""
    fixed_s = settings.transfer_fixed_s + settings.transfer_min_s + settings.transfer_buffer_s
    per_parcel_s = settings.transfer_parcel_s if place.sort_s_per_parcel is None else place.sort_s_per_parcel
    return fixed_s, per_parcel_s


def _spread(items: list[_T], most: int) -> list[_T]:
    """At most ``most`` items, evenly spread over the list, so that all times of the day stay represented."""
    if len(items) <= most:
        return items
    return [items[position * (len(items) - 1) // (most - 1)] for position in range(most)]
