"""When goods may leave a place: after sorting at their origin, after hand-over and sorting at a transfer."""

from __future__ import annotations

from optimizer.costs.loads import Move
from optimizer.costs.reading import Reading
from scenarios.types import Consignment, PlaceKind


def ready_at_origin_s(reading: Reading, item: Consignment) -> int:
    """When goods may leave their origin: ready, and the cut-off of the kind of place later."""
    return item.ready_s + cutoff_s(reading, item.origin)


def cutoff_s(reading: Reading, place: str) -> int:
    """How long before a departure goods must be ready at a place."""
    settings = reading.settings
    cutoffs = {
        PlaceKind.HUB: settings.hub_cutoff_s,
        PlaceKind.STATION: settings.station_cutoff_s,
        PlaceKind.VILLAGE: settings.village_cutoff_s,
    }
    return cutoffs.get(reading.places[place].kind, 0)


def ready_at_transfer_s(reading: Reading, move: Move) -> int:
    """When goods that a load has put down may leave again (`docs/model.md`, section 1)."""
    settings, place = reading.settings, reading.places[move.to_place]
    each_s = settings.transfer_parcel_s if place.sort_s_per_parcel is None else place.sort_s_per_parcel
    sorting_s = settings.transfer_fixed_s + each_s * move.parcels
    return move.put_down_s + sorting_s + settings.transfer_min_s + settings.transfer_buffer_s
