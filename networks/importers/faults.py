"""The error of a source that cannot be imported: all faults of a phase, the first of them shown."""

from __future__ import annotations

from collections.abc import Iterable

from scenarios.errors import RoadpostError
from scenarios.faults import Fault

MOST_SHOWN = 50


class SourceError(RoadpostError):
    """A file that cannot be imported as it is.

    Attributes:
        faults: those kept, in the order they were found: at least the first 50.
        number: how many there are in all.
    """

    def __init__(self, faults: Iterable[Fault], number: int | None = None) -> None:
        self.faults = tuple(faults)
        self.number = len(self.faults) if number is None else number
        lines = [str(fault) for fault in self.faults[:MOST_SHOWN]]
        if self.number > len(lines):
            lines.append(f"... and {self.number - len(lines):,} more")
        super().__init__("\n".join(lines))


class Faults:
    """Collects the faults of a phase, so that all can be reported at once; memory is bounded, the number exact."""

    def __init__(self) -> None:
        self._kept: list[Fault] = []
        self.number = 0

    def add(self, file: str, row: int | None, column: str, value: str, expected: str, hint: str = "") -> None:
        """Collect one; the arguments are those of `Fault`."""
        self.number += 1
        if len(self._kept) < MOST_SHOWN:
            self._kept.append(Fault(file, row, column, value, expected, hint))

    def raise_any(self) -> None:
        """Raise if there are any.

        Raises:
            SourceError: with all of them.
        """
        if self.number:
            raise SourceError(self._kept, self.number)


def source_error(file: str, value: str, expected: str, hint: str = "", row: int | None = None) -> SourceError:
    """Return the error of one fault that is about no column."""
    return SourceError([Fault(file, row, "", value, expected, hint)])
