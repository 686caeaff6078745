"""Searches in processes of their own: side by side, and whatever happens in one, only its process is lost.

A worker streams better routes as it finds them, so what a killed worker had found is kept.
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

from optimizer.county.problem import Route, VanProblem, is_sound, to_data
from optimizer.ruin.drive import Effort, Found, search, warm_up

_log = logging.getLogger(__name__)

_START_S = 120.0
"""Seconds within which a new worker must have loaded its libraries (and compiled them, if nobody has before)."""

_GRACE_S = 1.0
"""Seconds past its limit after which a worker counts as hanging."""


@dataclass(frozen=True, slots=True)
class Order:
    """One search: on what, with how many vans of each fleet, from which routes, how long, with which seed."""

    problem: VanProblem
    numbers: tuple[int, ...]
    start: tuple[Route, ...]
    effort: Effort
    seed: int


def run_order(order: Order, tell: Callable[[Found], None]) -> None:
    """Search in this process and tell better routes, the last word at the end."""
    tell(search(to_data(order.problem, order.numbers), order.start, order.effort, order.seed, tell))


def _makes_sense(order: Order, found: Found) -> bool:
    return all(is_sound(order.problem, order.numbers, routes) for routes in (found.routes, found.last))


def _serve(connection: Connection) -> None:
    """The worker's life: load what is compiled, then take orders, stream what is found, say when done."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers

    warm_up()  # so that it does not count as searching
    connection.send(None)
    while True:
        try:
            order = connection.recv()
        except (EOFError, OSError):
            return
        try:
            run_order(order, connection.send)
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

    def ready(self, until: float, stop: Callable[[], bool] | None = None) -> None:
        """Wait for the new workers to be ready, but not beyond a moment; those that fail to start are replaced."""
        for at in sorted(self._new):
            connection, ends = self._members[at][1], min(until, time.monotonic() + _START_S)
            try:
                while not connection.poll(0.1) and time.monotonic() < ends and not (stop is not None and stop()):
                    pass
                if connection.poll():
                    connection.recv()
                    self._new.discard(at)
                elif ends < until:
                    self._replace(at)
            except (EOFError, OSError):
                self._replace(at)

    def run(self, orders: list[Order], seconds: float, stop: Callable[[], bool] | None = None) -> list[Found | None]:
        """Last word on each order (at most one per worker that is ready), waiting no longer than so many seconds.

        Workers that do not finish, crash or tell nonsense are replaced; what they had found is kept.
        """
        best: list[Found | None] = [None] * len(orders)
        busy: dict[Connection, int] = {}
        for at, order in enumerate(orders[: self.size]):
            connection = self._members[at][1]
            try:
                if at not in self._new:
                    connection.send(order)
                    busy[connection] = at
            except (EOFError, OSError):
                self._replace(at)
        until = time.monotonic() + seconds
        while busy and time.monotonic() < until + _GRACE_S and not (stop is not None and stop()):
            for ready in wait(list(busy), timeout=0.2):
                assert isinstance(ready, Connection)
                self._hear(ready, busy, best, orders)
        for at in busy.values():
            self._replace(at)
        return best

    def _hear(
        self, connection: Connection, busy: dict[Connection, int], best: list[Found | None], orders: list[Order]
    ) -> None:
        at = busy[connection]
        try:
            message = connection.recv()
        except (EOFError, OSError):
            del busy[connection]
            self._replace(at)
            return
        if isinstance(message, Found):
            if _makes_sense(orders[at], message):
                best[at] = message
            else:
                _log.warning("a van search told nonsense")
                del busy[connection]
                self._replace(at)
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
