"""One county and one valid plan with a bit of everything, worked out by hand; the mutation tests break it.

Line 1 goes H - A - S - B and back, twice a day with one bus; line 2 goes H - T - K and back. No road leads to B.
A hub van serves E and F, a cold van G, an e-trike from the town station S serves C and D.

| consignment | parcels | way |
|---|---|---|
| direct | 30 H to A | bus; split, 20 in the morning and 10 in the afternoon |
| through | 8 A to H | bus; aboard over the layover at B, since the run back does not load at A |
| change | 6 B to K | bus to H, another bus from there |
| onward | 10 H to C | bus to S, e-trike |
| feeder | 4 D to H | e-trike to S, bus |
| far | 20 H to F | van |
| back | 10 E to H | the same trip of the same van, on board together with `far` between E and F |
| second | 12 H to F | the van's second trip, 12 minutes late |
| fish | 5 H to G | cold van |
| barred | 2 H to B | left behind |
"""

from __future__ import annotations

from optimizer.plan import Plan
from scenarios.settings import Settings
from scenarios.types import Goods, Scenario
from tests.builders import (
    BusLoad,
    Unserved,
    VanLoad,
    at,
    call,
    consignment,
    county,
    link,
    place,
    places,
    plan,
    run,
    stop,
    van,
)

HOLD = {"hold_ml": 250_000, "hold_g": 60_000, "hold_pieces": 50, "haircut_pct": 20, "dwell_budget_s": 60}
"""Leaves 200,000 ml, 48 kg and 40 pieces after the haircut."""


def rich_county() -> Scenario:
    """The county."""
    return county(
        places=(
            place("H", "hub", opens_s=at("05:00"), closes_s=at("22:00")),
            place(
                "S", "station", opens_s=at("06:00"), closes_s=at("20:00"),
                gap_from_s=at("12:00"), gap_to_s=at("13:00"), storage_parcels=12,
            ),
            place("T", "station"),
            place("E", "village", opens_s=at("06:45")),
            *places(villages="A B C D F G K"),
        ),
        links=(
            link("H", "E", 8_000, minutes=10),
            link("E", "F", 4_000, minutes=5),
            link("H", "F", 9_000, minutes=12, oneway=True),
            link("F", "H", 9_500, minutes=14, oneway=True),
            link("H", "G", 12_000, minutes=15),
            link("H", "S", 25_000, minutes=30),
            link("H", "A", 12_000, minutes=15),
            link("S", "C", 2_000, minutes=6),
            link("C", "D", 1_500, minutes=4),
            link("S", "D", 3_000, minutes=8, max_gross_kg=1_000),
            link("H", "T", 20_000, minutes=25),
            link("T", "K", 20_000, minutes=25),
        ),
        runs=(
            run("r1", call("H", "07:00"), call("A", "07:20", dwell_limit_s=35), call("S", "07:40"),
                call("B", "08:00"), block="bus 1", **HOLD),
            run("r2", call("B", "08:10"), call("S", "08:30"), call("A", "08:50", load=False),
                call("H", "09:10"), block="bus 1", **HOLD),
            run("r5", call("H", "14:00"), call("A", "14:20"), call("S", "14:40"), call("B", "15:00"),
                block="bus 1", **HOLD),
            run("r6", call("B", "15:10"), call("S", "15:30"), call("A", "15:50"), call("H", "16:10"),
                block="bus 1", **HOLD),
            run("r3", call("H", "10:00"), call("T", "10:30"), call("K", "11:00"), block="bus 2",
                fee_urmb=300_000, **HOLD),
            run("r4", call("K", "11:10"), call("T", "11:40"), call("H", "12:10"), block="bus 2", **HOLD),
        ),
        vans=(
            van(
                "van", "H", 2, capacity_ml=160_000, capacity_g=32_000, gross_kg=2_800, fixed_urmb=300_000_000,
                trip_urmb=5_000_000, urmb_per_m=280, urmb_per_s=2_000, overtime_urmb_per_s=1_000,
                earliest_s=at("06:00"), latest_s=at("19:00"), shift_s=at("04:00"), max_overtime_s=at("02:00"),
                rest_after_s=at("04:00"), rest_s=1_200, range_m=45_000, reload_s=900, max_trips=2,
                co2_g_per_km=120,
            ),
            van("cold", "H", 1, cold=True, fixed_urmb=100_000_000, urmb_per_m=400, gross_kg=2_800, co2_g_per_km=150),
            van(
                "trike", "S", 1, kind="e-trike", capacity_ml=100_000, capacity_g=40_000, gross_kg=800,
                fixed_urmb=50_000_000, trip_urmb=1_000_000, urmb_per_m=80, urmb_per_s=1_000, reload_s=600,
                max_trips=1,
            ),
        ),
        consignments=(
            consignment("direct", "H", "A", 30, ready_s=at("06:00")),
            consignment("through", "A", "H", 8, ready_s=at("07:00")),
            consignment("change", "B", "K", 6, ready_s=at("08:00")),
            consignment("onward", "H", "C", 10, ready_s=at("06:00")),
            consignment("feeder", "D", "H", 4, ready_s=at("07:00"), brand="other"),
            consignment("far", "H", "F", 20, ready_s=at("06:00")),
            consignment("back", "E", "H", 10, ready_s=at("06:00"), brand="other"),
            consignment("second", "H", "F", 12, ready_s=at("11:30"), due_s=at("12:00")),
            consignment("fish", "H", "G", 5, ready_s=at("06:00"), goods=Goods.COLD),
            consignment("barred", "H", "B", 2, ready_s=at("06:00"), goods=Goods.BARRED),
        ),
        settings=Settings(co2_urmb_per_kg=100_000),
    )  # fmt: skip


def rich_plan() -> Plan:
    """The plan."""
    return plan(
        bus_loads=(
            BusLoad("r1", 0, 1, "direct", 20),
            BusLoad("r5", 0, 1, "direct", 10),
            BusLoad("r1", 1, 3, "through", 8, stays_aboard=True),
            BusLoad("r2", 0, 3, "through", 8, came_aboard=True),
            BusLoad("r2", 0, 3, "change", 6),
            BusLoad("r3", 0, 2, "change", 6),
            BusLoad("r1", 0, 2, "onward", 10),
            BusLoad("r6", 1, 3, "feeder", 4),
        ),
        van_stops=(
            stop("van", 1, 1, 0, "H", "06:30"),
            # Work takes 180 s + 3 s a parcel. E opens at 06:45: the van waits.
            stop("van", 1, 1, 1, "E", "06:40", "06:45", "06:48:30"),
            stop("van", 1, 1, 2, "F", "06:53:30", "06:57:30"),
            stop("van", 1, 1, 3, "H", "07:11:30", rest_s=1_200),
            stop("van", 1, 2, 0, "H", "12:00"),
            stop("van", 1, 2, 1, "F", "12:12", "12:15:36"),
            stop("van", 1, 2, 2, "H", "12:29:36"),
            stop("cold", 1, 1, 0, "H", "06:20"),
            stop("cold", 1, 1, 1, "G", "06:35", "06:38:15"),
            stop("cold", 1, 1, 2, "H", "06:53:15"),
            # `onward` reaches S at 07:40 and may leave at 08:17:50: 60 s + 10 x 11 s + 20 min + 15 min later.
            stop("trike", 1, 1, 0, "S", "08:30"),
            stop("trike", 1, 1, 1, "C", "08:36", "08:39:30"),
            stop("trike", 1, 1, 2, "D", "08:43:30", "08:46:42"),
            stop("trike", 1, 1, 3, "S", "08:54:42"),
        ),
        van_loads=(
            VanLoad("van", 1, 1, 0, 2, "far", 20),
            VanLoad("van", 1, 1, 1, 3, "back", 10),
            VanLoad("van", 1, 2, 0, 1, "second", 12),
            VanLoad("cold", 1, 1, 0, 1, "fish", 5),
            VanLoad("trike", 1, 1, 0, 1, "onward", 10),
            VanLoad("trike", 1, 1, 2, 3, "feeder", 4),
        ),
        unserved=(
            Unserved("barred", 2, "bus r1", "goods", 2, "parcels", "barred goods never ride on a bus"),
            Unserved("barred", 2, "van", "path", 1, "legs", "no road"),
        ),
    )
