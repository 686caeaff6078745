"""`solve_routing`: the routing model, ruin and recreate, and exact flows, in turn, until nothing more is gained."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from optimizer.instance import Instance
from optimizer.plan import Plan
from optimizer.result import EngineResult, OnProgress, Progress, SolveParams
from optimizer.routing.clock import Clock
from optimizer.routing.columns import make_columns
from optimizer.routing.draft import Draft
from optimizer.routing.extract import read_routes
from optimizer.routing.flows import FlowLimits, FlowModel
from optimizer.routing.lots import make_lots
from optimizer.routing.model import LotModel, has_choices
from optimizer.routing.placing import Mood
from optimizer.routing.pool import Pool
from optimizer.routing.pricer import Pricer
from optimizer.routing.reasons import unserved_rows
from optimizer.routing.search import Search, reorder
from optimizer.routing.solver import FIRST, HEURISTIC
from optimizer.routing.start import take_solution
from optimizer.solution import Solution, cost_urmb, to_plan
from optimizer.vans import Shortfall


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try, by size of the instance.

    ``round_steps``: ruin and recreate between two flows. ``idle_rounds``: rounds without gain after which to stop.
    ``most_lots``: up to so many, the whole instance is one routing model. ``heat``: share of the cost by which a state
    may be dearer and still be gone on from.
    """

    most_tried: int
    most_days: int
    most_lots: int
    round_steps: int
    idle_rounds: int
    flow_s: float
    heat: float


_TINY = Effort(1000, 50, 30, 150, 5, 0.5, 0.01)
_MIDDLE = Effort(6, 12, 30, 200, 10**6, 10.0, 0.0005)
_MOST_TINY = 12
_SLOW_S = 1.5


def solve_routing(
    instance: Instance,
    params: SolveParams,
    on_progress: OnProgress | None = None,
    stop: Callable[[], bool] | None = None,
    start: Solution | None = None,
) -> EngineResult:
    """A good plan for an instance of one brand, or of pooled brands; never worse than ``start``.

    ``work_limit`` counts steps of ruin and recreate; with it, the same seed gives the same plan.
    """
    solve = _Solve(instance, params, on_progress, Clock(params, stop))
    solve.run(start)
    return EngineResult(solve.plan(start), solve.clock.why() or "finished")


class _Solve:
    """One solve: the search, the pool of days, and the rounds."""

    def __init__(self, instance: Instance, params: SolveParams, on_progress: OnProgress | None, clock: Clock) -> None:
        self.instance = instance
        self.params = params
        self.clock = clock
        self.effort = _TINY if len(instance.items) <= _MOST_TINY else _MIDDLE
        self.rng = random.Random(params.seed)
        self.draft = Draft(instance, Pricer(instance, self.effort.most_tried))
        self.search = Search(self.draft, self.rng)
        self.pool = Pool(self.effort.most_days)
        self._on_progress = on_progress

    def run(self, start: Solution | None) -> None:
        """Rounds until nothing more is gained or the time is over."""
        self._first_plans(start)
        self._model()
        idle = 0
        while not self.clock.over() and not self._settled(idle):
            before = self.search.best_urmb
            self._steps()
            if not self.clock.over():
                self._flows()
            idle = 0 if self.search.best_urmb < before else idle + 1

    def _settled(self, idle: int) -> bool:
        """True if more rounds promise nothing: after some without gain, after fewer if they are slow."""
        if self.effort is _MIDDLE:
            return False
        if idle >= 2 and not self.clock.steps_count and self.clock.busy_s > _SLOW_S:
            return True
        return idle >= self.effort.idle_rounds

    def _first_plans(self, start: Solution | None) -> None:
        if start is not None:
            take_solution(self.instance, self.draft, start)
            self._found()
        for open_pct in (100, 0, 50):
            self.draft.restore(((), ()))
            self.search.placer.refill(Mood(open_pct))
            reorder(self.draft)
            self._found()
            if self.clock.over():
                return

    def _found(self) -> None:
        """The draft is a new plan: keep it if it is the best."""
        if not self.draft.is_possible():
            return
        self.pool.add(self.draft.days)
        if self.search.take(self.draft.snapshot()):
            self._tell()

    def _steps(self) -> None:
        self.search.back_to_best()
        for _ in range(self.effort.round_steps):
            if self.clock.over():
                return
            self.clock.steps += 1
            if self.search.step(self.effort.heat * self.search.best_urmb):
                self._tell()
            self.pool.add(self.draft.days)

    def _model(self) -> None:
        """The whole instance as one routing model, with vans at their price and for nothing."""
        if self.clock.over():
            return
        parts = [(item.index, item.parcels) for item in self.instance.items]
        lots = make_lots(self.instance, self.draft.ways, parts, 8, 3)
        if len(lots) > self.effort.most_lots or not has_choices(self.instance, lots):
            return
        for free_vans in (False, True):
            model = LotModel(self.instance, lots, free_vans)
            limit_s = self.clock.left_s if self.clock.steps_count else min(1.0, self.clock.left_s)
            parameters = model.solver.parameters(
                FIRST.PARALLEL_CHEAPEST_INSERTION, HEURISTIC.GREEDY_DESCENT, limit_s, None
            )
            found = model.solver.solve(parameters, None, lambda: None)
            if found is not None:
                read_routes(model, model.solver.routes(found), self.draft)
                self._found()
                self.search.placer.refill(Mood())
                reorder(self.draft)
                self._found()

    def _flows(self) -> None:
        """Exact flows over the best plan's days and others met."""
        days = self.pool.some(self.search.best[1], self.rng)
        columns = make_columns(self.instance, days)
        model = FlowModel(self.instance, self.draft.ways, columns, self.search.best_urmb)
        work = self.effort.flow_s if self.clock.steps_count else None
        found = model.solve(FlowLimits(min(self.effort.flow_s, self.clock.left_s), work, self.params.seed))
        if found is not None:
            self.draft.load(*found)
            reorder(self.draft)
            self._found()

    def _tell(self) -> None:
        if self._on_progress is not None:
            best = self.search
            self._on_progress(Progress(self.clock.elapsed_s, "routing", best.best_urmb, None, len(best.best[1])))

    def plan(self, start: Solution | None) -> Plan:
        """The best plan found."""
        self.draft.restore(self.search.best)
        solution = self.draft.solution()
        if start is not None:
            known = cost_urmb(self.instance, start)
            if not isinstance(known, Shortfall) and known < self.search.best_urmb:
                solution = start
        plan = to_plan(self.instance, solution, unserved_rows(self.instance, solution))
        assert not isinstance(plan, Shortfall), plan
        return plan
