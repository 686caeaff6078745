"""One sheet per van trip: what the driver loads, delivers and collects, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from optimizer.costs.loads import Trip
from optimizer.costs.reading import Reading
from reports.day.amounts import Amount, Lot, amount_of, total
from reports.day.manifests import fill_of
from reports.day.spare import Room
from reports.journeys import Vehicle


@dataclass(frozen=True, slots=True)
class VanCall:
    """A stop of a trip. ``metres`` are driven from the stop before; ``aboard`` is on the van when it leaves."""

    seq: int
    place: str
    metres: int
    arrive_s: int
    begin_s: int
    depart_s: int
    rest_s: int
    off: tuple[Lot, ...]
    on: tuple[Lot, ...]
    aboard: Amount
    fill: Fraction


@dataclass(frozen=True, slots=True)
class TripSheet:
    """A van trip.

    Attributes:
        last: True for the van's last trip of the day.
        ready_s: when everything that it loads at its base may leave it; None if it loads nothing there.
    """

    vehicle: Vehicle
    kind: str
    base: str
    cold: bool
    capacity: Room
    last: bool
    ready_s: int | None
    calls: tuple[VanCall, ...]

    @property
    def departs_s(self) -> int:
        """When it leaves the base."""
        return self.calls[0].depart_s

    @property
    def returns_s(self) -> int:
        """When it is back at the base."""
        return self.calls[-1].begin_s

    @property
    def metres(self) -> int:
        """Metres driven."""
        return sum(call.metres for call in self.calls)

    @property
    def put_on(self) -> Amount:
        """All that is put on, at the base and on the way."""
        return total(amount_of(call.on) for call in self.calls)

    @property
    def taken_off(self) -> Amount:
        """All that is taken off, on the way and back at the base."""
        return total(amount_of(call.off) for call in self.calls)

    @property
    def peak(self) -> Fraction:
        """Fill of the van where it is fullest: the tighter of litres and kg."""
        return max(call.fill for call in self.calls)


def trip_sheets(reading: Reading, released: Mapping[int, int]) -> tuple[TripSheet, ...]:
    """The sheets of all trips, by van and number. ``released``: see `reports.journeys.releases`."""
    index = len(reading.on_bus)
    made = []
    for day in reading.days:
        for position, trip in enumerate(day.trips):
            at_base = [released[index + n] for n, load in enumerate(trip.loads) if load.load_seq == 0]
            index += len(trip.loads)
            made.append(_sheet(reading, trip, position == len(day.trips) - 1, max(at_base, default=None)))
    return tuple(sorted(made, key=lambda sheet: sheet.vehicle))


def _sheet(reading: Reading, trip: Trip, last: bool, ready_s: int | None) -> TripSheet:
    van = trip.van
    capacity = Room(van.capacity_ml, van.capacity_g, None)
    return TripSheet(
        vehicle=Vehicle(van=van.id, number=trip.number, trip=trip.trip),
        kind=van.kind,
        base=van.base,
        cold=van.cold,
        capacity=capacity,
        last=last,
        ready_s=ready_s,
        calls=tuple(_calls(reading, trip, capacity)),
    )


def _calls(reading: Reading, trip: Trip, capacity: Room) -> Iterator[VanCall]:
    aboard, before = Amount(), trip.stops[0].place
    for stop in trip.stops:
        on = tuple(Lot(load.consignment, load.parcels) for load in trip.loads if load.load_seq == stop.seq)
        off = tuple(Lot(load.consignment, load.parcels) for load in trip.loads if load.unload_seq == stop.seq)
        aboard = aboard + amount_of(on) - amount_of(off)
        yield VanCall(
            seq=stop.seq,
            place=stop.place,
            metres=reading.paths.metres(trip.van, (before, stop.place)),
            arrive_s=stop.arrive_s,
            begin_s=stop.begin_s,
            depart_s=stop.depart_s,
            rest_s=stop.rest_s,
            off=off,
            on=on,
            aboard=aboard,
            fill=fill_of(aboard, capacity),
        )
        before = stop.place
