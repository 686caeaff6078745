"""How the time limit of a solve is shared between the search and the steps that follow it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from optimizer.result import SolveParams

_FINISH_SHARE = 0.05
"""Share of the time limit for placing what an engine left behind, and for telling why the rest stays."""

_BOUND_SHARE, _BOUND_MOST_SHARE = 0.1, 0.2
"""Shares of the time limit kept for proving a bound: usually, and at most."""

_BOUND_S_PER_ITEM = 3e-3
"""Seconds per consignment after which a bound begins to be good, where there are thousands; between those shares."""

_BOUND_MOST_S = 30.0

_BOUND_LEAST_S = 1.0

_FINISH_LEAST_S = 0.25

_STEPS_S_PER_ITEM = 300e-6
"""Seconds per consignment that writing down, checking and pricing a plan take at most: half of it before the plan is
finished, half after it. Measured: 130 microseconds, with 4,000 to 12,000 consignments."""

_STEPS_MOST_SHARE = 0.25

_NO_HURRY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """When each step of a solve must be over, for so many ``items``; ``began`` by the monotonic clock.

    With a work limit there is no hurry, or plans would not repeat: only the bound's time is limited then. ``beside``:
    the bound is computed beside the search, and so takes none of its time, but shares the processor with it.
    """

    params: SolveParams
    items: int
    began: float
    beside: bool = False

    @property
    def _ends(self) -> float:
        return self.began + self.params.time_limit_s

    @property
    def _bound_s(self) -> float:
        limit_s = self.params.time_limit_s
        wanted_s = min(self.items * _BOUND_S_PER_ITEM, limit_s * _BOUND_MOST_SHARE)
        return min(_BOUND_MOST_S, max(_BOUND_LEAST_S, limit_s * _BOUND_SHARE, wanted_s))

    @property
    def _kept_s(self) -> float:
        """What the bound is kept after the search."""
        return 0.0 if self.beside else self._bound_s

    @property
    def _steps_s(self) -> float:
        return min(self.items * _STEPS_S_PER_ITEM, self.params.time_limit_s * _STEPS_MOST_SHARE)

    def search_s(self) -> float:
        """Seconds left for the engines."""
        limit_s = self.params.time_limit_s
        kept_s = min(self._kept_s, limit_s * _BOUND_MOST_SHARE) + limit_s * _FINISH_SHARE + self._steps_s
        return self.began + limit_s - kept_s - time.monotonic()

    def finish_s(self, share: float) -> float:
        """Seconds for finishing a plan with this share of the consignments that are not finished yet."""
        if self.params.work_limit is not None:
            return _NO_HURRY_S
        left_s = self._ends - self._kept_s - self._steps_s / 2 - time.monotonic()
        usual_s = self.params.time_limit_s * _FINISH_SHARE
        return max(_FINISH_LEAST_S, min(left_s, usual_s)) * share

    def beside_s(self) -> float:
        """Seconds for a bound beside the search.

        As long as the search goes on: that makes plans no dearer, while on a slow machine a shorter time is over before
        the first value for a large county (measured: docs/experiments.md).
        """
        return max(_BOUND_LEAST_S, self.search_s())

    def bound_s(self) -> float:
        """Seconds left for the bound after the search; none once the limit is over."""
        if self.params.work_limit is not None:
            return self._bound_s
        return max(0.0, min(self._bound_s, self._ends - time.monotonic()))
