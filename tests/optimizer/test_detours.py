"""The least detours of a trip are those that trying every spot finds, with the same ones first where some are equal."""

from itertools import pairwise

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from optimizer.construct.detours import _SPOTS, Calls, End, least_detours

BASE = 0
PLACES = 8
Found = list[tuple[int, tuple[int, ...]]]


def length_m(metres: NDArray[np.int32], visits: tuple[int, ...]) -> int:
    """Metres of a trip."""
    path = (BASE, *visits, BASE)
    return sum(int(metres[a, b]) for a, b in pairwise(path))


def called(visits: tuple[int, ...], calls: Calls) -> tuple[int, ...]:
    """The visits with further ones put in."""
    for place, at in calls:
        visits = (*visits[:at], place, *visits[at:])
    return visits


def every_spot(metres: NDArray[np.int32], visits: tuple[int, ...], place: int) -> list[tuple[int, ...]]:
    """The trip with the place at each of its cheapest spots, or as it is if it calls there."""
    if place in visits:
        return [visits]
    tried = [(*visits[:at], place, *visits[at:]) for at in range(len(visits) + 1)]
    return sorted(tried, key=lambda path: length_m(metres, path))[:_SPOTS]  # the sort keeps the order of equals


def by_trying(metres: NDArray[np.int32], visits: tuple[int, ...], ends: tuple[int, ...]) -> Found:
    """(extra metres, visits): the cheapest spots for the first end, and for each those for the second one."""
    grown = [visits]
    for place in ends:
        grown = [longer for known in grown for longer in every_spot(metres, known, place)]
    in_order = [path for path in grown if path.index(ends[0]) <= path.index(ends[-1])]
    return [(length_m(metres, path) - length_m(metres, visits), path) for path in in_order]


@settings(max_examples=600)
@given(
    seed=st.integers(0, 2**32 - 1),
    farthest=st.sampled_from([2, 9, 1_000]),
    visits=st.permutations(range(1, PLACES)),
    stops=st.integers(1, PLACES - 1),
    ends=st.permutations(range(1, PLACES)),
    number=st.integers(1, 2),
)
@example(seed=0, farthest=9, visits=[1, 2, 3, 4, 5], stops=5, ends=[6, 7], number=2)  # the fourth best leg counts
def test_the_least_detours_are_those_that_trying_every_spot_finds(
    seed: int, farthest: int, visits: list[int], stops: int, ends: list[int], number: int
) -> None:
    metres = np.random.default_rng(seed).integers(1, farthest, (PLACES, PLACES), dtype=np.int32, endpoint=True)
    path, places = tuple(visits[:stops]), tuple(ends[:number])
    legs_m = tuple(int(metres[a, b]) for a, b in zip((BASE, *path), (*path, BASE), strict=True))
    found = least_detours(path, legs_m, BASE, [End.at(place, metres) for place in places])
    assert [(extra_m, called(path, calls)) for extra_m, calls in found] == by_trying(metres, path, places)


def test_a_station_and_a_village_beyond_it_are_called_at_in_this_order() -> None:
    # On a line with the base at 0 km a trip goes to 2 and 6 km; the goods from 3 to 5 km lie on its way out.
    spots = np.array([0, 2, 6, 3, 5])
    metres = abs(spots[:, None] - spots[None, :]).astype(np.int32)
    found = list(least_detours((1, 2), (2, 4, 6), BASE, [End.at(3, metres), End.at(4, metres)]))
    assert found[0] == (0, ((3, 1), (4, 2)))
    assert all(called((1, 2), calls).index(3) < called((1, 2), calls).index(4) for _, calls in found)
