"""The routing engine on tiny scenarios: accepted by the checker, never below the proven optimum, mostly equal to it."""

import pytest

from networks import build_network
from networks.network import EXHAUSTIVE
from optimizer import Instance, SolveParams, build_instance, check, cost
from optimizer.construct import first_solution
from optimizer.exact import solve_exact
from optimizer.finish import finish
from optimizer.plan import Plan
from optimizer.routing import solve_routing
from scenarios import Scenario, Strategy, read_scenario
from scenarios.generate import CountySpec, generate_county
from scenarios.generate.tiny import tiny_scenario


def pooled(seed: int) -> tuple[Scenario, Instance]:
    scenario = tiny_scenario(seed)
    return scenario, build_instance(scenario, build_network(scenario, EXHAUSTIVE))


def finished(instance: Instance, plan: Plan | None) -> Plan:
    assert plan is not None
    return finish(instance, plan)


SEEDS = [seed for seed in range(24) if tiny_scenario(seed).strategy is not Strategy.SEPARATE]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_is_accepted_and_not_below_the_optimum(seed: int) -> None:
    scenario, instance = pooled(seed)
    best = solve_exact(instance, SolveParams(time_limit_s=30, engine="exact"))
    found = finished(instance, solve_routing(instance, SolveParams(time_limit_s=10, threads=1)).plan)
    assert check(scenario, found) == []
    assert best.bound_urmb is not None
    assert cost(scenario, found).total >= best.bound_urmb


def test_most_tiny_scenarios_are_solved_to_the_optimum() -> None:
    equal = 0
    for seed in SEEDS[:10]:
        scenario, instance = pooled(seed)
        best = finished(instance, solve_exact(instance, SolveParams(time_limit_s=30)).plan)
        found = finished(instance, solve_routing(instance, SolveParams(time_limit_s=10, threads=1)).plan)
        equal += cost(scenario, found).total == cost(scenario, best).total
    assert equal >= 9


def test_the_example_first_gets_its_best_plan() -> None:
    scenario = read_scenario("first")
    instance = build_instance(scenario, build_network(scenario))
    found = finished(instance, solve_routing(instance, SolveParams(time_limit_s=10)).plan)
    assert cost(scenario, found).total == 371_440_000


def test_the_same_seed_and_work_limit_give_the_same_plan() -> None:
    _, instance = pooled(3)
    params = SolveParams(time_limit_s=600, work_limit=120, threads=1, seed=7)
    assert solve_routing(instance, params).plan == solve_routing(instance, params).plan


def test_a_plan_is_never_dearer_than_the_start() -> None:
    county = generate_county(CountySpec.of_size(30, "normal"), 1)
    instance = build_instance(county, build_network(county))
    start = first_solution(instance, SolveParams())
    from optimizer.solution import cost_urmb

    before = cost_urmb(instance, start)
    found = finished(instance, solve_routing(instance, SolveParams(time_limit_s=2), start=start).plan)
    assert check(county, found) == []
    assert isinstance(before, int)
    assert cost(county, found).total <= before
