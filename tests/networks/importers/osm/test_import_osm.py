"""From an extract's file to a part: formats, areas, settlements, places, and files that are none."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import osmium
import pytest

from networks.importers.faults import SourceError
from networks.importers.osm import OsmOptions, import_osm, parse_box
from networks.importers.osm import extract as extract_module
from networks.importers.osm import source as source_module
from networks.importers.osm.extract import read_extract
from networks.importers.part import read_part, write_part
from networks.importers.roads import links_of, places_of, roads_of
from scenarios.types import Place, PlaceKind
from tests.networks.importers.osm.extracts import EAST_M, LAT, LON, NORTH_M, Node, Way, osm_text, write_osm

NODES: dict[int, Node] = {
    1: (0.0, 0.0),
    2: (1_000.0, 0.0),
    3: (1_000.0, 1_000.0),
    4: (2_000.0, 0.0),
    5: (400.0, 40.0, {"place": "village", "name": "张庄"}),
    6: (5_000.0, 5_000.0),
    7: (5_100.0, 5_000.0),
}
WAYS: dict[int, Way] = {
    10: ([1, 2, 4], {"highway": "secondary", "name": "X012 road"}),
    11: ([2, 3], {"highway": "residential", "maxweight": "3.5", "surface": "sand"}),
    12: ([6, 7], {"highway": "residential", "name": "Far Lane"}),
    13: ([3, 4], {"highway": "footway"}),
}


def write(path: Path, text: str) -> Path:
    """Write a text in the format that the name says."""
    plain = path.with_name("plain.osm")
    plain.write_text(text, encoding="utf-8")
    if path.name.endswith(".gz"):
        path.write_bytes(gzip.compress(plain.read_bytes()))
    elif path.name.endswith(".bz2"):
        path.write_bytes(bz2.compress(plain.read_bytes()))
    elif path.name.endswith(".pbf"):
        with osmium.SimpleWriter(str(path)) as writer:
            for item in osmium.FileProcessor(str(plain)):
                writer.add(item)
    else:
        plain.rename(path)
    return path


@pytest.mark.parametrize("name", ["x.osm", "x.osm.gz", "x.osm.bz2", "x.osm.pbf"])
def test_every_format_gives_the_same_roads(tmp_path: Path, name: str) -> None:
    part, notes = import_osm(write(tmp_path / name, osm_text(NODES, WAYS)))
    links = {(link.from_place, link.to_place): link for link in links_of(part)}
    assert set(links) == {("n1", "n2"), ("n2", "n4"), ("n2", "n3")}
    assert links["n1", "n2"].length_m in (1_000, 1_001)
    assert links["n1", "n2"].road_class == "county" and links["n1", "n2"].duration_ms is None
    side = links["n2", "n3"]
    assert (side.road_class, side.max_gross_kg) == ("village", 3_500)
    assert side.duration_ms == pytest.approx(360_000, rel=1e-3)  # a km of sand at 10 km/h
    assert side.source == "OpenStreetMap way 11"
    assert notes.totals("left_out") == {
        "not for motor vehicles": 1,
        "island: no road joins it to the others": 1,
        "settlements": 1,
    }
    assert "Far Lane" in "".join(note.detail for note in notes.listed())


def test_the_format_is_told_by_the_content_not_by_the_name(tmp_path: Path) -> None:
    write(tmp_path / "x.osm.gz", osm_text(NODES, WAYS)).rename(tmp_path / "x.osm")
    assert len(links_of(import_osm(tmp_path / "x.osm")[0])) == 3


def test_ways_may_stand_before_nodes(tmp_path: Path) -> None:
    before = import_osm(write_osm(tmp_path / "a.osm", NODES, WAYS))[0]
    after = import_osm(write_osm(tmp_path / "b.osm", NODES, WAYS, ways_first=True))[0]
    assert links_of(before) == links_of(after)


def test_positions_may_stand_in_the_ways_themselves(tmp_path: Path) -> None:
    (tmp_path / "x.osm").write_text(
        '<osm version="0.6"><way id="1"><nd ref="1" lat="36.0" lon="115.0"/><nd ref="2" lat="36.01" lon="115.0"/>'
        '<tag k="highway" v="residential"/></way></osm>'
    )
    (link,) = links_of(import_osm(tmp_path / "x.osm")[0])
    assert link.length_m == pytest.approx(0.01 * NORTH_M, abs=1)


def test_files_of_an_editor_have_negative_numbers_and_deleted_things(tmp_path: Path) -> None:
    (tmp_path / "x.osm").write_text(
        "<osm version='0.6' generator='JOSM'><node id='-1' action='modify' lat='36.0' lon='115.0'/>"
        "<node id='-2' action='modify' lat='36.01' lon='115.0'/><node id='3' lat='36.02' lon='115.0' version='2'/>"
        "<way id='-4' action='modify'><nd ref='-1'/><nd ref='-2'/><tag k='highway' v='residential'/></way>"
        "<way id='5' version='3' visible='false'><nd ref='-2'/><nd ref='3'/><tag k='highway' v='primary'/></way></osm>"
    )
    (link,) = links_of(import_osm(tmp_path / "x.osm")[0])
    assert {link.from_place, link.to_place} == {"n-1", "n-2"}


def test_shapes_run_from_the_beginning_of_a_link_to_its_end(tmp_path: Path) -> None:
    part, _ = import_osm(write_osm(tmp_path / "x.osm", NODES, WAYS))
    at = {place.id: (place.lon, place.lat) for place in places_of(part)}
    for road in roads_of(part):
        for point, end in ((road.points[0], road.link.from_place), (road.points[-1], road.link.to_place)):
            assert point == pytest.approx(at[end], abs=2e-6)
    assert {road.name for road in roads_of(part)} == {"X012 road", ""}


def test_an_area_cuts_roads_at_its_edge(tmp_path: Path) -> None:
    path = write_osm(tmp_path / "x.osm", NODES, WAYS)
    east = LON + 1_500 / EAST_M
    part, notes = import_osm(path, OsmOptions(box=(LON - 0.01, LAT - 0.01, east, LAT + 0.02)))
    # Node 2 is no junction any more, but the class changes there.
    assert {(link.from_place, link.to_place) for link in links_of(part)} == {("n1", "n2"), ("n2", "n3")}
    assert notes.totals("warning") == {"roads cut off at the edge": 1}


def test_settlements_become_places_on_the_roads(tmp_path: Path) -> None:
    part, notes = import_osm(write_osm(tmp_path / "x.osm", NODES, WAYS), OsmOptions(settlements=True))
    places = {place.id: place for place in places_of(part)}
    assert (places["osm-5"].name, places["osm-5"].kind) == ("张庄", PlaceKind.VILLAGE)
    links = {frozenset((link.from_place, link.to_place)): link for link in links_of(part)}
    assert links[frozenset(("osm-5", "at-osm-5"))].length_m in (40, 41)
    assert links[frozenset(("n1", "at-osm-5"))].length_m == pytest.approx(400, abs=2)
    assert notes.totals("count")["places joined to roads"] == 1


def test_places_given_are_joined_and_far_ones_told(tmp_path: Path) -> None:
    near = Place("v1", "near", PlaceKind.VILLAGE, LON + 500 / EAST_M, LAT + 350 / NORTH_M)
    far = Place("v2", "far", PlaceKind.VILLAGE, LON, LAT + 3_000 / NORTH_M)
    part, notes = import_osm(write_osm(tmp_path / "x.osm", NODES, WAYS), OsmOptions(places=(near, far)))
    assert {"v1", "v2", "at-v1"} <= {place.id for place in places_of(part)}
    assert not any("v2" in (link.from_place, link.to_place) for link in links_of(part))
    warnings = {note.what: note.detail for note in notes.listed() if note.kind == "warning"}
    assert warnings["place more than 300 m from its road"].startswith("v1 (near): 350 m to X012 road")
    assert warnings["place without a road within 2,000 m"] == "v2 (far): the nearest is 2,236 m away"


def test_a_part_is_read_again_as_it_was_written(tmp_path: Path) -> None:
    part, notes = import_osm(write_osm(tmp_path / "x.osm", NODES, WAYS), OsmOptions(settlements=True))
    write_part(part, notes, tmp_path / "roads")
    again = read_part(tmp_path / "roads")
    assert roads_of(again) == roads_of(part)
    assert places_of(again) == places_of(part)


# Files that are no extracts.

WHOLE = osm_text(NODES, WAYS).encode()
ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
<osm version="0.6"><node id="1" lat="1" lon="1"><tag k="name" v="&b;"/></node></osm>"""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "an empty file"),
        (b"\x00\x01\x02 junk", "an OpenStreetMap extract"),
        (b"PK\x03\x04 a zip", "an OpenStreetMap extract"),
        (b"from,to,km\na,b,1\n", "an OpenStreetMap extract"),
        (b'{"version": 0.6, "elements": []}', "export it as raw OSM data"),
        (WHOLE[: len(WHOLE) // 2], "damaged data"),
        (gzip.compress(WHOLE)[:-20], "damaged data"),
        (bz2.compress(WHOLE)[:-20], "damaged data"),
        (b"\x1f\x8b" + b"junk" * 20, "damaged data"),
        (ENTITIES, "damaged data"),
        (b"<?xml version='1.0'?><html><body>busy</body></html>", "damaged data"),
        (WHOLE.replace(b'lat="36.0000000"', b'lat="999"', 1), "damaged data"),
        (b"<osm version='0.6'></osm>", "0 ways, none of them a road"),
        (osm_text(NODES, {1: ([1, 2], {"highway": "steps"})}).encode(), "1 ways, none of them a road"),
        (osm_text({}, WAYS).encode(), "roads without any node"),
        (b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\xff\xff\xff\x7f junk", "damaged data"),
    ],
    ids=[
        "empty", "junk", "zip", "table", "json", "cut", "cut gz", "cut bz2", "no gz", "entities", "page", "far off",
        "no ways", "no roads", "no nodes", "bad pbf",
    ],
)  # fmt: skip
def test_what_is_no_extract_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "x.osm"
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        import_osm(path)
    assert words in str(caught.value)
    assert str(caught.value).startswith("x.osm: ")


def test_a_file_cut_off_at_any_byte_is_refused_and_never_crashes(tmp_path: Path) -> None:
    path = tmp_path / "x.osm.pbf"
    content = write(path, osm_text(NODES, WAYS)).read_bytes()
    for end in range(0, len(content) - 1, max(1, len(content) // 40)):
        path.write_bytes(content[:end])
        with pytest.raises(SourceError):
            import_osm(path)


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="expected this file"):
        import_osm(tmp_path / "none.osm")


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.osm.gz"
    path.write_bytes(gzip.compress(b"<osm version='0.6'>" + b" " * 4_000_000))
    check = extract_module.check_packed
    monkeypatch.setattr(extract_module, "check_packed", lambda found: check(found, most_bytes=1 << 20))
    with pytest.raises(SourceError, match="at most 1 MB when unpacked"):
        read_extract(path)


def test_more_roads_than_memory_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "MOST_REFERENCES", 3)
    with pytest.raises(SourceError, match="name your county's area with --box"):
        read_extract(write_osm(tmp_path / "x.osm", NODES, WAYS))


def test_an_area_with_nothing_in_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="check the area"):
        read_extract(write_osm(tmp_path / "x.osm", NODES, WAYS), (10, 10, 11, 11))


@pytest.mark.parametrize("text", ["", "1,2,3", "a,b,c,d", "3,2,1,4", "1,4,2,3", "0,0,0,91", "nan,1,2,3"])
def test_an_area_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="degrees"):
        parse_box(text)
