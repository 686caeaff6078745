"""The strategy `separate`: every brand alone, with all vans to itself, and their plans side by side."""

from dataclasses import replace

import pytest

from optimizer.construct import construct
from optimizer.plan import Plan, Unserved
from optimizer.separate import join_plans, split_by_brand
from scenarios.generate import CountySpec, generate_county
from scenarios.types import Scenario, Strategy
from tests.builders import VanLoad, consignment, county, link, places, stop, van
from tests.core_builders import accepted, an_instance, told


def three_brands(number: int = 2) -> Scenario:
    """Brand b has goods for A and B, brand a for A, brand c for B; a van holds 10 parcels and makes one trip."""
    goods = [("1", "A", "b"), ("2", "B", "b"), ("3", "A", "a"), ("4", "B", "c")]
    return county(
        places(hub="H", villages="A B"),
        [link("H", "A"), link("H", "B")],
        vans=[van("v", "H", number, capacity_ml=50_000, max_trips=1, fixed_urmb=1)],
        consignments=[consignment(id, "H", where, 10, brand=brand) for id, where, brand in goods],
        strategy="separate",
    )


def test_each_brand_is_an_instance_with_items_of_its_own() -> None:
    parts = split_by_brand(an_instance(three_brands()))
    assert [[item.consignment for item in part.items] for part in parts] == [["3"], ["1", "2"], ["4"]]
    assert [[item.index for item in part.items] for part in parts] == [[0], [0, 1], [0]]
    assert all(part.fleets[0].number == 2 for part in parts)


def test_parts_share_nothing_that_they_remember() -> None:
    whole = an_instance(three_brands())
    construct(whole)
    assert whole._ways and whole.timed_days
    assert all(part._ways == part.timed_days == {} for part in split_by_brand(whole))


def test_the_vans_of_each_brand_are_numbered_after_those_of_the_brand_before() -> None:
    scenario = three_brands()
    instance = an_instance(scenario)
    joined = join_plans(instance, [told(part, construct(part)) for part in split_by_brand(instance)])
    accepted(scenario, joined)
    # Brand a has vans 1 and 2, brand b 3 and 4, brand c 5 and 6.
    numbers = {load.consignment: load.number for load in joined.van_loads}
    assert (numbers["3"], {numbers["1"], numbers["2"]}, numbers["4"]) == (1, {3, 4}, 5)


def test_stops_and_loads_and_what_is_left_are_put_together_in_order() -> None:
    instance = an_instance(three_brands())
    stops = (stop("v", 1, 1, 0, "H", "08:00"),)
    one = Plan("separate", (), stops, (VanLoad("v", 1, 1, 0, 1, "4", 1),), (Unserved("4", 9, "van", "shift", 1, "s"),))
    other = Plan("separate", (), stops, (VanLoad("v", 1, 1, 0, 1, "1", 1),))
    joined = join_plans(instance, [one, other, one])
    assert [row.number for row in joined.van_stops] == [1, 3, 5]
    assert [(row.number, row.consignment) for row in joined.van_loads] == [(1, "4"), (3, "1"), (5, "4")]
    assert joined == joined.sorted()
    assert joined.strategy == "separate"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_county_of_six_brands_is_joined_to_an_accepted_plan(seed: int) -> None:
    scenario = generate_county(CountySpec.of_size(30, "normal"), seed)
    scenario = replace(scenario, strategy=Strategy.SEPARATE)
    instance = an_instance(scenario)
    parts = split_by_brand(instance)
    assert len(parts) == 6
    plans = [told(part, construct(part, time_limit_s=1.0)) for part in parts]
    accepted(scenario, join_plans(instance, plans))
