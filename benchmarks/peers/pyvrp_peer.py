"""PyVRP as shipped: default parameters, one process, all vans on offer at their daily price, reloads at the base."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyvrp
from pyvrp.stop import MaxRuntime

from benchmarks.killable import Tell, best_told
from benchmarks.peers.common import REPAIR_SHARE, Assembly, Work, out_of_reach, works
from networks.roads import UNREACHABLE
from optimizer.instance import Instance
from optimizer.plan import Plan

WAVES = False
"""One visit a place (see docs/benchmarks.md for what was measured)."""

_STOPS_PER_REST = 40
"""A rest is charged to the stops of a day in advance: so many stops pay for it."""

_NO_LIMIT = 2**40

Route = tuple[int, tuple[tuple[int, ...], ...]]
"""A van day: fleet (as a number of ``Work.fleets``), and for each trip the clients in order."""


def plan(instance: Instance, time_limit_s: float, seed: int) -> Plan:
    """PyVRP's plan, repaired and completed; PyVRP itself has the whole time limit."""
    found, others = works(instance, WAVES, guests=True)
    assembly = Assembly(instance, others)
    for work in found:
        share = len(work.visits) / sum(len(one.visits) for one in found)
        data, visit_of = problem_data(instance, work)
        routes = best_told(search, (data, time_limit_s * share, seed), time_limit_s * share) or ()
        _add(assembly, work, visit_of, routes)
    return assembly.plan(max(2.0, time_limit_s * REPAIR_SHARE))


def _add(assembly: Assembly, work: Work, visit_of: list[int], routes: tuple[Route, ...]) -> None:
    done: set[int] = set()
    for kind, trips in routes:
        numbers = [[visit_of[client] for client in trip] for trip in trips]
        done |= {number for trip in numbers for number in trip}
        assembly.add_day(work.fleets[kind], [[work.visits[number] for number in trip] for trip in numbers])
    for number, visit in enumerate(work.visits):
        if number not in done:
            assembly.leave(visit)


def problem_data(instance: Instance, work: Work) -> tuple[pyvrp.ProblemData, list[int]]:
    """PyVRP's data of a base, and for each of its clients the visit that it stands for.

    A visit with a midday gap is two clients that exclude each other. Stopping takes its time on the way to another
    place, so that two visits to one place stop once; windows move along. A rest cannot be said, so it is spread over
    the stops of a day.
    """
    clients: list[pyvrp.Client] = []
    groups: list[pyvrp.ClientGroup] = []
    visit_of: list[int] = []
    rest_s = max(_rest_s(instance, index) for index in work.fleets) // _STOPS_PER_REST
    for number, visit in enumerate(work.visits):
        members = []
        for opens_s, closes_s in visit.windows:
            members.append(len(clients))
            visit_of.append(number)
            clients.append(
                pyvrp.Client(
                    visit.location,
                    list(visit.delivery),
                    list(visit.pickup),
                    visit.work_s + rest_s,
                    opens_s + visit.stop_s,
                    closes_s + visit.stop_s,
                    visit.release_s,
                    visit.prize_urmb,
                    required=False,
                    group=len(groups) if len(visit.windows) > 1 else None,
                )
            )
        if len(members) > 1:
            groups.append(pyvrp.ClientGroup(members, required=False))
    reload_s = max(instance.fleets[index].type.reload_s for index in work.fleets)
    metres: Any = [_metres(instance, work, index) for index in work.fleets]
    seconds: Any = [_seconds(instance, work, index) for index in work.fleets]
    types = [_vehicle_type(instance, index, profile) for profile, index in enumerate(work.fleets)]
    locations = [pyvrp.Location(0, 0) for _ in work.places]
    # Work at a depot also counts where a day begins, but a van is loaded when its day begins: so reloading has its own.
    depots = [pyvrp.Depot(0), pyvrp.Depot(0, service_duration=reload_s)]
    return pyvrp.ProblemData(locations, clients, depots, types, metres, seconds, groups), visit_of


def _metres(instance: Instance, work: Work, fleet: int) -> np.ndarray[Any, Any]:
    return out_of_reach(work, instance, fleet, work.metres(instance, fleet))


def _seconds(instance: Instance, work: Work, fleet: int) -> np.ndarray[Any, Any]:
    seconds = out_of_reach(work, instance, fleet, work.seconds(instance, fleet))
    stop_s = instance.settings.van_stop_s
    stops = np.full_like(seconds, stop_s)
    stops[:, 0] = 0
    places = np.array(work.places)
    stops[places[:, None] == places[None, :]] = 0
    return np.where(seconds >= UNREACHABLE, seconds, seconds + stops)


def _rest_s(instance: Instance, index: int) -> int:
    """The rest that a long day of a fleet needs."""
    van = instance.fleets[index].type
    day_s = min(van.shift_s + van.max_overtime_s, van.latest_s - van.earliest_s)
    return van.rest_s if van.rest_after_s is not None and day_s > van.rest_after_s else 0


def _vehicle_type(instance: Instance, index: int, profile: int) -> pyvrp.VehicleType:
    fleet = instance.fleets[index]
    van = fleet.type
    return pyvrp.VehicleType(
        van.number,
        [van.capacity_ml, van.capacity_g],
        fixed_cost=van.fixed_urmb,
        tw_early=van.earliest_s,
        tw_late=van.latest_s,
        shift_duration=van.shift_s,
        max_overtime=van.max_overtime_s,
        max_distance=_NO_LIMIT if van.range_m is None else van.range_m,
        unit_distance_cost=fleet.urmb_per_m,
        unit_duration_cost=van.urmb_per_s,
        unit_overtime_cost=van.overtime_urmb_per_s,
        profile=profile,
        reload_depots=[1] if van.max_trips > 1 else [],
        max_reloads=van.max_trips - 1,
        name=str(profile),
    )


def search(tell: Tell, data: pyvrp.ProblemData, seconds: float, seed: int) -> None:
    """Run PyVRP in this process and tell every better feasible solution."""

    class Teller(pyvrp.IteratedLocalSearchCallbacks):
        def on_best(self, best: pyvrp.Solution) -> None:
            if best.is_feasible():
                tell(routes_of(data, best))

    params = pyvrp.SolveParams(ils=pyvrp.IteratedLocalSearchParams(callbacks=Teller()))
    result = pyvrp.solve(data, MaxRuntime(seconds), seed, collect_stats=False, display=False, params=params)
    if result.best.is_feasible():
        tell(routes_of(data, result.best))


def routes_of(data: pyvrp.ProblemData, solution: pyvrp.Solution) -> tuple[Route, ...]:
    """A PyVRP solution as plain routes."""
    found = []
    for route in solution.routes():
        trips: list[list[int]] = [[]]
        for activity in route.schedule():
            if activity.is_depot():
                trips.append([])
            else:
                trips[-1].append(activity.idx)
        kind = int(data.vehicle_type(route.vehicle_type()).name)
        found.append((kind, tuple(tuple(trip) for trip in trips if trip)))
    return tuple(found)
