"""Which column of a stranger's table is which, by its heading in English or Chinese, and in which unit it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from networks.importers.faults import Faults
from networks.importers.notes import Notes
from scenarios.faults import nearest

Units = Mapping[str, int | Fraction]

MASS_G: Units = {"kg": 1_000, "千克": 1_000, "公斤": 1_000, "g": 1, "克": 1, "斤": 500, "t": 1_000_000, "吨": 1_000_000}
LENGTH_CM: Units = {"cm": 1, "厘米": 1, "mm": Fraction(1, 10), "毫米": Fraction(1, 10), "m": 100, "米": 100}
VOLUME_ML: Units = {
    **dict.fromkeys(("l", "升", "litre", "litres", "liter", "liters", "dm3", "立方分米"), 1_000),
    **dict.fromkeys(("ml", "cm3", "立方厘米", "cc", "毫升"), 1),
    **dict.fromkeys(("m3", "立方米", "立方", "方", "cbm"), 1_000_000),
}
DISTANCE_M: Units = {
    **dict.fromkeys(("km", "公里", "千米", "kms", "kilometres", "kilometers"), 1_000),
    **dict.fromkeys(("m", "米", "metres", "meters"), 1),
    **dict.fromkeys(("mi", "miles"), Fraction(1_609_344, 1_000)),
}
DURATION_MS: Units = {
    **dict.fromkeys(("min", "mins", "minutes", "minute", "分钟", "分"), 60_000),
    **dict.fromkeys(("s", "sec", "secs", "seconds", "秒"), 1_000),
    **dict.fromkeys(("h", "hours", "hour", "小时"), 3_600_000),
    "ms": 1,
}

LONGEST_NUMBER = 40
"""Characters; longer ones are no quantity of anything."""

_IN_BRACKETS = re.compile(r"[(\[【〔](.*?)[)\]】〕]")
_AFTER_CHINESE = re.compile(r"(.*[^\x00-\x7f])([a-z]+3?)")
_JOINS = re.compile(r"[\s_\-./:*×]+")
_NUMBER = re.compile(r"([+-]?(?:\d+(?:[.,]\d*)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?))\s*(\D*?3?)", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_BLANKS = frozenset({"", "-", "--", "—", "/", "\\", "null", "none", "nan", "n/a", "na", "#n/a", "无", "空"})


@dataclass(frozen=True)
class Field:
    """One thing that a table may have a column for.

    Attributes:
        name: what the program calls it.
        words: headings, small and without blanks, brackets and units; the first that is there is taken.
        units: how many of our units one of each has; empty if it is no quantity.
        unit: the one that is meant where a heading names none.
        required: whether it must be there.
        meaning: for the message if it is not.
    """

    name: str
    words: tuple[str, ...]
    units: Units = field(default_factory=dict)
    unit: str = ""
    required: bool = False
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The column of a field, and the unit that its heading names or implies."""

    column: str
    unit: str


def find_columns(
    file: str, header_row: int, columns: Iterable[str], fields: Sequence[Field], notes: Notes
) -> dict[str, Found]:
    """Return the columns of a table by field name; columns that are no field's are passed over.

    Where two columns may be one field's, the first of its words decides, and a warning is noted.

    Raises:
        SourceError: columns that are required are not there.
    """
    there = [str(column) for column in columns]
    by_field = {item.name: _candidates(item, there) for item in fields}
    faults = Faults()
    found = {}
    for item in fields:
        ranked = by_field[item.name]
        if len(ranked) > 1:
            others = ", ".join(other.column for other in ranked[1:])
            notes.warning(file, header_row, "two columns for one thing", f"{ranked[0].column} taken, not {others}")
        if ranked:
            found[item.name] = ranked[0]
        elif item.required:
            expected = f"a column {item.words[0]} ({item.meaning}), also known as {', '.join(item.words[1:8])}"
            faults.add(file, header_row, item.words[0], "", expected, nearest(item.words[0], there))
    faults.raise_any()
    return found


def header_position(rows: Sequence[Sequence[str]], fields: Sequence[Field]) -> int:
    """Return which of the first rows of a sheet is its header: the one with most columns known, else the first.

    Exports often have a title and a date above their header.
    """
    known = [sum(bool(_candidates(item, [cell for cell in row if cell])) for item in fields) for row in rows]
    return max(range(len(rows)), key=lambda at: (known[at], -at)) if rows else 0


def _candidates(item: Field, columns: Sequence[str]) -> list[Found]:
    ranked = []
    for position, column in enumerate(columns):
        for base, unit in _readings(column, item.units):
            if base in item.words:
                ranked.append((item.words.index(base), position, Found(column, unit or item.unit)))
                break
    return [found for _, _, found in sorted(ranked, key=lambda entry: entry[:2])]


def _readings(column: str, units: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return what a heading may mean as (word, unit): whole, without its brackets, without its last word or letters."""
    plain = plain_text(column)
    readings = [(_joined(plain), "")]
    brackets = _IN_BRACKETS.search(plain)
    if brackets:
        unit = brackets[1].strip()
        readings.append((_joined(_IN_BRACKETS.sub("", plain)), unit if unit in units else ""))
    *first, last = _JOINS.split(plain)
    if first and last in units:
        readings.append(("".join(first), last))
    if (tail := _AFTER_CHINESE.fullmatch(_joined(plain))) and tail[2] in units:
        readings.append((tail[1], tail[2]))
    return readings


@lru_cache(maxsize=65_536)
def plain_text(text: str) -> str:
    """Return a text in small letters, full-width ones made plain.

    >>> plain_text(" 重量（ＫＧ） ")
    '重量(kg)'
    """
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _joined(text: str) -> str:
    return _JOINS.sub("", text)


def is_blank(text: str) -> bool:
    """Tell whether a cell says that there is nothing: blank, a dash, null."""
    return plain_text(text) in _BLANKS


def number_of(text: str) -> Decimal | None:
    """Return the number that a cell holds, without a unit; None if it holds none.

    >>> number_of("1,234.5"), number_of("１２"), number_of("1,5"), number_of("ca. 3")
    (Decimal('1234.5'), Decimal('12'), Decimal('1.5'), None)
    """
    match = _match(text)
    return _decimal(match[1]) if match and not match[2] else None


def quantity(text: str, units: Units, unit: str) -> Fraction | None:
    """Return a cell's quantity in our unit, such as g; None if it holds none.

    Args:
        text: of the cell; a unit in it counts more than the heading's.
        units: how many of ours one of each has.
        unit: the heading's.

    >>> quantity("1.2", MASS_G, "kg"), quantity("850克", MASS_G, "kg"), quantity("heavy", MASS_G, "kg")
    (Fraction(1200, 1), Fraction(850, 1), None)
    """
    number, own = _parts(text)
    if number is None or (own and own not in units):
        return None
    return number * units[own or unit]


@lru_cache(maxsize=65_536)
def _parts(text: str) -> tuple[Fraction | None, str]:
    """Return the number and the unit of a cell; columns repeat their texts, and exact fractions are slow."""
    match = _match(text)
    return (Fraction(_decimal(match[1])), match[2].strip()) if match else (None, "")


def _match(text: str) -> re.Match[str] | None:
    return _NUMBER.fullmatch(plain_text(text)) if len(text) <= LONGEST_NUMBER else None


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text.replace(",", "."))
