"""What the cells of a good scenario become, worked out by hand."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scenarios import (
    Call,
    Consignment,
    Goods,
    Link,
    Place,
    PlaceKind,
    Scenario,
    ScenarioError,
    Strategy,
    VanType,
    by_brand,
    digest,
    examples,
    find_folder,
    read_scenario,
    with_strategy,
)
from scenarios.faults import Fault
from scenarios.settings import ScenarioFile, Settings, to_sections, to_settings
from tests.scenarios.folder import TEXTS, make

H = 3600


@pytest.fixture
def small(tmp_path: Path) -> Scenario:
    return read_scenario(make(tmp_path / "small"))


def test_places_get_their_hours_in_seconds(small: Scenario) -> None:
    assert small.places[2] == Place(
        "v1", "Village 1", PlaceKind.VILLAGE, 115.85, 36.2, "Town", 8 * H, 19 * H, 12 * H, 13 * H + 1800
    )


def test_links_get_metres_and_milliseconds(small: Scenario) -> None:
    assert small.links == (
        Link("hub", "town", 10_500, "county"),
        Link("town", "v1", 5_000, "town", duration_ms=750_000),
        Link("v1", "v2", 4_000, "village", max_gross_kg=3_500),
    )


def test_calls_are_joined_to_their_run_in_order_of_seq(tmp_path: Path, small: Scenario) -> None:
    assert small.runs[0].calls == (
        Call("hub", 8 * H, 8 * H),
        Call("town", 8 * H + 1200, 8 * H + 1260, dwell_limit_s=60),
        Call("v1", 8 * H + 2400, 8 * H + 2400),
    )
    header, *rows = TEXTS["calls.csv"].splitlines()
    turned = "\n".join([header, *reversed(rows)])
    assert read_scenario(make(tmp_path / "turned", {"calls.csv": turned})) == small


def test_a_run_takes_the_fee_of_the_settings_unless_it_has_its_own(tmp_path: Path, small: Scenario) -> None:
    assert [run.fee_urmb for run in small.runs] == [250_000, 250_000]
    text = "id,line,hold_l,hold_kg,fee_rmb\nout,L1,800,150,0.1\nback,L1,800,150,\n"
    own = read_scenario(make(tmp_path / "own", {"runs.csv": text}))
    assert [run.fee_urmb for run in own.runs] == [100_000, 250_000]


@pytest.mark.parametrize(
    ("weekdays", "dates", "days"),
    [
        ("", "", {1, 2, 3, 4, 5, 6, 7}),
        ("", "2026-03-18", set()),
        ("none", "", set()),
        ("1 2 3", "2026-03-18", {1, 2, 3}),
        ("135", "", {1, 3, 5}),
        ("1、7", "2026/3/18", {1, 7}),
    ],
)
def test_blank_weekdays_mean_every_day_or_only_the_dates(
    tmp_path: Path, weekdays: str, dates: str, days: set[int]
) -> None:
    text = f"id,line,hold_l,hold_kg,weekdays,dates\nout,L1,8,1,{weekdays},{dates}\nback,L1,8,1,,\n"
    run = read_scenario(make(tmp_path, {"runs.csv": text, "vans.csv": TEXTS["vans.csv"]})).runs[0]
    assert run.weekdays == days
    assert run.dates == ({datetime.date(2026, 3, 18)} if dates else set())
    assert run.operates_on(datetime.date(2026, 3, 18)) == (3 in days or bool(dates))


def test_vans_get_money_per_metre_and_per_second(small: Scenario) -> None:
    assert small.vans == (
        VanType(
            "van", "hub", 2, 4_500_000, 900_000, "e-van", fixed_urmb=320_000_000, urmb_per_m=280, urmb_per_s=2_000,
            gross_kg=2_800,
        ),
    )  # fmt: skip


def test_totals_of_a_consignment_are_divided_and_rounded_up(small: Scenario) -> None:
    assert small.consignments[:2] == (
        Consignment(
            "c1", "hub", "v1", "post", 10, 1_300, 10_000, 6 * H + 1800, 19 * H, 15_000_000, longest_cm=40
        ),
        # 4 kg in 3 parcels: 1333.3 g each.
        Consignment(
            "c2",
            "hub",
            "v2",
            "express",
            3,
            1_334,
            10_000,
            6 * H + 1800,
            19 * H,
            15_000_000,
            Goods.FRAGILE,
            2_000,
        ),
    )


def test_the_heaviest_parcel_is_the_mean_one_unless_given(small: Scenario) -> None:
    assert [item.heaviest_g for item in small.consignments] == [1_300, 2_000, 1_000]


def test_the_settings_become_integers(small: Scenario) -> None:
    assert small.settings == Settings(bus_fee_urmb=250_000, unserved_urmb=15_000_000)


def test_forbidden_lateness_has_no_price(tmp_path: Path) -> None:
    scenario = read_scenario(make(tmp_path, {"scenario.toml": ('"soft"', '"hard"')}))
    assert scenario.settings.late_urmb_per_s is None


def test_limits_round_down_and_needs_up(tmp_path: Path) -> None:
    handling = "\n[handling]\ntransfer_min = 0.001\n[cold]\nmax_wait_min = 0.999\n"
    text = TEXTS["scenario.toml"] + handling
    vans = ("4500,900,320,0.28", "4500.0009,900.0009,320,0.2804999")
    folder = make(tmp_path, {"scenario.toml": text, "vans.csv": vans, "links.csv": ("10.5", "10.5001")})
    scenario = read_scenario(folder)
    assert (scenario.settings.transfer_min_s, scenario.settings.cold_max_wait_s) == (1, 59)
    van = scenario.vans[0]
    assert (van.capacity_ml, van.capacity_g, van.urmb_per_m) == (4_500_000, 900_000, 280)
    assert scenario.links[0].length_m == 10_501


def test_every_setting_has_its_place_in_the_file() -> None:
    sections = to_sections(Settings())
    models = {name: field.annotation for name, field in ScenarioFile.model_fields.items()}
    for name, values in sections.items():
        model = models[name]
        assert isinstance(model, type)
        assert set(values) == set(model.model_fields)
    file = ScenarioFile(name="x", service_date=datetime.date(2026, 3, 17), **sections)  # type: ignore[arg-type]
    assert to_settings(file) == Settings()


def test_the_names_of_strategies_are_the_same_in_settings_and_types() -> None:
    assert [strategy.value for strategy in Strategy] == ["separate", "joint", "bus", "shared"]
    for strategy in Strategy:
        ScenarioFile(name="x", service_date=datetime.date(2026, 3, 17), strategy=strategy.value)


def test_a_strategy_changes_nothing_else(small: Scenario) -> None:
    other = with_strategy(small, "separate")
    assert (small.strategy, other.strategy) == (Strategy.SHARED, Strategy.SEPARATE)
    assert with_strategy(other, Strategy.SHARED) == small


def test_an_unknown_strategy_is_refused(small: Scenario) -> None:
    with pytest.raises(ValueError, match="'other' is not a valid Strategy"):
        with_strategy(small, "other")


def test_brands_part_the_consignments_and_share_the_rest(small: Scenario) -> None:
    parts = by_brand(small)
    assert {brand: [item.id for item in part.consignments] for brand, part in parts.items()} == {
        "post": ["c1", "c3"],
        "express": ["c2"],
    }
    assert all(
        (part.vans, part.runs, part.places) == (small.vans, small.runs, small.places)
        for part in parts.values()
    )


def test_the_digest_ignores_name_description_and_strategy_alone(tmp_path: Path, small: Scenario) -> None:
    assert digest(with_strategy(small, "bus")) == digest(small)
    text = 'description = "more"\n' + TEXTS["scenario.toml"].replace("small", "tall")
    assert digest(read_scenario(make(tmp_path / "named", {"scenario.toml": text}))) == digest(small)
    changes = [
        ("scenario.toml", "0.25", "0.26"),
        ("scenario.toml", "03-17", "03-18"),
        ("places.csv", "Village 1", "Village one"),
        ("links.csv", "10.5", "10.501"),
        ("runs.csv", "ordinary fragile", "ordinary bulky"),
        ("calls.csv", "08:20", "08:19"),
        ("vans.csv", "hub,2", "hub,3"),
        ("consignments.csv", ",13,", ",13.01,"),
    ]
    others = {
        digest(read_scenario(make(tmp_path / str(number), {file: (old, new)})))
        for number, (file, old, new) in enumerate(changes)
    }
    assert len(others | {digest(small)}) == len(changes) + 1


def test_the_digest_is_the_same_in_every_process(small: Scenario, tmp_path: Path) -> None:
    # Sets have another order under another hash seed.
    code = f"from scenarios import *; print(digest(read_scenario({str(tmp_path / 'small')!r})))"
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == digest(small)


def test_examples_are_found_by_name_and_described() -> None:
    for name in examples.names():
        assert find_folder(name) == examples.find(name)
        assert (examples.find(name) / "scenario.toml").is_file()
        assert examples.describe(name)


@pytest.mark.parametrize("name", ["nothing", "../examples", "", ".", "__pycache__"])
def test_no_other_name_finds_an_example(name: str) -> None:
    with pytest.raises(examples.UnknownExample, match="There is no example"):
        examples.find(name)


def test_a_mistyped_example_is_guessed() -> None:
    name = examples.names()[0]
    with pytest.raises(ScenarioError, match=f'did you mean "{name}"'):
        read_scenario(name + "x")


def test_a_fault_is_one_readable_line() -> None:
    fault = Fault(
        "calls.csv", 3, "arrive", "07:00", "a time not before 08:00", "after midnight the hours go on: 24:10"
    )
    assert str(fault) == (
        'calls.csv, row 3, column arrive: found "07:00", expected a time not before 08:00 '
        "(after midnight the hours go on: 24:10)"
    )
    assert str(Fault("vans.csv", None, "", "", "this file")) == "vans.csv: found nothing, expected this file"
    assert str(Fault("scenario.toml", 2, "costs.x", "1", "y")).startswith(
        "scenario.toml, row 2, setting costs.x:"
    )


def test_the_error_tells_all_faults_a_line_each() -> None:
    error = ScenarioError([Fault("a.csv", 1, "x", "1", "2"), Fault("b.csv", 2, "y\n", "3\n4", "5")])
    assert len(str(error).splitlines()) == len(error.faults) == 2


def test_twenty_thousand_consignments_are_read_in_seconds(tmp_path: Path) -> None:
    rows = [
        f"c{i},hub,v{i % 2 + 1},b{i % 6},,{i % 30 + 1},{i / 1000 + 1},{i % 977 + 1},06:30,19:00,,40"
        for i in range(20_000)
    ]
    text = "\n".join([TEXTS["consignments.csv"].splitlines()[0], *rows])
    folder = make(tmp_path, {"consignments.csv": text, "vans.csv": ("4500,900", "45000,90000")})
    read_scenario(make(tmp_path / "first"))  # so that libraries are loaded
    start = time.process_time()
    scenario = read_scenario(folder)
    assert time.process_time() - start < 6
    assert len(scenario.consignments) == 20_000
