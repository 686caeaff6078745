"""The size of the handmade county."""

import dataclasses

from reports.counts import count
from reports.inventory import inventory, one_line
from reports.terminal import show
from scenarios import Scenario


def test_everything_is_counted(county: Scenario) -> None:
    counts = count(county)
    assert counts.places == {"hub": 1, "station": 1, "village": 5, "stop": 0, "junction": 0}
    assert (counts.villages_with_parcels, counts.villages_on_a_line) == (4, 4)
    assert counts.road_m == {"county": 19_000, "village": 7_500, "town": 5_000}
    assert (counts.lines, counts.runs, counts.runs_today, counts.buses) == (4, 4, 4, 3)
    assert counts.hold_ml == (50_000, 150_000, 400_000)
    assert counts.vans == {"e-van": 2, "e-trike": 1}
    assert (counts.consignments, counts.parcels, counts.parcels_g, counts.parcels_ml) == (5, 32, 32_000, 320_000)
    assert counts.parcels_by_brand == {"post": 23, "express": 9}
    assert counts.parcels_by_goods == {"ordinary": 32}
    assert counts.parcels_by_direction == {"inbound": 30, "outbound": 2}
    assert counts.parcels_by_wave == {"07:00": 30}


def test_runs_of_another_day_or_without_cargo_do_not_count_as_todays(county: Scenario) -> None:
    first, second, *rest = county.runs
    runs = (
        dataclasses.replace(first, shared=False),
        dataclasses.replace(second, except_dates=frozenset({county.service_date})),
        *rest,
    )
    counts = count(dataclasses.replace(county, runs=runs))
    assert (counts.runs, counts.runs_today, counts.buses, counts.villages_on_a_line) == (4, 2, 2, 2)


def test_parcels_from_village_to_village_and_between_centres(county: Scenario) -> None:
    k1, k2, *_ = county.consignments
    items = (dataclasses.replace(k1, origin="b"), dataclasses.replace(k2, destination="town"))
    counts = count(dataclasses.replace(county, consignments=items))
    assert counts.parcels_by_direction == {"between villages": 10, "between centres": 5}


def test_many_ready_times_are_shown_by_the_hour(county: Scenario) -> None:
    one = county.consignments[0]
    items = tuple(dataclasses.replace(one, id=f"c{n}", ready_s=6 * 3600 + 600 * n) for n in range(12))
    counts = count(dataclasses.replace(county, consignments=items))
    assert counts.parcels_by_wave == {"06:00-07:00": 60, "07:00-08:00": 60}


def test_a_county_without_buses_and_vans_can_be_shown(county: Scenario) -> None:
    bare = dataclasses.replace(county, runs=(), vans=())
    show(*inventory(count(bare), 0))
    assert count(bare).hold_ml == (0, 0, 0)


def test_one_line_counts_in_words(county: Scenario) -> None:
    assert one_line(count(county)) == (
        "5 villages, 1 town, 4 lines with 4 runs, 3 vans, 32 parcels in 5 consignments"
    )
