"""Bounds in a process of their own, beside a search.

Not in a thread: the solver of linear programs keeps Ctrl-C from the program for as long as it works.
"""

from __future__ import annotations

import logging
import multiprocessing
import pickle
import signal
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Thread

from optimizer.bounds.both import lower_bounds_urmb
from optimizer.instance import Instance

_log = logging.getLogger(__name__)


class BoundsAside:
    """The bounds of some instances, which share the ``seconds``; use as a context manager.

    Whatever happens to the process: the best bounds that it had told count, and 0 where it told none.
    """

    def __init__(self, instances: Sequence[Instance], seconds: float) -> None:
        self._instances, self._seconds = instances, seconds
        self._told_urmb = [0] * len(instances)
        self._working = False
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._sender: Thread | None = None

    def __enter__(self) -> BoundsAside:
        context = multiprocessing.get_context("spawn")
        self._connection, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, self._seconds), daemon=True)
        self._process.start()
        there.close()
        self._working = True
        # What an instance only remembers may grow while it is sent.
        sent = pickle.dumps([replace(one, timed_days={}, _ways={}) for one in self._instances])
        self._sender = Thread(target=_send, args=(self._connection, sent), daemon=True)
        self._sender.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None and self._connection is not None and self._sender is not None
        self._process.kill()
        self._process.join()
        self._sender.join()  # with nobody to read, it has ended or is about to
        self._connection.close()

    def told_urmb(self, patience_s: float = 0.0) -> list[int]:
        """The best bounds so far; waits for better ones as long as they are worked on, but no longer than so much."""
        assert self._connection is not None
        until = time.monotonic() + patience_s
        while self._working and self._connection.poll(max(0.0, until - time.monotonic())):
            self._hear(self._connection)
        return list(self._told_urmb)

    def _hear(self, connection: Connection) -> None:
        try:
            message = connection.recv()
        except (EOFError, OSError):
            message = "its process was lost"
        if isinstance(message, tuple):
            number, value_urmb = message
            self._told_urmb[number] = max(self._told_urmb[number], value_urmb)
            return
        self._working = False
        if message is not None:
            _log.warning("no better bound: %s", message)


def _send(connection: Connection, sent: bytes) -> None:
    """Send without waiting for the process to be ready."""
    try:
        connection.send_bytes(sent)
    except OSError:
        return  # it is gone, as will be heard


def _tell(connection: Connection, number: int, value_urmb: int) -> None:
    connection.send((number, value_urmb))


def _serve(connection: Connection, seconds: float) -> None:
    """The process's life: bounds, told whenever one is better, and None at the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):  # the solver would listen all the same
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        instances: list[Instance] = pickle.loads(connection.recv_bytes())
        lower_bounds_urmb(instances, seconds, partial(_tell, connection))
        connection.send(None)
    except (BrokenPipeError, EOFError, OSError):
        return
    except Exception as error:  # whatever happens here must not end the solve
        connection.send(repr(error))
