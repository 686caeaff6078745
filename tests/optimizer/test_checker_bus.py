"""Hand-worked cases of the rules about buses: hold, layovers, dwell, calls, calendars, classes of goods."""

import dataclasses
import datetime
from typing import Any

import pytest

from optimizer.plan import BusLoad
from scenarios.settings import Settings
from scenarios.types import Consignment, Goods, Scenario
from tests.builders import SERVICE_DATE, at, call, consignment, county, left, place, places, plan, run
from tests.optimizer.spoken import spoken

FOUR_CALLS = (call("H", "07:00"), call("A", "07:20"), call("B", "07:40"), call("C", "08:00"))
READY = at("06:00")


def line(*given: Consignment, **limits: Any) -> Scenario:
    """One run H - A - B - C at 07:00 with limits."""
    return county(
        places(hub="H", villages="A B C"),
        runs=[run("r", *FOUR_CALLS, **limits)],
        consignments=given,
    )


def a_to_c(**limits: Any) -> tuple[Scenario, tuple[BusLoad, ...]]:
    """Three loads in turn: 4 parcels (20 litres, 4 kg) on each of the three segments."""
    ends = (("H", "A"), ("A", "B"), ("B", "C"))
    scenario = line(*(consignment(f"{o}{d}", o, d, 4, ready_s=READY) for o, d in ends), **limits)
    return scenario, tuple(BusLoad("r", k, k + 1, f"{o}{d}", 4) for k, (o, d) in enumerate(ends))


@pytest.mark.parametrize("limit", [{"hold_ml": 20_000}, {"hold_g": 4_000}, {"hold_pieces": 4}])
def test_trap_1_room_freed_at_a_call_is_used_again_from_that_call(limit: dict[str, int]) -> None:
    scenario, loads = a_to_c(**limit)
    assert spoken(scenario, plan(loads)) == []


@pytest.mark.parametrize(
    ("limit", "amount", "unit"),
    [({"hold_ml": 19_999}, 1, "ml"), ({"hold_g": 3_999}, 1, "g"), ({"hold_pieces": 3}, 1, "pieces")],
)
def test_trap_1_each_of_litres_mass_and_pieces_binds_on_every_segment(
    limit: dict[str, int], amount: int, unit: str
) -> None:
    scenario, loads = a_to_c(**limit)
    assert spoken(scenario, plan(loads)) == [("hold", amount, unit)] * 3


def test_trap_1_loads_that_overlap_on_one_segment_only_add_up_there() -> None:
    scenario = line(
        consignment("HB", "H", "B", 4, ready_s=READY), consignment("AC", "A", "C", 3, ready_s=READY), hold_pieces=6
    )
    loads = (BusLoad("r", 0, 2, "HB", 4), BusLoad("r", 1, 3, "AC", 3))
    assert spoken(scenario, plan(loads)) == [("hold", 1, "pieces")]


def test_trap_3_the_passengers_haircut_rounds_the_hold_down() -> None:
    # 30 % of 13 pieces are kept for passengers: 9.1 are left, so 9.
    scenario = line(consignment("c", "H", "A", 10), hold_pieces=13, haircut_pct=30)
    assert spoken(scenario, plan([BusLoad("r", 0, 1, "c", 10)])) == [("hold", 1, "pieces")]


def there_and_back(block_of_second: str = "bus", **limits: Any) -> Scenario:
    """H 07:00 - A - B 08:00, then B 08:10 - A (nothing on) - H 09:10."""
    return county(
        places(hub="H", villages="A B"),
        runs=[
            run("out", call("H", "07:00"), call("A", "07:30"), call("B", "08:00"), block="bus"),
            run(
                "home", call("B", "08:10"), call("A", "08:40", load=False), call("H", "09:10"),
                block=block_of_second, **limits,
            ),
        ],
        consignments=[consignment("c", "A", "H", 5, ready_s=at("07:00")), consignment("d", "B", "H", 2)],
    )  # fmt: skip


ROUND_THE_TERMINUS = (
    BusLoad("out", 1, 2, "c", 5, stays_aboard=True),
    BusLoad("home", 0, 2, "c", 5, came_aboard=True),
)
FROM_TERMINUS = BusLoad("home", 0, 2, "d", 2)


def test_trap_11_a_village_the_run_has_passed_sends_parcels_over_the_terminus() -> None:
    assert spoken(there_and_back(), plan((*ROUND_THE_TERMINUS, FROM_TERMINUS))) == []


def test_trap_2_goods_still_aboard_fill_the_hold_of_the_next_run() -> None:
    scenario = there_and_back(hold_pieces=6)
    assert spoken(scenario, plan((*ROUND_THE_TERMINUS, FROM_TERMINUS))) == [("hold", 1, "pieces")] * 2


def test_trap_2_goods_stay_aboard_only_into_a_run_of_the_same_bus() -> None:
    # Told twice: what stays goes nowhere, and what came comes from nowhere.
    scenario = there_and_back(block_of_second="another bus")
    expected = [("block", 5, "parcels")] * 2
    assert spoken(scenario, plan((*ROUND_THE_TERMINUS, FROM_TERMINUS))) == expected


def test_runs_without_a_block_are_buses_of_their_own() -> None:
    scenario = county(
        places(hub="H", villages="A B"),
        runs=[run("out", call("A", "07:00"), call("B", "08:00")), run("home", call("B", "08:10"), call("H", "09:00"))],
        consignments=[consignment("c", "A", "H", 5)],
    )
    loads = (BusLoad("out", 0, 1, "c", 5, stays_aboard=True), BusLoad("home", 0, 1, "c", 5, came_aboard=True))
    assert spoken(scenario, plan(loads)) == [("block", 5, "parcels")] * 2


def test_one_more_parcel_comes_aboard_than_stayed() -> None:
    loads = (ROUND_THE_TERMINUS[0], BusLoad("home", 0, 2, "c", 6, came_aboard=True), FROM_TERMINUS)
    expected = [("conservation", 1, "parcels"), ("block", 1, "parcels")]
    assert spoken(there_and_back(), plan(loads)) == expected


def test_parcels_may_leave_a_ride_through_a_layover_at_different_calls() -> None:
    # Two rows came aboard from one that stayed: only the sums must agree.
    loads = (
        BusLoad("out", 0, 2, "c", 5, stays_aboard=True),
        BusLoad("home", 0, 1, "c", 2, came_aboard=True),
        BusLoad("home", 0, 2, "c", 3, came_aboard=True),
    )
    scenario = dataclasses.replace(there_and_back(), consignments=(consignment("c", "H", "A", 2),))
    # The block is right; but 3 of the 5 go home past A, back to their origin, and only 2 were to leave it.
    assert spoken(scenario, plan(loads)) == [("flow", 3, "parcels"), ("flow", 3, "parcels")]


def bags(parcels: int, **limits: Any) -> list[tuple[str, int, str]]:
    """What the checker says of parcels put on at A, in bags of 25, 20 s a call and 6 s a bag."""
    calls = [call("H", "07:00"), call("A", "07:20", **limits), call("C", "08:00")]
    scenario = county(
        places(hub="H", villages="A C"), runs=[run("r", *calls)], consignments=[consignment("c", "A", "C", parcels)]
    )
    return spoken(scenario, plan([BusLoad("r", 1, 2, "c", parcels)]))


def test_trap_4_bags_take_time_not_parcels() -> None:
    assert bags(25, dwell_limit_s=26) == []
    assert bags(26, dwell_limit_s=26) == [("dwell_call", 6, "s")]


def test_trap_4_loading_and_unloading_share_one_dwell() -> None:
    scenario = county(
        places(hub="H", villages="A C"),
        runs=[run("r", call("H", "07:00"), call("A", "07:20", dwell_limit_s=32), call("C", "08:00"))],
        consignments=[consignment("in", "H", "A", 25), consignment("out", "A", "C", 25)],
    )
    # 20 + 6 + 6: the 20 s are spent once.
    assert spoken(scenario, plan([BusLoad("r", 0, 1, "in", 25), BusLoad("r", 1, 2, "out", 25)])) == []


def test_trap_4_parcels_of_one_way_share_bags_and_others_do_not() -> None:
    scenario = line(
        consignment("x", "H", "A", 10), consignment("y", "H", "A", 15), consignment("z", "H", "B", 1),
        dwell_budget_s=51,
    )  # fmt: skip
    loads = [BusLoad("r", 0, 1, "x", 10), BusLoad("r", 0, 1, "y", 15), BusLoad("r", 0, 2, "z", 1)]
    # One bag for x and y at A and one for z at B: 26 s each; at the run's first call time is no matter.
    assert spoken(scenario, plan(loads)) == [("dwell_run", 1, "s")]


def test_trap_4_handling_at_the_first_and_the_last_call_is_outside_the_budget() -> None:
    scenario = line(consignment("c", "H", "C", 100), dwell_budget_s=0)
    assert spoken(scenario, plan([BusLoad("r", 0, 3, "c", 100)])) == []


def test_trap_4_parcels_that_stay_aboard_are_not_handled_at_the_layover() -> None:
    scenario = there_and_back()
    limited = [
        run("out", call("H", "07:00"), call("A", "07:30"), call("B", "08:00", dwell_limit_s=0), block="bus"),
        run("home", call("B", "08:10", dwell_limit_s=0), call("A", "08:40"), call("H", "09:10"), block="bus"),
    ]
    scenario = county(scenario.places, runs=limited, consignments=scenario.consignments[:1])
    assert spoken(scenario, plan(ROUND_THE_TERMINUS)) == []


def test_trap_10_a_run_may_call_twice_at_one_place() -> None:
    # A loop: H - A - B - A - H. What gets on at the second call at A is not aboard towards B.
    loop = run(
        "loop", call("H", "07:00"), call("A", "07:10"), call("B", "07:20"), call("A", "07:30"), call("H", "07:40"),
        hold_pieces=3,
    )  # fmt: skip
    scenario = county(
        places(hub="H", villages="A B"),
        runs=[loop],
        consignments=[consignment("to B", "H", "B", 3), consignment("from A", "A", "H", 3)],
    )
    second_call = plan([BusLoad("loop", 0, 2, "to B", 3), BusLoad("loop", 3, 4, "from A", 3)])
    first_call = plan([BusLoad("loop", 0, 2, "to B", 3), BusLoad("loop", 1, 4, "from A", 3)])
    assert spoken(scenario, second_call) == []
    assert spoken(scenario, first_call) == [("hold", 3, "pieces")]


def test_trap_10_times_pass_midnight() -> None:
    late = run("late", call("H", "23:50"), call("A", "24:40"))
    scenario = county(
        places(hub="H", villages="A"), runs=[late],
        consignments=[consignment("c", "H", "A", 2, due_s=at("24:30"))], settings=Settings(late_urmb_per_s=None),
    )  # fmt: skip
    assert spoken(scenario, plan([BusLoad("late", 0, 1, "c", 2)])) == [("due", 600, "s")]


WEDNESDAY = frozenset({3})


@pytest.mark.parametrize(
    ("calendar", "goes"),
    [
        ({}, True),
        ({"weekdays": frozenset({2})}, True),
        ({"weekdays": WEDNESDAY}, False),
        ({"weekdays": WEDNESDAY, "dates": frozenset({SERVICE_DATE})}, True),
        ({"except_dates": frozenset({SERVICE_DATE})}, False),
        ({"dates": frozenset({SERVICE_DATE}), "except_dates": frozenset({SERVICE_DATE})}, False),
        ({"shared": False}, False),
    ],
    ids=["daily", "Tuesdays", "Wednesdays", "a market day", "a holiday", "an exception beats", "passengers only"],
)
def test_trap_10_a_run_carries_goods_only_on_its_days(calendar: dict[str, object], goes: bool) -> None:
    assert datetime.date(2026, 3, 17) == SERVICE_DATE
    scenario = line(consignment("c", "H", "A", 2), **calendar)
    expected = [] if goes else [("calendar", 2, "parcels")]
    assert spoken(scenario, plan([BusLoad("r", 0, 1, "c", 2)])) == expected


def test_a_call_that_takes_nothing_on_may_still_give_off() -> None:
    calls = [call("H", "07:00", unload=False), call("A", "07:20", load=False), call("B", "07:40")]
    scenario = county(
        places(hub="H", villages="A B"),
        runs=[run("r", *calls)],
        consignments=[consignment("in", "H", "A"), consignment("out", "A", "B")],
    )
    assert spoken(scenario, plan([BusLoad("r", 0, 1, "in", 1)], unserved=[left("out")])) == []
    both = plan([BusLoad("r", 0, 1, "in", 1), BusLoad("r", 1, 2, "out", 1)])
    assert spoken(scenario, both) == [("call", 1, "parcels")]


COLD_TOO = frozenset(Goods) - {Goods.BARRED}


@pytest.mark.parametrize(
    ("goods", "taken", "allowed"),
    [
        (Goods.ORDINARY, None, True),
        (Goods.COLD, None, False),
        (Goods.COLD, COLD_TOO, True),
        (Goods.FRAGILE, frozenset({Goods.ORDINARY}), False),
        (Goods.BARRED, frozenset(Goods), False),
    ],
)
def test_trap_14_classes_ride_only_where_they_may(goods: Goods, taken: frozenset[Goods] | None, allowed: bool) -> None:
    limits = {} if taken is None else {"goods": taken}
    scenario = line(consignment("c", "H", "A", 2, goods=goods), **limits)
    expected = [] if allowed else [("goods", 2, "parcels")]
    assert spoken(scenario, plan([BusLoad("r", 0, 1, "c", 2)])) == expected


def test_trap_14_a_single_piece_is_limited_by_mass_and_by_length() -> None:
    just = line(consignment("c", "H", "A", 1, heaviest_g=30_000, longest_cm=120))
    over = line(consignment("c", "H", "A", 1, heaviest_g=30_001, longest_cm=122))
    load = plan([BusLoad("r", 0, 1, "c", 1)])
    assert spoken(just, load) == []
    assert spoken(over, load) == [("goods", 1, "g"), ("goods", 2, "cm")]


def test_equal_rows_are_one_load() -> None:
    scenario = line(consignment("c", "H", "A", 4), hold_pieces=3)
    assert spoken(scenario, plan([BusLoad("r", 0, 1, "c", 2)] * 2)) == [("hold", 1, "pieces")]


def test_a_blocks_runs_follow_each_other_by_time_not_by_file_order() -> None:
    scenario = there_and_back()
    turned = county(scenario.places, runs=scenario.runs[::-1], consignments=scenario.consignments)
    assert spoken(turned, plan((*ROUND_THE_TERMINUS, FROM_TERMINUS))) == []


def test_goods_do_not_stay_aboard_through_a_run_for_passengers_only() -> None:
    between = run("school", call("B", "08:01"), call("B", "08:09"), block="bus", shared=False)
    scenario = there_and_back()
    with_it = county(scenario.places, runs=(*scenario.runs, between), consignments=scenario.consignments)
    loads = plan((*ROUND_THE_TERMINUS, FROM_TERMINUS))
    assert spoken(with_it, loads) == [("block", 5, "parcels")] * 2


def test_a_run_of_the_block_that_does_not_go_today_does_not_lie_between() -> None:
    sunday = run("sunday", call("B", "08:01"), call("B", "08:09"), block="bus", weekdays=frozenset({7}))
    scenario = there_and_back()
    with_it = county(scenario.places, runs=(*scenario.runs, sunday), consignments=scenario.consignments)
    assert spoken(with_it, plan((*ROUND_THE_TERMINUS, FROM_TERMINUS))) == []


def test_trap_9_the_last_bus_is_not_caught_by_parcels_that_are_ready_after_it() -> None:
    scenario = line(consignment("c", "A", "C", 3, ready_s=at("07:20") + 1))
    assert spoken(scenario, plan([BusLoad("r", 1, 3, "c", 3)])) == [("ready", 1, "s")]


def test_trap_9_a_late_bus_finds_a_village_point_closed() -> None:
    shut = place("A", closes_s=at("07:19:59"))
    scenario = county(
        [*places(hub="H", villages="B C"), shut], runs=[run("r", *FOUR_CALLS)],
        consignments=[consignment("c", "H", "A", 3)],
    )  # fmt: skip
    assert spoken(scenario, plan([BusLoad("r", 0, 1, "c", 3)])) == [("opening", 1, "s")]


def test_a_bus_may_pass_a_closed_place_with_goods_aboard() -> None:
    shut = place("A", closes_s=at("07:00"))
    scenario = county(
        [*places(hub="H", villages="B C"), shut],
        runs=[run("r", *FOUR_CALLS)],
        consignments=[consignment("c", "H", "B", 3)],
    )
    assert spoken(scenario, plan([BusLoad("r", 0, 2, "c", 3)])) == []


@pytest.mark.parametrize(("board", "leave", "back"), [(1, 1, 1), (2, 1, 2), (3, 1, 3)])
def test_a_load_that_goes_nowhere_or_backwards_moves_nothing(board: int, leave: int, back: int) -> None:
    scenario = line(consignment("c", "H", "A", 2))
    forwards, backwards = BusLoad("r", 0, 1, "c", 2), BusLoad("r", board, leave, "c", 7)
    assert spoken(scenario, plan([forwards, backwards])) == [("call", back, "calls")]


def test_a_bus_may_turn_round_in_no_time() -> None:
    scenario = there_and_back()
    out, home = scenario.runs
    at_once = dataclasses.replace(home, calls=(call("B", "08:00"), *home.calls[1:]))
    loads = plan((*ROUND_THE_TERMINUS, FROM_TERMINUS))
    assert spoken(dataclasses.replace(scenario, runs=(out, at_once)), loads) == []
