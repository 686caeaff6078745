"""How large a scenario is: `count(scenario)`."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reports.text import clock
from scenarios.types import Consignment, Place, PlaceKind, Scenario

MOST_WAVES = 8
"""With more moments than this at which parcels become ready, they are shown by the hour."""

_CENTRES = (PlaceKind.HUB, PlaceKind.STATION)


@dataclass(frozen=True, slots=True)
class Counts:
    """How large a scenario is.

    ``road_m``: metres of links by road class, two-way roads counted once. ``lines``, ``buses``: lines and blocks
    with a shared run today. ``vans``: by kind. ``hold_ml``: usable room of one run, smallest, mean and largest.
    ``villages_on_a_line``: villages where a shared run of today calls. ``parcels_by_wave``: parcels at hubs, by the
    time at which they are ready.
    """

    name: str
    service_date: str
    strategy: str
    places: dict[str, int]
    villages_with_parcels: int
    villages_on_a_line: int
    links: int
    road_m: dict[str, int]
    lines: int
    runs: int
    runs_today: int
    buses: int
    hold_ml: tuple[int, int, int]
    vans: dict[str, int]
    consignments: int
    parcels: int
    parcels_g: int
    parcels_ml: int
    parcels_by_brand: dict[str, int]
    parcels_by_goods: dict[str, int]
    parcels_by_direction: dict[str, int]
    parcels_by_wave: dict[str, int]

    def as_dict(self) -> dict[str, object]:
        """The counts as plain values, such as JSON holds."""
        return dataclasses.asdict(self)


def count(scenario: Scenario) -> Counts:
    """Count what a scenario holds."""
    places = {place.id: place for place in scenario.places}
    today = scenario.runs_today()
    items = scenario.consignments
    ends = {end for item in items for end in (item.origin, item.destination)}
    calls = {call.place for run in today for call in run.calls}
    villages = {place.id for place in scenario.places if place.kind is PlaceKind.VILLAGE}
    road_m: Counter[str] = Counter()
    for link in scenario.links:
        road_m[link.road_class] += link.length_m
    return Counts(
        name=scenario.name,
        service_date=scenario.service_date.isoformat(),
        strategy=scenario.strategy.value,
        places={kind.value: sum(place.kind is kind for place in scenario.places) for kind in PlaceKind},
        villages_with_parcels=len(villages & ends),
        villages_on_a_line=len(villages & calls),
        links=len(scenario.links),
        road_m=dict(road_m.most_common()),
        lines=len({run.line for run in today}),
        runs=len(scenario.runs),
        runs_today=len(today),
        buses=len({run.block or f"\0{run.id}" for run in today}),
        hold_ml=_smallest_mean_largest([run.usable_ml for run in today]),
        vans=_vans(scenario),
        consignments=len(items),
        parcels=sum(item.parcels for item in items),
        parcels_g=sum(item.parcels * item.parcel_g for item in items),
        parcels_ml=sum(item.parcels * item.parcel_ml for item in items),
        parcels_by_brand=_parcels((item.brand, item) for item in items),
        parcels_by_goods=_parcels((item.goods.value, item) for item in items),
        parcels_by_direction=_parcels((_direction(item, places), item) for item in items),
        parcels_by_wave=_waves([item for item in items if places[item.origin].kind is PlaceKind.HUB]),
    )


def _vans(scenario: Scenario) -> dict[str, int]:
    """Vans by kind."""
    numbers: Counter[str] = Counter()
    for van in scenario.vans:
        numbers[van.kind] += van.number
    return dict(numbers)


def _smallest_mean_largest(values: list[int]) -> tuple[int, int, int]:
    return (min(values), sum(values) // len(values), max(values)) if values else (0, 0, 0)


def _parcels(pairs: Iterable[tuple[str, Consignment]]) -> dict[str, int]:
    """Parcels by key, the most first."""
    sums: Counter[str] = Counter()
    for key, item in pairs:
        sums[key] += item.parcels
    return dict(sums.most_common())


def _direction(item: Consignment, places: dict[str, Place]) -> str:
    """Towards a village, away from one, from village to village, or between centres."""
    origin, destination = places[item.origin].kind, places[item.destination].kind
    if origin in _CENTRES and destination in _CENTRES:
        return "between centres"
    if origin in _CENTRES:
        return "inbound"
    return "outbound" if destination in _CENTRES else "between villages"


def _waves(items: list[Consignment]) -> dict[str, int]:
    """Parcels by the time at which they are ready, in order of time."""
    exact = len({item.ready_s for item in items}) <= MOST_WAVES
    sums: Counter[int] = Counter()
    for item in items:
        sums[item.ready_s if exact else item.ready_s // 3600 * 3600] += item.parcels
    return {clock(s) if exact else f"{clock(s)}-{clock(s + 3600)}": n for s, n in sorted(sums.items())}
