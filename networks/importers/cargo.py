"""What a bus may carry, where a timetable does not say: a small table of the user's, else defaults by route type.

A timetable knows stops and times, not holds. The defaults are for want of anything better; every one that is used is
listed as a guess. docs/howto-gtfs.md says where they come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from networks.importers.files import check_file
from networks.importers.notes import Notes
from scenarios.columns import Column, Kind, Table
from scenarios.faults import Fault, ScenarioError
from scenarios.schema import CALLS, RUNS
from scenarios.tables import Values, read_table
from scenarios.types import Goods

MOST_BYTES = 1 << 20
BUS, COACH, SCHOOL, DEMAND = 3, 200, 712, 715
TROLLEYBUSES = (11, 800)


@dataclass(frozen=True, slots=True)
class Cargo:
    """What a run may carry; the units are those of `scenarios.types.Run`.

    Attributes:
        shared: whether it may carry goods at all.
        fee_urmb: fee per parcel put on; None: the scenario's ``costs.bus_fee_rmb``.
        dwell_limit_s: time that goods may take at a call between the first and the last; None for no limit of its own.
    """

    shared: bool = True
    hold_ml: int = 800_000
    hold_g: int = 150_000
    hold_pieces: int | None = None
    haircut_pct: int = 10
    goods: frozenset[Goods] = frozenset({Goods.ORDINARY, Goods.FRAGILE})
    dwell_budget_s: int = 300
    dwell_limit_s: int | None = 60
    fee_urmb: int | None = None

    @property
    def room(self) -> str:
        """The hold in words, for notes."""
        return f"{self.hold_ml // 1000:,} l, {self.hold_g // 1000:,} kg, {self.haircut_pct} % kept for luggage"


RURAL_BUS = Cargo()
"""A rural bus of 19 to 26 seats with goods in the cabin: 0.8 m3 (0.4 to 1.5), 150 kg [memory]; 10 % kept [chosen]."""
LONG_DISTANCE = Cargo(
    hold_ml=2_000_000, hold_g=300_000, haircut_pct=30, goods=frozenset({Goods.ORDINARY, Goods.FRAGILE, Goods.BULKY})
)
"""A coach with a hold under its floor: 2 m3 (1.5 to 4), 300 kg [memory]; 30 % kept for luggage [memory]."""
SCHOOL_BUS = replace(RURAL_BUS, haircut_pct=30)
PASSENGERS_ONLY = replace(RURAL_BUS, shared=False)
"""Buses that come when called: they have no timetable that goods could rely on."""


def is_bus(route_type: int) -> bool:
    """Tell whether a GTFS route type is a road vehicle with a timetable, basic or extended.

    >>> [is_bus(kind) for kind in (3, 11, 204, 701, 2, 1100, 1501)]
    [True, True, True, True, False, False, False]
    """
    return route_type in (BUS, *TROLLEYBUSES) or 200 <= route_type < 300 or 700 <= route_type < 800


def default_cargo(route_type: int) -> Cargo:
    """Return what runs of a GTFS route type may carry by default."""
    if route_type == DEMAND:
        return PASSENGERS_ONLY
    if route_type == SCHOOL:
        return SCHOOL_BUS
    return LONG_DISTANCE if COACH <= route_type < COACH + 100 else RURAL_BUS


def _columns() -> tuple[Column, ...]:
    names = ("hold_l", "hold_kg", "hold_pieces", "haircut_pct", "goods", "dwell_budget_s", "fee_rmb", "shared")
    runs = {column.name: column for column in RUNS.columns}
    limit = next(column for column in CALLS.columns if column.name == "dwell_limit_s")
    blank = "as in a row for more lines, else the default of the route type"
    return (
        Column("line", Kind.ID, "", "line, by its id or its short name in the timetable", "线路", blank="all lines"),
        Column("route_type", Kind.INTEGER, "", "GTFS route type", "线路类型", blank="all types"),
        *(replace(column, required=False, blank=blank) for column in (*(runs[name] for name in names), limit)),
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    """What a row says; None where it says nothing."""

    shared: bool | None = None
    hold_ml: int | None = None
    hold_g: int | None = None
    hold_pieces: int | None = None
    haircut_pct: int | None = None
    goods: frozenset[Goods] | None = None
    dwell_budget_s: int | None = None
    dwell_limit_s: int | None = None


CARGO = Table("cargo", _Cells, "What the buses of a line, or of a route type, may carry.", "if known", _columns())
_FIELDS = {column.name: column.field for column in CARGO.columns if column.field} | {"fee_rmb": "fee_urmb"}


@dataclass(frozen=True, slots=True)
class CargoRow:
    """One row of the table: for which runs, and what it says of them."""

    row: int
    line: str | None
    route_type: int | None
    says: Mapping[str, object]

    @property
    def rank(self) -> tuple[bool, bool]:
        """Rows for a line beat those for a type, and those beat rows for all."""
        return self.line is not None, self.route_type is not None


class CargoTable:
    """The user's table, perhaps empty; it remembers which of its rows were of use."""

    def __init__(self, rows: Iterable[CargoRow] = (), file: str = "") -> None:
        self._rows = sorted(rows, key=lambda row: row.rank)
        self._used: set[int] = set()
        self._file = file

    def of(self, names: Iterable[str], route_type: int) -> tuple[Cargo, bool]:
        """Return what runs of a line may carry, and whether the hold is a guess.

        Args:
            names: what the line is called: its id, its short name.
            route_type: of GTFS.
        """
        known = set(names)
        cargo, guessed = default_cargo(route_type), {"hold_ml", "hold_g"}
        for row in self._rows:
            if row.line not in (None, *known) or row.route_type not in (None, route_type):
                continue
            self._used.add(row.row)
            cargo = replace(cargo, **row.says)  # type: ignore[arg-type]
            guessed -= set(row.says)
        return cargo, bool(guessed) and cargo.shared

    def names_type(self, names: Iterable[str], route_type: int) -> bool:
        """Tell whether a row names this line or this type: then the user wants it, be it a bus or not."""
        known = set(names)
        return any(row.line in known or (row.line is None and row.route_type == route_type) for row in self._rows)

    def note_unused(self, notes: Notes) -> None:
        """Note the rows that no run of the day fitted."""
        for row in self._rows:
            if row.row not in self._used:
                wanted = f"line {row.line}" if row.line is not None else f"route type {row.route_type}"
                notes.warning(self._file, row.row, "cargo row that no run of the day fits", wanted)


def read_cargo(path: str | Path | None) -> CargoTable:
    """Read the user's table of cargo attributes; without one, all is by default.

    Raises:
        SourceError: it is no file that can be read.
        ScenarioError: with all faults of its cells; or two rows are for the same runs.
    """
    if path is None:
        return CargoTable()
    found = check_file(path, most_bytes=MOST_BYTES)
    values = read_table(CARGO, found.name, found.read_bytes())
    rows = [_row(values, place) for place in range(len(values.rows))]
    seen: dict[tuple[str | None, int | None], int] = {}
    faults = []
    for row in rows:
        key = row.line, row.route_type
        if key in seen:
            faults.append(Fault(found.name, row.row, "line", row.line or "", f"other runs than row {seen[key]} has"))
        seen.setdefault(key, row.row)
    if faults:
        raise ScenarioError(faults)
    return CargoTable(rows, found.name)


def _row(values: Values, place: int) -> CargoRow:
    cells = {name: column[place] for name, column in values.columns.items()}
    says = {field: cells[name] for name, field in _FIELDS.items() if cells[name] is not None}
    line, route_type = cells["line"], cells["route_type"]
    return CargoRow(
        values.rows[place],
        str(line) if line is not None else None,
        route_type if isinstance(route_type, int) else None,
        says,
    )
