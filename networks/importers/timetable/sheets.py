"""The tables in a sheet: where each header is, which of its columns are known, and what stands above it as a title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from networks.importers.headings import plain_text

WORDS = {
    "line": (
        "line", "route", "linename", "lineid", "routename", "线路", "线路名称", "线路编号", "路线", "班线", "班线名称",
    ),
    "direction": ("direction", "方向", "行驶方向", "上下行", "运行方向"),
    "operator": ("operator", "company", "客运企业", "运营企业", "运营公司", "公司", "经营者"),
    "block": ("block", "bus", "vehicle", "车辆周转", "车辆", "车号", "车牌", "车牌号"),
    "days": ("days", "weekdays", "runson", "operates", "开行星期", "开行日", "开行日期", "运行日", "运营日", "班期"),
    "run": ("run", "trip", "runid", "tripid", "班次", "班次编号", "班次号", "车次"),
    "stop": (
        "stop", "stopname", "station", "place", "站点", "站名", "站点名称", "停靠站", "停靠点", "停靠站点", "车站",
    ),
    "seq": ("seq", "sequence", "order", "no", "序号", "站序", "编号"),
    "minutes": (
        "minutes", "min", "mins", "offset", "fromstart", "分钟", "用时", "累计分钟", "累计时间", "累计用时", "行驶时间",
        "运行时间", "到站用时", "时间", "时间分",
    ),
    "leg": ("legminutes", "leg", "fromprevious", "站间分钟", "站间用时", "站间时间", "区间时间", "区间用时"),
    "first": ("first", "firstbus", "firstdeparture", "首班", "首班车", "首班时间", "首班发车", "首车"),
    "last": ("last", "lastbus", "lastdeparture", "末班", "末班车", "末班时间", "末班发车", "末车"),
    "headway": (
        "headway", "interval", "every", "frequency", "headwaymin", "headwayminutes", "间隔",
        "发车间隔", "班次间隔", "间隔时间", "发班间隔",
    ),
    "departures": ("departures", "departuretimes", "发车时刻", "班次时刻", "发班时刻", "发班时间", "时刻", "时刻表"),
    "back_first": ("backfirst", "returnfirst", "返程首班", "返程首班车", "末站首班", "回程首班"),
    "back_last": ("backlast", "returnlast", "返程末班", "返程末班车", "末站末班", "回程末班"),
    "back_departures": ("backdepartures", "returndepartures", "返程发车时刻", "返程时刻", "回程时刻"),
    "origin": ("origin", "from", "start", "起点", "起点站", "始发站", "首站", "始发"),
    "destination": ("destination", "to", "end", "terminus", "终点", "终点站", "末站", "终到站"),
    "via": (
        "via", "stops", "途经", "途经站点", "途径", "途径站点", "途经站", "经过站点", "沿线站点", "途经点",
    ),
    "total": (
        "total", "totalminutes", "duration", "全程时间", "全程用时", "全程分钟", "单程时间", "单程用时", "单程分钟",
    ),
    "arrive": ("arrive", "arrival", "arrivaltime", "到达", "到达时间", "到站时间", "到站"),
    "depart": ("depart", "departure", "departuretime", "发车", "发车时间", "开车时间", "离站时间", "离站"),
    "lon": ("lon", "lng", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
    "other": (
        "km", "distance", "里程", "公里", "距离", "town", "乡镇", "note", "notes", "remark", "remarks", "备注", "fare",
        "票价",
    ),
}  # fmt: skip
_FIELDS = {word: field for field, words in WORDS.items() for word in words}
_NOISE = re.compile(r"[\s_\-./:,，、]+")
_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
MOST_TITLE = 3
MAYBE_STOPS = ("", "origin", "destination")
BEFORE_STOPS = ("line", "direction", "seq", "operator")
"""Columns that belong to the stops right of them."""


@dataclass(frozen=True)
class Table:
    """One table of a sheet.

    Attributes:
        file: with the sheet, for messages.
        title: what stands alone in a row above it.
        row: number of the header's row.
        header: its cells.
        fields: which position each known heading has.
        twice: known headings that are there again; their columns are not read.
        rows: number and cells of each row below.
    """

    file: str
    title: str
    row: int
    header: tuple[str, ...]
    fields: dict[str, int]
    twice: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def cell(self, cells: Sequence[str], field: str) -> str:
        """Return a row's cell of a known column; "" where there is no such column."""
        place = self.fields.get(field)
        return cells[place] if place is not None else ""

    def others(self) -> list[int]:
        """Return the positions of the columns whose headings are not known, or may be names of stops."""
        return [place for place, name in enumerate(self.header) if field_of(name) in MAYBE_STOPS]


def field_of(heading: str) -> str:
    """Return what a heading stands for; "" if it is none of those known.

    >>> field_of("发车间隔（分钟）"), field_of("First bus"), field_of("张庄")
    ('headway', 'first', '')
    """
    plain = plain_text(heading)
    for reading in (plain, _BRACKETS.sub("", plain)):
        if field := _FIELDS.get(_NOISE.sub("", reading)):
            return field
    return ""


def tables_in(file: str, grid: pd.DataFrame) -> list[Table]:
    """Return the tables of a sheet: each begins at a row with at least one known heading of stops or runs."""
    rows = [(int(number), tuple(cells)) for number, cells in zip(grid.index, grid.itertuples(index=False), strict=True)]
    starts = [place for place, (_, cells) in enumerate(rows) if _is_header(cells)]
    tables = []
    for start, end in pairwise([*starts, len(rows)]):
        number, header = rows[start]
        body = rows[start + 1 : end]
        if end < len(rows):
            # What stands alone in the rows above the next header is that one's title.
            while body and _alone(body[-1][1]):
                body.pop()
        title = " ".join(_titles(cells for _, cells in rows[max(0, start - MOST_TITLE) : start]))
        tables += [_table(file, title, number, header, body, columns) for columns in _side_by_side(header)]
    return tables


def _table(
    file: str,
    title: str,
    number: int,
    header: tuple[str, ...],
    body: Sequence[tuple[int, tuple[str, ...]]],
    columns: Sequence[int],
) -> Table:
    """Return the table that some columns of a header and its rows make."""
    names = tuple(header[place] for place in columns)
    fields: dict[str, int] = {}
    twice = []
    for place, name in enumerate(names):
        field = field_of(name)
        if fields.setdefault(field, place) != place and field not in ("", "other"):
            twice.append(name)
    fields.pop("", None)
    fields.pop("other", None)
    rows = tuple((row, tuple(cells[place] for place in columns)) for row, cells in body)
    return Table(file, title, number, names, fields, tuple(twice), rows)


def _side_by_side(header: Sequence[str]) -> list[list[int]]:
    """Return the columns of each table where there and back stand side by side: each has stops of its own."""
    fields = [field_of(name) for name in header]
    stops = [place for place, field in enumerate(fields) if field == "stop"]
    if len(stops) < 2:
        return [list(range(len(header)))]
    starts = []
    for stop in stops:
        while stop > 0 and fields[stop - 1] in BEFORE_STOPS:
            stop -= 1
        starts.append(stop)
    groups = [list(range(one, other)) for one, other in pairwise([*starts, len(header)])]
    line = next((place for place in groups[0] if fields[place] == "line"), None)
    if line is not None:
        groups = [group if any(fields[one] == "line" for one in group) else [line, *group] for group in groups]
    return groups


def _titles(above: Iterable[Sequence[str]]) -> list[str]:
    """Return the texts that stand alone in the rows right above a header."""
    found: list[str] = []
    for cells in above:
        found = [*found, *(cell for cell in cells if cell)] if _alone(cells) else []
    return found


def _alone(cells: Sequence[str]) -> bool:
    return sum(bool(cell) for cell in cells) == 1


def _is_header(cells: Sequence[str]) -> bool:
    fields = {field_of(cell) for cell in cells if cell} - {""}
    return bool(fields & {"stop", "run", "line"}) and sum(bool(cell) for cell in cells) >= 2
