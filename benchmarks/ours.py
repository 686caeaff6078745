"""Our van search on public instances: the one place where the public benchmarks meet the engine."""

from __future__ import annotations

import random
import time

import numpy as np
from numpy.typing import NDArray

from benchmarks.halves import search_by_two
from benchmarks.instances import Problem, rounded_up, scaled, whole, worth
from benchmarks.killable import Tell, together
from benchmarks.routing_data import VEHICLE_PRICE
from optimizer.ruin import Effort, Found, search, warm_up
from optimizer.ruin.data import DUE, FAR, JOB, KIND, NODE, Data, legs_of, nearest, table

Plain = list[list[list[int]]]
"""For every vehicle its trips, for every trip its customers in the instance's numbers."""

_PRIZE = 10**9
"""What leaving a job out costs: more than any way to serve it."""

_FEWER_SHARE = 0.7
"""Where vehicles count before distance, the share of the time that goes into doing with fewer."""

_PATIENCE = 10**6
"""Iterations for each job within which one vehicle fewer must succeed: more than there is time for."""

_BEGINS = (0.0, -0.25)
"""Where the two searches begin on the way from hot to cold: the second three times as hot. Which of them comes out
better depends on the instance."""

_APART = 0.5
"""The share of the vehicles that begin one search with a customer each, where each makes one trip and only distance
counts: many may be best, and routes are joined more easily than parted."""


def problem_tables(problem: Problem) -> Data:
    """The tables of an instance; what is not whole is rounded against the search, so that its routes hold.

    Node v - 1 is customer v. A pair is one job, that of its pickup.
    """
    scale, mates = scaled(problem), problem.delivery_of
    firsts = [v for v in range(1, problem.customers + 1) if not mates or v in mates]
    job_of = {v: job for job, first in enumerate(firsts) for v in (first, mates.get(first, first))}
    nodes = [_node(problem, v, job_of[v]) for v in range(1, problem.customers + 1)]
    seconds = _small(rounded_up(scale * problem.distance))
    heads = np.array(firsts, np.int64)
    return Data(
        nodes=table(NODE, nodes),
        jobs=table(JOB, [(at, at + 1, mates.get(v, 0) - 1, _PRIZE) for at, v in enumerate(firsts)]),
        members=(heads - 1).astype(np.int32),
        near=nearest(seconds[0], heads, np.array([mates.get(v, v) for v in firsts], np.int64)),
        dues=table(DUE, []),
        kinds=table(KIND, [_kind(problem)]),
        legs=legs_of(_small(np.rint(scale * problem.distance).astype(np.int64)), seconds),
        alone=np.zeros((1, len(nodes)), np.int64),
    )


def _node(problem: Problem, v: int, job: int) -> tuple[int, ...]:
    bring, carry = (0, problem.demand[v]) if problem.delivery_of else (problem.demand[v], 0)
    hours = (problem.service[v], problem.ready[v], problem.due[v], problem.release[v])
    scale = scaled(problem)
    return (v, job, bring, 0, 0, 0, carry, 0, *(whole(scale * value) for value in hours), 0, 0, 0)


def _kind(problem: Problem) -> tuple[int, ...]:
    scale = scaled(problem)
    fixed = VEHICLE_PRICE if problem.kind == "pdptw" else 0
    hours = (whole(scale * problem.ready[0]), whole(scale * problem.due[0]), FAR, FAR)
    trips = problem.customers if problem.kind == "mtvrptwr" else 1
    return (fixed, 0, 1, 0, 0, *hours, FAR, trips, 0, 0, FAR, problem.capacity, FAR, 0, problem.vehicles, 0)


def _small(matrix: NDArray[np.int64]) -> NDArray[np.int32]:
    return matrix.astype(np.int32)[np.newaxis]


def plain(found: Found) -> Plain:
    """Routes in the instance's numbers."""
    return [[[node + 1 for node in trip] for trip in trips] for _, trips in found.routes]


def one_search(tell: Tell, problem: Problem, seconds: float, seed: int, begin: float = 0.0) -> None:
    """One search of so many seconds, all that comes before it included. Tells better routes as it finds them.

    Where vehicles count before distance it first looks for few, and then for short routes with as many.
    """

    def hear(found: Found) -> None:
        tell(plain(found))

    until = time.monotonic() + seconds
    warm_up()
    data = problem_tables(problem)
    if problem.kind != "pdptw":
        hear(search(data, (), Effort(until - time.monotonic(), None, begin, opens=0.0), seed, hear))
        return
    fewer_s = _FEWER_SHARE * (until - time.monotonic())
    few = search(data, (), Effort(fewer_s, None, squeeze=1.0, patience=_PATIENCE), seed, hear)
    data = _with_vehicles(data, len(few.routes))
    hear(search(data, few.routes, Effort(until - time.monotonic(), None, opens=0.0), seed, hear))


def single_trips(tell: Tell, problem: Problem, seconds: float, seed: int) -> None:
    """The same by two threads, for single trips without pairs."""
    until = time.monotonic() + seconds
    warm_up()
    number = min(problem.customers, int(_APART * problem.vehicles))
    drawn = random.Random(seed).sample(range(problem.customers), number)
    starts = zip((tuple((0, ((node,),)) for node in drawn), ()), _BEGINS, strict=True)
    points = np.array(problem.points[1:], np.float64)
    left_s = until - time.monotonic()
    search_by_two(problem_tables(problem), points, starts, left_s, seed, lambda found: tell(plain(found)))


def _with_vehicles(data: Data, number: int) -> Data:
    """The same with so many vehicles, which cost nothing any more: their price would make the search too hot."""
    kinds = data.kinds.copy()
    kinds["fixed"], kinds["number"] = 0, number
    return data._replace(kinds=kinds)


def improve(problem: Problem, seconds: float, seed: int) -> Plain | None:
    """What two searches side by side find, or the better of what they find; None if neither finds valid routes."""
    if problem.kind == "vrptw":
        told: list[Plain | None] = together([(single_trips, (problem, seconds, seed))], seconds)
    else:
        searches = [(one_search, (problem, seconds, seed + number, begin)) for number, begin in enumerate(_BEGINS)]
        told = together(searches, seconds)
    judged = [(worth(problem, routes), routes) for routes in told if routes is not None]
    valid = [(found, routes) for found, routes in judged if not found.faults]
    if not valid:
        return None
    few = problem.kind == "pdptw"
    return min(valid, key=lambda one: (one[0].vehicles if few else 0, one[0].distance))[1]
