"""What a rule says when a plan breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from optimizer.costs.reading import Reading


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of one rule: where, and by how much.

    >>> print(Violation("hold", "run r1 segment 2", 500, "ml", "3500 of 3000 ml"))
    hold: run r1 segment 2: 500 ml: 3500 of 3000 ml
    """

    rule: str
    where: str
    amount: int
    unit: str
    detail: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.rule}: {self.where}: {self.amount} {self.unit}: {self.detail}"


Rule = Callable[[Reading], Iterator[Violation]]


def clock(time_s: int) -> str:
    """A time of the service day as text; the hours may pass 24.

    >>> clock(6 * 3600 + 90), clock(90_000), clock(-60)
    ('06:01:30', '25:00:00', '-00:01:00')
    """
    minutes, seconds = divmod(abs(time_s), 60)
    return f"{'-' if time_s < 0 else ''}{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
