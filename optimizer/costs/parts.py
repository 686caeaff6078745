"""The cost of a plan, part by part, in micro-RMB (`docs/model.md`, section 4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields

from optimizer.costs.reading import Reading
from optimizer.plan import Plan
from scenarios.types import PlaceKind, Scenario

URMB_PER_FEN = 10_000


@dataclass(frozen=True, slots=True)
class Costs:
    """What a plan costs: the parts in micro-RMB, and beside them what they were worked out from.

    >>> costs = Costs(van_fixed=15_000, van_trips=15_000, bus_fees=15_000)
    >>> costs.total, costs.total_fen
    (45000, 5)
    >>> [fen for fen in costs.in_fen().values() if fen]
    [2, 2, 1]
    """

    van_fixed: int = 0
    van_trips: int = 0
    van_distance: int = 0
    van_hours: int = 0
    van_overtime: int = 0
    co2: int = 0
    bus_fees: int = 0
    handling: int = 0
    sorting: int = 0
    commission: int = 0
    lateness: int = 0
    unserved: int = 0
    co2_g: int = 0
    """Grams of CO2 from vans, rounded up; not a part. Buses run anyway and count 0."""
    van_m: int = 0
    """Metres driven by vans; not a part."""

    @property
    def total(self) -> int:
        """The sum of the parts, in micro-RMB."""
        return sum(self.parts().values())

    @property
    def total_fen(self) -> int:
        """The total in fen, half a fen rounded up."""
        return (self.total + URMB_PER_FEN // 2) // URMB_PER_FEN

    def parts(self) -> dict[str, int]:
        """The parts by name, in micro-RMB."""
        return {name: getattr(self, name) for name in PARTS}

    def in_fen(self) -> dict[str, int]:
        """The parts by name, in fen, such that they sum to `total_fen` exactly.

        Each part is rounded down, and the fen that are then missing go to the parts with the largest
        remainders (of equal ones to the earlier), so that no part is off by a whole fen.
        """
        parts = self.parts()
        fen = {name: urmb // URMB_PER_FEN for name, urmb in parts.items()}
        missing = self.total_fen - sum(fen.values())
        largest_first = sorted(parts, key=lambda name: -(parts[name] % URMB_PER_FEN))
        for name in largest_first[:missing]:
            fen[name] += 1
        return fen


PARTS = tuple(field.name for field in fields(Costs) if field.name not in ("co2_g", "van_m"))


def cost(scenario: Scenario, plan: Plan) -> Costs:
    """What a plan costs, worked out from the scenario and the plan alone.

    Distances are those of the quickest roads between the stops; nothing is taken from a plan's claims. Rows
    that name what does not exist cost nothing (the checker speaks of them).
    """
    return cost_of(Reading(scenario, plan))


def cost_of(reading: Reading) -> Costs:
    """What a plan costs that has been read into a reading already."""
    return Costs(**_vans(reading), **_buses(reading), **_parcels(reading))


def _vans(reading: Reading) -> dict[str, int]:
    """Costs of vans: fixed, trips, metres, span, overtime, CO2."""
    price = reading.settings.co2_urmb_per_kg
    sums: Counter[str] = Counter()
    co2_mg = 0
    for day in reading.days:
        van, metres, span_s = day.van, day.metres(reading.paths), day.span_s
        sums["van_fixed"] += van.fixed_urmb
        sums["van_trips"] += van.trip_urmb * len(day.trips)
        sums["van_distance"] += van.urmb_per_m * metres
        sums["van_hours"] += van.urmb_per_s * span_s
        sums["van_overtime"] += van.overtime_urmb_per_s * max(0, span_s - van.shift_s)
        # The price of a metre is rounded up to a whole micro-RMB, then multiplied.
        sums["co2"] += -(-van.co2_g_per_km * price // 1_000_000) * metres
        sums["van_m"] += metres
        co2_mg += van.co2_g_per_km * metres
    return {**sums, "co2_g": -(-co2_mg // 1000)}


def _buses(reading: Reading) -> dict[str, int]:
    """Fees to bus operators, and handling.

    Handling is paid for a parcel put on a bus, and for one put on a van anywhere but at its origin. A ride
    through a layover is put on once, so it pays once.
    """
    fees = sum(load.run.fee_urmb * load.parcels for load in reading.on_bus if not load.came_aboard)
    handled = sum(
        move.parcels
        for move in reading.moves
        if move.put_on and (move.by_bus or move.from_place != move.consignment.origin)
    )
    return {"bus_fees": fees, "handling": reading.settings.handling_urmb * handled}


def _parcels(reading: Reading) -> dict[str, int]:
    """Sorting and commission of delivered parcels, lateness, and the price of those left behind."""
    settings, kinds = reading.settings, {place.id: place.kind for place in reading.scenario.places}
    sums: Counter[str] = Counter()
    for move in reading.deliveries():
        ends = [kinds.get(end) for end in (move.consignment.origin, move.consignment.destination)]
        late_s = max(0, move.arrives_s - move.consignment.due_s)
        sums["sorting"] += settings.sorting_urmb * move.parcels * ends.count(PlaceKind.HUB)
        sums["commission"] += settings.commission_urmb * move.parcels * ends.count(PlaceKind.VILLAGE)
        sums["lateness"] += (settings.late_urmb_per_s or 0) * move.parcels * late_s
    for name, parcels in reading.left.items():
        sums["unserved"] += reading.consignments[name].unserved_urmb * parcels
    return sums
