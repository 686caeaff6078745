"""The objective: section 4 of docs/model.md, part by part, in micro-RMB."""

from __future__ import annotations

from ortools.sat.python import cp_model

from optimizer.exact.model import Expr, Model, TripVars, greatest, total
from optimizer.exact.scope import BusWay
from optimizer.instance import Item


def add_objective(model: Model) -> None:
    """Minimise what the plan costs."""
    model.cp.minimize(total([*_parcels(model), *_on_buses(model), *_van_days(model), *_on_vans(model)]))


def _parcels(model: Model) -> list[Expr]:
    """`unserved`, `sorting` and `commission`."""
    return [
        item.serve_urmb * item.parcels + (item.unserved_urmb - item.serve_urmb) * left
        for item, left in zip(model.instance.items, model.left, strict=True)
    ]


def _on_buses(model: Model) -> list[Expr]:
    """`bus_fees`, `handling` of parcels put on buses, `lateness` of those that a bus delivers."""
    return [way_urmb(model, bus_way) * parcels for bus_way, parcels in model.ways()]


def way_urmb(model: Model, bus_way: BusWay) -> int:
    """What a parcel on a bus way costs beside its van legs; a ride through a layover pays once."""
    settings, way = model.instance.settings, bus_way.way
    per_parcel = sum(ride.fee_urmb + settings.handling_urmb for ride in way.rides)
    if way.last_mile is None:
        per_parcel += (settings.late_urmb_per_s or 0) * max(0, way.rides[-1].arrive_s - bus_way.item.due_s)
    return per_parcel


def _van_days(model: Model) -> list[Expr]:
    """`van_fixed`, `van_trips`, `van_distance` with `co2`, `van_hours`, `van_overtime`."""
    parts: list[Expr] = []
    for scope in model.scope.fleets:
        van = scope.fleet.type
        for key in scope.trip_keys():
            made_urmb = van.trip_urmb + (van.fixed_urmb if key.trip == 0 else 0)
            parts.append(made_urmb * model.trips[key].made)
        for number in range(scope.vans):
            day = model.days[scope.fleet.index, number]
            parts.append(scope.fleet.urmb_per_m * day.metres)
            parts.append(van.urmb_per_s * day.span + van.overtime_urmb_per_s * day.overtime)
    return parts


def _on_vans(model: Model) -> list[Expr]:
    """`handling` of parcels that vans take over at transfer places, `lateness` of those that vans deliver."""
    parts: list[Expr] = []
    for trip in model.trips.values():
        for item in model.instance.items:
            loads = [(load, amount) for load, amount in trip.loads.items() if load.item == item.index]
            for load, amount in loads:
                if load.from_place != item.origin:
                    parts.append(model.instance.settings.handling_urmb * amount.parcels)
            delivered = [amount.parcels for load, amount in loads if load.to_place == item.destination]
            if delivered and model.instance.settings.late_urmb_per_s:
                parts.append(model.instance.settings.late_urmb_per_s * _parcel_seconds(model, trip, item, delivered))
    return parts


def _parcel_seconds(model: Model, trip: TripVars, item: Item, delivered: list[cp_model.IntVar]) -> Expr:
    """Parcels x seconds that a trip delivers an item after it is due."""
    cp, reach = model.cp, trip.reach_s(item.destination)
    most_s = greatest(reach) - item.due_s
    if most_s <= 0:
        return total(())
    late_s = cp.new_int_var(0, most_s, f"{reach.name}_late_{item.consignment}")
    parcels = cp.new_int_var(0, item.parcels, f"{late_s.name}_parcels")
    cp.add(parcels == total(delivered))
    cp.add(late_s >= reach - item.due_s)
    product = cp.new_int_var(0, most_s * item.parcels, f"{late_s.name}_product")
    cp.add_multiplication_equality(product, [late_s, parcels])
    return product
