"""The parts that are given, as one: tables put below each other, later places in the place of earlier ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from networks.importers.coordinates import Coordinates
from networks.importers.faults import Faults, SourceError
from networks.importers.files import read_table as read_strange_table
from networks.importers.notes import Notes
from networks.importers.part import Part, read_notes, read_part
from networks.importers.places import import_places
from scenarios.columns import Table
from scenarios.faults import ScenarioError
from scenarios.schema import TABLES
from scenarios.tables import read_table

TOML_NAME = "scenario.toml"
WITH_IDS = ("runs", "vans", "consignments")
HINT = "for other tables see: roadpost import --help"


@dataclass(frozen=True)
class Source:
    """A part, and the path that the user gave for it."""

    path: str
    part: Part


def read_sources(paths: Sequence[str | Path], system: Coordinates | str, notes: Notes) -> tuple[Source, ...]:
    """Read folders of imports and single tables; notes of the imports are taken over.

    Args:
        paths: of folders, and of .csv or .xlsx files with the columns of one of a scenario's tables. A file of
            places may have other headings too, see `import_places`.
        system: of the coordinates in files of places; folders are in WGS-84.
        notes: added to.

    Raises:
        SourceError, ScenarioError: with the faults of all of them.
    """
    sources = []
    faults = Faults()
    for path in map(Path, paths):
        try:
            if path.is_dir():
                part = read_part(path)
                notes.extend(read_notes(path))
                if (path / TOML_NAME).is_file():
                    notes.warning(str(path), None, "settings of a scenario, which are not taken over", TOML_NAME)
            else:
                part = _single(path, system, notes)
            sources.append(Source(str(path), part))
        except (SourceError, ScenarioError) as error:
            for fault in error.faults:
                faults.add(fault.file, fault.row, fault.column, fault.value, fault.expected, fault.hint)
    faults.raise_any()
    return tuple(sources)


def _single(path: Path, system: Coordinates | str, notes: Notes) -> Part:
    """Return the part that one file is."""
    frame = read_strange_table(path)
    table = _table_of(path, frame)
    if table is None or table.name == "places":
        try:
            part, found = import_places(path, system)
        except SourceError:
            if table is not None or _looks_like_places(frame):
                raise
            tables = ", ".join(one.name for one in TABLES)
            faults = Faults()
            columns = ", ".join(map(str, frame.columns))
            faults.add(path.name, 1, "", columns, f"the columns of one of {tables}", HINT)
            faults.raise_any()
            raise
        notes.extend(found.listed())
        return part
    read_table(table, path.name, frame.to_csv(index=False).encode())
    order = [column.name for column in table.columns]
    whole: Any = frame.reindex(columns=order, fill_value="").reset_index(drop=True)
    return Part(**{table.name: whole})


def _looks_like_places(frame: pd.DataFrame) -> bool:
    words = " ".join(map(str, frame.columns)).lower()
    return any(word in words for word in ("lon", "lng", "lat", "经度", "纬度"))


def _table_of(path: Path, frame: pd.DataFrame) -> Table | None:
    """Return the table that a file's columns are; the file's name decides between two, None if they are none's."""
    header = set(map(str, frame.columns))
    fitting = []
    for table in TABLES:
        known = {column.name for column in table.columns}
        required = {column.name for column in table.columns if column.required}
        if required <= header <= known:
            fitting.append(table)
    named = [table for table in fitting if path.stem.lower().startswith(table.name)]
    return next(iter(named or fitting), None)


def joined(sources: Sequence[Source], notes: Notes) -> Part:
    """Return the parts as one.

    A place that stands in several parts is taken from the last of them, so that a table of places can turn a feed's
    bus stop into a station; links, travel, calls and shapes are put together.

    Raises:
        SourceError: two parts have runs, vans or consignments of the same id, or one part has two places of the same
            id: all such ids at once.
    """
    _refuse_same_ids(sources)
    tables = {}
    for table in TABLES:
        frames = [source.part.tables()[table.name] for source in sources if table.name in source.part.tables()]
        if frames:
            tables[table.name] = pd.concat(frames, ignore_index=True)
    if "places" in tables:
        places = tables["places"]
        again = places.duplicated("id", keep="last")
        if again.any():
            notes.count("places", "places that a later source describes anew", int(again.sum()))
        # Order of first appearance, contents of the last.
        order = places["id"].drop_duplicates().tolist()
        tables["places"] = places[~again].set_index("id", drop=False).loc[order].reset_index(drop=True)
    return Part(**tables, geometry={"type": "FeatureCollection", "features": list(_features(sources))})


def _features(sources: Iterable[Source]) -> Iterable[object]:
    for source in sources:
        yield from (source.part.geometry or {}).get("features", ())


def _refuse_same_ids(sources: Sequence[Source]) -> None:
    faults = Faults()
    for name in WITH_IDS:
        first: dict[str, str] = {}
        for source in sources:
            frame = source.part.tables().get(name)
            if frame is None:
                continue
            for at, id_ in enumerate(frame["id"].tolist()):
                if first.get(id_, source.path) != source.path:
                    hint = f"{first[id_]} has it too"
                    expected = "an id that no other source has"
                    faults.add(f"{source.path}/{name}.csv", at + 2, "id", id_, expected, hint)
                first.setdefault(id_, source.path)
    for source in sources:
        if source.part.places is not None:
            ids = source.part.places["id"]
            for at in ids.index[ids.duplicated()]:
                faults.add(f"{source.path}/places.csv", at + 2, "id", ids[at], "an id that no other row has")
    faults.raise_any()
