"""The van side of a county as plain numbers, ready to be sent to another process and handed to PyVRP there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyvrp


Matrix = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One possible visit. ``prize_urmb`` is lost if it is not made; clients of one ``group`` exclude each other."""

    location: int
    delivery: tuple[int, int]
    pickup: tuple[int, int]
    work_s: int
    opens_s: int
    closes_s: int
    release_s: int
    prize_urmb: int
    group: int | None


@dataclass(frozen=True, slots=True)
class VehicleRow:
    """One kind of van, all based at location 0. Kinds of one ``fleet`` share its vans and differ in how they rest.

    ``reload_s`` passes at the base before every trip but the first.
    """

    fleet: int
    reload_s: int
    capacity: tuple[int, int]
    fixed_urmb: int
    trip_urmb: int
    urmb_per_m: int
    urmb_per_s: int
    overtime_urmb_per_s: int
    earliest_s: int
    latest_s: int
    shift_s: int
    max_overtime_s: int
    range_m: int | None
    max_trips: int
    profile: int


@dataclass(frozen=True, eq=False)
class VanProblem:
    """Clients, kinds of van and matrices. Location 0 is the base; ``groups`` is their number.

    ``metres[k]`` and ``seconds[k]``: (n, n) int64 matrices of profile k over the locations.
    """

    clients: tuple[ClientRow, ...]
    vehicles: tuple[VehicleRow, ...]
    groups: int
    metres: tuple[Matrix, ...]
    seconds: tuple[Matrix, ...]


Route = tuple[int, tuple[tuple[int, ...], ...]]
"""A van day in the problem's numbers: kind of van, and for each trip the clients in order."""

_NO_LIMIT = 2**40


def to_pyvrp(problem: VanProblem, numbers: tuple[int, ...]) -> pyvrp.ProblemData:
    """PyVRP's data with ``numbers[k]`` vans of kind k. The price of a trip is left to the caller's own costs.

    Depot 0 is where days begin and end; the others stand at the same spot for reloading, one for each reload time.
    """
    import pyvrp

    reloads = sorted({row.reload_s for row in problem.vehicles})

    members: list[list[int]] = [[] for _ in range(problem.groups)]
    clients = []
    for number, row in enumerate(problem.clients):
        if row.group is not None:
            members[row.group].append(number)
        clients.append(
            pyvrp.Client(
                row.location,
                list(row.delivery),
                list(row.pickup),
                row.work_s,
                row.opens_s,
                row.closes_s,
                row.release_s,
                row.prize_urmb,
                required=False,
                group=row.group,
            )
        )
    types = [
        pyvrp.VehicleType(
            count,
            list(row.capacity),
            fixed_cost=row.fixed_urmb,
            tw_early=row.earliest_s,
            tw_late=row.latest_s,
            shift_duration=row.shift_s,
            max_overtime=row.max_overtime_s,
            max_distance=_NO_LIMIT if row.range_m is None else row.range_m,
            unit_distance_cost=row.urmb_per_m,
            unit_duration_cost=row.urmb_per_s,
            unit_overtime_cost=row.overtime_urmb_per_s,
            profile=row.profile,
            reload_depots=[1 + reloads.index(row.reload_s)] if row.max_trips > 1 else [],
            max_reloads=row.max_trips - 1,
            name=str(number),
        )
        for number, (row, count) in enumerate(zip(problem.vehicles, numbers, strict=True))
        if count
    ]
    locations = [pyvrp.Location(0, 0) for _ in range(len(problem.metres[0]))]
    groups = [pyvrp.ClientGroup(numbers_in, required=False) for numbers_in in members]
    depots = [pyvrp.Depot(0), *(pyvrp.Depot(0, service_duration=reload_s) for reload_s in reloads)]
    metres: Any = list(problem.metres)  # PyVRP's stubs ask for one-dimensional arrays
    seconds: Any = list(problem.seconds)
    return pyvrp.ProblemData(locations, clients, depots, types, metres, seconds, groups)


def routes_of(data: pyvrp.ProblemData, solution: pyvrp.Solution) -> tuple[Route, ...]:
    """A PyVRP solution in the problem's numbers."""
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


def to_solution(data: pyvrp.ProblemData, routes: tuple[Route, ...]) -> pyvrp.Solution:
    """A PyVRP solution from routes in the problem's numbers, for a warm start; routes of absent types are left out."""
    import pyvrp

    kinds = {data.vehicle_type(at).name: at for at in range(data.num_vehicle_types)}
    left = {at: data.vehicle_type(at).num_available for at in range(data.num_vehicle_types)}
    made = []
    for kind, trips in routes:
        at = kinds.get(str(kind))
        if at is None or left[at] == 0:
            continue
        left[at] -= 1
        reloads = data.vehicle_type(at).reload_depots
        activities = []
        for number, trip in enumerate(trips):
            if number:
                activities.append(pyvrp.Activity(pyvrp.ActivityType.DEPOT, reloads[0]))
            activities += [pyvrp.Activity(pyvrp.ActivityType.CLIENT, client) for client in trip]
        made.append(pyvrp.Route(data, activities, at))
    return pyvrp.Solution(data, made)
