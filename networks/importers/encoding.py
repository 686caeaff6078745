"""Which encoding a text file is in: UTF-8 or UTF-16 with their marks, UTF-8 without, or GB18030 (Excel in China).

One file has one encoding. Tables put together from several sources often have not; then the rows that differ are named.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from networks.importers.faults import source_error

SAVE_AS = 'open it in a spreadsheet and save it as "CSV UTF-8 (comma delimited)" or as .xlsx'
EXPECTED = "text in UTF-8 or GB18030"
MOST_ROWS_NAMED = 5
CHUNK = 1 << 20
LEAST_COMMON = 0.8
"""Part of the characters beyond ASCII that must be common Chinese ones before bytes are taken for GB18030."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1a\x1b"))


def encoding_of(file: str, content: bytes) -> str:
    """Return the name of a text's encoding, as Python knows it; the whole text can be decoded with it.

    Args:
        file: its name, for messages.
        content: its bytes.

    Raises:
        SourceError: it is no text, or in another encoding, or in more than one.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            _must_decode(file, content, encoding)
            return encoding
    junk = content.translate(None, delete=bytes(set(range(256)) - set(_BINARY)))
    if junk:
        at = min(content.index(byte) for byte in set(junk))
        found = "NUL byte" if content[at] == 0 else f"byte {content[at]:02x}"
        raise source_error(file, found, f"{EXPECTED}, not a binary file", SAVE_AS, _row(content, at))
    if _decodes(content, "utf-8"):
        return "utf-8"
    _refuse_mixed(file, content)
    _must_decode(file, content, "gb18030")
    _refuse_uncommon(file, content)
    return "gb18030"


def _decodes(content: bytes, encoding: str) -> bool:
    return _first_bad(content, encoding) is None


def _first_bad(content: bytes, encoding: str) -> int | None:
    """Return where the first bytes stand that the encoding does not know; None if there are none."""
    decoder = codecs.getincrementaldecoder(encoding)()
    # By pieces, because the whole text would need a multiple of the memory.
    for start in range(0, max(len(content), 1), CHUNK):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(content[start : start + CHUNK], final=start + CHUNK >= len(content))
        except UnicodeDecodeError as error:
            return max(0, start - pending + error.start)
    return None


def _must_decode(file: str, content: bytes, encoding: str) -> None:
    at = _first_bad(content, encoding)
    if at is not None and encoding == "utf-8-sig" and at < CHUNK:
        at += len(codecs.BOM_UTF8)  # which the decoder has taken away before it counts
    if at is not None:
        found = f"bytes {content[at : at + 4].hex(' ')}"
        name = encoding.removesuffix("-sig").upper()
        expected = f"text in {name}, as the file's mark says" if encoding != "gb18030" else EXPECTED
        raise source_error(file, found, expected, SAVE_AS, _row(content, at))


def _row(content: bytes, at: int) -> int:
    return content.count(b"\n", 0, at) + 1


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not all ASCII, with their numbers."""
    start = 0
    number = 0
    while start < len(content):
        end = content.find(b"\n", start)
        end = len(content) if end < 0 else end
        number += 1
        line = content[start:end]
        if not line.isascii():
            yield number, line
        start = end + 1


def _refuse_mixed(file: str, content: bytes) -> None:
    """Raise if some lines are surely UTF-8 and others surely not.

    Only characters of three bytes, as Chinese ones are, make a line surely UTF-8: two bytes may be either.
    """
    utf8: list[int] = []
    other: list[int] = []
    numbers = [0, 0]
    for number, line in _lines(content):
        try:
            is_utf8 = any(char > "\u07ff" for char in line.decode("utf-8"))
        except UnicodeDecodeError:
            is_utf8 = False
        else:
            if not is_utf8:
                continue
        numbers[is_utf8] += 1
        rows = utf8 if is_utf8 else other
        if len(rows) < MOST_ROWS_NAMED:
            rows.append(number)
    if not all(numbers):
        return
    few, count, name = (utf8, numbers[1], "UTF-8") if numbers[1] < numbers[0] else (other, numbers[0], "not UTF-8")
    rest = "" if count <= len(few) else f" and {count - len(few):,} more"
    rows_text = f"row{'s' if count > 1 else ''} {', '.join(map(str, few))}{rest}"
    main = "GB18030 or another encoding" if name == "UTF-8" else "UTF-8"
    hint = f"{rows_text}: {name}, the other rows: {main}; paste those rows again, or save all in one encoding"
    raise source_error(file, "rows in different encodings", "one encoding in the whole file", hint, few[0])


def _refuse_uncommon(file: str, content: bytes) -> None:
    """Raise if what would be read as GB18030 is mostly characters that Chinese texts hardly have.

    Most bytes of other encodings can be read as GB18030, as rare characters: the "ür" of a Latin-1 Zürich as 黵.
    """
    common = uncommon = 0
    first = None
    for number, line in _lines(content):
        for char in line.decode("gb18030", errors="ignore"):
            if char < "\u0080":
                continue
            try:
                char.encode("gb2312")
                common += 1
            except UnicodeEncodeError:
                uncommon += 1
                first = first or number
    if common < LEAST_COMMON * (common + uncommon):
        raise source_error(file, "text in another encoding", EXPECTED, SAVE_AS, first)
