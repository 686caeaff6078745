"""The shipped examples: what their READMEs say is so, and they are what the real data and the seed give."""

from __future__ import annotations

import csv
import itertools
import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from scenarios import examples
from scenarios.generate.geo import inside
from scenarios.liaocheng import EXAMPLES, GUANXIAN, SHENXIAN, SHENXIAN_EAST, County, liaocheng_example
from scenarios.read import read_scenario, read_with_warnings
from scenarios.types import Consignment, Goods, PlaceKind, Scenario, Strategy, link_duration_ms

NAMES = ("first", *(example.name for example in EXAMPLES))
DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "liaocheng"

needs_data = pytest.mark.skipif(
    not (DATA / "towns.csv").is_file(),
    reason=f"The real towns and villages are not there: this test needs the folder {DATA}.",
)


def readme(name: str) -> str:
    return (examples.find(name) / "README.md").read_text("utf-8")


@cache
def example(name: str) -> Scenario:
    return read_scenario(name)


def of_kind(scenario: Scenario, kind: PlaceKind) -> list[str]:
    return [place.id for place in scenario.places if place.kind is kind]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_valid_and_nothing_about_it_is_odd(name: str) -> None:
    scenario, odd = read_with_warnings(name)
    assert odd == ()
    assert scenario.name == name
    assert scenario.strategy is Strategy.SHARED


@pytest.mark.parametrize("name", NAMES)
def test_an_example_says_what_it_is_and_where_each_row_comes_from(name: str) -> None:
    scenario = example(name)
    assert "made up" in readme(name)
    assert examples.describe(name)
    assert all(place.source for place in scenario.places)
    assert all(link.source for link in scenario.links)
    assert all(run.source for run in scenario.runs)


def test_all_examples_together_are_less_than_four_megabytes() -> None:
    files = [path for name in NAMES for path in examples.find(name).iterdir()]
    assert sum(path.stat().st_size for path in files) < 4_000_000


# first: the sums of its README, found again by trying every choice.

MICRO = 1_000_000


def money_table(text: str, heading: str) -> dict[str, int]:
    """Rows `| name | .. |` of the table under a heading, with the amount in RMB among the cells, in micro-RMB."""
    table = text.split(heading, 1)[1].split("\n\n", 2)
    rows = re.findall(r"^\| (\w+) \|.*$", "\n\n".join(table[:2]), re.MULTILINE)
    amounts = {}
    for row in rows:
        line = re.search(rf"^\| {row} \|.*$", text.split(heading, 1)[1], re.MULTILINE)
        assert line
        numbers = re.findall(r"\| (\d+\.\d\d) \|", line[0] + "|")
        if numbers:
            amounts[row] = round(float(numbers[0]) * MICRO)
    return amounts


@cache
def metres_between(scenario: Scenario) -> dict[tuple[str, str], int]:
    """Shortest metres between places; in `first` the shortest way is the quickest."""
    ids = [place.id for place in scenario.places]
    metres = {(a, b): 0 if a == b else 10**9 for a in ids for b in ids}
    for link in scenario.links:
        metres[link.from_place, link.to_place] = metres[link.to_place, link.from_place] = link.length_m
    for via, a, b in itertools.product(ids, ids, ids):
        metres[a, b] = min(metres[a, b], metres[a, via] + metres[via, b])
    return metres


@cache
def tour_m(scenario: Scenario, villages: frozenset[str]) -> int:
    """Metres of the shortest round trip from the hub."""
    metres = metres_between(scenario)
    rounds = [("hub", *order, "hub") for order in itertools.permutations(villages)]
    return min(sum(metres[leg] for leg in itertools.pairwise(order)) for order in rounds)


def may_ride(scenario: Scenario, c: Consignment) -> bool:
    on_line = {call.place for run in scenario.runs for call in run.calls}
    return c.goods is not Goods.BARRED and {c.origin, c.destination} <= on_line


def price(scenario: Scenario, choice: tuple[str, ...], separate: bool = False) -> dict[str, int]:
    """Cost parts of carrying each consignment by "van" or "bus" or leaving it ("left"), as in docs/model.md."""
    (van,) = scenario.vans
    rates = scenario.settings
    pairs = list(zip(scenario.consignments, choice, strict=True))
    by_bus = sum(c.parcels for c, how in pairs if how == "bus")
    served = sum(c.parcels for c, how in pairs if how != "left")
    tours: dict[str, set[str]] = {}
    for c, how in pairs:
        if how == "van":
            village = c.destination if c.origin == "hub" else c.origin
            tours.setdefault(c.brand if separate else "all", set()).add(village)
    return {
        "van_fixed": van.fixed_urmb * len(tours),
        "van_distance": van.urmb_per_m * sum(tour_m(scenario, frozenset(tour)) for tour in tours.values()),
        "bus_fees": by_bus * scenario.runs[0].fee_urmb,
        "handling": by_bus * rates.handling_urmb,
        "sorting": served * rates.sorting_urmb,
        "commission": served * rates.commission_urmb,
        "unserved": sum(c.unserved_urmb * c.parcels for c, how in pairs if how == "left"),
    }


def choices(scenario: Scenario, strategy: Strategy) -> list[tuple[str, ...]]:
    ways = [
        [
            *(["van"] if strategy.uses_vans else []),
            *(["bus"] if strategy.uses_buses and may_ride(scenario, c) else []),
            "left",
        ]
        for c in scenario.consignments
    ]
    return list(itertools.product(*ways))


def ranked(strategy: Strategy) -> list[tuple[int, tuple[str, ...]]]:
    scenario = example("first")
    separate = strategy is Strategy.SEPARATE
    return sorted((sum(price(scenario, choice, separate).values()), choice) for choice in choices(scenario, strategy))


def test_the_best_plan_of_first_is_the_one_worked_out_by_hand() -> None:
    best, second = ranked(Strategy.SHARED)[:2]
    by_village = dict(zip([c.id for c in example("first").consignments], best[1], strict=True))
    assert {id_ for id_, how in by_village.items() if how == "bus"} == {"c1", "c2", "c8"}
    assert "left" not in by_village.values()
    assert second[0] - best[0] > MICRO
    bill = money_table(readme("first"), "**The bill**")
    assert bill.pop("total") == best[0] == sum(bill.values())
    parts = price(example("first"), best[1])
    assert {part: amount for part, amount in bill.items() if amount} == {p: a for p, a in parts.items() if a}


@pytest.mark.parametrize("strategy", Strategy)
def test_the_totals_of_first_by_strategy_are_the_best_ones(strategy: Strategy) -> None:
    assert money_table(readme("first"), "## The four strategies")[strategy] == ranked(strategy)[0][0]


def test_the_hand_worked_plan_of_first_keeps_the_times_and_the_holds() -> None:
    scenario = example("first")
    out, back = scenario.runs
    assert out.block == back.block
    assert [call.place for call in out.calls] == [call.place for call in reversed(back.calls)]
    cutoff_s = scenario.settings.hub_cutoff_s
    inbound = [c for c in scenario.consignments if c.origin == "hub"]
    assert all(c.ready_s + cutoff_s <= out.calls[0].depart_s for c in inbound)
    assert sum(c.parcels * c.parcel_ml for c in inbound if may_ride(scenario, c)) <= out.usable_ml
    (van,) = scenario.vans
    clock_s, here = 8 * 3600 + 1800, "hub"
    for village, parcels, leaves in (
        ("v3", 30, "08:44:30"),
        ("v6", 15, "08:56:15"),
        ("v5", 10, "09:07:45"),
        ("v4", 17, "09:19:36"),
        ("hub", None, "09:31:36"),
    ):
        (link,) = [x for x in scenario.links if {x.from_place, x.to_place} == {here, village}]
        clock_s += -(-link_duration_ms(link, van, dict(scenario.settings.speeds_kmh)) // 1000)
        if parcels:
            clock_s += scenario.settings.van_stop_s + scenario.settings.van_parcel_s * parcels
        assert f"{clock_s // 3600:02d}:{clock_s // 60 % 60:02d}:{clock_s % 60:02d}" == leaves
        assert leaves in readme("first")
        here = village


# The counties of Liaocheng.


def test_the_examples_have_the_towns_villages_and_lines_asked_for() -> None:
    asked = {SHENXIAN_EAST: (5, 197, 6), SHENXIAN: (24, 1_116, 28), GUANXIAN: (18, 760, 18)}
    for county, (towns, villages, lines) in asked.items():
        scenario = example(county.name)
        assert len(of_kind(scenario, PlaceKind.STATION)) == towns
        assert len(of_kind(scenario, PlaceKind.VILLAGE)) == villages
        assert len({run.line for run in scenario.runs}) == lines


@pytest.mark.parametrize("county", EXAMPLES, ids=lambda county: county.name)
def test_the_figures_in_a_readme_are_those_of_the_tables(county: County) -> None:
    scenario = example(county.name)
    (hub,) = of_kind(scenario, PlaceKind.HUB)
    called_at = {call.place for run in scenario.runs_today() for call in run.calls}
    figures = {
        "towns": len(of_kind(scenario, PlaceKind.STATION)),
        "villages": len(of_kind(scenario, PlaceKind.VILLAGE)),
        "bus lines": len({run.line for run in scenario.runs}),
        "runs that carry parcels today": len(scenario.runs_today()),
        "villages that they call at": len(called_at & set(of_kind(scenario, PlaceKind.VILLAGE))),
        "parcels to villages": sum(c.parcels for c in scenario.consignments if c.origin == hub),
        "parcels from villages": sum(c.parcels for c in scenario.consignments if c.origin != hub),
        "consignments": len(scenario.consignments),
        "vans and e-trikes": sum(van.number for van in scenario.vans),
    }
    text = readme(county.name)
    assert all(f"| {what} | {number:,} |" in text for what, number in figures.items()), figures


def test_the_median_village_of_shenxian_gets_eight_parcels_and_the_county_about_twelve_thousand() -> None:
    scenario = example("shenxian")
    (hub,) = of_kind(scenario, PlaceKind.HUB)
    inbound = dict.fromkeys(of_kind(scenario, PlaceKind.VILLAGE), 0)
    for c in scenario.consignments:
        if c.origin == hub:
            inbound[c.destination] += c.parcels
    assert np.median(list(inbound.values())) == pytest.approx(8, abs=0.5)
    assert sum(inbound.values()) == pytest.approx(12_000, rel=0.08)


def test_a_village_of_the_part_lies_where_it_lies_in_the_whole() -> None:
    whole = {place.id: (place.lon, place.lat) for place in example("shenxian").places}
    part = example("shenxian-east")
    for place in part.places:
        if place.kind in (PlaceKind.STATION, PlaceKind.VILLAGE):
            assert whole[place.id] == (place.lon, place.lat)


def test_villages_are_nearest_to_their_own_town() -> None:
    for county in EXAMPLES:
        places = example(county.name).places
        towns = [place for place in places if place.kind is PlaceKind.STATION]
        east = np.cos(np.radians(towns[0].lat))
        for village in places:
            if village.kind is PlaceKind.VILLAGE:
                near = min(towns, key=lambda t: np.hypot((t.lon - village.lon) * east, t.lat - village.lat))
                assert near.town == village.town


@pytest.mark.shared
@needs_data
def test_shenxian_east_is_what_the_real_data_and_the_seed_give() -> None:
    assert liaocheng_example(DATA, SHENXIAN_EAST) == example("shenxian-east")


@pytest.mark.shared
@needs_data
@pytest.mark.parametrize("county", EXAMPLES, ids=lambda county: county.name)
def test_villages_lie_inside_the_real_outline_and_bear_real_names(county: County) -> None:
    collection = json.loads((DATA / "liaocheng_counties.geojson").read_text("utf-8"))
    (shape,) = [f["geometry"] for f in collection["features"] if f["properties"]["name"] == county.county]
    ring = np.array(shape["coordinates"][0][0])
    with (DATA / "villages_2019.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {row["code"]: row["short"] for row in csv.DictReader(file)}
    villages = [p for p in example(county.name).places if p.kind is PlaceKind.VILLAGE]
    assert inside(np.array([(place.lon, place.lat) for place in villages]), ring).all()
    assert all(names[place.id] == place.name for place in villages)
