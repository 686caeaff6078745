"""Writing a scenario's folder: what is written, and what is never lost."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from scenarios import Scenario, Settings, WriteError, read_scenario, write_scenario
from scenarios.write import scenario_texts
from tests.scenarios.folder import make


@pytest.fixture
def small(tmp_path: Path) -> Scenario:
    return read_scenario(make(tmp_path / "small"))


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_folder_is_made_with_those_above_it(small: Scenario, tmp_path: Path) -> None:
    folder = write_scenario(small, tmp_path / "a" / "b")
    assert folder == tmp_path / "a" / "b"
    assert read_scenario(folder) == small


def test_nothing_else_is_left_beside_it(small: Scenario, tmp_path: Path) -> None:
    write_scenario(small, tmp_path / "new" / "one")
    write_scenario(small, tmp_path / "new" / "one", overwrite=True)
    assert files(tmp_path / "new") == {"one"}


def test_tables_without_rows_are_left_out(small: Scenario, tmp_path: Path) -> None:
    folder = write_scenario(dataclasses.replace(small, runs=(), vans=()), tmp_path / "bare")
    assert files(folder) == {"scenario.toml", "places.csv", "links.csv", "consignments.csv"}


def test_columns_that_are_blank_throughout_are_left_out(small: Scenario) -> None:
    header = scenario_texts(small)["vans.csv"].splitlines()[0]
    assert header == "id,kind,base,number,litres,kg,fixed_rmb,km_rmb,hour_rmb,gross_kg"


def test_numbers_are_written_as_people_write_them(small: Scenario) -> None:
    texts = scenario_texts(small)
    assert texts["vans.csv"].splitlines()[1] == "van,e-van,hub,2,4500,900,320,0.28,7.2,2800"
    assert texts["links.csv"].splitlines()[1:3] == ["hub,town,10.5,county,,", "town,v1,5,town,12.5,"]
    assert (
        "late_rmb_per_hour = 0.5  # per parcel and hour after its due time"
        in texts["scenario.toml"].splitlines()
    )


def test_tables_open_in_a_spreadsheet_as_utf8(small: Scenario, tmp_path: Path) -> None:
    folder = write_scenario(small, tmp_path / "new")
    assert (folder / "places.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert (folder / "scenario.toml").read_bytes().startswith(b"name = ")


def test_an_empty_folder_is_filled(small: Scenario, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert read_scenario(write_scenario(small, tmp_path / "empty")) == small


def test_a_folder_that_is_not_empty_is_left_alone(small: Scenario, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="is not empty; nothing was written"):
        write_scenario(dataclasses.replace(small, name="other"), tmp_path / "small")
    assert read_scenario(tmp_path / "small") == small


def test_a_scenario_is_replaced_on_request_and_its_readme_stays(small: Scenario, tmp_path: Path) -> None:
    (tmp_path / "small" / "README.md").write_text("mine")
    (tmp_path / "small" / "old.csv").write_text("gone")
    other = dataclasses.replace(small, name="other", vans=())
    folder = write_scenario(other, tmp_path / "small", overwrite=True)
    assert read_scenario(folder) == other
    assert (folder / "README.md").read_text() == "mine"
    assert not files(folder) & {"old.csv", "vans.csv"}


def test_a_folder_of_other_things_is_never_replaced(small: Scenario, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "letter.txt").write_text("dear")
    with pytest.raises(WriteError, match="holds other files and no scenario.toml"):
        write_scenario(small, home, overwrite=True)
    make(home)
    (home / "photos").mkdir()
    with pytest.raises(WriteError, match="holds folders"):
        write_scenario(small, home, overwrite=True)
    assert (home / "letter.txt").exists()


def test_a_file_in_the_way_is_told(small: Scenario, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="is not a folder"):
        write_scenario(small, tmp_path / "file", overwrite=True)
    with pytest.raises(WriteError, match="cannot be written"):
        write_scenario(small, tmp_path / "file" / "below")


def test_the_old_scenario_comes_back_if_the_new_one_cannot_take_its_place(
    small: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise PermissionError(13, "held by another program")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(WriteError, match="held by another program"):
        write_scenario(dataclasses.replace(small, name="other"), tmp_path / "small", overwrite=True)
    assert read_scenario(tmp_path / "small") == small
    assert files(tmp_path) == {"small"}


BAD = [
    ("places", {"id": ""}, "places.csv, column id"),
    ("places", {"id": "x" * 65}, "places.csv, column id"),
    ("places", {"name": " padded "}, "places.csv, column name"),
    ("places", {"name": "=1+1"}, "places.csv, column name"),
    ("places", {"lon": float("nan")}, "places.csv, column lon"),
    ("links", {"length_m": -1}, "links.csv, column km"),
    ("vans", {"capacity_g": 0}, "vans.csv, column kg"),
    ("vans", {"urmb_per_m": 10**12}, "vans.csv, column km_rmb"),
    ("runs", {"haircut_pct": 101}, "runs.csv, column haircut_pct"),
    ("consignments", {"parcels": 0}, "consignments.csv, column parcels"),
    ("consignments", {"due_s": 200_000}, "consignments.csv, column due"),
]


@pytest.mark.parametrize(("table", "change", "where"), BAD)
def test_what_could_not_be_read_again_is_not_written(
    small: Scenario, tmp_path: Path, table: str, change: dict[str, Any], where: str
) -> None:
    first, *rest = getattr(small, table)
    broken = dataclasses.replace(small, **{table: (dataclasses.replace(first, **change), *rest)})
    with pytest.raises(WriteError, match=where):
        write_scenario(broken, tmp_path / "new")
    assert files(tmp_path) == {"small"}


@pytest.mark.parametrize(
    "settings",
    [
        Settings(bus_fee_urmb=-1),
        Settings(parcels_per_bag=0),
        Settings(coverage_pct=101),
        Settings(speeds_kmh=(("county", 45),)),
    ],
)
def test_settings_that_could_not_be_read_again_are_not_written(
    small: Scenario, tmp_path: Path, settings: Settings
) -> None:
    with pytest.raises(WriteError):
        write_scenario(dataclasses.replace(small, settings=settings), tmp_path / "new")
    assert files(tmp_path) == {"small"}


@pytest.mark.parametrize("name", ["", "two\nlines", "x" * 201])
def test_a_name_that_could_not_be_read_again_is_not_written(
    small: Scenario, tmp_path: Path, name: str
) -> None:
    with pytest.raises(WriteError, match="name"):
        write_scenario(dataclasses.replace(small, name=name), tmp_path / "new")
