"""Dates and times as exports write them."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from networks.importers.headings import number_of, plain_text

_DATE = r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?"
_TIME = r"(?P<H>\d{1,2})[:时](?P<M>[0-5]\d)(?:分|(?:[:分](?P<S>[0-5]\d)秒?(?:\.\d+)?))?"
_BOTH = re.compile(rf"(?:{_DATE})?(?:(?:^|[t\s]+|(?<=日))(?:{_TIME})(?:z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_DAY_S = 86_400
_EPOCH = datetime.date(1899, 12, 30)
"""Day 0 of spreadsheets."""
_SERIALS = range(36_526, 73_050)
"""2000 to 2099 as a spreadsheet's day numbers."""


@lru_cache(maxsize=200_000)
def moment_of(text: str) -> tuple[datetime.date | None, int | None] | None:
    """Return the date and the seconds of the day that a text holds, each None if it does not say; None if unreadable.

    A time zone is passed over: exports are in local time.

    >>> moment_of("2026/3/4 6:30")
    (datetime.date(2026, 3, 4), 23400)
    >>> moment_of("2026年3月4日"), moment_of("06:30:15"), moment_of("soon")
    ((datetime.date(2026, 3, 4), None), (None, 23415), None)
    """
    plain = plain_text(text)
    number = number_of(plain)
    if number is not None:
        days = int(number)
        time_s = int((number - days) * _DAY_S + 1) if number != days else None
        if days == 0 and number >= 0:
            return None, time_s or 0
        return (_EPOCH + datetime.timedelta(days=days), time_s) if days in _SERIALS else None
    match = _BOTH.fullmatch(plain)
    if not plain or not match:
        return None
    part = match.groupdict()
    try:
        day = datetime.date(int(part["y"]), int(part["m"]), int(part["d"])) if part["y"] else None
    except ValueError:
        return None
    if part["H"] is None:
        return day, None
    time_s = int(part["H"]) * 3600 + int(part["M"]) * 60 + int(part["S"] or 0)
    return (day, time_s) if time_s <= _DAY_S else None
