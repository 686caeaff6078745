"""What a user may say beside the table of parcels, checked before the table is read."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from networks.importers.faults import Faults
from scenarios.cells import CellError, read_cell
from scenarios.columns import Column, Kind

_TIME = Column("time", Kind.TIME, "", "")
DAY_S = 86_400
HOUR_S = 3_600


@dataclass(frozen=True, slots=True)
class ParcelOptions:
    """What a user may say beside the file.

    Attributes:
        sheet: of a workbook.
        places: folder of an import or scenario, or a table of places; address codes must then be among them.
        hub: id of the place where parcels for villages come from; None: the only hub of the places, or "hub".
        date: day to take, as 2026-03-04; "busiest" or "all".
        waves: times of day as HH:MM when parcels become ready together.
        due: time of day by which they should be delivered.
        filled: part of a hold that parcels really fill; the rest is gaps between them.
    """

    sheet: str | None = None
    places: Path | None = None
    hub: str | None = None
    date: str = "busiest"
    waves: tuple[str, ...] = ()
    due: str = "18:00"
    filled: float = 0.7


@dataclass(frozen=True, slots=True)
class Times:
    """The options about time, in seconds of the day; ``day`` is "busiest", "all" or a date."""

    waves_s: tuple[int, ...]
    due_s: int
    day: str | datetime.date

    def ready_s(self, time_s: int, inbound: bool) -> int:
        """Return when a parcel that is there at a time is ready: with the next wave, or at the next full hour.

        Waves are those of the hub; parcels from villages, and those after the last wave, wait for the hour.
        """
        wave = next((wave_s for wave_s in self.waves_s if time_s <= wave_s), None)
        if inbound and wave is not None:
            return wave
        return -(-time_s // HOUR_S) * HOUR_S

    def due_after_s(self, ready_s: int) -> int:
        """Return when a parcel is due: the due time of its day, or of the next if it is ready too late."""
        return self.due_s if ready_s < self.due_s else self.due_s + DAY_S


DEFAULT_WAVES = ("06:00", "11:30")
"""When trucks arrive at a county's hub: the first as in Yucheng, the second an assumption; see docs/defaults.md."""


def times_of(options: ParcelOptions) -> Times:
    """Return the options about time.

    Raises:
        SourceError: they are no times or no date, all of them at once.
    """
    faults = Faults()
    waves = sorted({_seconds("--wave", text, faults) for text in options.waves or DEFAULT_WAVES})
    due_s = _seconds("--due", options.due, faults)
    day: str | datetime.date = options.date
    if options.date not in ("busiest", "all"):
        try:
            day = datetime.date.fromisoformat(options.date)
        except ValueError:
            faults.add("--date", None, "", options.date, "a date such as 2026-03-04, or busiest, or all")
    faults.raise_any()
    return Times(tuple(waves), due_s, day)


def _seconds(option: str, text: str, faults: Faults) -> int:
    try:
        time_s = read_cell(_TIME, text)
    except CellError:
        time_s = -1
    if not isinstance(time_s, int) or not 0 < time_s <= DAY_S:
        faults.add(option, None, "", text, "a time of day such as 06:00")
        return 0
    return time_s
