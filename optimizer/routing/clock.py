"""When to stop: wall-clock limit, step limit, or a wish from outside."""

from __future__ import annotations

import time
from collections.abc import Callable

from optimizer.result import SolveParams, Stopped

_MARGIN_S = 0.05


class Clock:
    """Counts steps and seconds of one solve."""

    def __init__(self, params: SolveParams, stop: Callable[[], bool] | None) -> None:
        self._began = time.monotonic()
        self._began_busy = time.process_time()
        self._limit_s = params.time_limit_s - min(_MARGIN_S, params.time_limit_s / 10)
        self._work_limit = params.work_limit
        self._stop = stop
        self._interrupted = False
        self.steps = 0

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    @property
    def busy_s(self) -> float:
        """Seconds of processor time since the start."""
        return time.process_time() - self._began_busy

    @property
    def left_s(self) -> float:
        """Seconds left, at least a little."""
        return max(0.01, self._limit_s - self.elapsed_s)

    @property
    def steps_count(self) -> bool:
        """True if steps decide when to stop, so that the plan must not depend on the speed of the machine."""
        return self._work_limit is not None

    def over(self) -> bool:
        """True if it is time to stop."""
        return self.why() is not None

    def why(self) -> Stopped | None:
        """What ended the search, or None while it may go on."""
        self._interrupted = self._interrupted or (self._stop is not None and self._stop())
        if self._interrupted:
            return "interrupted"
        if self._work_limit is not None and self.steps >= self._work_limit:
            return "work limit"
        return "time limit" if self.elapsed_s >= self._limit_s else None
