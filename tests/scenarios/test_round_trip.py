"""What is written is read again as it was: for any scenario that keeps the rules of the files."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import (
    Call,
    Consignment,
    Goods,
    Link,
    Place,
    PlaceKind,
    Run,
    Scenario,
    Settings,
    Strategy,
    VanType,
    digest,
    read_scenario,
    write_scenario,
)
from scenarios.generate import tiny_scenario
from scenarios.rows import rows_as_written

TEXT = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=8).filter(
    lambda text: text[:1] not in "=+@"
)
TIME = st.integers(0, 86_400)
LATER = st.integers(86_401, 172_800)
SHARE = st.integers(0, 100)
MONEY = st.integers(0, 10_000_000_000)
RATE = st.integers(0, 10_000_000)
SIZE = st.integers(1, 900_000)
MAYBE = st.none() | st.integers(1, 3_000)
DATES = st.frozensets(st.dates(datetime.date(1000, 1, 1)), max_size=3)
DAYS = st.frozensets(st.integers(1, 7))
DEGREES = st.floats(-80, 80, allow_nan=False).map(lambda value: value if abs(value) > 1e-9 else 0.0)
HUB = Place("hub", "Hub", PlaceKind.HUB, 115.7, 36.2)


@st.composite
def places(draw: st.DrawFn) -> Place:
    gap = draw(st.booleans())
    return Place(
        id="v", name=draw(TEXT.filter(bool)), kind=PlaceKind.VILLAGE, lon=draw(DEGREES), lat=draw(DEGREES),
        town=draw(TEXT), opens_s=draw(st.integers(0, 40_000)), closes_s=draw(LATER),
        gap_from_s=draw(st.integers(40_001, 50_000)) if gap else None,
        gap_to_s=draw(st.integers(50_001, 60_000)) if gap else None,
        storage_parcels=draw(MAYBE), sort_s_per_parcel=draw(MAYBE), cold_store=draw(st.booleans()), source=draw(TEXT),
    )  # fmt: skip


@st.composite
def links(draw: st.DrawFn) -> Link:
    road_class = draw(st.sampled_from(["county", "town", "village", "measured"]))
    duration = st.integers(1, 80_000_000)
    return Link(
        "hub", "v", draw(st.integers(0, 900_000)), road_class, draw(st.booleans()),
        draw(duration if road_class == "measured" else st.none() | duration), draw(MAYBE), draw(TEXT),
    )  # fmt: skip


@st.composite
def runs(draw: st.DrawFn) -> Run:
    times = sorted(draw(st.lists(st.integers(0, 172_800), min_size=4, max_size=4)))
    flags = draw(st.lists(st.booleans(), min_size=4, max_size=4))
    calls = (
        Call("hub", times[0], times[1], flags[0], flags[1], draw(MAYBE)),
        Call("v", times[2], times[3], flags[2], flags[3], draw(MAYBE)),
    )
    return Run(
        id="r", line=draw(TEXT.filter(bool)), block=draw(TEXT), calls=calls, hold_ml=draw(SIZE), hold_g=draw(SIZE),
        hold_pieces=draw(MAYBE), haircut_pct=draw(st.integers(0, 99)),
        goods=draw(st.frozensets(st.sampled_from([goods for goods in Goods if goods is not Goods.BARRED]))),
        dwell_budget_s=draw(TIME), fee_urmb=draw(st.integers(0, 10**10)), operator=draw(TEXT), direction=draw(TEXT),
        shared=draw(st.booleans()), weekdays=draw(DAYS), dates=draw(DATES), except_dates=draw(DATES), source=draw(TEXT),
    )  # fmt: skip


@st.composite
def vans(draw: st.DrawFn) -> VanType:
    return VanType(
        id="t", base="hub", number=draw(st.integers(1, 99)), capacity_ml=draw(st.integers(900_000, 10**8)),
        capacity_g=draw(st.integers(900_000, 10**8)), kind=draw(TEXT.filter(bool)), cold=True, fixed_urmb=draw(MONEY),
        trip_urmb=draw(MONEY), urmb_per_m=draw(RATE), urmb_per_s=draw(st.integers(0, 2_777_777)),
        overtime_urmb_per_s=draw(st.integers(0, 2_777_777)), earliest_s=draw(TIME), latest_s=draw(LATER),
        shift_s=draw(TIME), max_overtime_s=draw(TIME), rest_after_s=draw(st.none() | TIME), rest_s=draw(TIME),
        range_m=draw(st.none() | st.integers(0, 10**7)), reload_s=draw(TIME), max_trips=draw(st.integers(1, 100)),
        speed_pct=draw(st.integers(1, 1000)), max_kmh=draw(st.none() | st.integers(1, 200)),
        gross_kg=draw(st.integers(0, 10**6)), co2_g_per_km=draw(st.integers(0, 10**6)),
    )  # fmt: skip


@st.composite
def consignments(draw: st.DrawFn) -> Consignment:
    parcel_g = draw(st.integers(1, 900_000))
    return Consignment(
        id="c", origin="hub", destination="v", brand=draw(TEXT.filter(bool)), parcels=draw(st.integers(1, 1000)),
        parcel_g=parcel_g, parcel_ml=draw(SIZE), ready_s=draw(TIME), due_s=draw(LATER), unserved_urmb=draw(MONEY),
        goods=draw(st.sampled_from(Goods)), heaviest_g=draw(st.integers(parcel_g, 900_000)),
        longest_cm=draw(st.integers(0, 10_000)),
    )  # fmt: skip


@st.composite
def all_settings(draw: st.DrawFn) -> Settings:
    seconds = st.integers(0, 86_400)
    return Settings(
        bus_fee_urmb=draw(MONEY), handling_urmb=draw(MONEY), sorting_urmb=draw(MONEY), commission_urmb=draw(MONEY),
        late_urmb_per_s=draw(st.none() | RATE), unserved_urmb=draw(MONEY), co2_urmb_per_kg=draw(MONEY),
        hub_cutoff_s=draw(seconds), station_cutoff_s=draw(seconds), village_cutoff_s=draw(seconds),
        transfer_min_s=draw(seconds), transfer_buffer_s=draw(seconds), transfer_fixed_s=draw(seconds),
        transfer_parcel_s=draw(seconds), bus_call_s=draw(seconds), bus_bag_s=draw(seconds),
        parcels_per_bag=draw(st.integers(1, 9999)), van_stop_s=draw(seconds), van_parcel_s=draw(seconds),
        bus_max_piece_g=draw(SIZE), bus_max_side_cm=draw(st.integers(1, 999)), cold_max_wait_s=draw(seconds),
        coverage_pct=draw(SHARE), hours_to_village_s=draw(st.integers(1, 864_000)),
        leave_unreachable=draw(st.booleans()),
        speeds_kmh=tuple((name, draw(st.integers(1, 130))) for name in ("county", "town", "village")),
    )  # fmt: skip


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    roads = draw(st.lists(links(), max_size=3))
    # Measured one-way links stand in a table of their own, and come after the others.
    roads.sort(key=lambda link: rows_as_written(of_links(link)).links[0][0])
    return Scenario(
        name=draw(TEXT.filter(bool)), service_date=draw(st.dates(datetime.date(1000, 1, 1))),
        strategy=draw(st.sampled_from(Strategy)), settings=draw(all_settings()), places=(HUB, draw(places())),
        links=(Link("hub", "v", 1, "village"), *roads), runs=tuple(draw(st.lists(runs(), max_size=1))),
        vans=(draw(vans()),), consignments=(draw(consignments()),), description=draw(st.text(max_size=30)),
    )  # fmt: skip


def of_links(*roads: Link) -> Scenario:
    day = datetime.date(2026, 3, 17)
    return Scenario("x", day, Strategy.SHARED, Settings(), (), roads, (), (), ())


def through_files(scenario: Scenario) -> Scenario:
    with tempfile.TemporaryDirectory() as folder:
        return read_scenario(write_scenario(scenario, Path(folder, "written")))


@settings(max_examples=30, deadline=None)
@given(scenarios())
def test_any_scenario_is_read_as_it_was_written(scenario: Scenario) -> None:
    again = through_files(scenario)
    assert again == scenario
    assert again.description == scenario.description
    assert digest(again) == digest(scenario)


@pytest.mark.parametrize("seed", range(25))
def test_generated_scenarios_are_read_as_they_were_written(seed: int) -> None:
    assert through_files(tiny_scenario(seed)) == tiny_scenario(seed)


@pytest.mark.parametrize("name", ["first", "shenxian-east", "shenxian"])
def test_the_examples_are_read_as_they_were_written(name: str) -> None:
    assert through_files(read_scenario(name)) == read_scenario(name)
