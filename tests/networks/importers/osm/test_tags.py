"""What a way's tags say to a van."""

from __future__ import annotations

import pytest

from networks.importers.osm.tags import Road, closes_road, road_of


def road(**tags: str) -> Road:
    found = road_of({key.replace("__", ":"): value for key, value in tags.items()})
    assert isinstance(found, Road), found
    return found


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"highway": "footway"}, "not for motor vehicles"),
        ({"highway": "busway"}, "not for motor vehicles"),
        ({"highway": "residential", "area": "yes"}, "not for motor vehicles"),
        ({"highway": "construction"}, "not built, or given up"),
        ({"highway": "residential", "access": "private"}, "closed to the public"),
        ({"highway": "residential", "access": "yes", "motor_vehicle": "no"}, "closed to the public"),
        ({"highway": "residential", "motor_vehicle": "yes", "goods": "no"}, "closed to the public"),
        ({"highway": "service", "service": "driveway"}, "driveways and parking aisles"),
        ({"highway": "track"}, "tracks of unknown or poor quality"),
        ({"highway": "track", "tracktype": "grade5"}, "tracks of unknown or poor quality"),
        ({"highway": "residential", "smoothness": "impassable"}, "too rough to drive"),
        ({"highway": "primary", "oneway": "reversible"}, "direction changes with the hour"),
    ],
)
def test_ways_that_no_van_uses_are_left_out_by_name(tags: dict[str, str], reason: str) -> None:
    assert road_of(tags) == reason


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "residential", "access": "no", "motor_vehicle": "destination"},
        {"highway": "residential", "access": "private", "goods": "delivery"},
        {"highway": "track", "tracktype": "grade2"},
        {"highway": "track", "motor_vehicle": "yes"},
        {"highway": "service"},
        {"highway": "service", "service": "alley"},
    ],
)
def test_the_most_particular_key_of_access_decides(tags: dict[str, str]) -> None:
    assert isinstance(road_of(tags), Road)


@pytest.mark.parametrize(
    ("tags", "kmh"),
    [
        ({"highway": "primary"}, None),
        ({"highway": "motorway"}, 90),
        ({"highway": "service"}, 15),
        ({"highway": "primary", "maxspeed": "60"}, 54),
        ({"highway": "primary", "maxspeed": "40 mph"}, 0.9 * 64.37376),
        ({"highway": "primary", "maxspeed": "80", "maxspeed:backward": "40"}, 36),
        ({"highway": "primary", "maxspeed": "CN:rural"}, None),
        ({"highway": "primary", "maxspeed": "none"}, None),
        ({"highway": "primary", "surface": "gravel"}, 40),
        ({"highway": "residential", "surface": "gravel"}, None),
        ({"highway": "residential", "surface": "dirt;grass"}, None),
        ({"highway": "residential", "surface": "mud"}, 10),
        ({"highway": "primary", "maxspeed": "80", "surface": "concrete:plates"}, 72),
        ({"highway": "primary", "maxspeed": "80", "surface": "dirt"}, 25),
        ({"highway": "track", "tracktype": "grade1"}, 15),
        ({"highway": "tertiary", "smoothness": "very_bad"}, 20),
    ],
)
def test_the_speed_is_the_signed_one_or_the_class_and_no_more_than_the_surface_allows(
    tags: dict[str, str], kmh: float | None
) -> None:
    found = road_of(tags)
    assert isinstance(found, Road)
    assert found.kmh == pytest.approx(kmh) if kmh else found.kmh is None


def test_a_speed_that_is_none_is_passed_over_and_told() -> None:
    found = road(highway="primary", maxspeed="slow", maxweight="heavy")
    assert (found.kmh, found.max_gross_kg) == (None, None)
    assert found.unread == ("maxspeed=slow", "maxweight=heavy")


@pytest.mark.parametrize(
    ("tags", "kg"),
    [
        ({"maxweight": "3.5"}, 3_500),
        ({"maxweight": "7.5 t"}, 7_500),
        ({"maxweight": "7,5T"}, 7_500),
        ({"maxweight": "2000 kg"}, 2_000),
        ({"maxweight": "10 st"}, 9_071),
        ({"maxweight": "8000 lbs"}, 3_628),
        ({"hgv": "no"}, 3_500),
        ({"hgv": "no", "maxweight": "2"}, 2_000),
        ({"maxweight": "none"}, None),
        ({}, None),
    ],
)
def test_weight_limits_are_read_in_their_units_and_rounded_down(tags: dict[str, str], kg: int | None) -> None:
    assert road(highway="tertiary", **tags).max_gross_kg == kg


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({}, 0),
        ({"oneway": "yes"}, 1),
        ({"oneway": "-1"}, -1),
        ({"junction": "roundabout"}, 1),
        ({"junction": "roundabout", "oneway": "no"}, 0),
        ({"oneway": "alternating"}, 0),
    ],
)
def test_one_way_roads_know_their_direction(tags: dict[str, str], direction: int) -> None:
    assert road(highway="residential", **tags).direction == direction


def test_a_motorway_is_one_way_without_saying_so() -> None:
    assert road(highway="motorway").direction == 1


@pytest.mark.parametrize(
    ("ref", "road_class"),
    [("G341", "county"), ("X012", "county"), ("Y304;Y305", "town"), ("C045", "village"), ("A123", "town")],
)
def test_a_chinese_road_number_tells_the_class(ref: str, road_class: str) -> None:
    assert road(highway="tertiary", ref=ref).road_class == road_class


@pytest.mark.parametrize(
    ("tags", "closed"),
    [
        ({"barrier": "bollard"}, True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "access": "private"}, True),
        ({"barrier": "toll_booth"}, False),
    ],
)
def test_a_barrier_closes_a_road_unless_it_says_that_it_opens(tags: dict[str, str], closed: bool) -> None:
    assert closes_road(tags) is closed
