"""The commands that import bus runs, as a user gives them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cli
from networks.importers.part import read_part
from tests.networks.importers.gtfs.feeds import a_feed

TIMETABLE = "站点,1,2\n县客运站,6:00,8:00\n王镇,6:30,8:30\n"


def invoke(*words: object) -> Result:
    return CliRunner().invoke(cli.main, [str(word) for word in words])


@pytest.fixture
def timetable(tmp_path: Path) -> Path:
    path = tmp_path / "班次.csv"
    path.write_text(TIMETABLE, "gb18030")
    return path


def test_a_feed_is_told_as_json_and_written(tmp_path: Path) -> None:
    result = invoke("import", "gtfs", a_feed(tmp_path), "-o", tmp_path / "buses", "--date", "2026-03-04", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["count"]["runs kept"] == 2
    assert set(read_part(tmp_path / "buses").tables()) == {"places", "runs", "calls"}
    assert (tmp_path / "buses" / "notes.csv").is_file()


def test_a_date_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    result = invoke("import", "gtfs", a_feed(tmp_path), "-o", tmp_path / "buses", "--date", "tomorrow")
    assert (result.exit_code, "a date such as 2026-03-17, or busiest" in result.output) == (2, True)


def test_a_timetable_is_written_and_written_again(tmp_path: Path, timetable: Path) -> None:
    for _ in range(2):
        result = invoke("import", "timetable", timetable, "-o", tmp_path / "out")
        assert result.exit_code == 0, result.output
    runs = read_part(tmp_path / "out").runs
    assert runs is not None and list(runs["id"]) == ["班次 1", "班次 2"]


@pytest.mark.parametrize("command", ["gtfs", "timetable"])
def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path, timetable: Path, command: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", "utf-8")
    result = invoke("import", command, timetable, "-o", tmp_path / "mine")
    assert result.exit_code == 1 and "nothing was written" in result.output
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("command", ["gtfs", "timetable"])
def test_a_file_that_is_refused_leaves_nothing_behind(tmp_path: Path, command: str) -> None:
    (tmp_path / "junk.zip").write_bytes(bytes(range(256)) * 10)
    result = invoke("import", command, tmp_path / "junk.zip", "-o", tmp_path / "out")
    assert result.exit_code == 1 and "junk.zip" in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["junk.zip"]
