"""The plan that a solution of the model stands for, row by row, with the model's own times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from optimizer.exact.model import Expr, Model, TripVars
from optimizer.exact.scope import TripKey
from optimizer.plan import BusLoad, Plan, Unserved, VanLoad, VanStop

_WHY_LEFT = "the cheapest plan of all leaves them behind"

Value = Callable[[Expr], int]


def extract_plan(model: Model, value: Value) -> Plan:
    """Read a plan from the values of the variables."""
    stops: list[VanStop] = []
    loads: list[VanLoad] = []
    for key, trip in model.trips.items():
        if value(trip.made):
            path = _path(trip, value)
            stops += _stop_rows(model, key, trip, path, value)
            loads += _load_rows(model, key, trip, path, value)
    return Plan(
        model.instance.strategy.value, _bus_rows(model, value), tuple(stops), tuple(loads), _unserved(model, value)
    ).sorted()


def _bus_rows(model: Model, value: Value) -> tuple[BusLoad, ...]:
    rows = Counter({row: value(model.on_row(row)) for row in model.by_row})
    runs, items = model.instance.network.timetable.runs, model.instance.items
    return tuple(
        BusLoad(runs[row.run].id, row.board, row.leave, items[row.item].consignment, parcels, row.came, row.stays)
        for row, parcels in rows.items()
        if parcels
    )


def _path(trip: TripVars, value: Value) -> list[int]:
    following = {here: there for (here, there), arc in trip.arcs.items() if value(arc)}
    path = [trip.base, following[trip.base]]
    while path[-1] != trip.base:
        path.append(following[path[-1]])
    return path


def _stop_rows(model: Model, key: TripKey, trip: TripVars, path: list[int], value: Value) -> list[VanStop]:
    """A van drives on at once and waits where it arrives, but for rests and for the road home."""
    seconds, fleet = model.instance.seconds(trip.scope.fleet), trip.scope.fleet
    depart_s = value(trip.depart)
    times = [(depart_s, depart_s, depart_s, 0)]
    for at in range(1, len(path) - 1):
        here, there = path[at], path[at + 1]
        arrive_s = times[-1][2] + int(seconds[path[at - 1], here])
        begin_s = value(trip.begin[here])
        end_s = begin_s + value(trip.work[here])
        spare_s = value(trip.reach_s(there)) - int(seconds[here, there]) - end_s
        times.append((arrive_s, begin_s, end_s + spare_s, spare_s))
    back_s = value(trip.back)
    times.append((back_s, back_s, back_s, _rest_at_base_s(model, key, back_s, value)))
    van, names = (fleet.type.id, key.van + 1, key.trip + 1), [model.instance.places[place].id for place in path]
    return [VanStop(*van, seq, name, *moments) for seq, (name, moments) in enumerate(zip(names, times, strict=True))]


def _rest_at_base_s(model: Model, key: TripKey, back_s: int, value: Value) -> int:
    """The wait between two trips beyond reloading."""
    after = model.trips.get(key._replace(trip=key.trip + 1))
    if after is None or not value(after.made):
        return 0
    return value(after.depart) - back_s - after.scope.fleet.type.reload_s


def _load_rows(model: Model, key: TripKey, trip: TripVars, path: list[int], value: Value) -> list[VanLoad]:
    seqs = {place: seq for seq, place in enumerate(path)}
    rows = []
    for load, amount in trip.loads.items():
        parcels = value(amount.parcels)
        if parcels:
            put_on = 0 if load.from_place == trip.base else seqs[load.from_place]
            taken_off = len(path) - 1 if load.to_place == trip.base else seqs[load.to_place]
            name = model.instance.items[load.item].consignment
            van = trip.scope.fleet.type.id
            rows.append(VanLoad(van, key.van + 1, key.trip + 1, put_on, taken_off, name, parcels))
    return rows


def _unserved(model: Model, value: Value) -> tuple[Unserved, ...]:
    """One row for each consignment with parcels left behind: there is no way, or each one costs more than it saves."""
    rows = []
    for item, var in zip(model.instance.items, model.left, strict=True):
        parcels = value(var)
        if parcels:
            rows.append(Unserved(item.consignment, parcels, "all ways", "cost", 0, "fen", _WHY_LEFT))
    return tuple(rows)
