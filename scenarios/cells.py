"""One cell: from its text to a value and back, as the column's kind says."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import cast

from scenarios.columns import Column, Kind
from scenarios.faults import nearest
from scenarios.units import Scale

LONGEST_TIME_S = 172_800
LONGEST_ID = 64
LONGEST_TEXT = 500

_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{0,40})?", re.ASCII)
_EXPONENT = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)
_SEPARATORS = re.compile(r"[\s,;|、，；]+")
_YES_NO = {
    **dict.fromkeys(("yes", "y", "true", "1", "是"), True),
    **dict.fromkeys(("no", "n", "false", "0", "否"), False),
}


class CellError(ValueError):
    """The text does not fit the column. ``str(error)`` is a hint, "" if there is none to give."""


def read_cell(column: Column, text: str) -> object:
    """Return the value of a cell that is not blank.

    Args:
        column: what the cell must hold.
        text: of the cell, without space around it.

    Raises:
        CellError: the text does not fit.
    """
    return _READERS[column.kind](column, text)


def write_cell(column: Column, value: object) -> str:
    """Return the text that `read_cell` turns into the value again; "" for None."""
    return "" if value is None else _WRITERS[column.kind](column, value)


def _read_id(column: Column, text: str) -> str:
    if len(text) > LONGEST_ID:
        raise CellError(f"it has {len(text)} characters")
    return _one_line(text)


def _read_text(column: Column, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise CellError(f"it has {len(text)} characters")
    return _one_line(text)


def _one_line(text: str) -> str:
    if text.startswith(("=", "+", "@")):
        raise CellError("it looks like a spreadsheet's formula: save values, not formulas")
    # Invisible characters make two ids that look alike differ, and line breaks tear printed sheets.
    if not text.isprintable() and any(
        unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") for char in text
    ):
        raise CellError("it has a line break or an invisible character in it")
    return text


def _read_number(column: Column, text: str) -> int:
    return column.scale.read(_within(column, text))


def _read_integer(column: Column, text: str) -> int:
    number = _within(column, text)
    if number != int(number):
        raise CellError("it has a fraction")
    return int(number)


def _read_degrees(column: Column, text: str) -> float:
    return float(_within(column, text))


def _within(column: Column, text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise CellError(_number_hint(text))
    number = Decimal(text)
    if not column.low <= number <= column.high or (column.above and number == column.low):
        raise CellError
    return number


def _number_hint(text: str) -> str:
    """Return what is the matter with a text that should be a number."""
    plain = unicodedata.normalize("NFKC", text)
    if text.startswith("="):
        return "it looks like a spreadsheet's formula: save values, not formulas"
    if plain != text and _NUMBER.fullmatch(plain):
        return f"type it with plain digits: {plain}"
    if _NUMBER.fullmatch(text.replace(",", ".")):
        return "write a decimal point, and no separators between thousands"
    if _EXPONENT.fullmatch(text):
        return "write it out in digits, without an exponent"
    if re.match(r"[+-]?\d+(\.\d+)?\s*[^\d\s.]", text, re.ASCII):
        return "write the number alone, without a unit"
    return ""


def _read_time(column: Column, text: str) -> int:
    match = _TIME.fullmatch(text)
    if not match:
        plain = unicodedata.normalize("NFKC", text)
        raise CellError(f"type it with plain characters: {plain}" if _TIME.fullmatch(plain) else "")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    time_s = hours * 3600 + minutes * 60 + seconds
    if time_s > LONGEST_TIME_S:
        raise CellError
    return time_s


def _read_yes_no(column: Column, text: str) -> bool:
    try:
        return _YES_NO[text.lower()]
    except KeyError:
        raise CellError from None


def _read_choice(column: Column, text: str) -> str:
    if text not in column.choices:
        raise CellError(nearest(text, column.choices))
    return _as_member(column, text)


def _as_member(column: Column, word: str) -> str:
    return column.members(word) if column.members else word


def _words(text: str) -> list[str]:
    return [] if text.lower() == "none" else [word for word in _SEPARATORS.split(text) if word]


def _read_choices(column: Column, text: str) -> frozenset[str]:
    words = _words(text)
    for word in words:
        if word not in column.choices:
            raise CellError(nearest(word, column.choices) or f'"{word}" is none of them')
    return frozenset(_as_member(column, word) for word in words)


def _read_weekdays(column: Column, text: str) -> frozenset[int]:
    digits = "".join(_words(text))
    if not set(digits) <= set("1234567"):
        raise CellError
    return frozenset(int(digit) for digit in digits)


def _read_dates(column: Column, text: str) -> frozenset[datetime.date]:
    return frozenset(_read_date(word) for word in _words(text))


def _read_date(word: str) -> datetime.date:
    match = _DATE.fullmatch(word)
    if not match:
        raise CellError(f'"{word}" is not a date')
    try:
        return datetime.date(*(int(part) for part in match.groups()))
    except ValueError:
        raise CellError(f"there is no {word}") from None


@lru_cache(maxsize=100_000)
def _write_scaled(scale: Scale, value: int) -> str:
    return scale.write(value)


def _write_time(column: Column, value: object) -> str:
    minutes, seconds = divmod(cast(int, value), 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def _write_choices(column: Column, value: object) -> str:
    words = cast(frozenset[str], value)
    return " ".join(word for word in column.choices if word in words) or "none"


def _write_weekdays(column: Column, value: object) -> str:
    # With spaces, because a spreadsheet turns 1-5 into a date and 12345 into a number.
    return " ".join(str(day) for day in sorted(cast(frozenset[int], value))) or "none"


def _write_dates(column: Column, value: object) -> str:
    return " ".join(day.isoformat() for day in sorted(cast(frozenset[datetime.date], value)))


_READERS: dict[Kind, Callable[[Column, str], object]] = {
    Kind.ID: _read_id,
    Kind.TEXT: _read_text,
    Kind.NUMBER: _read_number,
    Kind.INTEGER: _read_integer,
    Kind.DEGREES: _read_degrees,
    Kind.TIME: _read_time,
    Kind.YES_NO: _read_yes_no,
    Kind.CHOICE: _read_choice,
    Kind.CHOICES: _read_choices,
    Kind.WEEKDAYS: _read_weekdays,
    Kind.DATES: _read_dates,
}
_WRITERS: dict[Kind, Callable[[Column, object], str]] = {
    Kind.ID: lambda column, value: str(value),
    Kind.TEXT: lambda column, value: str(value),
    Kind.NUMBER: lambda column, value: _write_scaled(column.scale, cast(int, value)),
    Kind.INTEGER: lambda column, value: str(value),
    Kind.DEGREES: lambda column, value: format(Decimal(repr(float(cast(float, value)))), "f"),
    Kind.TIME: _write_time,
    Kind.YES_NO: lambda column, value: "yes" if value else "no",
    Kind.CHOICE: lambda column, value: str(value),
    Kind.CHOICES: _write_choices,
    Kind.WEEKDAYS: _write_weekdays,
    Kind.DATES: _write_dates,
}
