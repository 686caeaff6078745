"""What the compiled search reads: jobs, their nodes, kinds of van and matrices, in a few tables of numbers.

Few tables rather than many arrays: compiled functions take every array apart when they are called.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Table = Any
"""A numpy array of records; compiled code reads their fields as attributes, which numpy's types do not know."""

FAR = 2**40
"""More than any time, distance or load: stands for a limit that does not apply."""

NONE = 2**60
"""The cost of what is impossible."""

BARRED = 2**30
"""From this on, an entry of a matrix means that there is no road for this kind of van."""

_NEAR = 120
"""Neighbours kept of each job."""


def _record(*names: str) -> np.dtype[Any]:
    return np.dtype([(name, np.int64) for name in names])


NODE = _record(
    "location", "job", "bring_ml", "bring_g", "take_ml", "take_g", "carry_ml", "carry_g",
    "work_s", "opens_s", "closes_s", "release_s", "first_due", "first_home", "end_home",
)  # fmt: skip
"""A possible stop: brought from the base, taken there, carried on to (or, if negative, from) the other node of a pair;
work, the window of its begin, the moment before which no trip with it leaves the base.
Its rows ``first_due`` to ``first_home`` of ``dues`` are those of its work, those up to ``end_home`` of the return."""

DUE = _record("due_s", "per_s")
"""A price of each second that work begins, or the trip returns, after some moment."""

JOB = _record("first", "end", "mate", "prize")
"""A visit, made at any one of its nodes ``members[first:end]``, or a pair: its one node to load, and ``mate`` to unload
(else -1). ``prize`` in urmb is lost if it is left out."""

KIND = _record(
    "fixed", "trip", "per_m", "per_s", "over_per_s", "earliest_s", "latest_s", "shift_s", "most_s", "range_m", "trips",
    "reload_s", "rest_s", "rest_after_s", "ml", "g", "profile", "number", "home",
)  # fmt: skip
"""A kind of van: prices in urmb, hours, ``number`` of vans, location of its base. ``most_s``: shift and overtime."""


class Data(NamedTuple):
    """A van problem in tables; location 0 is the base, for kinds of van whose home is no other.

    ``near[j]``: jobs, the nearest to j first, itself among them. ``legs[p, a, b]``: between locations for profile p, as
    `legs_of` says. ``alone[k, v]``: cost of a day of kind k with only node v (and its mate); or `NONE`.
    """

    nodes: Table
    jobs: Table
    members: Small
    near: Small
    dues: Table
    kinds: Table
    legs: Small
    alone: Ints


def table(dtype: np.dtype[Any], rows: Sequence[tuple[int, ...]]) -> Table:
    """Records from rows of numbers."""
    return np.array(list(rows), dtype).reshape(-1)


THERE_M, THERE_S, BACK_M, BACK_S = range(4)
"""Places in ``Data.legs[p, a, b]``: metres and seconds from a to b, and from b to a."""


def legs_of(metres: Small, seconds: Small) -> Small:
    """(p, n, n, 4) from (p, n, n) matrices: both directions side by side, as an insertion needs them."""
    back = (0, 2, 1)
    legs = np.stack([metres, seconds, metres.transpose(back), seconds.transpose(back)], axis=-1)
    return np.ascontiguousarray(legs, np.int32)


def nearest(seconds: Small, heads: Ints, tails: Ints) -> Small:
    """Of each job all jobs, the nearest first, at most a fixed number: by the road between any of their ends.

    ``heads`` and ``tails``: locations of each job's first and last node.
    """
    there = np.full((len(heads), len(heads)), 2**31 - 1, np.int64)
    for one in (heads, tails):
        for other in (heads, tails):
            there = np.minimum(there, seconds[np.ix_(one, other)])
    there = np.minimum(there, there.T)
    np.fill_diagonal(there, -1)
    return np.argsort(there, axis=1, kind="stable")[:, :_NEAR].astype(np.int32)
