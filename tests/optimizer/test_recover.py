"""Back from plans to solutions: the same plan comes out again, and tasks keep what their transfers need."""

from dataclasses import replace

import pytest

from optimizer.construct import construct
from optimizer.plan import BusLoad, Plan, VanLoad
from optimizer.recover import recover, recovered_waits, waiting_shortfall
from optimizer.separate import split_by_brand
from optimizer.shelves import Wait
from optimizer.solution import to_plan
from optimizer.vans import NEVER, Shortfall
from scenarios.generate import CountySpec, generate_county, tiny_scenario
from scenarios.types import Scenario, Strategy
from tests.builders import at, call, consignment, county, link, place, plan, run, stop, van
from tests.core_builders import AT_ONCE, an_instance, ride_in_words
from tests.optimizer.spoken import spoken

SORTING = replace(AT_ONCE, transfer_fixed_s=60, transfer_parcel_s=6, van_parcel_s=0)
"""A transfer takes a minute and 6 s a parcel; a van stop 3 minutes."""


def town(room: int | None = None) -> Scenario:
    """Buses H 07:00 - S 08:00, S 10:00 - H 11:00 and S 12:00 - H 13:00; a van at S, 10 minutes from A; 10 parcels."""
    return county(
        [place("H", "hub"), place("S", "station", storage_parcels=room), place("A")],
        [link("S", "A", minutes=10)],
        [
            run("in", call("H", "07:00"), call("S", "08:00")),
            run("out", call("S", "10:00"), call("H", "11:00")),
            run("late", call("S", "12:00"), call("H", "13:00")),
        ],
        [van("v", "S")],
        [consignment("c", "H", "A", 10), consignment("d", "A", "H", 10, ready_s=at("08:00"))],
        SORTING,
    )


def there_and_back() -> Plan:
    """The bus brings c at 08:00, the van leaves with it at 08:02, returns with d at 08:25; a bus takes d at 10:00."""
    return plan(
        [BusLoad("in", 0, 1, "c", 10), BusLoad("out", 0, 1, "d", 10)],
        [stop("v", 1, 1, 0, "S", "08:02"), stop("v", 1, 1, 1, "A", "08:12", "08:15"), stop("v", 1, 1, 2, "S", "08:25")],
        [VanLoad("v", 1, 1, 0, 1, "c", 10), VanLoad("v", 1, 1, 1, 2, "d", 10)],
    )


def test_a_task_after_a_bus_waits_for_the_sorting_of_its_goods() -> None:
    instance = an_instance(town())
    assert spoken(town(), there_and_back()) == []
    (trip,) = recover(instance, there_and_back()).days[0].trips
    deliver, collect = trip.tasks
    # 60 s and 10 times 6 s after 08:00; and before the bus at 10:00.
    assert (deliver.floor_s, deliver.deadline_s) == (at("08:02"), NEVER)
    assert (collect.floor_s, collect.deadline_s) == (at("08:00"), at("09:58"))


def test_the_waits_of_a_plan_are_as_long_as_van_times_may_make_them() -> None:
    instance = an_instance(town())
    assert recovered_waits(instance, there_and_back()) == [
        (Wait(1, at("08:00"), instance.latest_s), 10),
        (Wait(1, at("08:00"), at("10:00")), 10),
    ]


def test_what_comes_first_goes_first() -> None:
    instance = an_instance(town())
    # d comes in two trips, 08:25 and 08:48; 15 minutes would do for all of it. 4 leave at 10:00, 6 at 12:00.
    split = plan(
        [BusLoad("out", 0, 1, "d", 4), BusLoad("late", 0, 1, "d", 6)],
        [
            *(stop("v", 1, 1, 0, "S", "08:02"), stop("v", 1, 1, 1, "A", "08:12", "08:15")),
            *(stop("v", 1, 1, 2, "S", "08:25"), stop("v", 1, 2, 0, "S", "08:25")),
            *(stop("v", 1, 2, 1, "A", "08:35", "08:38"), stop("v", 1, 2, 2, "S", "08:48")),
        ],
        [VanLoad("v", 1, 1, 1, 2, "d", 5), VanLoad("v", 1, 2, 1, 2, "d", 5)],
    )
    first, second = (trip.tasks[0].deadline_s for trip in recover(instance, split).days[0].trips)
    # The first trip's load feeds the bus at 10:00 (and gives one parcel to the next), the second's the bus at 12:00.
    assert (first, second) == (at("09:58:30"), at("11:58:30"))


def test_rides_through_layovers_are_joined_again() -> None:
    block = [
        run("out", call("H", "07:00"), call("B", "07:30"), call("A", "08:00"), block="b"),
        run("back", call("A", "08:10"), call("B", "08:30"), call("H", "09:00"), block="b"),
    ]
    scenario = county(
        [place("H", "hub"), place("A"), place("B")],
        runs=block,
        consignments=[consignment("c", "B", "H", 10), consignment("d", "B", "H", 5)],
        strategy="bus",
    )
    through = plan(
        [
            BusLoad("out", 1, 2, "c", 7, stays_aboard=True),
            BusLoad("back", 0, 2, "c", 7, came_aboard=True),
            BusLoad("back", 1, 2, "c", 3),
            BusLoad("back", 1, 2, "d", 5),
        ],
        strategy="bus",
    )
    assert spoken(scenario, through) == []
    instance = an_instance(scenario)
    solution = recover(instance, through)
    rides = {
        (instance.items[booking.item].consignment, ride_in_words(instance.network.timetable, booking.rides[0])): (
            booking.parcels
        )
        for booking in solution.bookings
    }
    assert rides == {("c", "out 1-2 + back 0-2"): 7, ("c", "back 1-2"): 3, ("d", "back 1-2"): 5}
    assert to_plan(instance, solution) == through


def test_a_plan_whose_transfers_hold_has_no_shortfall() -> None:
    assert waiting_shortfall(an_instance(town(room=10)), there_and_back()) is None


def test_shelves_that_are_too_small_are_told() -> None:
    assert waiting_shortfall(an_instance(town(room=9)), there_and_back()) == Shortfall(
        "storage", 1, "parcels", "the shelves at S are full"
    )


def test_sorting_that_ends_too_late_is_told() -> None:
    slow = replace(town(), settings=replace(SORTING, transfer_parcel_s=7))
    assert waiting_shortfall(an_instance(slow), there_and_back()) == Shortfall(
        "transfer", 10, "s", "not sorted in time at S"
    )


@pytest.mark.parametrize("seed", range(20))
def test_a_constructed_plan_comes_out_again(seed: int) -> None:
    for strategy in (Strategy.SHARED, Strategy.SEPARATE):
        instance = an_instance(replace(tiny_scenario(seed), strategy=strategy))
        for part in split_by_brand(instance) if strategy is Strategy.SEPARATE else [instance]:
            made = to_plan(part, construct(part))
            assert isinstance(made, Plan)
            assert to_plan(part, recover(part, made)) == made
            assert waiting_shortfall(part, made) is None


def test_the_plan_of_a_county_comes_out_again() -> None:
    scenario = generate_county(CountySpec.of_size(60, "normal"), 1)
    instance = an_instance(scenario)
    made = to_plan(instance, construct(instance, time_limit_s=1.0))
    assert isinstance(made, Plan)
    assert to_plan(instance, recover(instance, made)) == made
