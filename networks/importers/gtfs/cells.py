"""Single values of a feed: times, dates, numbers, as they ought to be and as they are."""

from __future__ import annotations

import datetime
import math
import re

_CLOCK = re.compile(r"(\d{1,3}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/]?(\d{2})[-/]?(\d{2})", re.ASCII)


def clock_s(text: str) -> int | None:
    """Return the seconds from midnight of a time such as 7:05:00 or 25:10:00; None if it is none.

    >>> clock_s("25:10:00"), clock_s("7:05"), clock_s("7.05")
    (90600, 25500, None)
    """
    match = _CLOCK.fullmatch(text)
    if not match:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return None if minutes > 59 or seconds > 59 else hours * 3600 + minutes * 60 + seconds


def day_of(text: str) -> datetime.date | None:
    """Return the date of a text such as 20161007; None if it is none.

    >>> day_of("20161007"), day_of("20160230")
    (datetime.date(2016, 10, 7), None)
    """
    match = _DAY.fullmatch(text)
    try:
        return datetime.date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def number(text: str) -> float | None:
    """Return a finite number; None if the text is none.

    >>> number("1.5"), number("nan"), number("")
    (1.5, None, None)
    """
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def whole(text: str) -> int | None:
    """Return a whole number, also of texts such as ``3.0``; None if it is none.

    >>> whole("3.0"), whole("3.5"), whole("x")
    (3, None, None)
    """
    value = number(text)
    return int(value) if value is not None and value == int(value) else None
