"""Measured km and minutes between places, such as a map service returns: to travel.csv, gaps filled and marked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from networks.importers.faults import Faults, source_error
from networks.importers.files import HEADER_ROW, check_file, read_grid, table_of
from networks.importers.headings import (
    DISTANCE_M,
    DURATION_MS,
    Field,
    Units,
    find_columns,
    is_blank,
    plain_text,
    quantity,
)
from networks.importers.layout import positions
from networks.importers.notes import Notes
from networks.importers.part import Part, frame_of
from networks.importers.squares import is_square, km_sheet, long_form
from scenarios.cells import CellError, read_cell
from scenarios.faults import nearest
from scenarios.schema import BY_NAME

MOST_PLACES = 1_000
"""Places between which all pairs are filled in; beyond, the quickest ways are found when a plan is made anyway."""
FASTEST_KMH = 130
LEAST_MS = 1_000
MOST_MS, MOST_M = 1_440 * 60_000, 1_000_000
"""The longest a row of travel.csv may be."""
_METRES = 10_000_000
"""Milliseconds and metres share one exact float64 weight, as in `networks.roads`."""
MEASURED, FILLED, GIVEN = "measured", "filled by the quickest way", "not measured, as the file says"

FIELDS = (
    Field("from", ("from", "fromid", "fromplace", "origin", "originid", "o", "start", "起点", "出发地", "始发", "起"),
          required=True, meaning="place of departure"),
    Field("to", ("to", "toid", "toplace", "destination", "destinationid", "d", "end", "终点", "目的地", "到达地", "止"),
          required=True, meaning="place of arrival"),
    Field("km", ("km", "distance", "dist", "length", "里程", "距离", "公里", "路程", "运距", "meters", "metres"),
          DISTANCE_M, "km", required=True, meaning="length by road"),
    Field("minutes", ("minutes", "min", "duration", "time", "traveltime", "seconds", "时间", "分钟", "耗时", "时长",
          "行驶时间", "用时"), DURATION_MS, "min", required=True, meaning="driving time"),
    Field("observed", ("observed", "measured", "实测", "是否实测")),
)  # fmt: skip
_UNIT_WORDS = {"meters": "m", "metres": "m", "seconds": "s", "公里": "km", "分钟": "min"}
_NO = frozenset({"0", "no", "false", "n", "否", "0.0"})
_CENTRE = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;，\s]\s*(-?\d{1,2}(?:\.\d+)?)\s*")


@dataclass(frozen=True, slots=True)
class TravelOptions:
    """What a user may say beside the file.

    Attributes:
        minutes_file: square table of minutes, where the file itself is one of km.
        sheet: of a workbook.
        hub: id of the place that becomes the hub, all others villages; None: no places are made.
        centre: where the hub lies, as "LON,LAT"; None: at 0,0, which is nowhere near.
    """

    minutes_file: Path | None = None
    sheet: str | None = None
    hub: str | None = None
    centre: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Metres and milliseconds from one place to another, and where they come from."""

    m: int
    ms: int
    source: str = MEASURED


Pairs = dict[tuple[str, str], Pair]


def import_travel(path: str | Path, options: TravelOptions | None = None) -> tuple[Part, Notes]:
    """Read measured travel.

    Args:
        path: a table with one row a direction, or a square one of km.
        options: see there.

    Returns:
        A part with ``travel`` and, if a hub is given, ``places``; and the notes.

    Raises:
        SourceError: the file cannot be read, or rows hold no ids or no numbers: all of them at once.
    """
    options = options or TravelOptions()
    centre = _centre(options.centre)
    notes = Notes()
    file = check_file(path).name
    pairs = _read(Path(path), options, notes)
    ids = list(dict.fromkeys(place for pair in pairs for place in pair))
    if not pairs:
        raise source_error(file, "no pair of places with km and minutes", "at least one")
    if options.hub is not None and options.hub not in ids:
        raise source_error(file, options.hub, "the id of one of its places as hub", nearest(options.hub, ids))
    matrix_m = _filled(file, ids, pairs, notes)
    _tell_oddities(file, pairs, notes)
    rows = (
        {"from": start, "to": end, "km": pair.m, "minutes": pair.ms, "source": pair.source}
        for (start, end), pair in pairs.items()
    )
    places = None
    if options.hub is not None:
        if matrix_m is None:
            expected = f"at most {MOST_PLACES:,} places to draw; for more give a table of places"
            raise source_error(file, f"{len(ids):,} places", expected)
        places = _places(file, ids, options.hub, centre, matrix_m, notes)
    return Part(travel=frame_of("travel", rows), places=places), notes


def _centre(text: str | None) -> tuple[float, float]:
    match = _CENTRE.fullmatch(text or "0,0")
    if not match or abs(float(match[1])) > 180 or abs(float(match[2])) > 85:
        raise source_error("--centre", text or "", "a longitude and a latitude in degrees, such as 120.48,37.65")
    return float(match[1]), float(match[2])


def _read(path: Path, options: TravelOptions, notes: Notes) -> Pairs:
    """Return the pairs of either form of file."""
    sheet = options.sheet
    if sheet is None and options.minutes_file is None:
        sheet = km_sheet(path)
    grid = read_grid(path, sheet)
    if is_square(grid):
        return _pairs(path.name, long_form(path, grid, options.minutes_file), notes)
    if options.minutes_file is not None:
        raise source_error(path.name, "no square table", "a square table of km, beside that of minutes")
    return _pairs(path.name, table_of(path.name, grid, FIELDS), notes)


def _pairs(file: str, table: pd.DataFrame, notes: Notes) -> Pairs:
    """Return what each row says, once for each pair and direction."""
    found = find_columns(file, table.attrs.get(HEADER_ROW, 1), table.columns, FIELDS, notes)
    units = {name: _UNIT_WORDS.get(plain_text(item.column), item.unit) for name, item in found.items()}
    columns = {name: table[item.column] for name, item in found.items()}
    columns.setdefault("observed", pd.Series("", index=table.index, dtype=object))
    names = [item.name for item in FIELDS]
    faults = Faults()
    pairs: Pairs = {}
    first: dict[tuple[str, str], int] = {}
    for row, *cells in zip(table.index, *(columns[name] for name in names), strict=True):
        pair = _pair(file, int(row), dict(zip(names, cells, strict=True)), units, faults, notes)
        if pair is None:
            continue
        key, value = pair
        if key not in pairs:
            pairs[key], first[key] = value, int(row)
            continue
        detail = f"{key[0]} to {key[1]}, see row {first[key]}"
        if (value.ms, value.m) == (pairs[key].ms, pairs[key].m):
            notes.left_out(file, int(row), "the same pair again", detail)
        else:
            notes.left_out(file, int(row), "the same pair again with other figures", f"{detail}: the quicker is kept")
            pairs[key] = min(pairs[key], value, key=lambda item: (item.ms, item.m))
    faults.raise_any()
    notes.count(file, "rows of travel", len(table))
    notes.count(file, "pairs measured", sum(pair.source == MEASURED for pair in pairs.values()), "one a direction")
    return pairs


def _pair(
    file: str, row: int, cells: Mapping[str, str], units: Mapping[str, str], faults: Faults, notes: Notes
) -> tuple[tuple[str, str], Pair] | None:
    """Return what a row says; None if it says nothing, or is at fault."""
    key = cells["from"], cells["to"]
    before = faults.number
    for name, text in zip(("from", "to"), key, strict=True):
        column = BY_NAME["travel"].columns[("from", "to").index(name)]
        try:
            read_cell(column, text) if text else faults.add(file, row, name, "", column.expected)
        except CellError as error:
            faults.add(file, row, name, text, column.expected, str(error))
    if faults.number == before and key[0] == key[1]:
        notes.left_out(file, row, "from a place to itself", key[0])
        return None
    if is_blank(cells["km"]) or is_blank(cells["minutes"]):
        notes.left_out(file, row, "not measured: no km or no minutes", f"{key[0]} to {key[1]}")
        return None
    m = _amount(file, row, "km", cells["km"], DISTANCE_M, units, MOST_M, faults)
    ms = _amount(file, row, "minutes", cells["minutes"], DURATION_MS, units, MOST_MS, faults)
    if faults.number > before or m is None or ms is None:
        return None
    if ms < LEAST_MS:
        notes.guess(file, row, "less than a second", f"{key[0]} to {key[1]}: taken as one second")
        ms = LEAST_MS
    source = GIVEN if plain_text(cells["observed"]) in _NO else MEASURED
    return key, Pair(m, ms, source)


def _amount(
    file: str, row: int, name: str, text: str, scale: Units, units: Mapping[str, str],
    most: int, faults: Faults,
) -> int | None:  # fmt: skip
    """Return a cell's metres or milliseconds, rounded up."""
    found = quantity(text, scale, units[name])
    if found is None or not 0 <= found <= most:
        top = f"{most // 1000:,} km" if name == "km" else f"{most // 60_000:,} minutes"
        faults.add(file, row, name, text, f"a number of {units[name]}, at least 0 and at most {top}")
        return None
    return -(-found.numerator // found.denominator)


def _filled(file: str, ids: list[str], pairs: Pairs, notes: Notes) -> NDArray[np.int64] | None:
    """Fill in what was not measured; return the metres between all places, None if there are too many to do so."""
    if len(ids) > MOST_PLACES:
        detail = f"{len(ids):,} places, filled up to {MOST_PLACES:,}; plans find the quickest ways all the same"
        notes.warning(file, None, "pairs not measured are not filled in", detail)
        return None
    matrix_ms, matrix_m = _quickest(ids, pairs)
    _fill(file, ids, pairs, matrix_ms, matrix_m, notes)
    return matrix_m


def _quickest(ids: list[str], pairs: Pairs) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return milliseconds and metres of the quickest ways over measured pairs, -1 where there is none."""
    order = {place: index for index, place in enumerate(ids)}
    weights = np.array([pair.ms * _METRES + pair.m for pair in pairs.values()], dtype=np.float64)
    tails = np.array([order[start] for start, _ in pairs], dtype=np.int32)
    heads = np.array([order[end] for _, end in pairs], dtype=np.int32)
    found = dijkstra(csr_array((weights, (tails, heads)), shape=(len(ids), len(ids))))
    reached = np.isfinite(found)
    exact = np.where(reached, found, 0).astype(np.int64)
    return np.where(reached, exact // _METRES, -1), np.where(reached, exact % _METRES, -1)


def _fill(file: str, ids: list[str], pairs: Pairs, ms: NDArray[np.int64], m: NDArray[np.int64], notes: Notes) -> None:
    """Add the pairs that are not there, as the quickest way over those that are."""
    for i, start in enumerate(ids):
        for j, end in enumerate(ids):
            if i == j or (start, end) in pairs:
                continue
            pair = Pair(int(m[i, j]), int(ms[i, j]), FILLED)
            if pair.ms < 0:
                notes.warning(file, None, "no way over measured pairs", f"{start} to {end}")
            elif pair.ms > MOST_MS or pair.m > MOST_M:
                notes.warning(file, None, "quickest way longer than a day or 1,000 km", f"{start} to {end}")
            else:
                pairs[start, end] = pair
                detail = f"{start} to {end}: {pair.m / 1000:.3f} km, {pair.ms / 60_000:.2f} minutes"
                notes.guess(file, None, "pair not measured, filled by the quickest way", detail)
    notes.count(file, "places measured", len(ids))
    notes.count(file, "pairs written", len(pairs), f"of {len(ids) * (len(ids) - 1):,}")


def _tell_oddities(file: str, pairs: Pairs, notes: Notes) -> None:
    """Note pairs faster than cars are, and how many take longer one way than the other."""
    uneven = 0
    for (start, end), pair in pairs.items():
        kmh = pair.m * 3600 / pair.ms
        if kmh > FASTEST_KMH and pair.source != FILLED:
            notes.warning(file, None, f"faster than {FASTEST_KMH} km/h", f"{start} to {end}: {kmh:.0f} km/h")
        back = pairs.get((end, start))
        uneven += start < end and back is not None and abs(back.ms - pair.ms) * 5 > min(back.ms, pair.ms)
    notes.count(file, "pairs that take a fifth longer one way", uneven, "kept as they are")


def _places(
    file: str, ids: list[str], hub: str, centre: tuple[float, float], m: NDArray[np.int64], notes: Notes
) -> pd.DataFrame:
    """Return places drawn around the hub."""
    km = np.where(m < 0, np.inf, m / 1000.0)
    np.fill_diagonal(km, 0.0)
    spots = positions(km, ids.index(hub), centre)
    what = "position drawn from km, not surveyed: the map may be turned or mirrored"
    for place, (lon, lat) in zip(ids, spots, strict=True):
        notes.guess(file, None, what, f"{place}: {lon}, {lat}")
    notes.guess(file, None, "village because it is not the hub", "change the kind in places.csv", len(ids) - 1)
    return frame_of(
        "places",
        (
            {"id": place, "name": place, "kind": "hub" if place == hub else "village", "lon": lon, "lat": lat,
             "source": "position made up from measured km"}
            for place, (lon, lat) in zip(ids, spots, strict=True)
        ),
    )  # fmt: skip
