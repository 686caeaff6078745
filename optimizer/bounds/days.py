"""Van days in the routes relaxation: what the vans of a group can do in a day, and after the last wave."""

from __future__ import annotations

from dataclasses import dataclass

from ortools.linear_solver import pywraplp

from optimizer.bounds.goods import FAR, Approach, Goods, Squad, regular_s
from optimizer.bounds.program import HOUR, RMB, Program, subtract

_NO_RANGE_M = 10_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Rows for what vans do in a day: work and driving in hours, and kilometres."""

    duty: pywraplp.Constraint
    range_km: pywraplp.Constraint

    def spend(self, variable: pywraplp.Variable, hours: float, km: float) -> None:
        """A unit of the variable takes so many hours and kilometres more."""
        for row, amount in ((self.duty, hours), (self.range_km, km)):
            if amount:
                subtract(row, variable, amount)

    def worth(self) -> tuple[float, float]:
        """What one more hour and one more kilometre would save, in RMB."""
        return self.duty.dual_value(), self.range_km.dual_value()


@dataclass(frozen=True, slots=True)
class Clock:
    """The rows that trips of one group share. ``days``: used vans of each fleet; ``departures``: trips by base.

    ``limits``: of all together; ``of_base``: what a base's vans do at least, which is all but the legs between places.
    ``on_trips``: of what vans do on trips alone, where those without an early trip have less time; such vans and early
    trips are no fewer than vans: ``mornings``.
    ``to`` and ``back``: direct ways to the origin and back by base: as many to it as onward trips exceed "fetch" ones,
    and as many back as the other way round.
    """

    days: list[pywraplp.Variable]
    total: pywraplp.Constraint
    limits: Limits
    on_trips: Limits | None
    mornings: pywraplp.Constraint
    afternoon: pywraplp.Constraint
    firsts: pywraplp.Constraint
    late_trips: pywraplp.Constraint
    departures: dict[int, pywraplp.Constraint]
    of_base: dict[int, Limits]
    to: dict[int, pywraplp.Constraint]
    back: dict[int, pywraplp.Constraint]

    def binding(self, base: int) -> tuple[Limits, ...]:
        """What binds the trips of a base's vans: the limits of all, and their own where there are several bases."""
        return (*self.all_trips, *([self.of_base[base]] if base in self.of_base else []))

    @property
    def all_trips(self) -> tuple[Limits, ...]:
        """What binds all trips together."""
        return (self.limits, *([self.on_trips] if self.on_trips else []))


def clocks(program: Program, goods: Goods, stop_s: int) -> list[Clock]:
    """One for the fleets of the origin, and one for those of other bases if there are any."""
    squad_of = {squad.group: squad for squad in goods.squads}  # the last one: of the origin's, that of late trips
    found = [_clock(program, goods, squad_of[group]) for group in sorted(squad_of)]
    for approach in goods.approaches:
        _approach(program, squad_of[1], approach, found[1], stop_s)
    return found


def _clock(program: Program, goods: Goods, squad: Squad) -> Clock:
    row, fleets, bases = program.row, squad.fleets, squad.bases
    departures = {base: row(0.0) for base in bases}
    of_base = {base: Limits(row(0.0), row(0.0)) for base in bases} if len(bases) > 1 else {}
    less_s = _less_without_morning_s(squad, goods) if squad.late else 0.0
    on_trips = Limits(row(0.0), row(0.0)) if less_s > 0 else None
    limits, mornings = Limits(row(0.0), row(0.0)), row(0.0)
    clock = Clock(
        [], row(0.0), limits, on_trips, mornings, row(0.0), row(0.0), row(0.0), departures, of_base, {}, {}
    )
    without = program.variable(0.0)
    mornings.SetCoefficient(without, 1.0)
    if on_trips is not None:
        on_trips.spend(without, less_s / HOUR, 0.0)
    reload_s = min(fleet.type.reload_s for fleet in fleets)
    for fleet in fleets:
        van = fleet.type
        days = program.variable(van.fixed_urmb / RMB, float(fleet.number))
        over = program.variable(van.overtime_urmb_per_s * HOUR / RMB)
        limit = program.row(0.0)
        limit.SetCoefficient(days, van.max_overtime_s / HOUR)
        limit.SetCoefficient(over, -1.0)
        range_m = _NO_RANGE_M if van.range_m is None else van.range_m
        for limits in clock.binding(fleet.base):
            limits.spend(days, -(regular_s(fleet) + reload_s) / HOUR, -range_m / 1000)
            limits.spend(over, -1.0, 0.0)
        clock.departures[fleet.base].SetCoefficient(days, van.max_trips)
        clock.total.SetCoefficient(days, 1.0)
        clock.afternoon.SetCoefficient(days, max(0, van.latest_s - goods.late_open_s) / HOUR)
        clock.firsts.SetCoefficient(days, 1.0)
        mornings.SetCoefficient(days, -1.0)
        clock.days.append(days)
    return clock


def _less_without_morning_s(late: Squad, goods: Goods) -> float:
    """How much less than a usual day a van has that calls everywhere after the last wave can be anywhere.

    It has the way to its first place, and then from that moment until it must be back.
    """
    first_s = late.first_s[late.first_s < FAR].max(initial=0.0)
    return min(
        regular_s(fleet) - max(0.0, fleet.type.latest_s - goods.late_open_s + float(first_s)) for fleet in late.fleets
    )


def _approach(program: Program, squad: Squad, approach: Approach, clock: Clock, stop_s: int) -> None:
    """Direct ways between a base and the origin; a trip that only fetches departs, reloads and stops there too."""
    base, reload_s = approach.base, squad.reload_s
    ways = (
        (clock.to, approach.to_s, approach.to_m, 0, 0),
        (clock.back, approach.back_s + stop_s, approach.back_m, reload_s, squad.trip_urmb),
    )
    for rows, seconds, metres, more_s, more_urmb in ways:
        way = program.variable((metres * squad.urmb_per_m + seconds * squad.urmb_per_s + more_urmb) / RMB)
        for limits in clock.binding(base):
            limits.spend(way, (seconds + more_s) / HOUR, metres / 1000)
        rows[base] = program.row(0.0)
        rows[base].SetCoefficient(way, 1.0)
        if rows is clock.back:
            clock.departures[base].SetCoefficient(way, -1.0)
