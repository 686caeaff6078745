"""Changes of whole routes: they stay right, or are seen to break a rule, and can be undone."""

import numpy as np
import pytest

from optimizer.ruin.exchange import change_kind, split, swap_tails
from optimizer.ruin.state import CLOCK, COST, State, new_state
from optimizer.ruin.undo import BROKEN, load, undo
from tests.optimizer.ruin.cases import full_vans, wild
from tests.optimizer.ruin.soundness import assert_sound, begun, routes_of


@pytest.mark.parametrize("seed", [0, 2, 3, 4, 5])
def test_another_kind_of_van_goes_on_a_route_only_if_one_is_left_and_every_rule_holds(seed: int) -> None:
    """With these seeds the other kind may go on one of the first routes at least."""
    data = wild(seed, jobs=20)
    data.kinds["number"] = 9
    state = begun(data)
    seen = set()
    for at in range(200):
        state.total[CLOCK] += 1
        change_kind(data, state, at % len(data.jobs))
        assert_sound(data, state)
        seen.add(kinds_of(state))
    assert len(seen) > 1
    data.kinds["number"] = [sum(k == kind for _, k in kinds_of(state)) for kind in range(2)]
    last = kinds_of(state)
    for at in range(50):
        state.total[CLOCK] += 1
        change_kind(data, state, at % len(data.jobs))
    assert kinds_of(state) == last


@pytest.mark.parametrize("seed", range(6))
def test_a_split_route_is_two_that_visit_the_same_if_there_is_a_second_van(seed: int) -> None:
    data = wild(seed, jobs=20, pairs=seed % 2 == 0)
    data.kinds["number"] = 9
    state = begun(data)
    count, placed = len(routes_of(state)), visits_of(state)
    for at in range(6):
        state.total[CLOCK] += 1
        split(data, state, at % len(data.jobs))
        if state.total[COST] < BROKEN:
            assert_sound(data, state)
        assert visits_of(state) == placed
        assert len(routes_of(state)) in (count, count + 1)
        count = len(routes_of(state))
    assert count > 1
    data.kinds["number"] = [sum(k == kind for _, k in kinds_of(state)) for kind in range(2)]
    for at in range(20):
        state.total[CLOCK] += 1
        split(data, state, at % len(data.jobs))
    assert len(routes_of(state)) == count


def test_vans_that_change_places_visit_the_same_together_or_break_a_rule_and_are_undone() -> None:
    changed, broken = 0, 0
    for seed in range(16):
        data = wild(seed, jobs=25, rests=seed % 2 == 0)
        data.kinds["number"] = 9
        state = begun(data)
        for at in range(50):
            state.total[CLOCK] += 1
            before, cost, placed = routes_of(state), int(state.total[COST]), visits_of(state)
            swap_tails(data, state, at % len(data.jobs))
            assert visits_of(state) == placed
            if state.total[COST] < BROKEN:
                changed += routes_of(state) != before
            else:
                broken += 1
                undo(data, state, cost)
                assert routes_of(state) == before
            assert_sound(data, state)
    assert changed > 20
    assert broken > 20


def test_crossed_ways_of_two_vans_are_uncrossed_in_one_change() -> None:
    """Places 1 and 2 in the west, 3 and 4 east of them; each van goes from the south to the north, or back."""
    points = np.array([(0, 0), (10, -20), (10, 20), (30, -20), (30, 20)])
    data = full_vans((900,) * 4, np.abs(points[:, None] - points[None, :]).sum(axis=2))
    state = new_state(data, 1)
    for start in ([-1, 0, 3, -1], [-1, 1, 2, -1]):
        load(data, state, 0, np.array(start))
    assert state.total[COST] == 200 + 2 * (30 + 60 + 50)
    state.total[CLOCK] += 1
    swap_tails(data, state, 0)
    assert sorted(nodes for _, nodes in routes_of(state).values()) == [[-1, 0, 2, -1], [-1, 1, 3, -1]]
    assert state.total[COST] == 200 + 2 * (30 + 20 + 50)
    assert_sound(data, state)


def visits_of(state: State) -> list[int]:
    """All nodes visited, sorted."""
    return sorted(node for _, nodes in routes_of(state).values() for node in nodes if node >= 0)


def kinds_of(state: State) -> tuple[tuple[int, int], ...]:
    """Each route's row and kind."""
    return tuple((r, k) for r, (k, _) in sorted(routes_of(state).items()))
