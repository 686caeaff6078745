"""Tiny random scenarios for the exact engine: every rule of the problem turns up in some of them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from scenarios.generate.draw import chance, choose, step, whole
from scenarios.generate.tiny_buses import tiny_runs
from scenarios.generate.tiny_map import TinyMap, tiny_links, tiny_map
from scenarios.settings import Settings
from scenarios.types import Consignment, Goods, Scenario, Strategy, VanType

H = 3600
MINUTE = 60
RMB = 1_000_000

SERVICE_DATE = datetime.date(2026, 3, 4)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the parcels of a class are like: range of grams, range of millilitres."""

    grams: tuple[int, int]
    millilitres: tuple[int, int]


_KINDS = {
    Goods.ORDINARY: _Kind((300, 4_000), (6_000, 24_000)),
    Goods.FRAGILE: _Kind((500, 6_000), (8_000, 30_000)),
    Goods.BULKY: _Kind((8_000, 28_000), (60_000, 150_000)),
    Goods.COLD: _Kind((1_000, 5_000), (8_000, 20_000)),
    Goods.BARRED: _Kind((500, 20_000), (8_000, 90_000)),
}


def tiny_scenario(seed: int) -> Scenario:
    """A scenario of 3 to 6 villages and 2 to 8 consignments, the same for the same seed.

    >>> scenario = tiny_scenario(1)
    >>> scenario == tiny_scenario(1)
    True
    >>> 2 <= len(scenario.consignments) <= 8
    True
    """
    rng = np.random.default_rng(seed)
    county = tiny_map(rng)
    consignments = _consignments(rng, county)
    vans = _vans(rng, county, any(c.goods is Goods.COLD for c in consignments))
    return Scenario(
        name=f"tiny-{seed}",
        service_date=SERVICE_DATE,
        strategy=_strategy(rng),
        settings=_settings(rng),
        places=county.places,
        links=tiny_links(rng, county, min(van.gross_kg for van in vans)),
        runs=tiny_runs(rng, county),
        vans=vans,
        consignments=consignments,
        description="made up at random for tests",
    )


def _strategy(rng: np.random.Generator) -> Strategy:
    if chance(rng, 0.76):
        return Strategy.SHARED
    return choose(rng, tuple(Strategy))


def _settings(rng: np.random.Generator) -> Settings:
    """Mostly the defaults; times are often shorter, so that transfers and second trips fit into a day."""
    quick = chance(rng, 0.5)
    return Settings(
        late_urmb_per_s=None if chance(rng, 0.25) else choose(rng, (139, 139, 1_000)),
        co2_urmb_per_kg=choose(rng, (0, 0, 500_000)),
        hub_cutoff_s=300 if quick else 900,
        transfer_min_s=300 if quick else 1200,
        transfer_buffer_s=choose(rng, (0, 300)) if quick else 900,
        parcels_per_bag=choose(rng, (25, 25, 10, 5)),
        cold_max_wait_s=choose(rng, (1800, 3600, 7200)),
        leave_unreachable=True,
    )


def _vans(rng: np.random.Generator, county: TinyMap, has_cold: bool) -> tuple[VanType, ...]:
    """A van at the hub always; an e-trike at a station and a cold van sometimes."""
    vans = [_hub_van(rng, county.hub)]
    if chance(rng, 0.5):
        vans.append(_trike(rng, choose(rng, county.stations)))
    if chance(rng, 0.5 if has_cold else 0.1):
        vans.append(_cold_van(rng, county.hub))
    return tuple(vans)


def _hub_van(rng: np.random.Generator, base: str) -> VanType:
    tight = chance(rng, 0.3)
    rests = chance(rng, 0.25)
    return VanType(
        id="van",
        base=base,
        number=whole(rng, 1, 2),
        capacity_ml=choose(rng, (400_000, 800_000)) if tight else 4_500_000,
        capacity_g=choose(rng, (50_000, 120_000)) if tight else 900_000,
        kind="e-van",
        fixed_urmb=choose(rng, (320, 160, 60, 20)) * RMB,
        trip_urmb=choose(rng, (0, 0, 5)) * RMB,
        urmb_per_m=280,
        urmb_per_s=choose(rng, (0, 0, 2_000)),
        overtime_urmb_per_s=12_500,
        earliest_s=choose(rng, (6, 7, 8)) * H,
        latest_s=choose(rng, (19, 17, 13)) * H,
        shift_s=choose(rng, (8, 8, 2, 1)) * H,
        max_overtime_s=choose(rng, (2 * H, H, 0)),
        rest_after_s=choose(rng, (H, 2 * H, 4 * H)) if rests else None,
        rest_s=choose(rng, (20, 30)) * MINUTE if rests else 0,
        range_m=choose(rng, (None, 200_000, 60_000, 30_000)),
        reload_s=choose(rng, (15, 15, 5)) * MINUTE,
        max_trips=choose(rng, (3, 2, 1)),
        speed_pct=choose(rng, (100, 100, 90)),
        gross_kg=2_800,
        co2_g_per_km=choose(rng, (0, 120)),
    )


def _trike(rng: np.random.Generator, base: str) -> VanType:
    return VanType(
        id="trike",
        base=base,
        number=1,
        capacity_ml=choose(rng, (1_500_000, 300_000)),
        capacity_g=choose(rng, (300_000, 60_000)),
        kind="e-trike",
        fixed_urmb=choose(rng, (185, 60, 10)) * RMB,
        urmb_per_m=80,
        earliest_s=7 * H,
        latest_s=19 * H,
        shift_s=8 * H,
        range_m=choose(rng, (60_000, 20_000)),
        reload_s=10 * MINUTE,
        max_trips=choose(rng, (4, 2, 1)),
        max_kmh=25,
        gross_kg=800,
    )


def _cold_van(rng: np.random.Generator, base: str) -> VanType:
    return VanType(
        id="coldvan",
        base=base,
        number=1,
        capacity_ml=2_000_000,
        capacity_g=600_000,
        kind="e-van",
        cold=True,
        fixed_urmb=choose(rng, (480, 90)) * RMB,
        urmb_per_m=450,
        overtime_urmb_per_s=12_500,
        earliest_s=6 * H,
        latest_s=19 * H,
        shift_s=8 * H,
        max_overtime_s=2 * H,
        range_m=200_000,
        reload_s=15 * MINUTE,
        max_trips=2,
        gross_kg=2_800,
        co2_g_per_km=190,
    )


def _consignments(rng: np.random.Generator, county: TinyMap) -> tuple[Consignment, ...]:
    return tuple(_consignment(rng, county, number) for number in range(1, whole(rng, 2, 8) + 1))


def _consignment(rng: np.random.Generator, county: TinyMap, number: int) -> Consignment:
    origin, destination = _ends(rng, county)
    goods = _goods(rng)
    kind = _KINDS[goods]
    ready_s, due_s = _times(rng, origin == county.hub)
    parcel_g = step(rng, kind.grams[0], kind.grams[1], 100)
    return Consignment(
        id=f"c{number}",
        origin=origin,
        destination=destination,
        brand=choose(rng, ("A", "A", "B", "C")),
        parcels=_parcels(rng, goods),
        parcel_g=parcel_g,
        parcel_ml=step(rng, kind.millilitres[0], kind.millilitres[1], 1000),
        ready_s=ready_s,
        due_s=due_s,
        unserved_urmb=choose(rng, (20, 20, 20, 50, 4)) * RMB,
        goods=goods,
        heaviest_g=max(parcel_g, 34_000) if goods is Goods.BULKY and chance(rng, 0.3) else parcel_g,
        longest_cm=choose(rng, (0, 60, 110, 140)) if goods is Goods.BULKY else 40,
    )


def _parcels(rng: np.random.Generator, goods: Goods) -> int:
    if goods is Goods.BULKY:
        return whole(rng, 1, 3)
    return whole(rng, 1, 6) if chance(rng, 0.5) else whole(rng, 4, 25)


def _ends(rng: np.random.Generator, county: TinyMap) -> tuple[str, str]:
    """Mostly hub to village, often village to hub, seldom between villages or with a town station."""
    village = choose(rng, county.villages)
    draw = rng.random()
    if draw < 0.55:
        return county.hub, village
    if draw < 0.84:
        return village, county.hub
    if draw < 0.92:
        return village, choose(rng, [other for other in county.villages if other != village])
    station = choose(rng, county.stations)
    return choose(rng, ((county.hub, station), (station, village), (village, station)))


def _goods(rng: np.random.Generator) -> Goods:
    draw = rng.random()
    upper_ends = {Goods.FRAGILE: 0.12, Goods.BULKY: 0.24, Goods.COLD: 0.31, Goods.BARRED: 0.38}
    return next((goods for goods, end in upper_ends.items() if draw < end), Goods.ORDINARY)


def _times(rng: np.random.Generator, inbound: bool) -> tuple[int, int]:
    """Ready and due in seconds; a quarter of the inbound is of the second wave, some goods are due early."""
    if inbound:
        truck_s = 11 * H + 30 * MINUTE if chance(rng, 0.25) else 6 * H
        ready_s = step(rng, truck_s, truck_s + H, 300)
        due_s = 19 * H
    else:
        ready_s = step(rng, 8 * H, 13 * H, 300)
        due_s = 18 * H
    if chance(rng, 0.25):
        due_s = min(due_s, ready_s + step(rng, 1 * H, 5 * H, 900))
    return ready_s, due_s
