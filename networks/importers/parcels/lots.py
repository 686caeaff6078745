"""Like parcels put together: one consignment for each way, brand, class and time, whole parcels that add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from networks.importers.parcels.options import Times
from networks.importers.parcels.rows import Parcel
from networks.importers.part import frame_of
from scenarios.settings import Settings

_BUS = Settings()
Key = tuple[str, str, str, str, int, int, bool]


def consolidate(parcels: Sequence[Parcel], times: Times, filled: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the consignments, and for each row of the source the consignment that it went into.

    Pieces too heavy or too long for a bus, by the default limits, make consignments of their own: the longest piece
    would keep all the others off the bus.

    Args:
        parcels: with weight, volume and time filled in.
        times: when they are ready and due.
        filled: part of a hold that parcels really fill.
    """
    lots: dict[Key, list[Parcel]] = defaultdict(list)
    for parcel in parcels:
        lots[_key(parcel, times)].append(parcel)
    width = max(4, len(str(len(lots))))
    rows, members = [], []
    for number, key in enumerate(sorted(lots), start=1):
        id_ = f"c{number:0{width}d}"
        rows.append(_row(id_, key, lots[key], filled))
        members += [(parcel.row, parcel.id, parcel.pieces, id_) for parcel in lots[key]]
    members.sort()
    names = ["row", "parcel", "parcels", "consignment"]
    texts = [[str(cell) for cell in member] for member in members]
    return frame_of("consignments", rows), pd.DataFrame(texts, columns=names, dtype=object)


def _key(parcel: Parcel, times: Times) -> Key:
    assert parcel.time_s is not None and parcel.g is not None
    ready_s = times.ready_s(parcel.time_s, parcel.inbound)
    off_bus = parcel.heaviest_g > _BUS.bus_max_piece_g or parcel.longest_cm > _BUS.bus_max_side_cm
    due_s = times.due_after_s(ready_s)
    return parcel.origin, parcel.destination, parcel.brand, parcel.goods.value, ready_s, due_s, off_bus


def _row(id_: str, key: Key, parcels: Sequence[Parcel], filled: float) -> dict[str, object]:
    origin, destination, brand, goods, ready_s, due_s, _ = key
    room = Fraction(sum(parcel.ml or 0 for parcel in parcels)) / Fraction(str(filled))
    return {
        "id": id_,
        "origin": origin,
        "destination": destination,
        "brand": brand,
        "goods": goods,
        "parcels": sum(parcel.pieces for parcel in parcels),
        "kg": sum(parcel.g or 0 for parcel in parcels),
        "litres": -(-room.numerator // room.denominator),
        "ready": ready_s,
        "due": due_s,
        "heaviest_kg": max(parcel.heaviest_g for parcel in parcels),
        "longest_cm": max(parcel.longest_cm for parcel in parcels) or None,
    }
