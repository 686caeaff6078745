"""Who owes what to whom: every part of the plan's cost, split to the last micro-RMB over what it is paid for.

Fees, handling, sorting, commission, lateness and the price of goods left behind belong to parcels by their rule. What a
van costs in a day is shared by all that it carries in the day, in proportion to litres.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from optimizer.costs import Costs
from optimizer.costs.loads import Move, VanDay
from optimizer.costs.reading import Reading
from reports.journeys import Journey, Leg
from reports.ways import Way, way_of
from scenarios.types import PlaceKind

NOBODY = ""
"""The brand that pays for a van that carries nothing, which no valid plan has."""


@dataclass(frozen=True, slots=True)
class Charge:
    """A piece of one part of the cost.

    ``way``: how the parcels travel. ``vehicle``: the run or the van that it is paid for, or "". ``place``: the village,
    hub or station that it is paid to, or "". ``parcels``: those that it counts; a van's counts each parcel per load.
    """

    part: str
    urmb: int
    parcels: int
    brand: str
    way: Way
    vehicle: str = ""
    place: str = ""


def charges(reading: Reading, journeys: Sequence[Journey]) -> Iterator[Charge]:
    """All charges of a plan; those of a part sum to that part of its cost exactly."""
    shares = _van_shares(reading, journeys)
    for index, journey in enumerate(journeys):
        way = way_of(journey)
        for leg in journey.legs:
            yield from _of_leg(reading, journey, leg, way)
            for part, urmb in shares.get((index, leg.index), ()):
                yield Charge(part, urmb, journey.parcels, journey.consignment.brand, way, leg.vehicle.van)
        if journey.arrived:
            yield from _of_delivery(reading, journey, journey.legs[-1].move, way)
    for name, parcels in reading.left.items():
        item = reading.consignments[name]
        yield Charge("unserved", item.unserved_urmb * parcels, parcels, item.brand, Way.LEFT, place=item.origin)
    for day in reading.days:
        if not any(trip.loads for trip in day.trips):
            for part, urmb in van_parts(reading, day).items():
                yield Charge(part, urmb, 0, NOBODY, Way.VAN, day.van.id)


def _of_leg(reading: Reading, journey: Journey, leg: Leg, way: Way) -> Iterator[Charge]:
    """Fee and handling of one ride."""
    move, parcels, brand = leg.move, journey.parcels, journey.consignment.brand
    if not move.put_on:
        return
    if leg.vehicle.is_bus:
        run = reading.runs[leg.vehicle.run]
        yield Charge("bus_fees", run.fee_urmb * parcels, parcels, brand, way, run.id)
    if leg.vehicle.is_bus or move.from_place != journey.consignment.origin:
        vehicle = leg.vehicle.run or leg.vehicle.van
        each = reading.settings.handling_urmb
        yield Charge("handling", each * parcels, parcels, brand, way, vehicle, move.from_place)


def _of_delivery(reading: Reading, journey: Journey, move: Move, way: Way) -> Iterator[Charge]:
    """Sorting and commission at the ends, and lateness."""
    settings, item, parcels = reading.settings, journey.consignment, journey.parcels
    for end in (item.origin, item.destination):
        kind = reading.places[end].kind
        if kind is PlaceKind.HUB:
            yield Charge("sorting", settings.sorting_urmb * parcels, parcels, item.brand, way, place=end)
        elif kind is PlaceKind.VILLAGE:
            yield Charge("commission", settings.commission_urmb * parcels, parcels, item.brand, way, place=end)
    late_s = max(0, move.arrives_s - item.due_s)
    if late_s:
        urmb = (settings.late_urmb_per_s or 0) * parcels * late_s
        yield Charge("lateness", urmb, parcels, item.brand, way, place=item.destination)


def van_parts(reading: Reading, day: VanDay) -> dict[str, int]:
    """What a van costs in a day, by part, in micro-RMB (`docs/model.md`, section 4)."""
    van, metres, span_s = day.van, day.metres(reading.paths), day.span_s
    co2_urmb_per_m = -(-van.co2_g_per_km * reading.settings.co2_urmb_per_kg // 1_000_000)
    return {
        "van_fixed": van.fixed_urmb,
        "van_trips": van.trip_urmb * len(day.trips),
        "van_distance": van.urmb_per_m * metres,
        "van_hours": van.urmb_per_s * span_s,
        "van_overtime": van.overtime_urmb_per_s * max(0, span_s - van.shift_s),
        "co2": co2_urmb_per_m * metres,
    }


def _van_shares(reading: Reading, journeys: Sequence[Journey]) -> dict[tuple[int, int], list[tuple[str, int]]]:
    """What each leg of each journey bears of its van's day, by part; keys are the indices of journey and load."""
    riders: dict[tuple[str, int], list[tuple[int, int, int]]] = defaultdict(list)
    for index, journey in enumerate(journeys):
        for leg in journey.legs:
            if not leg.vehicle.is_bus:
                litres = journey.parcels * journey.consignment.parcel_ml
                riders[leg.vehicle.van, leg.vehicle.number].append((index, leg.index, litres))
    shares: dict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    for day in reading.days:
        aboard = riders.get((day.van.id, day.number), [])
        for part, urmb in van_parts(reading, day).items():
            if urmb and aboard:
                for (index, load, _), share in zip(aboard, apportion(urmb, [ml for *_, ml in aboard]), strict=True):
                    shares[index, load].append((part, share))
    return shares


def apportion(whole: int, weights: Sequence[int]) -> list[int]:
    """A whole number split in proportion to weights: rounded down, then one more to the largest remainders.

    >>> apportion(10, [1, 1, 1]), apportion(5, [0, 0])
    ([4, 3, 3], [3, 2])
    """
    if not weights:
        return []
    if not any(weights):
        weights = [1] * len(weights)
    scale = sum(weights)
    shares = [whole * weight // scale for weight in weights]
    missing = whole - sum(shares)
    largest_first = sorted(range(len(weights)), key=lambda at: -(whole * weights[at] % scale))
    for at in largest_first[:missing]:
        shares[at] += 1
    return shares


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the accounts in fen: all charges of one part, brand, way, vehicle and place together."""

    part: str
    brand: str
    way: Way
    vehicle: str
    place: str
    parcels: int
    fen: int


def accounts(found: Iterable[Charge], costs: Costs) -> tuple[Item, ...]:
    """All charges in fen, such that the lines of a part sum to that part of the plan's cost in fen.

    However lines are grouped, by brand, by way or by operator, the groups sum to the plan's total.
    """
    sums: dict[tuple[str, str, Way, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for charge in found:
        line = sums[charge.part, charge.brand, charge.way, charge.vehicle, charge.place]
        line[0] += charge.urmb
        line[1] += charge.parcels
    lines = []
    for part, fen in costs.in_fen().items():
        keys = sorted(key for key in sums if key[0] == part)
        for key, share in zip(keys, apportion(fen, [sums[key][0] for key in keys]), strict=True):
            lines.append(Item(*key, sums[key][1], share))
    return tuple(lines)
