"""Writes `docs/formats.md` from the tables that reader and validator follow: ``python -m scenarios.docs [PATH]``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from scenarios.cells import write_cell
from scenarios.columns import Column, Kind, Table
from scenarios.plan_tables import PLAN_RECORD, PLAN_TABLES
from scenarios.schema import TABLES
from scenarios.settings import ScenarioFile, Section

PAGE = Path("docs", "formats.md")

_TOP = """\
# Files

<!-- Written by `python -m scenarios.docs` from the tables that reader and validator follow. Change those. -->

A scenario is a folder that says what there is: places, roads, buses, vans and parcels. A plan is a folder that says
who carries what. Both hold tables (CSV) that any spreadsheet opens, and one text file. `docs/model.md` gives the rules
and `docs/defaults.md` where the defaults come from.

## A scenario's folder
"""

_TABLE_RULES = """\
Rules for all tables:

* Columns are separated by commas; their names stand in row 1, in any order. Unknown columns are refused.
* Text is UTF-8, with or without a byte order mark, or GB18030 as spreadsheets in China save it. UTF-16 is refused.
* Numbers have a decimal point, no separators between thousands, no unit and no exponent. Formulas are refused.
* Times are HH:MM or HH:MM:SS on the service day; after midnight the hours go on: 24:10 is ten past midnight.
* yes and no may also be written true and false, 1 and 0, or 是 and 否.
* An id has 1 to 64 characters, a text at most 500; neither begins with =, + or @ or goes over several lines.
* A column whose cells may be blank may be left out. Blank rows are skipped.
* A table that is not needed may be left out.

Inside, everything is a whole number of metres, seconds, grams, millilitres and millionths of a RMB: distances, times
and what parcels need round up, room and limits round down, money rounds to the nearest.
"""

_TOML_RULES = """\
### scenario.toml

The settings, in [TOML](https://toml.io). The shortest one names the scenario and its day:

```toml
name = "my county"
service_date = 2026-03-17
```

A what-if says only what differs from the scenario that it extends. Settings are taken over key by key, and a table in
the folder takes the place of the whole table of that name:

```toml
extends = "../my-county"
name = "my county, dearer buses"

[costs]
bus_fee_rmb = 0.40

[tables]
vans = "none"     # this table is not used, though ../my-county has it
```
"""

_PLAN = """\
## A plan's folder

`plan.json` says where the plan comes from and what it claims; the tables say what happens. Ids are those of the
scenario, times are HH:MM:SS of the service day, calls of a run count from 0.

### plan.json
"""


def formats_page() -> str:
    """Return the text of `docs/formats.md`."""
    needs = (
        ["scenario.toml", "settings", "always"],
        *([f"{t.name}.csv", t.meaning, t.needed] for t in TABLES),
    )
    parts = [
        _TOP,
        _markdown(["file", "what it holds", "when it is needed"], needs),
        _TABLE_RULES,
        _TOML_RULES,
        *_sections(),
        *(_table(table) for table in TABLES),
        _PLAN,
        _markdown(["key", "meaning"], PLAN_RECORD),
    ]
    for name, meaning, columns in PLAN_TABLES:
        parts += [f"### {name}.csv\n\n{meaning}\n", _markdown(["column", "holds", "meaning"], columns)]
    return "\n".join(parts)


def _sections() -> Iterator[str]:
    """Yield a table for the top of `scenario.toml` and for each of its sections."""
    sections = {name: field for name, field in ScenarioFile.model_fields.items() if _model(field)}
    top = {name: field for name, field in ScenarioFile.model_fields.items() if name not in sections}
    yield "Keys before any section:\n\n" + _settings(top)
    for name, field in sections.items():
        model = _model(field)
        assert model is not None
        meaning = (model.__doc__ or "").split(":", 1)[1].strip().rstrip(".")
        yield f"Section `[{name}]`, {meaning}:\n\n" + _settings(model.model_fields)


def _model(field: FieldInfo) -> type[Section] | None:
    annotation = field.annotation
    return annotation if isinstance(annotation, type) and issubclass(annotation, Section) else None


def _settings(fields: dict[str, FieldInfo]) -> str:
    rows = ([name, _default(field), _holds(field), field.description or ""] for name, field in fields.items())
    return _markdown(["key", "default", "holds", "meaning"], rows)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    return "" if field.default in (None, "") else str(field.default)


def _holds(field: FieldInfo) -> str:
    """Return what a setting may hold, from its annotation and bounds."""
    if get_origin(field.annotation) is Literal:
        return " or ".join(get_args(field.annotation))
    bounds = {
        word: getattr(bound, sign)
        for bound in field.metadata
        for sign, word in (("gt", "more than"), ("ge", "at least"), ("le", "at most"))
        if getattr(bound, sign, None) is not None
    }
    limits = " and ".join(f"{word} {bound:,}" for word, bound in bounds.items())
    if field.annotation in (Decimal, int):
        return f"a {'whole ' if field.annotation is int else ''}number, {limits}"
    return "a date" if "date" in str(field.annotation) else "text"


def _table(table: Table) -> str:
    """Return the section on one file."""
    rows = (
        [column.name, column.chinese, _cell(column), _blank(table, column), column.meaning]
        for column in table.columns
    )
    head = f"### {table.name}.csv\n\n{table.meaning} Needed {table.needed}.\n\n"
    return head + _markdown(["column", "中文", "holds", "if blank", "meaning"], rows)


def _cell(column: Column) -> str:
    """Return what a cell may hold, shorter than in messages where the rules for all tables say the rest."""
    plain = column.kind in (Kind.ID, Kind.TEXT, Kind.TIME)
    return column.kind.value if plain else column.expected


def _blank(table: Table, column: Column) -> str:
    """Return what a blank cell means."""
    if column.required:
        return "required"
    default = table.defaults[column.name]
    if column.blank or default in (None, "", frozenset()):
        return column.blank
    return write_cell(column, default)


def _markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines) + "\n"


def main() -> None:
    """Write the page to the path given on the command line, or to its place below the current folder."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    path.write_text(formats_page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
