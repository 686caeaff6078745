"""What bad input gets: file, row, column, value, what was expected; all faults of a phase at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios import Fault
from tests.scenarios.folder import TEXTS, faults_of, make


def the_fault(folder: Path, file: str, change: tuple[str, str] | str | bytes | None) -> Fault:
    (fault,) = faults_of(make(folder, {file: change}))
    return fault


def test_the_small_scenario_itself_has_no_fault(tmp_path: Path) -> None:
    assert faults_of(make(tmp_path)) == ()


# One change, one fault: file, row, column, value as found, and how the expectation begins.
CELLS = [
    ("links.csv", ("10.5", "abc"), (2, "km", "abc"), "a number of km"),
    ("links.csv", ("10.5", ""), (2, "km", ""), "a number of km"),
    ("links.csv", ("10.5", "-10.5"), (2, "km", "-10.5"), "a number of km, at least 0"),
    (
        "links.csv",
        ("county", "motorway"),
        (2, "road_class", "motorway"),
        "one of county, town, village, measured",
    ),
    ("links.csv", ("county,no", "county,maybe"), (2, "oneway", "maybe"), "yes or no"),
    ("links.csv", ("12.5", "0"), (3, "minutes", "0"), "a number of minutes, more than 0"),
    (
        "places.csv",
        ("115.9,", "195.9,"),
        (5, "lon", "195.9"),
        "a number of degrees, at least -180 and at most 180",
    ),
    ("places.csv", ("05:00", "5 am"), (2, "opens", "5 am"), "a time such as 07:30"),
    ("places.csv", ("05:00", "05:60"), (2, "opens", "05:60"), "a time such as 07:30"),
    ("places.csv", ("22:00", "49:00"), (2, "closes", "49:00"), "a time such as 07:30"),
    (
        "places.csv",
        ("Town station,station", "Town station,staton"),
        (3, "kind", "staton"),
        "one of hub, station",
    ),
    ("places.csv", ("v1,Village 1", ",Village 1"), (4, "id", ""), "an id of 1 to 64 characters"),
    (
        "runs.csv",
        ("fragile", "live"),
        (2, "goods", "ordinary live"),
        "words separated by spaces, each one of",
    ),
    (
        "runs.csv",
        ("fragile", "barred"),
        (2, "goods", "ordinary barred"),
        "words separated by spaces, each one of",
    ),
    ("calls.csv", ("out,2,", "out,2.5,"), (3, "seq", "2.5"), "a whole number"),
    ("vans.csv", ("4500", "0"), (2, "litres", "0"), "a number of litres, more than 0"),
    ("consignments.csv", ("13,100", "13,-100"), (2, "litres", "-100"), "a number of litres, more than 0"),
    ("consignments.csv", (",10,", ",0,"), (2, "parcels", "0"), "a whole number of parcels, at least 1"),
    ("consignments.csv", (",10,", ",ten,"), (2, "parcels", "ten"), "a whole number of parcels"),
]


@pytest.mark.parametrize(("file", "change", "found", "expected"), CELLS)
def test_a_bad_cell_is_named_with_its_place_and_value(
    tmp_path: Path, file: str, change: tuple[str, str], found: tuple[int, str, str], expected: str
) -> None:
    fault = the_fault(tmp_path, file, change)
    assert (fault.file, fault.row, fault.column, fault.value) == (file, *found)
    assert fault.expected.startswith(expected)


def test_an_unknown_column_is_refused_by_name_with_the_nearest_known_one(tmp_path: Path) -> None:
    fault = the_fault(tmp_path, "runs.csv", ("id,line,block", "id,line,blok"))
    assert (fault.file, fault.row, fault.column, fault.value) == ("runs.csv", 1, "blok", "blok")
    assert fault.expected.startswith("one of id, line")
    assert fault.hint == 'did you mean "block"?'


def test_a_misspelt_needed_column_is_both_unknown_and_missing(tmp_path: Path) -> None:
    unknown, missing = faults_of(make(tmp_path, {"links.csv": ("from,to,km,", "from,to,KM,")}))
    assert (unknown.row, unknown.column, unknown.hint) == (1, "KM", 'did you mean "km"?')
    assert (missing.row, missing.column, missing.value) == (1, "km", "")
    assert missing.expected.startswith("a column km with a number of km")


def test_a_repeated_column_is_refused(tmp_path: Path) -> None:
    fault = the_fault(tmp_path, "vans.csv", ("hour_rmb", "km_rmb"))
    assert fault == Fault("vans.csv", 1, "km_rmb", "km_rmb", "a column only once", "it is there 2 times")


@pytest.mark.parametrize("file", ["places.csv", "consignments.csv", "links.csv", "runs.csv", "calls.csv"])
def test_a_missing_table_is_named(tmp_path: Path, file: str) -> None:
    fault = the_fault(tmp_path, file, None)
    assert (fault.file, fault.row, fault.column, fault.value) == (file, None, "", "")
    assert fault.expected.startswith("this file; it is needed")


def test_a_misnamed_table_is_guessed(tmp_path: Path) -> None:
    fault = make(tmp_path, {"places.csv": None, "place.csv": TEXTS["places.csv"]})
    assert [found.hint for found in faults_of(fault)] == ['did you mean "place.csv"?']


def test_a_missing_scenario_toml_is_named(tmp_path: Path) -> None:
    assert the_fault(tmp_path, "scenario.toml", None) == Fault("scenario.toml", None, "", "", "this file")


@pytest.mark.parametrize(
    ("cells", "row"), [("town,v1,5,town,,12.5", 3), ("town,v1,5,town,,12.5,,,8", 3), ("town", 3)]
)
def test_a_row_of_another_length_than_the_header_is_refused(tmp_path: Path, cells: str, row: int) -> None:
    fault = the_fault(tmp_path, "links.csv", ("town,v1,5,town,,12.5,", cells))
    assert (fault.file, fault.row, fault.value) == ("links.csv", row, f"{cells.count(',') + 1} cells")
    assert fault.expected == "7 cells, as many as the header has"


# The rules between tables.
REFERENCES = [
    ("places.csv", ("v2,", "v1,"), [(5, "id", "v1", "an id that no other row has")], None),
    ("vans.csv", ("hub,2", "v1,2"), [(2, "base", "v1", "a hub or a station")], "v1 is a village"),
    ("vans.csv", ("hub,2", "hud,2"), [(2, "base", "hud", "the id of a place in places.csv")], 'did you mean "hub"?'),
    ("links.csv", ("v1,v2", "v1,v1"), [(4, "to", "v1", "another place than in from")], None),
    ("calls.csv", ("out,2,town", "out,2,twon"), [(3, "place", "twon", "the id of a place")], 'did you mean "town"?'),
    ("calls.csv", ("out,2", "out,1"), [(3, "seq", "1", "a seq that no other call of run out has")], "row 2 has it too"),
    (
        "calls.csv", ("08:20,08:21", "07:20,08:21"),
        [(3, "arrive", "07:20", "a time not before the departure of run out at 08:00 in row 2")], None,
    ),
    ("calls.csv", ("08:20,08:21", "08:21,08:20"), [(3, "depart", "08:20", "a time not before the arrival")], None),
    ("consignments.csv", ("c3,", "c2,"), [(4, "id", "c2", "an id that no other row has")], "row 3 has it too"),
    ("consignments.csv", ("hub,v2", "hub,v22"), [(3, "destination", "v22", "the id of a place")], None),
    ("consignments.csv", ("hub,v2", "hbu,v2"), [(3, "origin", "hbu", "the id of a place")], None),
    ("consignments.csv", ("hub,v2", "v2,v2"), [(3, "destination", "v2", "another place than in origin")], None),
    ("consignments.csv", ("09:00,18:00", "18:01,18:00"), [(4, "due", "18:00", "a time not before ready")], None),
    ("consignments.csv", ("19:00,2,", "19:00,1,"), [(3, "heaviest_kg", "1", "at least kg / parcels")], None),
    ("places.csv", ("05:00,22:00", "22:00,05:00"), [(2, "closes", "05:00", "a time after opens, 22:00")], None),
    (
        "places.csv", ("9,36.2,Town,08:00,19:00,12:00,13:30", "9,36.2,Town,08:00,19:00,12:00,"),
        [(5, "closed_to", "", "a time")], None,
    ),
    (
        "places.csv", ("9,36.2,Town,08:00,19:00,12:00,13:30", "9,36.2,Town,08:00,19:00,07:00,13:30"),
        [(5, "closed_from", "07:00", "a time within the opening hours, 08:00 to 19:00")], None,
    ),
    (
        "places.csv", ("9,36.2,Town,08:00,19:00,12:00,13:30", "9,36.2,Town,08:00,19:00,13:30,12:00"),
        [(5, "closed_to", "12:00", "a time after closed_from, 13:30")], None,
    ),
    ("places.csv", ("hub,hub", "hub,station"), [(None, "kind", "", "at least one place of kind hub")], None),
    (
        "calls.csv", ("back,1,v1,,09:00", "back,1,v1,,08:39"),
        [(3, "block", "bus1", "a run that starts after run out")], None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "change", "found", "hint"), REFERENCES)
def test_tables_that_contradict_each_other_are_refused(
    tmp_path: Path,
    file: str,
    change: tuple[str, str],
    found: list[tuple[int | None, str, str, str]],
    hint: str | None,
) -> None:
    faults = [fault for fault in faults_of(make(tmp_path, {file: change})) if fault.column == found[0][1]]
    told = "runs.csv" if found[0][1] == "block" else file
    assert [(fault.file, fault.row, fault.column, fault.value) for fault in faults] == [
        (told, *one[:3]) for one in found
    ]
    assert [fault.expected[: len(one[3])] for fault, one in zip(faults, found, strict=True)] == [
        one[3] for one in found
    ]
    assert hint is None or faults[0].hint == hint


def test_a_call_of_an_unknown_run_is_refused(tmp_path: Path) -> None:
    fault = the_fault(tmp_path, "calls.csv", TEXTS["calls.csv"] + "bck,4,v1,10:00,10:00,\n")
    assert (fault.file, fault.row, fault.column, fault.value) == ("calls.csv", 8, "run", "bck")
    assert fault.hint == 'did you mean "back"?'


def test_a_run_with_one_call_is_refused(tmp_path: Path) -> None:
    calls = "".join(TEXTS["calls.csv"].splitlines(keepends=True)[:5])
    fault = the_fault(tmp_path, "calls.csv", calls)
    assert (fault.file, fault.row, fault.value) == ("runs.csv", 3, "back")
    assert fault.expected == "a run with at least two rows in calls.csv, not 1"


def test_a_call_without_any_time_is_refused(tmp_path: Path) -> None:
    fault = the_fault(tmp_path, "calls.csv", ("08:40", ""))
    assert fault == Fault("calls.csv", 4, "arrive", "", "a time in arrive, in depart or in both")


def test_no_demand_is_refused(tmp_path: Path) -> None:
    header = TEXTS["consignments.csv"].splitlines()[0]
    fault = the_fault(tmp_path, "consignments.csv", header)
    assert fault == Fault("consignments.csv", None, "", "", "at least one consignment")


@pytest.mark.parametrize(
    ("change", "column", "value", "expected"),
    [
        ((",10,13,100,", ",10,9500,100,"), "kg", "950 kg in one parcel", "at most 900 kg"),
        ((",10,13,100,", ",1,13,4501,"), "litres", "4501 litres in one parcel", "at most 4500 litres"),
        (("19:00,,40", "19:00,901,40"), "heaviest_kg", "901 kg in one parcel", "at most 900 kg"),
    ],
)
def test_a_parcel_larger_than_every_vehicle_is_refused(
    tmp_path: Path, change: tuple[str, str], column: str, value: str, expected: str
) -> None:
    fault = the_fault(tmp_path, "consignments.csv", change)
    assert (fault.file, fault.row, fault.column, fault.value) == ("consignments.csv", 2, column, value)
    assert fault.expected == f"{expected} that a vehicle for ordinary goods takes"


def test_a_consignment_larger_than_every_vehicle_is_no_fault(tmp_path: Path) -> None:
    assert faults_of(make(tmp_path, {"consignments.csv": (",10,13,100,", ",1000,13000,100000,")})) == ()


def test_a_village_that_nothing_joins_to_a_hub_is_refused(tmp_path: Path) -> None:
    fault = the_fault(tmp_path, "links.csv", ("v1,v2,4,village,,,3500\n", ""))
    assert (fault.file, fault.row, fault.column, fault.value) == ("places.csv", 5, "id", "v2")
    assert fault.expected == "a place that a road or a shared run of the day joins to a hub"


def test_parcels_of_such_a_village_may_be_left_behind_on_request(tmp_path: Path) -> None:
    changes: dict[str, tuple[str, str] | str | bytes | None] = {
        "links.csv": ("v1,v2,4,village,,,3500\n", ""),
        "scenario.toml": ('due = "soft"', 'due = "soft"\nunreachable = "leave"'),
    }
    assert faults_of(make(tmp_path, changes)) == ()


# The settings.
SETTINGS = [
    ("2026-03-17", "2026-02-30", (2, "service_date", "service_date = 2026-02-30"), "valid TOML"),
    ("2026-03-17", '"2026-02-30"', (2, "service_date", "2026-02-30"), "a date of the calendar"),
    (
        "2026-03-17",
        "2026-03-17T08:00:00",
        (2, "service_date", "2026-03-17 08:00:00"),
        "a date of the calendar",
    ),
    ("2026-03-17", "20260317", (2, "service_date", "20260317"), "a date of the calendar"),
    ('"shared"', '"share"', (3, "strategy", "share"), '"separate", "joint", "bus" or "shared"'),
    ('"shared"', '"shared', (3, "strategy", 'strategy = "shared'), "valid TOML"),
    ("[costs]", "[costs", (5, "", "[costs"), "valid TOML"),
    ("0.25", "0.2.5", (6, "bus_fee_rmb", "bus_fee_rmb = 0.2.5"), "valid TOML"),
    ("0.25", "-1", (6, "costs.bus_fee_rmb", "-1"), "a number greater than or equal to 0"),
    ("0.25", "nan", (6, "costs.bus_fee_rmb", "NaN"), "a finite number"),
    ("0.25", "inf", (6, "costs.bus_fee_rmb", "Infinity"), "a finite number"),
    ("0.25", '"0.25"', (6, "costs.bus_fee_rmb", "0.25"), "a number, without quotes"),
    ("0.25", "true", (6, "costs.bus_fee_rmb", "true"), "a number, without quotes"),
    ("0.25", "1e-300", (6, "costs.bus_fee_rmb", "1E-300"), "a number with no more than 9 decimal places"),
    ("0.25", "9" * 5000, (None, "", ""), "valid TOML"),
    ("bus_fee_rmb", "bus_fe_rmb", (6, "costs.bus_fe_rmb", "0.25"), "one of bus_fee_rmb, handling_rmb"),
    ("[policy]", "[polcy]", (9, "polcy", "a section"), "one of name, description"),
    ('[policy]\ndue = "soft"', "[[policy]]", (None, "policy", "[{}]"), "a section [policy]"),
    ('"small"', "3", (1, "name", "3"), "text, in quotes"),
    ('"small"', '" "', (1, "name", " "), "some text on one line"),
    ('name = "small"\n', "", (None, "name", ""), "what reports call the scenario"),
]


@pytest.mark.parametrize(("old", "new", "found", "expected"), SETTINGS)
def test_a_bad_setting_is_named_with_its_line_and_value(
    tmp_path: Path, old: str, new: str, found: tuple[int | None, str, str], expected: str
) -> None:
    fault = the_fault(tmp_path, "scenario.toml", (old, new))
    assert (fault.file, fault.row, fault.column, fault.value) == ("scenario.toml", *found)
    assert fault.expected.startswith(expected)


def test_all_faults_of_all_tables_come_at_once_in_order(tmp_path: Path) -> None:
    folder = make(
        tmp_path,
        {
            "places.csv": TEXTS["places.csv"].replace("115.9,", "east,").replace("05:00", "5"),
            "links.csv": TEXTS["links.csv"].replace("10.5", "x").replace("village,,,3500", "path,,,heavy"),
            "vans.csv": ("id,kind", "id,knd"),
            "consignments.csv": None,
        },
    )
    assert [(fault.file, fault.row, fault.column) for fault in faults_of(folder)] == [
        ("consignments.csv", None, ""),
        ("places.csv", 2, "opens"),
        ("places.csv", 5, "lon"),
        ("links.csv", 2, "km"),
        ("links.csv", 4, "road_class"),
        ("links.csv", 4, "max_gross_kg"),
        ("vans.csv", 1, "knd"),
    ]


def test_all_contradictions_come_at_once(tmp_path: Path) -> None:
    folder = make(
        tmp_path,
        {
            "links.csv": ("town,v1", "town,v9"),
            "vans.csv": ("hub,2", "v8,2"),
            "calls.csv": TEXTS["calls.csv"] + "night,1,v1,10:00,10:00,\n",
            "consignments.csv": TEXTS["consignments.csv"]
            .replace("c2,hub", "c1,hub")
            .replace("09:00,18:00", "19:00,18:00"),
        },
    )
    assert sorted((fault.file, fault.row, fault.value) for fault in faults_of(folder)) == [
        ("calls.csv", 8, "night"),
        ("consignments.csv", 3, "c1"),
        ("consignments.csv", 4, "18:00"),
        ("links.csv", 3, "v9"),
        ("vans.csv", 2, "v8"),
    ]


def test_all_bad_settings_come_at_once(tmp_path: Path) -> None:
    text = (
        TEXTS["scenario.toml"]
        .replace("0.25", "-1")
        .replace("unserved", "unservd")
        .replace('"shared"', '"all"')
    )
    faults = faults_of(make(tmp_path, {"scenario.toml": text}))
    assert [fault.row for fault in faults] == [3, 6, 7]


def test_row_numbers_are_a_spreadsheets(tmp_path: Path) -> None:
    # A blank row counts, and a cell of two lines is one row.
    rows = TEXTS["places.csv"].splitlines()
    text = "\n".join([*rows[:3], "", ",,,,,,,,,,", '"v\n1"' + rows[3][2:], rows[4].replace("08:00", "8")])
    faults = faults_of(make(tmp_path, {"places.csv": text}))
    assert [(fault.row, fault.column) for fault in faults] == [(6, "id"), (7, "opens")]


def test_a_folder_that_is_not_there_is_told_with_the_examples(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "nowhere")
    assert fault.expected.startswith("a scenario's folder, or an example's name (")
