"""The county engine: places offered to buses as visits that may be left out, and a search for all vans together."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field

from optimizer.construct import first_solution
from optimizer.county.board import Board, Budget
from optimizer.county.clients import VanSide, sides_of
from optimizer.county.parts import client_spots
from optimizer.county.problem import Route
from optimizer.county.translate import whole_solution
from optimizer.county.worker import Crew
from optimizer.instance import Instance
from optimizer.result import EngineResult, OnProgress, Progress, SolveParams, Stopped
from optimizer.solution import Solution, cost_urmb, to_plan
from optimizer.vans import Shortfall

_INSERT_SHARE = 0.03


@dataclass
class _Best:
    """The best solution so far, told to whoever watches."""

    instance: Instance
    began: float
    on_progress: OnProgress | None
    cost: int | None = None
    solution: Solution = field(default_factory=Solution)

    def offer(self, solution: Solution) -> None:
        cost = cost_urmb(self.instance, solution)
        if isinstance(cost, Shortfall) or (self.cost is not None and cost >= self.cost):
            return
        self.cost, self.solution = cost, solution
        if self.on_progress is not None:
            elapsed = time.monotonic() - self.began
            self.on_progress(Progress(elapsed, "county", cost, None, len(solution.days)))


def crew_for(instance: Instance, params: SolveParams) -> Crew:
    """A worker for each thread; none where there are no vans."""
    return Crew(params.threads if instance.fleets else 0)


def solve_county(
    instance: Instance,
    params: SolveParams,
    on_progress: OnProgress | None = None,
    stop: Callable[[], bool] | None = None,
    crew: Crew | None = None,
) -> EngineResult:
    """Plan a county; never worse than the construction's first solution, which is also the answer if all else fails.

    ``crew``: workers that outlive this search, as a brand after the other has the same; else they are hired for it.
    """
    began = time.monotonic()
    best = _Best(instance, began, on_progress)
    stopped: Stopped = "finished"
    # New workers get ready beside the first solution.
    with crew_for(instance, params) if crew is None else nullcontext(crew) as workers:
        best.offer(first_solution(instance, params))
        if instance.fleets and not (stop is not None and stop()):
            _search(instance, params, began, best, workers, stop)
            stopped = "time limit" if params.work_limit is None else "work limit"
    if stop is not None and stop():
        stopped = "interrupted"
    plan = to_plan(instance, best.solution)
    assert not isinstance(plan, Shortfall), plan
    return EngineResult(plan, stopped)


def _search(
    instance: Instance,
    params: SolveParams,
    began: float,
    best: _Best,
    crew: Crew,
    stop: Callable[[], bool] | None,
) -> None:
    ends = began + params.time_limit_s * (1 - _INSERT_SHARE)
    if time.monotonic() > ends:
        return
    offered, sides, others = sides_of(instance)
    routes: list[tuple[VanSide, tuple[Route, ...]]] = []
    for number, side in enumerate(sides):
        share = len(side.jobs) / sum(len(later.jobs) for later in sides[number:])
        until = time.monotonic() + (ends - time.monotonic()) * share
        steps = None if params.work_limit is None else max(1, int(params.work_limit * share))
        board = _board(instance, side, crew, params.seed, Budget(until, steps), stop)
        for better in board.rounds():
            if better:
                known = [*routes, (side, tuple(board.routes))]
                best.offer(whole_solution(instance, known, offered, others, 0.0))
        routes.append((side, tuple(board.routes)))
    best.offer(whole_solution(instance, routes, offered, others, params.time_limit_s * _INSERT_SHARE))


def _board(
    instance: Instance, side: VanSide, crew: Crew, seed: int, budget: Budget, stop: Callable[[], bool] | None
) -> Board:
    most = {row.fleet: instance.fleets[row.fleet].number for row in side.problem.vehicles}
    return Board(side.problem, most, client_spots(instance, side), crew, random.Random(seed), budget, stop)
