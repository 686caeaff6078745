"""What a scenario says, as frozen values in integers: metres, grams, millilitres, seconds, micro-RMB.

Seconds count from midnight of the service day and may pass 24 h, as in GTFS. Money is in micro-RMB (1 RMB =
1,000,000), so that 0.28 RMB/km is exactly 280 per metre.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum

from scenarios.settings import Settings


class PlaceKind(StrEnum):
    """What a place is for."""

    HUB = "hub"
    STATION = "station"
    VILLAGE = "village"
    STOP = "stop"
    JUNCTION = "junction"


class Goods(StrEnum):
    """Class of goods; it decides which vehicles may carry a consignment."""

    ORDINARY = "ordinary"
    FRAGILE = "fragile"
    BULKY = "bulky"
    COLD = "cold"
    BARRED = "barred"


class Strategy(StrEnum):
    """How brands and vehicles may be used."""

    SEPARATE = "separate"
    JOINT = "joint"
    BUS = "bus"
    SHARED = "shared"

    @property
    def uses_buses(self) -> bool:
        """True if parcels may ride on buses."""
        return self in (Strategy.BUS, Strategy.SHARED)

    @property
    def uses_vans(self) -> bool:
        """True if vans and e-trikes may be used."""
        return self is not Strategy.BUS


@dataclass(frozen=True, slots=True)
class Place:
    """A point of the county; goods change hands at hubs, stations and villages."""

    id: str
    name: str
    kind: PlaceKind
    lon: float
    lat: float
    town: str = ""
    opens_s: int = 0
    closes_s: int = 172_800
    gap_from_s: int | None = None
    gap_to_s: int | None = None
    storage_parcels: int | None = None
    sort_s_per_parcel: int | None = None
    cold_store: bool = False
    source: str = ""

    @property
    def windows(self) -> tuple[tuple[int, int], ...]:
        """Opening windows in seconds, both ends included, in order of time.

        >>> Place("v", "V", PlaceKind.VILLAGE, 0, 0, "", 100, 900, 400, 500).windows
        ((100, 400), (500, 900))
        """
        if self.gap_from_s is None or self.gap_to_s is None:
            return ((self.opens_s, self.closes_s),)
        return ((self.opens_s, self.gap_from_s), (self.gap_to_s, self.closes_s))

    def is_open(self, time_s: int) -> bool:
        """True if somebody is there to hand goods over at ``time_s``."""
        return any(opens <= time_s <= closes for opens, closes in self.windows)


@dataclass(frozen=True, slots=True)
class Link:
    """A piece of road; both ways unless ``oneway``. ``duration_ms`` overrides the speed of its class."""

    from_place: str
    to_place: str
    length_m: int
    road_class: str
    oneway: bool = False
    duration_ms: int | None = None
    max_gross_kg: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A run's stop at a place. ``dwell_limit_s`` bounds the time that cargo may take at it."""

    place: str
    arrive_s: int
    depart_s: int
    load: bool = True
    unload: bool = True
    dwell_limit_s: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One trip of a bus line with its timetable and the hold left for cargo."""

    id: str
    line: str
    block: str
    calls: tuple[Call, ...]
    hold_ml: int
    hold_g: int
    hold_pieces: int | None = None
    haircut_pct: int = 0
    goods: frozenset[Goods] = frozenset({Goods.ORDINARY, Goods.FRAGILE, Goods.BULKY})
    dwell_budget_s: int = 300
    fee_urmb: int = 200_000
    operator: str = ""
    direction: str = ""
    shared: bool = True
    weekdays: frozenset[int] = frozenset(range(1, 8))
    dates: frozenset[datetime.date] = frozenset()
    except_dates: frozenset[datetime.date] = frozenset()
    source: str = ""

    def operates_on(self, day: datetime.date) -> bool:
        """True if the run's calendar holds on ``day``; an exception date beats an added date."""
        return day not in self.except_dates and (day.isoweekday() in self.weekdays or day in self.dates)

    @property
    def usable_ml(self) -> int:
        """Hold volume left after the passengers' haircut, rounded down."""
        return self.hold_ml * (100 - self.haircut_pct) // 100

    @property
    def usable_g(self) -> int:
        """Hold mass left after the passengers' haircut, rounded down."""
        return self.hold_g * (100 - self.haircut_pct) // 100

    @property
    def usable_pieces(self) -> int | None:
        """Pieces left after the passengers' haircut, rounded down; None if pieces are not limited."""
        return None if self.hold_pieces is None else self.hold_pieces * (100 - self.haircut_pct) // 100


@dataclass(frozen=True, slots=True)
class VanType:
    """Vans or e-trikes of one kind at one base. Costs per day, trip, metre and second of the day's span."""

    id: str
    base: str
    number: int
    capacity_ml: int
    capacity_g: int
    kind: str = "van"
    cold: bool = False
    fixed_urmb: int = 0
    trip_urmb: int = 0
    urmb_per_m: int = 0
    urmb_per_s: int = 0
    overtime_urmb_per_s: int = 0
    earliest_s: int = 0
    latest_s: int = 172_800
    shift_s: int = 28_800
    max_overtime_s: int = 0
    rest_after_s: int | None = None
    rest_s: int = 0
    range_m: int | None = None
    reload_s: int = 0
    max_trips: int = 1
    speed_pct: int = 100
    max_kmh: int | None = None
    gross_kg: int = 0
    co2_g_per_km: int = 0


@dataclass(frozen=True, slots=True)
class Consignment:
    """An integer number of like parcels with one origin, destination, brand, class, ready and due time.

    ``heaviest_g`` is the mass of the heaviest parcel; where it is not given, all are taken as equally heavy.
    """

    id: str
    origin: str
    destination: str
    brand: str
    parcels: int
    parcel_g: int
    parcel_ml: int
    ready_s: int
    due_s: int
    unserved_urmb: int
    goods: Goods = Goods.ORDINARY
    heaviest_g: int = 0
    longest_cm: int = 0

    def __post_init__(self) -> None:
        if not self.heaviest_g:
            object.__setattr__(self, "heaviest_g", self.parcel_g)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Exactly what a scenario folder says, validated; compare with ``==``."""

    name: str
    service_date: datetime.date
    strategy: Strategy
    settings: Settings
    places: tuple[Place, ...]
    links: tuple[Link, ...]
    runs: tuple[Run, ...]
    vans: tuple[VanType, ...]
    consignments: tuple[Consignment, ...]
    description: str = field(default="", compare=False)

    def runs_today(self) -> tuple[Run, ...]:
        """Shared runs that operate on the service date, in file order."""
        return tuple(run for run in self.runs if run.shared and run.operates_on(self.service_date))


def link_duration_ms(link: Link, van: VanType, speeds_kmh: dict[str, int]) -> int:
    """Milliseconds that a van of this type needs for a link, at least 1.

    A measured ``duration_ms`` or the speed of the road class, scaled by the van's ``speed_pct``, and never
    faster than its ``max_kmh``. All divisions round up.

    >>> van = VanType("t", "h", 1, 1, 1, speed_pct=100, max_kmh=25)
    >>> link_duration_ms(Link("a", "b", 1000, "county"), van, {"county": 45})
    144000
    """
    if link.duration_ms is None:
        free_ms = -(-link.length_m * 3600 * 100 // (speeds_kmh[link.road_class] * van.speed_pct))
    else:
        free_ms = -(-link.duration_ms * 100 // van.speed_pct)
    if van.max_kmh is None:
        return max(1, free_ms)
    return max(1, free_ms, -(-link.length_m * 3600 // van.max_kmh))


def may_use(link: Link, van: VanType) -> bool:
    """True if the link's weight limit lets a van of this type pass."""
    return link.max_gross_kg is None or van.gross_kg <= link.max_gross_kg
