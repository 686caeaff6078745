"""Bus runs of the tiny scenarios: there and back in blocks, past stations and villages, some with a spur."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.generate.draw import chance, choose, some, step, whole
from scenarios.generate.tiny_map import TinyMap
from scenarios.types import Call, Goods, PlaceKind, Run

MINUTE = 60
H = 3600
BUS_KMH = 27
ROAD_PER_CROW = 1.35

_ALL_BUS_GOODS = frozenset({Goods.ORDINARY, Goods.FRAGILE, Goods.BULKY})


@dataclass(frozen=True, slots=True)
class _Bus:
    """What all runs of a line share: hold, limits, what it carries."""

    hold_ml: int
    hold_g: int
    hold_pieces: int | None
    haircut_pct: int
    goods: frozenset[Goods]
    dwell_limit_s: int | None
    dwell_budget_s: int
    fee_urmb: int


def tiny_runs(rng: np.random.Generator, county: TinyMap) -> tuple[Run, ...]:
    """One or two lines with one to three runs each way; the second line is often a feeder from a station."""
    first = _route(rng, county, county.hub, county.stations[0])
    runs = list(_line_runs(rng, county, "L1", first))
    if chance(rng, 0.6):
        if chance(rng, 0.6):
            second = _route(rng, county, county.stations[0], county.stations[0])
        else:
            second = _route(rng, county, county.hub, county.stations[-1])
        runs += _line_runs(rng, county, "L2", second)
    return tuple(runs)


def _route(rng: np.random.Generator, county: TinyMap, start: str, via: str) -> tuple[str, ...]:
    """Places in order of calls: from ``start`` past ``via`` to one to three villages, the nearest next."""
    left = some(rng, county.villages, whole(rng, 1, 3))
    route = [start]
    # A village on the way to the station is passed first, as a driver would.
    left.sort(key=lambda village: county.crow_km(start, village))
    if start != via:
        on_the_way = [v for v in left if county.crow_km(start, v) < county.crow_km(start, via) - 1.0]
        route += [*on_the_way, via]
        left = [v for v in left if v not in on_the_way]
    if county.stops and chance(rng, 0.5):
        route.append(county.stops[0])
    while left:
        nearest = min(left, key=lambda village: county.crow_km(route[-1], village))
        route.append(nearest)
        left.remove(nearest)
    if len(route) >= 3 and route[-2] != start and chance(rng, 0.15):
        route.append(route[-2])  # a spur: in and out again, so one place is called at twice
    return tuple(route) if len(route) > 1 else (start, county.villages[0])


def _line_runs(rng: np.random.Generator, county: TinyMap, line: str, route: tuple[str, ...]) -> list[Run]:
    bus = _bus(rng)
    pairs = whole(rng, 1, 3)
    clock_s = step(rng, 6 * H + 30 * MINUTE, 9 * H, 300)
    block = "" if chance(rng, 0.1) else f"{line}-bus"
    if block and chance(rng, 0.3):
        # A second bus starts at the far end, so that the first run of that block goes to the hub.
        ways = [(f"{block}2", False), (f"{block}2", True)] * pairs
    else:
        ways = [(block, True), (block, False)] * pairs
    runs = []
    for number, (run_block, outward) in enumerate(ways, start=1):
        if clock_s > 23 * H:
            break
        places = route if outward else tuple(reversed(route))
        calls = _calls(rng, county, bus, places, clock_s)
        runs.append(_run(rng, bus, f"{line}-{number}", line, run_block, outward, calls))
        clock_s = calls[-1].arrive_s + step(rng, 5, 150, 5) * MINUTE
    return runs


def _bus(rng: np.random.Generator) -> _Bus:
    tight = chance(rng, 0.5)
    return _Bus(
        hold_ml=choose(rng, (100_000, 180_000, 250_000)) if tight else choose(rng, (800_000, 2_000_000)),
        hold_g=choose(rng, (15_000, 30_000)) if tight else choose(rng, (150_000, 300_000)),
        hold_pieces=choose(rng, (None, None, 8, 15, 35)),
        haircut_pct=choose(rng, (0, 0, 15, 30)),
        goods=_ALL_BUS_GOODS if chance(rng, 0.8) else frozenset({Goods.ORDINARY}),
        dwell_limit_s=choose(rng, (60, 60, None, 32, 26)),
        dwell_budget_s=choose(rng, (300, 300, 120, 60)),
        fee_urmb=choose(rng, (200_000, 200_000, 500_000)),
    )


def _calls(
    rng: np.random.Generator, county: TinyMap, bus: _Bus, places: tuple[str, ...], start_s: int
) -> tuple[Call, ...]:
    """Timetable at a commercial speed of 27 km/h; the bus waits a minute at calls on the way."""
    calls = []
    clock_s = start_s
    last = len(places) - 1
    kinds = {place.id: place.kind for place in county.places}
    for number, place in enumerate(places):
        if number:
            km = ROAD_PER_CROW * county.crow_km(places[number - 1], place)
            clock_s += MINUTE * max(1, round(60 * km / BUS_KMH))
        stays_s = MINUTE if 0 < number < last else 0
        limit_s = bus.dwell_limit_s if 0 < number < last else None
        shut = kinds[place] is PlaceKind.STOP
        load = not shut and not (0 < number < last and chance(rng, 0.05))
        unload = not shut and not (0 < number < last and chance(rng, 0.05))
        calls.append(Call(place, clock_s, clock_s + stays_s, load, unload, limit_s))
        clock_s += stays_s
    return tuple(calls)


def _run(
    rng: np.random.Generator,
    bus: _Bus,
    id_: str,
    line: str,
    block: str,
    outward: bool,
    calls: tuple[Call, ...],
) -> Run:
    return Run(
        id=id_,
        line=line,
        block=block,
        calls=calls,
        hold_ml=bus.hold_ml,
        hold_g=bus.hold_g,
        hold_pieces=bus.hold_pieces,
        haircut_pct=bus.haircut_pct,
        goods=bus.goods,
        dwell_budget_s=bus.dwell_budget_s,
        fee_urmb=bus.fee_urmb,
        operator="Bus company",
        direction="out" if outward else "back",
        shared=chance(rng, 0.93),
        # The service date is a Wednesday (3); a run of market days only does not operate on it.
        weekdays=frozenset({2, 5}) if chance(rng, 0.05) else frozenset(range(1, 8)),
        source="generated",
    )
