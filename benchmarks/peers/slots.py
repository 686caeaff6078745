"""Parts of the day in which one trip goes: for solvers whose vehicles cannot come back to reload."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.peers.common import Work
from optimizer.instance import Fleet, Instance

_MARGIN_S = 1_800
"""A van is out this long into the next wave at most, so that it can leave again with that wave's goods."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of the day, from the earliest departure to the latest return."""

    from_s: int
    until_s: int


def wave_starts(work: Work) -> tuple[int, ...]:
    """When each wave's goods are all there: releases that lie close together count as one, at the last of them."""
    starts: list[int] = []
    for release_s in sorted({visit.release_s for visit in work.visits if visit.release_s}):
        if starts and release_s - starts[-1] < 2 * _MARGIN_S:
            starts[-1] = release_s
        else:
            starts.append(release_s)
    return tuple(starts) or (0,)


def slots_of(instance: Instance, work: Work, fleet: Fleet, parts: int) -> tuple[Slot, ...]:
    """The slots of a fleet's day: one from each wave until the next (the last to the end), each cut into ``parts``.

    Never more than the trips that a van may make: then the first are joined.
    """
    van = fleet.type
    starts = sorted({max(van.earliest_s, visit.release_s) for visit in work.visits}) or [van.earliest_s]
    merged = [starts[0]]
    for start_s in starts[1:]:
        if start_s - merged[-1] >= 2 * _MARGIN_S:
            merged.append(start_s)
        else:
            merged[-1] = start_s
    day_ends_s = min(van.latest_s, merged[0] + van.shift_s + van.max_overtime_s)
    begins = [merged[0], *(start_s + _MARGIN_S for start_s in merged[1:])]
    ends = [*(start_s - van.reload_s for start_s in begins[1:]), max(day_ends_s, begins[-1])]
    cut = [
        piece
        for begin_s, end_s in zip(begins, ends, strict=True)
        for piece in _cut(begin_s, end_s, parts, van.reload_s)
    ]
    while len(cut) > van.max_trips:
        cut[:2] = [Slot(cut[0].from_s, cut[1].until_s)]
    return tuple(cut)


def _cut(begin_s: int, end_s: int, parts: int, reload_s: int) -> list[Slot]:
    length_s = (end_s - begin_s - reload_s * (parts - 1)) // parts
    starts = [begin_s + number * (length_s + reload_s) for number in range(parts)]
    return [Slot(start_s, start_s + length_s) for start_s in starts]
