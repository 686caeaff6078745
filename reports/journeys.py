"""The way of every parcel through a plan, load by load.

At a transfer place the plan says how many parcels come and go, not which: what is sorted first goes first. So no parcel
of a valid plan goes before it is sorted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from optimizer.costs.loads import Move
from optimizer.costs.reading import Reading
from reports.ready import ready_at_origin_s, ready_at_transfer_s
from scenarios.types import Consignment


@dataclass(frozen=True, slots=True, order=True)
class Vehicle:
    """What carries a load: a bus run, or one trip of a van (then ``run`` is "")."""

    run: str = ""
    van: str = ""
    number: int = 0
    trip: int = 0

    @property
    def is_bus(self) -> bool:
        """True for a bus run."""
        return bool(self.run)


@dataclass(frozen=True, slots=True)
class Leg:
    """One load that parcels ride on; ``index`` is its place among the moves of the plan's reading."""

    index: int
    vehicle: Vehicle
    move: Move


@dataclass(frozen=True, slots=True)
class Journey:
    """Parcels of one consignment that ride on the same loads all the way, as far as the plan brings them.

    Parcels left behind have no journey; in a plan that loses parcels some journeys have not ``arrived``.
    """

    consignment: Consignment
    parcels: int
    legs: tuple[Leg, ...]
    arrived: bool


@dataclass(frozen=True, slots=True)
class _Lot:
    """Parcels that wait at one place, or ride through a layover."""

    ready_s: int
    parcels: int
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """A leg with the shelf it takes from and the one it goes to; a layover is a shelf of the block."""

    leg: Leg
    source: tuple[str, str]
    target: tuple[str, str]
    ready_s: int
    """When what it puts down may leave again."""


def journeys_of(reading: Reading) -> tuple[Journey, ...]:
    """The journeys of all parcels of a plan, by consignment in the scenario's order."""
    steps: dict[str, list[_Step]] = defaultdict(list)
    for step in _steps(reading):
        steps[step.leg.move.consignment.id].append(step)
    return tuple(
        journey for name, item in reading.consignments.items() for journey in _follow(item, steps.get(name, []))
    )


def legs_of(reading: Reading) -> tuple[Leg, ...]:
    """Every load of a plan with its vehicle, in the order of the reading's moves."""
    vehicles = [Vehicle(run=load.run.id) for load in reading.on_bus]
    vehicles += [
        Vehicle(van=trip.van.id, number=trip.number, trip=trip.trip) for trip in reading.trips for _ in trip.loads
    ]
    pairs = zip(vehicles, reading.moves, strict=True)
    return tuple(Leg(index, vehicle, move) for index, (vehicle, move) in enumerate(pairs))


def _steps(reading: Reading) -> Iterator[_Step]:
    for leg in legs_of(reading):
        run = reading.runs.get(leg.vehicle.run)
        aboard = ("block", run.block or run.id if run else "")
        source = ("place", leg.move.from_place) if leg.move.put_on else aboard
        target = ("place", leg.move.to_place) if leg.move.taken_off else aboard
        ready_s = ready_at_transfer_s(reading, leg.move) if leg.move.taken_off else leg.move.put_down_s
        yield _Step(leg, source, target, ready_s)


def _follow(item: Consignment, steps: list[_Step]) -> Iterator[Journey]:
    """The journeys of one consignment: those that arrive as they do, then those that are stuck on the way."""
    shelves: dict[tuple[str, str], list[_Lot]] = defaultdict(list)
    for step in sorted(steps, key=lambda step: (step.leg.move.leaves_s, step.leg.move.arrives_s)):
        move = step.leg.move
        for lot in _take(shelves[step.source], move.parcels):
            ridden = _Lot(step.ready_s, lot.parcels, (*lot.legs, step.leg))
            if move.taken_off and move.to_place == item.destination:
                yield Journey(item, ridden.parcels, ridden.legs, arrived=True)
            else:
                shelves[step.target].append(ridden)
    for shelf in shelves.values():
        yield from (Journey(item, lot.parcels, lot.legs, arrived=False) for lot in shelf)


def _take(shelf: list[_Lot], parcels: int) -> list[_Lot]:
    """Take parcels from a shelf, those ready first; what it does not hold begins its way here."""
    shelf.sort(key=lambda lot: lot.ready_s)
    taken = []
    while parcels and shelf:
        lot = shelf.pop(0)
        part = min(parcels, lot.parcels)
        if part < lot.parcels:
            shelf.insert(0, _Lot(lot.ready_s, lot.parcels - part, lot.legs))
        taken.append(_Lot(lot.ready_s, part, lot.legs))
        parcels -= part
    if parcels:
        taken.append(_Lot(0, parcels, ()))
    return taken


def releases(reading: Reading, journeys: Iterable[Journey]) -> Mapping[int, int]:
    """For every load, by its index, when the last of its goods may leave the place where it is put on."""
    latest: dict[int, int] = defaultdict(int)
    for journey in journeys:
        ready_s = ready_at_origin_s(reading, journey.consignment)
        for leg in journey.legs:
            latest[leg.index] = max(latest[leg.index], ready_s)
            if leg.move.taken_off:
                ready_s = ready_at_transfer_s(reading, leg.move)
    return latest
