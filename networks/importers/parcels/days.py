"""Which day of an export is planned."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence

from networks.importers.faults import source_error
from networks.importers.notes import Notes
from networks.importers.parcels.rows import Parcel


def on_the_day(file: str, parcels: Sequence[Parcel], day: str | datetime.date, notes: Notes) -> list[Parcel]:
    """Return the parcels of one day; those of others are left out, those without a date are taken.

    Args:
        file: its name, for notes.
        parcels: of all days.
        day: a date; "busiest": the one with most parcels, the earliest of them; "all": no matter which.
        notes: where to note what is left out.

    Raises:
        SourceError: there is no parcel on the date.
    """
    by_day: Counter[datetime.date] = Counter()
    for parcel in parcels:
        if parcel.day is not None:
            by_day[parcel.day] += parcel.pieces
    if day == "all" or not by_day:
        return list(parcels)
    if day == "busiest":
        chosen = min(by_day, key=lambda date: (-by_day[date], date))
        if len(by_day) > 1:
            detail = f"{chosen}, the busiest of {len(by_day)} days; name another with --date"
            notes.guess(file, None, "day", detail)
    else:
        assert isinstance(day, datetime.date)
        chosen = day
    kept = []
    for parcel in parcels:
        if parcel.day in (None, chosen):
            kept.append(parcel)
        else:
            notes.left_out(file, parcel.row, "of another day", str(parcel.day), parcel.pieces)
    if not kept:
        days = ", ".join(str(date) for date in sorted(by_day)[:10])
        raise source_error(file, f"no parcel of {chosen}", f"a day that the file has: {days}")
    undated = sum(parcel.pieces for parcel in kept if parcel.day is None)
    if undated:
        notes.guess(file, None, "no date", f"taken as {chosen}", undated)
    notes.count(file, "parcels of the day", by_day[chosen], str(chosen))
    return kept
