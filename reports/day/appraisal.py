"""The indicators by which counties are appraised: brands, coverage, lines, parcels, timeliness, safety, money, CO2."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from optimizer.checker import Violation
from optimizer.costs import Costs
from optimizer.costs.reading import Reading
from reports.catalogue import mark
from reports.day.manifests import Manifest
from reports.journeys import Journey
from reports.measures import Measures
from scenarios.types import Goods, PlaceKind

BRANDS_WANTED = 3
"""A county's hub should serve three postal and express companies or more (聊政办字〔2024〕9号)."""

_CENTRES = (PlaceKind.HUB, PlaceKind.STATION)
_UNPAID = ("lateness", "unserved")


class Unit(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    PERCENT = "percent"
    NUMBER = "number"
    RMB = "RMB"
    KM = "km"
    KG = "kg"
    G = "g"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure.

    Attributes:
        group, label, note: in English, for the catalogue; the note says how the figure is counted.
        value: in the unit; None where it has no meaning, such as a share of nothing.
        whole: what a count is counted out of, if there is such a whole.
        target: what it is held against; None if the scenario and the notices set none.
        met: whether it is met; None without a target.
    """

    group: str
    label: str
    value: int | Fraction | None
    unit: Unit = Unit.COUNT
    whole: int | None = None
    target: int | None = None
    met: bool | None = None
    note: str = ""


def appraisal(
    reading: Reading,
    journeys: Sequence[Journey],
    buses: Sequence[Manifest],
    measures: Measures,
    costs: Costs,
    violations: Sequence[Violation],
) -> tuple[Indicator, ...]:
    """All indicators, by group."""
    return (
        *_coverage(reading, measures),
        *_brands(reading, journeys),
        *_lines(reading, buses, journeys),
        *_parcels(reading, journeys, measures),
        *_time(reading, journeys, measures),
        *_safety(reading, buses, violations),
        *_money(measures, costs),
        *_climate(measures, costs),
    )


def _coverage(reading: Reading, measures: Measures) -> Iterator[Indicator]:
    group = mark("Coverage of villages")
    villages = sum(place.kind is PlaceKind.VILLAGE for place in reading.places.values())
    modes = measures.villages_by_mode
    yield Indicator(
        group, mark("village points served"), measures.villages_served, whole=measures.villages,
        target=measures.coverage_target_pct, met=measures.meets_target,
        note=mark("of those with parcels today; served means that nothing is left behind"),
    )  # fmt: skip
    yield Indicator(
        group, mark("village points reached"), sum(modes.values()), whole=villages,
        note=mark("of all village points in the scenario; a vehicle brings or collects something"),
    )  # fmt: skip
    yield Indicator(group, mark("reached by bus alone"), modes["bus"], whole=villages)
    yield Indicator(group, mark("reached by van alone"), modes["van"], whole=villages)
    yield Indicator(group, mark("reached by bus and van"), modes["both"], whole=villages)
    stations = {place.id for place in reading.places.values() if place.kind is PlaceKind.STATION}
    used = {end for move in reading.moves for end in (move.from_place, move.to_place)}
    yield Indicator(
        group, mark("town stations used"), len(stations & used), whole=len(stations),
        note=mark("something is loaded or unloaded there"),
    )  # fmt: skip


def _brands(reading: Reading, journeys: Sequence[Journey]) -> Iterator[Indicator]:
    group = mark("Brands")
    hub_brands: set[str] = set()
    village_brands: dict[str, set[str]] = defaultdict(set)
    for journey in journeys:
        item = journey.consignment
        for end in (item.origin, item.destination) if journey.arrived else ():
            if reading.places[end].kind is PlaceKind.HUB:
                hub_brands.add(item.brand)
            elif reading.places[end].kind is PlaceKind.VILLAGE:
                village_brands[end].add(item.brand)
    yield Indicator(
        group, mark("brands at the county hub"), len(hub_brands), target=BRANDS_WANTED,
        met=len(hub_brands) >= BRANDS_WANTED, note=mark("with parcels carried today; three or more are wanted"),
    )  # fmt: skip
    served = len(village_brands)
    per_village = Fraction(sum(map(len, village_brands.values())), served) if served else None
    yield Indicator(group, mark("brands per village point, mean"), per_village, Unit.NUMBER)
    several = sum(len(brands) >= BRANDS_WANTED for brands in village_brands.values())
    yield Indicator(group, mark("village points with three brands or more"), several, whole=served)


def _lines(reading: Reading, buses: Sequence[Manifest], journeys: Sequence[Journey]) -> Iterator[Indicator]:
    group = mark("Lines")
    today = reading.scenario.runs_today()
    used = {sheet.line for sheet in buses}
    yield Indicator(group, mark("cooperation lines used"), len(used), whole=len({run.line for run in today}))
    yield Indicator(group, mark("shared runs used"), len(buses), whole=len(today))
    blocks = {run.block or f"\0{run.id}" for run in today}
    yield Indicator(
        group, mark("buses that carry goods"), len({sheet.block or f"\0{sheet.run}" for sheet in buses}),
        whole=len(blocks),
    )  # fmt: skip
    by_bus = sum(journey.parcels for journey in journeys if journey.arrived and _rides_bus(journey))
    per_line = Fraction(by_bus, len(used)) if used else None
    yield Indicator(group, mark("parcels per line used"), per_line, Unit.NUMBER)


def _rides_bus(journey: Journey) -> bool:
    return any(leg.vehicle.is_bus for leg in journey.legs)


def _parcels(reading: Reading, journeys: Sequence[Journey], measures: Measures) -> Iterator[Indicator]:
    group = mark("Parcels")
    kinds = {name: place.kind for name, place in reading.places.items()}
    down = up = down_by_bus = up_by_bus = 0
    for journey in journeys:
        item = journey.consignment
        if not journey.arrived:
            continue
        if kinds[item.destination] is PlaceKind.VILLAGE:
            down += journey.parcels
            down_by_bus += journey.parcels * _rides_bus(journey)
        elif kinds[item.origin] is PlaceKind.VILLAGE:
            up += journey.parcels
            up_by_bus += journey.parcels * _rides_bus(journey)
    yield Indicator(group, mark("parcels carried"), measures.carried, whole=measures.parcels)
    yield Indicator(
        group, mark("delivered direct to village points"), down, whole=measures.carried,
        note=mark("of all parcels carried"),
    )  # fmt: skip
    yield Indicator(
        group, mark("downward parcels on lines"), down_by_bus, whole=down,
        note=mark("of the parcels delivered in villages, those that ride on a bus on some part of the way"),
    )  # fmt: skip
    yield Indicator(
        group, mark("upward parcels on lines"), up_by_bus, whole=up,
        note=mark("of the parcels collected in villages for the town or county, likewise"),
    )  # fmt: skip


def _time(reading: Reading, journeys: Sequence[Journey], measures: Measures) -> Iterator[Indicator]:
    group = mark("Timeliness")
    yield Indicator(
        group, mark("delivered when due or before"), measures.on_time, whole=measures.carried,
        note=mark("of all parcels carried"),
    )  # fmt: skip
    yield Indicator(
        group, mark("in village points within the policy's hours"), measures.within_target, whole=measures.to_villages,
        note=mark("from ready to delivered; the hours are the scenario's target"),
    )  # fmt: skip
    hours = [
        (journey.legs[-1].move.arrives_s - journey.consignment.ready_s, journey.parcels)
        for journey in journeys
        if journey.arrived and reading.places[journey.consignment.destination].kind is PlaceKind.VILLAGE
    ]
    everything = sum(parcels for _, parcels in hours)
    for label, limit_h in (
        (mark("in village points within 24 hours"), 24),
        (mark("in village points within 48 hours"), 48),
    ):
        yield Indicator(group, label, sum(n for s, n in hours if s <= limit_h * 3600), whole=everything)
    mean_h = Fraction(sum(s * n for s, n in hours), 3600 * everything) if everything else None
    yield Indicator(group, mark("hours from ready to village point, mean"), mean_h, Unit.NUMBER)


def _safety(reading: Reading, buses: Sequence[Manifest], violations: Sequence[Violation]) -> Iterator[Indicator]:
    group = mark("Safety and order")
    count = len(violations)
    yield Indicator(
        group, mark("breaches found by the independent check"), count, target=0, met=not count,
        note=mark("of all rules on loads, times, opening hours and vehicles"),
    )  # fmt: skip
    overfull = sum(call.fill > 1 for sheet in buses for call in sheet.calls[:-1])
    yield Indicator(group, mark("overfull segments of bus runs"), overfull, target=0, met=not overfull)
    barred = sum(load.parcels for load in reading.on_bus if load.consignment.goods is Goods.BARRED)
    yield Indicator(group, mark("barred parcels on buses"), barred, target=0, met=not barred)
    peak = max((sheet.peak for sheet in buses), default=None)
    yield Indicator(
        group, mark("fullest hold of a bus"), None if peak is None else 100 * peak, Unit.PERCENT,
        note=mark("after the passengers' share; the tightest of litres, kg and pieces"),
    )  # fmt: skip


def _money(measures: Measures, costs: Costs) -> Iterator[Indicator]:
    group = mark("Money")
    paid = costs.total - sum(costs.parts()[part] for part in _UNPAID)
    yield Indicator(
        group, mark("money paid"), Fraction(paid, 1_000_000), Unit.RMB,
        note=mark("without the prices of lateness and of goods left behind, which nobody pays"),
    )  # fmt: skip
    per_parcel = Fraction(paid, 1_000_000 * measures.carried) if measures.carried else None
    yield Indicator(group, mark("money paid per parcel carried"), per_parcel, Unit.RMB)
    yield Indicator(
        group, mark("fees to bus operators"), Fraction(costs.bus_fees, 1_000_000), Unit.RMB,
        note=mark("part of the money paid; bus kilometres are driven anyway and count neither as cost nor as saving"),
    )  # fmt: skip


def _climate(measures: Measures, costs: Costs) -> Iterator[Indicator]:
    group = mark("Vans and climate")
    used, available = measures.van_sum("used"), measures.van_sum("available")
    yield Indicator(group, mark("vans and e-trikes used"), used, whole=available)
    yield Indicator(group, mark("kilometres of vans"), Fraction(costs.van_m, 1000), Unit.KM)
    yield Indicator(
        group, mark("CO2 of vans"), Fraction(costs.co2_g, 1000), Unit.KG,
        note=mark("kilometres times the rate of the van's type; buses run anyway, so their further CO2 counts 0"),
    )  # fmt: skip
    per_parcel = Fraction(costs.co2_g, measures.carried) if measures.carried else None
    yield Indicator(group, mark("CO2 per parcel carried"), per_parcel, Unit.G)


def by_group(indicators: Sequence[Indicator]) -> Mapping[str, list[Indicator]]:
    """Indicators by their groups, in order."""
    groups: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        groups.setdefault(indicator.group, []).append(indicator)
    return groups
