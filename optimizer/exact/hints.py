"""A known plan as a hint for the search: where its vans go, when, and what every vehicle carries.

A hint need not be complete nor even right; the search repairs it. Which parcels of a bus load a van takes is left open.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import partial
from itertools import pairwise

from optimizer.exact.model import Amount, Model, TripVars, least
from optimizer.exact.scope import Load, Row, TripKey
from optimizer.instance import Fleet, Instance
from optimizer.plan import Plan, VanStop


def add_hints(model: Model, plan: Plan) -> None:
    """Hint at the plan's trips, times and loads."""
    stops = _stops_by_trip(model, plan)
    parcels = _van_parcels(model, plan, stops)
    for key, trip in model.trips.items():
        if key in stops:
            _hint_trip(model, trip, stops[key], parcels[key])
        else:
            _hint_no_trip(model, trip)
    _hint_ways(model, plan, sum(parcels.values(), Counter[Load]()))
    left = plan.left_behind()
    for item, var in zip(model.instance.items, model.left, strict=True):
        model.cp.add_hint(var, left.get(item.consignment, 0))


def _stops_by_trip(model: Model, plan: Plan) -> dict[TripKey, list[VanStop]]:
    """The plan's stops under the model's numbers: vans of a type in order of the metres they drive, longest first."""
    days: dict[tuple[str, int], dict[int, list[VanStop]]] = defaultdict(lambda: defaultdict(list))
    for stop in sorted(plan.van_stops, key=lambda stop: stop.seq):
        days[stop.van, stop.number][stop.trip].append(stop)
    found: dict[TripKey, list[VanStop]] = {}
    for fleet in model.instance.fleets:
        mine = [trips for (van, _), trips in days.items() if van == fleet.type.id]
        mine.sort(key=partial(_driven_m, model.instance, fleet), reverse=True)
        for number, trips in enumerate(mine):
            found.update({TripKey(fleet.index, number, trip - 1): stops for trip, stops in trips.items()})
    return found


def _driven_m(instance: Instance, fleet: Fleet, trips: dict[int, list[VanStop]]) -> int:
    metres, index = instance.metres(fleet), instance.network.index
    pairs = (pair for stops in trips.values() for pair in pairwise(stops))
    return sum(int(metres[index[here.place], index[there.place]]) for here, there in pairs)


def _van_parcels(model: Model, plan: Plan, stops: dict[TripKey, list[VanStop]]) -> dict[TripKey, Counter[Load]]:
    keys = {(rows[0].van, rows[0].number, rows[0].trip): key for key, rows in stops.items()}
    items = {item.consignment: item.index for item in model.instance.items}
    parcels: dict[TripKey, Counter[Load]] = {key: Counter() for key in stops}
    for row in plan.van_loads:
        key = keys[row.van, row.number, row.trip]
        ends = (model.instance.network.index[stops[key][seq].place] for seq in (row.load_seq, row.unload_seq))
        parcels[key][Load(items[row.consignment], *ends)] += row.parcels
    return parcels


def _hint_trip(model: Model, trip: TripVars, stops: list[VanStop], parcels: Counter[Load]) -> None:
    cp = model.cp
    path = [model.instance.network.index[stop.place] for stop in stops]
    legs = set(pairwise(path))
    begins = {place: stop.begin_s for place, stop in zip(path[1:-1], stops[1:-1], strict=True)}
    cp.add_hint(trip.made, 1)
    cp.add_hint(trip.depart, stops[0].depart_s)
    cp.add_hint(trip.back, stops[-1].begin_s)
    for place, visit in trip.visit.items():
        cp.add_hint(visit, place in begins)
        cp.add_hint(trip.begin[place], begins.get(place, least(trip.begin[place])))
    for ends, arc in trip.arcs.items():
        cp.add_hint(arc, ends in legs)
    for load, amount in trip.loads.items():
        _hint_amount(model, amount, parcels[load])


def _hint_no_trip(model: Model, trip: TripVars) -> None:
    for literal in (trip.made, *trip.visit.values(), *trip.arcs.values()):
        model.cp.add_hint(literal, 0)
    for time in (trip.depart, trip.back, *trip.begin.values()):
        model.cp.add_hint(time, least(time))
    for amount in trip.loads.values():
        _hint_amount(model, amount, 0)


def _hint_amount(model: Model, amount: Amount, parcels: int) -> None:
    model.cp.add_hint(amount.parcels, parcels)
    model.cp.add_hint(amount.some, parcels > 0)


def _hint_ways(model: Model, plan: Plan, on_vans: Counter[Load]) -> None:
    """Deal the plan's bus loads out to ways, each way as many as all its vehicles still have."""
    runs = {run.id: number for number, run in enumerate(model.instance.network.timetable.runs)}
    items = {item.consignment: item.index for item in model.instance.items}
    on_buses: Counter[Row] = Counter()
    for row in plan.bus_loads:
        key = Row(items[row.consignment], runs[row.run], row.board, row.leave, row.came_aboard, row.stays_aboard)
        on_buses[key] += row.parcels
    for bus_way, var in model.ways():
        rows = [row for rows in bus_way.rows for row in rows]
        loads = [load for load in (bus_way.first_load, bus_way.last_load) if load is not None]
        parcels = min([bus_way.most, *(on_buses[row] for row in rows), *(on_vans[load] for load in loads)])
        model.cp.add_hint(var, parcels)
        on_buses.subtract(dict.fromkeys(rows, parcels))
        on_vans.subtract(dict.fromkeys(loads, parcels))
