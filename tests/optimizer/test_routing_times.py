"""The times of a van day against trying every first departure and every place of the rest."""

import random

import pytest

from optimizer.vantimes import NEVER, Event, Shortfall, Timed, cheapest_times, hours_urmb, late_urmb
from scenarios.types import VanType


def an_event(rng: random.Random, kind: str) -> Event:
    """A random event of a short day of 120 seconds."""
    gap = rng.randrange(20, 90)
    windows = rng.choice([((0, NEVER),), ((rng.randrange(30), 110),), ((rng.randrange(10), gap), (gap + 15, 120))])
    return Event(
        kind=kind,
        travel_s=0 if kind == "depart" else rng.randrange(1, 9),
        work_s=rng.randrange(1, 5) if kind == "visit" else 0,
        floor_s=rng.choice([0, 0, 0, rng.randrange(60)]),
        latest_s=rng.choice([NEVER, NEVER, NEVER, rng.randrange(50, 120)]),
        latest_end_s=rng.choice([NEVER, NEVER, NEVER, rng.randrange(50, 120)]),
        windows=windows,
        dues=((rng.randrange(20, 90), rng.choice([1, 10])),) if rng.random() < 0.3 else (),
    )


def a_day(rng: random.Random) -> tuple[list[Event], VanType]:
    kinds = [
        kind for _ in range(rng.choice([1, 1, 2])) for kind in ["depart", *["visit"] * rng.randint(1, 3), "return"]
    ]
    van = VanType(
        "v", "hub", 1, 1, 1,
        urmb_per_s=rng.choice([0, 3]), overtime_urmb_per_s=rng.choice([0, 7]),
        earliest_s=rng.randrange(10), latest_s=115, shift_s=rng.choice([20, 40, 90]),
        max_overtime_s=rng.choice([0, 15]), rest_after_s=rng.choice([None, None, 12, 25]), rest_s=6, reload_s=4,
    )  # fmt: skip
    return [an_event(rng, kind) for kind in kinds], van


def played(events: list[Event], van: VanType, start_s: int, rest_at: int | None) -> list[Timed] | None:
    """All as early as possible after the first departure; None where a limit breaks."""
    timed, free_s = [], start_s
    for at, event in enumerate(events):
        begin_s = max(free_s + event.travel_s, event.floor_s)
        while not any(opens <= begin_s <= closes for opens, closes in event.windows):
            begin_s += 1
            if begin_s > 200:
                return None
        if begin_s > event.latest_s or begin_s + event.work_s > event.latest_end_s:
            return None
        timed.append(Timed(begin_s, begin_s, begin_s + event.work_s))
        free_s = begin_s + event.work_s + (van.rest_s if at == rest_at else 0)
        free_s += van.reload_s if event.kind == "return" else 0
    span_s = timed[-1].begin_s - timed[0].begin_s
    awake_s = span_s if rest_at is None else timed[rest_at].end_s - timed[0].begin_s
    if van.rest_after_s is not None and span_s > van.rest_after_s < awake_s:
        return None
    if timed[-1].begin_s > van.latest_s or span_s > van.shift_s + van.max_overtime_s:
        return None
    return timed


@pytest.mark.parametrize("seed", range(300))
def test_no_other_times_are_cheaper(seed: int) -> None:
    events, van = a_day(random.Random(seed))
    spots = [at for at, event in enumerate(events[:-1]) if event.kind != "depart" and van.rest_after_s is not None]
    tried = [
        played(events, van, start_s, rest_at) for start_s in range(van.earliest_s, 121) for rest_at in [None, *spots]
    ]
    costs = [hours_urmb(timed, van) + late_urmb(events, timed) for timed in tried if timed]
    found = cheapest_times(events, van)
    if not costs:
        assert isinstance(found, Shortfall)
    else:
        assert not isinstance(found, Shortfall), found
        assert hours_urmb(found, van) + late_urmb(events, found) == min(costs)
