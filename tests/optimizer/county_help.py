"""Counties, their van sides and searches in this process, for the tests of the county engine."""

from __future__ import annotations

from optimizer import Instance
from optimizer.county.clients import Offered, VanSide, van_sides
from optimizer.county.worker import Order, run_order
from optimizer.ruin import Found
from scenarios import Scenario, Strategy, with_strategy
from scenarios.generate import CountySpec, generate_county
from tests.core_builders import an_instance


def county(villages: int, strategy: Strategy = Strategy.JOINT, seed: int = 1) -> tuple[Scenario, Instance]:
    """A generated county with normal demand."""
    scenario = with_strategy(generate_county(CountySpec.of_size(villages, "normal"), seed), strategy)
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
