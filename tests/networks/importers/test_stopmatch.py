"""Stops that are the user's places: by name within 1 km, else by distance."""

import pytest

from networks.importers.stopmatch import free_id, match_stops, same_name
from scenarios.types import Place, PlaceKind

KM = 1 / 111.0
VILLAGE = Place("v", "张庄村", PlaceKind.VILLAGE, 115.0, 36.0)
JUNCTION = Place("j", "Cross", PlaceKind.JUNCTION, 115.0, 36.0)


def matched(name: str, km: float, within_m: float = 150, places: tuple[Place, ...] = (JUNCTION, VILLAGE)) -> list[str]:
    found = match_stops([("s", name, 115.0, 36.0 + km * KM)], places, within_m)
    return [f"{match.place.id} {match.by}" for match in found.values()]


def test_a_near_stop_is_the_place_whatever_its_name() -> None:
    assert matched("Pole", 0.1) == ["v nearest"]
    assert matched("Pole", 0.2) == []
    assert matched("Pole", 0.1, within_m=0) == []


def test_a_stop_of_the_same_name_may_be_farther_off() -> None:
    assert matched("张庄 站", 0.9) == ["v same name"]
    assert matched("张庄 站", 1.1) == []


def test_the_name_counts_more_than_the_distance() -> None:
    other = Place("near", "李庄", PlaceKind.VILLAGE, 115.0, 36.0 + 0.5 * KM)
    assert matched("张庄", 0.5, places=(VILLAGE, other)) == ["v same name"]


def test_without_places_nothing_matches() -> None:
    assert matched("Pole", 0, places=(JUNCTION,)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("张庄村", "张庄站"), ("王镇客运站", "王镇"), ("MILL LANE Bus Station", "mill lane"), ("李庄（东）", "李庄东")],
)
def test_names_that_are_alike(one: str, other: str) -> None:
    assert same_name(one) == same_name(other)


@pytest.mark.parametrize(("one", "other"), [("张庄", "章庄"), ("东村", "西村"), ("王镇", "王庄")])
def test_names_that_are_not(one: str, other: str) -> None:
    assert same_name(one) != same_name(other)


def test_an_id_that_is_taken_becomes_another() -> None:
    assert free_id("a", {"a", "stop a"}) == "stop stop a"
    long = "x" * 64
    assert free_id(long, {long}) not in {long} and len(free_id(long, {long})) <= 64
