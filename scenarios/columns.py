"""What a column and a table of columns are; the tables themselves stand in `scenarios.schema`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from scenarios import units
from scenarios.units import Scale


class Kind(StrEnum):
    """What the text of a cell stands for."""

    ID = "id"
    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    DEGREES = "degrees"
    TIME = "time"
    YES_NO = "yes/no"
    CHOICE = "choice"
    CHOICES = "list of choices"
    WEEKDAYS = "weekdays"
    DATES = "dates"


@dataclass(frozen=True)
class Column:
    """One column of a scenario file.

    Attributes:
        name: as in the header; a number's unit is part of it.
        kind: what a cell's text stands for.
        field: the attribute of the table's type that takes the value; "" if the value is put together otherwise.
        meaning: plain English for the documentation.
        chinese: the term a Chinese user would look for.
        required: whether the column must be there and every cell be filled.
        blank: what a blank cell or a missing column means, where it is not just the default of ``field``.
        unit: of a number, as the user writes it.
        scale: conversion of a number into the integer inside.
        low, high: least and greatest number allowed, in the user's unit.
        above: whether ``low`` itself is not allowed.
        choices: the words allowed.
        members: the enumeration whose members the words become; None if they stay plain text.
    """

    name: str
    kind: Kind
    field: str
    meaning: str
    chinese: str = ""
    required: bool = False
    blank: str = ""
    unit: str = ""
    scale: Scale = units.WHOLE
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(1_000_000)
    above: bool = False
    choices: tuple[str, ...] = ()
    members: type[StrEnum] | None = None

    @cached_property
    def expected(self) -> str:
        """What a cell must hold, as the end of the sentence "expected ..."."""
        if self.kind in (Kind.NUMBER, Kind.INTEGER, Kind.DEGREES):
            number = "a whole number" if self.kind is Kind.INTEGER else "a number"
            of = f" of {self.unit}" if self.unit else ""
            least = "more than" if self.above else "at least"
            return f"{number}{of}, {least} {self.low:,f} and at most {self.high:,f}"
        if self.kind is Kind.CHOICE:
            return f"one of {', '.join(self.choices)}"
        if self.kind is Kind.CHOICES:
            return f"words separated by spaces, each one of {', '.join(self.choices)}; or none"
        return _EXPECTED[self.kind]


_EXPECTED = {
    Kind.ID: "an id of 1 to 64 characters on one line, not beginning with =, + or @",
    Kind.TEXT: "text of at most 500 characters on one line, not beginning with =, + or @",
    Kind.TIME: "a time such as 07:30 or 07:30:15, at most 48:00",
    Kind.YES_NO: "yes or no",
    Kind.WEEKDAYS: "weekdays as digits from 1 (Monday) to 7 (Sunday), such as 1 2 3 4 5; or none",
    Kind.DATES: "dates such as 2026-03-17, separated by spaces",
}


@dataclass(frozen=True)
class Table:
    """One file of a scenario: its columns and the type that each row becomes.

    Attributes:
        name: of the table, and of its file unless `scenario.toml` says otherwise: ``name.csv``.
        row_type: dataclass that a row becomes, or a part of it.
        meaning: plain English for the documentation.
        needed: when the file must be there.
        columns: in the order in which the file is written.
    """

    name: str
    row_type: type
    meaning: str
    needed: str
    columns: tuple[Column, ...]

    @cached_property
    def defaults(self) -> dict[str, object]:
        """Value of a blank cell by column name: the default of the type's field, else "" for a text, else None."""
        by_field = {field.name: field.default for field in dataclasses.fields(self.row_type)}
        return {column.name: _default(column, by_field) for column in self.columns}


def _default(column: Column, by_field: Mapping[str, object]) -> object:
    value = by_field.get(column.field)
    if column.field and value is dataclasses.MISSING and column.kind in (Kind.ID, Kind.TEXT):
        return ""
    return None if value is dataclasses.MISSING else value
