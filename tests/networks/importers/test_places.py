"""Tables of places as people have them: headings, kinds and coordinates of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from networks.importers.coordinates import from_wgs84
from networks.importers.faults import SourceError
from networks.importers.notes import Notes
from networks.importers.part import write_part
from networks.importers.places import import_places, read_places
from networks.importers.roads import places_of
from scenarios.types import Place, PlaceKind


def table(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def read(path: Path, text: str, system: str = "wgs84", encoding: str = "utf-8") -> tuple[tuple[Place, ...], Notes]:
    part, notes = import_places(table(path / "places.csv", text, encoding), system)
    return places_of(part), notes


def faults(path: Path, text: str) -> list[str]:
    with pytest.raises(SourceError) as caught:
        read(path, text)
    return str(caught.value).splitlines()


def test_chinese_headings_and_kinds_are_understood_in_gb18030(tmp_path: Path) -> None:
    text = "编号,名称,类型,经度,纬度,乡镇\n1,莘县共配中心,县级共配中心,115.66,36.23,\nv1,张庄,村,115.70,36.25,张鲁镇\n"
    places, notes = read(tmp_path, text, encoding="gb18030")
    assert [(place.id, place.name, place.kind, place.town) for place in places] == [
        ("1", "莘县共配中心", PlaceKind.HUB, ""),
        ("v1", "张庄", PlaceKind.VILLAGE, "张鲁镇"),
    ]
    assert notes.totals("guess") == {}


def test_ids_and_kinds_that_are_not_there_are_guessed_and_told(tmp_path: Path) -> None:
    places, notes = read(tmp_path, "name,lng,lat\nA,115.1,36.1\nB,115.2,36.2\n")
    assert [(place.id, place.kind) for place in places] == [("p1", PlaceKind.VILLAGE), ("p2", PlaceKind.VILLAGE)]
    assert notes.total("guess") == 4
    assert [note.row for note in notes.listed() if note.kind == "guess"] == [2, 2, 3, 3]


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
def test_positions_of_chinese_maps_become_wgs84(tmp_path: Path, system: str) -> None:
    lon, lat = from_wgs84(115.98, 36.456, system)
    places, notes = read(tmp_path, f"name,lon,lat\nA,{lon},{lat}\n", system)
    assert (places[0].lon, places[0].lat) == pytest.approx((115.98, 36.456), abs=1e-6)
    assert notes.totals("count")[f"places moved from {system} to wgs84"] == 1


def test_a_place_outside_china_is_not_moved_and_told(tmp_path: Path) -> None:
    places, notes = read(tmp_path, "name,lon,lat\nMiddlebury,-73.1674,44.0138\n", "gcj02")
    assert (places[0].lon, places[0].lat) == (-73.1674, 44.0138)
    assert notes.totals("warning") == {"place outside China, where gcj02 is not used": 1}


def test_other_columns_are_those_of_places_csv(tmp_path: Path) -> None:
    text = "id,name,kind,lon,lat,opens,closes,存放能力\ns,S,station,115,36,06:00,20:00,400\n"
    (place,), _ = read(tmp_path, text)
    assert (place.opens_s, place.closes_s, place.storage_parcels) == (6 * 3600, 20 * 3600, 400)


def test_all_faults_are_told_at_once_in_the_tables_own_words(tmp_path: Path) -> None:
    text = "编号,名称,类型,经度,纬度,opens\n1,A,邮局,115,36,\n1,B,村,36.2,115.3,8am\n2,,村,abc,36,\n"
    found = faults(tmp_path, text)
    assert [line.split(": found")[0] for line in found] == [
        "places.csv, row 2, column 类型",
        "places.csv, row 3, column 编号",
        "places.csv, row 3, column 纬度",
        "places.csv, row 3, column opens",
        "places.csv, row 4, column 经度",
        "places.csv, row 4, column 名称",
    ]
    assert "row 2 has it too" in found[1]
    assert "in each other's column" in found[2]


@pytest.mark.parametrize("text", ["name,lon\nA,1\n", "a,b,c\n1,2,3\n"])
def test_a_table_without_positions_is_refused(tmp_path: Path, text: str) -> None:
    assert any("a column lat" in line for line in faults(tmp_path, text))


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    assert "expected at least one place" in faults(tmp_path, "name,lon,lat\n")[0]


def test_places_are_read_from_an_import_without_its_junctions(tmp_path: Path) -> None:
    part, notes = import_places(
        table(tmp_path / "p.csv", "id,name,kind,lon,lat\nj,J,路口,115,36\nv,V,村,115.1,36\n"), "wgs84"
    )
    write_part(part, notes, tmp_path / "part")
    assert [place.id for place in read_places(tmp_path / "part")] == ["v"]
