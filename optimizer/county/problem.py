"""The van side of a county as plain numbers: what is sent to another process and searched there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from networks.roads import UNREACHABLE
from optimizer.ruin.data import BARRED, DUE, FAR, JOB, KIND, NODE, Data, legs_of, nearest, table

Matrix = NDArray[np.int64]

Dues = tuple[tuple[int, int], ...]
"""Moments and the price in urmb of each second after them."""


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One possible visit. ``prize_urmb`` is lost if it is not made; clients of one ``group`` exclude each other.

    ``release_s``: no trip with it leaves the base before. ``dues`` price the begin of its work, ``home_dues`` the
    return of its trip. What is loaded here for another client, ``mate``, is ``carry``; there, which ``unloads``, it is
    negative. Both are visited on one trip, the other one later, or neither. ``left_first``: a search may do better to
    begin without it, as buses can take its goods.
    """

    location: int
    delivery: tuple[int, int]
    pickup: tuple[int, int]
    work_s: int
    opens_s: int
    closes_s: int
    release_s: int
    prize_urmb: int
    group: int | None
    dues: Dues = ()
    home_dues: Dues = ()
    carry: tuple[int, int] = (0, 0)
    mate: int | None = None
    unloads: bool = False
    left_first: bool = False


@dataclass(frozen=True, slots=True)
class VehicleRow:
    """A fleet of vans whose trips begin and end at location ``home``.

    ``reload_s`` passes at the base before every trip but the first. Days longer than ``rest_after_s`` need a rest of
    ``rest_s`` that begins before so much of the day is over.
    """

    fleet: int
    reload_s: int
    capacity: tuple[int, int]
    fixed_urmb: int
    trip_urmb: int
    urmb_per_m: int
    urmb_per_s: int
    overtime_urmb_per_s: int
    earliest_s: int
    latest_s: int
    shift_s: int
    max_overtime_s: int
    rest_after_s: int | None
    rest_s: int
    range_m: int | None
    max_trips: int
    profile: int
    home: int = 0


@dataclass(frozen=True, eq=False)
class VanProblem:
    """Clients, fleets and matrices. Location 0 is the base; ``groups`` is their number. Guests have homes of their own.

    ``metres[k]`` and ``seconds[k]``: (n, n) int64 matrices of profile k over the locations.
    """

    clients: tuple[ClientRow, ...]
    vehicles: tuple[VehicleRow, ...]
    groups: int
    metres: tuple[Matrix, ...]
    seconds: tuple[Matrix, ...]


Route = tuple[int, tuple[tuple[int, ...], ...]]
"""A van day in the problem's numbers: fleet (as a row of ``vehicles``), and for each trip the clients in order."""


def is_sound(problem: VanProblem, numbers: tuple[int, ...], routes: tuple[Route, ...]) -> bool:
    """True if routes are of clients and vans that there are, each client and group at most once, no trip empty.

    Pairs must be whole and in order. Whether their loads and hours are allowed is not asked.
    """
    vans = Counter(kind for kind, _ in routes)
    trips = [trip for _, day in routes for trip in day]
    clients = [client for trip in trips for client in trip]
    if not all(0 <= kind < len(numbers) and used <= numbers[kind] for kind, used in vans.items()):
        return False
    if not all(0 <= client < len(problem.clients) for client in clients):
        return False
    chosen = [row.group for row in map(problem.clients.__getitem__, clients) if row.group is not None]
    twice = len(set(clients)) < len(clients) or len(set(chosen)) < len(chosen)
    pairs = all(pairs_are_whole(problem, trip) for trip in trips)
    return not twice and pairs and all(trips) and all(day for _, day in routes)


def pairs_are_whole(problem: VanProblem, trip: Sequence[int]) -> bool:
    """True if a trip loads all that it unloads, and before it does, and unloads all that it loads."""
    at = {client: number for number, client in enumerate(trip)}
    for client in trip:
        mate = problem.clients[client].mate
        if mate is not None and (mate not in at or (at[client] < at[mate]) == problem.clients[client].unloads):
            return False
    return True


def to_data(problem: VanProblem, numbers: tuple[int, ...]) -> Data:
    """The problem for `optimizer.ruin` with ``numbers[k]`` vans of row k; its nodes are the clients."""
    members = members_of(problem)
    job_of = {client: job for job, clients in enumerate(members) for client in clients}
    mates = [problem.clients[clients[0]].mate for clients in members]
    job_of |= {mate: job for job, mate in enumerate(mates) if mate is not None}
    dues: list[tuple[int, int]] = []
    nodes = []
    latest_s = max((row.latest_s for row in problem.vehicles), default=0)
    for client, row in enumerate(problem.clients):
        at_work, at_home = _missable(row.dues, row.closes_s), _missable(row.home_dues, latest_s)
        first = len(dues)
        ends = (first, first + len(at_work), first + len(at_work) + len(at_home))
        dues += [*at_work, *at_home]
        hours = (row.work_s, row.opens_s, row.closes_s, row.release_s)
        nodes.append((row.location, job_of[client], *row.delivery, *row.pickup, *row.carry, *hours, *ends))
    ends = np.cumsum([0, *map(len, members)]).tolist()
    prizes = [problem.clients[clients[0]].prize_urmb for clients in members]
    firsts = [clients[0] for clients in members]
    lasts = [first if mate is None else mate for first, mate in zip(firsts, mates, strict=True)]
    heads, tails = (np.array([problem.clients[one].location for one in ends], np.int64) for ends in (firsts, lasts))
    seconds = _stacked(problem.seconds)
    kinds = [_kind(row, number) for row, number in zip(problem.vehicles, numbers, strict=True)]
    unloaded = (-1 if mate is None else mate for mate in mates)
    jobs = list(zip(ends[:-1], ends[1:], unloaded, prizes, strict=True))
    return Data(
        nodes=table(NODE, nodes),
        jobs=table(JOB, jobs),
        members=np.array([client for clients in members for client in clients], np.int32),
        near=nearest(seconds.min(axis=0), heads, tails),
        dues=table(DUE, dues),
        kinds=table(KIND, kinds),
        legs=legs_of(_stacked(problem.metres), seconds),
        alone=np.zeros((len(kinds), len(nodes)), np.int64),
    )


def _missable(dues: Dues, latest_s: int) -> Dues:
    """The moments that something can be too late for that happens at ``latest_s`` at the latest."""
    return tuple(due for due in dues if due[0] < latest_s)


def members_of(problem: VanProblem) -> list[list[int]]:
    """Clients by job: those of a group are one job; of a pair only the first."""
    groups: list[list[int]] = [[] for _ in range(problem.groups)]
    members: list[list[int]] = []
    for client, row in enumerate(problem.clients):
        if row.unloads:
            continue
        if row.group is None:
            members.append([client])
            continue
        if not groups[row.group]:
            members.append(groups[row.group])
        groups[row.group].append(client)
    return members


def _stacked(matrices: tuple[Matrix, ...]) -> NDArray[np.int32]:
    stacked = np.stack(matrices)
    return np.where(stacked >= UNREACHABLE, BARRED, stacked).astype(np.int32)


def _kind(row: VehicleRow, number: int) -> tuple[int, ...]:
    rested = FAR if row.rest_after_s is None else row.rest_after_s
    hours = (row.earliest_s, row.latest_s, row.shift_s, row.shift_s + row.max_overtime_s)
    limits = (FAR if row.range_m is None else row.range_m, row.max_trips, row.reload_s, row.rest_s, rested)
    prices = (row.fixed_urmb, row.trip_urmb, row.urmb_per_m, row.urmb_per_s, row.overtime_urmb_per_s)
    return (*prices, *hours, *limits, *row.capacity, row.profile, number, row.home)
