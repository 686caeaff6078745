"""Van days in the routes relaxation: what the vans of a group can do in a day, and after the last wave."""

from __future__ import annotations

from dataclasses import dataclass

from ortools.linear_solver import pywraplp

from optimizer.bounds.goods import Approach, Goods, Squad, regular_s
from optimizer.bounds.program import HOUR, RMB, Program
from optimizer.instance import Fleet

_NO_RANGE_M = 10_000_000


@dataclass(frozen=True, slots=True)
class Clock:
    """The rows that trips of one group share. ``days``: used vans of each fleet; ``departures``: trips by base.

    ``to`` and ``back``: direct ways to the origin and back by base: as many to it as "any" trips exceed "fetch" ones,
    and as many back as the other way round.
    """

    days: list[pywraplp.Variable]
    total: pywraplp.Constraint
    duty: pywraplp.Constraint
    afternoon: pywraplp.Constraint
    firsts: pywraplp.Constraint
    late_trips: pywraplp.Constraint
    range_km: pywraplp.Constraint
    departures: dict[int, pywraplp.Constraint]
    to: dict[int, pywraplp.Constraint]
    back: dict[int, pywraplp.Constraint]


def clocks(program: Program, goods: Goods, stop_s: int) -> list[Clock]:
    """One for the fleets of the origin, and one for those of other bases if there are any."""
    squad_of = {squad.group: squad for squad in goods.squads}
    found = [_clock(program, goods, squad_of[group].fleets) for group in sorted(squad_of)]
    for approach in goods.approaches:
        _approach(program, squad_of[1], approach, found[1], stop_s)
    return found


def _clock(program: Program, goods: Goods, fleets: tuple[Fleet, ...]) -> Clock:
    departures = {fleet.base: program.row(0.0) for fleet in fleets}
    row = program.row
    clock = Clock([], row(0.0), row(0.0), row(0.0), row(0.0), row(0.0), row(0.0), departures, {}, {})
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


def _approach(program: Program, squad: Squad, approach: Approach, clock: Clock, stop_s: int) -> None:
    """Direct ways between a base and the origin; a trip that only fetches departs, reloads and stops there too."""
    to = _way(program, squad, clock, approach.to_s, approach.to_m, 0.0)
    back = _way(program, squad, clock, approach.back_s + stop_s, approach.back_m, squad.trip_urmb / RMB)
    clock.duty.SetCoefficient(back, clock.duty.GetCoefficient(back) - squad.reload_s / HOUR)
    clock.departures[approach.base].SetCoefficient(back, -1.0)
    for rows, way in ((clock.to, to), (clock.back, back)):
        rows[approach.base] = program.row(0.0)
        rows[approach.base].SetCoefficient(way, 1.0)


def _way(
    program: Program, squad: Squad, clock: Clock, seconds: float, metres: float, more_rmb: float
) -> pywraplp.Variable:
    """How often a way is driven that takes so long."""
    way = program.variable((metres * squad.urmb_per_m + seconds * squad.urmb_per_s) / RMB + more_rmb)
    clock.duty.SetCoefficient(way, -seconds / HOUR)
    clock.range_km.SetCoefficient(way, -metres / 1000)
    return way
