"""Breaks the van search in every Python process that starts with this folder on its path; ROADPOST_BREAK says how.

`hang`: a search never returns and does not hear a polite request to end. `crash`: its process dies. `raise`: it fails.
`nonsense`: it tells random routes that break rules as its best. `late`: it holds on for half a minute past its end.
"""

import importlib.abc
import importlib.util
import os
import random
import signal
import sys
import time

HOW = os.environ.get("ROADPOST_BREAK", "")
TARGET = "optimizer.ruin.drive"
LATE_S = 30.0


def broken(search):
    """A search that goes wrong in place of the given one."""

    def wrong(data, start, effort, seed, tell):
        if HOW == "hang":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            while True:
                time.sleep(3600)
        if HOW == "crash":
            os._exit(13)
        if HOW == "raise":
            raise RuntimeError("broken on purpose")
        found = search(data, start, effort, seed, tell)
        if HOW == "late":
            until = time.monotonic() + LATE_S
            while time.monotonic() < until:
                sum(range(10_000))
        return nonsense(data, seed, type(found)) if HOW == "nonsense" else found

    return wrong


def nonsense(data, seed, found):
    """Random routes at no cost: by turns only far too long, or with visits twice, or of a van that is not there."""
    rng = random.Random(seed)
    nodes = list(range(len(data.nodes)))
    vans = [kind for kind, row in enumerate(data.kinds) for _ in range(row["number"])] or [0]
    rng.shuffle(nodes)
    rng.shuffle(vans)
    flaw = seed % 3
    if flaw == 0:  # each job by one of its nodes, so that only loads and hours are wrong
        nodes = list({int(data.nodes["job"][node]): node for node in nodes}.values())
    if flaw == 1:
        nodes += nodes[:3]
    if flaw == 2:
        vans[0] = len(data.kinds)
    dealt = [(kind, (tuple(nodes[at :: len(vans)]),)) for at, kind in enumerate(vans)]
    routes = tuple(route for route in dealt if route[1][0])
    return found(0, routes, 0, routes)


class Breaker(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads the target as usual, then puts the broken search in its place, but not for its warming up."""

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
        whole, warm_up = module.search, module.warm_up
        module.search = broken(whole)

        def warmed_up():
            module.search, kept = whole, module.search
            warm_up()
            module.search = kept

        module.warm_up = warmed_up


if HOW:
    sys.meta_path.insert(0, Breaker())
