"""What `solve` and `check` print of a plan."""

import dataclasses
import json
from fractions import Fraction

import pytest

from optimizer.costs import Costs, cost
from optimizer.plan import Plan, PlanRecord
from reports.measures import Measures, measure
from reports.summary import PART_NAMES, costs_of, gap_of, paid_urmb, per_parcel_rmb, plan_dict, plan_tables
from reports.terminal import show
from scenarios import Scenario

RMB = 1_000_000


@pytest.fixture
def measures(county: Scenario, plan: Plan) -> Measures:
    return measure(county, plan)


@pytest.fixture
def costs(county: Scenario, plan: Plan) -> Costs:
    return cost(county, plan)


@pytest.fixture
def record(costs: Costs) -> PlanRecord:
    return PlanRecord(
        scenario="handmade",
        digest="d",
        strategy="shared",
        engine="construct",
        seed=1,
        threads=2,
        stopped="time limit",
        seconds=1.25,
        cost_urmb=costs.total,
        bound_urmb=costs.total // 2,
        cost_parts_urmb=costs.parts(),
    )


def test_every_part_of_the_cost_has_a_name() -> None:
    assert list(PART_NAMES) == list(Costs().parts())


def test_the_costs_come_back_from_the_record(costs: Costs) -> None:
    assert costs_of({**costs.parts(), "unheard of": 5}).parts() == costs.parts()


def test_prices_of_lateness_and_of_parcels_left_are_not_paid() -> None:
    assert paid_urmb(Costs(van_fixed=320 * RMB, lateness=5 * RMB, unserved=40 * RMB)) == 320 * RMB


def test_what_a_carried_parcel_costs(measures: Measures) -> None:
    assert per_parcel_rmb(Costs(van_fixed=320 * RMB, unserved=40 * RMB), measures) == round(320 / 28, 4)


def test_nothing_carried_has_no_cost_per_parcel(county: Scenario) -> None:
    assert per_parcel_rmb(Costs(), measure(county, Plan("shared"))) is None


@pytest.mark.parametrize(
    ("cost_urmb", "bound_urmb", "gap"), [(200, 150, Fraction(1, 4)), (0, 0, Fraction(0)), (200, None, None)]
)
def test_gap(cost_urmb: int, bound_urmb: int | None, gap: Fraction | None) -> None:
    assert gap_of(cost_urmb, bound_urmb) == gap


def test_the_parts_sum_to_the_total_to_the_fen(record: PlanRecord, costs: Costs, measures: Measures) -> None:
    plain = json.loads(json.dumps(plan_dict(record, costs, measures)))
    assert sum(plain["cost_parts_fen"].values()) == plain["cost_fen"]
    assert plain["gap"] == 0.5
    assert plain["measures"]["parcels_by_way"]["left"] == 4


def test_the_tables_say_what_a_planner_asks(
    record: PlanRecord, costs: Costs, measures: Measures, capsys: pytest.CaptureFixture[str]
) -> None:
    show(*plan_tables(record, costs, measures))
    words = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "villages served 3 of 4 75.0 %, target 85 %: not met" in words
    assert "parcels carried 28 of 32 87.5 %" in words
    assert "bus + bus 5 15.6 %" in words
    assert "left behind 4 stopped by: hold 4, shift 4" in words
    assert any(line.startswith("vans, by the day 505.00 ") for line in words)
    assert "van e-van 1 of 2 1 18.0 0.5 0.0 9" in words
    assert "trike e-trike 1 of 1 1 5.0 0.3 0.1 3" in words
    assert "bus runs used 3 of 4" in words
    assert "CO2 of vans 1.8 kg buses run anyway and count 0" in words
    assert any(line.startswith("lower bound ") and line.endswith("gap 50.0 %") for line in words)
    assert "stopped time limit engine construct, 1.2 s" in words


def test_without_a_bound_none_is_shown(
    record: PlanRecord, costs: Costs, measures: Measures, capsys: pytest.CaptureFixture[str]
) -> None:
    show(*plan_tables(dataclasses.replace(record, bound_urmb=None), costs, measures))
    assert "lower bound" in capsys.readouterr().out


def test_a_plan_that_carries_nothing_can_be_shown(
    county: Scenario, record: PlanRecord, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = Plan("shared")
    show(*plan_tables(record, cost(county, nothing), measure(county, nothing)))
    assert "0 of 32" in capsys.readouterr().out
