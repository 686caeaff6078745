"""Parcels on buses: the rules `hold`, `dwell_call`, `dwell_run` and, from bus to bus, `transfer`.

An itinerary's rides are fixed in time, so goods, calls, opening hours, blocks and cold waits are settled by the choice
of the itineraries (`Instance.ways`); what remains are numbers of parcels.
"""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from optimizer.exact.model import Expr, Model, Stay, total
from optimizer.exact.scope import Row

_BagGroup = tuple[int, int, int, bool, bool, int, int]


def add_buses(model: Model) -> None:
    """Add the parcels on every bus way, and what buses and transfers between buses allow."""
    for number, bus_way in enumerate(model.scope.ways):
        name = model.instance.items[bus_way.item.index].consignment
        model.on_way.append(model.cp.new_int_var(0, bus_way.most, f"way{number}_{name}"))
        for row in {row for rows in bus_way.rows for row in rows}:
            model.by_row.setdefault(row, []).append(number)
    _hold(model)
    _dwell(model)
    _bus_to_bus(model)


def _hold(model: Model) -> None:
    """On every segment, ml, g and pieces within the hold after the haircut."""
    aboard: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in model.by_row:
        for segment in range(row.board, row.leave):
            aboard[row.run, segment].append(row)
    items, runs = model.instance.items, model.instance.network.timetable.runs
    known = set()
    for (run, _), rows in aboard.items():
        if (run, tuple(rows)) in known:  # the same loads as on the segment before
            continue
        known.add((run, tuple(rows)))
        for room, sizes in (
            (runs[run].usable_ml, [items[row.item].parcel_ml for row in rows]),
            (runs[run].usable_g, [items[row.item].parcel_g for row in rows]),
            (runs[run].usable_pieces, [1] * len(rows)),
        ):
            if room is not None:
                model.cp.add(total(size * model.on_row(row) for row, size in zip(rows, sizes, strict=True)) <= room)


def _dwell(model: Model) -> None:
    """Handling times at calls and over runs; a call without cargo takes no time.

    Bags are at least parcels / bag size. More are never needed and rules only bound them from above, so the model may
    count too many but never gains by it.
    """
    groups: dict[_BagGroup, list[Row]] = defaultdict(list)
    for row in model.by_row:
        item = model.instance.items[row.item]
        groups[row.run, row.board, row.leave, row.came, row.stays, item.origin, item.destination].append(row)
    at_call: dict[tuple[int, int], list[_BagGroup]] = defaultdict(list)
    for group in groups:
        run, board, leave, came, stays, *_ = group
        if not came:
            at_call[run, board].append(group)
        if not stays:
            at_call[run, leave].append(group)
    bags: dict[_BagGroup, cp_model.IntVar] = {}
    times: dict[int, list[Expr]] = defaultdict(list)
    for (run, call), here in at_call.items():
        calls = model.instance.network.timetable.runs[run].calls
        counts = 0 < call < len(calls) - 1
        if not counts and calls[call].dwell_limit_s is None:
            continue
        for group in here:
            if group not in bags:
                bags[group] = _bags(model, groups[group])
        time_s = _handling(model, [bags[group] for group in here], f"stop{run}_{call}")
        limit_s = calls[call].dwell_limit_s
        if limit_s is not None:
            model.cp.add(time_s <= limit_s)
        if counts:
            times[run].append(time_s)
    for run, seconds in times.items():
        model.cp.add(total(seconds) <= model.instance.network.timetable.runs[run].dwell_budget_s)


def _bags(model: Model, rows: list[Row]) -> cp_model.IntVar:
    size = model.instance.settings.parcels_per_bag
    most = sum(model.most_on_row(row) for row in rows)
    bags = model.cp.new_int_var(0, -(-most // size), f"bags_{len(model.cp.proto.variables)}")
    model.cp.add(size * bags >= total(model.on_row(row) for row in rows))
    return bags


def _handling(model: Model, bags: list[cp_model.IntVar], name: str) -> Expr:
    """Seconds at a call: nothing, or the fixed time and that of the bags."""
    handles = model.cp.new_bool_var(name)
    for some in bags:
        model.cp.add(some == 0).only_enforce_if(~handles)
    settings = model.instance.settings
    return settings.bus_call_s * handles + settings.bus_bag_s * total(bags)


def _bus_to_bus(model: Model) -> None:
    """A load that is too large is not sorted in time for the next bus of some of its parcels.

    The checker compares, for a consignment at a place, all that left with all that had become available. Parcels are
    alike, so if that holds they can be matched first come first gone, and every parcel then leaves on a vehicle that
    its own load was ready for. Asking each way's load to be ready for the way's next vehicle loses no plan.
    """
    for number, (bus_way, parcels) in enumerate(model.ways()):
        rides = bus_way.way.rides
        if len(rides) < 2:
            continue
        place, row = rides[0].to_place, bus_way.rows[0][-1]
        model.stays.append(Stay(place, rides[0].arrive_s, rides[1].depart_s, parcels, bus_way.most))
        if model.by_row[row] == [number] or model.most_on_row(row) <= bus_way.way.max_parcels:
            continue  # `most` of the way itself, or of all its load, already keeps to the limit
        rides_on = model.cp.new_bool_var("rides_on")
        model.cp.add(parcels == 0).only_enforce_if(~rides_on)
        model.cp.add(model.on_row(row) <= bus_way.way.max_parcels).only_enforce_if(rides_on)
