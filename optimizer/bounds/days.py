"""Van days in the routes relaxation: what the vans of a group can do in a day, and after the last wave."""

from __future__ import annotations

from dataclasses import dataclass

from ortools.linear_solver import pywraplp

from optimizer.bounds.goods import Goods, regular_s
from optimizer.bounds.program import HOUR, RMB, Program
from optimizer.instance import Fleet

_NO_RANGE_M = 10_000_000


@dataclass(frozen=True, slots=True)
class Clock:
    """The rows that trips of one group share. ``days``: used vans of each fleet; ``departures``: trips by base."""

    days: list[pywraplp.Variable]
    total: pywraplp.Constraint
    duty: pywraplp.Constraint
    afternoon: pywraplp.Constraint
    firsts: pywraplp.Constraint
    late_trips: pywraplp.Constraint
    range_km: pywraplp.Constraint
    departures: dict[int, pywraplp.Constraint]


def clocks(program: Program, goods: Goods) -> list[Clock]:
    """One for the fleets of the origin, and one for those of other bases if there are any."""
    fleets_of = {squad.group: squad.fleets for squad in goods.squads}
    return [_clock(program, goods, fleets_of[group]) for group in sorted(fleets_of)]


def _clock(program: Program, goods: Goods, fleets: tuple[Fleet, ...]) -> Clock:
    departures = {fleet.base: program.row(0.0) for fleet in fleets}
    row = program.row
    clock = Clock([], row(0.0), row(0.0), row(0.0), row(0.0), row(0.0), row(0.0), departures)
    reload_s = min(fleet.type.reload_s for fleet in fleets)
    for fleet in fleets:
        van = fleet.type
        days = program.variable(van.fixed_urmb / RMB, float(fleet.number))
        over = program.variable(van.overtime_urmb_per_s * HOUR / RMB)
        limit = program.row(0.0)
        limit.SetCoefficient(days, van.max_overtime_s / HOUR)
        limit.SetCoefficient(over, -1.0)
        clock.duty.SetCoefficient(days, (regular_s(fleet) + reload_s) / HOUR)
        clock.duty.SetCoefficient(over, 1.0)
        clock.departures[fleet.base].SetCoefficient(days, van.max_trips)
        clock.total.SetCoefficient(days, 1.0)
        clock.afternoon.SetCoefficient(days, max(0, van.latest_s - goods.late_open_s) / HOUR)
        clock.firsts.SetCoefficient(days, 1.0)
        clock.range_km.SetCoefficient(days, (_NO_RANGE_M if van.range_m is None else van.range_m) / 1000)
        clock.days.append(days)
    return clock
