"""The OR-Tools routing model, as its guide builds it: dimensions, reload nodes, disjunctions, guided local search.

Goods of a later wave need a reload at a time when they are there: a dimension counts the waves that a van has reached.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.killable import Tell, best_told
from benchmarks.peers.common import REPAIR_SHARE, Assembly, Matrix, Visit, Work, works
from benchmarks.peers.slots import wave_starts
from networks.roads import UNREACHABLE
from optimizer.instance import Fleet, Instance
from optimizer.plan import Plan

WAVES = False
_URMB = 1_000
"""micro-RMB in one unit of the model's money."""

_FAR = 10**7
"""Seconds or metres of a road that is none."""

_DAY_S = 172_800

Days = list[tuple[int, list[list[int]]]]
"""Fleet (by its position in the work's) and the visits of each trip of a van."""


def plan(instance: Instance, time_limit_s: float, seed: int) -> Plan:
    """OR-Tools' plan, repaired and completed; guided local search knows no seed."""
    found, others = works(instance, WAVES)
    assembly = Assembly(instance, others)
    for work in found:
        seconds = time_limit_s * len(work.visits) / sum(len(one.visits) for one in found)
        days: Days = best_told(search, (instance, work, seconds), seconds) or []
        for kind, trips in days:
            assembly.add_day(work.fleets[kind], [[work.visits[at] for at in trip] for trip in trips])
        done = {at for _, trips in days for trip in trips for at in trip}
        for number, visit in enumerate(work.visits):
            if number not in done:
                assembly.leave(visit)
    return assembly.plan(max(2.0, time_limit_s * REPAIR_SHARE))


def search(tell: Tell, instance: Instance, work: Work, seconds: float) -> None:
    """Run OR-Tools in this process and tell its van days."""
    began = time.monotonic()
    model = _Model(instance, work)
    days = model.solve(max(0.1, seconds - (time.monotonic() - began)))
    if days is not None:
        tell(days)


@dataclass(frozen=True)
class _Reload:
    """A reload node: for which vehicle, and for goods of which wave (0: it only empties and fills the van)."""

    vehicle: int
    wave: int


def _vehicles(instance: Instance, work: Work) -> list[tuple[int, Fleet]]:
    """Every van, with its fleet and that fleet's position in the work's."""
    fleets = [(kind, instance.fleets[index]) for kind, index in enumerate(work.fleets)]
    return [found for found in fleets for _ in range(found[1].number)]


def _reloads(vehicles: list[tuple[int, Fleet]], waves: int) -> list[_Reload]:
    """A van may come back once for each later wave and, if it may make more trips than that, for room."""
    found = []
    for at, (_, fleet) in enumerate(vehicles):
        later = list(range(1, waves))[: fleet.type.max_trips - 1]
        found += [_Reload(at, wave) for wave in [*later, *[0] * (fleet.type.max_trips - 1 - len(later))]]
    return found


class _Model:
    """Nodes: 0 the base, then the visits, then the reload nodes, each for one vehicle."""

    def __init__(self, instance: Instance, work: Work) -> None:
        self._work = work
        self._vehicles = _vehicles(instance, work)
        self._waves = wave_starts(work)
        self._reload_of = _reloads(self._vehicles, len(self._waves))
        self._first_reload = 1 + len(work.visits)
        count = self._first_reload + len(self._reload_of)
        self._manager = pywrapcp.RoutingIndexManager(count, len(self._vehicles), 0)
        self._routing = pywrapcp.RoutingModel(self._manager)
        self._instance = instance
        self._locations = np.array([0, *(visit.location for visit in work.visits), *(0 for _ in self._reload_of)])
        self._add_costs()
        self._add_times()
        self._add_waves()
        for at, name in enumerate(("ml", "g")):
            if at == 0 or self._weight_matters():
                self._add_loads(at, name, "delivery")
                self._add_loads(at, name, "pickup")
        self._add_choices()

    def _weight_matters(self) -> bool:
        """False if a van full by volume is never too heavy."""
        densest = max((g / max(1, ml) for ml, g in self._sizes("delivery") + self._sizes("pickup")), default=0.0)
        return any(v.type.capacity_ml * densest > v.type.capacity_g for _, v in self._vehicles)

    def _sizes(self, what: str) -> list[tuple[int, int]]:
        return [getattr(visit, what) for visit in self._work.visits]

    def _grid(self, matrix: Matrix) -> Matrix:
        near: Matrix = np.where(matrix >= UNREACHABLE, _FAR, matrix)
        wide: Matrix = near[np.ix_(self._locations, self._locations)]
        return wide

    def _add_costs(self) -> None:
        for kind, index in enumerate(self._work.fleets):
            fleet = self._instance.fleets[index]
            money = self._grid(self._work.metres(self._instance, index)) * fleet.urmb_per_m // _URMB
            evaluator = self._routing.RegisterTransitMatrix(money.tolist())
            for at, (its, _) in enumerate(self._vehicles):
                if its == kind:
                    self._routing.SetArcCostEvaluatorOfVehicle(evaluator, at)
        for at, (_, fleet) in enumerate(self._vehicles):
            self._routing.SetFixedCostOfVehicle((fleet.type.fixed_urmb + fleet.type.trip_urmb) // _URMB, at)

    def _add_times(self) -> None:
        """Time with waiting; stopping is paid where a van comes from another place, so windows move along."""
        work_s = np.array([0, *(v.work_s for v in self._work.visits), *(0 for _ in self._reload_of)])
        evaluators = []
        for index in self._work.fleets:
            fleet = self._instance.fleets[index]
            seconds = self._grid(self._work.seconds(self._instance, index)) + work_s[:, None]
            places = np.array(self._work.places)[self._locations]
            stops = (places[:, None] != places[None, :]) & (self._locations != 0)[None, :]
            seconds = seconds + stops * self._instance.settings.van_stop_s
            seconds[self._first_reload :, :] += fleet.type.reload_s
            evaluators.append(self._routing.RegisterTransitMatrix(seconds.tolist()))
        of_vehicle = [evaluators[kind] for kind, _ in self._vehicles]
        self._routing.AddDimensionWithVehicleTransits(of_vehicle, _DAY_S, _DAY_S, False, "time")
        times = self._routing.GetDimensionOrDie("time")
        for number, visit in enumerate(self._work.visits, 1):
            _open(times.CumulVar(self._manager.NodeToIndex(number)), visit)
        for at, (_, fleet) in enumerate(self._vehicles):
            self._limit_day(times, at, fleet)
        for number, reload in enumerate(self._reload_of, self._first_reload):
            # Reloading itself takes its time after this moment: the goods need only be there when the van leaves.
            floor_s = self._waves[reload.wave] - self._vehicles[reload.vehicle][1].type.reload_s
            times.CumulVar(self._manager.NodeToIndex(number)).SetMin(max(0, floor_s))

    def _limit_day(self, times: Any, at: int, fleet: Fleet) -> None:
        """A van's hours, its overtime, and its rest, which guides show as a break in a window of the clock."""
        van = fleet.type
        first_s = max(van.earliest_s, self._waves[0])
        for index in (self._routing.Start(at), self._routing.End(at)):
            times.CumulVar(index).SetRange(van.earliest_s, van.latest_s)
        times.CumulVar(self._routing.Start(at)).SetMin(first_s)
        times.SetSpanUpperBoundForVehicle(van.shift_s + van.max_overtime_s, at)
        if van.overtime_urmb_per_s:
            cost = max(1, van.overtime_urmb_per_s // _URMB)
            times.SetSoftSpanUpperBoundForVehicle(pywrapcp.BoundCost(van.shift_s, cost), at)
        if van.urmb_per_s:
            times.SetSpanCostCoefficientForVehicle(max(1, van.urmb_per_s // _URMB), at)
        self._routing.AddVariableMinimizedByFinalizer(times.CumulVar(self._routing.End(at)))
        if van.rest_after_s is not None and van.latest_s - first_s > van.rest_after_s:
            service = [0, *(v.work_s for v in self._work.visits), *(0 for _ in self._reload_of)]
            visits = [service[self._manager.IndexToNode(index)] for index in range(self._routing.Size())]
            latest_s = first_s + van.rest_after_s
            rest = self._routing.solver().FixedDurationIntervalVar(first_s, latest_s, van.rest_s, False, f"rest {at}")
            times.SetBreakIntervalsOfVehicle([rest], at, visits)

    def _add_waves(self) -> None:
        """Goods of a later wave are aboard only after a reload at a time when they were there."""
        if len(self._waves) == 1:
            return
        steps = [0] * self._first_reload + [int(reload.wave > 0) for reload in self._reload_of]
        evaluator = self._routing.RegisterUnaryTransitVector(steps)
        self._routing.AddDimension(evaluator, 0, len(self._waves) - 1, True, "wave")
        reached = self._routing.GetDimensionOrDie("wave")
        for number, visit in enumerate(self._work.visits, 1):
            wave = sum(visit.release_s > start_s for start_s in self._waves[:-1])
            reached.CumulVar(self._manager.NodeToIndex(number)).SetMin(wave)
        for number, reload in enumerate(self._reload_of, self._first_reload):
            if reload.wave:
                reached.CumulVar(self._manager.NodeToIndex(number)).SetValue(reload.wave - 1)

    def _add_loads(self, at: int, unit: str, what: str) -> None:
        """What a trip has delivered, and what it has collected: each is within the van, and a reload empties both."""
        name = f"{what} {unit}"
        most = max(max(fleet.type.capacity_ml, fleet.type.capacity_g) for _, fleet in self._vehicles)
        demands = [0, *(size[at] for size in self._sizes(what)), *(-most for _ in self._reload_of)]
        evaluator = self._routing.RegisterUnaryTransitVector(demands)
        capacities = [(v.type.capacity_ml, v.type.capacity_g)[at] for _, v in self._vehicles]
        self._routing.AddDimensionWithVehicleCapacity(evaluator, most, capacities, True, name)
        loads = self._routing.GetDimensionOrDie(name)
        for number in range(1, self._first_reload):
            loads.SlackVar(self._manager.NodeToIndex(number)).SetValue(0)

    def _add_choices(self) -> None:
        """Visits may be left out at their price, by who may make them; reload nodes are free to be left out."""
        kinds = {index: kind for kind, index in enumerate(self._work.fleets)}
        for number, visit in enumerate(self._work.visits, 1):
            index = self._manager.NodeToIndex(number)
            self._routing.AddDisjunction([index], visit.prize_urmb // _URMB)
            able = {kinds[fleet] for fleet in visit.fleets}
            may = [at for at, (kind, _) in enumerate(self._vehicles) if kind in able]
            self._routing.VehicleVar(index).SetValues([-1, *may])
        for number, reload in enumerate(self._reload_of, self._first_reload):
            index = self._manager.NodeToIndex(number)
            self._routing.AddDisjunction([index], 0)
            self._routing.VehicleVar(index).SetValues([-1, reload.vehicle])

    def solve(self, seconds: float) -> Days | None:
        """The van days of the best solution found in so many seconds."""
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        parameters.time_limit.FromMilliseconds(int(seconds * 1000))
        solution = self._routing.SolveWithParameters(parameters)
        return None if solution is None else self._days(solution)

    def _days(self, solution: Any) -> Days:
        days: Days = []
        for at, (kind, _) in enumerate(self._vehicles):
            trips: list[list[int]] = [[]]
            index = solution.Value(self._routing.NextVar(self._routing.Start(at)))
            while not self._routing.IsEnd(index):
                node = self._manager.IndexToNode(index)
                if node < self._first_reload:
                    trips[-1].append(node - 1)
                else:
                    trips.append([])
                index = solution.Value(self._routing.NextVar(index))
            if any(trips):
                days.append((kind, [trip for trip in trips if trip]))
        return days


def _open(when: Any, visit: Visit) -> None:
    """Limit a visit's time to its windows, moved on by the time to stop."""
    windows = [(opens_s + visit.stop_s, closes_s + visit.stop_s) for opens_s, closes_s in visit.windows]
    when.SetRange(windows[0][0], windows[-1][1])
    for (_, closes_s), (opens_s, _) in itertools.pairwise(windows):
        when.RemoveInterval(closes_s + 1, opens_s - 1)
