"""Places: from somebody's table in any coordinates, and joined to roads with a note for each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from networks.importers.coordinates import Coordinates, is_shifted, to_wgs84
from networks.importers.faults import Faults
from networks.importers.files import read_table
from networks.importers.headings import Field, Found, find_columns, is_blank, number_of
from networks.importers.notes import Notes
from networks.importers.part import Part, frame_of, read_part
from networks.importers.roads import Road, places_of
from networks.importers.snap import snap
from scenarios.cells import CellError, read_cell
from scenarios.columns import Column
from scenarios.schema import BY_NAME
from scenarios.types import Place, PlaceKind

LONG_WAY_M = 300.0
"""A straight way from a place to its road that is longer than this is worth a look."""

CHINESE_KINDS = {
    "hub": ("县级共配中心", "共配中心", "分拨中心", "县级", "县级节点"),
    "station": ("乡镇综合服务站", "乡镇站", "服务站", "乡镇", "乡镇级节点", "town", "town station"),
    "village": ("村级寄递物流综合服务站", "村级站点", "村邮站", "村站", "村", "行政村", "village point"),
    "stop": ("停靠点", "公交站", "站点", "bus stop"),
    "junction": ("路口", "交叉口"),
}
_KIND_BY_WORD = {word: kind for kind, words in CHINESE_KINDS.items() for word in (kind, *words)}
_MORE_WORDS = {
    "id": ("code", "placeid", "stationid", "代码", "编码", "站点编号", "行政区划代码"),
    "name": ("placename", "站点名称", "地点", "村名", "站名", "village", "station"),
    "kind": ("type", "类别", "级别", "节点类型"),
    "lon": ("lng", "long", "longitude", "x", "东经"),
    "lat": ("latitude", "y", "北纬"),
    "town": ("township", "所属乡镇", "镇", "街道"),
}
_MEANT = {"lon": "longitude in degrees", "lat": "latitude in degrees", "name": "what people call the place"}


def import_places(
    path: str | Path, system: Coordinates | str = "wgs84", sheet: str | None = None
) -> tuple[Part, Notes]:
    """Return the places of a table (.csv or .xlsx, English or Chinese headings) in WGS-84.

    Needed are a name, a longitude and a latitude; ids are numbered and places taken for villages where the table does
    not say. Other columns are those of `places.csv`.

    Args:
        path: of the table.
        system: what its coordinates are in: ``wgs84``, ``gcj02`` (Amap, Tencent) or ``bd09`` (Baidu).
        sheet: of a workbook; by default the first that is not blank.

    Raises:
        SourceError: it is no table, columns are missing, or cells cannot be read: all such cells at once.
    """
    file = Path(path).name
    table = read_table(path, sheet, fields=_fields())
    notes = Notes()
    header_row = int(table.index[0]) - 1 if len(table) else 1
    columns = find_columns(file, header_row, table.columns, _fields(), notes)
    reader = _Rows(file, columns, Coordinates(system), notes)
    rows = [reader.row(number, at, cells) for at, (number, cells) in enumerate(_cells(table), start=1)]
    if not rows:
        reader.faults.add(file, None, "", "", "at least one place")
    reader.faults.raise_any()
    for kind in PlaceKind:
        if number := sum(row["kind"] == kind.value for row in rows):
            notes.count(file, f"places of kind {kind.value}", number)
    if reader.moved:
        notes.count(file, f"places moved from {Coordinates(system).value} to wgs84", reader.moved)
    return Part(places=frame_of("places", rows)), notes


def read_places(path: str | Path, system: Coordinates | str = "wgs84") -> tuple[Place, ...]:
    """Return the places of a part's folder (kept in WGS-84) or of a table.

    Raises:
        SourceError: see `import_places`.
        ScenarioError: with the faults of the folder's tables.
    """
    part = read_part(path) if Path(path).is_dir() else import_places(path, system)[0]
    return tuple(place for place in places_of(part) if place.kind is not PlaceKind.JUNCTION)


def _fields() -> list[Field]:
    """Return one field a column of places.csv, known by its English and Chinese name and some more."""
    made = []
    for column in BY_NAME["places"].columns:
        words = (column.name.replace("_", ""), column.chinese.split()[0] if column.chinese else column.name)
        meaning = _MEANT.get(column.name, column.meaning)
        more = _MORE_WORDS.get(column.name, ())
        made.append(Field(column.name, (*words, *more), required=column.name in _MEANT, meaning=meaning))
    return made


def _cells(table: pd.DataFrame) -> Iterable[tuple[int, dict[str, str]]]:
    for number, values in zip(table.index, table.itertuples(index=False, name=None), strict=True):
        yield int(number), dict(zip(table.columns, values, strict=True))


@dataclass
class _Rows:
    """Turns rows into those of places.csv, and collects what is wrong with them."""

    file: str
    columns: dict[str, Found]
    system: Coordinates
    notes: Notes

    def __post_init__(self) -> None:
        self.faults = Faults()
        self.moved = 0
        self._seen: dict[str, int] = {}

    def row(self, number: int, at: int, cells: dict[str, str]) -> dict[str, str]:
        """Return a row's cells by column name; faults are collected."""
        texts = {name: cells[found.column] for name, found in self.columns.items()}
        texts = {name: "" if is_blank(text) and name != "name" else text for name, text in texts.items()}
        texts["id"] = self._id(number, at, texts.get("id", ""))
        texts["kind"] = self._kind(number, texts.get("kind", ""))
        texts["lon"], texts["lat"] = self._position(number, texts["lon"], texts["lat"])
        for column in BY_NAME["places"].columns:
            if column.name not in ("lon", "lat", "kind"):
                self._check(number, column, texts.get(column.name, ""))
        return texts

    def _id(self, number: int, at: int, given: str) -> str:
        id_ = given or f"p{at}"
        if not given:
            self.notes.guess(self.file, number, "id numbered, because the table has none", f"called {id_}")
        if id_ in self._seen:
            first = f"row {self._seen[id_]} has it too"
            self.faults.add(self.file, number, self._heading("id"), id_, "an id that no other row has", first)
        self._seen.setdefault(id_, number)
        return id_

    def _kind(self, number: int, given: str) -> str:
        if not given:
            self.notes.guess(self.file, number, "kind village, because the table does not say")
            return PlaceKind.VILLAGE.value
        kind = _KIND_BY_WORD.get(given.strip().lower())
        if kind is None:
            expected = (
                f"one of {', '.join(PlaceKind)}, or 县级共配中心, 乡镇综合服务站, 村级寄递物流综合服务站, 停靠点, 路口"
            )
            self.faults.add(self.file, number, self._heading("kind"), given, expected)
        return kind or given

    def _position(self, number: int, lon_text: str, lat_text: str) -> tuple[str, str]:
        """Return a position in WGS-84 as texts."""
        lon, lat = (self._degrees(number, *given) for given in (("lon", lon_text, 180), ("lat", lat_text, 90)))
        if lon is None or lat is None:
            return lon_text, lat_text
        if self.system is not Coordinates.WGS84:
            if is_shifted(lon, lat):
                self.moved += 1
            else:
                what = f"place outside China, where {self.system.value} is not used"
                self.notes.warning(self.file, number, what, "taken as WGS-84")
        lon, lat = to_wgs84(lon, lat, self.system)
        return f"{lon:.7f}".rstrip("0").rstrip("."), f"{lat:.7f}".rstrip("0").rstrip(".")

    def _degrees(self, number: int, name: str, text: str, most: int) -> float | None:
        value = number_of(text)
        if value is None or not -most <= value <= most:
            hint = ""
            if value is not None and name == "lat" and -180 <= value <= 180:
                hint = "longitude and latitude may be in each other's column"
            expected = f"a number of degrees, at least -{most} and at most {most}"
            self.faults.add(self.file, number, self._heading(name), text, expected, hint)
            return None
        return float(value)

    def _check(self, number: int, column: Column, text: str) -> None:
        try:
            if text:
                read_cell(column, text)
            elif column.required:
                self.faults.add(self.file, number, self._heading(column.name), "", column.expected)
        except CellError as error:
            self.faults.add(self.file, number, self._heading(column.name), text, column.expected, str(error))

    def _heading(self, name: str) -> str:
        return self.columns[name].column if name in self.columns else name


@dataclass(frozen=True)
class Joined:
    """Roads that lead to places; the places given and the junctions that are new."""

    roads: tuple[Road, ...]
    places: tuple[Place, ...]


def join_places(
    roads: Sequence[Road],
    known: Sequence[Place],
    wanted: Sequence[Place],
    most_m: float,
    file: str,
    notes: Notes,
) -> Joined:
    """Join places to the nearest roads and note how far each is from its road.

    Args:
        roads: with their shapes.
        known: all places that there are, those to be joined among them.
        wanted: those to be joined.
        most_m: longest straight way.
        file: what the notes are about.
        notes: added to.
    """
    if not wanted:
        return Joined(tuple(roads), tuple(known))
    found = snap(roads, wanted, (place.id for place in known), most_m)
    for access in found.joined:
        place, metres = access.place, round(access.distance_m)
        detail = f"{place.id} ({place.name}): {metres:,} m to {access.road or 'a road without a name'}"
        notes.guess(file, None, "straight way from a place to the nearest road", detail)
        if access.distance_m > LONG_WAY_M:
            notes.warning(file, None, f"place more than {LONG_WAY_M:.0f} m from its road", detail)
    for place, distance in found.far:
        nearest = "there is no road" if math.isinf(distance) else f"the nearest is {round(distance):,} m away"
        detail = f"{place.id} ({place.name}): {nearest}"
        notes.warning(file, None, f"place without a road within {most_m:,.0f} m", detail)
    if found.joined:
        distances = sorted(access.distance_m for access in found.joined)
        detail = f"median {distances[len(distances) // 2]:,.0f} m, farthest {distances[-1]:,.0f} m from the road"
        notes.count(file, "places joined to roads", len(found.joined), detail)
    return Joined(found.roads, (*known, *found.feet))
