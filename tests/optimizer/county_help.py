"""Counties, their van sides and searches in this process, for the tests of the county engine."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from optimizer import Instance
from optimizer.county.clients import Offered, VanSide, van_sides
from optimizer.county.worker import Crew, Order, run_order
from optimizer.ruin import Found
from scenarios import Scenario, Strategy, with_strategy
from scenarios.generate import CountySpec, generate_county
from scenarios.types import PlaceKind
from tests.core_builders import an_instance


def county(villages: int, strategy: Strategy = Strategy.JOINT, seed: int = 1) -> tuple[Scenario, Instance]:
    """A generated county with normal demand."""
    scenario = with_strategy(generate_county(CountySpec.of_size(villages, "normal"), seed), strategy)
    return scenario, an_instance(scenario)


def county_with_pairs(villages: int) -> tuple[Scenario, Instance]:
    """The same, vans only, and every tenth consignment goes to its village from another one and not from the hub."""
    scenario, _ = county(villages)
    homes = {place.id for place in scenario.places if place.kind is PlaceKind.VILLAGE}
    inbound = [one for one in scenario.consignments if one.destination in homes and one.origin not in homes][::10]
    origins = {one.id: after.destination for one, after in pairwise(inbound) if one.destination != after.destination}
    goods = tuple(replace(one, origin=origins.get(one.id, one.origin)) for one in scenario.consignments)
    scenario = replace(scenario, consignments=goods)
    return scenario, an_instance(scenario)


def the_side(instance: Instance) -> VanSide:
    """The van problem of the only base, with all goods for vans."""
    (side,), _ = van_sides(instance, {item.index: item.parcels for item in instance.items}, Offered({}, {}))
    return side


def vans_of(instance: Instance, side: VanSide) -> tuple[int, ...]:
    """All vans."""
    return tuple(instance.fleets[row.fleet].number for row in side.problem.vehicles)


def found_by(order: Order) -> Found:
    """The last word on an order."""
    told: list[Found] = []
    run_order(order, told.append)
    return told[-1]


class Told(Crew):
    """Workers in this process; in round n, if ``answers[n]`` says so, the first of them or all tell nothing."""

    def __init__(self, size: int, answers: list[str]) -> None:
        super().__init__(size)
        self.answers, self.orders = answers, list[list[Order]]()

    def run(self, orders: list[Order], seconds: float, stop: object = None) -> list[Found | None]:
        how = self.answers[len(self.orders)] if len(self.orders) < len(self.answers) else ""
        self.orders.append(orders)
        found: list[Found | None] = [found_by(order) for order in orders]
        if how == "crash":
            found[0] = None
        return found if how != "all crash" else [None] * len(orders)
