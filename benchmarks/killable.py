"""Run a search in a process that can be killed, keeping the best that it had told until then.

Solvers of others may run on past every limit of theirs; a benchmark must end all the same.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from typing import Any

GRACE_S = 5.0
"""Seconds past its limit after which a search is killed."""

_START_S = 60.0
"""Seconds that a new process may take to load its libraries."""

Tell = Callable[[Any], None]
Search = Callable[..., None]


class SearchFailedError(Exception):
    """A search ended with an error before it had told anything; carries what it said."""


def best_told(search: Search, arguments: tuple[Any, ...], seconds: float, grace_s: float = GRACE_S) -> Any:
    """The last thing that ``search(tell, *arguments)`` has told when it ends or is killed; None if it told nothing.

    ``search`` must be a function of a module, and what it tells must be picklable. It is killed ``grace_s`` after
    ``seconds``, counted from the moment at which its process is ready.

    Raises:
        SearchFailedError: it failed before it had told anything.
    """
    return together([(search, arguments)], seconds, grace_s)[0]


def together(searches: list[tuple[Search, tuple[Any, ...]]], seconds: float, grace_s: float = GRACE_S) -> list[Any]:
    """`best_told` of several searches side by side, each in a process of its own."""
    context = multiprocessing.get_context("spawn")
    started = []
    try:
        for search, arguments in searches:
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=_serve, args=(there, search, arguments), daemon=True)
            process.start()
            there.close()
            started.append((process, here))
        return _listen([here for _, here in started], seconds + grace_s)
    finally:
        for process, here in started:
            process.kill()
            process.join()
            here.close()


def _listen(connections: list[Connection], most_s: float) -> list[Any]:
    best: dict[Connection, Any] = dict.fromkeys(connections)
    until = {connection: time.monotonic() + _START_S for connection in connections}
    while until:
        wait(list(until), timeout=0.1)
        for connection in list(until):
            if connection.poll():
                _hear(connection, best, until, most_s)
            elif time.monotonic() > until[connection]:
                del until[connection]
    return list(best.values())


def _hear(connection: Connection, best: dict[Connection, Any], until: dict[Connection, float], most_s: float) -> None:
    try:
        kind, value = connection.recv()
    except (EOFError, OSError):  # it has crashed: what it had told counts
        del until[connection]
        return
    if kind == "ready":
        until[connection] = time.monotonic() + most_s
    elif kind == "told":
        best[connection] = value
    else:
        del until[connection]
        if kind == "failed" and best[connection] is None:
            raise SearchFailedError(value)


def _serve(connection: Connection, search: Search, arguments: tuple[Any, ...]) -> None:
    connection.send(("ready", None))
    try:
        search(lambda value: connection.send(("told", value)), *arguments)
        connection.send(("done", None))
    except Exception as error:  # told to whoever waits, who decides what it means
        connection.send(("failed", repr(error)))
