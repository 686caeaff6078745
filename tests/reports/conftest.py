"""A county small enough to work out by hand, and a plan for it that uses every way there is.

A bus goes hub - a - town - b, and on to c; another from the town to d. A van serves b from the hub, an e-trike d from
the town. The plan leaves 4 parcels for a behind. All figures of the tests are worked out from these tables.
"""

import datetime

import pytest

from optimizer.plan import BusLoad, Plan, Unserved, VanLoad, VanStop
from scenarios import Call, Consignment, Link, Place, PlaceKind, Run, Scenario, Settings, Strategy, VanType

H, MINUTE = 3600, 60
MORNING = 7 * H


@pytest.fixture
def county() -> Scenario:
    return Scenario(
        name="handmade",
        service_date=datetime.date(2026, 3, 4),
        strategy=Strategy.SHARED,
        settings=Settings(hours_to_village_s=2 * H),
        places=(
            Place("hub", "Hub", PlaceKind.HUB, 115.7, 36.2),
            Place("town", "Town", PlaceKind.STATION, 115.8, 36.2),
            *(Place(name, f"Village {name}", PlaceKind.VILLAGE, 115.8, 36.3) for name in "abcde"),
        ),
        links=(
            Link("hub", "a", 5_000, "county"),
            Link("a", "town", 5_000, "county"),
            Link("town", "b", 5_000, "town"),
            Link("b", "c", 5_000, "village"),
            Link("town", "d", 2_500, "village"),
            Link("hub", "b", 9_000, "county"),
        ),
        runs=(
            run("out", "block", ("hub", "a", "town", "b"), 8 * H, hold_ml=400_000),
            run("on", "block", ("b", "c"), 9 * H, hold_ml=100_000),
            run("feeder", "", ("town", "d"), 10 * H, hold_ml=50_000),
            run("idle", "", ("hub", "a"), 11 * H, hold_ml=50_000),
        ),
        vans=(
            VanType("van", "hub", 2, 4_500_000, 900_000, "e-van", fixed_urmb=320_000_000, urmb_per_m=280,
                    co2_g_per_km=100),
            VanType("trike", "town", 1, 1_500_000, 300_000, "e-trike", fixed_urmb=185_000_000, shift_s=600,
                    max_overtime_s=H),
        ),
        consignments=(
            consignment("k1", "hub", "a", 10),
            consignment("k2", "hub", "c", 5),
            consignment("k3", "hub", "d", 8),
            consignment("k4", "hub", "b", 7, due_s=7 * H + 20 * MINUTE, brand="express"),
            consignment("k5", "b", "hub", 2, brand="express"),
        ),
    )  # fmt: skip


def run(name: str, block: str, stops: tuple[str, ...], departs_s: int, hold_ml: int) -> Run:
    times = [departs_s + 15 * MINUTE * position for position in range(len(stops))]
    calls = tuple(Call(place, time_s, time_s) for place, time_s in zip(stops, times, strict=True))
    return Run(name, f"line {name}", block, calls, hold_ml=hold_ml, hold_g=150_000)


def consignment(
    name: str, origin: str, destination: str, parcels: int, due_s: int = 19 * H, brand: str = "post"
) -> Consignment:
    return Consignment(
        name, origin, destination, brand, parcels, parcel_g=1_000, parcel_ml=10_000, ready_s=MORNING, due_s=due_s,
        unserved_urmb=20_000_000,
    )  # fmt: skip


@pytest.fixture
def plan() -> Plan:
    # hub to b are 9 km at 45 km/h, so 720 s; the stop there handles 9 parcels, so 180 + 27 s of work.
    # town to d are 2.5 km at 25 km/h, so 360 s; the stop there handles 3 parcels, so 180 + 9 s of work.
    leaves_s, trike_s = MORNING + 15 * MINUTE, 10 * H + 30 * MINUTE
    at_b, at_d = leaves_s + 720, trike_s + 360
    return Plan(
        "shared",
        bus_loads=(
            BusLoad("out", 0, 1, "k1", 6),
            BusLoad("out", 0, 3, "k2", 5, stays_aboard=True),
            BusLoad("on", 0, 1, "k2", 5, came_aboard=True),
            BusLoad("out", 0, 2, "k3", 8),
            BusLoad("feeder", 0, 1, "k3", 5),
        ),
        van_stops=(
            VanStop("van", 1, 1, 0, "hub", leaves_s, leaves_s, leaves_s),
            VanStop("van", 1, 1, 1, "b", at_b, at_b, at_b + 207),
            VanStop("van", 1, 1, 2, "hub", at_b + 927, at_b + 927, at_b + 927),
            VanStop("trike", 1, 1, 0, "town", trike_s, trike_s, trike_s),
            VanStop("trike", 1, 1, 1, "d", at_d, at_d, at_d + 189),
            VanStop("trike", 1, 1, 2, "town", at_d + 549, at_d + 549, at_d + 549),
        ),
        van_loads=(
            VanLoad("van", 1, 1, 0, 1, "k4", 7),
            VanLoad("van", 1, 1, 1, 2, "k5", 2),
            VanLoad("trike", 1, 1, 0, 1, "k3", 3),
        ),
        unserved=(
            Unserved("k1", 4, "run idle", "hold", 1, "ml"),
            Unserved("k1", 4, "van", "shift", 60, "s"),
        ),
    ).sorted()
