"""Break a valid plan in each way: the right rule must speak, with the right amount, and no rule without a reason."""

import dataclasses
import datetime

import pytest

from optimizer.checker import RULES, check
from optimizer.costs import Costs, cost
from optimizer.plan import BusLoad, PlanRecord, VanLoad
from scenarios.digest import digest
from scenarios.types import Goods
from tests.builders import at
from tests.builders import stop as new_stop
from tests.optimizer.breaking import (
    Broken,
    add,
    broken,
    bus,
    call,
    county,
    drop,
    later,
    load,
    road,
    settings,
    stop,
    strategy,
    unserved,
)
from tests.optimizer.rich_plan import rich_county, rich_plan

RMB = 1_000_000
BROKEN = [
    # References
    broken("a load names a run that does not exist", bus("r3", "change", run="r9"),
           says=("reference", 1, "names"), also="conservation flow unserved"),
    broken("a load names a consignment that does not exist", load("far", consignment="fur"),
           says=("reference", 1, "names"), also="conservation flow unserved path work"),
    broken("a stop is at a place that does not exist", stop("cold", 1, 1, place="X"),
           says=("reference", 1, "names"), also="conservation flow unserved"),
    broken("a trip is made by a van type that does not exist", stop("cold", 1, 1, van="tram"),
           says=("reference", 1, "names"), also="conservation flow unserved"),
    broken("a load leaves the bus two calls after its last", bus("r3", "change", leave=4),
           says=("reference", 2, "calls"), also="conservation flow unserved"),
    broken("a load is of 0 parcels", bus("r3", "change", parcels=0),
           says=("reference", 1, "parcels"), also="conservation flow unserved"),
    broken("a load is of -3 parcels", load("fish", parcels=-3),
           says=("reference", 4, "parcels"), also="conservation flow unserved path work"),
    broken("a trip's first visit is missing", drop("van_stops", van="cold", seq=1),
           says=("reference", 1, "stops"), also="conservation flow unserved"),
    broken("a trip is numbered 3 after 1", stop("van", 2, 0, trip=3), stop("van", 2, 1, trip=3),
           stop("van", 2, 2, trip=3), load("second", trip=3), says=("reference", 1, "trips")),
    broken("a load is taken off where it is put on", load("fish", unload_seq=0),
           says=("reference", 1, "stops"), also="conservation flow unserved path work"),
    broken("a load is taken off two stops before it is put on", load("back", load_seq=3, unload_seq=1),
           says=("reference", 3, "stops"), also="conservation flow unserved path work"),
    broken("a load is taken off one stop after the return", load("back", unload_seq=4),
           says=("reference", 1, "stops"), also="conservation flow unserved path work"),
    broken("a load is on a trip that does not exist", load("second", trip=4),
           says=("reference", 1, "names"), also="conservation flow unserved path work"),
    broken("the plan's strategy does not exist", strategy("teleport"), says=("reference", 1, "names")),
    # Strategy, calendar, calls
    broken("a plan of vans only puts 4 parcels on a bus", strategy("joint"), says=("strategy", 4, "parcels")),
    broken("a plan of buses only drives a van", strategy("bus"), says=("strategy", 1, "trips")),
    broken("brands that keep apart share a van", strategy("separate"), says=("strategy", 1, "brands")),
    broken("a run is for passengers only", county("runs", "r3", shared=False),
           says=("calendar", 6, "parcels")),
    broken("a run goes on market days only", county("runs", "r3", weekdays=frozenset({3, 6})),
           says=("calendar", 6, "parcels")),
    broken("a run does not go on the service date, which is a holiday",
           county("runs", "r3", except_dates=frozenset({datetime.date(2026, 3, 17)})),
           says=("calendar", 6, "parcels")),
    broken("a load leaves the bus before it boards", bus("r3", "change", board=2, leave=0),
           says=("call", 3, "calls"), also="conservation flow unserved"),
    broken("the call on the way back lets nothing on", bus("r1", "through", run="r2", board=2, leave=3,
           stays_aboard=False), drop("bus_loads", consignment="through", came_aboard=True),
           says=("call", 8, "parcels")),
    broken("a call lets no cargo off", call("r3", 2, unload=False), says=("call", 6, "parcels")),
    # Parcels as numbers
    broken("2 of 30 parcels vanish", bus("r5", "direct", parcels=8),
           says=("conservation", 2, "parcels"), also="flow unserved"),
    broken("5 parcels too many arrive", bus("r5", "direct", parcels=15),
           says=("conservation", 5, "parcels"), also="flow"),
    broken("1 parcel is left behind and arrives as well", unserved("barred", consignment="direct", parcels=1),
           says=("conservation", 1, "parcels"), also="flow unserved"),
    broken("3 of 10 parcels stay at the town station for good", load("onward", parcels=7),
           says=("flow", 3, "parcels"), also="conservation unserved work"),
    broken("parcels change from bus to bus at a village",
           bus("r1", "direct", parcels=18), add("bus_loads", BusLoad("r1", 0, 3, "direct", 2),
           BusLoad("r2", 0, 2, "direct", 2)), says=("flow", 2, "parcels"), also="transfer"),
    broken("parcels come back to their origin", add("bus_loads", BusLoad("r6", 2, 3, "direct", 3)),
           says=("flow", 3, "parcels")),
    # Ready and transfer
    broken("the hub's parcels leave 5 minutes before they are sorted", later("cold", 1, 0, -600),
           says=("ready", 300, "s")),
    broken("a village hands in parcels after the bus has gone",
           county("consignments", "through", ready_s=at("07:25")), says=("ready", 300, "s")),
    broken("the e-trike leaves 1 s before it may have the bus's parcels", later("trike", 1, 0, -731),
           says=("transfer", 10, "parcels")),
    broken("the bus to K leaves 1 s before the parcels from B are sorted",
           call("r3", 0, arrive_s=at("09:47:05"), depart_s=at("09:47:05")), says=("transfer", 6, "parcels")),
    broken("slow sorting at the town station makes parcels miss the e-trike",
           county("places", "S", sort_s_per_parcel=85), says=("transfer", 10, "parcels")),
    # Buses
    broken("litres: the first segment's hold is 5 litres too small",
           county("runs", "r1", hold_ml=181_250), says=("hold", 5_000, "ml")),
    broken("kilograms: the first segment's hold is 2 kg too small",
           county("runs", "r1", hold_g=35_000), says=("hold", 2_000, "g")),
    broken("pieces: the haircut leaves room for 29 of 30", county("runs", "r1", hold_pieces=37),
           says=("hold", 1, "pieces")),
    broken("goods still aboard fill the hold of the bus's next run", county("runs", "r2", hold_pieces=16),
           says=("hold", 2, "pieces")),
    broken("parcels stay aboard and are never seen again", drop("bus_loads", consignment="through", run="r2"),
           says=("block", 8, "parcels"), also="conservation unserved"),
    broken("parcels come aboard out of nowhere", drop("bus_loads", consignment="through", run="r1"),
           says=("block", 8, "parcels"), also="flow"),
    broken("parcels stay aboard at a call on the way", bus("r1", "through", leave=2),
           says=("block", 1, "calls")),
    broken("parcels came aboard at a call on the way", bus("r2", "through", board=1),
           says=("block", 1, "calls")),
    broken("another bus makes the run back", county("runs", "r2", block="bus 9"),
           says=("block", 8, "parcels")),
    broken("the run back starts 3 minutes before the bus is there",
           call("r2", 0, arrive_s=at("07:57"), depart_s=at("07:57")), says=("block", 180, "s"), also="ready"),
    broken("the run back starts at another place", call("r2", 0, place="K"), says=("block", 8, "parcels"),
           also="flow"),
    broken("a run for passengers only lies between the two", county("runs", "r4", block="bus 1", shared=False,
           calls=rich_county().runs[1].calls[:1] * 2), call("r4", 0, depart_s=at("08:05")),
           says=("block", 8, "parcels")),
    broken("bags take 2 s more than the call's limit", call("r1", 1, dwell_limit_s=30),
           says=("dwell_call", 2, "s")),
    broken("small bags take 18 s more", settings(parcels_per_bag=7), says=("dwell_call", 15, "s"),
           also="dwell_run"),
    broken("the run's calls together take 8 s more than its budget", county("runs", "r1", dwell_budget_s=50),
           says=("dwell_run", 8, "s")),
    # Goods
    broken("barred goods ride on a bus", drop("unserved", consignment="barred"),
           add("bus_loads", BusLoad("r5", 0, 3, "barred", 2)), says=("goods", 2, "parcels")),
    broken("a run takes no such class", county("runs", "r3", goods=frozenset({Goods.FRAGILE})),
           says=("goods", 6, "parcels")),
    broken("cold goods ride in a warm van", county("vans", "cold", cold=False), says=("goods", 5, "parcels")),
    broken("a piece is 1 kg too heavy for a bus", county("consignments", "change", heaviest_g=31_000),
           says=("goods", 1_000, "g")),
    broken("a piece is 30 cm too long for a bus", county("consignments", "change", longest_cm=150),
           says=("goods", 30, "cm")),
    # Places
    broken("the town station has room for 9 of 10 parcels", county("places", "S", storage_parcels=9),
           says=("storage", 1, "parcels")),
    broken("the bus comes in the midday gap, which has 30 minutes to go",
           call("r6", 1, arrive_s=at("12:30"), depart_s=at("12:30")), says=("opening", 1_800, "s")),
    broken("the village closes 2 minutes before the van comes", county("places", "G", closes_s=at("06:33")),
           says=("opening", 120, "s")),
    broken("the base opens 10 minutes after the van has left with its load",
           county("places", "H", opens_s=at("06:30")), says=("opening", 600, "s")),
    broken("the base closes before the van comes back with parcels", county("places", "S", gap_from_s=at("08:50")),
           says=("opening", 282, "s")),
    broken("cold goods from the bus wait 20 minutes too long and change to an e-trike",
           county("consignments", "onward", goods=Goods.COLD), county("vans", "trike", cold=True),
           county("runs", "r1", goods=frozenset(Goods)), says=("cold_wait", 1_200, "s")),
    broken("12 minutes late where lateness is forbidden", settings(late_urmb_per_s=None),
           says=("due", 720, "s")),
    # Vans
    broken("a third van of two", *(stop("van", trip, seq, number=3) for trip, seq in
           [(1, 0), (1, 1), (1, 2), (1, 3), (2, 0), (2, 1), (2, 2)]), load("far", number=3),
           load("back", number=3), load("second", number=3), says=("fleet", 1, "vans")),
    broken("two trips where one is allowed", county("vans", "van", max_trips=1), says=("fleet", 1, "trips")),
    broken("a trip ends away from its base", stop("cold", 1, 2, place="G"), says=("path", 1, "stops"),
           also="path"),
    broken("a trip stops where there is nothing to do", drop("van_loads", consignment="fish"),
           says=("path", 1, "stops"), also="conservation flow unserved work"),
    broken("a trip visits a place twice", add("van_stops", new_stop("trike", 1, 1, 4, "S", "09:30")),
           stop("trike", 1, 3, place="C"), add("van_loads", VanLoad("trike", 1, 1, 3, 4, "feeder", 4)),
           says=("path", 1, "stops"), also="flow transfer work"),
    broken("the van arrives 60 s before the road allows", stop("cold", 1, 1, arrive_s=at("06:34")),
           says=("path", 60, "s")),
    broken("the way back is the slower one", stop("van", 2, 2, arrive_s=at("12:27:36"), begin_s=at("12:27:36"),
           depart_s=at("12:27:36")), says=("path", 120, "s")),
    broken("a bridge on the only road carries no van", road("H", "G", max_gross_kg=2_000),
           says=("path", 1, "legs")),
    broken("work begins before the van is there", stop("van", 1, 1, begin_s=at("06:39"), depart_s=at("06:48:30")),
           says=("work", 60, "s"), also="opening"),
    broken("five parcels are unloaded in the time of none", stop("cold", 1, 1, depart_s=at("06:38")),
           says=("work", 15, "s"), also="path"),
    broken("the return takes time of its own", stop("cold", 1, 2, depart_s=at("06:54")), says=("work", 45, "s")),
    broken("a rest is taken at the departure", stop("cold", 1, 0, rest_s=600), says=("work", 600, "s")),
    broken("the second trip leaves before the van is loaded again", county("vans", "van", reload_s=at("04:30")),
           says=("work", 90, "s")),
    broken("the load peaks between two villages, above the van's litres",
           county("vans", "van", capacity_ml=149_000), says=("van_load", 1_000, "ml")),
    broken("the load peaks between two villages, above the van's kilograms",
           county("vans", "van", capacity_g=25_000), says=("van_load", 5_000, "g")),
    broken("the day begins too early", county("vans", "van", earliest_s=at("06:31")), says=("shift", 60, "s")),
    broken("the day ends too late", county("vans", "van", latest_s=at("12:29")), says=("shift", 36, "s")),
    broken("the day is longer than shift and overtime", county("vans", "van", max_overtime_s=7_000),
           says=("shift", 176, "s")),
    broken("the rest is 5 minutes short", stop("van", 1, 3, rest_s=900), says=("rest", 300, "s")),
    broken("the rest begins too late", county("vans", "van", rest_after_s=2_000), says=("rest", 1_200, "s")),
    broken("the battery ends 1 km from home", county("vans", "van", range_m=39_000), says=("range", 1_000, "m")),
    # Left behind
    broken("parcels are left behind without a word", drop("unserved", consignment="barred"),
           says=("unserved", 2, "parcels"), also="conservation flow"),
    broken("two rows disagree on how many are left behind", drop("unserved", way="van"),
           add("unserved", dataclasses.replace(rich_plan().unserved[1], parcels=1)),
           says=("unserved", 1, "parcels")),
]  # fmt: skip


def test_the_unbroken_plan_is_valid() -> None:
    assert check(rich_county(), rich_plan()) == []


def test_the_unbroken_plan_costs_what_the_hand_worked_sum_says() -> None:
    assert cost(rich_county(), rich_plan()) == Costs(
        van_fixed=(300 + 100 + 50) * RMB,
        van_trips=(2 * 5 + 1 * 0 + 1 * 1) * RMB,
        # van: 8,000 + 4,000 + 9,500 and 9,000 + 9,500 m; cold: 2 x 12,000; trike: 2,000 + 1,500 + 3,000.
        van_distance=40_000 * 280 + 24_000 * 400 + 6_500 * 80,
        # van: 06:30:00 to 12:29:36; trike: 08:30:00 to 08:54:42.
        van_hours=21_576 * 2_000 + 1_482 * 1_000,
        van_overtime=(21_576 - 4 * 3_600) * 1_000,
        # 0.10 RMB/kg times 120 and 150 g/km.
        co2=40_000 * 12 + 24_000 * 15,
        # 58 parcels at 0.20 RMB; 6 at the 0.30 RMB of run r3. The ride through the layover pays once.
        bus_fees=58 * 200_000 + 6 * 300_000,
        # The same 64, and 10 put on the e-trike at S.
        handling=(64 + 10) * 250_000,
        sorting=99 * 150_000,
        # 99 parcels with one end at a village, and the 6 of `change` with both.
        commission=(99 + 2 * 6) * 300_000,
        lateness=12 * 720 * 139,
        unserved=2 * 20 * RMB,
        co2_g=4_800 + 3_600,
        van_m=40_000 + 24_000 + 6_500,
    )
    assert cost(rich_county(), rich_plan()).total == 656_220_960


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.sentence)
def test_the_right_rule_speaks(case: Broken) -> None:
    scenario, plan = rich_county(), rich_plan()
    for change in case.breaks:
        scenario, plan = change((scenario, plan))
    found = check(scenario, plan)
    rule, amount, unit = case.says
    assert (rule, amount, unit) in {(one.rule, one.amount, one.unit) for one in found}, "\n".join(map(str, found))
    assert {one.rule for one in found} == {rule, *case.also}, "\n".join(map(str, found))


def record() -> PlanRecord:
    costs = cost(rich_county(), rich_plan())
    return PlanRecord(
        scenario="by hand",
        digest=digest(rich_county()),
        strategy="shared",
        engine="hand",
        seed=0,
        threads=1,
        stopped="finished",
        seconds=0.0,
        cost_urmb=costs.total,
        bound_urmb=costs.total,
        cost_parts_urmb=costs.parts(),
    )


def test_a_record_that_says_the_truth_is_accepted() -> None:
    assert check(rich_county(), rich_plan(), record()) == []


@pytest.mark.parametrize(
    ("changes", "where", "amount"),
    [
        ({"cost_urmb": 656_220_961, "bound_urmb": None}, "part total", 1),
        ({"bound_urmb": 656_220_963}, "bound", 3),
        ({"cost_parts_urmb": {**record().cost_parts_urmb, "co2": 0}}, "part co2", 840_000),
        ({"cost_parts_urmb": {**record().cost_parts_urmb, "luck": 7}}, "part luck", 7),
        ({"strategy": "joint"}, "strategy", 1),
        ({"digest": "another"}, "digest", 1),
    ],
    ids=["the total", "a bound above the cost", "a part", "a part that does not exist", "strategy", "scenario"],
)
def test_a_false_claim_is_found(changes: dict[str, object], where: str, amount: int) -> None:
    (only,) = check(rich_county(), rich_plan(), dataclasses.replace(record(), **changes))
    assert (only.rule, only.where, only.amount) == ("cost", where, amount)


def test_every_rule_is_broken_by_some_mutation() -> None:
    assert {case.says[0] for case in BROKEN} == set(RULES)
