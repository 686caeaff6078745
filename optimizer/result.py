"""What goes into a solve and what comes out: validated knobs, progress, and the result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from optimizer.plan import Plan
from scenarios.faults import RoadpostError

EngineName = Literal["auto", "exact", "routing", "county", "construct"]
Stopped = Literal["optimal", "time limit", "work limit", "finished", "interrupted", "infeasible"]


class ParameterError(RoadpostError):
    """A knob of the solver has a value that makes no sense; the message says which and what is allowed."""


@dataclass(frozen=True, slots=True)
class SolveParams:
    """Knobs of a solve.

    ``work_limit`` counts the engine's own steps (solutions, branches, iterations), so that with one thread the same
    seed gives the same plan; ``time_limit_s`` is wall-clock.

    Raises:
        ParameterError: a value out of range.
    """

    engine: EngineName = "auto"
    time_limit_s: float = 60.0
    work_limit: int | None = None
    seed: int = 0
    threads: int = 2

    def __post_init__(self) -> None:
        faults = []
        if not 0 < self.time_limit_s <= 86_400:
            faults.append(f"time limit {self.time_limit_s} s: expected more than 0 and at most 86400")
        if self.work_limit is not None and self.work_limit < 1:
            faults.append(f"work limit {self.work_limit}: expected at least 1")
        if not 0 <= self.seed < 2**31:
            faults.append(f"seed {self.seed}: expected 0 to 2147483647")
        if not 1 <= self.threads <= 256:
            faults.append(f"threads {self.threads}: expected 1 to 256")
        if self.engine not in ("auto", "exact", "routing", "county", "construct"):
            faults.append(f"engine {self.engine}: expected auto, exact, routing, county or construct")
        if faults:
            raise ParameterError("; ".join(faults))


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a running solve, for the progress line. Villages are counted by the mode that reaches them."""

    elapsed_s: float
    engine: str
    cost_urmb: int | None
    bound_urmb: int | None
    vans: int = 0
    villages: dict[str, int] = field(default_factory=dict)


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class EngineResult:
    """What an engine returns: a plan or none, why it stopped, and a lower bound if it has proved one."""

    plan: Plan | None
    stopped: Stopped
    bound_urmb: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A finished solve: a plan or none, why the search stopped, the cost and the bound, and what made it."""

    plan: Plan | None
    stopped: Stopped
    engine: str
    cost_urmb: int | None
    bound_urmb: int | None
    cost_parts_urmb: dict[str, int]
    seed: int
    threads: int
    seconds: float
    versions: dict[str, str]

    @property
    def gap(self) -> float | None:
        """(cost - bound) / cost, or None if either is unknown; 0 when both are 0."""
        if self.cost_urmb is None or self.bound_urmb is None:
            return None
        return 0.0 if self.cost_urmb == 0 else (self.cost_urmb - self.bound_urmb) / self.cost_urmb
