"""Timetables as people keep them: each form, in Chinese and English, and what is wrong with them told by row."""

import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from networks.importers.cargo import read_cargo
from networks.importers.faults import SourceError
from networks.importers.part import read_part, write_part
from networks.importers.timetable import TimetableImport, TimetableOptions, import_timetable
from networks.importers.timetable.clocks import passes, time_of, times_of
from networks.importers.timetable.days import weekdays_of
from scenarios.errors import RoadpostError
from scenarios.types import Place, PlaceKind

PLACES = (
    Place("H", "县客运站", PlaceKind.HUB, 115.00, 36.0),
    Place("V1", "张庄村", PlaceKind.VILLAGE, 115.05, 36.0),
    Place("V2", "李庄", PlaceKind.VILLAGE, 115.10, 36.0),
    Place("T", "王镇", PlaceKind.STATION, 115.20, 36.0),
)
MINUTES = (
    "某县客运班车时刻表,,,,,\n"
    "线路,站点,用时（分钟）,首班,末班,发车间隔\n"
    "城南线,县客运站,0,6:30,8:30,60分钟\n"
    ",张庄,12,,,\n"
    ",李庄,,,,\n"
    ",王镇,35,,,\n"
)


def read(folder: Path, text: str, encoding: str = "utf-8", **options: object) -> TimetableImport:
    path = folder / "bus.csv"
    path.write_bytes(text.encode(encoding))
    return import_timetable(path, TimetableOptions(**options))  # type: ignore[arg-type]


def said(made: TimetableImport) -> dict[str, list[str]]:
    """Each run as "place arrival" texts, with "-departure" where the bus waits."""
    assert made.part.calls is not None
    runs: dict[str, list[str]] = {}
    for run, place, arrive, depart in made.part.calls[["run", "place", "arrive", "depart"]].itertuples(index=False):
        runs.setdefault(run, []).append(f"{place} {arrive}{f'-{depart}' if depart else ''}")
    return runs


# Minutes from the first stop


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_minutes_with_first_last_and_headway_become_runs(tmp_path: Path, encoding: str) -> None:
    made = read(tmp_path, MINUTES, encoding, places=PLACES)
    assert said(made) == {
        "城南线 06:30": ["H 06:30", "V1 06:42", "V2 06:53:30", "T 07:05"],
        "城南线 07:30": ["H 07:30", "V1 07:42", "V2 07:53:30", "T 08:05"],
        "城南线 08:30": ["H 08:30", "V1 08:42", "V2 08:53:30", "T 09:05"],
    }
    assert (made.runs_in, made.runs_kept) == (3, 3)
    guesses = made.notes.totals("guess")
    assert guesses["minutes of a stop, evenly between those given"] == 1
    assert guesses["stop taken as a place of a similar name"] == 1


def test_the_same_in_english_with_departures_and_a_way_back(tmp_path: Path) -> None:
    text = (
        "line,stop,minutes,departures,return first,return last,headway\n"
        'L1,Hub,0,"06:30, 9:00",10:00,11:30,45\nL1,V,10,,,,\nL1,Town,30,,,,\n'
    )
    made = read(tmp_path, text)
    assert list(said(made)) == ["L1 06:30", "L1 09:00", "L1 10:00 back", "L1 10:45 back", "L1 11:30 back"]
    assert said(made)["L1 10:45 back"] == ["Town 10:45", "V 11:05", "Hub 11:15"]


def test_the_last_bus_runs_even_if_the_headway_misses_it(tmp_path: Path) -> None:
    made = read(tmp_path, "站点,分钟,首班,末班,间隔\nA,0,6:00,7:10,30-40\nB,20,,,\n")
    assert list(said(made)) == ["bus 06:00", "bus 06:40", "bus 07:10"]
    assert made.notes.totals("guess")["headway of a range"] == 1


def test_minutes_from_stop_to_stop_are_added_up(tmp_path: Path) -> None:
    made = read(tmp_path, "站点,站间分钟,首班\nA,,6:00\nB,10,\nC,15,\n")
    assert said(made) == {"bus 06:00": ["A 06:00", "B 06:10", "C 06:25"]}


def test_two_directions_and_a_bus_over_midnight(tmp_path: Path) -> None:
    text = "线路,方向,站点,分钟,首班,末班,间隔\n1,去,A,0,23:30,0:30,60\n,,B,20,,,\n1,回,B,5,8:00,,\n,,A,25,,,\n"
    made = read(tmp_path, text)
    assert said(made) == {
        "1 23:30 去": ["A 23:30", "B 23:50"],
        "1 24:30 去": ["A 24:30", "B 24:50"],
        "1 08:00 回": ["B 08:00", "A 08:20"],
    }


def test_days_of_the_week_are_kept_or_asked(tmp_path: Path) -> None:
    text = "班次,班期,A,B\n1,每天,6:00,6:20\n2,周一至周五,7:00,7:20\n3,周六日,8:00,8:20\n4,逢集,9:00,9:20\n"
    made = read(tmp_path, text)
    assert made.part.runs is not None
    assert list(made.part.runs["weekdays"]) == ["", "1 2 3 4 5", "6 7"]
    assert made.left_out == {"days that are not understood": 1}
    made = read(tmp_path, text, day=datetime.date(2026, 3, 7))
    assert list(said(made)) == ["bus 1", "bus 3"]
    assert made.left_out == {"not on this day of the week": 1, "days that are not understood": 1}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("周五-周一", {1, 5, 6, 7}),
        ("Monday, Sat", {1, 6}),
        ("星期天", {7}),
        ("135", {1, 3, 5}),
        ("一至", None),
        ("-3", None),
        ("x", None),
    ],
)
def test_ways_of_writing_days(text: str, days: set[int] | None) -> None:
    assert weekdays_of(text) == (None if days is None else frozenset(days))


def test_one_row_a_line_with_its_stops_in_one_cell(tmp_path: Path) -> None:
    text = (
        "序号,线路名称,起点站,途经站点,终点站,首班,末班,发车间隔,全程时间\n"
        "1,1路,县客运站,县客运站、张庄、李庄,王镇,6:00,7:00,1小时,0小时30分\n2,,A,B—C,D,8:00,,,40\n"
    )
    assert said(read(tmp_path, text)) == {
        "1路 06:00": ["县客运站 06:00", "张庄 06:10", "李庄 06:20", "王镇 06:30"],
        "1路 07:00": ["县客运站 07:00", "张庄 07:10", "李庄 07:20", "王镇 07:30"],
        "A-D 08:00": ["A 08:00", "B 08:13:20", "C 08:26:40", "D 08:40"],
    }


# Grids


GRID = (
    "站点,里程,1,2,3,返\n"
    "县客运站,0,06:30,08:00,—,10:00\n"
    "张庄,5,06:42,8：12,9点10,9:50\n"
    "王镇,17,07:05/07:10,08:35,0930,9:20\n"
)


def test_a_grid_with_stops_down_may_have_a_way_back(tmp_path: Path) -> None:
    made = read(tmp_path, GRID, places=PLACES)
    assert said(made) == {
        "bus 1": ["H 06:30", "V1 06:42", "T 07:05-07:10"],
        "bus 2": ["H 08:00", "V1 08:12", "T 08:35"],
        "bus 3": ["V1 09:10", "T 09:30"],
        "bus 返 back": ["T 09:20", "V1 09:50", "H 10:00"],
    }
    assert made.notes.totals("guess")["times that fall: the run goes the other way"] == 1


def test_a_grid_with_runs_down_may_name_lines_and_buses(tmp_path: Path) -> None:
    text = "线路,班次,车牌,县客运站,张庄,王镇,票价\n1路,101,鲁A1,06:30,06:42,07:05,5\n,102,鲁A1,08:30,通过,9:05,5\n"
    made = read(tmp_path, text, places=PLACES)
    assert said(made)["1路 102"] == ["H 08:30", "T 09:05"]
    assert made.part.runs is not None and list(made.part.runs["block"]) == ["鲁A1", "鲁A1"]


def test_a_stop_may_be_called_start_or_terminus(tmp_path: Path) -> None:
    made = read(tmp_path, "班次,起点站,张庄,终点站\n1,6:00,6:10,6:20\n")
    assert said(made) == {"bus 1": ["起点站 06:00", "张庄 06:10", "终点站 06:20"]}


def test_one_row_a_call(tmp_path: Path) -> None:
    text = "run,stop,arrive,depart\na,Hub,,7:00\n,V1,7:10,7:11\nb,Hub,,23:50\nb,V1,0:05,\n"
    assert said(read(tmp_path, text)) == {"bus a": ["Hub 07:00", "V1 07:10-07:11"], "bus b": ["Hub 23:50", "V1 24:05"]}


def test_there_and_back_side_by_side_and_two_tables_below_each_other(tmp_path: Path) -> None:
    text = (
        "1路,,,,,\n站点,1,2,站点,3,4\nA,6:00,7:00,B,8:00,9:00\nB,6:20,7:20,A,8:30,9:30\n"
        ",,,,,\n2路,,,,,\n站点,1,,,,\nA,10:00,,,,\nC,10:20,,,,\n"
    )
    assert said(read(tmp_path, text)) == {
        "1路 1": ["A 06:00", "B 06:20"], "1路 2": ["A 07:00", "B 07:20"],
        "1路 3": ["B 08:00", "A 08:30"], "1路 4": ["B 09:00", "A 09:30"],
        "2路 1": ["A 10:00", "C 10:20"],
    }  # fmt: skip


def test_each_sheet_of_a_workbook_is_a_line(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "1路"
    for row in (["站点", "a"], ["A", datetime.time(6, 30)], ["B", datetime.timedelta(hours=24, minutes=30)]):
        first.append(row)
    book.create_sheet("blank")
    second = book.create_sheet("2路")
    for row in (["站点", "分钟", "首班"], ["A", 0, 0.3125], ["B", 20, None]):
        second.append(row)
    book.create_sheet("说明").append(["only words"])
    book.save(tmp_path / "buses.xlsx")
    made = import_timetable(tmp_path / "buses.xlsx")
    assert said(made) == {"1路 a": ["A 06:30", "B 24:30"], "2路 07:30": ["A 07:30", "B 07:50"]}
    assert made.notes.totals("left_out") == {"sheet without a timetable": 1}
    one = import_timetable(tmp_path / "buses.xlsx", TimetableOptions(sheet="2路"))
    assert list(said(one)) == ["2路 07:30"]


# Stops


def test_positions_in_the_sheet_make_places(tmp_path: Path) -> None:
    text = "站点,经度,纬度,1\n县客运站,115.0001,36.0,6:00\n远村,115.3,36.1,6:30\n"
    made = read(tmp_path, text, places=PLACES, day=datetime.date(2026, 3, 4))
    assert said(made) == {"bus 1": ["H 06:00", "远村 06:30"]}
    assert made.part.places is not None
    assert made.part.places[["id", "kind", "lon", "lat"]].values.tolist() == [["远村", "stop", "115.3", "36.1"]]
    assert made.part.runs is not None and list(made.part.runs["dates"]) == ["2026-03-04"]
    write_part(made.part, made.notes, tmp_path / "out")
    assert read_part(tmp_path / "out").tables().keys() == {"places", "runs", "calls"}


def test_stops_that_are_no_place_of_the_users_lose_their_calls(tmp_path: Path) -> None:
    made = read(tmp_path, "站点,1,2\n县客运站,6:00,7:00\n王镇子,6:20,—\n王镇,6:40,—\n不知道,7:00,7:30\n", places=PLACES)
    assert said(made) == {"bus 1": ["H 06:00", "T 06:40"]}
    assert made.left_out == {"fewer than two calls at known stops": 1}
    assert made.notes.totals("left_out")["stop that is no place of yours"] == 2
    assert any('did you mean "王镇"' in note.detail for note in made.notes.listed())


def test_no_stop_at_all_among_the_users_places_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match='found "甲".*expected the name of one of your places') as error:
        read(tmp_path, "站点,1\n甲,6:00\n乙,6:20\n", places=PLACES)
    assert error.value.number == 2


def test_a_name_that_two_places_have_is_not_guessed(tmp_path: Path) -> None:
    twins = (*PLACES, Place("V9", "张庄", PlaceKind.VILLAGE, 116, 36), Place("V8", "张庄", PlaceKind.VILLAGE, 117, 36))
    made = read(tmp_path, "站点,1\n县客运站,6:00\n张庄,6:10\n王镇,6:20\n", places=twins)
    assert said(made) == {"bus 1": ["H 06:00", "T 06:20"]}
    assert made.notes.totals("warning") == {"name that several places have": 1}


def test_without_places_and_positions_stops_keep_their_names(tmp_path: Path) -> None:
    made = read(tmp_path, "stop,1\nHub,6:00\nEnd,6:20\n")
    assert made.part.places is None
    assert made.notes.totals("warning") == {"stop without a position: give --places": 2}


def test_the_cargo_table_is_used_by_line(tmp_path: Path) -> None:
    (tmp_path / "cargo.csv").write_text("line,hold_l,hold_kg\n城南线,1500,250\n", "utf-8")
    made = read(tmp_path, MINUTES, cargo=read_cargo(tmp_path / "cargo.csv"))
    assert made.part.runs is not None and set(made.part.runs["hold_l"]) == {"1500"}
    assert "hold of the buses of a line" not in made.notes.totals("guess")


def test_the_same_run_twice_is_one(tmp_path: Path) -> None:
    made = read(tmp_path, "stop,1,2\nA,6:00,6:00\nB,6:20,6:20\n")
    assert (made.runs_in, made.runs_kept, made.left_out) == (2, 1, {"the same as another run of the line": 1})


# Faults


def test_all_cells_that_cannot_be_read_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as error:
        read(tmp_path, "站点,1,2\nA,6:00,abc\nB,26:99,7:20\nC,5:00,7:40\nD,5:50,7:50\n")
    rows = [(fault.row, fault.column, fault.value) for fault in error.value.faults]
    assert (2, "2", "abc") in rows and (3, "1", "26:99") in rows and (4, "1", "05:00") in rows


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "no timetable"),
        ("站点,备注\nA,x\nB,y\n", "columns of times beside the stops"),
        ("站点,分钟,首班\nA,0,6:00\nB,,\n", "minutes at the last stop"),
        ("站点,分钟,首班\nA,0,6:00\nB,20,\nC,10,\n", "minutes count from the first stop"),
        ("站点,分钟,首班\nA,0,早班\nB,20,\n", 'column 首班: found "早班"'),
        ("站点,分钟,首班,末班,间隔\nA,0,6:00,8:00,滚动\nB,20,,,\n", "minutes between two buses"),
        ("站点,分钟,首班,末班,间隔\nA,0,6:00,8:00,0\nB,20,,,\n", "minutes between two buses"),
        ("站点,分钟,首班\nA,0,6:00\nB,10,7:00\n", "6:00 as in row 2"),
        ("站点,分钟,首班\nA,0,6:00\n", "at least two stops"),
        ("站点,经度,纬度,1\nA,36,115,6:00\nB,115.1,36,6:20\n", "degrees of longitude and latitude"),
        ("站点,1,2\nA,8:00,9:00\nB,21:10,9:10\nC,8:20,9:20\n", r'row 4, column 1: found "08:20"'),
        ("线路,备注\n1路,x\n", "stops with minutes"),
        ("线路,起点,终点,全程时间,首班\n1路,A,B,,6:00\n", "minutes for the whole way"),
        ("线路,起点,终点,全程时间,首班\n1路,A,A,30,6:00\n", "at least two stops"),
    ],
)
def test_what_is_wrong_is_told_in_the_users_terms(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read(tmp_path, text)


def test_columns_and_rows_that_are_not_understood_are_noted(tmp_path: Path) -> None:
    made = read(tmp_path, "站点,1,司机\nA,6:00,张三\nB,6:20,张三\n,,合计\n")
    assert made.notes.totals("left_out") == {"column that is not understood": 1, "row without a stop": 1}


# Times as typed


@given(st.integers(0, 48 * 60 - 1))
def test_every_usual_way_of_writing_a_time_is_read_as_the_same(minutes: int) -> None:
    hours, rest = divmod(minutes, 60)
    for text in (
        f"{hours}:{rest:02}",
        f"{hours:02}:{rest:02}:00",
        f"{hours}：{rest:02}",
        f"{hours}点{rest:02}分",
        f"{hours:02}{rest:02}",
    ):
        assert time_of(text) == 60 * minutes


@pytest.mark.parametrize(
    ("text", "time_s"),
    [("下午2:30", 52_200), ("2:30 PM", 52_200), ("12:10 am", 600), ("中午12:10", None), ("次日0:10", 87_000),
     ("8时", 28_800), ("*7:30", 27_000), ("1900-01-01 00:30", 88_200), ("1899-12-31 07:30", 27_000), ("7.3", None),
     ("99:00", None)],
)  # fmt: skip
def test_unusual_ways_of_writing_a_time(text: str, time_s: int | None) -> None:
    assert time_of(text) == time_s


def test_an_arrival_and_a_departure_in_one_cell() -> None:
    assert times_of("7:30~7:35") == (27_000, 27_300)
    assert times_of("7:35/7:30") is None
    assert passes(" ↓ ") and not passes("7:30")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([MINUTES, GRID]),
    st.lists(
        st.tuples(
            st.integers(0, 9),
            st.integers(0, 5),
            st.sampled_from(["", "x", "站点", "6:00", "-1", "1e99", "班次", "线路"]),
        ),
        max_size=5,
    ),
)
def test_damaged_cells_never_crash_an_import(tmp_path: Path, text: str, damage: list[tuple[int, int, str]]) -> None:
    rows = [line.split(",") for line in text.splitlines()]
    for row, column, cell in damage:
        rows[row % len(rows)][column % len(rows[0])] = cell
    try:
        made = read(tmp_path, "\n".join(",".join(cells) for cells in rows))
    except RoadpostError as error:
        assert str(error)
    else:
        assert made.runs_in == made.runs_kept + sum(made.left_out.values())
        write_part(made.part, made.notes, tmp_path / "out")
