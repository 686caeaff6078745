"""The compiled search knows the rules of van days: what it allows on generated counties, `schedule_day` allows."""

import random
from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from optimizer import Instance, vantimes
from optimizer.county.clients import VanSide
from optimizer.county.problem import Route, to_data
from optimizer.county.translate import real_route
from optimizer.county.worker import Order
from optimizer.ruin import Effort, warm_up
from optimizer.ruin.data import Data
from optimizer.ruin.state import new_state
from optimizer.ruin.undo import load
from optimizer.vans import Day, Trip, schedule_day
from tests.core_builders import an_instance
from tests.optimizer.county_help import county, found_by, the_side, vans_of
from tests.optimizer.ruin.cases import flat

H = 3600
LONG = {"earliest_s": 4 * H, "latest_s": 22 * H, "shift_s": 4 * H, "max_overtime_s": 10 * H}
PAID = {"urmb_per_s": 5_000, "overtime_urmb_per_s": 9_000}
KINDS: dict[str, dict[str, int]] = {
    "as generated": {},
    "with a rest": {"rest_after_s": 3 * H, "rest_s": 1_800},
    "long, paid by the hour, with a rest": {**LONG, **PAID, "rest_after_s": 2 * H, "rest_s": 1_800},
}


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    warm_up()


@cache
def side_of(kind: str, late: bool) -> tuple[Instance, VanSide]:
    """A county of 40 villages; late goods cost, and are due in the morning, if asked."""
    scenario, _ = county(40)
    vans = tuple(replace(van, capacity_ml=van.capacity_ml // 2, **KINDS[kind]) for van in scenario.vans)
    scenario = replace(scenario, vans=vans)
    if late:
        goods = tuple(replace(one, due_s=max(one.ready_s + 1, 10 * H)) for one in scenario.consignments)
        price = replace(scenario.settings, late_urmb_per_s=100)
        scenario = replace(scenario, consignments=goods, settings=price)
    instance = an_instance(scenario)
    return instance, the_side(instance)


def real_trips(side: VanSide, trips: list[list[int]]) -> tuple[Trip, ...]:
    """Trips as all rules know them: a place that is visited twice is visited once."""
    jobs = [[side.jobs[client] for client in trip] for trip in trips]
    return tuple(
        Trip(tuple(dict.fromkeys(job.place for job in trip)), tuple(task for job in trip for task in job.tasks))
        for trip in jobs
    )


def random_day(data: Data, side: VanSide, rng: random.Random) -> list[list[int]]:
    """Some neighbouring jobs, mostly sorted by when they can be done, in up to three trips."""
    count = rng.randint(1, 14)
    near = data.near[rng.randrange(len(data.jobs)), : count + 4].tolist()
    clients = [int(data.members[data.jobs[j]["first"]]) for j in rng.sample(near, min(count, len(near)))]
    if rng.random() < 0.7:
        clients.sort(key=lambda at: (side.problem.clients[at].release_s, side.problem.clients[at].location))
    cuts = sorted(rng.sample(range(1, len(clients)), min(len(clients) - 1, rng.randint(0, 2))))
    return [clients[a:b] for a, b in zip([0, *cuts], [*cuts, len(clients)], strict=True)]


def windows_of(data: Data, side: VanSide, trips: list[list[int]], day: Day) -> list[list[int]]:
    """The same visits, each in the window in which a day makes it: a midday gap makes two clients of a place."""
    found = []
    for trip, times in zip(real_trips(side, trips), day.times, strict=True):
        begins = dict(zip(trip.visits, (time.begin_s for time in times[1:-1]), strict=True))
        found.append([_open(data, side, client, begins) for client in trips[len(found)]])
    return found


def _open(data: Data, side: VanSide, client: int, begins: dict[int, int]) -> int:
    job, begin_s = data.jobs[data.nodes[client]["job"]], begins[side.jobs[client].place]
    fits = [at for at in data.members[job["first"] : job["end"]].tolist() if _within(data, at, begin_s)]
    return fits[0] if fits else client


def _within(data: Data, client: int, begin_s: int) -> bool:
    return bool(data.nodes[client]["opens_s"] <= begin_s <= data.nodes[client]["closes_s"])


def compared(kind: str, late: bool, days: int) -> Counter[str]:
    """Random days told by the search and by `schedule_day`."""
    instance, side = side_of(kind, late)
    instance.timed_days.clear()
    data, rng, found = to_data(side.problem, vans_of(instance, side)), random.Random(1), Counter[str]()
    for _ in range(days):
        k, trips = rng.randrange(len(data.kinds)), random_day(data, side, rng)
        fleet = instance.fleets[side.problem.vehicles[k].fleet]
        day = schedule_day(instance, fleet, real_trips(side, trips))
        if isinstance(day, Day):
            trips = windows_of(data, side, trips, day)
        state = new_state(data, 1)
        allowed = load(data, state, k, np.array(flat(tuple(map(tuple, trips))), np.int64))
        if not allowed or not isinstance(day, Day):
            found["neither" if not allowed and not isinstance(day, Day) else "search" if allowed else "day"] += 1
            continue
        more = int(state.rows["cost"][0]) - day.cost_urmb
        found["same" if more == 0 else "cheaper" if more < 0 else "dearer"] += 1
        found["late"] += day.late_urmb > 0
        found["rested"] += bool(state.rows["rest_at"][0] >= 0)
        found["more"] += more
        found["cost"] += day.cost_urmb
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_days_cost_and_whether_it_is_allowed_are_those_of_all_rules(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vantimes, "_LONG", 10**9)  # so that nothing is left untried in long days either
    found = compared(kind, False, 250)
    assert found["same"] > 150
    assert found["neither"] > 5
    assert (found["search"], found["day"], found["cheaper"], found["dearer"]) == (0, 0, 0, 0)
    assert kind == "as generated" or found["rested"] > 10


@pytest.mark.parametrize("kind", KINDS)
def test_a_late_day_is_never_cheaper_than_by_all_rules(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be dearer: the search tries two departures, and one spot for the rest."""
    monkeypatch.setattr(vantimes, "_LONG", 10**9)
    found = compared(kind, True, 250)
    assert found["late"] > 30
    assert (found["search"], found["day"], found["cheaper"]) == (0, 0, 0)
    assert found["more"] < 0.05 * found["cost"]


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_search_finds_is_kept_whole_by_all_rules_and_costs_no_more(
    kind: str, late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept whole even with the short cuts that timing takes for long days; these may cost something in late ones."""
    instance, side = side_of(kind, late)
    instance.timed_days.clear()
    found = found_by(Order(side.problem, vans_of(instance, side), (), Effort(None, 1_500), 1))
    assert found.routes
    judged = [real_route(instance, side, route) for route in found.routes]
    assert [one and one[0] for one in judged] == list(found.routes)
    monkeypatch.setattr(vantimes, "_LONG", 10**9)
    instance.timed_days.clear()
    judged = [real_route(instance, side, route) for route in found.routes]
    assert sum(one[1] for one in judged if one) + lost_urmb(side, found.routes) <= found.cost


def lost_urmb(side: VanSide, routes: tuple[Route, ...]) -> int:
    """Prizes of the jobs that routes leave out."""
    done = {id(side.jobs[client]) for _, trips in routes for trip in trips for client in trip}
    prizes = {id(job): row.prize_urmb for job, row in zip(side.jobs, side.problem.clients, strict=True)}
    return sum(prize for job, prize in prizes.items() if job not in done)
