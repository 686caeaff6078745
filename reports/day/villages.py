"""One list per village: what comes when, and what has to be ready to be collected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.costs.reading import Reading
from reports.day.amounts import Amount, Lot, amount_of
from reports.journeys import Leg, Vehicle, legs_of
from scenarios.types import PlaceKind


@dataclass(frozen=True, slots=True)
class Visit:
    """A vehicle that brings goods to a village or collects some, at one moment.

    ``late``: parcels brought after they are due.
    """

    time_s: int
    vehicle: Vehicle
    brings: tuple[Lot, ...]
    collects: tuple[Lot, ...]
    late: int


@dataclass(frozen=True, slots=True)
class VillageDay:
    """A village with parcels. ``mode``: ``bus``, ``van``, ``both`` or ``none``, by what reaches it."""

    place: str
    mode: str
    visits: tuple[Visit, ...]
    left_in: tuple[Lot, ...]
    left_out: tuple[Lot, ...]

    @property
    def brought(self) -> Amount:
        """All that comes."""
        return amount_of(lot for visit in self.visits for lot in visit.brings)

    @property
    def collected(self) -> Amount:
        """All that goes."""
        return amount_of(lot for visit in self.visits for lot in visit.collects)

    @property
    def left(self) -> int:
        """Parcels left behind, of those that should come and of those that should go."""
        return sum(lot.parcels for lot in (*self.left_in, *self.left_out))


def village_days(reading: Reading) -> tuple[VillageDay, ...]:
    """The days of all villages that have parcels, in the order of the scenario's places."""
    comes: dict[str, list[Leg]] = defaultdict(list)
    goes: dict[str, list[Leg]] = defaultdict(list)
    for leg in legs_of(reading):
        if leg.move.taken_off and leg.move.to_place == leg.move.consignment.destination:
            comes[leg.move.to_place].append(leg)
        if leg.move.put_on and leg.move.from_place == leg.move.consignment.origin:
            goes[leg.move.from_place].append(leg)
    left_in: dict[str, list[Lot]] = defaultdict(list)
    left_out: dict[str, list[Lot]] = defaultdict(list)
    for name, parcels in reading.left.items():
        item = reading.consignments[name]
        left_in[item.destination].append(Lot(item, parcels))
        left_out[item.origin].append(Lot(item, parcels))
    ends = {end for item in reading.consignments.values() for end in (item.origin, item.destination)}
    return tuple(
        VillageDay(
            name, _mode([*comes[name], *goes[name]]), _visits(comes[name], goes[name]),
            tuple(left_in[name]), tuple(left_out[name]),
        )
        for name, place in reading.places.items()
        if place.kind is PlaceKind.VILLAGE and name in ends
    )  # fmt: skip


def _visits(comes: list[Leg], goes: list[Leg]) -> tuple[Visit, ...]:
    moments: dict[tuple[int, Vehicle], tuple[list[Leg], list[Leg]]] = defaultdict(lambda: ([], []))
    for leg in comes:
        moments[leg.move.arrives_s, leg.vehicle][0].append(leg)
    for leg in goes:
        moments[leg.move.leaves_s, leg.vehicle][1].append(leg)
    return tuple(
        Visit(at_s, vehicle, _lots(brought), _lots(collected), _late(brought))
        for (at_s, vehicle), (brought, collected) in sorted(moments.items())
    )


def _lots(legs: Iterable[Leg]) -> tuple[Lot, ...]:
    lots = [Lot(leg.move.consignment, leg.move.parcels) for leg in legs]
    return tuple(sorted(lots, key=lambda lot: lot.consignment.id))


def _late(legs: Iterable[Leg]) -> int:
    return sum(leg.move.parcels for leg in legs if leg.move.arrives_s > leg.move.consignment.due_s)


def _mode(legs: Iterable[Leg]) -> str:
    kinds = {"bus" if leg.vehicle.is_bus else "van" for leg in legs}
    if not kinds:
        return "none"
    return "both" if len(kinds) > 1 else kinds.pop()
