"""Tiny scenarios: small enough for the exact engine, and every feature of the problem in some of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from scenarios.generate import tiny_scenario
from scenarios.read import read_scenario
from scenarios.types import Goods, PlaceKind, Run, Scenario, Strategy
from scenarios.validate import validate
from scenarios.write import write_scenario

SEEDS = range(300)


@pytest.fixture(scope="module")
def tiny() -> list[Scenario]:
    return [tiny_scenario(seed) for seed in SEEDS]


def test_the_same_seed_gives_the_same_scenario(tiny: list[Scenario]) -> None:
    assert [tiny_scenario(seed) for seed in SEEDS] == tiny
    assert len({repr(scenario) for scenario in tiny}) == len(tiny)


def test_all_are_valid_and_small(tiny: list[Scenario]) -> None:
    for scenario in tiny:
        validate(scenario)
        kinds = Counter(place.kind for place in scenario.places)
        assert 3 <= kinds[PlaceKind.VILLAGE] <= 6
        assert 1 <= kinds[PlaceKind.STATION] <= 2
        assert 2 <= len(scenario.consignments) <= 8
        assert all(1 <= c.parcels <= 25 for c in scenario.consignments)
        assert 1 <= len(scenario.vans) <= 3
        assert len({run.line for run in scenario.runs}) <= 2
        assert len(scenario.runs) <= 12


def test_blocks_are_what_one_bus_can_do(tiny: list[Scenario]) -> None:
    for scenario in tiny:
        blocks: dict[str, list[Run]] = defaultdict(list)
        for run in scenario.runs:
            blocks[run.block or run.id].append(run)
        for runs in blocks.values():
            for before, after in pairwise(sorted(runs, key=lambda run: run.calls[0].depart_s)):
                assert before.calls[-1].place == after.calls[0].place
                assert before.calls[-1].arrive_s <= after.calls[0].depart_s


@pytest.mark.parametrize("seed", [0, 17, 123])
def test_written_and_read_again_they_are_equal(seed: int, tiny: list[Scenario], tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("tiny") / "scenario"
    write_scenario(tiny[seed], folder)
    assert read_scenario(folder) == tiny[seed]


def passed_by_the_run_home(scenario: Scenario) -> bool:
    """An outbound consignment whose village is called at by runs away from the hub only after it is ready."""
    return any(
        c.origin == call.place and call.depart_s >= c.ready_s and run.direction == "out"
        for c in scenario.consignments
        for run in scenario.runs_today()
        for call in run.calls[:-1]
        if c.destination == "hub"
    )


FEATURES = {
    "every strategy but shared": lambda s: s.strategy is not Strategy.SHARED,
    "a hold with fewer pieces than a consignment": lambda s: any(
        run.usable_pieces is not None and run.usable_pieces < c.parcels for run in s.runs for c in s.consignments
    ),
    "a hold with fewer litres than a consignment": lambda s: any(
        run.usable_ml < c.parcels * c.parcel_ml for run in s.runs for c in s.consignments
    ),
    "a dwell limit": lambda s: any(call.dwell_limit_s for run in s.runs for call in run.calls),
    "a call without loading": lambda s: any(not call.load for run in s.runs for call in run.calls),
    "a midday gap": lambda s: any(place.gap_from_s for place in s.places),
    "outbound": lambda s: any(c.destination == "hub" for c in s.consignments),
    "outbound that may ride out and back": passed_by_the_run_home,
    "a feeder": lambda s: any(run.direction == "out" and run.calls[0].place != "hub" for run in s.runs),
    "a place called at twice": lambda s: any(
        len({call.place for call in run.calls}) < len(run.calls) for run in s.runs
    ),
    "a block of three runs": lambda s: any(
        count >= 3 for block, count in Counter(run.block for run in s.runs).items() if block
    ),
    "a run without a block": lambda s: any(not run.block for run in s.runs),
    "a run that is not today": lambda s: any(not run.operates_on(s.service_date) for run in s.runs),
    "a run that is not shared": lambda s: any(not run.shared for run in s.runs),
    "cold goods": lambda s: any(c.goods is Goods.COLD for c in s.consignments),
    "barred goods": lambda s: any(c.goods is Goods.BARRED for c in s.consignments),
    "a piece too heavy for a bus": lambda s: any(c.heaviest_g > 30_000 for c in s.consignments),
    "a piece too long for a bus": lambda s: any(c.longest_cm > 120 for c in s.consignments),
    "a second wave": lambda s: any(c.origin == "hub" and c.ready_s > 11 * 3600 for c in s.consignments),
    "a consignment between villages": lambda s: any(
        c.origin.startswith("v") and c.destination.startswith("v") for c in s.consignments
    ),
    "lateness forbidden": lambda s: s.settings.late_urmb_per_s is None,
    "a trike at a station": lambda s: any(van.base.startswith("s") for van in s.vans),
    "a cold van": lambda s: any(van.cold for van in s.vans),
    "a rest": lambda s: any(van.rest_after_s is not None for van in s.vans),
    "a range": lambda s: any(van.range_m is not None for van in s.vans),
    "overtime": lambda s: any(van.max_overtime_s > 0 for van in s.vans),
    "a weight limit": lambda s: any(link.max_gross_kg for link in s.links),
    "a one-way road": lambda s: any(link.oneway for link in s.links),
    "little storage": lambda s: any((place.storage_parcels or 99) < 15 for place in s.places),
    "past midnight": lambda s: any(run.calls[-1].arrive_s > 86_400 for run in s.runs),
    "two brands": lambda s: len({c.brand for c in s.consignments}) > 1,
}


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_turns_up(feature: str, tiny: list[Scenario]) -> None:
    assert sum(FEATURES[feature](scenario) for scenario in tiny) >= 2
