"""Rules on consignments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenarios import units
from scenarios.faults import Fault
from scenarios.rows import Row
from scenarios.rules.case import Case, clock
from scenarios.types import Consignment, Goods, PlaceKind, Scenario

ENDS = (PlaceKind.HUB, PlaceKind.STATION, PlaceKind.VILLAGE)


@dataclass(frozen=True, slots=True)
class Room:
    """The largest single parcel that a vehicle takes: grams, millilitres and, on buses, centimetres."""

    g: int
    ml: int
    cm: int | None = None

    def fits(self, item: Consignment) -> bool:
        """True if the heaviest parcel of a consignment could ride."""
        short = self.cm is None or item.longest_cm <= self.cm
        return item.heaviest_g <= self.g and item.parcel_ml <= self.ml and short


def there_is_demand(case: Case) -> Iterator[Fault]:
    """There is something to carry."""
    if not case.scenario.consignments:
        yield Fault(case.rows.file("consignments"), None, "", "", "at least one consignment")


def consignments_go_elsewhere(case: Case) -> Iterator[Fault]:
    """A consignment does not end where it begins."""
    for item, row in _items(case):
        if item.origin == item.destination:
            yield Fault(*row, "destination", item.destination, "another place than in origin")


def consignments_end_where_people_are(case: Case) -> Iterator[Fault]:
    """Parcels begin and end at a hub, a station or a village."""
    for item, row in _items(case):
        for column, name in (("origin", item.origin), ("destination", item.destination)):
            place = case.places.get(name)
            if place and place.kind not in ENDS:
                yield Fault(*row, column, name, "a hub, a station or a village", f"{name} is a {place.kind}")


def consignments_are_ready_before_due(case: Case) -> Iterator[Fault]:
    """A consignment is not due before it is ready."""
    for item, row in _items(case):
        if item.ready_s > item.due_s:
            yield Fault(*row, "due", clock(item.due_s), f"a time not before ready, {clock(item.ready_s)}")


def heaviest_parcels_are_not_below_the_mean(case: Case) -> Iterator[Fault]:
    """The heaviest parcel weighs at least as much as all do on average."""
    for item, row in _items(case):
        if item.heaviest_g < item.parcel_g:
            found, mean = units.KG_UP.write(item.heaviest_g), units.KG_UP.write(item.parcel_g)
            yield Fault(*row, "heaviest_kg", found, f"at least kg / parcels, here {mean}")


def parcels_fit_some_vehicle(case: Case) -> Iterator[Fault]:
    """A single parcel fits at least one of the vehicles that may carry its class, whatever the strategy.

    A consignment larger than every vehicle is no fault: it is split.
    """
    rooms = {goods: rooms_for(case.scenario, goods) for goods in Goods}
    for item, row in _items(case):
        fitting = rooms[item.goods]
        if fitting and not any(room.fits(item) for room in fitting):
            yield from _too_large(item, row, fitting)


def _too_large(item: Consignment, row: Row, rooms: frozenset[Room]) -> list[Fault]:
    """Return a fault for each size that no vehicle takes, or a single one if no vehicle takes all sizes at once."""
    whose = f"that a vehicle for {item.goods} goods takes"
    kg, litres = units.KG_UP.write(item.heaviest_g), units.LITRES_UP.write(item.parcel_ml)
    mass = "kg" if item.heaviest_g == item.parcel_g else "heaviest_kg"
    most_g, most_ml = max(room.g for room in rooms), max(room.ml for room in rooms)
    sides = [room.cm for room in rooms if room.cm is not None]
    faults = []
    if item.heaviest_g > most_g:
        expected = f"at most {units.KG_DOWN.write(most_g)} kg {whose}"
        faults.append(Fault(*row, mass, f"{kg} kg in one parcel", expected))
    if item.parcel_ml > most_ml:
        expected = f"at most {units.LITRES_DOWN.write(most_ml)} litres {whose}"
        faults.append(Fault(*row, "litres", f"{litres} litres in one parcel", expected))
    if len(sides) == len(rooms) and item.longest_cm > max(sides):
        faults.append(Fault(*row, "longest_cm", str(item.longest_cm), f"at most {max(sides)} cm {whose}"))
    together = f"{kg} kg and {litres} litres in one parcel"
    return faults or [
        Fault(*row, mass, together, f"a parcel {whose}: each size alone fits one, all at once fit none")
    ]


def rooms_for(scenario: Scenario, goods: Goods) -> frozenset[Room]:
    """Return the different rooms of vans and of today's shared runs that may carry a class of goods."""
    rooms = {
        Room(van.capacity_g, van.capacity_ml)
        for van in scenario.vans
        if van.number and (van.cold or goods is not Goods.COLD)
    }
    limits = scenario.settings
    rooms |= {
        Room(min(run.usable_g, limits.bus_max_piece_g), run.usable_ml, limits.bus_max_side_cm)
        for run in scenario.runs_today()
        if goods in run.goods and goods is not Goods.BARRED and run.usable_pieces != 0
    }
    return frozenset(rooms)


def _items(case: Case) -> Iterator[tuple[Consignment, Row]]:
    return zip(case.scenario.consignments, case.rows.consignments, strict=True)
