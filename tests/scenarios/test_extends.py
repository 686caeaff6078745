"""`extends`: a what-if says only what differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios import Fault, PlaceKind, Strategy, examples, read_scenario
from tests.scenarios.folder import TEXTS, faults_of, make


def what_if(folder: Path, text: str, **tables: str) -> Path:
    folder.mkdir()
    (folder / "scenario.toml").write_text(text)
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content)
    return folder


def test_an_empty_what_if_is_the_scenario_it_extends(tmp_path: Path) -> None:
    base = read_scenario(make(tmp_path / "base"))
    assert read_scenario(what_if(tmp_path / "child", 'extends = "../base"')) == base


def test_settings_are_taken_over_key_by_key(tmp_path: Path) -> None:
    base = read_scenario(make(tmp_path / "base"))
    child = read_scenario(
        what_if(tmp_path / "child", 'extends = "../base"\nname = "dear"\n[costs]\nbus_fee_rmb = 0.4')
    )
    assert (base.settings.bus_fee_urmb, base.settings.unserved_urmb) == (250_000, 15_000_000)
    assert (child.settings.bus_fee_urmb, child.settings.unserved_urmb) == (400_000, 15_000_000)
    assert (child.name, child.service_date) == ("dear", base.service_date)


def test_a_changed_rate_reaches_the_rows_that_leave_it_blank(tmp_path: Path) -> None:
    make(tmp_path / "base")
    child = read_scenario(
        what_if(tmp_path / "child", 'extends = "../base"\n[costs]\nbus_fee_rmb = 0.4\nunserved_rmb = 9')
    )
    assert {run.fee_urmb for run in child.runs} == {400_000}
    assert {item.unserved_urmb for item in child.consignments} == {9_000_000}


def test_a_table_in_the_folder_takes_the_place_of_the_other(tmp_path: Path) -> None:
    make(tmp_path / "base")
    vans = TEXTS["vans.csv"].replace("hub,2", "town,5")
    child = read_scenario(what_if(tmp_path / "child", 'extends = "../base"', vans=vans))
    assert [(van.base, van.number) for van in child.vans] == [("town", 5)]


def test_a_table_can_be_taken_away(tmp_path: Path) -> None:
    make(tmp_path / "base")
    text = 'extends = "../base"\n[tables]\nruns = "none"\ncalls = "none"\n'
    assert read_scenario(what_if(tmp_path / "child", text)).runs == ()


def test_a_table_that_is_needed_cannot_be_taken_away(tmp_path: Path) -> None:
    make(tmp_path / "base")
    (fault,) = faults_of(what_if(tmp_path / "child", 'extends = "../base"\n[tables]\nplaces = "none"\n'))
    assert (fault.file, fault.row, fault.column, fault.value) == ("scenario.toml", 3, "tables.places", "none")


def test_runs_cannot_be_taken_away_without_their_calls(tmp_path: Path) -> None:
    make(tmp_path / "base")
    (fault,) = faults_of(what_if(tmp_path / "child", 'extends = "../base"\n[tables]\nruns = "none"\n'))
    assert (fault.row, fault.column) == (3, "tables.runs")


def test_a_table_may_have_another_name(tmp_path: Path) -> None:
    make(tmp_path / "base")
    text = 'extends = "../base"\n[tables]\nvans = "few.csv"\n'
    child = read_scenario(what_if(tmp_path / "child", text, few=TEXTS["vans.csv"].replace("hub,2", "hub,1")))
    assert [van.number for van in child.vans] == [1]


def test_a_named_table_that_is_nowhere_is_a_fault_even_if_it_may_be_left_out(tmp_path: Path) -> None:
    make(tmp_path / "base")
    (fault,) = faults_of(what_if(tmp_path / "child", 'extends = "../base"\n[tables]\nvans = "few.csv"\n'))
    assert (fault.file, fault.expected) == ("few.csv", "this file; it is needed if vans are to be used")


def test_a_chain_of_three_is_followed_and_the_first_wins(tmp_path: Path) -> None:
    make(tmp_path / "base")
    what_if(
        tmp_path / "middle",
        'extends = "../base"\nname = "middle"\n[costs]\nbus_fee_rmb = 0.4\nhandling_rmb = 1\n',
    )
    last = read_scenario(what_if(tmp_path / "last", 'extends = "../middle"\n[costs]\nbus_fee_rmb = 0.5\n'))
    assert (last.settings.bus_fee_urmb, last.settings.handling_urmb, last.name) == (
        500_000,
        1_000_000,
        "middle",
    )


@pytest.mark.parametrize("cycle", [['extends = "."'], ['extends = "../b"', 'extends = "../a"']])
def test_a_scenario_that_extends_itself_is_refused(tmp_path: Path, cycle: list[str]) -> None:
    for name, text in zip("ab", cycle, strict=False):
        what_if(tmp_path / name, f"\n{text}")
    (fault,) = faults_of(tmp_path / "a")
    assert fault.file == ("scenario.toml" if len(cycle) == 1 else "../b/scenario.toml")
    assert (fault.row, fault.column) == (2, "extends")
    assert fault.expected == "a scenario that does not, in the end, extend itself"


def test_extending_what_is_not_there_is_refused(tmp_path: Path) -> None:
    (fault,) = faults_of(what_if(tmp_path / "child", 'extends = "../base"'))
    assert (fault.file, fault.row, fault.column, fault.value) == ("scenario.toml", 1, "extends", "../base")
    assert fault.hint == f"looked for {tmp_path / 'child' / '../base'}"


@pytest.mark.parametrize("value", ["3", '""', "[1]", "true"])
def test_extending_something_that_is_no_path_is_refused(tmp_path: Path, value: str) -> None:
    (fault,) = faults_of(what_if(tmp_path / "child", f"extends = {value}"))
    assert (fault.row, fault.column) == (1, "extends")


def test_a_bad_setting_is_blamed_on_the_file_that_says_it(tmp_path: Path) -> None:
    make(tmp_path / "base", {"scenario.toml": ("0.25", "-1")})
    (fault,) = faults_of(what_if(tmp_path / "child", 'extends = "../base"\n[costs]\nunserved_rmb = 3'))
    assert (fault.file, fault.row, fault.column) == ("../base/scenario.toml", 6, "costs.bus_fee_rmb")


def test_a_bad_cell_is_blamed_on_the_file_that_has_it(tmp_path: Path) -> None:
    make(tmp_path / "base", {"links.csv": ("10.5", "x")})
    (fault,) = faults_of(what_if(tmp_path / "child", 'extends = "../base"'))
    assert (fault.file, fault.row, fault.column, fault.value) == ("../base/links.csv", 2, "km", "x")


def test_a_shipped_example_can_be_extended_by_name(tmp_path: Path) -> None:
    name = examples.names()[0]
    child = read_scenario(what_if(tmp_path / "child", f'extends = "{name}"\nname = "my own"\n'))
    assert child.places == read_scenario(name).places


def test_a_strategy_given_by_the_caller_wins(tmp_path: Path) -> None:
    folder = make(tmp_path)
    assert read_scenario(folder).strategy is Strategy.SHARED
    assert read_scenario(folder, "bus").strategy is Strategy.BUS
    assert read_scenario(folder, Strategy.JOINT).strategy is Strategy.JOINT


def test_roads_are_needed_unless_only_buses_are_used(tmp_path: Path) -> None:
    places = TEXTS["places.csv"].splitlines(keepends=True)
    items = TEXTS["consignments.csv"].splitlines(keepends=True)
    folder = make(
        tmp_path,
        {"links.csv": None, "places.csv": "".join(places[:4]), "consignments.csv": items[0] + items[1]},
    )
    assert faults_of(folder, "bus") == ()
    assert [fault.file for fault in faults_of(folder, "shared")] == ["links.csv"]


def test_a_measured_matrix_can_stand_for_roads(tmp_path: Path) -> None:
    travel = "from,to,km,minutes\nhub,town,10.0005,13.5\ntown,hub,11,14\nhub,v1,16,20\nhub,v2,20,25\n"
    scenario = read_scenario(make(tmp_path, {"links.csv": None, "travel.csv": travel}))
    first = scenario.links[0]
    assert (first.length_m, first.duration_ms, first.oneway, first.road_class) == (
        10_001,
        810_000,
        True,
        "measured",
    )
    assert len(scenario.links) == 4


def test_the_folder_may_be_given_by_its_scenario_toml(tmp_path: Path) -> None:
    folder = make(tmp_path / "small")
    assert read_scenario(folder / "scenario.toml") == read_scenario(str(folder))


def test_a_folder_goes_before_an_example_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = examples.names()[0]
    make(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert read_scenario(name).name == "small"


def test_a_table_that_is_not_read_is_warned_about(tmp_path: Path) -> None:
    from scenarios import read_with_warnings

    folder = make(tmp_path, {"van.csv": TEXTS["vans.csv"], "vans.csv": None})
    scenario, odd = read_with_warnings(folder)
    assert scenario.vans == ()
    expected = "one of places.csv, links.csv, travel.csv, runs.csv, calls.csv, vans.csv, consignments.csv"
    assert Fault("van.csv", None, "", "van.csv", expected, 'did you mean "vans.csv"?') in odd
    assert {place.kind for place in scenario.places} >= {PlaceKind.HUB}
