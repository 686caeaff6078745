"""The line that tells, while a solve runs, how it goes."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Protocol

from rich.status import Status

from reports.terminal import Screen
from reports.text import NOTHING, count, fen, fen_below, yuan


class Moment(Protocol):
    """A moment of a running solve."""

    @property
    def cost_urmb(self) -> int | None:
        """Cost of the best plan so far."""

    @property
    def bound_urmb(self) -> int | None:
        """The lower bound known so far."""

    @property
    def vans(self) -> int:
        """Vans that the best plan uses."""

    @property
    def villages(self) -> Mapping[str, int]:
        """Villages by the mode that reaches them."""


class ProgressLine:
    """One line on a terminal's stderr that changes while work goes on; nothing where stderr is no terminal.

    ``update`` may be called from the thread that works, ``tick`` from the one that waits.
    """

    def __init__(self, quiet: bool) -> None:
        self._began = time.monotonic()
        self._phase = ""
        self._moment: Moment | None = None
        self._status: Status | None = None
        if not quiet and sys.stderr.isatty():
            self._status = Status("", spinner="line", console=Screen(sys.stderr), refresh_per_second=5)

    def __enter__(self) -> ProgressLine:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def phase(self, name: str) -> None:
        """Say what is being done now."""
        self._phase = name
        self.tick()

    def update(self, moment: Moment) -> None:
        """Remember how the solve stands; the next tick shows it."""
        self._moment = moment

    def tick(self) -> None:
        """Show the time that has passed, and the latest moment."""
        if self._status is not None:
            self._status.update(self.text(time.monotonic() - self._began))

    def text(self, elapsed_s: float) -> str:
        """The line."""
        parts = [self._phase, f"{elapsed_s:.0f} s"]
        if self._moment is not None:
            parts += moment_parts(self._moment)
        return ", ".join(part for part in parts if part)


def moment_parts(moment: Moment) -> list[str]:
    """What a moment tells: cost, vans, villages by mode, bound."""
    parts = [f"best {NOTHING if moment.cost_urmb is None else yuan(fen(moment.cost_urmb))} RMB"]
    if moment.cost_urmb is not None:
        parts.append(f"{count(moment.vans)} vans")
    if moment.villages:
        modes = ", ".join(f"{mode} {count(number)}" for mode, number in moment.villages.items())
        parts.append(f"villages {modes}")
    if moment.bound_urmb is not None:
        parts.append(f"bound {yuan(fen_below(moment.bound_urmb))}")
    return parts
