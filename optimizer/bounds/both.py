"""The better of the two relaxations' bounds, for one instance or for several that share the time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from optimizer.bounds.proof import routes_bound_urmb
from optimizer.bounds.relaxation import visits_bound_urmb
from optimizer.instance import Instance

Told = Callable[[int, int], None]
"""Hears the number of an instance and a bound for it, in micro-RMB."""


def lower_bound_urmb(instance: Instance, time_limit_s: float = 20.0) -> int:
    """No valid plan of the instance costs less than this many micro-RMB: the better of two relaxations' bounds."""
    (bound_urmb,) = lower_bounds_urmb([instance], time_limit_s)
    return bound_urmb


def lower_bounds_urmb(
    instances: Sequence[Instance], time_limit_s: float, tell: Told = lambda number, urmb: None
) -> list[int]:
    """The same for each of some instances, the quick ones of all first, however short the time is.

    ``tell`` hears those on the way, each of which holds as well.
    """
    best = [0] * len(instances)

    def known(number: int, urmb: int) -> None:
        best[number] = max(best[number], urmb)
        tell(number, urmb)

    until = time.monotonic() + time_limit_s
    for number, instance in enumerate(instances):
        known(number, visits_bound_urmb(instance))
    for number, instance in enumerate(instances):
        share_s = (until - time.monotonic()) / (len(instances) - number)
        if share_s > 0:
            routes_bound_urmb(instance, share_s, partial(known, number))
    return best
