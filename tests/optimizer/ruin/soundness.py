"""What must be true of the compiled search's routes at any moment."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from optimizer.ruin.data import Data
from optimizer.ruin.recreate import fill, try_alone
from optimizer.ruin.state import BEST, COST, KINDS, ROUTES, TOP, State, new_state
from optimizer.ruin.undo import load
from tests.optimizer.ruin.cases import Trips


def begun(data: Data, seed: int = 1, anyway: bool = True) -> State:
    """A state with first routes."""
    state = new_state(data, seed)
    try_alone(data, state)
    fill(data, state, anyway)
    return state


def routes_of(state: State, best: bool = False) -> dict[int, tuple[int, list[int]]]:
    """By row: kind and nodes with the base at both ends, of now or of the best routes."""
    rows = state.rows
    kinds, lengths = (rows["best_kind"], rows["best_length"]) if best else (rows["kind"], rows["length"])
    nodes = state.copies[1] if best else state.spots["node"]
    used = range(len(rows)) if best else range(state.total[TOP])
    return {r: (int(kinds[r]), nodes[r, : lengths[r]].tolist()) for r in used if kinds[r] >= 0}


def trips_of(nodes: list[int]) -> Trips:
    """Trips from nodes with the base between them."""
    trips: list[list[int]] = []
    for node in nodes[:-1]:
        if node < 0:
            trips.append([])
        else:
            trips[-1].append(node)
    return tuple(map(tuple, trips))


def fresh_cost(data: Data, routes: list[tuple[int, list[int]]]) -> int:
    """What routes and all that they leave out cost, worked out from the start; every route must be allowed."""
    state = new_state(data, 1)
    for kind, nodes in routes:
        assert load(data, state, kind, np.array(nodes, np.int64)), nodes
    return int(state.total[COST])


def assert_sound(data: Data, state: State) -> None:
    """Sums, places of jobs and vans are those of the routes, every route is allowed, no job is there twice."""
    now = routes_of(state)
    assert state.total[COST] == fresh_cost(data, list(now.values()))
    assert state.total[ROUTES] == len(now)
    assert (state.rows["kind"][state.total[TOP] :] < 0).all()
    vans = Counter(kind for kind, _ in now.values())
    assert [vans[k] for k in range(len(data.kinds))] == state.total[KINDS:].tolist()
    assert all(vans[k] <= data.kinds[k]["number"] for k in vans)
    seen = assert_jobs(data, list(now.values()))
    for j, (r, node, *_) in enumerate(state.placed.tolist()):
        assert (r >= 0) == (j in seen)
        if r >= 0:
            assert node in now[r][1] and data.nodes[node]["job"] == j


def assert_best(data: Data, state: State) -> None:
    """The best routes are allowed and cost what is said."""
    best = list(routes_of(state, best=True).values())
    assert state.total[BEST] == fresh_cost(data, best)
    assert_jobs(data, best)


def assert_jobs(data: Data, routes: list[tuple[int, list[int]]]) -> set[int]:
    """No job twice, pairs whole, in one trip and in order, no empty trip. Returns the jobs."""
    seen: set[int] = set()
    for _, nodes in routes:
        assert nodes[0] == nodes[-1] == -1
        for trip in trips_of(nodes):
            assert trip
            jobs = [int(data.nodes[node]["job"]) for node in trip]
            assert not seen & set(jobs)
            seen |= set(jobs)
            for j in set(jobs):
                mine = [node for node in trip if data.nodes[node]["job"] == j]
                assert len(mine) == (1 if data.jobs[j]["mate"] < 0 else 2)
                assert data.jobs[j]["mate"] < 0 or mine == [data.members[data.jobs[j]["first"]], data.jobs[j]["mate"]]
    return seen


def copied(state: State) -> dict[str, Any]:
    """All that must come back when an iteration is undone: routes with everything worked out about them, and sums."""
    names = [
        name for name in state.rows.dtype.names if name in ("kind", "length", "trips", "metres", "cost", "rest_at")
    ]
    used = sorted(routes_of(state))
    return {
        "rows": [[int(state.rows[name][r]) for name in names] for r in used],
        "spots": [_meant(state.spots[r, : state.rows["length"][r]]) for r in used],
        "placed": [row[:2] if row[0] >= 0 else None for row in state.placed.tolist()],
        "vans": state.total[KINDS:].tolist(),
        "sums": (int(state.total[COST]), int(state.total[ROUTES])),
        "best": (int(state.total[BEST]), routes_of(state, best=True)),
    }


def _meant(spots: Any) -> list[list[int]]:
    """The fields that mean something at each position: nothing comes after the last, the base is in no trip."""
    found = []
    for at, spot in enumerate(spots):
        never = ["before", "after", "leg"] if at == len(spots) - 1 else []
        never += ["trip"] if spot["node"] < 0 else ["release"]
        found.append([int(spot[name]) for name in spots.dtype.names if not name.startswith(tuple(never))])
    return found
