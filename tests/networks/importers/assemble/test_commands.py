"""The commands that make roads, places and whole scenarios: what they print, refuse and leave behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cli
from networks.importers.notes import Notes
from networks.importers.part import write_part
from scenarios import read_scenario
from tests.networks.importers.assemble.parts import demand_part, places_part, roads_part, timetable_part
from tests.networks.importers.osm.extracts import write_osm


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, part in (
        ("roads", roads_part()), ("buses", timetable_part()), ("places", places_part()), ("demand", demand_part()),
    ):  # fmt: skip
        write_part(part, Notes(), name)
    write_osm(Path("x.osm"), {1: (0, 0), 2: (900, 0)}, {1: ([1, 2], {"highway": "secondary"})})


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.main, words)


def good(*words: str) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_an_extract_becomes_a_folder() -> None:
    text = good("import", "osm", "x.osm", "-o", "hills")
    assert "km of county roads" in text and "notes:" in text
    assert {path.name for path in Path("hills").iterdir()} == {"places.csv", "links.csv", "roads.geojson", "notes.csv"}


def test_places_are_joined_on_import_in_their_own_coordinates() -> None:
    Path("p.csv").write_text("name,lon,lat\nA,115.0111,36.0009\n")
    words = ("import", "osm", "x.osm", "-o", "hills", "--places", "p.csv", "--coordinates", "gcj02", "--json")
    found = json.loads(good(*words))
    assert found["count"]["places joined to roads"] == 1


def test_a_table_of_places_becomes_a_folder() -> None:
    Path("p.csv").write_text("名称,经度,纬度\n张庄,115.7,36.2\n", encoding="gb18030")
    assert "places of kind village" in good("import", "places", "p.csv", "-o", "mine")


@pytest.mark.parametrize("box", ["1,2,3", "3,2,1,4", "west"])
def test_a_wrong_area_is_wrong_usage(box: str) -> None:
    result = run("import", "osm", "x.osm", "-o", "hills", "--box", box)
    assert (result.exit_code, "--box" in result.stderr) == (2, True)
    assert not Path("hills").exists()


def test_what_cannot_be_read_is_told_and_nothing_is_written() -> None:
    Path("x.osm").write_bytes(b"\x00junk")
    result = run("import", "osm", "x.osm", "-o", "hills")
    assert result.exit_code == 1
    assert result.stderr.startswith("x.osm: found")
    assert not Path("hills").exists()


def test_a_folder_of_something_else_is_refused_before_the_work() -> None:
    Path("mine").mkdir()
    Path("mine", "letter.txt").write_text("dear")
    for words in (
        ("import", "osm", "none.osm", "-o", "mine"),
        ("import", "places", "none.csv", "-o", "mine"),
        ("scenario", "places", "none", "-o", "mine"),
        ("scenario", "assemble", "none", "-o", "mine"),
    ):
        result = run(*words)
        assert result.exit_code == 1
        assert "nothing was written" in result.stderr


def test_parts_become_a_scenario_that_validates() -> None:
    text = good("scenario", "assemble", "roads", "buses", "places", "demand", "-o", "county", "--strategy", "joint")
    assert "county is valid: 2 villages" in text
    assert "county is valid" in good("scenario", "validate", "county")
    assert read_scenario("county").strategy == "joint"


def test_a_scenario_that_is_there_is_not_written_over() -> None:
    words = ("scenario", "assemble", "roads", "buses", "places", "demand", "-o", "county")
    good(*words)
    before = Path("county", "links.csv").read_bytes()
    assert run(*words).exit_code == 1
    assert Path("county", "links.csv").read_bytes() == before


def test_made_up_places_come_from_the_seed() -> None:
    words = ("scenario", "places", "roads", "buses", "--villages", "2", "--stations", "1", "--within-km", "3")
    good(*words, "--seed", "1", "-o", "one")
    good(*words, "--seed", "1", "-o", "again")
    assert Path("one", "places.csv").read_bytes() == Path("again", "places.csv").read_bytes()
    text = good("scenario", "assemble", "roads", "buses", "one", "--demand", "thin", "-o", "county", "--name", "my own")
    assert "my own is valid" in text
