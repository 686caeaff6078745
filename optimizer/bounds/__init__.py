"""Lower bounds on the cost of every plan; docs/model.md, section 6, argues why they hold."""

from __future__ import annotations

import time

from optimizer.bounds.relaxation import visits_bound_urmb
from optimizer.bounds.routes import routes_bound_urmb
from optimizer.instance import Instance

__all__ = ["lower_bound_urmb"]


def lower_bound_urmb(instance: Instance, time_limit_s: float = 20.0) -> int:
    """No valid plan of the instance costs less than this many micro-RMB: the better of two relaxations' bounds."""
    began = time.monotonic()
    quick = visits_bound_urmb(instance, time_limit_s)
    left_s = time_limit_s - (time.monotonic() - began)
    if left_s <= 0:
        return quick
    return max(quick, routes_bound_urmb(instance, left_s))
