"""The last step: what is left is placed where that pays, and the plan stays valid and gets no dearer."""

import time
from dataclasses import replace

import pytest

from optimizer.construct import construct
from optimizer.finish import _with_more, finish
from optimizer.instance import Instance
from optimizer.plan import BusLoad, Plan, Unserved, VanLoad
from optimizer.settle import state_of
from optimizer.solution import Booking, Solution, to_plan
from scenarios.generate import tiny_scenario
from scenarios.types import Scenario, Strategy
from tests.builders import at, call, consignment, county, left, link, place, places, plan, run, stop, van
from tests.core_builders import AT_ONCE, accepted, an_instance, total_urmb
from tests.optimizer.spoken import spoken


def finished(scenario: Scenario, made: Plan) -> Plan:
    """The finished plan, accepted by the checker and no dearer than before."""
    assert spoken(scenario, made) == []
    after = accepted(scenario, finish(an_instance(scenario), made))
    assert total_urmb(scenario, after) <= total_urmb(scenario, made)
    return after


def test_a_plan_that_leaves_nothing_behind_stays_as_it_is() -> None:
    scenario = county(
        places(hub="H", villages="A"),
        runs=[run("r", call("H", "07:00"), call("A", "08:00"))],
        consignments=[consignment("c", "H", "A", 3)],
        strategy="bus",
    )
    whole = plan([BusLoad("r", 0, 1, "c", 3)], strategy="bus")
    assert finished(scenario, whole) == whole


def test_goods_are_placed_on_a_bus_where_that_pays() -> None:
    scenario = county(
        places(hub="H", villages="A"),
        runs=[run("r", call("H", "07:00"), call("A", "08:00"))],
        consignments=[consignment("c", "H", "A", 3)],
        strategy="bus",
    )
    assert finished(scenario, plan(unserved=[left("c", 3)], strategy="bus")).bus_loads == (BusLoad("r", 0, 1, "c", 3),)


def test_goods_that_cost_more_by_bus_than_left_behind_stay() -> None:
    # 0.45 RMB by bus and 0.45 RMB of sorting and commission: more than 0.89 RMB, less than 0.91 RMB.
    for price, loads in ((890_000, 0), (910_000, 1)):
        scenario = county(
            places(hub="H", villages="A"),
            runs=[run("r", call("H", "07:00"), call("A", "08:00"))],
            consignments=[consignment("c", "H", "A", 3, unserved_urmb=price)],
            strategy="bus",
        )
        assert len(finished(scenario, plan(unserved=[left("c", 3)], strategy="bus")).bus_loads) == loads


def test_trap_12_a_consignment_is_split_over_buses_and_the_rest_stays() -> None:
    scenario = county(
        places(hub="H", villages="A"),
        runs=[run(f"r{n}", call("H", f"{7 + n}:00"), call("A", f"{8 + n}:00"), hold_pieces=4) for n in range(2)],
        consignments=[consignment("c", "H", "A", 10)],
        strategy="bus",
    )
    after = finished(scenario, plan(unserved=[left("c", 10)], strategy="bus"))
    assert [(load.run, load.parcels) for load in after.bus_loads] == [("r0", 4), ("r1", 4)]
    assert after.left_behind() == {"c": 2}


def test_goods_are_added_to_a_van_that_goes_there_anyway() -> None:
    scenario = county(
        places(hub="H", villages="A"),
        [link("H", "A", minutes=10)],
        vans=[van("v", "H", fixed_urmb=30_000_000)],
        consignments=[consignment("c", "H", "A", 2), consignment("d", "H", "A", 1)],
        settings=AT_ONCE,
        strategy="joint",
    )
    # d alone (20 RMB) is not worth a van (30 RMB); c is not there to be added to in the second case.
    there = plan(
        [],
        [
            stop("v", 1, 1, 0, "H", "08:00"),
            stop("v", 1, 1, 1, "A", "08:10", "08:13:06"),
            stop("v", 1, 1, 2, "H", "08:23:06"),
        ],
        [VanLoad("v", 1, 1, 0, 1, "c", 2)],
        [left("d", 1)],
        strategy="joint",
    )
    assert finished(scenario, there).left_behind() == {}
    alone = replace(scenario, consignments=scenario.consignments[1:])
    assert finished(alone, plan(unserved=[left("d", 1)], strategy="joint")).left_behind() == {"d": 1}


def test_what_no_van_holds_at_once_is_split_over_trips() -> None:
    scenario = county(
        places(hub="H", villages="A B"),
        [link("H", "A"), link("A", "B")],
        vans=[van("v", "H", capacity_ml=20_000, max_trips=3)],
        consignments=[consignment("c", "A", "B", 10)],
        strategy="joint",
    )
    after = finished(scenario, plan(unserved=[left("c", 10)], strategy="joint"))
    assert after.left_behind() == {}
    assert sorted(load.parcels for load in after.van_loads) == [2, 4, 4]


def town(room: int | None = None, parcel_s: int = 0, **van_type: int) -> Scenario:
    """Buses H - S at 08:00 and 09:00, onward by bus to A at 08:05 and 08:15, or by van; two consignments of 10."""
    return county(
        [place("H", "hub"), place("S", "station", storage_parcels=room), place("A"), place("B")],
        [link("S", "A", minutes=2), link("S", "B", minutes=2)],
        [
            run("r", call("H", "07:00"), call("S", "08:00")),
            run("q", call("H", "08:00"), call("S", "09:00")),
            run("on", call("S", "08:05"), call("A", "09:00")),
            run("then", call("S", "08:15"), call("A", "10:00")),
        ],
        [van("v", "S", **van_type)],
        [consignment("a", "H", "A", 10), consignment("b", "H", "B", 10)],
        replace(AT_ONCE, transfer_parcel_s=parcel_s, van_parcel_s=0),
    )


def test_trap_6_shelves_that_the_plan_fills_have_no_room_for_more() -> None:
    scenario = town(room=10, earliest_s=at("10:00"))
    half = plan(
        [BusLoad("r", 0, 1, "a", 10)],
        [stop("v", 1, 1, 0, "S", "10:00"), stop("v", 1, 1, 1, "A", "10:02", "10:05"), stop("v", 1, 1, 2, "S", "10:07")],
        [VanLoad("v", 1, 1, 0, 1, "a", 10)],
        [left("b", 10)],
    )
    after = finished(scenario, half)
    assert after.left_behind() == {"b": 10}
    assert {row.rule for row in after.unserved} == {"storage"}


def test_more_of_goods_that_change_buses_do_not_spoil_the_sorting_of_the_first() -> None:
    """60 s a parcel: five are ready for the bus at 08:05, not one more."""
    scenario = replace(town(parcel_s=60), strategy=Strategy.BUS)
    loads = [BusLoad("r", 0, 1, "a", 5), BusLoad("on", 0, 1, "a", 5)]
    half = plan(loads, unserved=[left("a", 5), left("b", 10)], strategy="bus")
    after = finished(scenario, half)
    assert after.left_behind()["a"] == 5
    assert {(row.rule, row.unit) for row in after.unserved if row.consignment == "a"} == {("transfer", "s")}


def test_more_of_goods_that_a_van_waits_for_make_it_leave_later() -> None:
    """Ten parcels take ten minutes to sort where five took five; the van can wait, and the plan is timed anew."""
    scenario = replace(town(parcel_s=60), runs=town().runs[:1])
    half = plan(
        [BusLoad("r", 0, 1, "a", 5)],
        [stop("v", 1, 1, 0, "S", "08:05"), stop("v", 1, 1, 1, "A", "08:07", "08:10"), stop("v", 1, 1, 2, "S", "08:12")],
        [VanLoad("v", 1, 1, 0, 1, "a", 5)],
        [left("a", 5), left("b", 10)],
    )
    after = finished(scenario, half)
    assert after.left_behind() == {}
    assert min(row.depart_s for row in after.van_stops) >= at("08:10")


def test_a_plan_that_holds_only_by_its_own_times_is_not_timed_anew() -> None:
    """a leaves the shelf before b comes; a van paid by the hour would rather leave with both trips later."""
    scenario = town(room=10, parcel_s=180, urmb_per_s=1)
    extra = consignment("c", "S", "A", 1)
    scenario = replace(scenario, runs=scenario.runs[:2], consignments=(*scenario.consignments, extra))
    made = plan(
        [BusLoad("r", 0, 1, "a", 10), BusLoad("q", 0, 1, "b", 10)],
        [
            *(stop("v", 1, 1, 0, "S", "08:30"), stop("v", 1, 1, 1, "A", "08:32", "08:35")),
            *(stop("v", 1, 1, 2, "S", "08:37"), stop("v", 1, 2, 0, "S", "09:30")),
            *(stop("v", 1, 2, 1, "B", "09:32", "09:35"), stop("v", 1, 2, 2, "S", "09:37")),
        ],
        [VanLoad("v", 1, 1, 0, 1, "a", 10), VanLoad("v", 1, 2, 0, 1, "b", 10)],
        [left("c", 1)],
    )
    after = finished(scenario, made)
    assert after.left_behind() == {"c": 1}
    assert {row.rule for row in after.unserved} == {"storage"}


@pytest.mark.parametrize("seed", range(30))
def test_an_empty_plan_is_filled_to_a_valid_one(seed: int) -> None:
    scenario = replace(tiny_scenario(seed), strategy=Strategy.SHARED)
    everything = [left(c.id, c.parcels) for c in scenario.consignments]
    after = finished(scenario, plan(unserved=everything))
    for name in after.left_behind():
        assert [row for row in after.unserved if row.consignment == name]


@pytest.mark.parametrize("seed", range(11, 36))
def test_half_a_plan_is_filled_to_a_valid_one(seed: int) -> None:
    """The construction's plan without every other bus load or van: what was there stays, more is added."""
    scenario = replace(tiny_scenario(seed), strategy=Strategy.SHARED)
    instance = an_instance(scenario)
    solution = construct(instance)
    part = replace(solution, bookings=solution.bookings[::2], days=solution.days[::2])
    part = replace(part, bookings=tuple(one for one in part.bookings if _goes_home(instance, one)))
    made = to_plan(instance, part)
    assert isinstance(made, Plan)
    made = replace(made, unserved=_rest(instance, part))
    if not spoken(scenario, made):  # a van day may have lost the bus that fed it
        finished(scenario, made)


def _goes_home(instance: Instance, booking: Booking) -> bool:
    return booking.rides[-1].to_place == instance.items[booking.item].destination


def _rest(instance: Instance, solution: Solution) -> tuple[Unserved, ...]:
    return tuple(left(instance.items[index].consignment, n) for index, n in solution.left(instance).items())


def test_with_no_time_left_nothing_is_placed_and_that_is_the_reason() -> None:
    scenario = county(
        places(hub="H", villages="A B"),
        runs=[run("r", call("B", "06:00"), call("H", "07:00"), call("A", "08:00"))],
        consignments=[consignment("c", "H", "A", 3), consignment("d", "H", "B", 2)],
        strategy="bus",
    )
    empty = plan(unserved=[left("c", 3), left("d", 2)], strategy="bus")
    after = accepted(scenario, finish(an_instance(scenario), empty, 0.0))
    assert after.bus_loads == ()
    told = {(row.consignment, row.parcels, row.way, row.rule, row.amount, row.unit) for row in after.unserved}
    # That no bus goes on to B needs no trying.
    assert told == {("c", 3, "bus r", "time", 1, "parcels"), ("d", 2, "none", "unreachable", 1, "places")}


def test_goods_that_change_vehicles_are_not_tried_one_by_one_once_the_time_is_over() -> None:
    """With time there is room for one more of goods that have a transfer already; without, the plan stays."""
    scenario = replace(town(parcel_s=60), runs=town().runs[:1])
    instance = an_instance(scenario)
    half = plan(
        [BusLoad("r", 0, 1, "a", 5)],
        [stop("v", 1, 1, 0, "S", "08:05"), stop("v", 1, 1, 1, "A", "08:07", "08:10"), stop("v", 1, 1, 2, "S", "08:12")],
        [VanLoad("v", 1, 1, 0, 1, "a", 5)],
        [left("a", 5), left("b", 10)],
    )
    state = state_of(instance, half)
    index = next(item.index for item in instance.items if item.consignment == "a")
    assert _with_more(instance, state, index, 5, time.monotonic() + 60) is not None
    assert _with_more(instance, state, index, 5, time.monotonic()) is None
