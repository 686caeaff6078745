"""Bus runs from any timetable: one physical bus made to be in one place at a time, and all of it as a part's tables."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from networks.importers.cargo import Cargo
from networks.importers.geo import metres_between
from networks.importers.notes import Notes
from networks.importers.part import Part, frame_of
from scenarios.types import Call, PlaceKind

EVERY_DAY = frozenset(range(1, 8))
FASTEST_KMH = 130
SLACK_S = 60
"""Timetables are in whole minutes, so a minute is added before a bus is called too fast."""


@dataclass(frozen=True, slots=True)
class BusPlace:
    """A stop as a place; lon and lat are WGS-84 degrees."""

    id: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class BusRun:
    """A run as a timetable has it, with what it may carry.

    Attributes:
        id: in the scenario.
        row: of the source, for notes.
        line, operator, direction, block: as in `scenarios.types.Run`.
        calls: in order; the dwell limits are not in them yet.
        cargo: what it may carry.
        weekdays: on which it runs, where it is not of one date only.
    """

    id: str
    row: int | None
    line: str
    operator: str
    direction: str
    block: str
    calls: tuple[Call, ...]
    cargo: Cargo
    weekdays: frozenset[int] = EVERY_DAY


def without_duplicates(runs: Iterable[BusRun]) -> tuple[list[BusRun], list[tuple[BusRun, BusRun]]]:
    """Return the runs without those that say of a line what another run says already, and those with that other.

    Two runs of one line that call at the same places at the same times are one bus written down twice, unless they
    name two different blocks.
    """
    kept: list[BusRun] = []
    doubles = []
    same: dict[object, list[BusRun]] = defaultdict(list)
    for run in runs:
        key = run.line, run.weekdays, tuple((call.place, call.arrive_s, call.depart_s) for call in run.calls)
        twin = next((one for one in same[key] if not (one.block and run.block) or one.block == run.block), None)
        if twin is None:
            same[key].append(run)
            kept.append(run)
        else:
            doubles.append((run, twin))
    return kept, doubles


def with_sound_blocks(runs: Sequence[BusRun], file: str, notes: Notes) -> list[BusRun]:
    """Return the runs with blocks that one bus can work: runs that overlap in time go to further buses of the block."""
    blocks: dict[str, list[BusRun]] = defaultdict(list)
    for run in runs:
        if run.block:
            blocks[run.block].append(run)
    buses = {run.id: bus for members in blocks.values() for run, bus in _buses(members)}
    taken = set(blocks)
    result = []
    for run in runs:
        bus = buses.get(run.id, 1)
        if bus > 1:
            block = _free(f"{run.block[:58]}~{bus}", taken)
            notes.warning(file, run.row, "block of runs that overlap", f"run {run.id}: {run.block} becomes {block}")
            run = replace(run, block=block)
        result.append(run)
    return result


def _free(block: str, taken: set[str]) -> str:
    """Return a block's name that no block of the source has."""
    while block in taken:
        block += "~"
    return block


def _buses(members: list[BusRun]) -> Iterator[tuple[BusRun, int]]:
    """Yield each run of a block with the number, from 1, of the first bus that is free for it."""
    free_s: list[int] = []
    for run in sorted(members, key=lambda one: (one.calls[0].depart_s, one.calls[-1].arrive_s)):
        bus = next((bus for bus, time_s in enumerate(free_s) if time_s <= run.calls[0].depart_s), len(free_s))
        free_s[bus : bus + 1] = [run.calls[-1].arrive_s]
        yield run, bus + 1


def note_fast(runs: Iterable[BusRun], places: Mapping[str, BusPlace], file: str, notes: Notes) -> None:
    """Note runs that would be faster than 130 km/h as the crow flies: a time or a position is wrong."""
    for run in runs:
        calls = [call for call in run.calls if call.place in places]
        spots = [places[call.place] for call in calls]
        lon, lat = (np.array([getattr(spot, name) for spot in spots]) for name in ("lon", "lat"))
        metres = metres_between(lon[:-1], lat[:-1], lon[1:], lat[1:])
        times = np.array([other.arrive_s - one.depart_s + SLACK_S for one, other in pairwise(calls)])
        fast = np.flatnonzero(metres * 3.6 > FASTEST_KMH * times) if len(times) else ()
        for at in fast[:1]:
            detail = f"run {run.id}: {metres[at] / 1000:.1f} km from {spots[at].name} to {spots[at + 1].name}"
            notes.warning(file, run.row, f"bus faster than {FASTEST_KMH} km/h", detail)


def bus_part(runs: Sequence[BusRun], places: Iterable[BusPlace], day: datetime.date | None, source: str) -> Part:
    """Return runs and their stops as tables of a part.

    Args:
        runs: all that were kept.
        places: all their stops with a known position.
        day: the only date on which they run; None: every day.
        source: what the tables' column of that name says.
    """
    used = {call.place for run in runs for call in run.calls}
    stops = [place for place in places if place.id in used]
    return Part(
        places=frame_of("places", (_place_cells(place, source) for place in stops)) if stops else None,
        runs=frame_of("runs", (_run_cells(run, day, source) for run in runs)),
        calls=frame_of("calls", (cells for run in runs for cells in _call_cells(run))),
    )


def _place_cells(place: BusPlace, source: str) -> dict[str, object]:
    cells = {"id": place.id, "name": place.name, "kind": PlaceKind.STOP, "lon": place.lon, "lat": place.lat}
    return {**cells, "source": source}


def _run_cells(run: BusRun, day: datetime.date | None, source: str) -> dict[str, object]:
    cargo = run.cargo
    return {
        "id": run.id,
        "line": run.line,
        "operator": run.operator,
        "direction": run.direction,
        "block": run.block,
        "hold_l": cargo.hold_ml,
        "hold_kg": cargo.hold_g,
        "hold_pieces": cargo.hold_pieces,
        "haircut_pct": cargo.haircut_pct,
        "goods": cargo.goods,
        "dwell_budget_s": cargo.dwell_budget_s,
        "fee_rmb": cargo.fee_urmb,
        "shared": cargo.shared,
        "weekdays": run.weekdays if day is None and run.weekdays != EVERY_DAY else None,
        "dates": None if day is None else frozenset({day}),
        "source": source,
    }


def _call_cells(run: BusRun) -> Iterator[dict[str, object]]:
    last = len(run.calls) - 1
    for place, call in enumerate(run.calls):
        yield {
            "run": run.id,
            "seq": place,
            "place": call.place,
            "arrive": call.arrive_s,
            "depart": None if call.depart_s == call.arrive_s else call.depart_s,
            "load": None if call.load else False,
            "unload": None if call.unload else False,
            "dwell_limit_s": run.cargo.dwell_limit_s if 0 < place < last else None,
        }
