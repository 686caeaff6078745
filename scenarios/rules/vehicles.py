"""Rules on bus runs and vans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from scenarios.faults import Fault
from scenarios.rows import Row
from scenarios.rules.case import Case, clock
from scenarios.types import PlaceKind, Run


def runs_have_two_calls(case: Case) -> Iterator[Fault]:
    """A run goes from somewhere to somewhere."""
    for run, row in zip(case.scenario.runs, case.rows.runs, strict=True):
        if len(run.calls) < 2:
            expected = f"a run with at least two rows in {case.rows.file('calls')}, not {len(run.calls)}"
            yield Fault(*row, "id", run.id, expected)


def call_times_run_forward(case: Case) -> Iterator[Fault]:
    """A bus does not leave before it arrives, nor arrive before it left the call before."""
    for run, rows in zip(case.scenario.runs, case.rows.calls, strict=True):
        for call, row in zip(run.calls, rows, strict=True):
            if call.depart_s < call.arrive_s:
                arrival = clock(call.arrive_s)
                yield Fault(
                    *row, "depart", clock(call.depart_s), f"a time not before the arrival at {arrival}"
                )
        for (before, (_, last)), (call, row) in pairwise(zip(run.calls, rows, strict=True)):
            if call.arrive_s < before.depart_s:
                departure = f"the departure of run {run.id} at {clock(before.depart_s)} in row {last}"
                hint = "after midnight the hours go on: 24:10"
                yield Fault(*row, "arrive", clock(call.arrive_s), f"a time not before {departure}", hint)


def runs_of_a_block_do_not_overlap(case: Case) -> Iterator[Fault]:
    """One bus works one run at a time on the service date; runs that may not carry goods count too."""
    blocks: dict[str, list[tuple[Run, Row]]] = defaultdict(list)
    for run, row in zip(case.scenario.runs, case.rows.runs, strict=True):
        if run.block and len(run.calls) >= 2 and run.operates_on(case.scenario.service_date):
            blocks[run.block].append((run, row))
    for block, runs in blocks.items():
        runs.sort(key=lambda pair: pair[0].calls[0].depart_s)
        busy = runs[0][0]
        for run, row in runs[1:]:
            if run.calls[0].depart_s < busy.calls[-1].arrive_s:
                expected = f"a run that starts after run {busy.id} of the same bus ends"
                times = f"{clock(run.calls[0].depart_s)} is before {clock(busy.calls[-1].arrive_s)}"
                yield Fault(*row, "block", block, expected, times)
            busy = max(busy, run, key=lambda one: one.calls[-1].arrive_s)


def vans_are_based_where_goods_change_hands(case: Case) -> Iterator[Fault]:
    """A van starts and ends at a hub or a town station."""
    for van, row in zip(case.scenario.vans, case.rows.vans, strict=True):
        base = case.places.get(van.base)
        if base and base.kind not in (PlaceKind.HUB, PlaceKind.STATION):
            yield Fault(*row, "base", van.base, "a hub or a station", f"{van.base} is a {base.kind}")


def vans_leave_before_they_return(case: Case) -> Iterator[Fault]:
    """A van's working hours run forward."""
    for van, row in zip(case.scenario.vans, case.rows.vans, strict=True):
        if van.earliest_s >= van.latest_s:
            yield Fault(
                *row, "latest", clock(van.latest_s), f"a time after earliest, {clock(van.earliest_s)}"
            )
