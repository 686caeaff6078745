"""VROOM, through pyvroom: it knows no reloading, so every van is several vehicles, each with a part of the day.

As its guide has it: setup times for stopping once at a place, skills for who may do what, breaks, fixed costs and
costs by the kilometre, exploration level 5, two threads. Its trips are then put on vans where they cost least.
"""

from __future__ import annotations

import time
from datetime import timedelta

import numpy as np
import vroom

from benchmarks.killable import Tell, best_told
from benchmarks.peers.common import REPAIR_SHARE, Assembly, Work, works
from benchmarks.peers.slots import Slot, slots_of
from optimizer.instance import Fleet, Instance
from optimizer.plan import Plan
from optimizer.recover import recover
from optimizer.solution import cost_urmb
from optimizer.vans import Shortfall

WAVES = False
_PARTS = (1, 2)
"""Shapes of the day that are tried one after the other: a slot for each wave, or two."""

_URMB = 10_000
"""micro-RMB in one unit of VROOM's money: a fen, which its whole numbers bear."""

_FAR_S = 10**7
"""Seconds of a road that is none; VROOM's matrices are 32 bits wide and it adds them up."""

_GRACE_S = 90.0
"""VROOM hears its limit only between its first routes and each improvement: 1,100 villages took 20 s of 6."""

_EXPLORATION = 5
_THREADS = 2

Trips = list[tuple[int, list[int]]]
"""Fleet (by its position in the work's) and visits of each trip."""


def plan(instance: Instance, time_limit_s: float, seed: int) -> Plan:
    """VROOM's best plan of all shapes of the day, repaired and completed; VROOM knows no seed."""
    found, others = works(instance, WAVES)
    plans = []
    for parts in _PARTS:
        assembly = Assembly(instance, others)
        for work in found:
            seconds = time_limit_s / len(_PARTS) * len(work.visits) / sum(len(one.visits) for one in found)
            _add(assembly, work, best_told(search, (instance, work, parts, seconds), seconds, _GRACE_S) or [])
        plans.append(assembly.plan(max(2.0, time_limit_s * REPAIR_SHARE / len(_PARTS))))
    return min(plans, key=lambda one: _cost(instance, one))


def _cost(instance: Instance, plan: Plan) -> float:
    cost = cost_urmb(instance, recover(instance, plan))
    return float("inf") if isinstance(cost, Shortfall) else cost


def _add(assembly: Assembly, work: Work, trips: Trips) -> None:
    assembly.add_trips(work.base, [(work.fleets[kind], [work.visits[at] for at in trip]) for kind, trip in trips])
    done = {at for _, trip in trips for at in trip}
    for number, visit in enumerate(work.visits):
        if number not in done:
            assembly.leave(visit)


def search(tell: Tell, instance: Instance, work: Work, parts: int, seconds: float) -> None:
    """Run VROOM in this process and tell its trips."""
    began = time.monotonic()
    problem = vroom.Input()
    fleets = [instance.fleets[index] for index in work.fleets]
    for kind, fleet in enumerate(fleets):
        profile = str(kind)
        problem.set_durations_matrix(profile, _durations(instance, work, fleet))
        problem.set_distances_matrix(profile, _distances(instance, work, fleet))
    vehicles = _vehicles(instance, work, fleets, parts)
    problem.add_vehicle(vehicles)
    problem.add_job(_jobs(work))
    left_s = max(0.1, seconds - (time.monotonic() - began))
    solution = problem.solve(_EXPLORATION, _THREADS, timedelta(seconds=left_s))
    kinds = {vehicle.id: int(vehicle.profile) for vehicle in vehicles}
    trips: dict[int, list[int]] = {}
    for step in solution.routes.itertuples():
        if step.type == "job":
            trips.setdefault(int(step.vehicle_id), []).append(int(step.id))
    tell([(kinds[vehicle], visits) for vehicle, visits in trips.items()])


def _durations(instance: Instance, work: Work, fleet: Fleet) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    return np.minimum(work.seconds(instance, fleet.index), _FAR_S).astype(np.uint32)


def _distances(instance: Instance, work: Work, fleet: Fleet) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    return np.minimum(work.metres(instance, fleet.index), _FAR_S).astype(np.uint32)


def _vehicles(instance: Instance, work: Work, fleets: list[Fleet], parts: int) -> list[vroom.Vehicle]:
    """A vehicle for each van and slot."""
    vehicles: list[vroom.Vehicle] = []
    for kind, fleet in enumerate(fleets):
        van = fleet.type
        mine = slots_of(instance, work, fleet, parts)
        for slot in mine:
            costs = vroom.VehicleCosts(
                fixed=(van.fixed_urmb // len(mine) + van.trip_urmb) // _URMB,
                per_hour=van.urmb_per_s * 3600 // _URMB,
                per_km=fleet.urmb_per_m * 1000 // _URMB,
            )
            for _ in range(van.number):
                vehicles.append(
                    vroom.Vehicle(
                        len(vehicles),
                        start=0,
                        end=0,
                        profile=str(kind),
                        capacity=[van.capacity_ml // 1000, van.capacity_g // 1000],
                        skills=_skills(work, fleet, slot),
                        time_window=vroom.TimeWindow(slot.from_s, slot.until_s),
                        breaks=_breaks(fleet, slot),
                        costs=costs,
                        max_distance=van.range_m or 2**31,
                    )
                )
    return vehicles


def _breaks(fleet: Fleet, slot: Slot) -> list[vroom.Break]:
    van = fleet.type
    if van.rest_after_s is None or slot.until_s - slot.from_s <= van.rest_after_s:
        return []
    window = vroom.TimeWindow(slot.from_s, slot.from_s + van.rest_after_s)
    return [vroom.Break(0, time_windows=[window], service=van.rest_s)]


def _skills(work: Work, fleet: Fleet, slot: Slot) -> set[int]:
    """One skill for each kind of visit that this vehicle may do."""
    return {
        number for (able, release_s), number in _kinds(work).items() if fleet.index in able and slot.from_s >= release_s
    }


def _kinds(work: Work) -> dict[tuple[tuple[int, ...], int], int]:
    """Kinds of visits, by the fleets that may do them and their release, with a number for each."""
    kinds = sorted({(tuple(sorted(visit.fleets)), visit.release_s) for visit in work.visits})
    return {kind: number for number, kind in enumerate(kinds)}


def _jobs(work: Work) -> list[vroom.Job]:
    kinds = _kinds(work)
    return [
        vroom.Job(
            number,
            visit.location,
            default_setup=visit.stop_s,
            default_service=visit.work_s,
            delivery=[-(-size // 1000) for size in visit.delivery],
            pickup=[-(-size // 1000) for size in visit.pickup],
            skills={kinds[tuple(sorted(visit.fleets)), visit.release_s]},
            time_windows=[vroom.TimeWindow(opens_s, closes_s) for opens_s, closes_s in visit.windows],
        )
        for number, visit in enumerate(work.visits)
    ]
