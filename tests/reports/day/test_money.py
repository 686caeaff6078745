"""Charges and accounts: small cases worked out by hand, and splitting to the last unit for all numbers."""

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from reports.day import Report
from reports.day.money import apportion
from reports.ways import Way


def fen(report: Report, **wanted: str) -> int:
    return sum(
        item.fen for item in report.accounts if all(getattr(item, name) == value for name, value in wanted.items())
    )


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_shares_sum_to_the_whole_and_none_is_a_unit_off(whole: int, weights: list[int]) -> None:
    shares = apportion(whole, weights)
    assert sum(shares) == whole
    if any(weights):
        exact = [Fraction(whole * weight, sum(weights)) for weight in weights]
        assert all(abs(share - part) < 1 for share, part in zip(shares, exact, strict=True))


def test_bus_fees_go_to_the_run_that_the_goods_board(rich: Report) -> None:
    # 0.20 RMB a parcel, on r3 0.30: `through` pays r1 once although it rides on over the layover.
    by_run = Counter()
    for item in rich.accounts:
        if item.part == "bus_fees":
            by_run[item.vehicle] += item.fen
    assert by_run == {"r1": (20 + 8 + 10) * 20, "r2": 6 * 20, "r3": 6 * 30, "r5": 10 * 20, "r6": 4 * 20}


def test_a_van_is_shared_by_litres(rich: Report) -> None:
    # The day of van 1: 20 parcels of `far`, 12 of `second` and 10 of `back`, all of 5 litres. `back` is of the other
    # brand, so that pays 10 of 42 of 300 RMB; of the trike's 50 RMB it pays 4 of 14. The cold van carries only `brand`.
    other = Fraction(30_000 * 10, 42) + Fraction(5_000 * 4, 14)
    assert abs(fen(rich, part="van_fixed", brand="other") - other) < 2
    assert fen(rich, part="van_fixed") == 30_000 + 5_000 + 10_000


def test_goods_left_behind_are_charged_to_their_brand_and_to_no_vehicle(rich: Report) -> None:
    (item,) = [item for item in rich.accounts if item.part == "unserved"]
    assert (item.fen, item.parcels, item.brand, item.vehicle, item.way) == (2 * 2_000, 2, "brand", "", Way.LEFT)


def test_lateness_is_charged_by_the_second(rich: Report) -> None:
    # 12 parcels, 12 minutes after they are due, at 139 micro-RMB a second.
    assert fen(rich, part="lateness") == round(12 * 12 * 60 * 139 / 10_000)


def test_commission_is_owed_to_the_villages_at_both_ends(rich: Report) -> None:
    places = {item.place for item in rich.accounts if item.part == "commission"}
    assert places == set("ABCDEFGK")
    assert fen(rich, part="commission", place="K") == 6 * 30


def test_costs_stand_by_the_way_that_parcels_travel(rich: Report) -> None:
    assert fen(rich, part="bus_fees", way=Way.BUS) == 30 * 20 + 8 * 20
    assert fen(rich, part="bus_fees", way=Way.BUS_BUS) == 6 * 20 + 6 * 30
    assert fen(rich, part="bus_fees", way=Way.BUS_VAN) == 10 * 20 + 4 * 20
