"""Parts: a folder of a scenario's tables, written whole or not at all, and read as it was written."""

from pathlib import Path

import pandas as pd
import pytest

from networks.importers.faults import SourceError
from networks.importers.notes import Note, Notes
from networks.importers.part import Part, PartWriteError, frame_of, read_notes, read_part, refuse_folder, write_part
from scenarios import ScenarioError
from scenarios.schema import BY_NAME

LINE = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "properties": {}}
GEOMETRY = {"type": "FeatureCollection", "features": [LINE]}


def roads() -> Part:
    places = [
        {"id": "a", "name": "村", "kind": "hub", "lon": 115.5, "lat": 36.0},
        {"id": "b", "name": "B", "kind": "junction", "lon": 115.6, "lat": 36.1, "opens": 8 * 3600},
    ]
    links = [{"from": "a", "to": "b", "km": 1_234, "road_class": "town", "oneway": True, "minutes": 90_000}]
    return Part(places=frame_of("places", places), links=frame_of("links", links), geometry=GEOMETRY)


def test_values_become_the_texts_of_a_table() -> None:
    (link,) = roads().tables()["links"].to_dict("records")
    assert link == {
        "from": "a", "to": "b", "km": "1.234", "road_class": "town", "oneway": "yes", "minutes": "1.5",
        "max_gross_kg": "", "source": "",
    }  # fmt: skip


def test_texts_stay_as_they_are() -> None:
    frame = frame_of("travel", [{"from": "a", "to": "b", "km": "1.50", "minutes": "2"}])
    assert frame.loc[0, "km"] == "1.50"


def test_a_column_that_a_table_has_not_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="links has no columns colour"):
        frame_of("links", [{"from": "a", "colour": "red"}])


def test_a_part_comes_back_as_it_was(tmp_path: Path) -> None:
    notes = [Note("guess", "x.osm", 3, "no speed", "way 7", 1), Note("count", "x.osm", None, "ways", "", 9)]
    write_part(roads(), notes, tmp_path / "new" / "roads")
    again = read_part(tmp_path / "new" / "roads")
    assert again.tables().keys() == roads().tables().keys()
    for name, frame in roads().tables().items():
        pd.testing.assert_frame_equal(again.tables()[name], frame)
    assert again.geometry == GEOMETRY
    assert read_notes(tmp_path / "new" / "roads") == tuple(notes)
    assert not list((tmp_path / "new").glob(".*"))


def test_blank_columns_are_not_written_and_excel_sees_the_encoding(tmp_path: Path) -> None:
    write_part(roads(), Notes(), tmp_path / "p")
    assert (tmp_path / "p" / "links.csv").read_bytes() == (
        b"\xef\xbb\xbffrom,to,km,road_class,oneway,minutes\na,b,1.234,town,yes,1.5\n"
    )


def test_an_import_that_is_there_is_replaced_whole(tmp_path: Path) -> None:
    write_part(roads(), Notes(), tmp_path)
    travel = frame_of("travel", [{"from": "a", "to": "b", "km": 1, "minutes": 1}])
    write_part(Part(travel=travel), Notes(), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"travel.csv", "notes.csv"}


@pytest.mark.parametrize("there", [["letter.txt"], ["scenario.toml", "places.csv", "notes.csv"], ["places.csv"]])
def test_a_folder_with_something_else_is_left_alone(tmp_path: Path, there: list[str]) -> None:
    for name in there:
        (tmp_path / name).write_text("mine")
    for refuse in (refuse_folder, lambda folder: write_part(roads(), Notes(), folder)):
        with pytest.raises(PartWriteError, match="something else than an import; nothing was written"):
            refuse(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(there)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(PartWriteError, match="is not a folder"):
        write_part(roads(), Notes(), tmp_path / "x")
    with pytest.raises(PartWriteError):
        write_part(roads(), Notes(), tmp_path / "x" / "y")


def test_all_faults_of_our_tables_are_found_before_anything_is_written(tmp_path: Path) -> None:
    bad = roads()
    bad.tables()["links"].loc[0, "km"] = "-1"
    bad.tables()["places"].loc[1, "lat"] = "99"
    with pytest.raises(ScenarioError) as caught:
        write_part(bad, Notes(), tmp_path / "p")
    assert [(fault.file, fault.row, fault.column) for fault in caught.value.faults] == [
        ("places.csv", 3, "lat"),
        ("links.csv", 2, "km"),
    ]
    assert not (tmp_path / "p").exists()


def test_if_writing_breaks_the_old_import_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_part(roads(), Notes(), tmp_path / "p")
    before = {path.name: path.read_bytes() for path in (tmp_path / "p").iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("scenarios.folders.swap", full)
    with pytest.raises(PartWriteError, match="No space left on device"):
        write_part(Part(travel=frame_of("travel", [])), Notes(), tmp_path / "p")
    assert {path.name: path.read_bytes() for path in (tmp_path / "p").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_reading_tells_what_is_missing_or_wrong(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="the folder of an import"):
        read_part(tmp_path / "no")
    with pytest.raises(SourceError, match="none of these tables"):
        read_part(tmp_path)
    (tmp_path / "links.csv").write_text("from,to,km,road_class\na,b,x,town\n")
    (tmp_path / "travel.csv").write_text("from,to,km\na,b,1\n")
    with pytest.raises(ScenarioError) as caught:
        read_part(tmp_path)
    assert [fault.file for fault in caught.value.faults] == [
        f"{tmp_path.name}/{name}.csv" for name in ("links", "travel")
    ]


@pytest.mark.parametrize("text", ["{", "[]", '{"type": "Feature"}', "[" * 100_000])
def test_shapes_that_are_no_geojson_are_refused(tmp_path: Path, text: str) -> None:
    write_part(roads(), Notes(), tmp_path)
    (tmp_path / "roads.geojson").write_text(text)
    with pytest.raises(SourceError, match="roads.geojson"):
        read_part(tmp_path)


def test_every_table_of_a_scenario_has_its_place_in_a_part() -> None:
    part = Part(**{name: frame_of(name, []) for name in BY_NAME})
    assert part.tables().keys() == BY_NAME.keys()
