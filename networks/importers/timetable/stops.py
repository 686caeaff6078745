"""The stops of a timetable as places: the user's own by name, or new ones where the sheet gives positions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from networks.importers.busruns import BusPlace
from networks.importers.coordinates import to_wgs84
from networks.importers.faults import Faults
from networks.importers.notes import Notes
from networks.importers.stopmatch import free_id, match_stops, same_name
from networks.importers.texts import safe_id, safe_text
from networks.importers.timetable.reading import SheetRun, SheetStop
from scenarios.faults import Hints
from scenarios.types import Place, PlaceKind


class StopPlaces:
    """Which place each stop of a timetable is. A stop is known by its name: the same name is the same stop."""

    def __init__(
        self,
        file: str,
        runs: Iterable[SheetRun],
        places: Sequence[Place],
        coordinates: str,
        within_m: float,
        notes: Notes,
    ) -> None:
        """Match all stops that occur.

        Raises:
            SourceError: places are given, and no stop is one of them nor has a position.
        """
        self._file = file
        self._notes = notes
        self._places = tuple(place for place in places if place.kind is not PlaceKind.JUNCTION)
        self._new: dict[str, BusPlace] = {}
        self._ids: dict[str, str] = {}
        stops = _distinct(runs)
        positions = _positions(file, stops, coordinates, notes)
        self._match_names({name: first for name, first in stops.items() if name not in positions})
        self._match_positions(positions, within_m)
        self._name_rest(stops)

    def of(self, stop: SheetStop) -> str | None:
        """Return the id of a stop's place; None if it is not known."""
        return self._ids.get(stop.name)

    def new(self) -> list[BusPlace]:
        """Return the stops that are no places of the user's, as places."""
        return list(self._new.values())

    def all(self) -> list[BusPlace]:
        """Return all places with positions: the user's and the new ones."""
        own = [BusPlace(place.id, place.name, place.lon, place.lat) for place in self._places]
        return [*own, *self._new.values()]

    def _match_names(self, stops: dict[str, SheetStop]) -> None:
        """Find the user's places by id, exact name, and name without blanks and endings; one alone must fit."""
        doubtful: set[str] = set()
        for key_of, is_guess in ((_id, False), (_name, False), (_similar, True)):
            by_key: dict[str, list[Place]] = defaultdict(list)
            for place in self._places:
                by_key[key_of(place)].append(place)
            for name, stop in stops.items():
                fitting = by_key.get(same_name(name) if is_guess else name, [])
                if name in self._ids or name in doubtful or not fitting:
                    continue
                detail = f"{name}: {', '.join(f'{place.id} {place.name}' for place in fitting[:5])}"
                if len(fitting) > 1:
                    doubtful.add(name)
                    self._notes.warning(self._file, stop.row, "name that several places have", detail)
                    continue
                self._ids[name] = fitting[0].id
                if is_guess:
                    self._notes.guess(self._file, stop.row, "stop taken as a place of a similar name", detail)

    def _match_positions(self, positions: dict[str, tuple[float, float]], within_m: float) -> None:
        spots = [(name, name, *position) for name, position in positions.items()]
        matches = match_stops(spots, self._places, within_m)
        taken = {place.id for place in self._places}
        for name, match in matches.items():
            detail = f"{name}: {match.place.id} {match.place.name}, {match.metres:,.0f} m away"
            self._notes.guess(self._file, None, f"stop taken as a place ({match.by})", detail)
            self._ids[name] = match.place.id
        for name, (lon, lat) in positions.items():
            if name not in matches:
                place = free_id(safe_id(name), taken)
                self._ids[name] = place
                self._new[place] = BusPlace(place, safe_text(name), round(lon, 7), round(lat, 7))

    def _name_rest(self, stops: dict[str, SheetStop]) -> None:
        """Settle the stops that have neither a place nor a position."""
        rest = {name: stop for name, stop in stops.items() if name not in self._ids}
        if not self._places:
            for name, stop in rest.items():
                self._ids[name] = safe_id(name)
                detail = f"{name}: it needs a place with the id {self._ids[name]}"
                self._notes.warning(self._file, stop.row, "stop without a position: give --places", detail)
            return
        hints = Hints([place.name for place in self._places])
        faults = Faults()
        for name, stop in rest.items():
            detail = f"{name}: its calls are left out; {hints(name)}".removesuffix("; ")
            self._notes.left_out(self._file, stop.row, "stop that is no place of yours", detail)
            faults.add(self._file, stop.row, "", name, "the name of one of your places", hints(name))
        if len(rest) == len(stops):
            faults.raise_any()


def _id(place: Place) -> str:
    return place.id


def _name(place: Place) -> str:
    return place.name


def _similar(place: Place) -> str:
    return same_name(place.name)


def _distinct(runs: Iterable[SheetRun]) -> dict[str, SheetStop]:
    """Return the stops by name: where they have a position if they have one anywhere."""
    stops: dict[str, SheetStop] = {}
    for run in runs:
        for stop, _, _ in run.calls:
            known = stops.setdefault(stop.name, stop)
            if known.position is None and stop.position is not None:
                stops[stop.name] = stop
    return stops


def _positions(
    file: str, stops: dict[str, SheetStop], coordinates: str, notes: Notes
) -> dict[str, tuple[float, float]]:
    found = {name: stop.position for name, stop in stops.items() if stop.position is not None}
    moved = {name: to_wgs84(*position, coordinates) for name, position in found.items()}
    if coordinates != "wgs84" and moved:
        notes.count(file, f"stops moved from {coordinates} to wgs84", len(moved))
    return moved
