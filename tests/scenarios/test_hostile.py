"""Input that nobody writes by mistake: it is refused like any other, quickly and without a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import ScenarioError, read_scenario
from scenarios.cells import CellError, read_cell, write_cell
from scenarios.schema import TABLES
from scenarios.tables import read_table
from tests.scenarios.folder import TEXTS, faults_of, make

COLUMNS = [
    pytest.param(column, id=f"{table.name}.{column.name}") for table in TABLES for column in table.columns
]


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("9" * 400, ""),
        ("1e999999999", "write it out in digits, without an exponent"),
        ("NaN", ""),
        ("inf", ""),
        ("-inf", ""),
        ("0x10", "write the number alone, without a unit"),
        ("1_000", "write the number alone, without a unit"),
        ('"1,5"', "write a decimal point, and no separators between thousands"),
        ("１２", "type it with plain digits: 12"),
        ("12 km", "write the number alone, without a unit"),
        ("=1+2", "it looks like a spreadsheet's formula: save values, not formulas"),
        ("٣", "type it with plain digits: 3"),
    ],
)
def test_what_is_no_plain_number_is_refused_with_a_hint(tmp_path: Path, value: str, hint: str) -> None:
    (fault,) = faults_of(make(tmp_path, {"links.csv": ("10.5", value)}))
    assert (fault.row, fault.column, fault.value) == (2, "km", value.strip('"'))
    # Arabic digits are no compatibility forms of the plain ones, so there is no hint for them.
    assert fault.hint == ("" if value == "٣" else hint)


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "@SUM(A1)", "+1"])
def test_formulas_in_names_are_refused(tmp_path: Path, name: str) -> None:
    (fault,) = faults_of(make(tmp_path, {"places.csv": ("Village 1", name)}))
    assert (fault.column, fault.value) == ("name", name)
    assert fault.hint == "it looks like a spreadsheet's formula: save values, not formulas"


@pytest.mark.parametrize(
    "name", ['"two\nlines"', "right\u202eto left", "zero\u200bwidth", "line\u2028separator", "bell\a"]
)
def test_invisible_characters_in_names_are_refused(tmp_path: Path, name: str) -> None:
    (fault,) = faults_of(make(tmp_path, {"places.csv": ("Village 1", name)}))
    assert (fault.row, fault.column) == (4, "name")
    assert str(fault).isprintable()


def test_an_id_of_three_hundred_characters_is_refused_and_shown_short(tmp_path: Path) -> None:
    (fault,) = faults_of(make(tmp_path, {"runs.csv": ("out,L1", f"out,{'L' * 300}")}))
    assert (fault.column, fault.value, fault.hint) == ("line", "L" * 300, "it has 300 characters")
    assert len(str(fault)) < 250


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "..\\up.csv", "C:up.csv", "..", "", "sub/places.csv", "a\\u0000b"],
)
def test_table_names_that_lead_out_of_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    text = TEXTS["scenario.toml"] + f'\n[tables]\nplaces = "{name}"\n'.replace("..\\up", "..\\\\up")
    (fault,) = faults_of(make(tmp_path, {"scenario.toml": text}))
    assert (fault.row, fault.column) == (13, "tables.places")
    assert fault.expected == "the plain name of a file in the scenario's folder, or none"


@pytest.mark.parametrize("name", ["x" * 5_000, "a\0b", "村" * 150])
def test_names_that_no_system_allows_are_refused_like_others(tmp_path: Path, name: str) -> None:
    assert [fault.value for fault in faults_of(tmp_path / name)] == [""]
    if "\0" not in name:
        text = f'extends = "{name}"\n' + TEXTS["scenario.toml"]
        assert [fault.column for fault in faults_of(make(tmp_path, {"scenario.toml": text}))] == ["extends"]
        text = TEXTS["scenario.toml"] + f'\n[tables]\nvans = "{name}"\n'
        assert len(faults_of(make(tmp_path, {"scenario.toml": text}))) == 1


def test_a_table_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    folder = make(tmp_path, {"vans.csv": None})
    (folder / "vans.csv").mkdir()
    (fault,) = faults_of(folder)
    assert (fault.file, fault.expected) == ("vans.csv", "a file that can be read")


def test_a_toml_of_endless_brackets_is_refused(tmp_path: Path) -> None:
    (fault,) = faults_of(make(tmp_path, {"scenario.toml": "a = " + "[" * 100_000}))
    assert (fault.file, fault.expected) == ("scenario.toml", "valid TOML")


def test_thousands_of_faults_are_all_kept(tmp_path: Path) -> None:
    rows = "".join(f"c{i},hub,nowhere{i},post,,1,1,1,06:30,19:00,,\n" for i in range(5_000))
    header = TEXTS["consignments.csv"].splitlines()[0]
    assert len(faults_of(make(tmp_path, {"consignments.csv": f"{header}\n{rows}"}))) == 5_000


@pytest.mark.parametrize("column", COLUMNS)
@settings(max_examples=25, deadline=None)
@given(text=st.text(min_size=1, max_size=40) | st.text("0123456789:-+.,e ", min_size=1, max_size=30))
def test_any_text_is_read_and_written_back_or_refused(column, text: str) -> None:  # type: ignore[no-untyped-def]
    try:
        value = read_cell(column, text.strip() or "x")
    except CellError:
        return
    assert read_cell(column, write_cell(column, value) or text) == value


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
@pytest.mark.parametrize("table", [pytest.param(table, id=table.name) for table in TABLES[:2]])
def test_any_bytes_are_a_table_or_a_scenario_error(table, content: bytes) -> None:  # type: ignore[no-untyped-def]
    try:
        read_table(table, "file.csv", content)
    except ScenarioError as error:
        assert error.faults


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80) | st.text('[]{}="\\\n#.0123456789abcTZ:-', max_size=80))
def test_any_scenario_toml_is_read_or_a_scenario_error(tmp_path: Path, text: str) -> None:
    folder = make(tmp_path)
    (folder / "scenario.toml").write_bytes(text.encode())
    try:
        read_scenario(folder)
    except ScenarioError as error:
        assert all(str(fault).isprintable() for fault in error.faults)
