"""Networks, instances and ways in words, for the tests of `networks/` and of the core of `optimizer/`."""

from __future__ import annotations

import datetime

from networks import Itinerary, Network, Ride, VanLeg, build_network
from networks.itineraries import Breadth
from networks.network import EXHAUSTIVE
from networks.timetable import Timetable, build_timetable
from optimizer.costs import cost
from optimizer.instance import Instance, Item, build_instance
from optimizer.plan import Plan, Unserved
from optimizer.solution import Solution, to_plan
from scenarios.settings import Settings
from scenarios.types import Scenario
from tests.optimizer.spoken import spoken

AT_ONCE = Settings(transfer_min_s=0, transfer_buffer_s=0, transfer_fixed_s=0, transfer_parcel_s=0, hub_cutoff_s=0)
"""Settings in which transfers and cut-offs take no time."""

WEDNESDAY = datetime.date(2026, 3, 18)
"""The day after the service date of `tests.builders.county`."""


def a_network(scenario: Scenario, exhaustive: bool = False) -> Network:
    """The network of a scenario, with all itineraries if asked, otherwise pruned as that of a county."""
    return build_network(scenario, EXHAUSTIVE if exhaustive else Breadth())


def an_instance(scenario: Scenario, exhaustive: bool = False) -> Instance:
    """The instance of a scenario, with all itineraries if asked."""
    return build_instance(scenario, a_network(scenario, exhaustive))


def a_timetable(scenario: Scenario) -> Timetable:
    """The timetable of a scenario whose places keep their order."""
    return build_timetable(scenario, {place.id: number for number, place in enumerate(scenario.places)})


def item(instance: Instance, consignment: str) -> Item:
    """The item of a consignment."""
    return next(item for item in instance.items if item.consignment == consignment)


def in_words(network: Network, way: Itinerary) -> str:
    """A way, such as ``van H-S, r 0-2, q 0-1 + p 0-3, van T-A``: numbers are calls, ``+`` is a layover."""
    legs = [_van(network, way.first_mile)] if way.first_mile else []
    legs += [ride_in_words(network.timetable, ride) for ride in way.rides]
    legs += [_van(network, way.last_mile)] if way.last_mile else []
    return ", ".join(legs)


def _van(network: Network, leg: VanLeg) -> str:
    return f"van {network.places[leg.from_place].id}-{network.places[leg.to_place].id}"


def ride_in_words(timetable: Timetable, ride: Ride) -> str:
    """A ride, such as ``q 0-1 + p 0-3``."""
    return " + ".join(f"{timetable.runs[leg.run].id} {leg.board}-{leg.leave}" for leg in ride.legs)


def ways_of(scenario: Scenario, origin: str, destination: str, exhaustive: bool = False) -> list[str]:
    """All itineraries of a pair in words."""
    network = a_network(scenario, exhaustive)
    return [in_words(network, way) for way in network.itineraries[network.index[origin], network.index[destination]]]


def usable(scenario: Scenario, consignment: str) -> list[str]:
    """The itineraries that suit a consignment's goods, in words."""
    instance = an_instance(scenario, exhaustive=True)
    return [in_words(instance.network, way) for way in instance.ways(item(instance, consignment))]


def accepted(scenario: Scenario, plan: object) -> Plan:
    """The plan, which the checker must accept."""
    assert isinstance(plan, Plan), plan
    assert spoken(scenario, plan) == []
    return plan


def total_urmb(scenario: Scenario, plan: Plan) -> int:
    """What the checker's side says that a plan costs."""
    return cost(scenario, plan).total


def told(instance: Instance, solution: Solution) -> Plan:
    """The plan of a solution that can be timed, with a row for what it leaves behind."""
    left = solution.left(instance)
    rows = [Unserved(instance.items[at].consignment, n, "van", "cost", 1, "fen") for at, n in left.items()]
    made = to_plan(instance, solution, tuple(rows))
    assert isinstance(made, Plan), made
    return made
