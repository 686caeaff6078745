"""Square tables: the places down the side and across the top, km in one table and minutes in another."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd

from networks.importers.faults import Faults, source_error
from networks.importers.files import read_grid
from networks.importers.headings import DISTANCE_M, DURATION_MS, is_blank, plain_text
from networks.importers.workbook import is_workbook, sheet_names

SHEETS = {
    "km": ("km", "里程", "公里", "距离", "distance", "distances"),
    "minutes": ("minutes", "min", "分钟", "时间", "时长", "duration", "durations", "time"),
}


def km_sheet(path: Path) -> str | None:
    """Return the name of a workbook's sheet of km, if it has one of km and one of minutes; else None."""
    found = _sheets(path) if is_workbook(path) else {}
    return found["km"] if len(found) == len(SHEETS) else None


def is_square(grid: pd.DataFrame) -> bool:
    """Tell whether the places down the side of a table are, for at least a half, those across its top."""
    if len(grid) < 3 or len(grid.columns) < 3:
        return False
    top, side = _ids(grid)
    return len(set(top) & set(side)) * 2 >= max(len(top), len(side))


def long_form(path: Path, km_grid: pd.DataFrame, minutes_file: Path | None) -> pd.DataFrame:
    """Return a square table of km and one of minutes as rows of from, to, km, minutes.

    The minutes stand in another file, or in another sheet of the workbook, named so in English or Chinese.

    Raises:
        SourceError: there are no minutes to the km, or the two tables are not about the same places.
    """
    source, sheet = minutes_file or path, None
    if minutes_file is None:
        sheet = _sheets(path).get("minutes") if is_workbook(path) else None
        if sheet is None:
            hint = "name the table of minutes with --minutes, or put both into a workbook as sheets km and minutes"
            raise source_error(path.name, "a square table of km alone", "km and minutes", hint)
    minutes_grid = read_grid(source, sheet)
    if not is_square(minutes_grid):
        raise source_error(source.name, "no square table", "a square table of minutes")
    km, minutes = _square(path.name, km_grid), _square(source.name, minutes_grid)
    _same_places(path, source, km, minutes)
    return _rows(km, minutes)


def _sheets(path: Path) -> dict[str, str]:
    """Return the names of the sheets of km and of minutes, as far as they are there."""
    names = sheet_names(path)
    return {
        kind: next(name for name in names if plain_text(name) in words)
        for kind, words in SHEETS.items()
        if any(plain_text(name) in words for name in names)
    }


def _ids(grid: pd.DataFrame) -> tuple[list[str], list[str]]:
    return [str(cell) for cell in grid.iloc[0, 1:]], [str(cell) for cell in grid.iloc[1:, 0]]


def _square(file: str, grid: pd.DataFrame) -> pd.DataFrame:
    """Return a table's cells by the ids at its side and top."""
    top, side = _ids(grid)
    faults = Faults()
    for ids, where in ((top, "top"), (side, "side")):
        for place, times in Counter(ids).items():
            if times > 1:
                faults.add(file, None, "", place, f"each place once at the {where} of the square table")
    faults.raise_any()
    square = grid.iloc[1:, 1:]
    square.columns = pd.Index(top, dtype=object)
    square.index = pd.Index(side, dtype=object)
    square.attrs = {"unit": plain_text(str(grid.iloc[0, 0])), "rows": [int(row) for row in grid.index[1:]]}
    return square


def _same_places(path: Path, source: Path, km: pd.DataFrame, minutes: pd.DataFrame) -> None:
    faults = Faults()
    for table, other, file in ((km, minutes, path), (minutes, km, source)):
        lacking = sorted({*other.index, *other.columns} - {*table.index, *table.columns})
        for place in lacking:
            faults.add(file.name, None, "", "", f"place {place}, which the other table has")
    faults.raise_any()


def _rows(km: pd.DataFrame, minutes: pd.DataFrame) -> pd.DataFrame:
    """Return one row a pair that is in either table, numbered as in the table of km."""
    minutes = minutes.reindex(index=km.index, columns=km.columns, fill_value="")
    numbers, rows = [], []
    for number, start, lengths, times in zip(km.attrs["rows"], km.index, km.values, minutes.values, strict=True):
        for end, length, time in zip(km.columns, lengths, times, strict=True):
            if start != end and not (is_blank(length) and is_blank(time)):
                numbers.append(number)
                rows.append((start, end, length, time))
    unit = km.attrs["unit"] if km.attrs["unit"] in DISTANCE_M else "km"
    other = minutes.attrs.get("unit", "")
    time_unit = other if other in DURATION_MS else "min"
    return pd.DataFrame(
        rows, index=numbers, columns=["from", "to", f"distance_{unit}", f"time_{time_unit}"], dtype=object
    )
