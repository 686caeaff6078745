"""The measures of the handmade plan are those worked out by hand."""

import dataclasses
import json

import pytest

from optimizer.checker import check
from optimizer.plan import Plan, VanLoad, VanStop
from reports.measures import Measures, VanUse, measure
from scenarios import Scenario, Strategy

H = 3600


@pytest.fixture
def measures(county: Scenario, plan: Plan) -> Measures:
    return measure(county, plan)


def test_the_handmade_plan_is_valid(county: Scenario, plan: Plan) -> None:
    assert [str(violation) for violation in check(county, plan)] == []


def test_villages_are_those_with_parcels(measures: Measures) -> None:
    assert measures.villages == 4


def test_a_village_is_served_if_nothing_of_it_is_left_behind(measures: Measures) -> None:
    assert (measures.villages_served, measures.villages_partly) == (3, 1)


def test_a_village_reached_by_nobody_is_not_partly_served(county: Scenario, plan: Plan) -> None:
    without = dataclasses.replace(plan, bus_loads=tuple(row for row in plan.bus_loads if row.consignment != "k1"))
    assert measure(county, without).villages_partly == 0


def test_villages_are_told_by_what_reaches_them(measures: Measures) -> None:
    assert measures.villages_by_mode == {"bus": 2, "van": 1, "both": 1}


def test_three_of_four_villages_miss_a_target_of_85_percent(measures: Measures) -> None:
    assert not measures.meets_target


def test_coverage_exactly_at_the_target_meets_it(measures: Measures) -> None:
    assert dataclasses.replace(measures, coverage_target_pct=75).meets_target


def test_parcels_by_way(measures: Measures) -> None:
    assert measures.parcels_by_way == {"bus": 11, "bus_bus": 5, "bus_van": 3, "van": 9, "left": 4}
    assert (measures.parcels, measures.carried, measures.left) == (32, 28, 4)


def test_parcels_delivered_after_they_are_due_are_late(measures: Measures) -> None:
    assert measures.on_time == 28 - 7


def test_parcels_in_villages_within_the_target_hours(measures: Measures) -> None:
    # k1 after 75 min, k4 after 27 min; k2 (135 min) and k3 (195 min and more) take longer than two hours.
    assert (measures.within_target, measures.to_villages) == (6 + 7, 26)


def test_what_the_vans_do(measures: Measures) -> None:
    van = VanUse("van", "e-van", available=2, used=1, trips=1, metres=18_000, hours_s=1_647, overtime_s=0, parcels=9)
    trike = VanUse("trike", "e-trike", 1, 1, trips=1, metres=5_000, hours_s=909, overtime_s=309, parcels=3)
    assert measures.vans == (van, trike)
    assert (measures.van_sum("used"), measures.van_sum("metres")) == (2, 23_000)


def test_in_separate_every_brand_has_its_own_vans(county: Scenario, plan: Plan) -> None:
    separate = dataclasses.replace(plan, strategy="separate")
    assert [van.available for van in measure(county, separate).vans] == [4, 2]


def test_a_plan_for_buses_alone_has_no_vans(county: Scenario) -> None:
    assert measure(dataclasses.replace(county, strategy=Strategy.BUS), Plan("bus")).vans == ()


def test_runs_used_of_the_runs_of_the_day(measures: Measures) -> None:
    assert (measures.runs_used, measures.runs_today) == (3, 4)


def test_fill_of_the_holds(measures: Measures) -> None:
    # out: 19, 13 and 5 parcels of 40; on: 5 of 10; feeder: 5 of 5.
    assert measures.hold_peak_pct == 100.0
    assert measures.hold_mean_pct == round((47.5 + 32.5 + 12.5 + 50 + 100) / 5, 1)


def test_pieces_and_kg_can_be_tighter_than_litres(county: Scenario, plan: Plan) -> None:
    pieces = tuple(dataclasses.replace(run, hold_pieces=20) for run in county.runs)
    assert measure(dataclasses.replace(county, runs=pieces[:1] + county.runs[1:]), plan).hold_mean_pct == round(
        (95 + 65 + 25 + 50 + 100) / 5, 1
    )


def test_co2_is_that_of_the_van(measures: Measures) -> None:
    assert measures.co2_g == 1_800


def test_parcels_left_count_under_every_rule_that_stopped_one_of_their_ways(measures: Measures) -> None:
    assert measures.left_reasons == {"hold": 4, "shift": 4}


def test_an_empty_plan_leaves_all_behind(county: Scenario) -> None:
    measures = measure(county, Plan("shared"))
    assert (measures.left, measures.villages_served, measures.runs_used, measures.hold_peak_pct) == (32, 0, 0, 0.0)


def test_a_county_without_parcels_is_covered(county: Scenario) -> None:
    measures = measure(dataclasses.replace(county, consignments=()), Plan("shared"))
    assert measures.meets_target
    assert measures.parcels == 0


def test_measures_survive_json(measures: Measures) -> None:
    assert Measures.from_dict(json.loads(json.dumps(measures.as_dict()))) == measures


@pytest.mark.parametrize("plain", [{}, {"villages": "many"}])
def test_what_is_no_measures_gives_none(plain: dict[str, object]) -> None:
    assert Measures.from_dict(plain) is None


@pytest.mark.parametrize(
    ("van_at_town_s", "expected"),
    [
        (9 * H, {"bus": 11, "bus_bus": 5, "bus_van": 0, "van": 9 + 3, "left": 4}),
        (8 * H, {"bus": 11, "bus_bus": 2, "bus_van": 3 + 3, "van": 9, "left": 4}),
    ],
    ids=["the van is at the town after the bus", "the van is at the town before the bus"],
)
def test_parcels_that_change_vehicles_go_first_come_first_gone(
    county: Scenario, plan: Plan, van_at_town_s: int, expected: dict[str, int]
) -> None:
    """Five of k3 come to the town by bus at 8:30, three by van; the feeder takes five, then the e-trike the rest."""
    on_bus = tuple(
        dataclasses.replace(row, parcels=5) if (row.run, row.consignment) == ("out", "k3") else row
        for row in plan.bus_loads
    )
    stops = (
        VanStop("van", 2, 1, 0, "hub", *[van_at_town_s - 900] * 3),
        VanStop("van", 2, 1, 1, "town", *[van_at_town_s] * 3),
        VanStop("van", 2, 1, 2, "hub", *[van_at_town_s + 1_089] * 3),
    )
    mixed = dataclasses.replace(
        plan,
        bus_loads=on_bus,
        van_stops=plan.van_stops + stops,
        van_loads=(*plan.van_loads, VanLoad("van", 2, 1, 0, 1, "k3", 3)),
    )
    assert measure(county, mixed).parcels_by_way == expected


def test_parcels_that_come_from_nowhere_count_from_where_they_turn_up(county: Scenario, plan: Plan) -> None:
    broken = dataclasses.replace(plan, bus_loads=tuple(row for row in plan.bus_loads if row.run != "out"))
    assert measure(county, broken).parcels_by_way == {"bus": 10, "bus_bus": 0, "bus_van": 0, "van": 12, "left": 10}
