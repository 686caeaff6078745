"""Routes of the routing model read as a draft; what the model could not say exactly is put right here."""

from __future__ import annotations

from optimizer.routing.assemble import Seats, assemble
from optimizer.routing.draft import Draft
from optimizer.routing.model import LotModel
from optimizer.routing.ways import Way


def read_routes(model: LotModel, routes: list[list[int]], draft: Draft) -> None:
    """Make the draft the plan that the routes describe; lots that break a rule stay behind."""
    skeleton: list[tuple[int, list[tuple[int, ...]]]] = []
    seats: dict[int, tuple[int, int]] = {}
    taken: list[int] = []
    for fleet, route in zip(model.fleet_of, routes, strict=True):
        trips: list[list[int]] = []
        for before, node in zip([0, *route], route, strict=False):
            pair, is_load = model.pair_at(node)
            if fleet is not None and (not trips or model.begins_trip(fleet, before, node)):
                trips.append([])
            place = model.pairs[pair].from_place if is_load else model.pairs[pair].to_place
            if fleet is not None and place != fleet.base:
                trips[-1].append(place)
            if is_load:
                taken.append(pair)
                seats[pair] = (len(skeleton), len(trips) - 1)
        if fleet is not None:
            skeleton.append((fleet.index, [tuple(dict.fromkeys(visits)) for visits in trips]))
    draft.load(*assemble(model.instance, skeleton, _flows(model, taken, seats)))


def _flows(model: LotModel, taken: list[int], seats: dict[int, tuple[int, int]]) -> list[tuple[Way, int, Seats]]:
    of_way: dict[tuple[int, int], list[int]] = {}
    for pair in sorted(taken):
        of_way.setdefault((model.pairs[pair].lot, model.pairs[pair].way), []).append(pair)
    flows = []
    for (number, way), pairs in of_way.items():
        mine = tuple(seats[pair] for pair in pairs if model.pairs[pair].block < 0)
        lot = model.lots[number]
        flows += [(chosen, parcels, mine) for chosen, (_, parcels) in zip(lot.ways[way], lot.members, strict=True)]
    return flows
