"""The rule `storage`: parcels that wait at a transfer place are at no moment more than its storage.

A stay is the half-open interval from being put down to departure, so that at one moment departures count before
arrivals, as the rule says. Between buses all moments are known and the rule is linear; with vans it is a cumulative
constraint. How many parcels wait does not depend on which is matched to which vehicle.
"""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from optimizer.exact.model import Model, Stay, total


def add_storage(model: Model) -> None:
    """Bound the parcels at every place that has a limit which could be passed."""
    by_place: dict[int, list[Stay]] = defaultdict(list)
    for stay in model.stays:
        by_place[stay.place].append(stay)
    most = sum(item.parcels for item in model.instance.items)
    for place, stays in by_place.items():
        room = model.instance.places[place].storage_parcels
        if room is None or room >= min(most, sum(stay.most for stay in stays)):
            continue
        spans = [
            (stay.from_s, stay.to_s, stay.parcels)
            for stay in stays
            if isinstance(stay.from_s, int) and isinstance(stay.to_s, int)
        ]
        if len(spans) == len(stays):
            _fixed(model, spans, room)
        else:
            _cumulative(model, stays, room)


def _fixed(model: Model, spans: list[tuple[int, int, cp_model.IntVar]], room: int) -> None:
    """The stock can only be largest at a moment of arrival."""
    for moment in {from_s for from_s, _, _ in spans}:
        model.cp.add(total(parcels for from_s, to_s, parcels in spans if from_s <= moment < to_s) <= room)


def _cumulative(model: Model, stays: list[Stay], room: int) -> None:
    cp, last_s = model.cp, model.instance.latest_s
    intervals = []
    for number, stay in enumerate(stays):
        length = cp.new_int_var(0, last_s, f"wait{stay.place}_{number}")
        from_s = cp.new_int_var(0, last_s, f"from{stay.place}_{number}")  # an interval takes no sum of variables
        cp.add(from_s == stay.from_s)
        some = cp.new_constant(1) if stay.some is None else stay.some
        if stay.some is not None:
            cp.add(length == 0).only_enforce_if(~stay.some)
        intervals.append(cp.new_optional_interval_var(from_s, length, stay.to_s, some, f"stay{stay.place}_{number}"))
    cp.add_cumulative(intervals, [stay.parcels for stay in stays], room)
