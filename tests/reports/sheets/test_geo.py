"""The plan as GeoJSON, as RFC 7946 wants it."""

import json
from collections import Counter
from typing import Any

import pytest

from optimizer.plan import Plan
from reports.day import Report, report_of
from reports.sheets.geo import geojson_bytes
from scenarios import Scenario


@pytest.fixture(scope="module")
def content(rich: Report) -> dict[str, Any]:
    return json.loads(geojson_bytes(rich))


def features(content: dict[str, Any], layer: str) -> list[dict[str, Any]]:
    return [feature for feature in content["features"] if feature["properties"]["layer"] == layer]


def test_it_is_a_collection_of_points_and_lines(content: dict[str, Any]) -> None:
    assert content["type"] == "FeatureCollection"
    shapes = {(found["properties"]["layer"], found["geometry"]["type"]) for found in content["features"]}
    assert shapes == {("place", "Point"), ("segment", "LineString"), ("van_trip", "LineString")}


def test_lines_have_two_positions_or_more_each_longitude_first(county: Scenario, plan: Plan) -> None:
    made = json.loads(geojson_bytes(report_of(county, plan)))
    for feature in features(made, "segment") + features(made, "van_trip"):
        assert len(feature["geometry"]["coordinates"]) >= 2
        assert all(115 < lon < 116 and 36 < lat < 37 for lon, lat in feature["geometry"]["coordinates"])


def test_every_place_but_junctions_is_there_with_what_happens_to_it(content: dict[str, Any]) -> None:
    places = {feature["properties"]["id"]: feature["properties"] for feature in features(content, "place")}
    assert set(places) == set("HSTEABCDFGK")
    assert (places["F"]["mode"], places["F"]["parcels_in"]) == ("van", 32)
    assert places["F"]["arrivals"] == ["06:53:30", "12:12"]
    assert places["S"]["shelf_peak"] == 10


def test_every_segment_of_a_run_with_goods_tells_what_is_aboard(content: dict[str, Any]) -> None:
    found = [feature["properties"] for feature in features(content, "segment")]
    assert Counter(segment["id"] for segment in found) == {"r1": 3, "r2": 3, "r3": 2, "r5": 3, "r6": 3}
    first = next(segment for segment in found if segment["id"] == "r1" and segment["segment"] == 0)
    assert (first["from"], first["to"], first["parcels"], first["full_pct"]) == ("H", "A", 30, 75.0)


def test_every_trip_tells_its_stops_load_and_way(content: dict[str, Any]) -> None:
    trips = {feature["properties"]["id"]: feature["properties"] for feature in features(content, "van_trip")}
    assert set(trips) == {"van/1/1", "van/1/2", "cold/1/1", "trike/1/1"}
    assert (trips["van/1/2"]["stops"], trips["van/1/2"]["km"]) == (["H", "F", "H"], 18.5)


def test_a_line_follows_the_road(county: Scenario, plan: Plan) -> None:
    # `idle` apart, a bus goes from the hub to a, on the road between them; the trike drives town - d and back.
    made = json.loads(geojson_bytes(report_of(county, plan)))
    (trike,) = [found for found in features(made, "van_trip") if found["properties"]["van"] == "trike"]
    assert trike["geometry"]["coordinates"] == [[115.8, 36.2], [115.8, 36.3], [115.8, 36.2]]


def test_a_place_without_road_is_joined_by_a_straight_line(rich: Report, content: dict[str, Any]) -> None:
    # No road leads to B, where the runs of line 1 end.
    last = [found for found in features(content, "segment") if found["properties"]["to"] == "B"]
    assert last and all(len(found["geometry"]["coordinates"]) == 2 for found in last)


def test_the_same_report_gives_the_same_bytes(rich: Report) -> None:
    assert geojson_bytes(rich) == geojson_bytes(rich)
