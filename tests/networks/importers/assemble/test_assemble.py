"""Parts become one scenario that validates, and every guess on the way is noted."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from networks import build_network
from networks.importers.assemble import Assembled, AssembleOptions, assemble, write_assembled
from networks.importers.faults import SourceError
from networks.importers.notes import Notes
from networks.importers.part import Part, frame_of, write_part
from scenarios import ScenarioError, WriteError, read_with_warnings
from scenarios.types import PlaceKind, Strategy
from tests.networks.importers.assemble.parts import demand_part, places_part, roads_part, timetable_part

DAY = datetime.date(2026, 3, 17)
PARTS: dict[str, Callable[[], Part]] = {
    "roads": roads_part,
    "buses": timetable_part,
    "places": places_part,
    "demand": demand_part,
}


def folders(path: Path, *names: str, **changed: Part) -> list[Path]:
    """Write the parts named, all by default, and return their folders."""
    made = []
    for name in names or PARTS:
        made.append(write_part(changed.get(name) or PARTS[name](), Notes(), path / name))
    return made


def made(path: Path, *names: str, **options: object) -> Assembled:
    return assemble(folders(path, *names), replace(AssembleOptions("county"), **options))  # type: ignore[arg-type]


def test_stops_beside_places_become_those_places_and_the_runs_call_there(tmp_path: Path) -> None:
    scenario = made(tmp_path).scenario
    calls = {run.id: [call.place for call in run.calls] for run in scenario.runs}
    assert calls["out1"] == ["hub", "s1", "v1", "s3"]
    assert {place.id for place in scenario.places if place.kind is PlaceKind.STOP} == {"s1", "s3"}


def test_every_place_is_joined_to_the_nearest_road(tmp_path: Path) -> None:
    assembled = made(tmp_path)
    links = {frozenset((link.from_place, link.to_place)): link for link in assembled.scenario.links}
    assert links[frozenset(("v2", "j4"))].length_m in (332, 333, 334)
    assert links[frozenset(("hub", "j0"))].length_m == 56
    assert links[frozenset(("v1", "j2"))].length_m == 56
    network = build_network(assembled.scenario)
    hub, v2 = network.index["hub"], network.index["v2"]
    assert int(network.travel_m[0][hub, v2]) == pytest.approx(56 + 2 * 901 + 901 + 333, abs=2)


def test_the_day_is_the_one_on_which_most_runs_operate(tmp_path: Path) -> None:
    assembled = made(tmp_path)
    assert assembled.scenario.service_date == DAY
    assert "service day, the one on which most runs operate" in assembled.notes.totals("guess")
    day_after = DAY + datetime.timedelta(days=1)
    assert made(tmp_path, date=day_after).scenario.runs_today()[0].id == "out1"


def test_what_is_written_is_read_again_without_faults_or_oddities(tmp_path: Path) -> None:
    assembled = made(tmp_path)
    write_assembled(assembled, tmp_path / "county")
    again, odd = read_with_warnings(tmp_path / "county")
    assert again == assembled.scenario
    assert odd == ()
    geometry = json.loads((tmp_path / "county" / "roads.geojson").read_text("utf-8"))
    ends = [(one["properties"]["from"], one["properties"]["to"]) for one in geometry["features"]]
    assert ends == [(link.from_place, link.to_place) for link in again.links]
    assert (tmp_path / "county" / "notes.csv").is_file()


def test_a_folder_that_holds_something_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    (tmp_path / "county" / "mine.txt").write_text("x")
    with pytest.raises(WriteError, match="nothing was written"):
        write_assembled(made(tmp_path), tmp_path / "county")
    assert [path.name for path in (tmp_path / "county").iterdir()] == ["mine.txt"]


def test_notes_of_the_parts_are_taken_over(tmp_path: Path) -> None:
    paths = folders(tmp_path)
    notes = Notes()
    notes.guess("feed.zip", 7, "blank time", "filled in")
    write_part(roads_part(), notes, paths[0])
    assert "blank time" in assemble(paths, AssembleOptions("county")).notes.totals("guess")


def test_vans_are_made_up_where_there_are_none_and_only_there(tmp_path: Path) -> None:
    assembled = made(tmp_path)
    assert [(van.base, van.number) for van in assembled.scenario.vans] == [("hub", 2)]
    assert any("vans" in what for what in assembled.notes.totals("guess"))
    assert made(tmp_path, vans=7).scenario.vans[0].number == 7
    assert made(tmp_path, strategy=Strategy.BUS, unreachable="leave").scenario.vans == ()


def test_parcels_are_made_up_only_if_asked_for(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--demand thin"):
        made(tmp_path, "roads", "buses", "places")
    one = made(tmp_path, "roads", "buses", "places", demand="thin", seed=3).scenario
    again = made(tmp_path, "roads", "buses", "places", demand="thin", seed=3).scenario
    other = made(tmp_path, "roads", "buses", "places", demand="thin", seed=4).scenario
    assert one == again != other
    assert {item.destination for item in one.consignments} >= {"v1", "v2"}


def test_a_hub_must_be_there_or_be_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"--hub.*most runs call at s0 \(Stop 0\), s1"):
        made(tmp_path, "roads", "buses", demand="thin")
    with pytest.raises(SourceError, match="--hub.*sX"):
        made(tmp_path, "roads", "buses", hub="sX")


def test_a_later_source_describes_a_place_anew(tmp_path: Path) -> None:
    rows = [{"id": "s3", "name": "Station", "kind": "station", "lon": "115.03", "lat": "36.0002"}]
    paths = [*folders(tmp_path), write_part(Part(places=frame_of("places", rows)), Notes(), tmp_path / "mine")]
    places = {place.id: place for place in assemble(paths, AssembleOptions("county")).scenario.places}
    assert (places["s3"].kind, places["s3"].name) == (PlaceKind.STATION, "Station")


def test_tables_may_be_given_as_single_files(tmp_path: Path) -> None:
    paths = folders(tmp_path, "roads", "buses", "demand")
    table = tmp_path / "地点.csv"
    text = "编号,名称,类型,经度,纬度\nhub,H,县级共配中心,115.0,36.0005\nv1,A,村,115.02,35.9995\nv2,B,村,115.02,36.013\n"
    table.write_bytes(text.encode("gb18030"))
    vans = tmp_path / "vans.csv"
    vans.write_text("id,base,number,litres,kg\nt,hub,3,4000,800\n")
    scenario = assemble([*paths, table, vans], AssembleOptions("county")).scenario
    assert [(van.id, van.number) for van in scenario.vans] == [("t", 3)]
    assert {place.id for place in scenario.places if place.kind is PlaceKind.VILLAGE} == {"v1", "v2"}


def test_a_table_that_is_none_of_a_scenario_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "x.csv"
    table.write_text("a,b\n1,2\n")
    with pytest.raises(SourceError, match=r"x.csv, row 1.*found \"a, b\".*roadpost import"):
        assemble([table], AssembleOptions("county"))


def test_faults_of_all_sources_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        assemble([tmp_path / "no-folder", tmp_path / "no.csv"], AssembleOptions("county"))
    assert len(caught.value.faults) == 2


def test_runs_of_the_same_id_in_two_sources_are_refused(tmp_path: Path) -> None:
    paths = [*folders(tmp_path), write_part(timetable_part(), Notes(), tmp_path / "again")]
    with pytest.raises(SourceError) as caught:
        assemble(paths, AssembleOptions("county"))
    assert [(fault.row, fault.value) for fault in caught.value.faults] == [(2, "out1"), (3, "out2"), (4, "back")]
    assert "again/runs.csv" in caught.value.faults[0].file


def test_two_places_of_one_id_in_one_source_are_refused(tmp_path: Path) -> None:
    places = places_part()
    assert places.places is not None
    places.places.loc[2, "id"] = "v1"
    with pytest.raises(SourceError, match=r"places/places.csv, row 4, column id"):
        assemble(folders(tmp_path, places=places), AssembleOptions("county"))


def test_settings_of_a_scenario_that_is_a_source_are_not_taken_over_and_it_is_told(tmp_path: Path) -> None:
    paths = folders(tmp_path)
    (paths[0] / "scenario.toml").write_text('name = "x"\n')
    assembled = assemble(paths, AssembleOptions("county"))
    assert assembled.notes.totals("warning")["settings of a scenario, which are not taken over"] == 1


def test_what_does_not_fit_together_is_told_by_the_validator(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="v1"):
        made(tmp_path, "roads", "buses", "demand", hub="s0")


def test_a_village_without_a_road_is_a_fault_unless_its_parcels_may_stay(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="v2"):
        made(tmp_path, snap_m=100.0)
    assembled = made(tmp_path, snap_m=100.0, unreachable="leave")
    assert "place without a road within 100 m" in assembled.notes.totals("warning")


def test_measured_ways_do_without_roads(tmp_path: Path) -> None:
    ends = [(a, b) for a in ("hub", "v1", "v2") for b in ("hub", "v1", "v2") if a != b]
    travel = frame_of("travel", [{"from": a, "to": b, "km": "3", "minutes": "5"} for a, b in ends])
    paths = [*folders(tmp_path, "places", "demand"), write_part(Part(travel=travel), Notes(), tmp_path / "travel")]
    assembled = assemble(paths, AssembleOptions("county", date=DAY))
    assert assembled.geometry["features"] == []
    assert {link.length_m for link in assembled.scenario.links} == {3_000}


def test_two_stops_at_one_place_become_one_call(tmp_path: Path) -> None:
    assembled = made(tmp_path, same_place_m=1_000.0)
    runs = {run.id: run for run in assembled.scenario.runs}
    calls = {id_: [(call.place, call.arrive_s, call.depart_s) for call in run.calls] for id_, run in runs.items()}
    h = 3600
    assert calls["out1"] == [("hub", 8 * h, 8 * h + 600), ("v1", 8 * h + 1_200, 8 * h + 1_800)]


def test_with_no_places_at_all_there_is_nothing_to_assemble(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no places"):
        assemble(folders(tmp_path, "demand"), AssembleOptions("county"))
