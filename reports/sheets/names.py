"""What sheets call things: places by names that nobody confuses, vehicles, bags, brands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from reports.catalogue import Translator
from reports.catalogue.words import GOODS
from reports.day.amounts import Lot, by_brand, by_goods
from reports.day.bags import Labels
from reports.journeys import Vehicle
from reports.plain import plain
from scenarios.types import Goods, Scenario


class Names:
    """Names of a scenario's places: the plain name, with the town where others have the name too, or else the id."""

    def __init__(self, scenario: Scenario) -> None:
        alone = Counter(place.name for place in scenario.places)
        in_town = Counter((place.name, place.town) for place in scenario.places)
        self._names: dict[str, str] = {}
        self._towns: dict[str, str] = {}
        for place in scenario.places:
            name = place.name
            if alone[place.name] > 1:
                unique = place.town and in_town[place.name, place.town] == 1
                name = f"{place.name} ({place.town if unique else place.id})"
            self._names[place.id] = plain(name)
            self._towns[place.id] = plain(place.town)

    def place(self, place: str) -> str:
        """The name of a place, or its id if the scenario has none such."""
        return self._names.get(place, plain(place))

    def town(self, place: str) -> str:
        """The town of a place, or ""."""
        return self._towns.get(place, "")


def vehicle_name(vehicle: Vehicle, _: Translator) -> str:
    """A run's id; a van's type, number and trip."""
    if vehicle.is_bus:
        return plain(vehicle.run)
    van = f"{plain(vehicle.van)} #{vehicle.number}"
    return _("{van}, trip {trip}").replace("{van}", van).replace("{trip}", str(vehicle.trip))


def labels_text(labels: Iterable[Labels], run: str) -> str:
    """Labels of bags: plain numbers for those packed for this run, with the run's id for those of another.

    >>> labels_text([Labels("r1", 3, 3), Labels("r2", 1, 4)], "r2")
    'r1/3, 1–4'
    """
    texts = []
    for found in labels:
        # Not a hyphen: a spreadsheet would take "1-4" in a CSV file for a date.
        numbers = str(found.first) if found.first == found.last else f"{found.first}–{found.last}"
        texts.append(numbers if found.run == run else f"{plain(found.run)}/{numbers}")
    return ", ".join(texts)


def joined_text(labels: Iterable[Labels], run: str) -> str:
    """The same, neighbours joined.

    >>> joined_text([Labels("r1", 1, 2), Labels("r1", 3, 3), Labels("r1", 5, 5)], "r1")
    '1–3, 5'
    """
    joined: list[Labels] = []
    for found in sorted(labels):
        if joined and joined[-1].run == found.run and joined[-1].last + 1 == found.first:
            joined[-1] = Labels(found.run, joined[-1].first, found.last)
        else:
            joined.append(found)
    return labels_text(joined, run)


def brands_text(lots: Iterable[Lot]) -> str:
    """Parcels by brand, such as ``sto 3, yto 2``."""
    return ", ".join(f"{plain(brand)} {parcels}" for brand, parcels in by_brand(lots).items())


def care_text(lots: Iterable[Lot], _: Translator) -> str:
    """Parcels that need care, by class: all but the ordinary ones."""
    classes = by_goods(lots).items()
    return ", ".join(f"{_(GOODS[goods])} {parcels}" for goods, parcels in classes if goods != Goods.ORDINARY)
