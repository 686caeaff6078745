"""Figures as people read them."""

from __future__ import annotations

from fractions import Fraction

NOTHING = "-"
"""Stands where a figure is not known."""


def yuan(fen: int) -> str:
    """Money in RMB with all its fen.

    >>> yuan(123_456_789), yuan(-5)
    ('1,234,567.89', '-0.05')
    """
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def fen(urmb: int) -> int:
    """Micro-RMB in fen, half a fen rounded up.

    >>> fen(15_000), fen(14_999)
    (2, 1)
    """
    return (urmb + 5_000) // 10_000


def fen_below(urmb: int) -> int:
    """Micro-RMB in fen, rounded down, as a lower bound must be.

    >>> fen_below(19_999)
    1
    """
    return urmb // 10_000


def count(number: int) -> str:
    """A whole number with its thousands apart.

    >>> count(1116), count(-1)
    ('1,116', '-1')
    """
    return f"{number:,}"


def some(number: int, noun: str) -> str:
    """A number with its noun.

    >>> some(1, "village"), some(1116, "village")
    ('1 village', '1,116 villages')
    """
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def percent(share: Fraction | float) -> str:
    """A share in percent, never rounded up to a whole that it is not.

    >>> percent(Fraction(1115, 1116)), percent(Fraction(1)), percent(0.05)
    ('99.9 %', '100.0 %', '5.0 %')
    """
    tenths = round(float(share) * 1000)
    if tenths == 1000 and share < 1:
        tenths = 999
    return f"{tenths / 10:.1f} %"


def km(metres: int) -> str:
    """Metres as km with one decimal.

    >>> km(12_349)
    '12.3'
    """
    return f"{metres / 1000:,.1f}"


def hours(seconds: int) -> str:
    """Seconds as hours with one decimal.

    >>> hours(5_400)
    '1.5'
    """
    return f"{seconds / 3600:,.1f}"


def clock(seconds: int) -> str:
    """A time of the service day; its hours may pass 24.

    >>> clock(21_600), clock(90_060)
    ('06:00', '25:01')
    """
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
