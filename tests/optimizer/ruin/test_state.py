"""A route's times, loads and cost as the compiled search works them out, against trying everything."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from optimizer.ruin.data import Data
from optimizer.ruin.state import join, new_state
from optimizer.ruin.undo import load
from tests.optimizer.ruin.cases import Trips, flat, judge, random_trips, wild

Stop = tuple[int, int, int, int]
"""Seconds of work, opening, closing, and of the way there."""

small = some.integers(0, 12)
stops = some.lists(some.tuples(small, small, small, small), min_size=2, max_size=5)


def worked_out(data: Data, k: int, trips: Trips) -> int | None:
    """The cost of a route in the compiled search, or None if it refuses it."""
    state = new_state(data, 1)
    return int(state.rows["cost"][0]) if load(data, state, k, np.array(flat(trips), np.int64)) else None


def by_trying(chain: list[Stop]) -> tuple[int, int, int] | None:
    """Least duration, and the first and last begin that have it."""
    found: dict[int, int] = {}
    for begin_s in range(chain[0][1], chain[0][2] + 1):
        now_s = begin_s
        for at, (work_s, opens_s, closes_s, travel_s) in enumerate(chain):
            now_s = max(now_s + (travel_s if at else 0), opens_s)
            if now_s > closes_s:
                break
            now_s += work_s
        else:
            found[begin_s] = now_s - begin_s
    if not found:
        return None
    least = min(found.values())
    best = [begin_s for begin_s, lasts in found.items() if lasts == least]
    assert max(found) == max(best)  # a later begin never lasts longer
    return least, min(best), max(best)


@settings(max_examples=400, deadline=None)
@given(stops, some.integers(1, 4))
def test_spans_join_to_the_shortest_duration_and_its_begins(chain: list[Stop], cut: int) -> None:
    """However a chain is cut in two before it is joined."""

    def joined(part: list[Stop]) -> tuple[int, int, int] | None:
        work_s, opens_s, closes_s, _ = part[0]
        if opens_s > closes_s:
            return None
        span = (work_s, opens_s, closes_s)
        for work_s, opens_s, closes_s, travel_s in part[1:]:
            if opens_s > closes_s:
                return None
            span = join(*span, work_s, opens_s, closes_s, travel_s)
            if span[0] < 0:
                return None
        return span

    at = min(cut, len(chain) - 1)
    first, second = joined(chain[:at]), joined(chain[at:])
    whole = None if first is None or second is None else join(*first, *second, chain[at][3])
    assert (None if whole is None or whole[0] < 0 else whole) == by_trying(chain) == joined(chain)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("rests", [False, True])
def test_a_route_is_allowed_when_trying_everything_finds_a_way_and_costs_as_much(rests: bool, late: bool) -> None:
    """Where lateness is priced it may cost more, as only two begins of the day are tried, but never less."""
    allowed = refused = dearer = 0
    for seed in range(150):
        rng = random.Random(seed)
        data = wild(seed, rests=rests, late=late)
        trips, k = random_trips(rng, data, 5), rng.randrange(2)
        told, true = worked_out(data, k, trips), judge(data, k, trips)
        assert (told is None) == (true is None)
        if told is None or true is None:
            refused += 1
            continue
        allowed += 1
        assert told >= true
        dearer += told > true
    assert min(allowed, refused) >= 20
    assert dearer == 0 if not late else dearer <= 0.25 * allowed
