"""Exact conversion between what users write (km, kg, RMB per hour) and the integers inside (m, g, micro-RMB per s).

Binary floating point never takes part, so 0.28 RMB/km is exactly 280 micro-RMB per metre.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction

MOST_DECIMALS = 20


class Rounding(StrEnum):
    """Which way a value between two integers goes: needs and times up, capacities and limits down."""

    UP = "up"
    DOWN = "down"
    NEAR = "near"


# A text read with rounding up must be written rounded down, or it would come back one too high; and so on.
_WRITE = {Rounding.UP: ROUND_FLOOR, Rounding.DOWN: ROUND_CEILING, Rounding.NEAR: ROUND_HALF_UP}
_EXACT = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Scale:
    """How many of our units make one of the user's, and which way the rest rounds."""

    ours_per_theirs: Fraction
    rounding: Rounding

    def read(self, value: Decimal | Fraction | str) -> int:
        """Convert from the user's unit.

        >>> Scale(Fraction(1000), Rounding.UP).read("1.2341")
        1235
        """
        exact = Fraction(value) * self.ours_per_theirs
        if self.rounding is Rounding.UP:
            return -(-exact.numerator // exact.denominator)
        if self.rounding is Rounding.DOWN:
            return exact.numerator // exact.denominator
        return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)

    def write(self, value: int) -> str:
        """Return the shortest decimal text in the user's unit that `read` turns into this value again.

        >>> Scale(Fraction(1_000_000, 3600), Rounding.NEAR).write(139)
        '0.5'
        """
        exact = Fraction(value) / self.ours_per_theirs
        decimal = _EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
        for places in range(MOST_DECIMALS):
            text = format(decimal.quantize(Decimal(1).scaleb(-places), _WRITE[self.rounding], _EXACT), "f")
            if self.read(text) == value:
                return text
        raise AssertionError(f"no decimal text for {value}")


def _scale(ours_per_theirs: int | Fraction, rounding: Rounding) -> Scale:
    return Scale(Fraction(ours_per_theirs), rounding)


WHOLE = _scale(1, Rounding.NEAR)
WHOLE_UP = _scale(1, Rounding.UP)
KM_UP = _scale(1_000, Rounding.UP)
KM_DOWN = _scale(1_000, Rounding.DOWN)
KG_UP = _scale(1_000, Rounding.UP)
KG_DOWN = _scale(1_000, Rounding.DOWN)
LITRES_UP = _scale(1_000, Rounding.UP)
LITRES_DOWN = _scale(1_000, Rounding.DOWN)
MINUTES_TO_S = _scale(60, Rounding.UP)
MINUTES_TO_MS = _scale(60_000, Rounding.UP)
HOURS_UP = _scale(3_600, Rounding.UP)
HOURS_DOWN = _scale(3_600, Rounding.DOWN)
RMB = _scale(1_000_000, Rounding.NEAR)
RMB_PER_KM = _scale(1_000, Rounding.NEAR)
RMB_PER_HOUR = _scale(Fraction(1_000_000, 3_600), Rounding.NEAR)
MINUTES_DOWN = _scale(60, Rounding.DOWN)
PERCENT = _scale(100, Rounding.NEAR)
