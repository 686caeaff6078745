"""The exact engine against trying everything, on small random scenarios.

Where one parcel is to go by bus, every chain of calls is tried and the checker alone says which are allowed: this shows
that the itineraries an exact search starts from leave nothing out. Where vans take part, every assignment of loads to
trips and every order of stops is tried. Nothing is split in either, so that with more parcels the exact engine may only
be cheaper.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import random
from collections.abc import Iterator

import pytest

from networks import Itinerary
from optimizer.checker import check
from optimizer.costs import cost
from optimizer.instance import Instance, Item
from optimizer.plan import BusLoad, Plan, Unserved
from optimizer.solution import Booking, Solution, VanDay, to_plan
from optimizer.vans import NEVER, Shortfall, Task, Trip, schedule_day
from scenarios.generate import tiny_scenario
from scenarios.types import Goods, PlaceKind, Run, Scenario, Strategy
from tests.optimizer.exact_help import RMB, instance_of, optimum

Rows = tuple[BusLoad, ...]
Slot = tuple[int, int, int]


def left(name: str, parcels: int) -> Unserved:
    return Unserved(name, parcels, "any", "cost", 0, "fen")


# Buses alone


@pytest.mark.parametrize("seed", range(60))
def test_one_parcel_by_bus(seed: int) -> None:
    scenario = tiny_scenario(seed)
    rng = random.Random(seed)
    runs = tuple(dataclasses.replace(run, goods=run.goods | {Goods.COLD}) for run in scenario.runs)
    dear = dataclasses.replace(rng.choice(scenario.consignments), parcels=1, unserved_urmb=50 * RMB)
    scenario = dataclasses.replace(scenario, strategy=Strategy.BUS, runs=runs, consignments=(dear,))
    plans = [Plan("bus", unserved=(left(dear.id, 1),)), *(Plan("bus", rows) for rows in chains(scenario))]
    cheapest = min(cost(scenario, plan).total for plan in plans if not check(scenario, plan))
    assert optimum(scenario)[1] == cheapest


def chains(scenario: Scenario) -> Iterator[Rows]:
    """Every chain of one or two rides from origin to destination that changes at a hub or a station."""
    goods, kinds = scenario.consignments[0], {place.id: place.kind for place in scenario.places}
    where = {(run.id, number): call.place for run in scenario.runs for number, call in enumerate(run.calls)}
    times = {run.id: run.calls for run in scenario.runs}
    found = list(rides(scenario))
    for first in (rows for rows in found if where[rows[0].run, rows[0].board] == goods.origin):
        there = where[first[-1].run, first[-1].leave]
        if there == goods.destination:
            yield first
        elif kinds[there] in (PlaceKind.HUB, PlaceKind.STATION):
            arrive_s = times[first[-1].run][first[-1].leave].arrive_s
            for second in found:
                start, end = second[0], second[-1]
                leaves_s = times[start.run][start.board].depart_s
                ends = (where[start.run, start.board], where[end.run, end.leave])
                if leaves_s >= arrive_s and ends == (there, goods.destination):
                    yield (*first, *second)


def rides(scenario: Scenario) -> Iterator[Rows]:
    """Every ride of the one consignment, through any number of layovers."""
    name = scenario.consignments[0].id
    for run in scenario.runs:
        for board in range(len(run.calls) - 1):
            done: Rows = ()
            for following, at in onward(scenario, run, board):
                last = len(following.calls) - 1
                for leave in range(at + 1, last + 1):
                    yield (*done, BusLoad(following.id, at, leave, name, 1, came_aboard=bool(done)))
                stays = BusLoad(following.id, at, last, name, 1, came_aboard=bool(done), stays_aboard=True)
                done = (*done, stays)


def onward(scenario: Scenario, run: Run, board: int) -> Iterator[tuple[Run, int]]:
    """A run and all later ones of its block, with the call at which goods are aboard from."""
    yield run, board
    later = [other for other in scenario.runs if run.block and other.block == run.block]
    later = [other for other in later if other.calls[0].depart_s > run.calls[0].depart_s]
    yield from ((other, 0) for other in sorted(later, key=lambda other: other.calls[0].depart_s))


# With vans


@pytest.mark.parametrize("seed", range(60))
def test_whole_consignments_by_bus_and_van(seed: int) -> None:
    scenario = few(seed, parcels=1)
    assert optimum(scenario)[1] == Brute(scenario).cheapest()


@pytest.mark.parametrize("seed", range(60, 90))
def test_splitting_is_never_dearer(seed: int) -> None:
    scenario = few(seed, parcels=None)
    assert optimum(scenario)[1] <= Brute(scenario).cheapest()


def few(seed: int, parcels: int | None) -> Scenario:
    """Two or three consignments of a tiny scenario, with prices that make vans and changes worth while."""
    rng, scenario = random.Random(seed), tiny_scenario(seed)
    chosen = rng.sample(scenario.consignments, min(len(scenario.consignments), rng.choice((2, 3))))
    goods = tuple(
        dataclasses.replace(c, parcels=parcels or c.parcels, unserved_urmb=rng.choice((200, 2_000)) * RMB)
        for c in chosen
    )
    vans = tuple(
        dataclasses.replace(
            van,
            fixed_urmb=rng.choice((0, 1, 5)) * RMB,
            urmb_per_m=rng.choice((280, 5_600)) if van.base == "hub" else 80,
            rest_after_s=rng.choice((None, 3_600)),
            rest_s=1_200,
        )
        for van in scenario.vans
    )
    places = tuple(
        dataclasses.replace(place, storage_parcels=rng.choice((1, 2, None)), cold_store=rng.random() < 0.5)
        for place in scenario.places
    )
    settings = dataclasses.replace(scenario.settings, transfer_min_s=0, transfer_buffer_s=0)
    scenario = dataclasses.replace(
        scenario, strategy=Strategy.SHARED, settings=settings, places=places, vans=vans, consignments=goods
    )
    while choices_of(scenario) > 60:
        scenario = dataclasses.replace(scenario, consignments=scenario.consignments[1:])
    return scenario


def choices_of(scenario: Scenario) -> int:
    """How many ways there are to choose a way for each of the consignments; 0 of a single one."""
    instance = instance_of(scenario)
    return math.prod(1 + len(instance.ways(item)) for item in instance.items) if len(instance.items) > 1 else 0


class Brute:
    """Tries every way of every consignment, every trip of every load and every order of stops."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.instance = instance_of(scenario)
        self.best = 10**18
        self._days: dict[tuple[int, tuple[tuple[Task, ...], ...]], tuple[int, VanDay] | None] = {}

    def cheapest(self) -> int:
        """The least cost."""
        for choice in itertools.product(*((None, *self.instance.ways(item)) for item in self.instance.items)):
            pairs = zip(self.instance.items, choice, strict=True)
            tasks = tuple(task for item, way in pairs for task in loads(self.instance, item, way))
            for days in self._all_days(tasks):
                self._judge(choice, days)
        return self.best

    def _judge(self, choice: tuple[Itinerary | None, ...], days: list[tuple[int, VanDay]]) -> None:
        pairs = list(zip(self.instance.items, choice, strict=True))
        rides = tuple(Booking(item.index, item.parcels, way.rides) for item, way in pairs if way and way.rides)
        unserved = tuple(left(item.consignment, item.parcels) for item, way in pairs if way is None)
        plan = to_plan(self.instance, Solution(rides, tuple(day for _, day in days)), unserved)
        if isinstance(plan, Shortfall):
            return
        total = cost(self.scenario, plan).total
        if total < self.best and not check(self.scenario, plan):
            self.best = total

    def _all_days(self, tasks: tuple[Task, ...]) -> Iterator[list[tuple[int, VanDay]]]:
        slots = [
            (fleet.index, van, trip)
            for fleet in self.instance.fleets
            for van in range(min(fleet.number, len(tasks)))
            for trip in range(min(fleet.type.max_trips, len(tasks)))
        ]
        for chosen in itertools.product(slots, repeat=len(tasks)):
            if not in_order(set(chosen)):
                continue
            days = []
            for fleet, van in sorted({slot[:2] for slot in chosen}):
                trips = 1 + max(trip for f, v, trip in chosen if (f, v) == (fleet, van))
                dealt = tuple(
                    tuple(task for task, slot in zip(tasks, chosen, strict=True) if slot == (fleet, van, trip))
                    for trip in range(trips)
                )
                days.append(self._best_day(fleet, dealt))
            if None not in days:
                yield [day for day in days if day is not None]

    def _best_day(self, fleet: int, dealt: tuple[tuple[Task, ...], ...]) -> tuple[int, VanDay] | None:
        """The cheapest order of stops for the trips of one van."""
        if (fleet, dealt) not in self._days:
            base = self.instance.fleets[fleet].base
            orders = [
                [Trip(order, tasks) for order in itertools.permutations(sorted(stops(tasks) - {base}))]
                for tasks in dealt
            ]
            found = []
            for trips in itertools.product(*orders):
                day = schedule_day(self.instance, self.instance.fleets[fleet], trips)
                if not isinstance(day, Shortfall):
                    found.append((day.cost_urmb, VanDay(fleet, trips)))
            self._days[fleet, dealt] = min(found, key=lambda entry: entry[0], default=None)
        return self._days[fleet, dealt]


def stops(tasks: tuple[Task, ...]) -> set[int]:
    return {place for task in tasks for place in (task.from_place, task.to_place)}


def in_order(used: set[Slot]) -> bool:
    """True if no trip and no van is left out before one that is used."""
    return all(
        (trip == 0 or (fleet, van, trip - 1) in used) and (van == 0 or (fleet, van - 1, 0) in used)
        for fleet, van, trip in used
    )


def loads(instance: Instance, item: Item, way: Itinerary | None) -> list[Task]:
    """The van loads of an item on a way, with their floors and deadlines."""
    if way is None:
        return []
    late_urmb = instance.settings.late_urmb_per_s
    latest_s = item.due_s if late_urmb is None else NEVER
    ends = (latest_s, item.due_s, (late_urmb or 0) * item.parcels)
    if way.by_van_only:
        return [Task(item.index, item.parcels, item.origin, item.destination, item.available_s, NEVER, *ends)]
    tasks = []
    if way.first_mile is not None:
        place = way.first_mile.to_place
        deadline_s = instance.put_down_limit_s(place, way.rides[0].depart_s, item.parcels)
        tasks.append(Task(item.index, item.parcels, item.origin, place, item.available_s, deadline_s))
    if way.last_mile is not None:
        place = way.last_mile.from_place
        floor_s = instance.ready_after_s(place, way.rides[-1].arrive_s, item.parcels)
        tasks.append(Task(item.index, item.parcels, place, item.destination, floor_s, NEVER, *ends))
    return tasks
