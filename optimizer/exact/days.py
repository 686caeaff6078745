"""A van's day over its trips: the rules `fleet`, `shift`, `rest`, `range` and the reloading between trips."""

from __future__ import annotations

from itertools import pairwise

from ortools.sat.python import cp_model

from optimizer.exact.model import DayVars, Model, TripVars, total
from optimizer.exact.scope import FleetScope, TripKey


def add_days(model: Model) -> None:
    """Join the trips of every van to a day, and put vans of one fleet in an order, for they are alike."""
    for scope in model.scope.fleets:
        fleet = scope.fleet.index
        for van in range(scope.vans):
            trips = [model.trips[TripKey(fleet, van, trip)] for trip in range(scope.trips)]
            model.days[fleet, van] = _day(model, scope, trips)
        for van in range(1, scope.vans):
            before, after = (model.trips[TripKey(fleet, number, 0)].made for number in (van - 1, van))
            model.cp.add_implication(after, before)
            model.cp.add(model.days[fleet, van - 1].metres >= model.days[fleet, van].metres)


def _day(model: Model, scope: FleetScope, trips: list[TripVars]) -> DayVars:
    cp, van = model.cp, scope.fleet.type
    name = trips[0].made.name
    most_s = min(van.shift_s + van.max_overtime_s, van.latest_s - van.earliest_s)
    span = cp.new_int_var(0, most_s, f"{name}_span")
    overtime = cp.new_int_var(0, max(0, most_s - van.shift_s), f"{name}_overtime")
    cp.add(overtime >= span - van.shift_s)
    for before, after in pairwise(trips):
        cp.add_implication(after.made, before.made)  # trips that are not made are a van's last
        cp.add(after.depart >= before.back + van.reload_s).only_enforce_if(after.made)
    for trip in trips:
        cp.add(span >= trip.back - trips[0].depart).only_enforce_if(trip.made)
    _busy(model, scope, trips, span)
    metres = model.instance.metres(scope.fleet)
    driven = total(int(metres[ends]) * arc for trip in trips for ends, arc in trip.arcs.items())
    if van.range_m is not None:
        cp.add(driven <= van.range_m)
    if van.rest_after_s is not None and van.rest_s > 0 and most_s > van.rest_after_s:
        _rest(model, scope, trips, span)
    return DayVars(span, overtime, driven)


def _busy(model: Model, scope: FleetScope, trips: list[TripVars], span: cp_model.IntVar) -> None:
    """A trip takes at least its driving and work, a day its trips and the reloading in between.

    Follows from the times; said once more without conditions, because the relaxation sees nothing of those.
    """
    seconds, reload_s = model.instance.seconds(scope.fleet), scope.fleet.type.reload_s
    busy = []
    for trip in trips:
        driving = total(int(seconds[ends]) * arc for ends, arc in trip.arcs.items())
        work = model.work_s(trip)
        busy.append(driving + work)
        model.cp.add(trip.back - trip.depart >= driving + work)
    model.cp.add(span >= total(busy) + reload_s * total(trip.made for trip in trips[1:]))


def _rest(model: Model, scope: FleetScope, trips: list[TripVars], span: cp_model.IntVar) -> None:
    """A long day has one rest, after the work of a visit or between two trips, begun within ``rest_after_s``.

    A rest is time between two events beyond what work, driving and reloading take: any wait may be one.
    """
    cp, van = model.cp, scope.fleet.type
    assert van.rest_after_s is not None
    seconds = model.instance.seconds(scope.fleet)
    latest = trips[0].depart + van.rest_after_s
    choices = []
    for trip in trips:
        for place, visit in trip.visit.items():
            rests = cp.new_bool_var(f"{visit.name}_rest")
            cp.add_implication(rests, visit)
            end = trip.put_down_s(place)
            cp.add(end <= latest).only_enforce_if(rests)
            for (here, there), arc in trip.arcs.items():
                if here == place:
                    free = end + van.rest_s + int(seconds[here, there])
                    cp.add(trip.reach_s(there) >= free).only_enforce_if(rests, arc)
            choices.append(rests)
    for before, after in pairwise(trips):
        rests = cp.new_bool_var(f"{after.made.name}_rest")
        cp.add_implication(rests, after.made)
        cp.add(before.back <= latest).only_enforce_if(rests)
        cp.add(after.depart >= before.back + van.rest_s + van.reload_s).only_enforce_if(rests)
        choices.append(rests)
    long_day = cp.new_bool_var(f"{trips[0].made.name}_long")
    cp.add(span <= van.rest_after_s).only_enforce_if(~long_day)
    cp.add_bool_or([~long_day, *choices])
