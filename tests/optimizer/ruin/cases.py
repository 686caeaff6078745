"""Small random van problems for the compiled search, and a judge of routes that tries everything.

Times are seconds of a day of some three minutes, so that every second of departure can be tried.
"""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import numpy as np

from optimizer.ruin.data import BARRED, DUE, FAR, JOB, KIND, NODE, THERE_M, THERE_S, Data, legs_of, nearest, table

Trips = tuple[tuple[int, ...], ...]

DAY_S = 180
"""Length of the days made here."""

PRIZE = 400
"""About what a visit is worth here."""


def wild(
    seed: int, jobs: int = 12, *, rests: bool = True, late: bool = True, pairs: bool = True, prize: int = PRIZE
) -> Data:
    """A random problem of two kinds of van, the second of which cannot go everywhere.

    Jobs have one or two windows, a third of them are pairs if asked, some goods come late to the base.
    """
    rng = random.Random(seed)
    spots = jobs + 3
    roads = np.stack([_roads(rng, spots, ()), _roads(rng, spots, rng.sample(range(1, spots), 2))])
    nodes: list[tuple[int, ...]] = []
    dues: list[tuple[int, int]] = []
    rows: list[tuple[int, ...]] = []
    members: list[int] = []
    for job in range(jobs):
        first = len(members)
        here = _dues(rng, dues, late)
        if pairs and rng.random() < 0.35:
            size = (rng.randint(1, 6), rng.randint(1, 6))
            members.append(len(nodes))
            rows.append((first, first + 1, len(nodes) + 1, rng.randint(prize // 2, prize * 2)))
            nodes.append(_node(rng, spots, job, carry=size, dues=here))
            nodes.append(_node(rng, spots, job, carry=(-size[0], -size[1]), dues=_dues(rng, dues, late)))
            continue
        for _ in range(rng.choice((1, 1, 2))):
            members.append(len(nodes))
            nodes.append(_node(rng, spots, job, sizes=[rng.randint(0, 5) for _ in range(4)], dues=here))
        rows.append((first, len(members), -1, rng.randint(prize // 2, prize * 2)))
    made = table(NODE, nodes)
    heads = np.array([made[members[first]]["location"] for first, *_ in rows], np.int64)
    tails = np.array([heads[at] if row[2] < 0 else made[row[2]]["location"] for at, row in enumerate(rows)], np.int64)
    kinds = [_kind(rng, profile, rests) for profile in range(2)]
    return Data(
        nodes=made,
        jobs=table(JOB, rows),
        members=np.array(members, np.int32),
        near=nearest(roads.min(axis=0), heads, tails),
        dues=table(DUE, dues),
        kinds=table(KIND, kinds),
        legs=legs_of(np.where(roads >= BARRED, BARRED, 2 * roads).astype(np.int32), roads),
        alone=np.zeros((2, len(nodes)), np.int64),
    )


def full_vans(prizes: tuple[int, ...], roads: Any = None) -> Data:
    """A job in each of some places, vans for 100 a day with room for two of them.

    Roads: (places + 1, places + 1), the base first; of a second each if they are not given.
    """
    count = len(prizes)
    roads = np.ones((1, count + 1, count + 1), np.int32) if roads is None else roads[np.newaxis].astype(np.int32)
    heads = np.arange(1, count + 1)
    return Data(
        nodes=table(NODE, [(j + 1, j, 1, 1, 0, 0, 0, 0, 1, 0, FAR, 0, 0, 0, 0) for j in range(count)]),
        jobs=table(JOB, [(j, j + 1, -1, prize) for j, prize in enumerate(prizes)]),
        members=np.arange(count, dtype=np.int32),
        near=nearest(roads[0], heads, heads),
        dues=table(DUE, []),
        kinds=table(KIND, [(100, 0, 1, 0, 0, 0, FAR, FAR, FAR, FAR, 1, 0, 0, FAR, 2, 2, 0, 3, 0)]),
        legs=legs_of(roads, roads),
        alone=np.zeros((1, count), np.int64),
    )


def _roads(rng: random.Random, spots: int, barred: Any) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Ways between places, not alike there and back, none longer than by another place."""
    far = np.array([[0 if a == b else rng.randint(2, 30) for b in range(spots)] for a in range(spots)])
    for by in range(spots):
        far = np.minimum(far, far[:, by, None] + far[by, None, :])
    for place in barred:
        far[place, :] = far[:, place] = BARRED
        far[place, place] = 0
    return far.astype(np.int32)


def _dues(rng: random.Random, dues: list[tuple[int, int]], late: bool) -> tuple[int, int, int]:
    first = len(dues)
    if not late or rng.random() < 0.5:
        return first, first, first
    dues += [(rng.randint(10, DAY_S), rng.randint(1, 9)) for _ in range(2)]
    return first, first + 1, first + 2


def _node(
    rng: random.Random,
    spots: int,
    job: int,
    sizes: Any = (0, 0, 0, 0),
    carry: tuple[int, int] = (0, 0),
    dues: tuple[int, int, int] = (0, 0, 0),
) -> tuple[int, ...]:
    opens_s = rng.choice((0, rng.randint(0, 90)))
    closes_s = rng.choice((DAY_S, rng.randint(opens_s, DAY_S)))
    release_s = rng.choice((0, 0, rng.randint(0, 80)))
    place = rng.randrange(1, spots)
    return (place, job, *sizes, *carry, rng.randint(0, 6), opens_s, closes_s, release_s, *dues)


def _kind(rng: random.Random, profile: int, rests: bool) -> tuple[int, ...]:
    prices = (rng.randint(0, 80), rng.randint(0, 20), rng.randint(1, 3), rng.randint(0, 3), rng.randint(0, 9))
    shift_s = rng.randint(60, 140)
    hours = (rng.randint(0, 20), rng.randint(120, DAY_S), shift_s, shift_s + rng.randint(0, 40))
    rest_after_s = rng.randint(30, 70) if rests else FAR
    limits = (rng.choice((FAR, rng.randint(150, 400))), rng.randint(1, 4), rng.randint(0, 6))
    return (*prices, *hours, *limits, rng.randint(1, 12), rest_after_s, rng.randint(9, 16), 14, profile, 3, 0)


def random_trips(rng: random.Random, data: Data, most: int) -> Trips:
    """Some jobs in random trips; the ends of a pair in one trip and in order."""
    trips: list[list[int]] = [[] for _ in range(rng.randint(1, 3))]
    for job in rng.sample(range(len(data.jobs)), rng.randint(1, min(most, len(data.jobs)))):
        trip, row = rng.choice(trips), data.jobs[job]
        node = int(data.members[rng.randrange(row["first"], row["end"])])
        at = rng.randint(0, len(trip))
        trip.insert(at, node)
        if row["mate"] >= 0:
            trip.insert(rng.randint(at + 1, len(trip)), int(row["mate"]))
    return tuple(tuple(trip) for trip in trips if trip)


def flat(trips: Trips) -> list[int]:
    """A route's nodes with the base (-1) at both ends and between trips."""
    return [-1, *(node for trip in trips for node in (*trip, -1))]


def judge(data: Data, k: int, trips: Trips) -> int | None:
    """The least cost of a day of kind k on these trips, or None if no rule-abiding one exists."""
    kind, nodes = _plain(data.kinds)[k], _plain(data.nodes)
    path = flat(trips)
    legs = list(zip([0, *(nodes[v].location if v >= 0 else 0 for v in path[1:-1])], _ends(nodes, path), strict=True))
    far = sum(int(data.legs[kind.profile, a, b, THERE_M]) for a, b in legs)
    if (
        len(trips) > kind.trips
        or far > kind.range_m
        or any(data.legs[kind.profile, a, b, THERE_S] >= BARRED for a, b in legs)
    ):
        return None
    if not all(_fits(nodes, kind, trip) for trip in trips):
        return None
    drive = [0, *(int(data.legs[kind.profile, a, b, THERE_S]) for a, b in legs)]
    dues = _plain(data.dues)
    hours = [_dearest(nodes, dues, kind, path, drive, begin_s) for begin_s in range(kind.earliest_s, kind.latest_s + 1)]
    least = min((cost for cost in hours if cost is not None), default=None)
    return None if least is None else least + kind.fixed + kind.trip * len(trips) + kind.per_m * far


def _ends(nodes: list[Any], path: list[int]) -> list[int]:
    return [nodes[v].location if v >= 0 else 0 for v in path[1:]]


def _plain(records: Any) -> list[Any]:
    return [SimpleNamespace(**dict(zip(records.dtype.names, row, strict=True))) for row in records.tolist()]


def _fits(nodes: list[Any], kind: Any, trip: tuple[int, ...]) -> bool:
    """Loads after every stop, each size by itself."""
    for size, room in (("ml", kind.ml), ("g", kind.g)):
        load = sum(getattr(nodes[v], f"bring_{size}") for v in trip)
        if load > room:
            return False
        for v in trip:
            load += sum(
                sign * getattr(nodes[v], f"{what}_{size}") for sign, what in ((-1, "bring"), (1, "take"), (1, "carry"))
            )
            if load > room:
                return False
    return True


def _dearest(
    nodes: list[Any], dues: list[Any], kind: Any, path: list[int], drive: list[int], begin_s: int
) -> int | None:
    """The least price of hours and lateness of a day that begins then, with the best rest if it needs one."""
    found = []
    plain = simulated(nodes, dues, kind, path, drive, begin_s, None)
    if plain is not None and plain[0] - begin_s <= kind.rest_after_s:
        found.append(plain)
    else:
        ways = [simulated(nodes, dues, kind, path, drive, begin_s, at) for at in range(1, len(path) - 1)]
        found += [way for way in ways if way is not None and way[2] <= kind.rest_after_s]
    prices = [
        late + kind.per_s * (end_s - begin_s) + kind.over_per_s * max(0, end_s - begin_s - kind.shift_s)
        for end_s, late, _ in found
        if end_s - begin_s <= kind.most_s
    ]
    return min(prices, default=None)


def simulated(
    nodes: list[Any], dues: list[Any], kind: Any, path: list[int], drive: list[int], begin_s: int, rest_at: int | None
) -> tuple[int, int, int] | None:
    """End, price of lateness, and seconds awake before the rest; None if something is missed."""

    def late(first: int, end: int) -> int:
        return sum(due.per_s * max(0, now_s - due.due_s) for due in dues[first:end])

    now_s, price, awake_s, trip = begin_s, 0, 0, _trip_at(path, 0)
    if any(nodes[v].release_s > now_s for v in trip):
        return None
    for at, v in enumerate(path[1:], 1):
        now_s += drive[at]
        rest_s = kind.rest_s if at == rest_at else 0
        if v >= 0:
            node = nodes[v]
            now_s = max(now_s, node.opens_s)
            if now_s > node.closes_s:
                return None
            price += late(node.first_due, node.first_home)
            now_s += node.work_s
            awake_s = now_s - begin_s if rest_s else awake_s
            now_s += rest_s
            continue
        price += sum(late(nodes[u].first_home, nodes[u].end_home) for u in trip)
        if at < len(path) - 1:
            trip = _trip_at(path, at)
            awake_s = now_s - begin_s if rest_s else awake_s
            now_s = max(now_s + rest_s + kind.reload_s, *(nodes[u].release_s for u in trip))
    return None if now_s > kind.latest_s else (now_s, price, awake_s)


def _trip_at(path: list[int], at: int) -> list[int]:
    return path[at + 1 : path.index(-1, at + 1)]
