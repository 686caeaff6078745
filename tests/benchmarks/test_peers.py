"""Plans of other solvers and of the baselines on a small county: the checker accepts them."""

from dataclasses import replace
from functools import cache
from importlib import import_module

import pytest

from benchmarks import baselines
from benchmarks.peers.common import Assembly, works
from benchmarks.peers.slots import slots_of, wave_starts
from benchmarks.single import PEERS, county, measure
from networks import build_network
from optimizer import Instance, Plan, SolveParams, build_instance, check, cost
from optimizer.construct import first_solution
from optimizer.recover import recover
from optimizer.solution import Solution, to_plan
from scenarios import Scenario
from scenarios.strategies import with_strategy
from tests import builders
from tests.builders import at


@cache
def small(strategy: str) -> tuple[Scenario, Instance]:
    """Twelve villages and a hub."""
    scenario = with_strategy(county("12-normal", 1), strategy)
    return scenario, build_instance(scenario, build_network(scenario))


def carried(scenario: Scenario, plan: Plan) -> int:
    given = sum(consignment.parcels for consignment in scenario.consignments)
    return given - sum({row.consignment: row.parcels for row in plan.unserved}.values())


def bare_cost() -> int:
    """What the repair of an empty plan costs: what a peer that finds nothing would be given."""
    scenario, instance = small("joint")
    found, others = works(instance, False)
    assembly = Assembly(instance, others)
    for work in found:
        for visit in work.visits:
            assembly.leave(visit)
    return cost(scenario, assembly.plan(2.0)).total


@pytest.mark.parametrize("name", PEERS)
def test_a_peers_plan_is_accepted_and_its_own(name: str) -> None:
    if name == "vroom":
        pytest.importorskip("vroom", reason="pyvroom is not installed: pip install .[bench]")
    scenario, instance = small("joint")
    plan = import_module(f"benchmarks.peers.{name}_peer").plan(instance, 0.5, 1)
    assert check(scenario, plan) == []
    assert plan.bus_loads == ()
    assert carried(scenario, plan) > 0.9 * sum(one.parcels for one in scenario.consignments)
    assert cost(scenario, plan).total <= 1.05 * bare_cost()


@pytest.mark.parametrize("make", [baselines.buses_first, baselines.vans_first])
def test_a_baselines_plan_is_accepted(make: object) -> None:
    scenario, instance = small("shared")
    plan = make(scenario, instance, 2.0, 1)  # type: ignore[operator]
    assert check(scenario, plan) == []
    assert carried(scenario, plan) > 0


def by_van(scenario: Scenario) -> tuple[Instance, Solution]:
    """An instance, and its construction with vans alone."""
    alone = with_strategy(scenario, "joint")
    part = build_instance(alone, build_network(alone))
    plan = to_plan(part, first_solution(part, SolveParams(time_limit_s=5)))
    assert isinstance(plan, Plan)
    instance = build_instance(scenario, build_network(scenario))
    return instance, recover(instance, replace(plan, strategy="shared"))


def a_line(*calls: str) -> Scenario:
    """A hub and two villages, a van at 50 RMB a day and 1 RMB a km, and a bus that calls at some of them."""
    return builders.county(
        places=builders.places(hub="H", villages="A B"),
        links=[builders.link("H", "A", 10_000, 10), builders.link("A", "B", 10_000, 10)],
        runs=[builders.run("r", *(builders.call(place, f"{8 + at}:00") for at, place in enumerate(calls)))],
        vans=[builders.van("van", "H", fixed_urmb=50_000_000, urmb_per_m=1_000)],
        consignments=[builders.consignment("a", "H", "A", 3), builders.consignment("b", "H", "B", 3)],
    )


def test_vans_first_gives_a_whole_van_day_to_the_bus() -> None:
    instance, start = by_van(a_line("H", "A", "B"))
    assert len(start.days) == 1
    moved = baselines._Mover(instance, start).moved(float("inf"))
    assert (len(moved.days), sorted(booking.parcels for booking in moved.bookings)) == (0, [3, 3])


def test_vans_first_gives_one_visit_to_the_bus_if_that_saves_its_kilometres() -> None:
    # B is the far one: without it the van turns back at A. Without A it would drive as far as before.
    instance, start = by_van(a_line("H", "B"))
    moved = baselines._Mover(instance, start).moved(float("inf"))
    (day,) = moved.days
    assert [len(trip.visits) for trip in day.trips] == [1]
    assert [instance.items[booking.item].consignment for booking in moved.bookings] == ["b"]


def test_vans_first_leaves_with_the_van_what_saves_nothing() -> None:
    instance, start = by_van(a_line("H", "A"))
    assert baselines._Mover(instance, start).moved(float("inf")) == start


def test_all_goods_of_a_base_are_in_the_visits_once_whether_by_wave_or_by_place() -> None:
    _, instance = small("joint")
    for waves in (False, True):
        found, others = works(instance, waves)
        parcels = sum(task.parcels for work in found for visit in work.visits for task in visit.job.tasks)
        assert parcels + sum(others.values()) == sum(item.parcels for item in instance.items)


def test_vans_of_other_bases_may_be_offered_to_a_peer_and_stop_at_the_hub_then() -> None:
    scenario = with_strategy(county("60-thin", 1), "joint")
    instance = build_instance(scenario, build_network(scenario))
    own = {fleet.index for fleet in instance.fleets if fleet.base == instance.fleets[0].base}
    (work,), _ = works(instance, False, guests=True)
    visits = [one for one in work.visits if set(one.fleets) - own]
    (guest,) = set(visits[0].fleets) - own
    assert not any(set(one.fleets) - own for one in works(instance, False)[0][0].visits)
    fleet = instance.fleets[guest]
    way_m, out_m = instance.metres(fleet)[fleet.base, work.base], instance.metres(fleet)[work.base, visits[0].job.place]
    assert work.metres(instance, guest)[0, visits[0].location] == way_m + out_m
    assembly = Assembly(instance, {})
    assembly.add_day(guest, [visits[:8]])
    plan = assembly.plan(1.0)
    assert [stop.place for stop in plan.van_stops if stop.van == fleet.type.id][1] == instance.places[work.base].id
    assert check(scenario, plan) == []


def test_slots_begin_with_the_waves_and_leave_time_to_reload() -> None:
    _, instance = small("joint")
    work = works(instance, False)[0][0]
    fleet = instance.fleets[work.fleets[0]]
    first, second = slots_of(instance, work, fleet, 1)
    assert wave_starts(work) == (at("07:00"), at("12:30"))
    assert first.from_s == at("07:00")
    assert second.from_s >= at("12:30")
    assert second.from_s - first.until_s == fleet.type.reload_s
    assert second.until_s == at("17:00")


def test_more_parts_give_no_more_slots_than_a_van_may_make_trips() -> None:
    _, instance = small("joint")
    work = works(instance, False)[0][0]
    fleet = instance.fleets[work.fleets[0]]
    assert [len(slots_of(instance, work, fleet, parts)) for parts in (1, 2, 3)] == [2, fleet.type.max_trips, 3]


def test_a_measurement_tells_cost_and_verdict() -> None:
    found = measure("12-normal", "pyvrp", 1.0, 1)
    assert found["violations"] == 0
    assert isinstance(found["cost_urmb"], int) and found["cost_urmb"] > 0


def test_a_county_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="expected villages and demand"):
        county("many-thin", 1)
