"""The construction: valid at any size and in every strategy, the same every time, and dear to nobody."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from optimizer import SolveParams
from optimizer.construct import construct, first_solution, solve_construct
from optimizer.construct.jobs import gather, whole_task
from optimizer.construct.packing import Garage, drop_losses, pack
from optimizer.construct.savings import shortened
from optimizer.construct.spots import Spot, best_spot, take_spot
from optimizer.finish import finish
from optimizer.instance import Instance
from optimizer.plan import Plan
from optimizer.result import Progress
from optimizer.separate import join_plans, split_by_brand
from optimizer.solution import VanDay, cost_urmb
from optimizer.vans import Day, Trip, schedule_day
from scenarios.generate import CountySpec, generate_county, tiny_scenario
from scenarios.types import Scenario, Strategy
from tests.builders import call, consignment, county, link, place, places, run, van
from tests.core_builders import AT_ONCE, accepted, an_instance, told, total_urmb
from tests.optimizer.van_days import whole_trip


def parts_of(scenario: Scenario) -> tuple[Instance, ...]:
    instance = an_instance(scenario)
    return split_by_brand(instance) if scenario.strategy is Strategy.SEPARATE else (instance,)


def judge(scenario: Scenario, seconds: float) -> Plan:
    """The construction's plan, finished: accepted, as dear as both sides say, no dearer than leaving everything."""
    parts = parts_of(scenario)
    solutions = [construct(part, seconds) for part in parts]
    costs = [cost_urmb(part, solution) for part, solution in zip(parts, solutions, strict=True)]
    plans = [told(part, solution) for part, solution in zip(parts, solutions, strict=True)]
    whole = accepted(scenario, join_plans(an_instance(scenario), plans))
    assert sum(costs) == total_urmb(scenario, whole)  # type: ignore[arg-type]
    assert total_urmb(scenario, whole) <= sum(one.parcels * one.unserved_urmb for one in scenario.consignments)
    done = [finish(part, made, seconds) for part, made in zip(parts, plans, strict=True)]
    after = accepted(scenario, join_plans(an_instance(scenario), done))
    assert total_urmb(scenario, after) <= total_urmb(scenario, whole)
    for name in after.left_behind():
        assert any(row.consignment == name and row.rule and row.unit for row in after.unserved)
    return after


@pytest.mark.parametrize("seed", range(60))
def test_tiny_scenarios_get_valid_plans_in_every_strategy(seed: int) -> None:
    for strategy in Strategy:
        judge(replace(tiny_scenario(seed), strategy=strategy), 30.0)


@cache
def sixty() -> Scenario:
    return generate_county(CountySpec.of_size(60, "normal"), 1)


@pytest.mark.parametrize("strategy", list(Strategy))
def test_a_county_of_60_villages_gets_a_valid_plan(strategy: Strategy) -> None:
    plan = judge(replace(sixty(), strategy=strategy), 1.0)
    if strategy.uses_vans:
        assert plan.left_behind() == {}


def test_pooling_brands_and_using_buses_costs_no_more() -> None:
    costs = {}
    for strategy in Strategy:
        scenario = replace(sixty(), strategy=strategy)
        plans = [told(part, construct(part)) for part in parts_of(scenario)]
        costs[strategy] = total_urmb(scenario, join_plans(an_instance(scenario), plans))
    assert costs[Strategy.SHARED] <= costs[Strategy.JOINT] < costs[Strategy.SEPARATE]


@pytest.mark.parametrize("seed", range(8))
def test_the_same_instance_gets_the_same_plan(seed: int) -> None:
    scenario = replace(tiny_scenario(seed), strategy=Strategy.SHARED)
    assert construct(an_instance(scenario)) == construct(an_instance(scenario))


def test_a_village_that_a_bus_serves_for_less_gets_no_van() -> None:
    scenario = county(
        places(hub="H", villages="A"),
        [link("H", "A", 10_000, minutes=20)],
        [run("r", call("H", "07:00"), call("A", "08:00"))],
        [van("v", "H", fixed_urmb=100_000_000)],
        [consignment("c", "H", "A", 20)],
        AT_ONCE,
    )
    made = told(an_instance(scenario), construct(an_instance(scenario)))
    assert [load.parcels for load in made.bus_loads] == [20]
    assert made.van_stops == ()


def test_a_full_bus_leaves_its_whole_village_to_the_van_if_that_is_cheaper() -> None:
    # The van costs 5 RMB and is not needed for 4 parcels less; the bus has room for 16 of 20 at 0.45 RMB.
    scenario = county(
        places(hub="H", villages="A"),
        [link("H", "A", 10_000, minutes=20)],
        [run("r", call("H", "07:00"), call("A", "08:00"), hold_pieces=16)],
        [van("v", "H", fixed_urmb=5_000_000)],
        [consignment("c", "H", "A", 20)],
        AT_ONCE,
    )
    made = told(an_instance(scenario), construct(an_instance(scenario)))
    assert made.bus_loads == ()
    assert [load.parcels for load in made.van_loads] == [20]


def test_a_village_with_more_than_a_van_holds_is_visited_more_than_once() -> None:
    scenario = county(
        places(hub="H", villages="A"),
        [link("H", "A")],
        vans=[van("v", "H", capacity_ml=20_000, max_trips=2, number=2)],
        consignments=[consignment("c", "H", "A", 13)],
        settings=AT_ONCE,
        strategy="joint",
    )
    made = accepted(scenario, told(an_instance(scenario), construct(an_instance(scenario))))
    assert made.left_behind() == {}
    assert sorted(load.parcels for load in made.van_loads) == [1, 4, 4, 4]


def test_the_second_wave_does_not_hold_up_the_first() -> None:
    goods = [
        consignment("early", "H", "A", 5, ready_s=6 * 3600, due_s=9 * 3600),
        consignment("late", "H", "A", 5, ready_s=12 * 3600, due_s=15 * 3600),
    ]
    scenario = county(
        places(hub="H", villages="A"),
        [link("H", "A")],
        vans=[van("v", "H", urmb_per_m=1)],
        consignments=goods,
        settings=replace(AT_ONCE, late_urmb_per_s=None),
        strategy="joint",
    )
    made = accepted(scenario, told(an_instance(scenario), construct(an_instance(scenario))))
    assert made.left_behind() == {}
    assert {(load.consignment, load.trip) for load in made.van_loads} == {("early", 1), ("late", 2)}


def test_both_directions_share_a_visit() -> None:
    goods = [consignment("in", "H", "A", 5), consignment("out", "A", "H", 5)]
    scenario = county(
        [place("H", "hub"), place("A")], [link("H", "A")], vans=[van("v", "H", urmb_per_m=1)], consignments=goods,
        settings=AT_ONCE, strategy="joint",
    )  # fmt: skip
    made = told(an_instance(scenario), construct(an_instance(scenario)))
    assert len(made.van_stops) == 3


# Parts


def test_a_trip_is_shortened_by_moving_stops_and_turning_stretches_round() -> None:
    # Five stops on a line, 1 to 5 minutes from the base: any order that does not turn back twice is best.
    spots = np.array([1, 2, 3, 4, 5])
    between = abs(spots[:, None] - spots[None, :])
    order = shortened([0, 2, 4, 1, 3], spots, spots, between)
    path = [0, *(int(spots[at]) for at in order), 0]
    assert sum(abs(a - b) for a, b in pairwise(path)) == 10


def two_trips(fixed: int, prices: tuple[int, int]) -> tuple[Instance, Garage]:
    """A van out on two trips, to A and to B, each of 10 RMB; prices of their goods in RMB."""
    scenario = county(
        places(hub="H", villages="A B"),
        [link("H", "A"), link("H", "B")],
        vans=[van("v", "H", fixed_urmb=fixed * 10**6, trip_urmb=10_000_000)],
        consignments=[
            consignment(v, "H", v, 1, unserved_urmb=price * 10**6) for v, price in zip("AB", prices, strict=True)
        ],
        settings=replace(AT_ONCE, sorting_urmb=0, commission_urmb=0),
        strategy="joint",
    )
    instance, garage = an_instance(scenario), Garage(an_instance(scenario))
    trips: tuple[Trip, ...] = tuple(whole_trip(instance, one) for one in instance.items)
    day = schedule_day(instance, instance.fleets[0], trips)
    assert isinstance(day, Day)
    garage.open(VanDay(0, trips), day.cost_urmb)
    return instance, garage


@pytest.mark.parametrize(
    ("fixed", "prices", "dropped", "spare"),
    [
        (5, (20, 20), "", 0),
        (5, (9, 20), "A", 0),  # one trip is not worth its 10 RMB
        (25, (20, 20), "AB", 1),  # each trip is, but not the van with both
        (5, (9, 9), "AB", 1),
        (5, (9, 14), "AB", 1),  # without A, B alone does not pay for the van
    ],
)
def test_trips_and_days_that_cost_more_than_their_goods_are_called_off(
    fixed: int, prices: tuple[int, int], dropped: str, spare: int
) -> None:
    instance, garage = two_trips(fixed, prices)
    gone = sorted(instance.items[task.item].consignment for task in drop_losses(instance, garage))
    assert "".join(gone) == dropped
    assert garage.spare(0) == spare
    assert sum(len(day.trips) for day in garage.days) == 2 - len(dropped)
    for number, day in enumerate(garage.days):
        timed = schedule_day(instance, instance.fleets[0], day.trips)
        assert isinstance(timed, Day) and timed.cost_urmb == garage.cost(number)


# As an engine


def test_the_engine_tells_its_progress_and_its_end() -> None:
    instance = an_instance(replace(tiny_scenario(3), strategy=Strategy.SHARED))
    heard: list[Progress] = []
    result = solve_construct(instance, SolveParams(engine="construct"), heard.append)
    assert result.stopped == "finished" and result.plan is not None
    costs = [progress.cost_urmb for progress in heard]
    assert costs and costs == sorted(costs, reverse=True)  # type: ignore[type-var]
    assert all(progress.engine == "construct" for progress in heard)


def test_the_engine_stops_after_its_first_solution_when_asked() -> None:
    instance = an_instance(sixty())
    result = solve_construct(instance, SolveParams(engine="construct"), stop=lambda: True)
    assert result.stopped == "interrupted" and result.plan is not None


def test_the_engine_has_a_plan_however_short_the_time() -> None:
    result = solve_construct(an_instance(sixty()), SolveParams(engine="construct", time_limit_s=0.001))
    assert result.stopped == "time limit" and result.plan is not None


def test_some_stops_of_many_are_shortened_by_their_own_numbers() -> None:
    spots = np.array([9, 1, 7, 3, 8, 5])
    between = abs(spots[:, None] - spots[None, :])
    order = shortened([3, 1, 5], spots, spots, between)  # at 3, 1 and 5 minutes from the base
    assert sorted(order) == [1, 3, 5]
    path = [0, *(int(spots[at]) for at in order), 0]
    assert sum(abs(a - b) for a, b in pairwise(path)) == 10


def test_days_that_surely_cost_more_are_left_out_without_changing_the_solution(monkeypatch: pytest.MonkeyPatch) -> None:
    params = SolveParams(time_limit_s=3_600.0)
    quick = first_solution(an_instance(sixty()), params)
    monkeypatch.setattr("optimizer.construct.packing.least_day_urmb", lambda *_: -(10**18))
    assert first_solution(an_instance(sixty()), params) == quick


def test_when_the_time_is_over_every_trip_gets_a_van_of_its_own_while_there_are_vans() -> None:
    scenario = county(
        places(hub="H", villages="A B C"),
        [link("H", "A"), link("H", "B"), link("H", "C")],
        vans=[van("v", "H", fixed_urmb=50_000_000, max_trips=3, number=2)],
        consignments=[consignment(v, "H", v, 1) for v in "ABC"],
        settings=AT_ONCE,
        strategy="joint",
    )
    instance = an_instance(scenario)
    (group,), _ = gather(instance, {item.index: 1 for item in instance.items}, False)
    trips = [[job] for job in group.jobs]
    unhurried, hurried = Garage(instance), Garage(instance)
    assert pack(unhurried, group, trips) == []
    assert [len(day.trips) for day in unhurried.days] == [3]
    left = pack(hurried, group, trips, until=0.0)
    assert [len(day.trips) for day in hurried.days] == [1, 1]
    assert [task.parcels for task in left] == [1]


def test_a_spot_is_sought_anew_once_a_van_has_another_day() -> None:
    """A second parcel for A joins the van that has meanwhile been sent there; before, it would need one of its own."""
    scenario = county(
        places(hub="H", villages="A"),
        [link("H", "A")],
        vans=[van("v", "H", fixed_urmb=50_000_000, max_trips=1, number=2)],
        consignments=[consignment("c", "H", "A", 1), consignment("d", "H", "A", 1)],
        settings=AT_ONCE,
        strategy="joint",
    )
    instance, garage = an_instance(scenario), Garage(an_instance(scenario))
    first, second = ((whole_task(instance, item, 1),) for item in instance.items)
    alone = best_spot(instance, garage, second)
    assert isinstance(alone, Spot) and alone.number is None
    opened = best_spot(instance, garage, first)
    assert isinstance(opened, Spot)
    take_spot(garage, opened)
    joined = best_spot(instance, garage, second)
    assert isinstance(joined, Spot) and joined.number == 0 and joined.extra_urmb < 50_000_000
    garage.close(0)
    assert best_spot(instance, garage, second) == alone
