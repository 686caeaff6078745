"""Manifests of the plan with a bit of everything, worked out by hand from its tables."""

from dataclasses import replace
from fractions import Fraction

import pytest

from reports.day import Report, report_of
from reports.day.amounts import Amount
from reports.day.bags import Labels
from reports.day.manifests import BusCall, Manifest, fill_of
from reports.day.spare import NextRun, Room
from scenarios import Scenario
from tests.builders import BusLoad, at, call, consignment, county, places, plan, run
from tests.optimizer.rich_plan import rich_county, rich_plan


def sheet(report: Report, name: str) -> Manifest:
    return next(found for found in report.manifests if found.run == name)


@pytest.fixture
def first(rich: Report) -> tuple[BusCall, ...]:
    """The calls of r1: H 07:00, A 07:20, S 07:40, B 08:00."""
    return sheet(rich, "r1").calls


def test_runs_stand_by_line_and_departure(rich: Report) -> None:
    assert [found.run for found in rich.manifests] == ["r1", "r2", "r3", "r5", "r6"]


def test_a_run_without_goods_has_no_manifest(rich: Report) -> None:
    assert "r4" not in {found.run for found in rich.manifests}


def test_bags_are_numbered_in_the_order_in_which_they_are_packed(first: tuple[BusCall, ...]) -> None:
    assert [bags.labels for bags in first[0].on] == [(Labels("r1", 1, 1),), (Labels("r1", 2, 2),)]
    assert [bags.labels for bags in first[1].on] == [(Labels("r1", 3, 3),)]


def test_bags_keep_their_labels_when_they_are_taken_off(first: tuple[BusCall, ...]) -> None:
    assert [bags.labels for bags in first[1].off] == [(Labels("r1", 1, 1),)]


def test_bags_that_stay_aboard_keep_the_labels_of_the_run_that_they_were_packed_for(rich: Report) -> None:
    back = sheet(rich, "r2")
    assert [bags.labels for bags in back.came] == [(Labels("r1", 3, 3),)]
    assert [bags.labels for bags in back.calls[3].off] == [(Labels("r2", 1, 1),), (Labels("r1", 3, 3),)]


def test_goods_that_stay_aboard_are_not_unloaded_at_the_terminus(first: tuple[BusCall, ...]) -> None:
    assert first[3].off == ()
    assert first[3].aboard == Amount(8, 8_000, 40_000)


def test_26_parcels_make_two_bags() -> None:
    one = report_of(_line(26), _loaded(26))
    (bags,) = one.manifests[0].calls[0].on
    assert (bags.number, bags.labels) == (2, (Labels("r", 1, 2),))


def test_handling_takes_20_seconds_and_6_for_each_bag(first: tuple[BusCall, ...]) -> None:
    assert [call.handling_s for call in first] == [20 + 12, 20 + 12, 20 + 6, 0]


def test_a_bus_leaves_when_it_should_or_when_its_bags_are_handled_but_its_terminus_on_time(
    first: tuple[BusCall, ...],
) -> None:
    assert [call.leave_by_s for call in first] == [at("07:00"), at("07:20:32"), at("07:40:26"), None]


def test_room_is_what_the_passengers_share_and_the_goods_leave(first: tuple[BusCall, ...]) -> None:
    # 200,000 ml, 48 kg and 40 pieces are free; 30 parcels of 1 kg and 5 litres are put on.
    assert first[0].aboard == Amount(30, 30_000, 150_000)
    assert first[0].room == Room(50_000, 18_000, 10)


def test_fill_is_that_of_the_tightest_of_litres_kg_and_pieces(first: tuple[BusCall, ...]) -> None:
    assert first[0].fill == Fraction(3, 4)
    assert fill_of(Amount(1, 10, 10), Room(100, 20, None)) == Fraction(1, 2)


def test_a_hold_of_nothing_is_full_once_anything_is_in_it() -> None:
    assert (fill_of(Amount(), Room(0, 0, None)), fill_of(Amount(1, 1, 1), Room(0, 5, None))) == (0, 1)


def test_what_does_not_fit_goes_with_the_next_run_that_has_room(first: tuple[BusCall, ...]) -> None:
    assert first[0].if_full == (NextRun("r5", at("14:00")), NextRun("r5", at("14:00")))
    assert first[1].if_full == (NextRun("r5", at("14:20")),)


def test_a_run_whose_hold_has_no_room_left_is_no_next_run() -> None:
    # 20 pieces want to go; 40 fit on r5, of which 21 are taken: one too many.
    busy = replace(rich_plan(), bus_loads=(*rich_plan().bus_loads, BusLoad("r5", 0, 1, "direct", 11)))
    report = report_of(rich_county(), busy)
    assert sheet(report, "r1").calls[0].if_full == (None, NextRun("r5", at("14:00")))


def test_the_last_run_of_the_day_has_no_next_one(rich: Report) -> None:
    assert sheet(rich, "r6").calls[1].if_full == (None,)


def test_a_run_that_does_not_take_the_class_is_no_next_run(rich: Report) -> None:
    runs = tuple(replace(found, goods=frozenset()) if found.id == "r5" else found for found in rich.scenario.runs)
    report = report_of(replace(rich.scenario, runs=runs), rich.plan)
    assert sheet(report, "r1").calls[0].if_full == (None, None)


def test_the_peak_of_a_run_is_its_fullest_segment(rich: Report) -> None:
    # Between A and S there are 8 and 10 parcels, after S there are 8; between H and A there are 30 of 40.
    assert sheet(rich, "r1").peak == Fraction(3, 4)


def _line(parcels: int) -> Scenario:
    return county(
        places(hub="H", villages="A"), runs=[run("r", call("H", "08:00"), call("A", "09:00"))],
        consignments=[consignment("c", "H", "A", parcels)],
    )  # fmt: skip


def _loaded(parcels: int):
    return plan([BusLoad("r", 0, 1, "c", parcels)])
