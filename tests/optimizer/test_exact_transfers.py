"""The exact engine where buses and vans meet: optima worked out by hand.

Goods put down at the station S are ready for the next vehicle 60 + 1200 + 900 s and 11 s a parcel later. A parcel from
the hub pays 0.45 on the bus, 0.25 when a trike takes it over, and 0.45 for sorting and commission.
"""

from __future__ import annotations

import dataclasses

import pytest

from scenarios.settings import Settings
from scenarios.types import Consignment, Goods, Place, Run, Scenario, VanType
from tests.builders import at, call, consignment, county, link, place, run, van
from tests.optimizer.exact_help import RMB, optimum

FEN = RMB // 100
HARD = Settings(late_urmb_per_s=None)
ROAD = link("S", "A", 3_000, 10)


def mixed(
    runs: list[Run],
    vans: list[VanType],
    *goods: Consignment,
    settings: Settings | None = None,
    station: Place | None = None,
) -> Scenario:
    where = (place("H", "hub"), station or place("S", "station"), place("T", "station"), place("A"), place("B"))
    return county(where, [ROAD, link("T", "B", 2_000, 8)], runs, vans, goods, settings)


def trike(base: str = "S", **more: object) -> VanType:
    return van(f"trike{base}", base, fixed_urmb=2 * RMB, **{"max_trips": 1, **more})


FEEDER = run("R1", call("H", "08:00"), call("S", "08:30"))


@pytest.mark.parametrize(("due", "carried"), [("09:16:44", True), ("09:16:43", False)])
def test_a_trike_leaves_when_the_goods_of_its_bus_are_sorted(due: str, carried: bool) -> None:
    # Four parcels are ready at 08:30 + 2204 s = 09:06:44, and the road takes ten minutes.
    goods = consignment("c1", "H", "A", 4, due_s=at(due))
    plan, total = optimum(mixed([FEEDER], [trike()], goods, settings=HARD))
    if carried:
        assert [stop.depart_s for stop in plan.van_stops if stop.seq == 0] == [at("09:06:44")]
        assert total == 2 * RMB + 4 * 115 * FEN
    else:  # three of them are sorted 11 s earlier
        assert plan.left_behind() == {"c1": 1}
        assert total == 2 * RMB + 3 * 115 * FEN + 20 * RMB


@pytest.mark.parametrize(("parcels", "caught", "each_fen"), [(47, "R1", 90), (48, "R2", 120)])
def test_a_trike_brings_goods_in_time_for_a_bus_or_for_the_next(parcels: int, caught: str, each_fen: int) -> None:
    # Collected from 08:00 on, 180 + 3 n s of work, 600 s of road, 2160 + 11 n s at the station: at 09:00 if n <= 47.
    # With 48 parcels the dearer bus for all (0.30 more each) is cheaper than to leave one of them behind.
    early = run("R1", call("S", "09:00"), call("H", "09:30"))
    late = run("R2", call("S", "11:00"), call("H", "11:30"), fee_urmb=50 * FEN)
    goods = consignment("c1", "A", "H", parcels, ready_s=at("08:00"))
    plan, total = optimum(mixed([early, late], [trike()], goods))
    assert [(row.run, row.parcels) for row in plan.bus_loads] == [(caught, parcels)]
    assert total == 2 * RMB + parcels * each_fen * FEN


def test_two_trips_bring_two_loads_that_are_sorted_apart() -> None:
    # A small trike goes twice; ten parcels each catch the cheap bus, for loads are sorted one beside the other.
    early = run("R1", call("S", "09:10"), call("H", "09:40"))
    goods = consignment("c1", "A", "H", 20, ready_s=at("08:00"))
    # Trip 1 is back at 08:00 + 210 + 600 s; trip 2 is there 600 s later, back after another 810 s: at 08:37:00.
    # Its ten parcels are ready 2160 + 110 s later, at 09:14:50.
    small = trike(max_trips=2, capacity_g=10_000)
    assert optimum(mixed([early], [small], goods))[1] == 2 * RMB + 10 * 90 * FEN + 10 * 20 * RMB
    later = run("R1", call("S", "09:14:50"), call("H", "09:40"))
    assert optimum(mixed([later], [small], goods))[1] == 2 * RMB + 20 * 90 * FEN


@pytest.mark.parametrize(("arrives", "carried"), [("09:06:33", 6), ("09:06:32", 5)])
def test_a_full_station_takes_goods_at_the_moment_others_leave(arrives: str, carried: int) -> None:
    # Room for three. Three parcels of the first bus leave with the trike at 08:30 + 2193 s = 09:06:33, not earlier;
    # two would be ready 11 s before.
    second = run("R2", call("H", "08:40"), call("S", arrives))
    station = place("S", "station", storage_parcels=3)
    goods = consignment("c1", "H", "A", 6)
    plan, total = optimum(mixed([FEEDER, second], [trike(max_trips=2, trip_urmb=RMB)], goods, station=station))
    assert sum(row.parcels for row in plan.bus_loads) == carried
    assert total == 4 * RMB + carried * 115 * FEN + (6 - carried) * 20 * RMB


def test_a_parcel_may_use_a_van_two_buses_and_another_van() -> None:
    runs = [run("R1", call("S", "10:00"), call("H", "10:30")), run("R2", call("H", "12:00"), call("T", "12:30"))]
    goods = consignment("c1", "A", "B", 3, ready_s=at("08:00"))
    plan, total = optimum(mixed(runs, [trike("S"), trike("T")], goods))
    assert plan.left_behind() == {}
    # Two fees, handling onto two buses and the last trike, two commissions.
    assert total == 2 * 2 * RMB + 3 * (2 * 45 + 25 + 60) * FEN


def test_cold_goods_change_between_bus_and_van_at_a_cold_store_only() -> None:
    feeder = dataclasses.replace(FEEDER, goods=frozenset({Goods.COLD}))
    cold = consignment("c1", "H", "A", 4, goods=Goods.COLD)
    for store, carried in ((True, 4), (False, 0)):
        station = place("S", "station", cold_store=store)
        plan, total = optimum(mixed([feeder], [trike(cold=True)], cold, station=station))
        assert plan.left_behind() == ({} if carried else {"c1": 4})
        assert total == (2 * RMB + 4 * 115 * FEN if carried else 4 * 20 * RMB)


def test_where_the_van_is_based_decides_whether_the_bus_pays() -> None:
    roads = [link("H", "S", 9_000, 20), ROAD]
    where = (place("H", "hub"), place("S", "station"), place("A"))
    car = van("car", "H", fixed_urmb=5 * RMB, urmb_per_m=280, urmb_per_s=1_000, max_trips=1, latest_s=at("10:00"))
    goods = [consignment("c1", "H", "S", 2, ready_s=at("07:30")), consignment("c2", "H", "A", 4, ready_s=at("07:30"))]
    # A van from the hub passes the station anyway, and waiting there for the bus would only cost hours.
    plan, total = optimum(county(where, roads, [FEEDER], [car], goods))
    work_s = 2 * 180 + 3 * 6
    assert plan.bus_loads == ()
    assert total == 5 * RMB + 24_000 * 280 + 1_000 * (3600 + work_s) + 2 * 15 * FEN + 4 * 45 * FEN
    # If the van's base is the station, the bus brings the goods and the van saves 18 km.
    near = dataclasses.replace(car, base="S")
    plan, total = optimum(county(where, roads, [FEEDER], [near], goods))
    assert total == 5 * RMB + 6_000 * 280 + 1_000 * (1200 + 192) + 2 * 60 * FEN + 4 * 115 * FEN


def test_a_bus_that_goes_anyway_saves_a_whole_van() -> None:
    direct = run("R9", call("H", "09:00"), call("S", "09:30"), call("A", "10:00"), hold_pieces=5)
    goods = consignment("c1", "H", "A", 5)
    plan, total = optimum(mixed([direct, FEEDER], [trike()], goods))
    assert plan.van_stops == ()
    assert total == 5 * 90 * FEN
    # The sixth parcel stays behind if the trike costs more than that; here it goes by trike, from the same bus line.
    plan, total = optimum(mixed([direct, FEEDER], [trike()], dataclasses.replace(goods, parcels=6)))
    assert plan.left_behind() == {}
    assert total == 5 * 90 * FEN + 115 * FEN + 2 * RMB
