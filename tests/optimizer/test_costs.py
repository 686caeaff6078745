"""What plans cost: each part alone, worked out by hand, and money that sums to the fen."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.costs import Costs, cost
from optimizer.costs.parts import PARTS
from optimizer.plan import BusLoad, Plan, VanLoad
from scenarios.settings import Settings
from scenarios.types import Scenario
from tests.builders import at, call, consignment, county, left, link, place, plan, run, stop, van

FREE = Settings(bus_fee_urmb=0, handling_urmb=0, sorting_urmb=0, commission_urmb=0, late_urmb_per_s=0, unserved_urmb=0)
RMB = 1_000_000


def parts(scenario: Scenario, chosen: Plan) -> dict[str, int]:
    """The parts that are not 0."""
    return {name: urmb for name, urmb in cost(scenario, chosen).parts().items() if urmb}


def by_van(settings: Settings = FREE, **rates: Any) -> tuple[Scenario, Plan]:
    """Two trips H - A - H with 10 parcels each, 5 km and 10 minutes each way: 08:00-08:23:30, 10:00-10:23:30."""
    scenario = county(
        [place("H", "hub"), place("A")],
        [link("H", "A", 5_000, minutes=10)],
        vans=[van("v", "H", 3, **rates)],
        consignments=[consignment("c", "H", "A", 20)],
        settings=settings,
    )
    stops = [
        stop("v", 1, trip, seq, *where)
        for trip, hour in ((1, "08"), (2, "10"))
        for seq, where in enumerate((("H", f"{hour}:00"), ("A", f"{hour}:10", f"{hour}:13:30"), ("H", f"{hour}:23:30")))
    ]
    return scenario, plan(van_stops=stops, van_loads=[VanLoad("v", 1, trip, 0, 1, "c", 10) for trip in (1, 2)])


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ({"fixed_urmb": 320 * RMB}, {"van_fixed": 320 * RMB}),
        ({"trip_urmb": 5 * RMB}, {"van_trips": 10 * RMB}),
        ({"urmb_per_m": 280}, {"van_distance": 20_000 * 280}),
        ({"urmb_per_s": 1}, {"van_hours": 8_610}),
        ({"urmb_per_s": 1, "overtime_urmb_per_s": 10, "shift_s": 8_600}, {"van_hours": 8_610, "van_overtime": 100}),
        ({"overtime_urmb_per_s": 10, "shift_s": 8_610}, {}),
    ],
    ids=["a day", "trips", "metres", "span, waiting included", "overtime on top", "no overtime"],
)
def test_a_van_costs_by_day_trip_metre_and_second(rates: dict[str, int], expected: dict[str, int]) -> None:
    assert parts(*by_van(**rates)) == expected


def test_every_used_van_is_paid_and_no_other() -> None:
    scenario, chosen = by_van(fixed_urmb=RMB)
    assert cost(scenario, Plan("shared")).van_fixed == 0
    second = [stop("v", 3, 1, 0, "H", "08:00"), stop("v", 3, 1, 1, "H", "08:00")]
    both = plan(van_stops=[*chosen.van_stops, *second], van_loads=chosen.van_loads)
    assert cost(scenario, both).van_fixed == 2 * RMB


def test_co2_is_always_counted_and_priced_only_if_it_has_a_price() -> None:
    # 121 g/km at 0.10 RMB/kg are 12.1 micro-RMB a metre, rounded up to 13.
    assert parts(*by_van(Settings(**{**_free(), "co2_urmb_per_kg": 100_000}), co2_g_per_km=121)) == {"co2": 260_000}
    free = cost(*by_van(co2_g_per_km=121))
    assert (free.co2, free.co2_g, free.van_m) == (0, 2_420, 20_000)


def _free(**more: int) -> dict[str, Any]:
    names = ("bus_fee_urmb", "handling_urmb", "sorting_urmb", "commission_urmb", "late_urmb_per_s", "unserved_urmb")
    return {**dict.fromkeys(names, 0), **more}


def by_bus(settings: Settings = FREE, fee_urmb: int = 0) -> tuple[Scenario, Plan]:
    """10 parcels H to A: by bus to the station S, by another bus through a layover to A."""
    scenario = county(
        [place("H", "hub"), place("S", "station"), place("B"), place("A")],
        runs=[
            run("r", call("H", "07:00"), call("S", "07:30"), fee_urmb=fee_urmb),
            run("q1", call("S", "09:00"), call("B", "09:30"), block="q", fee_urmb=2 * fee_urmb),
            run("q2", call("B", "09:40"), call("A", "10:00"), block="q", fee_urmb=100 * fee_urmb),
        ],
        consignments=[consignment("c", "H", "A", 10, due_s=at("09:59:50"))],
        settings=settings,
    )
    loads = [
        BusLoad("r", 0, 1, "c", 10),
        BusLoad("q1", 0, 1, "c", 10, stays_aboard=True),
        BusLoad("q2", 0, 1, "c", 10, came_aboard=True),
    ]
    return scenario, plan(loads)


def test_a_fee_is_paid_per_ride_to_the_run_that_was_boarded() -> None:
    assert parts(*by_bus(fee_urmb=100_000)) == {"bus_fees": 10 * 100_000 + 10 * 200_000}


def test_trap_13_bus_kilometres_are_neither_paid_nor_saved() -> None:
    scenario, chosen = by_bus(fee_urmb=100_000)
    without = county(scenario.places, runs=scenario.runs[:1], consignments=[], settings=FREE)
    # A run that carries nothing costs nothing, and one that carries something costs its fee alone.
    assert cost(without, Plan("shared")).total == 0
    assert cost(scenario, chosen).total == cost(scenario, chosen).bus_fees
    assert min(cost(scenario, chosen).parts().values()) == 0


def test_handling_is_paid_when_parcels_are_put_on_a_bus_but_not_at_a_layover() -> None:
    assert parts(*by_bus(Settings(**_free(handling_urmb=7)))) == {"handling": 20 * 7}


def test_handling_is_paid_for_a_van_at_a_transfer_but_not_at_the_origin() -> None:
    scenario = county(
        [place("H", "hub"), place("S", "station"), place("A")],
        [link("S", "A", minutes=10), link("H", "S", minutes=30)],
        vans=[van("v", "H"), van("t", "S")],
        consignments=[consignment("c", "H", "A", 10)],
        settings=Settings(**_free(handling_urmb=7)),
    )
    stops = [
        stop("v", 1, 1, 0, "H", "07:00"),
        stop("v", 1, 1, 1, "S", "07:30", "07:33:30"),
        stop("v", 1, 1, 2, "H", "08:03:30"),
        stop("t", 1, 1, 0, "S", "09:00"),
        stop("t", 1, 1, 1, "A", "09:10", "09:13:30"),
        stop("t", 1, 1, 2, "S", "09:23:30"),
    ]
    loads = [VanLoad("v", 1, 1, 0, 1, "c", 10), VanLoad("t", 1, 1, 0, 1, "c", 10)]
    assert parts(scenario, plan(van_stops=stops, van_loads=loads)) == {"handling": 10 * 7}


@pytest.mark.parametrize(
    ("kinds", "hubs", "villages"),
    [
        (("hub", "village"), 1, 1), (("village", "hub"), 1, 1), (("village", "village"), 0, 2),
        (("hub", "station"), 1, 0), (("hub", "hub"), 2, 0), (("stop", "station"), 0, 0),
    ],
)  # fmt: skip
def test_sorting_and_commission_are_paid_for_each_end(kinds: tuple[str, str], hubs: int, villages: int) -> None:
    scenario = county(
        [place("X", kinds[0]), place("Y", kinds[1])],
        runs=[run("r", call("X", "07:00"), call("Y", "08:00"), fee_urmb=0)],
        consignments=[consignment("c", "X", "Y", 10)],
        settings=Settings(**_free(sorting_urmb=3, commission_urmb=5)),
    )
    # 2 of 10 are left behind: for them nobody sorts.
    found = cost(scenario, plan([BusLoad("r", 0, 1, "c", 8)], unserved=[left("c", 2)]))
    assert (found.sorting, found.commission) == (8 * 3 * hubs, 8 * 5 * villages)


def test_lateness_counts_parcels_times_seconds() -> None:
    assert parts(*by_bus(Settings(**_free(late_urmb_per_s=139)))) == {"lateness": 10 * 10 * 139}


def test_lateness_has_no_price_where_it_is_forbidden() -> None:
    assert parts(*by_bus(Settings(**{**_free(), "late_urmb_per_s": None}))) == {}


def test_a_parcel_left_behind_costs_what_its_consignment_says() -> None:
    scenario = county(
        [place("H", "hub"), place("A")],
        consignments=[consignment("c", "H", "A", 5, unserved_urmb=8 * RMB), consignment("d", "H", "A", 5)],
    )
    twice_told = plan(unserved=[left("c", 5), left("d", 1)])
    assert parts(scenario, twice_told) == {"unserved": 5 * 8 * RMB + 1 * 20 * RMB}
    more_ways = [left("c", 5), *plan(unserved=[left("c", 5)]).unserved]
    assert cost(scenario, plan(unserved=more_ways)).unserved == 40 * RMB


def test_the_parts_are_those_of_the_specification_in_its_order() -> None:
    assert PARTS == (
        "van_fixed", "van_trips", "van_distance", "van_hours", "van_overtime", "co2",
        "bus_fees", "handling", "sorting", "commission", "lateness", "unserved",
    )  # fmt: skip


def test_missing_fen_go_to_the_largest_remainders() -> None:
    costs = Costs(van_fixed=14_000, van_trips=16_000, van_distance=15_000, co2=9_999)
    # 54,999 micro-RMB are 5 fen; rounded down the parts are 1, 1, 1, 0.
    assert costs.total_fen == 5
    assert {name: fen for name, fen in costs.in_fen().items() if fen} == {
        "van_fixed": 1, "van_trips": 2, "van_distance": 1, "co2": 1,
    }  # fmt: skip


@given(st.lists(st.integers(-(10**7), 10**12), min_size=len(PARTS), max_size=len(PARTS)))
def test_parts_in_fen_are_within_a_fen_and_sum_to_the_total(urmb: list[int]) -> None:
    costs = Costs(*urmb)
    fen = costs.in_fen()
    assert sum(fen.values()) == costs.total_fen
    assert abs(costs.total_fen * 10_000 - costs.total) <= 5_000
    assert all(abs(fen[name] * 10_000 - value) < 10_000 for name, value in costs.parts().items())
