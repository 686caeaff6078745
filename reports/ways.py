"""Which way each parcel goes, told by the vehicles it rides on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from optimizer.costs.reading import Reading
from reports.journeys import Journey, journeys_of


class Way(StrEnum):
    """How a parcel travels, told by the vehicles it rides on; `bus`: one bus all the way."""

    BUS = "bus"
    BUS_BUS = "bus_bus"
    BUS_VAN = "bus_van"
    VAN = "van"
    LEFT = "left"


WAY_NAMES = {
    Way.BUS: "bus direct",
    Way.BUS_BUS: "bus + bus",
    Way.BUS_VAN: "bus + van",
    Way.VAN: "van all the way",
    Way.LEFT: "left behind",
}
"""What people read for each way."""


def ways_of(reading: Reading) -> dict[str, Counter[Way]]:
    """Parcels of every consignment by the way they go; those left behind, or that never arrive, are `LEFT`."""
    return count_ways(reading, journeys_of(reading))


def count_ways(reading: Reading, journeys: Iterable[Journey]) -> dict[str, Counter[Way]]:
    """The same from the journeys, if they are known already."""
    ways: dict[str, Counter[Way]] = {name: Counter() for name in reading.consignments}
    for journey in journeys:
        if journey.arrived:
            ways[journey.consignment.id][way_of(journey)] += journey.parcels
    for name, consignment in reading.consignments.items():
        carried = ways[name].total()
        if carried < consignment.parcels:
            ways[name][Way.LEFT] = consignment.parcels - carried
    return ways


def way_of(journey: Journey) -> Way:
    """The way of a journey, as far as it goes. A ride through a layover is one ride."""
    rides = [leg.move for leg in journey.legs if leg.move.by_bus]
    buses = sum(move.put_on for move in rides) or bool(rides)
    if not buses:
        return Way.VAN
    if len(rides) < len(journey.legs):
        return Way.BUS_VAN
    return Way.BUS if buses == 1 else Way.BUS_BUS
