"""Tables as sheets and CSV files show them: translated headings over values in whole units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from reports.plain import plain

Cell = str | int | Fraction | None
"""A text, a figure in the unit of its column, or nothing."""


class Kind(StrEnum):
    """What a column holds, and so how it is written; the unit of its values in brackets."""

    TEXT = "text"
    COUNT = "count"
    KG = "kg"  # grams
    LITRES = "litres"  # millilitres
    TIME = "time"  # seconds of the service day, shown as HH:MM
    EXACT = "exact"  # the same, shown as HH:MM:SS where it is not on the minute
    MINUTES = "minutes"  # seconds
    KM = "km"  # metres
    MONEY = "money"  # fen
    PERCENT = "percent"  # a share of 1
    NUMBER = "number"  # any, shown with two decimals


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, kind, and width in characters."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 9


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report.

    Attributes:
        name: of its CSV file, without ending.
        title: what people call it.
        note: a sentence on how to read it, or "".
        apart: True if rows with another first cell begin on a new printed page.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)
    note: str = ""
    apart: bool = False


def table(
    name: str,
    title: str,
    columns: Iterable[Column],
    rows: Iterable[tuple[Cell, ...]],
    note: str = "",
    apart: bool = False,
) -> Table:
    """A table, its texts made plain."""
    cells = (tuple(plain(cell) if isinstance(cell, str) else cell for cell in row) for row in rows)
    return Table(name, title, tuple(columns), tuple(cells), note, apart)


_PER_UNIT = {Kind.KG: 1000, Kind.LITRES: 1000, Kind.KM: 1000, Kind.MONEY: 100, Kind.MINUTES: 60}


def value(kind: Kind, cell: int | Fraction) -> Fraction:
    """A figure in the unit that people read.

    >>> value(Kind.MONEY, 105), value(Kind.PERCENT, Fraction(1, 2))
    (Fraction(21, 20), Fraction(50, 1))
    """
    return Fraction(cell) * 100 if kind is Kind.PERCENT else Fraction(cell) / _PER_UNIT.get(kind, 1)


def text(kind: Kind, cell: Cell) -> str:
    """A cell in letters, exact where it is a whole number of our units, otherwise to four decimals.

    >>> text(Kind.KG, 1250), text(Kind.TIME, 90_061), text(Kind.MONEY, 5), text(Kind.NUMBER, Fraction(1, 3))
    ('1.25', '25:01:01', '0.05', '0.3333')
    """
    if cell is None or isinstance(cell, str):
        return cell or ""
    if kind in (Kind.TIME, Kind.EXACT):
        return exact_clock(int(cell))
    if kind is Kind.MONEY:
        return f"{Decimal(int(cell)).scaleb(-2):.2f}"
    figure = value(kind, cell)
    if kind in (Kind.KG, Kind.LITRES, Kind.KM):
        return _short(f"{Decimal(int(cell)).scaleb(-3):f}")
    return str(figure) if figure.denominator == 1 else _short(f"{float(figure):.4f}")


def _short(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def exact_clock(seconds: int) -> str:
    """A time of the service day, with its seconds if it is not on the minute.

    >>> exact_clock(21_600), exact_clock(21_650)
    ('06:00', '06:00:50')
    """
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}" + (f":{rest:02d}" if rest else "")
