"""When buses run: runs there and back in blocks, with layovers, holds and what may be put into them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import numpy as np

from scenarios.generate.draw import chance, choose, whole
from scenarios.generate.roads import RoadMap
from scenarios.generate.routes import Route, Stop
from scenarios.generate.spec import MINUTE, CountySpec, H
from scenarios.types import Call, Goods, Run

BUS_KMH = 27
"""Commercial speed: with stops, as the timetable shows it."""

FIRST_S, LAST_S = 6 * H + 30 * MINUTE, 18 * H
"""No run departs before the one or after the other."""

VILLAGE_STAY_S, STATION_STAY_S = 60, 180
"""Time that the timetable leaves for a call on the way; cargo may take no longer."""

LAYOVER_S = 10 * MINUTE
"""Shortest stay of a bus between two runs."""

MARKET_EVERY_DAYS = 5
"""Country markets are held every five days."""


@dataclass(frozen=True, slots=True)
class Bus:
    """Hold of the buses of a line; ``pieces`` None where litres and kg say enough."""

    litres: int
    kg: int
    pieces: int | None
    goods: frozenset[Goods]


SMALL = Bus(800, 150, None, frozenset({Goods.ORDINARY, Goods.FRAGILE}))
LARGE = Bus(2_000, 300, None, frozenset({Goods.ORDINARY, Goods.FRAGILE, Goods.BULKY}))


def make_runs(rng: np.random.Generator, spec: CountySpec, roads: RoadMap, routes: list[Route]) -> tuple[Run, ...]:
    """All runs of all lines."""
    runs: list[Run] = []
    for number, route in enumerate(routes, start=1):
        runs += _line(rng, spec, roads, f"L{number:02d}", route)
    return tuple(runs)


def _line(rng: np.random.Generator, spec: CountySpec, roads: RoadMap, line: str, route: Route) -> list[Run]:
    bus = _bus(rng)
    way_s = _seconds(route.stops, roads)
    per_direction = whole(rng, spec.runs_low, spec.runs_high)
    buses = _buses_needed(2 * per_direction, way_s)
    runs: list[Run] = []
    for number in range(1, buses + 1):
        share = 2 * per_direction // buses + (1 if number <= 2 * per_direction % buses else 0)
        # Every second bus starts the day at the far end, so that villagers get to town in the morning.
        outward = number % 2 == 1
        for start_s in _departures(rng, share, way_s, number):
            runs.append(_run(rng, spec, roads, route, bus, f"{line}-bus{number}", outward, start_s))
            outward = not outward
    if chance(rng, spec.market_share):
        runs += _market_pair(rng, spec, roads, route, bus, f"{line}-market", way_s)
    return _numbered(line, runs)


def _bus(rng: np.random.Generator) -> Bus:
    if chance(rng, 0.35):
        return LARGE
    return replace(SMALL, pieces=whole(rng, 30, 40)) if chance(rng, 0.25) else SMALL


def _buses_needed(runs: int, way_s: int) -> int:
    """Buses for so many single runs between the first and the last departure."""
    per_bus = 1 + (LAST_S - FIRST_S) // (way_s + LAYOVER_S)
    return -(-runs // per_bus)


def _departures(rng: np.random.Generator, runs: int, way_s: int, bus: int) -> list[int]:
    """Departures of one bus, spread over the day with layovers from 10 to about 90 minutes, on whole five minutes."""
    start_s = FIRST_S + 300 * whole(rng, 0, 6) + (0 if bus % 2 else 600)
    if runs == 1:
        return [start_s]
    widest_s = (LAST_S - start_s - way_s * (runs - 1)) // (runs - 1)
    layover_s = max(LAYOVER_S, min(90 * MINUTE, widest_s))
    clock_s, departures = start_s, []
    for _ in range(runs):
        clock_s = -(-clock_s // 300) * 300
        if clock_s > LAST_S:
            break
        departures.append(clock_s)
        clock_s += way_s + max(LAYOVER_S, layover_s - 300 * whole(rng, 0, 2))
    return departures


def _market_pair(
    rng: np.random.Generator,
    spec: CountySpec,
    roads: RoadMap,
    route: Route,
    bus: Bus,
    block: str,
    way_s: int,
) -> list[Run]:
    """An extra bus on market days: to town in the morning and back; for half the lines the service date is one."""
    first = spec.service_date - datetime.timedelta(days=0 if chance(rng, 0.5) else 2)
    days = frozenset(first + datetime.timedelta(days=MARKET_EVERY_DAYS * at) for at in range(-6, 7))
    there = _run(rng, spec, roads, route, bus, block, False, 7 * H)
    back = _run(rng, spec, roads, route, bus, block, True, 7 * H + -(-way_s // 300) * 300 + 150 * MINUTE)
    return [replace(run, weekdays=frozenset(), dates=days, haircut_pct=30) for run in (there, back)]


def _run(
    rng: np.random.Generator,
    spec: CountySpec,
    roads: RoadMap,
    route: Route,
    bus: Bus,
    block: str,
    outward: bool,
    start_s: int,
) -> Run:
    return Run(
        id="",
        line="",
        block=block,
        calls=_calls(route.stops if outward else route.backwards, roads, start_s),
        hold_ml=1000 * bus.litres,
        hold_g=1000 * bus.kg,
        hold_pieces=bus.pieces,
        haircut_pct=_haircut(rng, start_s),
        goods=bus.goods,
        operator="County bus company" if route.from_hub else "Village bus company",
        direction="out" if outward else "back",
        shared=chance(rng, spec.shared_share),
        source="generated",
    )


def _haircut(rng: np.random.Generator, start_s: int) -> int:
    """Per cent of the hold kept for passengers' luggage: most in the school and market hours."""
    if start_s < 8 * H or 16 * H <= start_s < 18 * H:
        return choose(rng, (10, 20, 30))
    return choose(rng, (0, 0, 0, 10, 20))


def _calls(stops: tuple[Stop, ...], roads: RoadMap, start_s: int) -> tuple[Call, ...]:
    """The timetable of one run, in whole minutes."""
    calls: list[Call] = []
    clock_s = start_s
    for at, stop in enumerate(stops):
        clock_s += _ride_s(stop.km) if at else 0
        between = 0 < at < len(stops) - 1
        stay_s = _stay_s(stop, roads) if between else 0
        place = roads.nodes[stop.node].id
        calls.append(Call(place, clock_s, clock_s + stay_s, dwell_limit_s=stay_s if between else None))
        clock_s += stay_s
    return tuple(calls)


def _ride_s(km: float) -> int:
    """Seconds from one stop to the next. The stay at stops is on top: hence a little faster than commercial speed."""
    return MINUTE * max(1, round(60 * km / (1.12 * BUS_KMH)))


def _stay_s(stop: Stop, roads: RoadMap) -> int:
    return STATION_STAY_S if stop.node <= roads.towns else VILLAGE_STAY_S


def _seconds(stops: tuple[Stop, ...], roads: RoadMap) -> int:
    return _calls(stops, roads, 0)[-1].arrive_s


def _numbered(line: str, runs: list[Run]) -> list[Run]:
    """Ids by direction in order of departure: L01-o1 outwards, L01-b1 back."""
    order = sorted(runs, key=lambda run: run.calls[0].depart_s)
    counts = {"out": 0, "back": 0}
    named = []
    for run in order:
        counts[run.direction] += 1
        named.append(replace(run, id=f"{line}-{run.direction[0]}{counts[run.direction]}", line=line))
    return named
