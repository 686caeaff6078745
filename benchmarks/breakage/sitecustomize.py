"""Breaks PyVRP in every Python process that starts with this folder on its path; ROADPOST_BREAK says how.

`hang`: a search never returns and does not hear a polite request to end. `crash`: its process dies. `raise`: it fails.
`nonsense`: it returns a random solution as its best. `late`: it holds on for half a minute past its end.
"""

import importlib.abc
import importlib.util
import os
import signal
import sys
import time

HOW = os.environ.get("ROADPOST_BREAK", "")
TARGET = "pyvrp.IteratedLocalSearch"
LATE_S = 30.0


def broken(run):
    """A search that goes wrong in place of the given one."""

    def wrong(self, *given, **more):
        if HOW == "hang":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            while True:
                time.sleep(3600)
        if HOW == "crash":
            os._exit(13)
        if HOW == "raise":
            raise RuntimeError("broken on purpose")
        result = run(self, *given, **more)
        if HOW == "late":
            until = time.monotonic() + LATE_S
            while time.monotonic() < until:
                sum(range(10_000))
        elif HOW == "nonsense":
            from pyvrp import RandomNumberGenerator, Solution

            result.best = Solution.make_random(self._data, RandomNumberGenerator(seed=1))
        return result

    return wrong


class Breaker(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads the target as usual, then puts the broken search in its place."""

    def find_spec(self, name, path, target=None):
        if name != TARGET:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        self.inner = spec.loader
        spec.loader = self
        return spec

    def create_module(self, spec):
        return self.inner.create_module(spec)

    def exec_module(self, module):
        self.inner.exec_module(module)
        module.IteratedLocalSearch.run = broken(module.IteratedLocalSearch.run)


if HOW:
    sys.meta_path.insert(0, Breaker())
