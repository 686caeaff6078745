"""The rules between tables on scenarios that were not read from files, and what is odd but no fault."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path
from typing import Any

import pytest

from scenarios import (
    Call,
    Fault,
    Goods,
    Link,
    Place,
    PlaceKind,
    Run,
    Scenario,
    ScenarioError,
    Strategy,
    read_scenario,
    validate,
    warnings,
    write_scenario,
)
from scenarios.validate import RULES, faults_in
from tests.scenarios.folder import TEXTS, make

TUESDAY = datetime.date(2026, 3, 17)


@pytest.fixture
def small(tmp_path: Path) -> Scenario:
    return read_scenario(make(tmp_path / "small"))


def with_first(scenario: Scenario, table: str, **changes: Any) -> Scenario:
    """Return the scenario with the first row of a table changed."""
    first, *rest = getattr(scenario, table)
    return dataclasses.replace(scenario, **{table: (dataclasses.replace(first, **changes), *rest)})


def found(scenario: Scenario) -> list[tuple[str, int | None, str]]:
    return [(fault.file, fault.row, fault.column) for fault in faults_in(scenario)]


def odd(scenario: Scenario) -> list[tuple[str, int | None, str]]:
    return [(fault.file, fault.row, fault.column) for fault in warnings(scenario)]


def test_a_good_scenario_passes_as_it_is(small: Scenario) -> None:
    assert validate(small) is small
    assert warnings(small) == []


def test_every_rule_says_in_its_docstring_what_must_hold() -> None:
    assert [rule for rule in RULES if not (rule.__doc__ or "").strip().endswith(".")] == []


def test_rows_are_those_that_would_be_written(small: Scenario, tmp_path: Path) -> None:
    # The third call of the first run, and the second of two measured links.
    calls = (*small.runs[0].calls[:2], dataclasses.replace(small.runs[0].calls[2], arrive_s=0))
    measured = (Link("hub", "v1", 1, "measured", True, 1000), Link("v1", "v9", 1, "measured", True, 1000))
    broken = dataclasses.replace(with_first(small, "runs", calls=calls), links=(*small.links, *measured))
    expected = [("travel.csv", 3, "to"), ("calls.csv", 4, "arrive")]
    assert found(broken) == expected
    with pytest.raises(ScenarioError) as told:
        read_scenario(write_scenario(broken, tmp_path / "broken"))
    assert [(fault.file, fault.row, fault.column) for fault in told.value.faults] == expected


def test_runs_of_one_bus_may_touch_but_not_overlap(small: Scenario) -> None:
    out, back = small.runs
    end = out.calls[-1].arrive_s

    def at(time_s: int, **changes: Any) -> Scenario:
        calls = (Call("v1", time_s, time_s), *back.calls[1:])
        return dataclasses.replace(small, runs=(out, dataclasses.replace(back, calls=calls, **changes)))

    assert found(at(end)) == []
    assert found(at(end - 1)) == [("runs.csv", 3, "block")]
    assert found(at(end - 1, block="bus2")) == []
    assert found(at(end - 1, block="")) == []
    assert found(at(end - 1, weekdays=frozenset({3}))) == []
    assert found(at(end - 1, shared=False)) == [("runs.csv", 3, "block")]


def test_a_long_run_overlaps_every_later_one_of_its_bus(small: Scenario) -> None:
    def run(name: str, begin_s: int, end_s: int) -> Run:
        return dataclasses.replace(
            small.runs[0], id=name, calls=(Call("hub", begin_s, begin_s), Call("v1", end_s, end_s))
        )

    runs = (run("long", 0, 100), run("short", 10, 20), run("late", 50, 60))
    assert found(dataclasses.replace(small, runs=runs)) == [
        ("runs.csv", 3, "block"),
        ("runs.csv", 4, "block"),
    ]


def test_a_consignment_ends_where_people_are(small: Scenario) -> None:
    places = (*small.places, Place("x", "Crossing", PlaceKind.JUNCTION, 115.7, 36.2))
    links = (*small.links, Link("x", "v1", 10, "village"))
    scenario = with_first(
        dataclasses.replace(small, places=places, links=links), "consignments", destination="x"
    )
    assert found(scenario) == [("consignments.csv", 2, "destination")]


def test_a_measured_link_needs_its_minutes(small: Scenario) -> None:
    assert found(with_first(small, "links", road_class="measured")) == [("links.csv", 2, "minutes")]


def test_a_van_must_be_able_to_leave_before_it_returns(small: Scenario) -> None:
    assert found(with_first(small, "vans", earliest_s=100, latest_s=100)) == [("vans.csv", 2, "latest")]


def test_the_size_of_a_parcel_is_judged_by_vehicles_of_its_class_alone(small: Scenario) -> None:
    big = with_first(small, "consignments", parcel_g=200_000, heaviest_g=200_000)
    no_vans = dataclasses.replace(big, vans=())
    assert found(big) == []
    assert [(fault.column, fault.value, fault.expected) for fault in faults_in(no_vans)] == [
        ("kg", "200 kg in one parcel", "at most 30 kg that a vehicle for ordinary goods takes")
    ]


def test_a_long_parcel_needs_a_van(small: Scenario) -> None:
    long = with_first(small, "consignments", longest_cm=121)
    assert found(long) == []
    assert found(dataclasses.replace(long, vans=())) == [("consignments.csv", 2, "longest_cm")]


def test_a_parcel_that_one_vehicle_could_lift_and_another_hold_fits_neither(small: Scenario) -> None:
    van = small.vans[0]
    strong = dataclasses.replace(van, id="strong", capacity_g=900_000, capacity_ml=100_000)
    roomy = dataclasses.replace(van, id="roomy", capacity_g=10_000, capacity_ml=900_000)
    scenario = dataclasses.replace(small, vans=(strong, roomy), runs=())
    scenario = with_first(scenario, "consignments", parcel_g=500_000, heaviest_g=500_000, parcel_ml=500_000)
    (fault,) = faults_in(scenario)
    assert fault.value == "500 kg and 500 litres in one parcel"


def test_the_passengers_haircut_limits_what_a_bus_takes(small: Scenario) -> None:
    # A parcel has 10 litres; the hold has 800, and 2 % of it are 16, 1 % are 8.
    bus_only = dataclasses.replace(small, vans=(), runs=small.runs[:1], consignments=small.consignments[:1])
    assert found(with_first(bus_only, "runs", haircut_pct=98)) == []
    assert found(with_first(bus_only, "runs", haircut_pct=99)) == [("consignments.csv", 2, "litres")]


def test_a_run_without_room_for_a_single_piece_is_no_vehicle(small: Scenario) -> None:
    bus_only = dataclasses.replace(small, vans=(), runs=small.runs[:1], strategy=Strategy.BUS)
    scenario = with_first(bus_only, "runs", hold_pieces=1, haircut_pct=1)
    assert (found(scenario), odd(scenario)[0]) == ([], ("consignments.csv", 2, "goods"))


def test_goods_that_nothing_may_carry_are_odd_but_no_fault(small: Scenario) -> None:
    cold = with_first(small, "consignments", goods=Goods.COLD)
    assert found(cold) == []
    (warning,) = warnings(cold)
    assert (warning.file, warning.row, warning.column, warning.value) == (
        "consignments.csv",
        2,
        "goods",
        "cold",
    )
    assert warning.hint == "all of them will be left behind"
    assert odd(with_first(cold, "vans", cold=True)) == []


def test_a_run_with_a_cold_box_carries_cold_goods(small: Scenario) -> None:
    cold = with_first(small, "consignments", goods=Goods.COLD)
    assert odd(with_first(cold, "runs", goods=frozenset({Goods.COLD}))) == []


def test_barred_goods_without_vans_are_odd(small: Scenario) -> None:
    barred = dataclasses.replace(
        with_first(small, "consignments", goods=Goods.BARRED), vans=(), strategy=Strategy.BUS
    )
    assert odd(barred) == [("consignments.csv", 2, "goods")]


def test_a_day_without_runs_is_odd_where_buses_are_used(small: Scenario) -> None:
    sunday = datetime.date(2026, 3, 22)
    runs = tuple(dataclasses.replace(run, weekdays=frozenset({1, 2, 3})) for run in small.runs)
    scenario = dataclasses.replace(small, runs=runs, service_date=sunday)
    assert Fault(
        "scenario.toml", None, "service_date", "2026-03-22", "a day on which a shared run operates"
    ) in warnings(scenario)
    assert odd(dataclasses.replace(scenario, strategy=Strategy.JOINT)) == []


@pytest.mark.parametrize(
    ("strategy", "missing"),
    [("bus", {"runs"}), ("joint", {"vans"}), ("separate", {"vans"}), ("shared", {"runs", "vans"})],
)
def test_a_strategy_without_its_vehicles_is_odd(small: Scenario, strategy: str, missing: set[str]) -> None:
    bare = dataclasses.replace(small, runs=(), vans=(), strategy=Strategy(strategy))
    assert {file for file, row, _ in odd(bare) if row is None} == {f"{table}.csv" for table in missing}


def test_vans_without_roads_are_odd(small: Scenario) -> None:
    no_roads = dataclasses.replace(small, links=(), consignments=small.consignments[:1])
    assert ("links.csv", None, "") in odd(no_roads)


def test_a_van_of_unknown_weight_is_odd_where_roads_have_limits(small: Scenario) -> None:
    light = with_first(small, "vans", gross_kg=0)
    assert odd(light) == [("vans.csv", 2, "gross_kg")]
    unlimited = tuple(dataclasses.replace(link, max_gross_kg=None) for link in small.links)
    assert odd(dataclasses.replace(light, links=unlimited)) == []


def test_a_road_faster_than_any_van_is_odd(small: Scenario) -> None:
    # 10.5 km in 4.2 minutes are 150 km/h.
    assert odd(with_first(small, "links", duration_ms=252_000)) == []
    assert odd(with_first(small, "links", duration_ms=251_999)) == [("links.csv", 2, "minutes")]


def test_a_village_apart_without_parcels_is_odd_but_no_fault(small: Scenario) -> None:
    lonely = Place("v3", "Village 3", PlaceKind.VILLAGE, 115.7, 36.2)
    scenario = dataclasses.replace(small, places=(*small.places, lonely))
    assert (found(scenario), odd(scenario)) == ([], [("places.csv", 6, "id")])


def test_a_village_that_a_run_of_another_day_serves_is_apart(small: Scenario) -> None:
    no_road = dataclasses.replace(small, links=small.links[:1])
    assert found(no_road) == [("places.csv", 5, "id")]
    never = tuple(dataclasses.replace(run, weekdays=frozenset({7})) for run in no_road.runs)
    assert found(dataclasses.replace(no_road, runs=never)) == [
        ("places.csv", 4, "id"),
        ("places.csv", 5, "id"),
    ]


def test_warnings_of_a_folder_name_its_own_rows(tmp_path: Path) -> None:
    from scenarios import read_with_warnings

    text = TEXTS["vans.csv"].replace("2800", "").replace("\nvan", "\n\n\nvan")
    _, told = read_with_warnings(make(tmp_path, {"vans.csv": text}))
    assert [(warning.file, warning.row, warning.column) for warning in told] == [("vans.csv", 4, "gross_kg")]
