"""Small feeds to try things on: `a_feed()` is sound, and each test spoils what it is about."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from networks.importers.gtfs import GtfsImport, import_gtfs

FRIDAY = "2026-03-06"

SOUND = {
    "agency.txt": "agency_id,agency_name\nA,County Buses\n",
    "stops.txt": (
        "stop_id,stop_name,stop_lat,stop_lon\n"
        "hub,Hub,36.00,115.00\nv1,Village 1,36.00,115.10\nv2,Village 2,36.00,115.20\ntown,Town,36.00,115.40\n"
    ),
    "routes.txt": "route_id,agency_id,route_short_name,route_type\nR,A,7,3\n",
    "trips.txt": "route_id,service_id,trip_id,trip_headsign,block_id\nR,week,T1,Town,\nR,week,T2,Hub,\n",
    "stop_times.txt": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "T1,08:00:00,08:00:00,hub,1\nT1,08:10:00,08:11:00,v1,2\nT1,08:20:00,08:20:00,v2,3\nT1,08:40:00,08:40:00,town,4\n"
        "T2,09:00:00,09:00:00,town,1\nT2,09:40:00,09:40:00,hub,2\n"
    ),
    "calendar.txt": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "week,1,1,1,1,1,0,0,20260301,20260331\n"
    ),
}


def a_feed(folder: Path, **changed: str | None) -> Path:
    """Write the sound feed as a zip archive, some files (named without .txt) changed, added or (None) left out."""
    files: dict[str, str | None] = {**SOUND, **{f"{name}.txt": text for name, text in changed.items()}}
    return zipped(folder / "feed.zip", {name: text for name, text in files.items() if text is not None})


def zipped(path: Path, files: Mapping[str, str | bytes]) -> Path:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    path.write_bytes(held.getvalue())
    return path


def times(*rows: str) -> str:
    """A stop_times.txt of rows "trip arrival departure stop seq"; a dash is a blank."""
    lines = (",".join("" if cell == "-" else cell for cell in row.split()) for row in rows)
    return "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n" + "\n".join(lines) + "\n"


def imported(folder: Path, day: str = "busiest", **changed: str | None) -> GtfsImport:
    import datetime

    return import_gtfs(a_feed(folder, **changed), day if day == "busiest" else datetime.date.fromisoformat(day))


def calls_of(made: GtfsImport, run: str) -> list[tuple[str, str]]:
    """The (place, arrival) of each call of a run."""
    calls = made.part.calls
    assert isinstance(calls, pd.DataFrame)
    own = calls[calls["run"] == run]
    return list(zip(own["place"], own["arrive"], strict=True))


def runs_of(made: GtfsImport) -> list[str]:
    assert made.part.runs is not None
    return list(made.part.runs["id"])


def noted(made: GtfsImport, kind: str) -> dict[str, int]:
    return {what: made.notes.totals(kind)[what] for what in made.notes.totals(kind)}  # type: ignore[arg-type]
