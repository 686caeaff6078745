"""Generated counties: the same for the same seed, connected, consistent, and like real ones in distance and speed."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from scenarios.generate import CountySpec, generate_county
from scenarios.generate.spec import BRANDS
from scenarios.types import Goods, Link, PlaceKind, Run, Scenario, VanType, may_use
from scenarios.validate import validate

VAN_KG, TRIKE_KG = 2_800, 800

REAL_KMH = (
    (0, 3, 18.4),
    (3, 6, 24.1),
    (6, 9, 29.1),
    (9, 12, 32.4),
    (12, 15, 38.0),
    (15, 20, 40.0),
    (20, 24, 40.3),
    (24, 99, 42.6),
)
"""Km from, km to, median km/h: measured on the map-service times between the 73 rural stations of Longkou."""


def of_kind(scenario: Scenario, kind: PlaceKind) -> list[str]:
    return [place.id for place in scenario.places if place.kind is kind]


def ways(scenario: Scenario, gross_kg: int) -> dict[tuple[int, int], Link]:
    """Directed roads open to a vehicle of this mass, by place numbers; the quickest of parallel ones."""
    number = {place.id: at for at, place in enumerate(scenario.places)}
    van = VanType("x", "x", 1, 1, 1, gross_kg=gross_kg)
    best: dict[tuple[int, int], Link] = {}
    for link in scenario.links:
        if not may_use(link, van):
            continue
        a, b = number[link.from_place], number[link.to_place]
        for way in [(a, b)] if link.oneway else [(a, b), (b, a)]:
            if way not in best or (link.duration_ms or 0) < (best[way].duration_ms or 0):
                best[way] = link
    return best


def strongly_joined(scenario: Scenario, gross_kg: int) -> set[str]:
    """Places from which a vehicle of this mass reaches the hub and back."""
    roads = ways(scenario, gross_kg)
    size = len(scenario.places)
    graph = csr_matrix(([1] * len(roads), tuple(zip(*roads, strict=True))), shape=(size, size))
    _, label = connected_components(graph, connection="strong")
    hub = next(at for at, place in enumerate(scenario.places) if place.kind is PlaceKind.HUB)
    return {place.id for at, place in enumerate(scenario.places) if label[at] == label[hub]}


def check_ids(scenario: Scenario) -> None:
    places = Counter(place.id for place in scenario.places)
    for ids in (places, Counter(c.id for c in scenario.consignments), Counter(r.id for r in scenario.runs)):
        assert not [id_ for id_, count in ids.items() if count > 1]
    named = [end for link in scenario.links for end in (link.from_place, link.to_place)]
    named += [call.place for run in scenario.runs for call in run.calls]
    named += [van.base for van in scenario.vans]
    named += [end for c in scenario.consignments for end in (c.origin, c.destination)]
    assert set(named) <= set(places)


def check_roads(scenario: Scenario) -> None:
    """Vans reach all places but a few villages, and e-trikes those."""
    everywhere = {place.id for place in scenario.places}
    assert strongly_joined(scenario, TRIKE_KG) == everywhere
    left = everywhere - strongly_joined(scenario, VAN_KG)
    assert left <= set(of_kind(scenario, PlaceKind.VILLAGE))
    assert len(left) <= 0.02 * len(everywhere)
    towns = {place.town for place in scenario.places if place.id in left}
    bases = {van.base for van in scenario.vans if van.kind == "e-trike"}
    assert towns <= {place.town for place in scenario.places if place.id in bases}
    for c in scenario.consignments:
        assert c.goods not in (Goods.COLD, Goods.BARRED) or not {c.origin, c.destination} & left


def check_run(run: Run) -> None:
    assert len(run.calls) >= 2
    for call in run.calls:
        assert call.arrive_s <= call.depart_s
    for before, after in pairwise(run.calls):
        assert before.depart_s < after.arrive_s
        assert before.place != after.place
    assert run.calls[0].depart_s >= 6.5 * 3600
    assert run.calls[0].depart_s <= 18 * 3600 or "market" in run.block


def check_blocks(scenario: Scenario) -> None:
    """One bus drives one run at a time, and each run from where the one before ended."""
    blocks: dict[str, list[Run]] = defaultdict(list)
    for run in scenario.runs:
        check_run(run)
        blocks[run.block].append(run)
    for runs in blocks.values():
        runs.sort(key=lambda run: run.calls[0].depart_s)
        for before, after in pairwise(runs):
            assert before.line == after.line
            assert before.calls[-1].place == after.calls[0].place
            assert before.calls[-1].arrive_s + 600 <= after.calls[0].depart_s


def check_demand(scenario: Scenario) -> None:
    (hub,) = of_kind(scenario, PlaceKind.HUB)
    for c in scenario.consignments:
        assert c.parcels >= 1
        assert c.origin != c.destination
        assert c.ready_s < c.due_s
        assert c.heaviest_g >= c.parcel_g > 0
        if c.origin != hub:
            assert 8 * 3600 <= c.ready_s <= 13 * 3600
    inbound = {c.destination for c in scenario.consignments if c.origin == hub}
    assert inbound == set(of_kind(scenario, PlaceKind.VILLAGE))


def check(scenario: Scenario) -> None:
    check_ids(scenario)
    check_roads(scenario)
    check_blocks(scenario)
    check_demand(scenario)
    validate(scenario)
    assert all(place.source for place in scenario.places)
    assert all(link.source for link in scenario.links)
    assert all(run.source for run in scenario.runs)


@pytest.mark.parametrize("villages", [3, 10, 60, 350])
@pytest.mark.parametrize("demand", ["thin", "dense"])
def test_a_county_of_any_size_is_consistent(villages: int, demand: str) -> None:
    scenario = generate_county(CountySpec.of_size(villages, demand), seed=villages)  # type: ignore[arg-type]
    check(scenario)
    assert len(of_kind(scenario, PlaceKind.VILLAGE)) == villages


@pytest.mark.slow
def test_two_thousand_villages_take_less_than_twenty_seconds() -> None:
    begin = time.perf_counter()
    scenario = generate_county(CountySpec.of_size(2_000, "normal"), seed=1)
    assert time.perf_counter() - begin < 20
    assert len(of_kind(scenario, PlaceKind.VILLAGE)) == 2_000
    check(scenario)


def test_the_same_seed_gives_the_same_county_and_another_seed_another() -> None:
    spec = CountySpec.of_size(60, "normal")
    assert generate_county(spec, 5) == generate_county(spec, 5)
    assert generate_county(spec, 5) != generate_county(spec, 6)


specs = st.builds(
    lambda villages, towns, lines, area, median, outbound, second, shares, brands, fleet: CountySpec(
        villages=villages,
        towns=min(towns, villages),
        lines=lines,
        area_km2=area,
        parcels_median=median,
        outbound_share=outbound,
        second_wave_share=second,
        feeder_share=shares[0],
        loop_share=shares[1],
        spur_share=shares[2],
        one_way_share=shares[3],
        limited_share=shares[3],
        trike_only_share=0.3 * shares[4],
        barred_share=0.2 * shares[4],
        cold_share=0.2 * shares[3],
        market_share=shares[0],
        brands=BRANDS[:brands],
        vans=fleet,
    ),
    st.integers(3, 30),
    st.integers(1, 4),
    st.integers(0, 4),
    st.floats(5, 200),
    st.floats(0.5, 40),
    st.floats(0, 1),
    st.floats(0, 1),
    st.tuples(*[st.floats(0, 1)] * 5),
    st.integers(1, 6),
    st.sampled_from([None, 1, 7]),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(spec=specs, seed=st.integers(0, 2**32))
def test_any_small_spec_gives_a_consistent_county(spec: CountySpec, seed: int) -> None:
    scenario = generate_county(spec, seed)
    check_ids(scenario)
    check_blocks(scenario)
    check_demand(scenario)
    assert strongly_joined(scenario, TRIKE_KG) == {place.id for place in scenario.places}
    assert len({run.line for run in scenario.runs}) <= spec.lines
    assert len(of_kind(scenario, PlaceKind.STATION)) == spec.towns
    brands = {c.brand for c in scenario.consignments}
    assert brands <= {brand for brand, _ in spec.brands}


@dataclass(frozen=True)
class Trips:
    """Quickest trips between hub, stations and villages: km by road, km as the crow flies, minutes."""

    km: np.ndarray
    crow_km: np.ndarray
    minutes: np.ndarray


def trips(scenario: Scenario, origins: int = 80) -> Trips:
    roads = ways(scenario, VAN_KG)
    size = len(scenario.places)
    ends = tuple(zip(*roads, strict=True))
    minutes = csr_matrix(([(link.duration_ms or 0) / 60_000 for link in roads.values()], ends), shape=(size, size))
    served = [at for at, place in enumerate(scenario.places) if place.kind is not PlaceKind.JUNCTION]
    chosen = np.random.default_rng(0).permutation(served)[:origins]
    time_min, before = dijkstra(minutes, indices=chosen, return_predecessors=True)
    metres = {way: link.length_m for way, link in roads.items()}
    east, north = 111.32 * np.cos(np.radians(scenario.places[0].lat)), 111.2
    at_km = np.array([(place.lon * east, place.lat * north) for place in scenario.places])
    rows = []
    for row, origin in enumerate(chosen):
        km = np.zeros(size)
        for at in np.argsort(time_min[row]):
            if before[row, at] >= 0:
                km[at] = km[before[row, at]] + metres[int(before[row, at]), int(at)] / 1000
        others = [at for at in served if at != origin and np.isfinite(time_min[row, at])]
        crow = np.hypot(*(at_km[others] - at_km[origin]).T)
        rows.append(np.column_stack((km[others], crow, time_min[row, others])))
    return Trips(*np.vstack(rows).T)


@pytest.mark.parametrize(("villages", "seed"), [(120, 1), (350, 2), (700, 3)])
def test_roads_wind_and_speed_grows_with_distance_as_measured(villages: int, seed: int) -> None:
    made = trips(generate_county(CountySpec.of_size(villages), seed))
    detour = float(np.median(made.km / made.crow_km))
    kmh = made.km / made.minutes * 60
    curve = {}
    for low, high, real in REAL_KMH:
        band = (made.km >= low) & (made.km < high)
        if band.sum() >= 100:
            curve[f"{low}-{high} km"] = (round(float(np.median(kmh[band])), 1), real)
    print(f"{villages} villages: detour {detour:.2f}, km/h made and measured {curve}")
    assert 1.25 <= detour <= 1.45, f"road km over straight km: {detour:.2f}"
    assert len(curve) >= 5
    for band, (made_kmh, real) in curve.items():
        assert made_kmh == pytest.approx(real, rel=0.15), f"{band}: {made_kmh} km/h, measured {real}"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_lines_pass_a_fifth_to_a_third_of_the_villages(seed: int) -> None:
    scenario = generate_county(CountySpec.of_size(350, "normal"), seed)
    villages = set(of_kind(scenario, PlaceKind.VILLAGE))
    on_lines = {call.place for run in scenario.runs for call in run.calls} & villages
    assert 0.20 <= len(on_lines) / len(villages) <= 0.35


def test_some_lines_start_at_a_town_station_and_some_places_are_called_at_twice() -> None:
    scenario = generate_county(CountySpec.of_size(350, "normal"), 1)
    stations = set(of_kind(scenario, PlaceKind.STATION))
    assert any(run.direction == "out" and run.calls[0].place in stations for run in scenario.runs)
    assert any(len({call.place for call in run.calls}) < len(run.calls) for run in scenario.runs)


def test_parcels_follow_the_spec() -> None:
    spec = CountySpec.of_size(350, "normal")
    scenario = generate_county(spec, 1)
    (hub,) = of_kind(scenario, PlaceKind.HUB)
    inbound = Counter[str]()
    for c in scenario.consignments:
        if c.origin == hub:
            inbound[c.destination] += c.parcels
    outbound = sum(c.parcels for c in scenario.consignments if c.destination == hub)
    assert float(np.median(list(inbound.values()))) == pytest.approx(10, rel=0.15)
    assert outbound / inbound.total() == pytest.approx(0.15, rel=0.2)
    litres = sum(c.parcels * c.parcel_ml for c in scenario.consignments) / 1000
    kg = sum(c.parcels * c.parcel_g for c in scenario.consignments) / 1000
    parcels = sum(c.parcels for c in scenario.consignments)
    assert litres / parcels == pytest.approx(14, rel=0.1)
    assert kg / parcels == pytest.approx(1.3, rel=0.1)
    late = sum(c.parcels for c in scenario.consignments if c.origin == hub and c.ready_s > 11 * 3600)
    assert late / inbound.total() == pytest.approx(0.25, abs=0.05)


def test_a_spec_says_all_that_is_wrong_with_it() -> None:
    good = CountySpec.of_size(20)
    with pytest.raises(ValueError, match=r"villages is 2, expected 3 to 2000.*barred_share is 1\.5"):
        replace(good, villages=2, barred_share=1.5)
    with pytest.raises(ValueError, match="brands names one brand twice"):
        replace(good, brands=(("a", 1.0), ("a", 1.0)))
    with pytest.raises(ValueError, match="runs_high is 1, expected 3 to 20"):
        replace(good, runs_high=1)
    with pytest.raises(ValueError, match="demand 'huge' is not thin, normal or dense"):
        CountySpec.of_size(20, "huge")  # type: ignore[arg-type]
