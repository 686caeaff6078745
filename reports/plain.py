"""Text from input files made harmless for people's eyes: one line, nothing invisible, no endless names."""

from __future__ import annotations

import unicodedata

LONGEST = 300
"""Characters of a text that are shown."""

# Line breaks tear sheets; format characters hide, or turn the reading direction of what stands beside them. Characters
# that Python does not know stay: they may be rare Chinese ones, in names of villages and people.
_BREAKS = ("Cc", "Zl", "Zp")
_NEVER = ("Cf", "Cs")


def plain(text: str, longest: int = LONGEST) -> str:
    r"""The text on one line without invisible characters, cut if it is longer than `longest`.

    >>> plain("two\nlines"), plain("a\u202eb"), plain("abcdef", 4)
    ('two lines', 'ab', 'abc…')
    """
    if text.isprintable():
        visible = text
    else:
        visible = "".join(" " if unicodedata.category(char) in _BREAKS else char for char in text)
        visible = "".join(char for char in visible if not _is_no_character(char))
    return visible if len(visible) <= longest else visible[: longest - 1] + "…"


def _is_no_character(char: str) -> bool:
    """True for format characters and halves of characters, and code points that are none in any version of Unicode."""
    return unicodedata.category(char) in _NEVER or ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
