"""A plan's state while goods are added to it, and plans made of solutions whose transfers hold."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.construct.buses import BusSpace
from optimizer.construct.insertion import Placement
from optimizer.construct.packing import Garage
from optimizer.construct.spots import best_spot, take_spot
from optimizer.instance import Instance
from optimizer.plan import Plan
from optimizer.recover import recover, recovered_waits, waiting_shortfall
from optimizer.solution import Solution, cost_urmb, to_plan
from optimizer.vans import Day, Shortfall, schedule_day


@dataclass(frozen=True, slots=True)
class State:
    """A plan, its solution, what that leaves free on buses, shelves and vans, and the items that change vehicles."""

    plan: Plan
    solution: Solution
    space: BusSpace
    garage: Garage
    under_way: frozenset[int]


def state_of(instance: Instance, plan: Plan) -> State:
    """The state of a valid plan."""
    solution = recover(instance, plan)
    space, garage = BusSpace(instance), Garage(instance)
    for booking in solution.bookings:
        space.take(booking)
    for wait, parcels in recovered_waits(instance, plan):
        space.shelves.add([wait], parcels)
    for van_day in solution.days:
        day = schedule_day(instance, instance.fleets[van_day.fleet], van_day.trips)
        garage.open(van_day, day.cost_urmb if isinstance(day, Day) else 0)
    return State(plan, solution, space, garage, _under_way(instance, solution))


def _under_way(instance: Instance, solution: Solution) -> frozenset[int]:
    """Items of which some parcels change vehicles."""
    ends = [(booking.item, booking.rides[-1].to_place) for booking in solution.bookings]
    ends += [(task.item, task.to_place) for day in solution.days for trip in day.trips for task in trip.tasks]
    return frozenset(index for index, place in ends if place != instance.items[index].destination)


def with_placement(instance: Instance, state: State, placement: Placement) -> Solution | Shortfall:
    """The solution with one more placement; the state stays as it is."""
    garage, before = state.garage, state.garage.snapshot()
    for tasks in placement.legs:
        spot = best_spot(instance, garage, tasks)
        if isinstance(spot, Shortfall):
            garage.restore(before)
            return spot
        take_spot(garage, spot)
    days = tuple(garage.days)
    garage.restore(before)
    return Solution((*state.solution.bookings, *placement.bookings), days)


def settled(instance: Instance, solution: Solution | Shortfall) -> Plan | Shortfall:
    """The plan of a solution with all transfers in time and no shelf overfull, or what stops it.

    Goods added to a load that changes vehicles make its sorting longer; then the vans that wait for it leave later.
    """
    if isinstance(solution, Shortfall):
        return solution
    plan = to_plan(instance, solution)
    if isinstance(plan, Shortfall) or waiting_shortfall(instance, plan) is None:
        return plan
    plan = to_plan(instance, recover(instance, plan))
    if isinstance(plan, Shortfall):
        return plan
    return waiting_shortfall(instance, plan) or plan


def cost_of_plan(instance: Instance, plan: Plan) -> int:
    """What a plan costs with its vans timed as cheaply as can be."""
    cost = cost_urmb(instance, recover(instance, plan))
    assert not isinstance(cost, Shortfall), cost
    return cost
