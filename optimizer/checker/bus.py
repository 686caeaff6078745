"""Rules about one physical bus: its hold, its layovers and the time that cargo may take at its calls."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from optimizer.checker.violation import Violation, clock
from optimizer.costs.loads import OnBus
from optimizer.costs.reading import Reading
from scenarios.types import Run

BagGroup = tuple[int, int, bool, bool, str, str]


def hold(reading: Reading) -> Iterator[Violation]:
    """On every segment, all loads together fit the hold after the haircut: in ml, g and pieces."""
    for run, loads in _by_run(reading):
        sizes = (
            ("ml", run.usable_ml, [load.consignment.parcel_ml for load in loads]),
            ("g", run.usable_g, [load.consignment.parcel_g for load in loads]),
            ("pieces", run.usable_pieces, [1] * len(loads)),
        )
        for unit, room, each in sizes:
            if room is None:
                continue
            for segment, used in _segments(run, loads, each):
                if used > room:
                    detail = f"{used} of {room} {unit}"
                    yield Violation("hold", f"run {run.id} segment {segment}", used - room, unit, detail)


def _segments(run: Run, loads: list[OnBus], each: list[int]) -> Iterator[tuple[int, int]]:
    """What is in the hold on each segment, when a parcel of each load has the given size."""
    changes = [0] * len(run.calls)
    for load, size in zip(loads, each, strict=True):
        changes[load.board] += size * load.parcels
        changes[load.leave] -= size * load.parcels
    used = 0
    for segment, change in enumerate(changes[:-1]):
        used += change
        yield segment, used


def block(reading: Reading) -> Iterator[Violation]:
    """What stays aboard after a run came aboard the next run of the same bus; places and times fit."""
    stays: dict[str, Counter[str]] = defaultdict(Counter)
    came: dict[str, Counter[str]] = defaultdict(Counter)
    for load in reading.on_bus:
        if load.came_aboard:
            came[load.run.id][load.consignment.id] += load.parcels
            if load.board != 0:
                detail = f"came aboard at call {load.board}, which is not the run's first"
                yield Violation("block", load.where, load.board, "calls", detail)
        if load.stays_aboard:
            stays[load.run.id][load.consignment.id] += load.parcels
            if early := len(load.run.calls) - 1 - load.leave:
                detail = f"stays aboard at call {load.leave}, which is not the run's last"
                yield Violation("block", load.where, early, "calls", detail)
    before = {after.id: run for run, after in _successive(reading)}
    # First what came aboard, beside what stayed on the run before; then what stayed and came nowhere.
    for run_id, parcels in came.items():
        earlier = before.get(run_id)
        stayed = Counter() if earlier is None else stays.pop(earlier.id, Counter())
        yield from _layover(earlier, reading.runs[run_id], stayed, parcels)
    for run_id, parcels in stays.items():
        where = f"layover after run {run_id}"
        for name, number in parcels.items():
            detail = f"{number} of consignment {name} stay aboard, none came aboard the block's next run"
            yield Violation("block", where, number, "parcels", detail)


def _layover(earlier: Run | None, later: Run, stayed: Counter[str], came: Counter[str]) -> Iterator[Violation]:
    where = f"layover before run {later.id}"
    for name in sorted({*stayed, *came}):
        if stayed[name] != came[name]:
            source = "no earlier run of the block" if earlier is None else f"run {earlier.id}"
            detail = f"{came[name]} of consignment {name} came aboard, {stayed[name]} stayed from {source}"
            yield Violation("block", where, abs(stayed[name] - came[name]), "parcels", detail)
    if earlier is None:
        return
    end, start = earlier.calls[-1], later.calls[0]
    if end.place != start.place:
        detail = f"run {earlier.id} ends at {end.place}, run {later.id} starts at {start.place}"
        yield Violation("block", where, came.total(), "parcels", detail)
    if start.depart_s < end.arrive_s:
        detail = f"departs at {clock(start.depart_s)}, but run {earlier.id} arrives at {clock(end.arrive_s)}"
        yield Violation("block", where, end.arrive_s - start.depart_s, "s", detail)


def _successive(reading: Reading) -> Iterator[tuple[Run, Run]]:
    """Pairs of runs that one bus makes one right after the other on the service date.

    Runs for passengers only count too: goods cannot stay aboard through them.
    """
    blocks: dict[str, list[Run]] = defaultdict(list)
    for run in reading.scenario.runs:
        if run.block and run.operates_on(reading.scenario.service_date):
            blocks[run.block].append(run)
    for runs in blocks.values():
        runs.sort(key=lambda run: run.calls[0].depart_s)
        yield from pairwise(runs)


def dwell_call(reading: Reading) -> Iterator[Violation]:
    """Handling at a call takes no longer than the call's dwell limit."""
    for run, loads in _by_run(reading):
        for position, needed_s in _handling_s(reading, run, loads).items():
            limit_s = run.calls[position].dwell_limit_s
            if limit_s is not None and needed_s > limit_s:
                where = f"run {run.id} call {position} at {run.calls[position].place}"
                detail = f"handling takes {needed_s} s of {limit_s} s"
                yield Violation("dwell_call", where, needed_s - limit_s, "s", detail)


def dwell_run(reading: Reading) -> Iterator[Violation]:
    """Handling at the calls between first and last takes no longer than the run's budget."""
    for run, loads in _by_run(reading):
        last = len(run.calls) - 1
        needed_s = sum(s for position, s in _handling_s(reading, run, loads).items() if 0 < position < last)
        if needed_s > run.dwell_budget_s:
            detail = f"handling takes {needed_s} s of {run.dwell_budget_s} s on the way"
            yield Violation("dwell_run", f"run {run.id}", needed_s - run.dwell_budget_s, "s", detail)


def _handling_s(reading: Reading, run: Run, loads: list[OnBus]) -> dict[int, int]:
    """Seconds of handling by call: `bus_call_s + bus_bag_s * bags` where anything is loaded or unloaded."""
    groups: dict[int, Counter[BagGroup]] = defaultdict(Counter)
    for load in loads:
        ends = (load.consignment.origin, load.consignment.destination)
        group = (load.board, load.leave, load.came_aboard, load.stays_aboard, *ends)
        if not load.came_aboard:
            groups[load.board][group] += load.parcels
        if not load.stays_aboard:
            groups[load.leave][group] += load.parcels
    settings = reading.settings
    bags = {
        position: sum(-(-parcels // settings.parcels_per_bag) for parcels in sizes.values())
        for position, sizes in groups.items()
    }
    return {position: settings.bus_call_s + settings.bus_bag_s * number for position, number in bags.items()}


def _by_run(reading: Reading) -> Iterator[tuple[Run, list[OnBus]]]:
    loads: dict[str, list[OnBus]] = defaultdict(list)
    for load in reading.on_bus:
        loads[load.run.id].append(load)
    return ((reading.runs[name], on_run) for name, on_run in loads.items())
