"""Random van days: what `schedule_day` finds possible the checker accepts, at the same cost."""

import random
from dataclasses import replace
from functools import cache

import pytest

from optimizer import vantimes
from optimizer.instance import Instance
from optimizer.solution import Solution, VanDay, cost_urmb
from optimizer.vans import Day, Shortfall, Trip, least_day_urmb, least_span_s, schedule_day
from scenarios.generate import CountySpec, generate_county, tiny_scenario
from scenarios.types import Scenario, Strategy
from tests.core_builders import accepted, an_instance, told, total_urmb
from tests.optimizer.van_days import random_trips


@cache
def tiny(seed: int) -> tuple[Scenario, Instance]:
    scenario = replace(tiny_scenario(seed), strategy=Strategy.JOINT)
    return scenario, an_instance(scenario)


@cache
def county_of_60() -> tuple[Scenario, Instance]:
    """A county with a roomy van that works from early to late and needs a rest; trips of two dozen events and more."""
    scenario = generate_county(CountySpec.of_size(60, "normal"), 1)
    roomy = replace(
        scenario.vans[0],
        capacity_ml=10**8,
        capacity_g=10**8,
        range_m=None,
        max_trips=4,
        earliest_s=5 * 3600,
        latest_s=22 * 3600,
        shift_s=8 * 3600,
        max_overtime_s=4 * 3600,
        overtime_urmb_per_s=12_500,
    )
    scenario = replace(scenario, strategy=Strategy.JOINT, vans=(roomy,))
    return scenario, an_instance(scenario)


def with_van(instance: Instance, **changes: int | None) -> Instance:
    """The same with another kind of first van."""
    fleet = instance.fleets[0]
    return replace(instance, fleets=(replace(fleet, type=replace(fleet.type, **changes)),), timed_days={}, _ways={})


def judged(scenario: Scenario, instance: Instance, trips: tuple[Trip, ...]) -> Day | Shortfall:
    """The day of the first van, accepted by the checker if there is one."""
    day = schedule_day(instance, instance.fleets[0], trips)
    if isinstance(day, Day):
        scenario = replace(scenario, vans=(instance.fleets[0].type, *scenario.vans[1:]))
        solution = Solution(days=(VanDay(0, trips),))
        assert cost_urmb(instance, solution) == total_urmb(scenario, accepted(scenario, told(instance, solution)))
    return day


@pytest.mark.parametrize("part", range(10))
def test_short_days_that_are_possible_are_accepted(part: int) -> None:
    found = []
    for seed in range(20 * part, 20 * part + 20):
        rng = random.Random(seed)
        scenario, instance = tiny(seed % 60)
        trips = random_trips(instance, instance.fleets[0], rng, 2, 3)
        if trips:
            found.append(judged(scenario, instance, trips))
    assert sum(isinstance(day, Day) for day in found) >= 3


@pytest.mark.parametrize("seed", range(40))
def test_long_days_that_are_possible_are_accepted_and_as_cheap_as_by_the_full_search(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)
    scenario, instance = county_of_60()
    instance = with_van(
        instance, rest_after_s=rng.choice([None, 7_200, 14_400]), rest_s=1_800, urmb_per_s=rng.choice([0, 2_000])
    )
    trips = random_trips(instance, instance.fleets[0], rng, 3, 16)
    day = judged(scenario, instance, trips)
    monkeypatch.setattr(vantimes, "_LONG", 10**9)
    whole = schedule_day(replace(instance, timed_days={}), instance.fleets[0], trips)
    if isinstance(day, Shortfall) or isinstance(whole, Shortfall):
        assert isinstance(day, Shortfall) and isinstance(whole, Shortfall)
    else:
        # The short cut may miss the cheapest start or spot for the rest, but not by much.
        assert whole.cost_urmb <= day.cost_urmb <= 1.05 * whole.cost_urmb


def test_some_of_the_long_days_are_long() -> None:
    _, instance = county_of_60()
    days = [random_trips(instance, instance.fleets[0], random.Random(seed), 3, 16) for seed in range(40)]
    assert sum(sum(len(trip.visits) + 2 for trip in trips) > vantimes._LONG for trips in days) >= 10


@pytest.mark.parametrize("seed", range(15))
def test_a_closed_base_is_waited_for(seed: int) -> None:
    """The base shuts at noon and in the evening, and takes goods only while it is open."""
    scenario, instance = tiny(seed)
    base = instance.fleets[0].type.base
    places = tuple(
        replace(spot, opens_s=7 * 3600, closes_s=18 * 3600, gap_from_s=10 * 3600, gap_to_s=14 * 3600)
        if spot.id == base
        else spot
        for spot in scenario.places
    )
    shut = replace(scenario, places=places)
    instance = an_instance(shut)
    trips = random_trips(instance, instance.fleets[0], random.Random(seed), 2, 3)
    if trips:
        judged(shut, instance, trips)


@pytest.mark.parametrize("seed", range(40))
def test_no_day_is_shorter_or_cheaper_than_the_least_it_can_be(seed: int) -> None:
    _, instance = county_of_60()
    rest_after_s = [None, 7_200, 14_400][seed % 3]
    instance = with_van(instance, rest_after_s=rest_after_s, rest_s=1_800, urmb_per_s=seed % 2 * 2_000)
    fleet = instance.fleets[0]
    for most_stops in (4, 8, 16):
        trips = random_trips(instance, fleet, random.Random(seed), 3, most_stops)
        day = schedule_day(instance, fleet, trips)
        if isinstance(day, Day):
            span_s = day.times[-1][-1].begin_s - day.times[0][0].begin_s
            assert least_span_s(instance, fleet, trips) <= span_s
            assert least_day_urmb(instance, fleet, trips) <= day.cost_urmb
