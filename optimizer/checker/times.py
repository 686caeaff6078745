"""Rules about the hour of the day: doors that are open, and times that are promised."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.checker.violation import Violation, clock
from optimizer.costs.reading import Reading


def opening(reading: Reading) -> Iterator[Violation]:
    """Goods change hands only while the place is open."""
    for where, place, at_s in sorted(_hand_overs(reading)):
        windows = reading.places[place].windows
        if any(opens <= at_s <= closes for opens, closes in windows):
            continue
        off_s = min(max(opens - at_s, at_s - closes) for opens, closes in windows)
        hours = ", ".join(f"{clock(opens)}-{clock(closes)}" for opens, closes in windows)
        yield Violation("opening", where, off_s, "s", f"goods change hands at {clock(at_s)}, open {hours}")


def _hand_overs(reading: Reading) -> set[tuple[str, str, int]]:
    """Where, at which place and when goods change hands; a call counts once however much it handles."""
    found: set[tuple[str, str, int]] = set()
    for load in reading.on_bus:
        board, leave = load.run.calls[load.board], load.run.calls[load.leave]
        if not load.came_aboard:
            found.add((f"run {load.run.id} call {load.board} at {board.place}", board.place, board.depart_s))
        if not load.stays_aboard:
            found.add((f"run {load.run.id} call {load.leave} at {leave.place}", leave.place, leave.arrive_s))
    for trip in reading.trips:
        for stop in trip.visits:
            found.add((trip.at(stop.seq), stop.place, stop.begin_s))
        first, last = trip.stops[0], trip.stops[-1]
        if any(load.load_seq == first.seq for load in trip.loads):
            found.add((trip.at(first.seq), first.place, trip.departs_s))
        if any(load.unload_seq == last.seq for load in trip.loads):
            found.add((trip.at(last.seq), last.place, trip.returns_s))
    return found


def due(reading: Reading) -> Iterator[Violation]:
    """Where lateness is forbidden (it has no price), parcels are delivered at or before their due time."""
    if reading.settings.late_urmb_per_s is not None:
        return
    for move in reading.deliveries():
        consignment = move.consignment
        if move.arrives_s > consignment.due_s:
            detail = f"{move.parcels} arrive at {clock(move.arrives_s)}, due {clock(consignment.due_s)}"
            where = f"{move.vehicle}, consignment {consignment.id}"
            yield Violation("due", where, move.arrives_s - consignment.due_s, "s", detail)
