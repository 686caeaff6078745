"""PyVRP in processes that can be killed: its C++ may run on past any limit, and then only its process is lost.

A worker streams every better solution as it finds it, so what a killed worker had found is kept.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from optimizer.county.problem import Route, VanProblem, routes_of, to_pyvrp, to_solution

_log = logging.getLogger(__name__)

_START_S = 30.0
"""Seconds within which a new worker must have loaded its libraries."""

_GRACE_S = 1.0
"""Seconds past its limit after which a worker counts as hanging."""


@dataclass(frozen=True, slots=True)
class Order:
    """One search: on what, with how many vans of each type, from which routes, how long, with which seed.

    Of ``start`` the first routes of each type are kept if there are more than vans; its own cost is told first.
    """

    problem: VanProblem
    numbers: tuple[int, ...]
    start: tuple[Route, ...]
    seconds: float | None
    iterations: int | None
    seed: int


@dataclass(frozen=True, slots=True)
class Found:
    """A feasible solution of an order and its cost to PyVRP (less what is the same for all solutions)."""

    cost_urmb: int
    routes: tuple[Route, ...]


def search(order: Order, tell: Callable[[Found], None]) -> None:
    """Run PyVRP on an order in this process and tell every better feasible solution."""
    import pyvrp
    from pyvrp.stop import MaxIterations, MaxRuntime, MultipleCriteria

    _tell_start(order, tell)
    if sum(order.numbers) == 0:  # PyVRP wants at least one van; without any, all prizes are lost
        tell(Found(sum(client.prize_urmb for client in order.problem.clients), ()))
        return
    data = to_pyvrp(order.problem, order.numbers)

    class Teller(pyvrp.IteratedLocalSearchCallbacks):
        def on_best(self, best: pyvrp.Solution) -> None:
            if best.is_feasible():
                tell(Found(_cost(data, best), routes_of(data, best)))

    limits: list[Any] = []
    if order.seconds is not None:
        limits.append(MaxRuntime(order.seconds))
    if order.iterations is not None:
        limits.append(MaxIterations(order.iterations))
    start = to_solution(data, order.start) if order.start else None
    params = pyvrp.SolveParams(ils=pyvrp.IteratedLocalSearchParams(callbacks=Teller()))
    result = pyvrp.solve(data, MultipleCriteria(limits), order.seed, False, False, params, start)
    if result.best.is_feasible():
        tell(Found(_cost(data, result.best), routes_of(data, result.best)))


def _tell_start(order: Order, tell: Callable[[Found], None]) -> None:
    if not order.start:
        return
    used = [sum(kind == at for kind, _ in order.start) for at in range(len(order.numbers))]
    data = to_pyvrp(order.problem, tuple(map(max, used, order.numbers)))
    known = to_solution(data, order.start)
    if known.is_feasible():
        tell(Found(_cost(data, known), order.start))


def _cost(data: Any, solution: Any) -> int:
    driven = solution.distance_cost() + solution.duration_cost()
    return int(driven + solution.fixed_vehicle_cost() + solution.uncollected_prizes())


def _serve(connection: Connection) -> None:
    """The worker's life: load the library, then take orders, stream what is found, say when done."""
    import pyvrp  # noqa: F401  # so that loading it does not count as searching

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers

    connection.send(None)
    while True:
        try:
            order = connection.recv()
        except (EOFError, OSError):
            return
        try:
            search(order, connection.send)
            connection.send(None)
        except (BrokenPipeError, OSError):
            return
        except Exception as error:  # whatever happens inside the engine must not end the solve
            connection.send(repr(error))


class Crew:
    """Some workers; use as a context manager, so that none outlives the search."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._context = multiprocessing.get_context("spawn")
        self._members: list[tuple[SpawnProcess, Connection]] = []
        self._new: set[int] = set()
        self.lost = 0

    def __enter__(self) -> Crew:
        self._members = [self._hire() for _ in range(self.size)]
        self._new = set(range(self.size))
        return self

    def __exit__(self, *_: object) -> None:
        for member, connection in self._members:
            connection.close()
            member.kill()
        for member, _connection in self._members:
            member.join()

    def _hire(self) -> tuple[SpawnProcess, Connection]:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(there,), daemon=True)
        process.start()
        there.close()
        return process, here

    def run(self, orders: list[Order], seconds: float, stop: Callable[[], bool] | None = None) -> list[Found | None]:
        """Best found for each order (at most one per worker), waiting no longer than so many seconds.

        Workers that do not finish, crash or report nonsense are replaced; what they had found is kept.
        """
        best: list[Found | None] = [None] * len(orders)
        busy: dict[Connection, int] = {}
        for at, order in enumerate(orders[: self.size]):
            connection = self._members[at][1]
            try:
                self._await_start(at)
                connection.send(order)
                busy[connection] = at
            except (EOFError, OSError):
                self._replace(at)
        until = time.monotonic() + seconds
        while busy and time.monotonic() < until + _GRACE_S and not (stop is not None and stop()):
            for ready in wait(list(busy), timeout=0.2):
                assert isinstance(ready, Connection)
                self._hear(ready, busy, best)
        for at in busy.values():
            self._replace(at)
        return best

    def _await_start(self, at: int) -> None:
        """Wait until a new worker is ready."""
        if at in self._new:
            connection = self._members[at][1]
            if not connection.poll(_START_S):
                raise EOFError
            connection.recv()
            self._new.discard(at)

    def _hear(self, connection: Connection, busy: dict[Connection, int], best: list[Found | None]) -> None:
        at = busy[connection]
        try:
            message = connection.recv()
        except (EOFError, OSError):
            del busy[connection]
            self._replace(at)
            return
        if isinstance(message, Found):
            known = best[at]
            if known is None or message.cost_urmb < known.cost_urmb:
                best[at] = message
        else:
            if message is not None:
                _log.warning("a van search failed: %s", message)
            del busy[connection]

    def _replace(self, at: int) -> None:
        process, connection = self._members[at]
        connection.close()
        process.kill()
        process.join()
        self.lost += 1
        self._members[at] = self._hire()
        self._new.add(at)
