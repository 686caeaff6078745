"""Running CP-SAT: limits, progress, and an end on request."""

from __future__ import annotations

import math
import queue
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

from ortools.sat.python import cp_model

from optimizer.result import OnProgress, Progress, SolveParams, Stopped

POLL_S = 0.05

STEPS_PER_S = 1000
"""Steps of a work limit in a second of CP-SAT's deterministic time, which counts operations and not the clock."""


@dataclass(frozen=True, slots=True)
class Found:
    """How a search ended; ``solver`` holds the values if ``has_plan``."""

    solver: cp_model.CpSolver
    has_plan: bool
    stopped: Stopped
    bound_urmb: int


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Passes on what each new solution costs."""

    def __init__(self, news: queue.SimpleQueue[Progress]) -> None:
        super().__init__()
        self._news = news

    def on_solution_callback(self) -> None:
        self._news.put(
            Progress(self.wall_time, "exact", round(self.objective_value), math.floor(self.best_objective_bound))
        )


def search(
    model: cp_model.CpModel,
    params: SolveParams,
    on_progress: OnProgress | None,
    stop: Callable[[], bool] | None,
) -> Found:
    """Solve the model; the caller's functions are called from the caller's thread only.

    CP-SAT works in a thread of its own, so that ``stop`` is asked, and Ctrl-C is heard, at any time and not only when a
    solution comes.
    """
    solver = _solver(params)
    news: queue.SimpleQueue[Progress] = queue.SimpleQueue()
    asked = False
    with ThreadPoolExecutor(1, "cp-sat") as pool:
        running = pool.submit(solver.solve, model, _Watcher(news))
        try:
            while not running.done():
                wait([running], POLL_S)
                _pass_on(news, on_progress)
                asked = asked or (stop is not None and stop())
                if asked:
                    solver.stop_search()  # again and again: a request before the search has begun is lost
        finally:
            while not running.done():  # the caller's functions raised, or Ctrl-C was pressed
                solver.stop_search()
                wait([running], POLL_S)
    _pass_on(news, on_progress)
    return _found(solver, running.result(), params, asked)


def _solver(params: SolveParams) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    knobs = solver.parameters
    knobs.num_workers = params.threads
    knobs.random_seed = params.seed
    knobs.max_time_in_seconds = params.time_limit_s
    knobs.catch_sigint_signal = False  # Ctrl-C belongs to the caller
    # One thread takes turns between ways to search; the plain search alone creeps down by single seconds.
    knobs.interleave_search = params.threads == 1
    if params.work_limit is not None:
        knobs.max_deterministic_time = params.work_limit / STEPS_PER_S
    return solver


def _pass_on(news: queue.SimpleQueue[Progress], on_progress: OnProgress | None) -> None:
    while not news.empty():
        progress = news.get()
        if on_progress is not None:
            on_progress(progress)


def _found(solver: cp_model.CpSolver, status: cp_model.CpSolverStatus, params: SolveParams, asked: bool) -> Found:
    if status in (cp_model.INFEASIBLE, cp_model.MODEL_INVALID):
        raise AssertionError(f"CP-SAT says {status}, but to leave everything behind is always a plan")
    if status == cp_model.OPTIMAL:
        return Found(solver, True, "optimal", round(solver.objective_value))
    stopped: Stopped = "time limit"
    if asked:
        stopped = "interrupted"
    elif params.work_limit is not None and solver.wall_time < params.time_limit_s:
        stopped = "work limit"
    return Found(solver, status == cp_model.FEASIBLE, stopped, max(0, math.floor(solver.best_objective_bound)))
