"""What the page calls its things: a short reference for links and scripts, and a name for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reports.catalogue import Translator
from reports.catalogue.words import MODES
from reports.journeys import Vehicle
from reports.plain import plain
from scenarios.types import Place


def van_name(vehicle: Vehicle) -> str:
    """A van's name: its type and its number.

    >>> van_name(Vehicle(van="trike", number=2, trip=1))
    'trike #2'
    """
    return f"{plain(vehicle.van)} #{vehicle.number}"


def mode_name(mode: str, _: Translator) -> str:
    """How a village is served, by `Spot.mode`."""
    if mode == "empty":
        return _("no parcels today")
    key = "none" if mode == "left" else mode
    return _(MODES[key])


class Refs:
    """References: ``r`` run, ``v`` van, ``t`` a van's trip, ``l`` bus line, ``p`` place, each with its number.

    They are numbers and not ids, because an id may hold any character.
    """

    def __init__(
        self, runs: Iterable[str], trips: Iterable[Vehicle], lines: Iterable[str], places: Iterable[Place]
    ) -> None:
        """``runs``: those with goods. ``places``: of junctions only those where something happens."""
        self._runs = _numbered(runs)
        self._lines = _numbered(lines)
        self.trips: dict[tuple[str, int], list[Vehicle]] = {}
        for vehicle in trips:
            self.trips.setdefault((vehicle.van, vehicle.number), []).append(vehicle)
        self._vans = {van: number for number, van in enumerate(self.trips)}
        self.places = list(places)
        self._places = _numbered(place.id for place in self.places)

    def run(self, run: str) -> str:
        """Of a run with goods."""
        return f"r{self._runs[run]}"

    def van(self, vehicle: Vehicle) -> str:
        """Of a van's day."""
        return f"v{self._vans[vehicle.van, vehicle.number]}"

    def line(self, line: str) -> str:
        """Of a bus line of the day."""
        return f"l{self._lines[line]}"

    def place(self, place: str) -> str:
        """Of a place."""
        return f"p{self._places[place]}"

    def place_number(self, place: str) -> int:
        """The number of a place."""
        return self._places[place]

    def vehicle(self, vehicle: Vehicle) -> str:
        """Of a run or of one trip of a van."""
        if vehicle.is_bus:
            return self.run(vehicle.run)
        van = (vehicle.van, vehicle.number)
        return f"t{self._vans[van]}.{self.trips[van].index(vehicle)}"


def _numbered(names: Iterable[str]) -> Mapping[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}
