"""Indicators of the handmade plan of `tests/reports/conftest.py`, worked out by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from optimizer.plan import BusLoad, Plan
from reports.day import report_of
from reports.day.appraisal import Indicator, by_group
from scenarios import Goods, Scenario


@pytest.fixture
def found(county: Scenario, plan: Plan) -> dict[str, Indicator]:
    return indicators(county, plan)


def indicators(county: Scenario, plan: Plan) -> dict[str, Indicator]:
    return {indicator.label: indicator for indicator in report_of(county, plan).appraisal}


@pytest.mark.parametrize(
    ("label", "value", "whole"),
    [
        ("village points served", 3, 4),  # 4 parcels for a stay behind; e has none
        ("village points reached", 4, 5),
        ("reached by bus alone", 2, 5),
        ("town stations used", 1, 1),
        ("brands at the county hub", 2, None),
        ("brands per village point, mean", Fraction(4, 4), None),  # a post, b express, c post, d post
        ("village points with three brands or more", 0, 4),
        ("cooperation lines used", 3, 4),
        ("shared runs used", 3, 4),
        ("buses that carry goods", 2, 3),  # `out` and `on` are one bus
        ("parcels per line used", Fraction(19, 3), None),  # 6, 5 and 8 parcels
        ("parcels carried", 28, 32),
        ("delivered direct to village points", 26, 28),
        ("downward parcels on lines", 19, 26),
        ("upward parcels on lines", 0, 2),
        ("delivered when due or before", 21, 28),
        ("in village points within 24 hours", 26, 26),
        ("breaches found by the independent check", 0, None),
        ("overfull segments of bus runs", 0, None),
        ("barred parcels on buses", 0, None),
        ("vans and e-trikes used", 2, 3),
        ("kilometres of vans", Fraction(23), None),  # the van 18, the e-trike 5
        ("CO2 of vans", Fraction(18, 10), None),  # 18 km at 100 g
    ],
)
def test_an_indicator(found: dict[str, Indicator], label: str, value: int | Fraction, whole: int | None) -> None:
    assert (found[label].value, found[label].whole) == (value, whole)


def test_targets_are_met_or_missed(found: dict[str, Indicator]) -> None:
    assert (found["village points served"].target, found["village points served"].met) == (85, False)
    assert found["brands at the county hub"].met is False
    assert found["barred parcels on buses"].met is True
    assert found["parcels carried"].met is None


def test_hours_to_the_village_count_each_parcel(found: dict[str, Indicator]) -> None:
    # k1: 6 in 75 min; k2: 5 in 135; k3: 5 in 195 and 3 in 216; k4: 7 in 27.
    minutes = Fraction(6 * 75 + 5 * 135 + 5 * 195 + 3 * 216 + 7 * 27, 26)
    assert found["hours from ready to village point, mean"].value == minutes / 60


def test_barred_goods_on_a_bus_and_an_overfull_hold_are_told(county: Scenario, plan: Plan) -> None:
    items = tuple(replace(item, goods=Goods.BARRED) if item.id == "k2" else item for item in county.consignments)
    more = replace(plan, bus_loads=(*plan.bus_loads, BusLoad("feeder", 0, 1, "k3", 5)))
    found = indicators(replace(county, consignments=items), more)
    assert found["barred parcels on buses"].value == 10
    assert (found["overfull segments of bus runs"].value, found["overfull segments of bus runs"].met) == (1, False)
    breaches = found["breaches found by the independent check"].value
    assert breaches is not None and breaches > 0


def test_an_empty_plan_has_indicators_without_a_figure_where_it_has_none(county: Scenario) -> None:
    found = indicators(county, Plan("shared"))
    assert found["money paid per parcel carried"].value is None
    assert found["brands per village point, mean"].value is None
    assert found["fullest hold of a bus"].value is None


def test_indicators_stand_by_group(county: Scenario, plan: Plan) -> None:
    groups = by_group(report_of(county, plan).appraisal)
    assert list(groups) == [
        "Coverage of villages", "Brands", "Lines", "Parcels", "Timeliness", "Safety and order", "Money",
        "Vans and climate",
    ]  # fmt: skip
