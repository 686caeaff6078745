"""Random plans: of tiny made-up counties, as an engine leaves them and as somebody has spoilt them by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st

from networks import build_network
from optimizer import Plan, SolveParams, build_instance, solve
from optimizer.plan import BusLoad
from reports.day import Report, report_of
from scenarios import Scenario
from scenarios.generate.tiny import tiny_scenario

MOST_SEEDS = 120
TABLES = ("bus_loads", "van_stops", "van_loads", "unserved")


@cache
def solved(seed: int) -> tuple[Scenario, Plan]:
    """A tiny county and a valid plan of it."""
    scenario = tiny_scenario(seed)
    params = SolveParams(engine="construct", work_limit=20, threads=1, time_limit_s=60)
    result = solve(scenario, build_instance(scenario, build_network(scenario)), params)
    assert result.plan is not None
    return scenario, result.plan


def spoilt(scenario: Scenario, plan: Plan, rng: Random) -> Plan:
    """The plan with rows lost, doubled and changed, and goods on runs where they have no business."""
    changed: dict[str, Any] = {}
    for table in TABLES:
        rows = [row for row in getattr(plan, table) if rng.random() > 0.1]
        rows += [row for row in rows if table != "van_stops" and rng.random() < 0.1]
        if table in ("bus_loads", "van_loads", "unserved"):
            rows = [replace(row, parcels=max(0, row.parcels + rng.choice((-2, 0, 0, 0, 1)))) for row in rows]
        changed[table] = tuple(rows)
    for run in rng.sample(scenario.runs, min(2, len(scenario.runs))):
        item = rng.choice(scenario.consignments)
        board = rng.randrange(len(run.calls) - 1)
        leave = rng.randrange(board + 1, len(run.calls))
        flags = {"came_aboard": rng.random() < 0.2, "stays_aboard": rng.random() < 0.2}
        changed["bus_loads"] += (BusLoad(run.id, board, leave, item.id, rng.randint(1, 60), **flags),)
    return replace(plan, **changed).sorted()


@cache
def valid_report(seed: int) -> Report:
    """The report of a valid plan."""
    return report_of(*solved(seed))


valid_reports = st.integers(0, MOST_SEEDS - 1).map(valid_report)


@st.composite
def any_reports(draw: st.DrawFn) -> Report:
    """The report of a plan, spoilt three times in four."""
    scenario, plan = solved(draw(st.integers(0, MOST_SEEDS - 1)))
    if draw(st.integers(0, 3)):
        plan = spoilt(scenario, plan, Random(draw(st.integers(0, 10_000))))
    return report_of(scenario, plan)
