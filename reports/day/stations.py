"""One board per hub and town station: what is loaded and unloaded when, what changes vehicles, what is on the shelf."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from optimizer.costs.reading import Reading
from reports.day.amounts import Amount, Lot, amount_of
from reports.day.bags import Labels
from reports.day.manifests import Manifest
from reports.day.trips import TripSheet
from reports.journeys import Journey, Leg, Vehicle
from reports.ready import cutoff_s, ready_at_transfer_s


@dataclass(frozen=True, slots=True)
class Loading:
    """Goods that one vehicle takes on, or gives off, at one moment; for a bus one row per group of bags.

    ``other``: where a bus takes them off, or has taken them on; "" for a van, whose sheet tells. ``closes_s``: when
    goods for this departure must be ready; for a vehicle that gives off the same as ``time_s``.
    """

    time_s: int
    vehicle: Vehicle
    takes: bool
    other: str
    closes_s: int
    bags: int
    labels: tuple[Labels, ...]
    lots: tuple[Lot, ...]

    @property
    def amount(self) -> Amount:
        """How much."""
        return amount_of(self.lots)


@dataclass(frozen=True, slots=True)
class Transfer:
    """Goods that change from one vehicle to another.

    ``put_down_s``: when they begin to wait; ``ready_s``: when they may leave, after hand-over, sorting, minimum time
    and buffer; ``leaves_s``: when they do.
    """

    came: Vehicle
    put_down_s: int
    ready_s: int
    goes: Vehicle
    leaves_s: int
    lots: tuple[Lot, ...]

    @property
    def amount(self) -> Amount:
        """How much."""
        return amount_of(self.lots)

    @property
    def slack_s(self) -> int:
        """Time to spare."""
        return self.leaves_s - self.ready_s


@dataclass(frozen=True, slots=True)
class Shelf:
    """Parcels that wait from a moment on, until the next step."""

    time_s: int
    parcels: int


@dataclass(frozen=True, slots=True)
class StationBoard:
    """A hub or town station where goods are handled, or from where some are left behind."""

    place: str
    loadings: tuple[Loading, ...]
    transfers: tuple[Transfer, ...]
    shelf: tuple[Shelf, ...]
    storage_parcels: int | None
    left: tuple[Lot, ...]

    @property
    def peak(self) -> int:
        """Most parcels that wait at any moment."""
        return max((step.parcels for step in self.shelf), default=0)


def station_boards(
    reading: Reading, buses: Iterable[Manifest], vans: Iterable[TripSheet], journeys: Iterable[Journey]
) -> tuple[StationBoard, ...]:
    """The boards of all hubs and stations with goods, in the order of the scenario's places."""
    loadings: dict[str, list[Loading]] = defaultdict(list)
    for place, loading in (*_at_buses(reading, buses), *_at_vans(reading, vans)):
        loadings[place].append(loading)
    transfers = _transfers(reading, journeys)
    shelves = _shelves(reading)
    left = _left(reading)
    return tuple(
        StationBoard(
            name,
            tuple(sorted(loadings[name], key=lambda row: (row.time_s, row.takes, row.vehicle, row.labels))),
            tuple(sorted(transfers.get(name, ()), key=lambda row: (row.put_down_s, row.leaves_s, row.came, row.goes))),
            shelves.get(name, ()),
            place.storage_parcels,
            tuple(left.get(name, ())),
        )
        for name, place in reading.places.items()
        if place.kind in ("hub", "station") and (name in loadings or name in transfers or name in left)
    )


def _at_buses(reading: Reading, buses: Iterable[Manifest]) -> Iterator[tuple[str, Loading]]:
    for sheet in buses:
        vehicle = Vehicle(run=sheet.run)
        for call in sheet.calls:
            closes_s = call.depart_s - cutoff_s(reading, call.place)
            for bags in call.on:
                to = sheet.calls[bags.leave].place
                yield (
                    call.place,
                    Loading(call.depart_s, vehicle, True, to, closes_s, bags.number, bags.labels, bags.lots),
                )
            for bags in call.off:
                start = sheet.calls[bags.board].place
                yield (
                    call.place,
                    Loading(call.arrive_s, vehicle, False, start, call.arrive_s, bags.number, bags.labels, bags.lots),
                )


def _at_vans(reading: Reading, vans: Iterable[TripSheet]) -> Iterator[tuple[str, Loading]]:
    for sheet in vans:
        for call in sheet.calls:
            if call.on:
                at_s = call.depart_s if call.seq == 0 else call.begin_s
                closes_s = at_s - cutoff_s(reading, call.place)
                yield call.place, Loading(at_s, sheet.vehicle, True, "", closes_s, 0, (), call.on)
            if call.off:
                yield call.place, Loading(call.begin_s, sheet.vehicle, False, "", call.begin_s, 0, (), call.off)


def _transfers(reading: Reading, journeys: Iterable[Journey]) -> dict[str, list[Transfer]]:
    """Pairs of loads that parcels change between, by place."""
    pairs: dict[tuple[str, Vehicle, int, Vehicle, int], list[tuple[Leg, Lot]]] = defaultdict(list)
    for journey in journeys:
        for came, goes in pairwise(journey.legs):
            if came.move.taken_off:
                key = (came.move.to_place, came.vehicle, came.move.put_down_s, goes.vehicle, goes.move.leaves_s)
                pairs[key].append((came, Lot(journey.consignment, journey.parcels)))
    boards: dict[str, list[Transfer]] = defaultdict(list)
    for (place, came_on, put_down_s, goes_on, leaves_s), found in pairs.items():
        ready_s = max(ready_at_transfer_s(reading, leg.move) for leg, _ in found)
        lots = tuple(lot for _, lot in found)
        boards[place].append(Transfer(came_on, put_down_s, ready_s, goes_on, leaves_s, lots))
    return boards


def _shelves(reading: Reading) -> Mapping[str, tuple[Shelf, ...]]:
    """Steps of what waits at transfer places, as the rule on storage counts it."""
    changes: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for stay in reading.stays:
        for move in stay.comes:
            changes[stay.place][move.put_down_s] += move.parcels
        for move in stay.leaves:
            changes[stay.place][move.leaves_s] -= move.parcels
    shelves = {}
    for place, by_time in changes.items():
        waiting, steps = 0, []
        for at_s, change in sorted(by_time.items()):
            waiting += change
            steps.append(Shelf(at_s, waiting))
        shelves[place] = tuple(steps)
    return shelves


def _left(reading: Reading) -> dict[str, list[Lot]]:
    """Goods left behind by their origin."""
    left: dict[str, list[Lot]] = defaultdict(list)
    for name, parcels in reading.left.items():
        item = reading.consignments[name]
        left[item.origin].append(Lot(item, parcels))
    return left
