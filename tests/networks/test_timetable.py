"""The day's runs, their blocks, and the rides that goods can take on one bus."""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from networks.timetable import Ride, rides_from_call
from scenarios.types import Place, Run, Scenario
from tests.builders import SERVICE_DATE, at, call, county, place, places, run
from tests.core_builders import WEDNESDAY, a_timetable, ride_in_words

SPOTS = places(hub="H", stations="S T", villages="A B C")


def timetable_ids(scenario: Scenario) -> list[str]:
    return [run.id for run in a_timetable(scenario).runs]


def test_calls_at_a_place_are_those_of_all_runs_in_their_order() -> None:
    runs = (
        run("r", call("H", "07:00"), call("A", "08:00"), call("H", "09:00"), fee_urmb=3),
        run("q", call("A", "10:00"), call("B", "11:00"), fee_urmb=2),
    )
    table = a_timetable(county(SPOTS, runs=runs))
    named = {SPOTS[at].id: [(table.runs[number].id, n) for number, n in calls] for at, calls in table.calls_at.items()}
    wanted = {"H": [("r", 0), ("r", 2)], "A": [("q", 0), ("r", 1)], "B": [("q", 1)]}
    assert {name: sorted(calls) for name, calls in named.items()} == wanted
    assert all(list(calls) == sorted(calls) for calls in table.calls_at.values())
    assert table.least_fee_urmb == 2
    assert a_timetable(county(SPOTS)).least_fee_urmb == 0


def follows(*runs: Run) -> dict[str, str]:
    """Which run goods may ride on into from which."""
    table = a_timetable(county(SPOTS, runs=runs))
    return {table.runs[at].id: table.runs[to].id for at, to in enumerate(table.following) if to >= 0}


def whole(
    runs: Iterable[Run],
    run_id: str,
    board: int,
    spots: Iterable[Place] = SPOTS,
    layovers: int = 1,
    repeats: bool = False,
) -> list[Ride]:
    """All rides from one call."""
    scenario = county(spots, runs=runs)
    table = a_timetable(scenario)
    number = [run.id for run in table.runs].index(run_id)
    return list(rides_from_call(table, scenario.places, number, board, layovers, repeats))


def rides(runs: Iterable[Run], run_id: str, board: int, spots: Iterable[Place] = SPOTS, **more: Any) -> list[str]:
    """All rides from one call, in words."""
    table = a_timetable(county(spots, runs=runs))
    return [ride_in_words(table, ride) for ride in whole(runs, run_id, board, spots=spots, **more)]


def there_and_back(block: str = "b") -> list[Run]:
    """One bus: H 07:00 - S 07:30 - A 08:00, and back at 08:10 - S 08:40 - H 09:10."""
    return [
        run("out", call("H", "07:00"), call("S", "07:30"), call("A", "08:00"), block=block),
        run("back", call("A", "08:10"), call("S", "08:40"), call("H", "09:10"), block=block),
    ]


# The calendar


def test_trap_10_only_shared_runs_of_the_service_date_are_there() -> None:
    stops = (call("H", "07:00"), call("A", "08:00"))
    runs = [
        run("daily", *stops),
        run("tuesday", *stops, weekdays=frozenset({2})),
        run("wednesday", *stops, weekdays=frozenset({3})),
        run("passengers", *stops, shared=False),
        run("added", *stops, weekdays=frozenset(), dates=frozenset({SERVICE_DATE})),
        run("cancelled", *stops, except_dates=frozenset({SERVICE_DATE})),
        run("both", *stops, dates=frozenset({SERVICE_DATE}), except_dates=frozenset({SERVICE_DATE})),
    ]
    assert timetable_ids(county(SPOTS, runs=runs)) == ["daily", "tuesday", "added"]


@pytest.mark.parametrize(("day", "ids"), [(SERVICE_DATE, ["market"]), (WEDNESDAY, [])])
def test_market_days_decide(day: datetime.date, ids: list[str]) -> None:
    market = run("market", call("H", "07:00"), call("A", "08:00"), weekdays=frozenset({2, 5}))
    assert timetable_ids(replace(county(SPOTS, runs=[market]), service_date=day)) == ids


# Blocks


def test_a_bus_goes_on_into_its_next_run_from_the_same_place() -> None:
    assert follows(*there_and_back()) == {"out": "back"}


def test_without_a_block_no_run_goes_on() -> None:
    assert follows(*there_and_back(block="")) == {}


def test_a_run_that_starts_elsewhere_is_no_continuation() -> None:
    assert follows(there_and_back()[0], run("far", call("B", "08:10"), call("H", "09:00"), block="b")) == {}


def test_the_next_run_may_depart_when_the_first_arrives_but_not_before() -> None:
    first = run("first", call("H", "07:00"), call("A", "08:00"), block="b")
    assert follows(first, run("next", call("A", "08:00"), call("H", "09:00"), block="b")) == {"first": "next"}
    assert follows(first, run("next", call("A", "07:59:59"), call("H", "09:00"), block="b")) == {}


def test_runs_of_a_block_follow_by_their_first_departure_whatever_the_order_of_rows() -> None:
    out, back = there_and_back()
    again = run("again", call("H", "10:00"), call("A", "11:00"), block="b")
    assert follows(again, back, out) == {"out": "back", "back": "again"}


def test_trap_2_goods_do_not_stay_aboard_through_a_run_for_passengers_only() -> None:
    out, back = there_and_back()
    loop = run("school", call("A", "08:02"), call("A", "08:08"), block="b", shared=False)
    assert follows(out, loop, back) == {}
    off_today = replace(loop, weekdays=frozenset({3}))
    assert follows(out, off_today, back) == {"out": "back"}


# Rides


def test_a_ride_goes_to_every_later_call() -> None:
    runs = there_and_back(block="")
    assert rides(runs, "out", 0) == ["out 0-1", "out 0-2"]
    assert rides(runs, "out", 1) == ["out 1-2"]


def past_the_village() -> list[Run]:
    """One bus: H 07:00 - B 07:40 - A 08:00, and straight back at 08:10 - H 09:00."""
    return [
        run("out", call("H", "07:00"), call("B", "07:40"), call("A", "08:00"), block="b", fee_urmb=1),
        run("back", call("A", "08:10"), call("H", "09:00"), block="b", fee_urmb=2),
    ]


def test_a_ride_knows_its_places_times_and_the_fee_of_the_run_it_boards() -> None:
    direct, onward = whole(past_the_village(), "out", 1)
    assert (direct.from_place, direct.to_place) == (4, 3)
    assert (direct.depart_s, direct.arrive_s, direct.fee_urmb) == (at("07:40"), at("08:00"), 1)
    assert (onward.from_place, onward.to_place) == (4, 0)
    assert (onward.depart_s, onward.arrive_s, onward.fee_urmb) == (at("07:40"), at("09:00"), 1)


def test_trap_11_a_village_before_the_terminus_sends_to_the_hub_by_way_of_the_terminus() -> None:
    assert rides(past_the_village(), "out", 1) == ["out 1-2", "out 1-2 + back 0-1"]


def test_goods_that_can_board_at_their_place_on_the_way_back_do_not_ride_round() -> None:
    assert rides(there_and_back(), "out", 1) == ["out 1-2"]
    assert rides(there_and_back(), "out", 1, repeats=True) == ["out 1-2", "out 1-2 + back 0-2"]


def test_goods_can_leave_at_the_layover_only_once() -> None:
    """They leave at the last call of the first run, not at the first of the next."""
    assert "out 0-2 + back 0-0" not in rides(there_and_back(), "out", 0, repeats=True)


def test_a_ride_passes_at_most_as_many_layovers_as_asked() -> None:
    ends = [("H", "A"), ("A", "B"), ("B", "C")]
    runs = [
        run(f"r{n}", call(a, f"{7 + n}:00"), call(b, f"{7 + n}:30"), block="b") for n, (a, b) in enumerate(ends)
    ]
    assert rides(runs, "r0", 0, layovers=0) == ["r0 0-1"]
    assert rides(runs, "r0", 0, layovers=1) == ["r0 0-1", "r0 0-1 + r1 0-1"]
    assert rides(runs, "r0", 0, layovers=9)[-1] == "r0 0-1 + r1 0-1 + r2 0-1"


def spur() -> list[Run]:
    """A bus that calls at B twice, before and after a spur to C."""
    return [run("r", *(call(spot, f"07:{10 * n:02}") for n, spot in enumerate("HBCBA")))]


def test_trap_10_goods_for_a_place_called_at_twice_leave_at_the_first_call() -> None:
    assert rides(spur(), "r", 0) == ["r 0-1", "r 0-2", "r 0-4"]


def test_trap_10_goods_from_a_place_called_at_twice_board_at_the_last_call() -> None:
    assert rides(spur(), "r", 1) == ["r 1-2"]
    assert rides(spur(), "r", 3) == ["r 3-4"]


def test_an_exact_search_gets_every_pair_of_calls_but_none_back_to_its_own_place() -> None:
    assert rides(spur(), "r", 0, repeats=True) == ["r 0-1", "r 0-2", "r 0-3", "r 0-4"]
    assert rides(spur(), "r", 1, repeats=True) == ["r 1-2", "r 1-4"]


def test_if_the_first_call_does_not_unload_goods_leave_at_the_second() -> None:
    runs = spur()
    calls = list(runs[0].calls)
    calls[1] = replace(calls[1], unload=False)
    assert rides([replace(runs[0], calls=tuple(calls))], "r", 0) == ["r 0-2", "r 0-3", "r 0-4"]


def test_if_the_second_call_does_not_load_goods_board_at_the_first() -> None:
    runs = spur()
    calls = list(runs[0].calls)
    calls[3] = replace(calls[3], load=False)
    assert rides([replace(runs[0], calls=tuple(calls))], "r", 1) == ["r 1-2", "r 1-4"]


def test_no_ride_begins_or_ends_where_a_call_handles_no_cargo() -> None:
    runs = [run("r", call("H", "07:00", load=False), call("A", "07:30", unload=False), call("B", "08:00"))]
    assert rides(runs, "r", 0) == []
    assert rides(runs, "r", 1) == ["r 1-2"]


def test_trap_9_no_ride_begins_or_ends_at_a_closed_place() -> None:
    hours = {"opens_s": at("07:00"), "closes_s": at("19:00"), "gap_from_s": at("12:00"), "gap_to_s": at("13:30")}
    spots = [place("H", "hub"), place("A", **hours), place("B")]

    def bus(arrives: str, departs: str) -> list[str]:
        r = [run("r", call("H", "06:00"), call("A", arrives, departs), call("B", "23:00"))]
        return [*rides(r, "r", 0, spots), *rides(r, "r", 1, spots)]

    everything = ["r 0-1", "r 0-2", "r 1-2"]
    assert bus("12:00", "12:00") == everything  # the last moment before the gap
    assert bus("12:00:01", "13:29:59") == ["r 0-2"]
    assert bus("12:00:01", "13:30") == ["r 0-2", "r 1-2"]
    assert bus("19:00", "19:10") == ["r 0-1", "r 0-2"]  # unloads when it arrives, would load when it departs
    assert bus("19:10", "19:11") == ["r 0-2"]  # the late bus at a closed point


def test_goods_may_ride_through_a_layover_at_a_closed_place() -> None:
    spots = [place("H", "hub"), place("B"), place("A", opens_s=at("12:00"))]
    assert rides(past_the_village(), "out", 1, spots) == ["out 1-2 + back 0-1"]


def test_trap_10_times_past_midnight_go_on_counting() -> None:
    late = run("r", call("H", "23:50"), call("A", "24:40"))
    (ride,) = whole([late], "r", 0)
    assert (ride.depart_s, ride.arrive_s) == (at("23:50"), 86_400 + 40 * 60)
