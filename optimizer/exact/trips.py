"""Van trips: the rules `path`, `work`, `van_load`, `opening`, `ready` and, where lateness is forbidden, `due`.

Waiting needs no variable: a van may wait before it begins its work, and after it (as a rest of any length), so that all
times are free but for "not before". On the road home the wait lies at the last stop.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations

from ortools.sat.python import cp_model

from networks import UNREACHABLE
from optimizer.exact.model import Amount, Expr, Model, TripVars, greatest, least, total
from optimizer.exact.scope import FleetScope, TripKey, Windows


def add_trips(model: Model) -> None:
    """Add every possible trip with its stops, times and loads."""
    for scope in model.scope.fleets:
        for key in scope.trip_keys():
            trip = _new_trip(model, scope, key)
            model.trips[key] = trip
            _stops(model, trip)
            _loads(model, trip)
            _work(model, trip)
            _route(model, trip)
            _order_of_stops(model, trip)
            _van_load(model, trip)
            _base_hours(model, trip)
            _ready_and_due(model, trip)
        _van_at_all(model, scope)


def _new_trip(model: Model, scope: FleetScope, key: TripKey) -> TripVars:
    van = scope.fleet.type
    name = f"{van.id}.{key.van}.{key.trip}"
    cp = model.cp
    return TripVars(
        scope,
        cp.new_bool_var(f"{name}_made"),
        cp.new_int_var(van.earliest_s, van.latest_s, f"{name}_depart"),
        cp.new_int_var(van.earliest_s, van.latest_s, f"{name}_back"),
    )


def _stops(model: Model, trip: TripVars) -> None:
    """Visits; work begins within the opening windows. Times of stops that are not made say nothing and are fixed."""
    cp = model.cp
    for place, windows in trip.scope.begins.items():
        name = f"{trip.made.name}_{model.instance.places[place].id}"
        trip.visit[place] = cp.new_bool_var(name)
        trip.begin[place] = cp.new_int_var_from_domain(cp_model.Domain.from_intervals(windows), f"{name}_begin")
        cp.add(trip.begin[place] == least(trip.begin[place])).only_enforce_if(~trip.visit[place])
        cp.add_implication(trip.visit[place], trip.made)
    for time in (trip.depart, trip.back):
        cp.add(time == least(time)).only_enforce_if(~trip.made)


def _loads(model: Model, trip: TripVars) -> None:
    """Parcels of each load; a load needs visits at both ends, and a visit needs a load."""
    van = trip.scope.fleet.type
    reasons: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for load in trip.scope.loads:
        item = model.instance.items[load.item]
        most = min(item.parcels, van.capacity_ml // max(1, item.parcel_ml), van.capacity_g // max(1, item.parcel_g))
        amount = model.amount(most, f"{trip.made.name}_{item.consignment}_{load.from_place}_{load.to_place}")
        trip.loads[load] = amount
        for place in (load.from_place, load.to_place):
            if place == trip.base:
                model.cp.add_implication(amount.some, trip.made)
            else:
                model.cp.add_implication(amount.some, trip.visit[place])
                reasons[place].append(amount.some)
    for place, visit in trip.visit.items():
        model.cp.add_bool_or([~visit, *reasons[place]])


def _van_at_all(model: Model, scope: FleetScope) -> None:
    """A van carries no more of an item in a day than there is, and nothing unless it is used.

    True of every plan anyway; without it the relaxation would share a van's fixed cost out over its trips.
    """
    for van in range(scope.vans):
        trips = [model.trips[TripKey(scope.fleet.index, van, trip)] for trip in range(scope.trips)]
        for item in model.instance.items:
            for end, place in ((1, item.origin), (2, item.destination)):
                carried = [
                    amount.parcels
                    for trip in trips
                    for load, amount in trip.loads.items()
                    if load.item == item.index and load[end] == place
                ]
                if carried:
                    model.cp.add(total(carried) <= item.parcels * trips[0].made)


def _work(model: Model, trip: TripVars) -> None:
    settings = model.instance.settings
    for place in trip.visit:
        handled = total(amount.parcels for load, amount in trip.loads.items() if place in load[1:])
        trip.work[place] = settings.van_stop_s + settings.van_parcel_s * handled


def _route(model: Model, trip: TripVars) -> None:
    """One circuit from the base over the visited places; arrival = departure before + travel time."""
    cp, base = model.cp, trip.base
    seconds = model.instance.seconds(trip.scope.fleet)
    nodes = {place: at for at, place in enumerate((base, *trip.visit))}
    arcs: list[tuple[int, int, cp_model.LiteralT]] = [(0, 0, ~trip.made)]
    arcs += [(nodes[place], nodes[place], ~visit) for place, visit in trip.visit.items()]
    for here, there in permutations(nodes, 2):
        travel_s = int(seconds[here, there])
        if travel_s >= UNREACHABLE or not _in_time(model, trip, here, there, travel_s):
            continue
        arc = cp.new_bool_var(f"{trip.made.name}_{here}_{there}")
        trip.arcs[here, there] = arc
        arcs.append((nodes[here], nodes[there], arc))
        free_s = trip.depart if here == base else trip.begin[here] + trip.work[here]
        cp.add(trip.reach_s(there) >= free_s + travel_s).only_enforce_if(arc)
    cp.add_circuit(arcs)


def _in_time(model: Model, trip: TripVars, here: int, there: int, travel_s: int) -> bool:
    settings = model.instance.settings
    work_s = 0 if here == trip.base else settings.van_stop_s + settings.van_parcel_s
    return least(trip.leave_s(here)) + work_s + travel_s <= greatest(trip.reach_s(there))


def _order_of_stops(model: Model, trip: TripVars) -> None:
    """A load is put on before it is taken off; its way in between is never quicker than the direct one."""
    settings, seconds = model.instance.settings, model.instance.seconds(trip.scope.fleet)
    for load, amount in trip.loads.items():
        start, end = load.from_place, load.to_place
        on_s = 0 if start == trip.base else settings.van_stop_s + settings.van_parcel_s
        across_s = on_s + int(seconds[start, end])
        model.cp.add(trip.reach_s(end) >= trip.leave_s(start) + across_s).only_enforce_if(amount.some)


def _van_load(model: Model, trip: TripVars) -> None:
    """ml and g aboard after every stop; left out where all that the van could ever carry fits at once."""
    van = trip.scope.fleet.type
    items = [model.instance.items[number] for number in sorted({load.item for load in trip.loads})]
    for room, sizes in (
        (van.capacity_ml, {item.index: item.parcel_ml for item in items}),
        (van.capacity_g, {item.index: item.parcel_g for item in items}),
    ):
        if sum(item.parcels * sizes[item.index] for item in items) > room:
            _resource(model, trip, room, sizes)


def _resource(model: Model, trip: TripVars, room: int, sizes: dict[int, int]) -> None:
    cp, base = model.cp, trip.base

    def size(place: int, end: int) -> Expr:
        """What is put on (end 1) or taken off (end 2) at a place."""
        return total(sizes[load.item] * amount.parcels for load, amount in trip.loads.items() if load[end] == place)

    aboard = {place: cp.new_int_var(0, room, f"{trip.made.name}_aboard") for place in (base, *trip.visit)}
    cp.add(aboard[base] == size(base, 1))
    cp.add(size(base, 1) <= room * trip.made)
    cp.add(size(base, 2) <= room * trip.made)
    for (here, there), arc in trip.arcs.items():
        if there == base:
            cp.add(aboard[here] == size(base, 2)).only_enforce_if(arc)
        else:
            cp.add(aboard[there] == aboard[here] + size(there, 1) - size(there, 2)).only_enforce_if(arc)
    for place, visit in trip.visit.items():
        cp.add(aboard[place] == 0).only_enforce_if(~visit)


def _base_hours(model: Model, trip: TripVars) -> None:
    """A trip that loads at its base leaves while the base is open; one that unloads there returns while it is."""
    windows = model.instance.places[trip.base].windows
    for end, time in ((1, trip.depart), (2, trip.back)):
        if _covers(windows, least(time), greatest(time)):
            continue
        domain = cp_model.Domain.from_intervals(windows)
        for load, amount in trip.loads.items():
            if load[end] == trip.base:
                model.cp.add_linear_expression_in_domain(time, domain).only_enforce_if(amount.some)


def _covers(windows: Windows, first_s: int, last_s: int) -> bool:
    return any(opens <= first_s and last_s <= closes for opens, closes in windows)


def _ready_and_due(model: Model, trip: TripVars) -> None:
    for load, amount in trip.loads.items():
        item = model.instance.items[load.item]
        if load.from_place == item.origin:
            _at_least(model, trip.leave_s(load.from_place), item.available_s, amount)
        if load.to_place == item.destination and model.instance.settings.late_urmb_per_s is None:
            model.cp.add(trip.reach_s(load.to_place) <= item.due_s).only_enforce_if(amount.some)


def _at_least(model: Model, time: cp_model.IntVar, floor_s: int, amount: Amount) -> None:
    if least(time) < floor_s:
        model.cp.add(time >= floor_s).only_enforce_if(amount.some)
