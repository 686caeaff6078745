"""Changes between buses and vans: which bus load gives its parcels to which trip, which trip brings them to which bus.

As between buses, matching parcels to vehicles loses no plan: parcels of a consignment are alike.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TypeVar

from ortools.sat.python import cp_model

from optimizer.exact.model import Amount, Expr, Model, Stay, TripVars, greatest, least, total
from optimizer.exact.scope import Load, Row

_Call = tuple[int, int]
_T = TypeVar("_T", Row, _Call)


def add_transfers(model: Model) -> None:
    """Add both kinds of changes, and that vans carry each consignment's parcels all the way or as the ways say."""
    _bus_to_van(model)
    _van_to_bus(model)
    _conserve(model)


def _conserve(model: Model) -> None:
    """For every consignment: parcels on bus ways + on vans all the way + left behind = given."""
    for item in model.instance.items:
        left = model.cp.new_int_var(0, item.parcels, f"left_{item.consignment}")
        model.left.append(left)
        direct = Load(item.index, item.origin, item.destination)
        by_van = [trip.loads[direct].parcels for trip in model.trips.values() if direct in trip.loads]
        by_bus = [parcels for bus_way, parcels in model.ways() if bus_way.item is item]
        model.cp.add(total([*by_van, *by_bus, left]) == item.parcels)


def _bus_to_van(model: Model) -> None:
    """A trip that takes parcels of a bus load leaves no earlier than that load is sorted."""
    brought: dict[Load, dict[Row, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
    for bus_way, parcels in model.ways():
        if bus_way.last_load is not None:
            brought[bus_way.last_load][bus_way.last_row].append(parcels)
    for load, rows in brought.items():
        taken: dict[Row, list[Expr]] = {row: [] for row in rows}
        for trip in model.trips.values():
            if load not in trip.loads:
                continue
            shares = _shares(model, trip.loads[load], [row for row in rows if _catches(model, trip, load, row)])
            for row, share in shares.items():
                taken[row].append(share.parcels)
                _after_row(model, trip, load, row, share)
        for row, parts in taken.items():
            model.cp.add(total(parts) == total(rows[row]))


def _catches(model: Model, trip: TripVars, load: Load, row: Row) -> bool:
    fixed_s, parcel_s = model.sorting(load.from_place)
    return model.row_arrives_s(row) + fixed_s + parcel_s <= greatest(trip.leave_s(load.from_place))


def _after_row(model: Model, trip: TripVars, load: Load, row: Row, share: Amount) -> None:
    fixed_s, parcel_s = model.sorting(load.from_place)
    leave, arrive_s = trip.leave_s(load.from_place), model.row_arrives_s(row)
    if least(leave) < arrive_s + fixed_s + parcel_s * model.most_on_row(row):
        sorted_s = arrive_s + fixed_s + parcel_s * model.on_row(row)
        model.cp.add(leave >= sorted_s).only_enforce_if(share.some)
    model.stays.append(Stay(load.from_place, arrive_s, leave, share.parcels, share.most, share.some))


def _van_to_bus(model: Model) -> None:
    """Parcels that a trip puts down for a bus are sorted before it departs."""
    wanted: dict[Load, dict[_Call, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
    for bus_way, parcels in model.ways():
        if bus_way.first_load is not None:
            wanted[bus_way.first_load][bus_way.boarding].append(parcels)
    for load, calls in wanted.items():
        given: dict[_Call, list[Expr]] = {call: [] for call in calls}
        for trip in model.trips.values():
            if load not in trip.loads:
                continue
            shares = _shares(model, trip.loads[load], [call for call in calls if _reaches(model, trip, load, call)])
            for call, share in shares.items():
                given[call].append(share.parcels)
                _before_call(model, trip, load, call, share)
        for call, parts in given.items():
            model.cp.add(total(parts) == total(calls[call]))


def _reaches(model: Model, trip: TripVars, load: Load, call: _Call) -> bool:
    fixed_s, parcel_s = model.sorting(load.to_place)
    return least(trip.reach_s(load.to_place)) + fixed_s + parcel_s <= _departs_s(model, call)


def _departs_s(model: Model, call: _Call) -> int:
    return model.instance.network.timetable.runs[call[0]].calls[call[1]].depart_s


def _before_call(model: Model, trip: TripVars, load: Load, call: _Call, share: Amount) -> None:
    fixed_s, parcel_s = model.sorting(load.to_place)
    put_down, depart_s = trip.put_down_s(load.to_place), _departs_s(model, call)
    sorted_s = put_down + fixed_s + parcel_s * trip.loads[load].parcels
    model.cp.add(sorted_s <= depart_s).only_enforce_if(share.some)
    model.stays.append(Stay(load.to_place, put_down, depart_s, share.parcels, share.most, share.some))


def _shares(model: Model, amount: Amount, partners: list[_T]) -> dict[_T, Amount]:
    """Split a van load over its partners on the bus side; a single partner takes it whole."""
    if len(partners) == 1:
        return {partners[0]: amount}
    shares = {partner: model.amount(amount.most, f"{amount.parcels.name}_{partner}") for partner in partners}
    model.cp.add(total(share.parcels for share in shares.values()) == amount.parcels)
    return shares
