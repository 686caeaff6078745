"""The day's bus runs: calls on place indices, blocks in order, and the rides that goods can take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from scenarios.types import Call, Place, Run, Scenario


@dataclass(frozen=True, slots=True)
class BusLeg:
    """Part of one run between two of its calls (positions from 0). ``run`` is an index into `Timetable.runs`."""

    run: int
    board: int
    leave: int


@dataclass(frozen=True, slots=True)
class Ride:
    """Goods on one bus from a call to a later one, perhaps through layovers: one leg for each run."""

    legs: tuple[BusLeg, ...]
    from_place: int
    to_place: int
    depart_s: int
    arrive_s: int
    fee_urmb: int


@dataclass(frozen=True)
class Timetable:
    """Shared runs of the service day. ``following[r]`` is the block's next run that goods may ride on into, or -1."""

    runs: tuple[Run, ...]
    call_places: tuple[tuple[int, ...], ...]
    following: tuple[int, ...]

    @cached_property
    def calls_at(self) -> dict[int, tuple[tuple[int, int], ...]]:
        """For each place with calls, their runs and positions, in the order of the runs."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for run, places in enumerate(self.call_places):
            for call, place in enumerate(places):
                found[place].append((run, call))
        return {place: tuple(calls) for place, calls in found.items()}

    @cached_property
    def least_fee_urmb(self) -> int:
        """Of all runs; 0 where there are none."""
        return min((run.fee_urmb for run in self.runs), default=0)


def build_timetable(scenario: Scenario, index: dict[str, int]) -> Timetable:
    """The runs of the scenario's service date with their calls as place indices and their blocks in order."""
    runs = scenario.runs_today()
    call_places = tuple(tuple(index[call.place] for call in run.calls) for run in runs)
    operating = [run for run in scenario.runs if run.operates_on(scenario.service_date)]
    return Timetable(runs, call_places, _following(runs, operating))


def _following(runs: tuple[Run, ...], operating: list[Run]) -> tuple[int, ...]:
    """The next run of the same bus, or -1 where goods cannot stay aboard for it.

    A bus works its runs for passengers only in between too, and no goods stay aboard through those.
    """
    blocks: dict[str, list[Run]] = defaultdict(list)
    for run in operating:
        if run.block:
            blocks[run.block].append(run)
    numbers = {run.id: number for number, run in enumerate(runs)}
    following = [-1] * len(runs)
    for members in blocks.values():
        members.sort(key=lambda run: run.calls[0].depart_s)
        for before, after in pairwise(members):
            end, start = before.calls[-1], after.calls[0]
            rides_on = end.place == start.place and end.arrive_s <= start.depart_s
            if rides_on and before.id in numbers and after.id in numbers:
                following[numbers[before.id]] = numbers[after.id]
    return tuple(following)


def may_load(place: Place, call: Call) -> bool:
    """True if goods can be put on a bus at this call."""
    return call.load and place.is_open(call.depart_s)


def may_unload(place: Place, call: Call) -> bool:
    """True if goods can be taken off a bus at this call."""
    return call.unload and place.is_open(call.arrive_s)


def rides_from_call(
    timetable: Timetable, places: tuple[Place, ...], run: int, board: int, layovers: int, repeats: bool
) -> Iterator[Ride]:
    """All rides that begin at one call, through at most ``layovers`` layovers.

    Without ``repeats``, only the first chance to leave at each place counts, and riding past another chance to
    board at the same place is left out: such rides fill more segments for the same service. (They can still save
    dwell at a busy call, so an exact search asks for them.)
    """
    start = timetable.call_places[run][board]
    first_call = timetable.runs[run].calls[board]
    if not may_load(places[start], first_call):
        return
    done: tuple[BusLeg, ...] = ()
    seen = {start}
    current, at = run, board
    for _ in range(layovers + 1):
        calls, where = timetable.runs[current].calls, timetable.call_places[current]
        for position in range(at + 1, len(calls)):
            place = where[position]
            if place == start and not repeats and may_load(places[place], calls[position]):
                return
            if place == start or (place in seen and not repeats) or not may_unload(places[place], calls[position]):
                continue
            seen.add(place)
            legs = (*done, BusLeg(current, at, position))
            fee = timetable.runs[run].fee_urmb
            yield Ride(legs, start, place, first_call.depart_s, calls[position].arrive_s, fee)
        done = (*done, BusLeg(current, at, len(calls) - 1))
        current, at = timetable.following[current], 0
        if current < 0:
            return
