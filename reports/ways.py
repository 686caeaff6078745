"""Which way each parcel goes, followed load by load through a plan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from optimizer.costs.loads import Move, bus_move, van_move
from optimizer.costs.reading import Reading


class Way(StrEnum):
    """How a parcel travels, told by the vehicles it rides on; `bus`: one bus all the way."""

    BUS = "bus"
    BUS_BUS = "bus_bus"
    BUS_VAN = "bus_van"
    VAN = "van"
    LEFT = "left"


WAY_NAMES = {
    Way.BUS: "bus direct",
    Way.BUS_BUS: "bus + bus",
    Way.BUS_VAN: "bus + van",
    Way.VAN: "van all the way",
    Way.LEFT: "left behind",
}
"""What people read for each way."""


@dataclass(frozen=True, slots=True)
class _Lot:
    """Parcels of one consignment that wait at one place, or ride through a layover, with what they rode on."""

    put_down_s: int
    parcels: int
    buses: int
    vans: int


@dataclass(frozen=True, slots=True)
class _Step:
    """A load's move; a load that rides through a layover comes from, or goes to, the shelf of its block."""

    move: Move
    source: tuple[str, str]
    target: tuple[str, str]


def ways_of(reading: Reading) -> dict[str, Counter[Way]]:
    """Parcels of every consignment by the way they go; those left behind, or that never arrive, are `LEFT`.

    At a transfer place the plan says how many parcels come and go, not which: first come, first gone.
    """
    steps: dict[str, list[_Step]] = defaultdict(list)
    for step in _steps(reading):
        steps[step.move.consignment.id].append(step)
    ways = {}
    for name, consignment in reading.consignments.items():
        found = _follow(steps[name])
        carried = found.total()
        if carried < consignment.parcels:
            found[Way.LEFT] = consignment.parcels - carried
        ways[name] = found
    return ways


def _steps(reading: Reading) -> Iterable[_Step]:
    for load in reading.on_bus:
        move = bus_move(load)
        aboard = ("block", load.run.block or load.run.id)
        source = aboard if load.came_aboard else ("place", move.from_place)
        target = aboard if load.stays_aboard else ("place", move.to_place)
        yield _Step(move, source, target)
    for trip in reading.trips:
        for van_load in trip.loads:
            move = van_move(trip, van_load)
            yield _Step(move, ("place", move.from_place), ("place", move.to_place))


def _follow(steps: list[_Step]) -> Counter[Way]:
    """Parcels of one consignment that reach its destination, by way."""
    shelves: dict[tuple[str, str], list[_Lot]] = defaultdict(list)
    arrived: Counter[Way] = Counter()
    for step in sorted(steps, key=lambda step: (step.move.leaves_s, step.move.arrives_s)):
        move = step.move
        for lot in _take(shelves[step.source], move.parcels):
            on_bus = move.by_bus and (move.put_on or not lot.buses)
            ridden = _Lot(move.put_down_s, lot.parcels, lot.buses + on_bus, lot.vans + (not move.by_bus))
            if move.taken_off and move.to_place == move.consignment.destination:
                arrived[_way(ridden)] += ridden.parcels
            else:
                shelves[step.target].append(ridden)
    return arrived


def _take(shelf: list[_Lot], parcels: int) -> list[_Lot]:
    """Take parcels from a shelf, the earliest first; what it does not hold begins its way here."""
    shelf.sort(key=lambda lot: lot.put_down_s)
    taken = []
    while parcels and shelf:
        lot = shelf.pop(0)
        part = min(parcels, lot.parcels)
        if part < lot.parcels:
            shelf.insert(0, _Lot(lot.put_down_s, lot.parcels - part, lot.buses, lot.vans))
        taken.append(_Lot(lot.put_down_s, part, lot.buses, lot.vans))
        parcels -= part
    if parcels:
        taken.append(_Lot(0, parcels, 0, 0))
    return taken


def _way(lot: _Lot) -> Way:
    if not lot.buses:
        return Way.VAN
    if lot.vans:
        return Way.BUS_VAN
    return Way.BUS if lot.buses == 1 else Way.BUS_BUS
