"""A plan as large as any for the example county of 1,116 villages, made in a second by no engine.

Villages on a line get their parcels by the day's first run that takes them, vans take the rest town by town. Nobody
looks at room or opening hours, so the checker finds much to say; the report must stand that too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import count

from optimizer.costs.paths import RoadPaths
from optimizer.plan import BusLoad, Plan, Unserved, VanLoad, VanStop
from scenarios import Consignment, Scenario, VanType

STOPS, DEPARTS_S, STOP_S, LEFT = 18, 7 * 3600, 240, 40


def a_day(scenario: Scenario) -> Plan:
    """The plan: everything outward is carried, but for some consignments; nothing is collected."""
    outward = [item for item in scenario.consignments if item.origin == scenario.places[0].id]
    left = outward[:LEFT]
    by_bus = dict(_bus_loads(scenario, outward[LEFT:]))
    by_van = [item for item in outward[LEFT:] if item.id not in by_bus]
    stops, loads = _vans(scenario, by_van)
    inward = [item for item in scenario.consignments if item not in outward]
    rows = [Unserved(item.id, item.parcels, "van", "cost", 100, "fen") for item in (*left, *inward)]
    return Plan("shared", tuple(by_bus.values()), tuple(stops), tuple(loads), tuple(rows)).sorted()


def _bus_loads(scenario: Scenario, items: list[Consignment]) -> Iterator[tuple[str, BusLoad]]:
    rides: dict[str, tuple[str, int]] = {}
    for run in sorted(scenario.runs_today(), key=lambda run: run.calls[0].depart_s):
        if run.calls[0].place == scenario.places[0].id and run.calls[0].depart_s > DEPARTS_S:
            for position, call in enumerate(run.calls[1:], start=1):
                rides.setdefault(call.place, (run.id, position))
    for item in items:
        if item.destination in rides:
            run_id, leave = rides[item.destination]
            yield item.id, BusLoad(run_id, 0, leave, item.id, item.parcels)


def _vans(scenario: Scenario, items: list[Consignment]) -> tuple[list[VanStop], list[VanLoad]]:
    van, paths = scenario.vans[0], RoadPaths(scenario)
    by_village: dict[str, list[Consignment]] = defaultdict(list)
    for item in items:
        by_village[item.destination].append(item)
    stops: list[VanStop] = []
    loads: list[VanLoad] = []
    tours = zip(count(1), _batches(sorted(by_village)), strict=False)
    for number, villages in tours:
        stops += _tour(van, number, villages, paths)
        for seq, village in enumerate(villages, start=1):
            loads += [VanLoad(van.id, number, 1, 0, seq, item.id, item.parcels) for item in by_village[village]]
    return stops, loads


def _batches(villages: list[str]) -> list[list[str]]:
    return [villages[at : at + STOPS] for at in range(0, len(villages), STOPS)]


def _tour(van: VanType, number: int, villages: list[str], paths: RoadPaths) -> Iterator[VanStop]:
    now_s, here = DEPARTS_S, van.base
    yield VanStop(van.id, number, 1, 0, van.base, now_s, now_s, now_s)
    for seq, village in enumerate([*villages, van.base], start=1):
        leg = paths.leg(van, here, village)
        now_s += leg.seconds if leg else 0
        leaves_s = now_s + STOP_S if village != van.base else now_s
        yield VanStop(van.id, number, 1, seq, village, now_s, now_s, leaves_s)
        now_s, here = leaves_s, village
