"""Builds the solutions of the construction and keeps the cheapest."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from optimizer.construct.buses import BusSpace, Offer, bus_only_ways, offers
from optimizer.construct.insertion import insert_left
from optimizer.construct.jobs import JobGroup, gather
from optimizer.construct.packing import Garage, drop_losses, pack
from optimizer.construct.savings import TripLimits, savings_trips
from optimizer.instance import Fleet, Instance, Item
from optimizer.result import EngineResult, OnProgress, Progress, SolveParams, Stopped
from optimizer.solution import Booking, Solution, cost_urmb, to_plan
from optimizer.vans import NEVER, Shortfall

_BUS_LEVELS = (1.0, 0.0, 2.0, 0.5)
"""A place goes by bus if that costs at most this many times what its van visit is estimated to be worth."""

_SHAPES = ((0.6, 1.0, False), (0.6, 1.0, True), (0.8, 0.8, False), (1.0, 1.0, False))
"""(longest trip of earlier waves and of the last, as shares of what opening hours allow; a visit a wave or a place)."""

_PACKING_SHARE = 0.5
"""Share of the time limit in which one solution looks for the best van for every trip."""

_INSERTION_SHARE = 0.05
"""Share of the time limit that one solution may spend on goods that fitted no trip."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How one solution is built: what goes by bus, one visit a place or one a wave, and how long trips may be."""

    by_bus: tuple[Offer, ...]
    waves: bool
    early: float
    late: float


def solve_construct(
    instance: Instance,
    params: SolveParams,
    on_progress: OnProgress | None = None,
    stop: Callable[[], bool] | None = None,
) -> EngineResult:
    """The construction as an engine: builds its solutions until the time is over; the first one is always finished."""
    began = time.monotonic()
    best: tuple[int, Solution] | None = None
    stopped: Stopped = "finished"
    for solution in solutions(instance, params.time_limit_s):
        cost = cost_urmb(instance, solution)
        assert not isinstance(cost, Shortfall), cost
        if best is None or cost < best[0]:
            best = (cost, solution)
            if on_progress is not None:
                on_progress(Progress(time.monotonic() - began, "construct", cost, None, len(solution.days)))
        if stop is not None and stop():
            stopped = "interrupted"
            break
        if time.monotonic() - began > params.time_limit_s / 2:
            stopped = "time limit"
            break
    assert best is not None
    plan = to_plan(instance, best[1])
    assert not isinstance(plan, Shortfall), plan
    return EngineResult(plan, stopped)


def first_solution(instance: Instance, params: SolveParams) -> Solution:
    """The construction's most promising solution: a start for other engines."""
    return next(iter(solutions(instance, params.time_limit_s)))


def construct(instance: Instance, time_limit_s: float = 30.0) -> Solution:
    """The cheapest of the construction's solutions."""
    priced = [(cost, number, known) for number, known in enumerate(solutions(instance, time_limit_s))
              if not isinstance(cost := cost_urmb(instance, known), Shortfall)]  # fmt: skip
    return min(priced)[2]


def solutions(instance: Instance, time_limit_s: float) -> Iterator[Solution]:
    """Solutions from the most promising choice of buses and visits on."""
    everything = {item.index: item.parcels for item in instance.items if item.parcels}
    if not instance.fleets:
        yield Solution(tuple(_by_bus(instance, BusSpace(instance), list(instance.items))))
        return
    known = offers(instance, everything) if instance.network.timetable.runs and instance.strategy.uses_buses else []
    by_bus = (tuple(offer for offer in known if offer.pays(level)) for level in _BUS_LEVELS)
    for taken, (early, late, waves) in itertools.product(dict.fromkeys(by_bus), _SHAPES):
        choice = Choice(taken, waves, early, late)
        yield _solution(instance, everything, choice, time_limit_s)


def _by_bus(instance: Instance, space: BusSpace, items: list[Item]) -> list[Booking]:
    """As much as possible by bus alone; what has the fewest ways and costs most to leave goes first."""
    items.sort(key=lambda item: (len(bus_only_ways(instance, item)), -item.unserved_urmb, item.index))
    return [booking for item in items for booking in space.book(item, item.parcels)]


def _solution(instance: Instance, everything: dict[int, int], choice: Choice, time_limit_s: float) -> Solution:
    until = time.monotonic() + time_limit_s * _PACKING_SHARE
    space, garage = BusSpace(instance), Garage(instance)
    rest = dict(everything)
    bookings = _take_offers(instance, space, rest, choice.by_bus)
    groups, others = gather(instance, rest, choice.waves)
    left = Counter(dict(others))
    for group in groups:
        fleet = instance.fleets[group.fleets[0]]
        trips = savings_trips(instance, fleet, group, _limits(instance, fleet, group, choice))
        for task in pack(garage, group, trips, until):
            left[task.item] += task.parcels
    for task in drop_losses(instance, garage):
        left[task.item] += task.parcels
    bookings += insert_left(instance, space, garage, left, time_limit_s * _INSERTION_SHARE)
    return Solution(tuple(bookings), tuple(garage.days))


def _take_offers(instance: Instance, space: BusSpace, rest: dict[int, int], taken: tuple[Offer, ...]) -> list[Booking]:
    """Book the offered places that fit completely; a place that still needs a van visit gives its space back."""
    bookings: list[Booking] = []
    for offer in taken:
        mine = [booking for index in offer.items for booking in space.book(instance.items[index], rest[index])]
        if sum(booking.parcels for booking in mine) < sum(rest[index] for index in offer.items):
            space.unbook(mine)
            continue
        bookings += mine
        for index in offer.items:
            del rest[index]
    return bookings


def _limits(instance: Instance, fleet: Fleet, group: JobGroup, choice: Choice) -> TripLimits:
    """What a trip of the group may hold, and how long it may be: a share of what the places' opening hours allow."""
    van = fleet.type
    out_s = max(van.earliest_s, group.from_s)
    day_s = min(van.shift_s + van.max_overtime_s, van.latest_s - out_s)
    open_s = _longest_window_s(instance, group, out_s)
    length = choice.late if group.until_s >= NEVER else choice.early
    return TripLimits(van.capacity_ml, van.capacity_g, max(1, day_s), max(1, int(length * min(open_s, day_s))))


def _longest_window_s(instance: Instance, group: JobGroup, from_s: int) -> int:
    """The longest stretch before the next wave in which most of the group's places are open without a break."""
    kinds = Counter(instance.places[job.place].windows for job in group.jobs)
    windows = kinds.most_common(1)[0][0]
    return max(max(0, min(closes_s, group.until_s) - max(opens_s, from_s)) for opens_s, closes_s in windows)
