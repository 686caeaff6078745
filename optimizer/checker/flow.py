"""Rules about parcels as numbers: nothing vanishes, nothing appears, nothing leaves before it is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimizer.checker.violation import Violation, clock
from optimizer.costs.reading import Reading
from scenarios.types import Consignment, PlaceKind

EXCHANGES = (PlaceKind.HUB, PlaceKind.STATION)
"""Kinds of places at which parcels may change vehicles."""


def conservation(reading: Reading) -> Iterator[Violation]:
    """For every consignment: parcels that arrive at the destination + left behind = given."""
    for name, delivered in reading.delivered().items():
        given, left = reading.consignments[name].parcels, reading.left.get(name, 0)
        if delivered + left != given:
            detail = f"{delivered} arrive + {left} left behind, of {given} given"
            off = abs(given - delivered - left)
            yield Violation("conservation", f"consignment {name}", off, "parcels", detail)


def flow(reading: Reading) -> Iterator[Violation]:
    """For every consignment and place: what leaves equals what comes; vehicles change only where they may.

    Parcels that ride through a layover neither come nor leave there; the rule `block` counts those.
    """
    comes: dict[str, Counter[str]] = {name: Counter() for name in reading.consignments}
    leaves: dict[str, Counter[str]] = {name: Counter() for name in reading.consignments}
    for move in reading.moves:
        if move.put_on:
            leaves[move.consignment.id][move.from_place] += move.parcels
        if move.taken_off:
            comes[move.consignment.id][move.to_place] += move.parcels
    for name, consignment in reading.consignments.items():
        yield from _flow_of(reading, consignment, comes[name], leaves[name])


def _flow_of(
    reading: Reading, consignment: Consignment, comes: Counter[str], leaves: Counter[str]
) -> Iterator[Violation]:
    origin, destination = consignment.origin, consignment.destination
    served = consignment.parcels - reading.left.get(consignment.id, 0)
    for place in sorted({origin, destination, *comes, *leaves}):
        where = f"consignment {consignment.id} at {place}"
        come, leave = comes[place], leaves[place]
        if place == origin and leave != served:
            detail = f"{leave} leave the origin, {served} are to be carried"
            yield Violation("flow", where, abs(leave - served), "parcels", detail)
        if place == origin and come:
            yield Violation("flow", where, come, "parcels", f"{come} come back to the origin")
        if place == destination and leave:
            yield Violation("flow", where, leave, "parcels", f"{leave} leave the destination again")
        if place in (origin, destination):
            continue
        if come != leave:
            yield Violation("flow", where, abs(come - leave), "parcels", f"{come} come and {leave} leave")
        if reading.places[place].kind not in EXCHANGES:
            kind = reading.places[place].kind
            detail = f"parcels change vehicles at a {kind}, but may only at hubs and stations"
            yield Violation("flow", where, max(come, leave), "parcels", detail)


def ready(reading: Reading) -> Iterator[Violation]:
    """Every load leaves its origin at or after ready time + cut-off of the origin's kind."""
    settings = reading.settings
    cutoffs_s = {
        PlaceKind.HUB: settings.hub_cutoff_s,
        PlaceKind.STATION: settings.station_cutoff_s,
        PlaceKind.VILLAGE: settings.village_cutoff_s,
    }
    for move in reading.moves:
        consignment = move.consignment
        if not move.put_on or move.from_place != consignment.origin:
            continue
        available_s = consignment.ready_s + cutoffs_s.get(reading.places[consignment.origin].kind, 0)
        if move.leaves_s < available_s:
            detail = f"leaves at {clock(move.leaves_s)}, available from {clock(available_s)}"
            where = f"{move.vehicle}, consignment {consignment.id}"
            yield Violation("ready", where, available_s - move.leaves_s, "s", detail)
