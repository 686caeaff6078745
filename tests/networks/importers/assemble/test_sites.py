"""Places made up for roads and a timetable: by a rule that can be foretold, and by a seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from networks.importers.assemble import SiteOptions, make_sites
from networks.importers.faults import SourceError
from networks.importers.notes import Notes
from networks.importers.part import Part
from networks.importers.roads import places_of
from scenarios.types import Place, PlaceKind
from tests.networks.importers.assemble.parts import places_part, roads_part, timetable_part

NEAR = SiteOptions(villages=2, stations=1, apart_m=500.0, stations_apart_m=1_000.0, at_stops=0.5)


def sites(
    options: SiteOptions = NEAR, parts: Sequence[Part] | None = None
) -> tuple[dict[PlaceKind, list[Place]], Notes]:
    part, notes = make_sites(parts or (roads_part(), timetable_part()), options)
    by_kind: dict[PlaceKind, list[Place]] = {kind: [] for kind in PlaceKind}
    for place in places_of(part):
        by_kind[place.kind].append(place)
    return by_kind, notes


def ids(places: Sequence[Place]) -> list[str]:
    return [place.id for place in places]


def test_the_hub_is_the_stop_where_most_runs_call_and_stations_the_next_far_enough_away() -> None:
    # s0, s1 and s2 have three runs, s3 two; s1 is 901 m from s0, s2 is 1,802 m.
    found, notes = sites()
    assert ids(found[PlaceKind.HUB]) == ["s0"]
    assert ids(found[PlaceKind.STATION]) == ["s2"]
    assert notes.totals("guess")["hub made up"] == 1


def test_villages_lie_at_stops_and_at_ends_of_roads_away_from_everything_else() -> None:
    found, notes = sites()
    at_stop, at_end = found[PlaceKind.VILLAGE]
    assert at_stop.id in ("s1", "s3")
    # j0 and j3 are ends too, but the hub and a stop that may be a village lie there.
    assert at_end.id in ("v-j4", "v-j3")
    assert at_stop.town in ("Stop 0", "Stop 2")
    assert notes.totals("guess")["village made up at a bus stop"] == 1
    assert all("made up, seed 0" in place.source for place in (at_stop, at_end))


def test_the_same_seed_gives_the_same_places_and_some_other_seed_gives_others() -> None:
    assert sites()[0] == sites()[0]
    assert len({tuple(ids(sites(replace(NEAR, seed=seed))[0][PlaceKind.VILLAGE])) for seed in range(8)}) > 1


def test_hub_and_stations_may_be_named() -> None:
    found, _ = sites(replace(NEAR, hub="s3", station_ids=("s1",)))
    assert (ids(found[PlaceKind.HUB]), ids(found[PlaceKind.STATION])) == (["s3"], ["s1"])


def test_a_name_that_no_stop_has_is_refused_with_the_busiest_stops() -> None:
    with pytest.raises(SourceError) as caught:
        sites(replace(NEAR, hub="x", station_ids=("y",)))
    assert [fault.value for fault in caught.value.faults] == ["x", "y"]
    assert "s0 (Stop 0)" in str(caught.value)


def test_when_there_are_too_few_stops_and_ends_there_are_fewer_villages_and_it_is_told() -> None:
    found, notes = sites(replace(NEAR, villages=50))
    assert len(found[PlaceKind.VILLAGE]) == 3
    assert notes.totals("warning") == {"fewer villages than asked for": 47}


def test_villages_keep_their_distance_from_stops() -> None:
    found, _ = sites(replace(NEAR, villages=50, within_m=500.0))
    assert "v-j4" not in ids(found[PlaceKind.VILLAGE])


def test_roads_and_stops_must_be_there_and_meet() -> None:
    with pytest.raises(SourceError, match="no roads"):
        sites(parts=[timetable_part()])
    with pytest.raises(SourceError, match="runs and calls too"):
        sites(parts=[roads_part(), places_part()])
    elsewhere = timetable_part()
    assert elsewhere.places is not None
    elsewhere.places["lat"] = "36.9"
    with pytest.raises(SourceError, match="of one county"):
        sites(parts=[roads_part(), elsewhere])
