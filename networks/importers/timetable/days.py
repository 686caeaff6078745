"""Days of the week as people write them beside a run: 每天, 周一至周五, 工作日, 周六日, Mon-Fri, 1-5."""

from __future__ import annotations

import re

from networks.importers.busruns import EVERY_DAY
from networks.importers.headings import plain_text

_WORDS = {
    **dict.fromkeys(("每天", "每日", "天天", "全周", "daily", "every day", "everyday", "all days", "all"), EVERY_DAY),
    **dict.fromkeys(("工作日", "平日", "weekdays", "workdays", "working days"), frozenset(range(1, 6))),
    **dict.fromkeys(("周末", "双休日", "休息日", "weekends", "weekend"), frozenset({6, 7})),
}
_DAYS = {
    **{day: number for number, day in enumerate("一二三四五六日", 1)},
    "天": 7,
    **{str(number): number for number in EVERY_DAY},
    **{day: number for number, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)},
}
_NOISE = re.compile(
    r"星期|礼拜|周|每|逢|(?<=mon|fri|sun)day|(?<=tue)s?day|(?<=wed)nesday|(?<=thu)r?s?day|(?<=sat)urday"
)
_PIECE = re.compile(r"mon|tue|wed|thu|fri|sat|sun|[一二三四五六日天1-7]|[-~—–至到]|[\s,，、;/&+和]+")


def weekdays_of(text: str) -> frozenset[int] | None:
    """Return the weekdays that a cell names, 1 being Monday; None if it is not understood, as 逢集 is not.

    >>> [sorted(weekdays_of(text)) for text in ("周一至周五", "周六日", "Mon, Wed-Fri", "1-3 6")]
    [[1, 2, 3, 4, 5], [6, 7], [1, 3, 4, 5], [1, 2, 3, 6]]
    >>> weekdays_of("逢集") is None, weekdays_of("daily") == EVERY_DAY
    (True, True)
    """
    plain = plain_text(text)
    if plain in _WORDS:
        return _WORDS[plain]
    plain = _NOISE.sub("", plain)
    pieces = _PIECE.findall(plain)
    if not pieces or "".join(pieces) != plain:
        return None
    days: set[int] = set()
    last, is_range = 0, False
    for piece in pieces:
        if piece in _DAYS:
            day = _DAYS[piece]
            days |= set(range(last, day + 1)) if is_range and last <= day else {day}
            if is_range and last > day:
                days |= {*range(last, 8), *range(1, day + 1)}
            last, is_range = day, False
        elif piece in "-~—–至到":
            if not last:
                return None
            is_range = True
    return frozenset(days) if days and not is_range else None
