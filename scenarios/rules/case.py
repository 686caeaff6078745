"""A scenario under examination, with what several rules ask about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from scenarios.faults import Fault, Hints
from scenarios.rows import Row, Rows
from scenarios.types import Place, Scenario


@dataclass(frozen=True)
class Case:
    """A scenario and where in its files everything stands."""

    scenario: Scenario
    rows: Rows

    @cached_property
    def places(self) -> dict[str, Place]:
        """Places by id."""
        return {place.id: place for place in self.scenario.places}

    @cached_property
    def _hints(self) -> Hints:
        return Hints(self.places)

    def unknown_place(self, row: Row, column: str, place: str) -> Fault:
        """Return the fault of naming a place that is not there."""
        expected = f"the id of a place in {self.rows.file('places')}"
        return Fault(*row, column, place, expected, self._hints(place))


def clock(time_s: int) -> str:
    """Return a time as people write it.

    >>> clock(27_000)
    '07:30'
    """
    minutes, seconds = divmod(time_s, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
