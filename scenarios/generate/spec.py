"""What a county to be generated is like."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from scenarios.types import Strategy

H = 3600
MINUTE = 60

Demand = Literal["thin", "normal", "dense"]

PARCELS_MEDIAN: dict[Demand, float] = {"thin": 4.0, "normal": 10.0, "dense": 25.0}
"""Median of a village's inbound parcels a day. The field notes know 25 from a few busy places; the national mean
of 3,300 parcels a county and day over 350 villages is nearer to 10; 4 is what a remote county sees."""

BRANDS = (("post", 0.25), ("zto", 0.20), ("yto", 0.20), ("yunda", 0.15), ("sto", 0.10), ("jt", 0.10))
"""Six brands and their shares of the parcels; a starting value, no measurement."""

VILLAGES_PER_KM2 = 0.8
VILLAGES_PER_TOWN = 35
VILLAGES_PER_LINE = 42


@dataclass(frozen=True, slots=True)
class CountySpec:
    """A county's size, roads, buses, demand and fleet; shares are from 0 to 1, times in seconds from midnight.

    ``villages``: village points, 3 to 2,000. ``towns``: town stations. ``lines``: bus lines, 0 for none.
    ``runs_low``, ``runs_high``: runs of a line in each direction, fewest and most.
    ``parcels_median``, ``parcels_sigma``: lognormal inbound parcels a village and day.
    ``outbound_share``: outbound per inbound parcel. ``inter_village_share``: villages that send to another one.
    ``second_wave_share``: inbound parcels of the truck that arrives at ``second_truck_s``.
    ``sorting_s``: from a truck's arrival until its parcels are ready.
    ``fragile_share`` to ``barred_share``: classes of goods. ``feeder_share``: lines that start at a town station.
    ``loop_share``: feeders that go round. ``spur_share``: lines that turn in to a side village and out again.
    ``shared_share``: runs that may carry cargo. ``market_share``: lines with extra runs on market days.
    ``vans``, ``cold_vans``: vans at the hub, None for ample (one and a half times a simple estimate).
    ``trike_share``: town stations with an e-trike. ``one_way_share``, ``limited_share``: of the village roads that
    have a way round. ``trike_only_share``: villages whose only road bears no van.
    """

    villages: int
    towns: int
    lines: int
    area_km2: float
    name: str = "county"
    strategy: Strategy = Strategy.SHARED
    service_date: datetime.date = datetime.date(2026, 3, 4)
    runs_low: int = 3
    runs_high: int = 6
    parcels_median: float = 10.0
    parcels_sigma: float = 0.8
    outbound_share: float = 0.15
    inter_village_share: float = 0.01
    brands: tuple[tuple[str, float], ...] = BRANDS
    first_truck_s: int = 6 * H
    second_truck_s: int = 11 * H + 30 * MINUTE
    second_wave_share: float = 0.25
    sorting_s: int = 45 * MINUTE
    fragile_share: float = 0.08
    bulky_share: float = 0.03
    cold_share: float = 0.005
    barred_share: float = 0.03
    feeder_share: float = 0.2
    loop_share: float = 0.4
    spur_share: float = 0.15
    shared_share: float = 0.85
    market_share: float = 0.1
    vans: int | None = None
    cold_vans: int | None = None
    trike_share: float = 0.5
    one_way_share: float = 0.05
    limited_share: float = 0.08
    trike_only_share: float = 0.005

    def __post_init__(self) -> None:
        faults = [*self._count_faults(), *self._share_faults(), *self._other_faults()]
        if faults:
            raise ValueError("this county cannot be generated: " + "; ".join(faults))

    @classmethod
    def of_size(cls, villages: int, demand: Demand = "thin") -> CountySpec:
        """A county as dense as those of Liaocheng (0.8 villages per km2) with ``villages`` village points.

        >>> spec = CountySpec.of_size(350, "normal")
        >>> spec.towns, spec.lines, spec.parcels_median
        (10, 8, 10.0)
        """
        if demand not in PARCELS_MEDIAN:
            raise ValueError(f"this county cannot be generated: demand {demand!r} is not thin, normal or dense")
        return cls(
            villages=villages,
            towns=max(1, round(villages / VILLAGES_PER_TOWN)),
            lines=max(1, min(2, villages // 25), round(villages / VILLAGES_PER_LINE)),
            area_km2=max(20.0, villages / VILLAGES_PER_KM2),
            name=f"county-{villages}-{demand}",
            parcels_median=PARCELS_MEDIAN[demand],
        )

    def _count_faults(self) -> list[str]:
        ranges = {
            "villages": (self.villages, 3, 2_000),
            "towns": (self.towns, 1, min(200, max(1, self.villages))),
            "lines": (self.lines, 0, 200),
            "runs_low": (self.runs_low, 1, 20),
            "runs_high": (self.runs_high, self.runs_low, 20),
            "vans": (self.vans or 0, 0, 10_000),
            "cold_vans": (self.cold_vans or 0, 0, 10_000),
        }
        return [
            f"{name} is {value}, expected {low} to {high}"
            for name, (value, low, high) in ranges.items()
            if not low <= value <= high
        ]

    def _share_faults(self) -> list[str]:
        names = [name for name in self.__slots__ if name.endswith("_share")]
        shares = {name: float(getattr(self, name)) for name in names}
        faults = [f"{name} is {share}, expected 0 to 1" for name, share in shares.items() if not 0 <= share <= 1]
        classes = self.fragile_share + self.bulky_share + self.cold_share + self.barred_share
        if classes > 1:
            faults.append(f"the shares of the classes of goods add up to {classes}, more than 1")
        return faults

    def _other_faults(self) -> list[str]:
        faults = []
        if not 1.0 <= self.area_km2 <= 50_000:
            faults.append(f"area_km2 is {self.area_km2}, expected 1 to 50000")
        if not 0 < self.parcels_median <= 500:
            faults.append(f"parcels_median is {self.parcels_median}, expected more than 0 and at most 500")
        if not 0 <= self.parcels_sigma <= 2:
            faults.append(f"parcels_sigma is {self.parcels_sigma}, expected 0 to 2")
        if not self.brands or any(not brand or share <= 0 for brand, share in self.brands):
            faults.append("brands needs at least one brand, each with a name and a share above 0")
        if len({brand for brand, _ in self.brands}) < len(self.brands):
            faults.append("brands names one brand twice")
        if not 0 <= self.first_truck_s <= self.second_truck_s <= 17 * H:
            faults.append("the trucks' times must be in order, and the second at 17:00 or before")
        if not 0 <= self.sorting_s <= 4 * H:
            faults.append(f"sorting_s is {self.sorting_s}, expected 0 to {4 * H}")
        return faults
