"""The better of the two relaxations' bounds."""

from __future__ import annotations

import time

from optimizer.bounds.proof import Tell, routes_bound_urmb
from optimizer.bounds.relaxation import visits_bound_urmb
from optimizer.instance import Instance


def lower_bound_urmb(instance: Instance, time_limit_s: float = 20.0, tell: Tell | None = None) -> int:
    """No valid plan of the instance costs less than this many micro-RMB: the better of two relaxations' bounds.

    ``tell`` hears those on the way, each of which holds as well.
    """
    began = time.monotonic()
    quick = visits_bound_urmb(instance, time_limit_s)
    if tell is not None:
        tell(quick)
    left_s = time_limit_s - (time.monotonic() - began)
    if left_s <= 0:
        return quick
    return max(quick, routes_bound_urmb(instance, left_s, tell))
