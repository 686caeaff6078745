"""A part of a scenario: some of its tables, in its own columns, with the notes of the import that made them.

A part's folder is a scenario's folder that lacks some tables: the same file names and columns, and beside them
`notes.csv` and, for roads, `roads.geojson`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from networks.importers.faults import source_error
from networks.importers.notes import NOTES_NAME, Note, Notes, notes_text, parse_notes
from scenarios.cells import write_cell
from scenarios.errors import RoadpostError
from scenarios.faults import Fault, ScenarioError
from scenarios.folders import text_files, write_folder
from scenarios.schema import BY_NAME, TABLES
from scenarios.tables import decode, read_table, text_frame

GEOMETRY_NAME = "roads.geojson"
PARCELS_NAME = "parcels.csv"
FILES = (*(f"{table.name}.csv" for table in TABLES), GEOMETRY_NAME, NOTES_NAME, PARCELS_NAME)


class PartWriteError(RoadpostError):
    """A part cannot be written where it should go."""


@dataclass(frozen=True, eq=False)
class Part:
    """Tables of a scenario, each None where there is none: texts as in the files, all columns of the schema, "" blank.

    Attributes:
        parcels: which rows of a table of parcels went into which consignment; no table of a scenario.
        geometry: a GeoJSON FeatureCollection of LineStrings, their properties ``from`` and ``to`` as in the links.
    """

    places: pd.DataFrame | None = None
    links: pd.DataFrame | None = None
    travel: pd.DataFrame | None = None
    runs: pd.DataFrame | None = None
    calls: pd.DataFrame | None = None
    vans: pd.DataFrame | None = None
    consignments: pd.DataFrame | None = None
    parcels: pd.DataFrame | None = None
    geometry: Mapping[str, Any] | None = None

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that there are, by name."""
        found = {field.name: getattr(self, field.name) for field in fields(self) if field.name in BY_NAME}
        return {name: table for name, table in found.items() if table is not None}


def frame_of(table: str, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Return rows as a table of a part.

    Args:
        table: its name, such as ``links``.
        rows: by column name. A text stays as it is; other values are those that the schema makes of a cell, such as
            metres for ``km``, seconds for ``arrive``, milliseconds for ``minutes``; None and missing columns are blank.

    Raises:
        ValueError: a row has a column that the table has not.
    """
    columns = {column.name: column for column in BY_NAME[table].columns}
    listed = list(rows)
    unknown = {name for row in listed for name in row} - set(columns)
    if unknown:
        raise ValueError(f"{table} has no columns {', '.join(sorted(unknown))}")
    texts = {
        name: [value if type(value) is str else write_cell(column, value) for value in _values(listed, name)]
        for name, column in columns.items()
    }
    return pd.DataFrame(texts, columns=list(columns), dtype=object)


def _values(rows: list[Mapping[str, object]], name: str) -> Iterable[object]:
    return (row.get(name) for row in rows)


def write_part(part: Part, notes: Notes | Iterable[Note], folder: str | Path) -> Path:
    """Write a part's files; a reader sees the old folder or the new one, never half of one.

    Args:
        part: what to write.
        notes: of the import.
        folder: where; folders above it are made. A part that is there, and nothing else, is replaced.

    Returns:
        The folder's path.

    Raises:
        PartWriteError: the folder holds something else than a part, or cannot be written; nothing is written then.
        ScenarioError: a table would not be read again: with all its faults.
    """
    target = Path(folder).resolve()
    listed = notes.listed() if isinstance(notes, Notes) else tuple(notes)
    texts = {**_part_texts(part), NOTES_NAME: notes_text(listed)}
    try:
        _refuse(target, folder)
        write_folder(target, text_files(texts))
    except OSError as error:
        raise PartWriteError(f"{folder} cannot be written: {error.strerror or error}; nothing was written") from error
    return Path(folder)


def refuse_folder(folder: str | Path) -> None:
    """Say before the work, not after it, that a part cannot be written where it should go.

    Raises:
        PartWriteError: the folder holds something else than a part, or is none.
    """
    try:
        _refuse(Path(folder).resolve(), folder)
    except OSError as error:
        raise PartWriteError(f"{folder} cannot be written: {error.strerror or error}; nothing was written") from error


def read_part(folder: str | Path) -> Part:
    """Read a part: the tables that are in the folder, each checked like a scenario's.

    Raises:
        SourceError: there is no such folder, or no table in it.
        ScenarioError: with the faults of all tables.
    """
    found = Path(folder)
    if not found.is_dir():
        raise source_error(str(folder), "", "the folder of an import")
    tables: dict[str, Any] = {}
    faults: list[Fault] = []
    for table in TABLES:
        path = found / f"{table.name}.csv"
        if path.is_file():
            try:
                tables[table.name] = _parsed(table.name, f"{found.name}/{path.name}", path.read_bytes())
            except ScenarioError as error:
                faults += error.faults
    if faults:
        raise ScenarioError(faults)
    if not tables:
        names = ", ".join(f"{table.name}.csv" for table in TABLES)
        raise source_error(str(folder), "none of these tables", f"at least one of {names}")
    return Part(**tables, geometry=_read_geometry(found / GEOMETRY_NAME))


def read_notes(folder: str | Path) -> tuple[Note, ...]:
    """Return the notes of a part; none if it has no `notes.csv`."""
    path = Path(folder) / NOTES_NAME
    return parse_notes(decode(NOTES_NAME, path.read_bytes())) if path.is_file() else ()


def _read_geometry(path: Path) -> Mapping[str, Any] | None:
    if not path.is_file():
        return None
    try:
        geometry = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise source_error(path.name, str(error), "GeoJSON") from None
    if not isinstance(geometry, dict) or geometry.get("type") != "FeatureCollection":
        raise source_error(path.name, "something else", "a GeoJSON FeatureCollection")
    return geometry


def _parsed(name: str, file: str, content: bytes) -> pd.DataFrame:
    """Return a table's texts, with all columns of the schema, once its cells have been checked."""
    table = BY_NAME[name]
    read_table(table, file, content)
    frame = text_frame(table, file, decode(file, content))
    return (
        frame.reindex(columns=[column.name for column in table.columns], fill_value="")
        .astype(object)
        .reset_index(drop=True)
    )


def _part_texts(part: Part) -> dict[str, str]:
    """Return the text of each file of a part but the notes, by file name.

    Raises:
        ScenarioError: a table would not be read again: with the faults of all of them.
    """
    texts = {}
    faults: list[Fault] = []
    for name, frame in part.tables().items():
        file = f"{name}.csv"
        texts[file] = _csv(name, frame)
        try:
            read_table(BY_NAME[name], file, texts[file].encode())
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(faults)
    if part.parcels is not None:
        texts[PARCELS_NAME] = _rows_text(part.parcels)
    if part.geometry is not None:
        texts[GEOMETRY_NAME] = json.dumps(part.geometry, ensure_ascii=False, allow_nan=False)
    return texts


def _csv(name: str, frame: pd.DataFrame) -> str:
    """Return a table's text, without the columns that may be blank and are."""
    required = {column.name for column in BY_NAME[name].columns if column.required}
    return _rows_text(frame[[name for name in frame.columns if name in required or (frame[name] != "").any()]])


def _rows_text(frame: pd.DataFrame) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(frame.itertuples(index=False, name=None))
    return out.getvalue()


def _refuse(target: Path, folder: str | Path) -> None:
    """Raise unless the target may be written."""
    if not target.exists():
        return
    if not target.is_dir():
        raise PartWriteError(f"{folder} is not a folder; nothing was written")
    there = {path.name for path in target.iterdir()}
    if there and (NOTES_NAME not in there or not there <= set(FILES)):
        raise PartWriteError(f"{folder} holds something else than an import; nothing was written")
