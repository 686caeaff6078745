"""Times as people type them into a timetable: 7:30, 0730, 7：30, 下午2:30, 次日00:10, or a dash where no bus calls."""

from __future__ import annotations

import re
from decimal import Decimal

from networks.importers.headings import plain_text

DAY_S = 86_400
HALF_DAY_S = DAY_S // 2
LONGEST_LEG_S = 3 * 3600
"""A time that falls is one after midnight if the bus then takes no longer than this; else it is a mistake."""

_CLOCK = re.compile(r"(\d{1,2})[:.时点h](\d{2})(?:[:.分](\d{2}))?[分秒]?", re.ASCII)
_DIGITS = re.compile(r"(\d{1,2})(\d{2})", re.ASCII)
_FRACTION = re.compile(r"0?\.\d+", re.ASCII)
_EPOCH = re.compile(r"(1899-12-3[01]|1900-01-0[01])[ t](.+)", re.ASCII)
_MORNING = ("上午", "早上", "早", "凌晨", "am")
_EVENING = ("下午", "晚上", "晚", "pm")
_NEXT_DAY = ("次日", "第二天", "翌日", "+1")
_FOOTNOTE = re.compile(r"[*※#△▲☆★]+$|^[*※#△▲☆★]+")
_BETWEEN = re.compile(r"\s*(?:/|~|—|–|-|至|\s)\s*")
_PASSES = frozenset({
    "", "-", "--", "---", "—", "——", "–", "…", "...", "|", "│", "||", "↓", "→", "↑", "←", "/", "\\", "x", "×", "通过",
    "不停", "不停靠", "直达", "过", "无", "n/a", "na", ".", "·", "〃",
})  # fmt: skip


def passes(text: str) -> bool:
    """Tell whether a cell says that the bus does not call.

    >>> passes("—"), passes("通过"), passes("7:30")
    (True, True, False)
    """
    return plain_text(text) in _PASSES


def time_of(text: str) -> int | None:
    """Return the seconds from midnight of a time; None if it is none.

    >>> [time_of(text) for text in ("7:30", "7：30", "0730", "7点30", "下午2:30", "次日0:10", "0.3125", "7:60", "abc")]
    [27000, 27000, 27000, 27000, 52200, 87000, 27000, None, None]
    >>> time_of("1900-01-01 00:30")  # how a spreadsheet keeps 24:30
    88200
    """
    plain = _FOOTNOTE.sub("", plain_text(text)).strip()
    day_s = 0
    if epoch := _EPOCH.fullmatch(plain):
        # Day 1 of a spreadsheet is 1900-01-01, as what it has for 24:00 to 47:59.
        day_s = DAY_S if epoch[1] == "1900-01-01" else 0
        plain = epoch[2]
    plain, later = _without(plain, _NEXT_DAY)
    plain, morning = _without(plain, _MORNING)
    plain, evening = _without(plain, _EVENING)
    time_s = _clock(plain)
    if time_s is None:
        return None
    if (morning or evening) and 43_200 <= time_s < 46_800:
        time_s -= HALF_DAY_S
    return time_s + day_s + (DAY_S if later else 0) + (HALF_DAY_S if evening and time_s < HALF_DAY_S else 0)


def times_of(text: str) -> tuple[int, int] | None:
    """Return the arrival and departure that a cell holds, the same where it holds one time; None if it holds none.

    >>> times_of("7:30"), times_of("7:30/7:35"), times_of("7:30-x")
    ((27000, 27000), (27000, 27300), None)
    """
    one = time_of(text)
    if one is not None:
        return one, one
    parts = [part for part in _BETWEEN.split(plain_text(text)) if part]
    both = [time_of(part) for part in parts]
    if len(both) == 2 and both[0] is not None and both[1] is not None and both[0] <= both[1]:
        return both[0], both[1]
    return None


def _without(text: str, words: tuple[str, ...]) -> tuple[str, bool]:
    """Return a text without the first of the words that it begins or ends with, and whether there was one."""
    for word in words:
        if text.startswith(word):
            return text[len(word) :].strip(), True
        if text.endswith(word):
            return text[: -len(word)].strip(), True
    return text, False


def _clock(text: str) -> int | None:
    if match := _CLOCK.fullmatch(text) or _DIGITS.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in (*match.groups(), 0, 0)[:3])
        return None if minutes > 59 or seconds > 59 or hours > 48 else hours * 3600 + minutes * 60 + seconds
    if match := re.fullmatch(r"(\d{1,2})[时点](?:整)?", text, re.ASCII):
        return int(match[1]) * 3600
    if _FRACTION.fullmatch(text):
        return round(Decimal(text) * DAY_S / 60) * 60
    return None
