"""Vans of bases without goods of their own come to the hub for its goods, and drive home from the last village."""

from dataclasses import replace
from typing import Any

import pytest

from optimizer import Instance, SolveParams, check, solve
from optimizer.county.clients import Offered, VanSide, van_sides
from optimizer.county.translate import real_route, whole_solution
from optimizer.ruin import warm_up
from scenarios.types import Scenario
from tests.builders import consignment, link, place, van
from tests.builders import county as made
from tests.core_builders import accepted, an_instance, told
from tests.optimizer.county_help import the_side


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    warm_up()


def world(sends: str = "", **type_: Any) -> Scenario:
    """A van at H and an e-trike at S, on a road S - H - A - B, each 10 minutes and 5 km from the next."""
    links = [link(a, b, 5_000, minutes=10) for a, b in ("SH", "HA", "AB")]
    goods = [consignment(f"to {v}", "H", v, 10) for v in "AB"] + [consignment(f"from {v}", v, "H") for v in sends]
    vans = [van("v", "H", fixed_urmb=100_000_000), van("e", "S", fixed_urmb=10_000_000, urmb_per_m=1_000, **type_)]
    spots = [place("H", "hub"), place("S", "station"), place("A"), place("B")]
    return made(spots, links, vans=vans, consignments=goods, strategy="joint")


def guest_of(instance: Instance, side: VanSide) -> int:
    (number,) = (n for n, row in enumerate(side.problem.vehicles) if instance.fleets[row.fleet].base != side.base)
    return number


def test_every_trip_of_a_guest_begins_with_its_way_to_the_goods_and_ends_at_its_own_base() -> None:
    instance = an_instance(world())
    side = the_side(instance)
    guest = side.problem.vehicles[guest_of(instance, side)]
    metres, seconds = side.problem.metres[guest.profile], side.problem.seconds[guest.profile]
    a, b = (side.problem.clients[client].location for client in range(2))
    home = guest.home
    assert [metres[home, a], metres[a, b], metres[b, home]] == [10_000, 5_000, 15_000]
    load_s = instance.settings.van_stop_s + instance.settings.van_parcel_s * 20  # all that there is
    assert [seconds[home, a], seconds[a, b], seconds[b, home]] == [1_200 + load_s, 600, 1_800]


def test_a_guest_is_kept_from_villages_that_send_something() -> None:
    instance = an_instance(world(sends="B"))
    side = the_side(instance)
    guest = side.problem.vehicles[guest_of(instance, side)]
    out = side.problem.metres[guest.profile][guest.home]
    a, b = (side.problem.clients[client].location for client in range(2))
    assert out[a] < 10**6 < out[b]


def test_the_day_of_a_guest_has_a_stop_at_the_hub_and_is_accepted() -> None:
    scenario = world()
    instance = an_instance(scenario)
    side = the_side(instance)
    route = (guest_of(instance, side), ((0, 1),))
    judged = real_route(instance, side, route)
    # 10 RMB for the day, 1 RMB a km for 30 km.
    assert judged == (route, 40_000_000)
    whole = whole_solution(instance, [(side, (route,))], Offered({}, {}), {}, 0.0)
    (day,) = whole.days
    assert [instance.places[spot].id for spot in day.trips[0].visits] == ["H", "A", "B"]
    plan = accepted(scenario, told(instance, whole))
    assert not plan.unserved


@pytest.mark.parametrize(("range_m", "used"), [(None, {"e"}), (20_000, {"v"})])
def test_the_engine_sends_the_cheap_guest_if_its_range_allows(range_m: int | None, used: set[str]) -> None:
    scenario = world(range_m=range_m)
    plan = solve(scenario, an_instance(scenario), SolveParams(engine="county", time_limit_s=4, threads=1)).plan
    assert plan is not None and not check(scenario, plan) and not plan.unserved
    assert {stop.van for stop in plan.van_stops} == used


def test_goods_that_only_a_guest_may_bring_are_its_work_and_no_more_left_over() -> None:
    """No van of 2 tonnes may use the lane to B."""
    scenario = world(gross_kg=500)
    weak = tuple(
        replace(one, max_gross_kg=1_000 if "B" in (one.from_place, one.to_place) else None) for one in scenario.links
    )
    vans = tuple(replace(one, gross_kg=2_000) if one.base == "H" else one for one in scenario.vans)
    instance = an_instance(replace(scenario, links=weak, vans=vans))
    (side,), others = van_sides(instance, {one.index: one.parcels for one in instance.items}, Offered({}, {}))
    assert others == {}
    route = (guest_of(instance, side), ((0, 1),))
    assert real_route(instance, side, route) == (route, 40_000_000)
    own = 1 - guest_of(instance, side)
    spots = {instance.places[side.jobs[n].place].id: side.problem.clients[n].location for n in range(2)}
    metres = side.problem.metres[side.problem.vehicles[own].profile]
    assert metres[0, spots["A"]] < 10**6 < metres[0, spots["B"]]


def test_vans_whose_base_has_goods_of_its_own_stay_there() -> None:
    scenario = world()
    scenario = replace(scenario, consignments=(*scenario.consignments, consignment("own", "S", "A")))
    instance = an_instance(scenario)
    sides, _ = van_sides(instance, {one.index: one.parcels for one in instance.items}, Offered({}, {}))
    assert [len(side.problem.vehicles) for side in sides] == [1, 1]
