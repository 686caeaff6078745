"""What is wrong with a scenario's files: one `Fault` a finding, and the error that carries them all."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.errors import RoadpostError

__all__ = ["Fault", "Hints", "RoadpostError", "ScenarioError", "nearest", "shown"]

LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in one place of one file.

    Attributes:
        file: path as seen from the scenario's folder, such as ``places.csv``.
        row: number of the row as a spreadsheet shows it, the header being row 1; None if it concerns all rows.
        column: name of the column, or of the setting such as ``costs.bus_fee_rmb``; "" if it concerns none.
        value: what was found, as written in the file; "" if nothing was.
        expected: what should have been there.
        hint: how to put it right, where that can be guessed.
    """

    file: str
    row: int | None
    column: str
    value: str
    expected: str
    hint: str = ""

    def __str__(self) -> str:
        """One line.

        >>> print(Fault("links.csv", 7, "km", "abc", "a number of km, at least 0"))
        links.csv, row 7, column km: found "abc", expected a number of km, at least 0
        """
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column:
            where += f", {'setting' if self.file.endswith('.toml') else 'column'} {shown(self.column)}"
        found = f'found "{shown(self.value)}"' if self.value else "found nothing"
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}: {found}, expected {self.expected}{hint}"


class ScenarioError(RoadpostError):
    """A scenario that cannot be used, with all faults found in the phase that failed.

    Attributes:
        faults: all of them, in the order of the files and rows.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def shown(text: str) -> str:
    """Return the text on one line, cut if it is long.

    >>> shown("two\\nlines")
    'two\\\\nlines'
    """
    visible = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text[: LONGEST_SHOWN + 1])
    return visible if len(visible) <= LONGEST_SHOWN else visible[: LONGEST_SHOWN - 1] + "…"


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word most like this one, or "" if none is like it.

    >>> nearest("vilage", ["village", "hub"])
    'did you mean "village"?'
    """
    by_lower = {name.lower(): name for name in known}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f'did you mean "{shown(by_lower[found[0]])}"?' if found else ""


class Hints:
    """`nearest` among many words for many words: remembers what it found, and gives up after some, being slow."""

    MOST = 20

    def __init__(self, known: Iterable[str]) -> None:
        self._known = tuple(known)
        self._found: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        """Return the hint for a word, "" if there is none."""
        if word not in self._found and len(self._found) < self.MOST:
            self._found[word] = nearest(word, self._known)
        return self._found.get(word, "")
