"""The exact engine on buses alone: optima worked out by hand.

With the default rates a parcel from hub to village on one bus costs 0.20 fee + 0.25 handling + 0.15 sorting
+ 0.30 commission = 0.90 RMB; a second bus adds 0.45. A parcel left behind costs 20 RMB unless a test says otherwise.
"""

from __future__ import annotations

import pytest

from scenarios.settings import Settings
from scenarios.types import Goods, Run, Scenario
from tests.builders import BusLoad, at, call, consignment, county, places, run
from tests.optimizer.exact_help import RMB, optimum

FEN = RMB // 100


def out_and_through(**more: object) -> Run:
    return run("R", call("H", "08:00"), call("A", "08:30"), call("B", "09:00"), **more)


def buses(runs: list[Run], *consignments: object, settings: Settings | None = None) -> Scenario:
    where = places(hub="H", stations="S T", villages="A B C")
    return county(where, (), runs, (), consignments, settings, "bus")  # type: ignore[arg-type]


def test_room_freed_at_a_call_is_used_behind_it() -> None:
    first = consignment("c1", "H", "A", 10)
    second = consignment("c2", "A", "B", 10)
    plan, total = optimum(buses([out_and_through(hold_pieces=10)], first, second))
    assert plan.left_behind() == {}
    # Village to village pays two commissions and no sorting: 0.45 + 0.60.
    assert total == 10 * 90 * FEN + 10 * 105 * FEN


def test_the_hold_goes_to_the_parcels_that_are_dear_to_leave() -> None:
    cheap = consignment("c1", "H", "B", 10, unserved_urmb=5 * RMB)
    dear = consignment("c2", "A", "B", 4)
    plan, total = optimum(buses([out_and_through(hold_pieces=10)], cheap, dear))
    assert plan.left_behind() == {"c1": 4}
    assert total == 6 * 90 * FEN + 4 * 105 * FEN + 4 * 5 * RMB


def test_litres_kilograms_and_haircut_bind_at_once() -> None:
    # 100 l less 15 % hold 17 parcels of 5 l; 14 kg hold 14 parcels of 1 kg, less 15 % (11.9) hold 11.
    tight = out_and_through(hold_ml=100_000, hold_g=14_000, haircut_pct=15)
    plan, total = optimum(buses([tight], consignment("c1", "H", "A", 20)))
    assert plan.left_behind() == {"c1": 9}
    assert total == 11 * 90 * FEN + 9 * 20 * RMB


def test_parcels_are_left_where_that_is_cheaper() -> None:
    plan, total = optimum(buses([out_and_through()], consignment("c1", "H", "A", 5, unserved_urmb=89 * FEN)))
    assert plan.bus_loads == ()
    assert total == 5 * 89 * FEN


def test_a_consignment_is_split_over_runs_the_cheaper_first() -> None:
    runs = [
        run("R1", call("H", "08:00"), call("A", "08:30"), hold_pieces=6, fee_urmb=50 * FEN),
        run("R2", call("H", "10:00"), call("A", "10:30"), hold_pieces=6),
    ]
    plan, total = optimum(buses(runs, consignment("c1", "H", "A", 10)))
    assert {row.run: row.parcels for row in plan.bus_loads} == {"R1": 4, "R2": 6}
    assert total == 6 * 90 * FEN + 4 * 120 * FEN


@pytest.mark.parametrize(("limit_s", "carried"), [(32, 50), (26, 25), (25, 0), (None, 60)])
def test_a_call_has_time_for_so_many_bags(limit_s: int | None, carried: int) -> None:
    # 20 s and 6 s for each bag of 25: 32 s are two bags, 26 s one, 25 s none.
    calls = (call("H", "08:00"), call("A", "08:30", dwell_limit_s=limit_s), call("B", "09:00"))
    plan, total = optimum(buses([run("R", *calls)], consignment("c1", "H", "A", 60)))
    assert sum(row.parcels for row in plan.bus_loads) == carried
    assert total == carried * 90 * FEN + (60 - carried) * 20 * RMB


def test_consignments_with_the_same_ends_share_bags() -> None:
    # One bag at most at A: 13 + 12 parcels to one place fill it, but parcels from elsewhere need a bag of their own.
    calls = (call("H", "08:00"), call("S", "08:10"), call("A", "08:30", dwell_limit_s=26), call("B", "09:00"))
    together = [consignment("c1", "H", "A", 13), consignment("c2", "H", "A", 12)]
    other = consignment("c3", "S", "A", 2, unserved_urmb=3 * RMB)
    plan, total = optimum(buses([run("R", *calls)], *together, other))
    assert plan.left_behind() == {"c3": 2}
    assert total == 25 * 90 * FEN + 2 * 3 * RMB


def test_a_run_has_a_budget_over_its_calls_on_the_way() -> None:
    # 26 s at A and 26 s at B are 52 s; the last call does not count. C's parcels are the dearest but free of it.
    calls = (call("H", "08:00"), call("A", "08:30"), call("B", "09:00"), call("C", "09:30"))
    prices = {"A": 3 * RMB, "B": 4 * RMB, "C": 5 * RMB}
    goods = [consignment(f"c{end}", "H", end, 5, unserved_urmb=price) for end, price in prices.items()]
    plan, total = optimum(buses([run("R", *calls, dwell_budget_s=51)], *goods))
    assert plan.left_behind() == {"cA": 5}
    assert total == 10 * 90 * FEN + 5 * 3 * RMB


def test_outbound_goods_ride_over_the_terminus_and_pay_once() -> None:
    # Only the run away from the hub calls at A, so its goods go round by C.
    away = run("R1", call("H", "08:00"), call("A", "08:30"), call("C", "09:00"), block="bus")
    home = run("R2", call("C", "09:20"), call("B", "09:40"), call("H", "10:00"), block="bus")
    plan, total = optimum(buses([away, home], consignment("c1", "A", "H", 4, ready_s=at("08:10"))))
    assert plan.bus_loads == (
        BusLoad("R1", 1, 2, "c1", 4, stays_aboard=True),
        BusLoad("R2", 0, 2, "c1", 4, came_aboard=True),
    )
    assert total == 4 * 90 * FEN


def test_goods_that_ride_on_fill_the_hold_of_the_next_run() -> None:
    away = run("R1", call("H", "08:00"), call("A", "08:30"), call("C", "09:00"), block="bus", hold_pieces=5)
    home = run("R2", call("C", "09:20"), call("B", "09:40"), call("H", "10:00"), block="bus", hold_pieces=5)
    goods = [consignment("c1", "A", "H", 4), consignment("c2", "C", "B", 3, unserved_urmb=2 * RMB)]
    plan, total = optimum(buses([away, home], *goods))
    assert plan.left_behind() == {"c2": 2}
    assert total == 4 * 90 * FEN + 105 * FEN + 2 * 2 * RMB


def test_goods_do_not_ride_on_through_a_run_for_passengers_only() -> None:
    away = run("R1", call("H", "08:00"), call("A", "08:30"), call("C", "09:00"), block="bus")
    there = run("R2", call("C", "09:05"), call("C", "09:10"), block="bus", shared=False)
    home = run("R3", call("C", "09:20"), call("H", "10:00"), block="bus")
    plan, total = optimum(buses([away, there, home], consignment("c1", "A", "H", 4)))
    assert plan.left_behind() == {"c1": 4}
    assert total == 4 * 20 * RMB


def through_station(*departures: str, **more: object) -> list[Run]:
    feeder = run("R1", call("H", "08:00"), call("S", "08:30"), **more)
    return [feeder, *(run(f"R{n}", call("S", t), call("A", "12:00"), **more) for n, t in enumerate(departures, 2))]


def test_sorting_bounds_the_load_that_catches_the_next_bus() -> None:
    # 60 + 1200 + 900 s and 11 s a parcel: in 40 minutes 21 parcels are sorted, not 22.
    plan, total = optimum(buses(through_station("09:10"), consignment("c1", "H", "A", 30)))
    assert plan.left_behind() == {"c1": 9}
    assert total == 21 * 135 * FEN + 9 * 20 * RMB


def test_a_load_is_ready_as_a_whole() -> None:
    # All 30 come on one bus and are sorted by 09:11:30, too late for the cheap bus at 09:10; so all take the dear one.
    runs = through_station("09:10", "11:00")
    runs[2] = run("R3", *runs[2].calls, fee_urmb=50 * FEN)
    plan, total = optimum(buses(runs, consignment("c1", "H", "A", 30)))
    assert {row.run: row.parcels for row in plan.bus_loads} == {"R1": 30, "R3": 30}
    assert total == 30 * 165 * FEN


def test_cold_goods_take_the_dear_bus_rather_than_wait() -> None:
    # Sorted after 6 minutes and 11 s a parcel; without a cold store they may wait half an hour, so not for 09:10.
    settings = Settings(transfer_min_s=300, transfer_buffer_s=0)
    takes = frozenset({Goods.COLD, Goods.ORDINARY})
    runs = through_station("08:45", "09:10", goods=takes)
    runs[1] = run("R2", *runs[1].calls, goods=takes, fee_urmb=50 * FEN)
    cold = consignment("c1", "H", "A", 5, goods=Goods.COLD)
    plan, total = optimum(buses(runs, cold, settings=settings))
    assert {row.run for row in plan.bus_loads} == {"R1", "R2"}
    assert total == 5 * 165 * FEN
    plan, total = optimum(buses(runs, consignment("c1", "H", "A", 5), settings=settings))
    assert {row.run for row in plan.bus_loads} == {"R1", "R3"}
    assert total == 5 * 135 * FEN


def test_lateness_is_paid_by_the_second_or_forbidden() -> None:
    # 139 micro-RMB a second: half an hour late is 0.2502 RMB a parcel, less than a fee that is 0.30 RMB dearer.
    early = run("R1", call("H", "08:00"), call("A", "08:30"), fee_urmb=50 * FEN)
    late = run("R2", call("H", "08:40"), call("A", "09:00"))
    goods = consignment("c1", "H", "A", 3, due_s=at("08:30"))
    plan, total = optimum(buses([early, late], goods))
    assert [row.run for row in plan.bus_loads] == ["R2"]
    assert total == 3 * (90 * FEN + 139 * 1800)
    plan, total = optimum(buses([early, late], goods, settings=Settings(late_urmb_per_s=None)))
    assert [row.run for row in plan.bus_loads] == ["R1"]
    assert total == 3 * 120 * FEN
