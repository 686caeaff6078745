"""`solve`: whatever the engine, the plan is judged, its cost and bound are told, and knobs and stops are kept."""

import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

import pytest

from networks import build_network
from optimizer import InvalidPlanError, Progress, Result, SolveParams, build_instance, check, cost, solve
from optimizer import solve as _solve_function
from optimizer.county import Crew
from optimizer.engines import choose_engine, run_engine
from optimizer.instance import Instance
from optimizer.plan import BusLoad, Plan, VanLoad
from optimizer.result import EngineResult
from optimizer.solution import Solution
from scenarios.generate import CountySpec, generate_county, tiny_scenario
from scenarios.types import Scenario, Strategy
from tests.builders import call, consignment, county, link, places, run, stop, van
from tests.core_builders import AT_ONCE, an_instance

QUICK = SolveParams(engine="construct", time_limit_s=5.0)


def solved(scenario: Scenario, params: SolveParams = QUICK, **more: Any) -> Result:
    return solve(scenario, build_instance(scenario, build_network(scenario)), params, **more)


def one_bus(parcels: int = 10, van_rmb: int = 30) -> Scenario:
    """A bus with room for 8 parcels from H at 07:00 to A at 08:00, and a van."""
    return county(
        places(hub="H", villages="A"),
        [link("H", "A", 5_000, minutes=10)],
        [run("r", call("H", "07:00"), call("A", "08:00"), hold_pieces=8)],
        [van("v", "H", fixed_urmb=van_rmb * 1_000_000)],
        [consignment("c", "H", "A", parcels)],
        AT_ONCE,
    )


@pytest.mark.parametrize("strategy", list(Strategy))
@pytest.mark.parametrize("seed", [3, 5, 8])
def test_a_result_carries_a_checked_plan_with_its_cost_and_bound(seed: int, strategy: Strategy) -> None:
    scenario = replace(tiny_scenario(seed), strategy=strategy)
    result = solved(scenario)
    assert result.plan is not None and check(scenario, result.plan) == []
    assert result.plan.strategy == strategy
    assert result.cost_urmb == cost(scenario, result.plan).total == sum(result.cost_parts_urmb.values())
    assert result.bound_urmb is not None and 0 < result.bound_urmb <= result.cost_urmb
    assert result.gap == (result.cost_urmb - result.bound_urmb) / result.cost_urmb
    assert 0 <= result.gap < 1


def test_the_result_says_what_made_it() -> None:
    result = solved(one_bus(), replace(QUICK, seed=7, threads=1))
    assert (result.engine, result.seed, result.threads, result.stopped) == ("construct", 7, 1, "finished")
    assert {"ortools", "numpy", "networkx"} <= set(result.versions)
    assert 0 < result.seconds < 60


def test_what_stays_behind_has_its_reasons() -> None:
    # The van costs 200 RMB, more than all nine parcels left behind; the bus takes eight.
    result = solved(one_bus(9, van_rmb=200))
    assert result.plan is not None
    assert result.plan.left_behind() == {"c": 1}
    assert {(row.way, row.rule, row.amount) for row in result.plan.unserved} == {
        ("van", "cost", 18_045),
        ("bus r", "hold", 1),
    }


def test_a_proof_is_a_bound() -> None:
    result = solved(one_bus(), SolveParams(engine="exact", time_limit_s=20.0, threads=1))
    assert result.stopped == "optimal"
    assert result.bound_urmb == result.cost_urmb
    assert result.gap == 0.0


def test_with_separate_brands_each_part_is_solved_and_bounded() -> None:
    scenario = replace(one_bus(), strategy=Strategy.SEPARATE)
    two = (consignment("c", "H", "A", 5, brand="x"), consignment("d", "H", "A", 5, brand="y"))
    result = solved(replace(scenario, consignments=two))
    assert result.plan is not None
    assert {row.number for row in result.plan.van_stops} == {1, 2}
    assert result.bound_urmb is not None and result.bound_urmb > 60_000_000


@pytest.mark.parametrize(
    ("limit_s", "work_limit", "engine"), [(1.9, None, "construct"), (2.0, None, "county"), (1.0, 500, "county")]
)
def test_the_county_engine_is_left_out_where_it_has_no_time_to_get_ready(
    limit_s: float, work_limit: int | None, engine: str
) -> None:
    params = SolveParams(engine="county", time_limit_s=limit_s, work_limit=work_limit)
    assert choose_engine(an_instance(big()), params) == engine
    assert choose_engine(an_instance(big()), replace(params, engine="auto")) == engine
    assert choose_engine(an_instance(big()), replace(params, engine="routing")) == "routing"


def test_brands_have_the_same_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    hired: list[Crew] = []
    hire = Crew._hire

    def counted(crew: Crew) -> tuple[SpawnProcess, Connection]:
        hired.append(crew)
        return hire(crew)

    monkeypatch.setattr(Crew, "_hire", counted)
    goods = tuple(consignment(brand, "H", "A", 5, brand=brand) for brand in ("x", "y", "z"))
    scenario = replace(one_bus(), strategy=Strategy.SEPARATE, consignments=goods)
    result = solved(scenario, SolveParams(engine="county", time_limit_s=100.0, threads=2, work_limit=60))
    assert result.plan is not None and len(result.plan.van_loads) == 3
    assert len(hired) == 2  # as many as threads, not as many for each brand
    (crew,) = set(hired)
    assert not any(member.is_alive() for member, _ in crew._members)


# Engines that lie


def engine_that_returns(plan: Plan | None, monkeypatch: pytest.MonkeyPatch, **more: Any) -> None:
    def run_engine(*_: object) -> EngineResult:
        return EngineResult(plan, **{"stopped": "finished", **more})

    monkeypatch.setitem(_solve_function.__globals__, "run_engine", run_engine)


NONSENSE = {
    "an overfull bus": (Plan("shared", (BusLoad("r", 0, 1, "c", 10),)), "hold"),
    "a bus that does not exist": (Plan("shared", (BusLoad("nowhere", 0, 1, "c", 10),)), "reference"),
    "goods that do not exist": (Plan("shared", (BusLoad("r", 0, 1, "nothing", 5),)), "reference"),
    "calls that do not exist": (Plan("shared", (BusLoad("r", 0, 9, "c", 5),)), "reference"),
    "a ride back in time": (Plan("shared", (BusLoad("r", 1, 0, "c", 5),)), "call"),
    "more than there is": (Plan("shared", (BusLoad("r", 0, 1, "c", 8), BusLoad("r", 0, 1, "c", 8))), "conservation"),
    "a van that flies": (
        Plan(
            "shared",
            van_stops=(
                stop("v", 1, 1, 0, "H", "07:00"),
                stop("v", 1, 1, 1, "A", "07:01", "07:04:30"),
                stop("v", 1, 1, 2, "H", "07:05"),
            ),
            van_loads=(VanLoad("v", 1, 1, 0, 1, "c", 10),),
        ),
        "path",
    ),
    "a van that does not exist": (
        Plan("shared", van_stops=(stop("x", 1, 1, 0, "H", "07:00"), stop("x", 1, 1, 1, "H", "07:05"))),
        "reference",
    ),
}


@pytest.mark.parametrize("case", NONSENSE)
def test_a_plan_that_breaks_a_rule_is_our_bug_and_never_returned(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, rule = NONSENSE[case]
    engine_that_returns(plan, monkeypatch)
    with pytest.raises(InvalidPlanError) as error:
        solved(one_bus())
    assert rule in [violation.rule for violation in error.value.violations]
    assert "engine construct returned a plan with" in str(error.value)


def test_an_engine_without_a_plan_gives_a_result_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    engine_that_returns(None, monkeypatch, stopped="interrupted")
    result = solved(one_bus())
    assert (result.plan, result.cost_urmb, result.cost_parts_urmb, result.gap) == (None, None, {}, None)
    assert result.stopped == "interrupted"
    assert result.bound_urmb is not None and result.bound_urmb > 0


def test_an_engines_own_bound_counts_if_it_is_better(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan("shared", (BusLoad("r", 0, 1, "c", 8),))
    engine_that_returns(plan, monkeypatch, bound_urmb=12_345)
    low = solved(one_bus(8)).bound_urmb
    engine_that_returns(plan, monkeypatch, bound_urmb=7_199_999)
    assert low is not None and 12_345 < low < 7_200_000
    assert solved(one_bus(8)).bound_urmb == 7_199_999


def test_the_least_certain_end_of_the_parts_is_the_end_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = replace(one_bus(), strategy=Strategy.SEPARATE)
    three = tuple(consignment(brand, "H", "A", 1, brand=brand) for brand in "xyz")
    ends = iter(["optimal", "time limit", "finished"])

    def run_engine(*_: object) -> EngineResult:
        return EngineResult(Plan("separate"), next(ends))  # type: ignore[arg-type]

    monkeypatch.setitem(_solve_function.__globals__, "run_engine", run_engine)
    assert solved(replace(scenario, consignments=three)).stopped == "time limit"


# Time and stopping


def big() -> Scenario:
    return generate_county(CountySpec.of_size(100, "normal"), 1)


def test_a_short_time_limit_is_roughly_kept() -> None:
    scenario = big()
    instance = an_instance(scenario)
    began = time.monotonic()
    result = solve(scenario, instance, SolveParams(engine="construct", time_limit_s=1.0))
    assert result.plan is not None
    assert time.monotonic() - began < 15.0  # a second by itself; the machine may be busy


def test_who_asks_to_stop_gets_the_best_plan_so_far() -> None:
    heard: list[Progress] = []
    result = solved(big(), on_progress=heard.append, stop=lambda: bool(heard))
    assert result.stopped == "interrupted"
    assert result.plan is not None
    assert heard and heard[0].engine == "construct"


def test_the_time_of_brands_goes_by_their_consignments(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[int, float]] = []

    def run_engine(engine: str, part: Instance, params: SolveParams, *_: object) -> EngineResult:
        given.append((len(part.items), params.time_limit_s))
        return EngineResult(Plan("separate"), "finished")

    monkeypatch.setitem(_solve_function.__globals__, "run_engine", run_engine)
    sizes = {"x": 1, "y": 3}
    goods = tuple(consignment(f"{b}{n}", "H", "A", 1, brand=b) for b, count in sizes.items() for n in range(count))
    scenario = replace(one_bus(), strategy=Strategy.SEPARATE, consignments=goods)
    solved(scenario, replace(QUICK, time_limit_s=100.0))
    (_, first_s), (_, second_s) = given
    # A quarter of what is there for the search goes to the first, all the rest to the second.
    assert [number for number, _ in given] == [1, 3]
    assert second_s == pytest.approx(4 * first_s, rel=0.01)
    assert 80 < 4 * first_s <= 100  # the rest is for finishing and for the bound


@pytest.mark.parametrize("check_it", [None, lambda: False], ids=["no stop", "a stop that never comes"])
def test_a_plan_of_the_construction_repeats(check_it: Callable[[], bool] | None) -> None:
    scenario = replace(tiny_scenario(5), strategy=Strategy.SHARED)
    params = replace(QUICK, time_limit_s=30.0)
    assert solved(scenario, params, stop=check_it).plan == solved(scenario, params).plan


def test_brands_share_the_time_for_finishing_and_for_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    patience: dict[str, list[float]] = {"finish": [], "bound": []}

    def finish(_part: Instance, plan: Plan, patience_s: float) -> Plan:
        patience["finish"].append(patience_s)
        return plan

    def bound(_part: Instance, time_limit_s: float) -> int:
        patience["bound"].append(time_limit_s)
        return 0

    engine_that_returns(Plan("separate"), monkeypatch)
    monkeypatch.setitem(_solve_function.__globals__, "finish", finish)
    monkeypatch.setitem(_solve_function.__globals__, "lower_bound_urmb", bound)
    monkeypatch.setitem(_solve_function.__globals__, "check", lambda *_: [])
    goods = tuple(consignment(f"{n}", "H", "A", 1, brand=brand) for n, brand in enumerate("xyyy"))
    scenario = replace(one_bus(), strategy=Strategy.SEPARATE, consignments=goods)
    solved(scenario, replace(QUICK, time_limit_s=100.0))
    # 5 s for finishing: a quarter for the first, then all that may be used for the last. 10 s for the bound.
    assert patience["finish"] == pytest.approx([1.25, 5.0], rel=0.01)
    assert patience["bound"] == pytest.approx([5.0, 5.0], rel=0.01)


def test_the_start_of_the_routing_engine_counts_towards_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    def first_solution(*_: object) -> Solution:
        time.sleep(0.3)
        return Solution()

    def solve_routing(_instance: Instance, params: SolveParams, *_: object) -> EngineResult:
        given.append(params.time_limit_s)
        return EngineResult(Plan("shared"), "finished")

    monkeypatch.setattr("optimizer.engines.first_solution", first_solution)
    monkeypatch.setattr("optimizer.routing.solve_routing", solve_routing)
    run_engine("routing", an_instance(one_bus()), SolveParams(engine="routing", time_limit_s=5.0))
    run_engine("routing", an_instance(one_bus()), SolveParams(engine="routing", time_limit_s=0.2))
    assert 0.1 < given[0] <= 4.7
    assert given[1] == 0.1
