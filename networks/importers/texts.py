"""Texts of strangers as a scenario may have them: ids, names and times."""

from __future__ import annotations

import hashlib
import unicodedata

from scenarios.cells import LONGEST_ID, LONGEST_TEXT

_UNPRINTABLE = ("Cc", "Cf", "Zl", "Zp")


def clock(time_s: int) -> str:
    """Return a time as people write it.

    >>> clock(90600)
    '25:10'
    """
    minutes, seconds = divmod(time_s, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def safe_id(text: str) -> str:
    """Return an id that a scenario may have: the same, or where it may not be so, one that looks like it.

    >>> safe_id("T 1"), safe_id("=1")
    ('T 1', '1~8dcf60')
    """
    plain = _one_line(text).lstrip("=+@ ")
    if plain == text and len(text) <= LONGEST_ID:
        return text
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{plain[: LONGEST_ID - 7].strip()}~{mark}"


def safe_text(text: str) -> str:
    """Return a text on one line that a scenario may have."""
    return _one_line(text).lstrip("=+@ ")[:LONGEST_TEXT].strip()


def _one_line(text: str) -> str:
    kept = (" " if char.isspace() else char for char in text)
    return "".join(char for char in kept if unicodedata.category(char) not in _UNPRINTABLE).strip()
