"""The vans and e-trikes of a county, with rates from the field notes."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from scenarios.generate.spec import MINUTE, H
from scenarios.types import Consignment, VanType

RMB = 1_000_000
AMPLE = 1.5
"""Vans there are, over a simple estimate of the vans needed without any bus."""

VAN = VanType(
    id="van",
    base="",
    number=1,
    capacity_ml=4_500_000,
    capacity_g=900_000,
    kind="e-van",
    fixed_urmb=320 * RMB,
    urmb_per_m=280,
    overtime_urmb_per_s=12_500,
    earliest_s=6 * H + 30 * MINUTE,
    latest_s=19 * H,
    shift_s=8 * H,
    max_overtime_s=2 * H,
    rest_after_s=5 * H,
    rest_s=30 * MINUTE,
    range_m=200_000,
    reload_s=15 * MINUTE,
    max_trips=3,
    gross_kg=2_800,
    co2_g_per_km=102,
)
"""A light e-van: 100 RMB a day and a driver's shift of 220; 0.19 kWh a km at 0.5366 kg of CO2."""

COLD_VAN = replace(
    VAN,
    id="coldvan",
    kind="cold e-van",
    cold=True,
    capacity_ml=3_500_000,
    capacity_g=700_000,
    fixed_urmb=380 * RMB,
    urmb_per_m=448,
    co2_g_per_km=161,
)
"""The same with refrigeration: lease and driving 60 % dearer, 0.30 kWh a km."""

TRIKE = VanType(
    id="trike",
    base="",
    number=1,
    capacity_ml=1_500_000,
    capacity_g=300_000,
    kind="e-trike",
    fixed_urmb=185 * RMB,
    urmb_per_m=80,
    overtime_urmb_per_s=12_500,
    earliest_s=6 * H + 30 * MINUTE,
    latest_s=19 * H,
    shift_s=8 * H,
    max_overtime_s=2 * H,
    rest_after_s=5 * H,
    rest_s=30 * MINUTE,
    range_m=60_000,
    reload_s=10 * MINUTE,
    max_trips=4,
    max_kmh=25,
    gross_kg=800,
    co2_g_per_km=30,
)
"""An e-trike at a town station: 35 RMB a day and a shift of 150."""


@dataclass(frozen=True, slots=True)
class Distances:
    """What the estimate of vans needs to know of the roads: minutes from the hub, minutes between neighbours."""

    hub_min: float
    next_min: float


def estimate_vans(consignments: tuple[Consignment, ...], hub: str, far: Distances) -> int:
    """Vans that could carry everything: by volume and by hours, whichever is more.

    A van makes two full trips. Every second village with parcels of both waves is visited twice, every fourth with
    outbound parcels once more.

    >>> estimate_vans((), "H", Distances(30.0, 4.0))
    0
    """
    litres = sum(c.parcels * c.parcel_ml for c in consignments) / 1e6
    by_volume = litres / (2 * 0.85 * VAN.capacity_ml / 1e6)
    parcels = sum(c.parcels for c in consignments)
    inbound = [c for c in consignments if c.origin == hub]
    villages = len({c.destination for c in inbound})
    visits = (villages + len({(c.destination, c.ready_s) for c in inbound})) / 2
    visits += len({c.origin for c in consignments if c.origin != hub}) / 4
    work_min = visits * (3 + far.next_min) + parcels * 0.05
    by_hours = work_min / max(60.0, 8 * 60 - 3 * far.hub_min - 30)
    return math.ceil(max(by_volume, by_hours))


def make_fleet(
    hub: str,
    vans: int,
    cold_vans: int,
    trikes: tuple[str, ...],
) -> tuple[VanType, ...]:
    """Vans at the hub, cold vans where there are any, and one e-trike at each of the stations given."""
    fleet = [replace(VAN, base=hub, number=vans)] if vans else []
    if cold_vans:
        fleet.append(replace(COLD_VAN, base=hub, number=cold_vans))
    fleet += [replace(TRIKE, id=f"trike-{station}", base=station) for station in trikes]
    return tuple(fleet)
