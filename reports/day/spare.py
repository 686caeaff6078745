"""What is still free on the buses of the day: where bags go that did not fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.costs.reading import Reading
from reports.day.amounts import Amount
from reports.day.bags import Bags
from scenarios.types import Goods, Run


@dataclass(frozen=True, slots=True)
class Room:
    """What a hold still takes; ``pieces`` is None where they are not limited."""

    ml: int
    g: int
    pieces: int | None

    def holds(self, amount: Amount) -> bool:
        """True if so much still fits."""
        return amount.ml <= self.ml and amount.g <= self.g and (self.pieces is None or amount.parcels <= self.pieces)


@dataclass(frozen=True, slots=True)
class NextRun:
    """The next run with room that takes goods on at the same place to the same place."""

    run: str
    departs_s: int


def aboard_after(run: Run, bags: Iterable[Bags]) -> tuple[Amount, ...]:
    """What is in the hold after each call of a run; after the last one it is what stays for the bus's next run."""
    aboard = [Amount()] * len(run.calls)
    for group in bags:
        for position in range(group.board, len(run.calls) if group.stays_aboard else group.leave):
            aboard[position] += group.amount
    return tuple(aboard)


def room_beside(run: Run, aboard: Amount) -> Room:
    """What the hold still takes beside what is aboard, after the passengers' share; negative if overfull."""
    pieces = run.usable_pieces
    return Room(run.usable_ml - aboard.ml, run.usable_g - aboard.g, None if pieces is None else pieces - aboard.parcels)


class Departures:
    """The loading calls of all shared runs of the day by place, in order of time, with the room after each call."""

    def __init__(self, reading: Reading, bags: Mapping[str, tuple[Bags, ...]]) -> None:
        self._calls: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
        self._runs = {run.id: run for run in reading.scenario.runs_today()}
        self._rooms: dict[str, tuple[Room, ...]] = {}
        for run in self._runs.values():
            self._rooms[run.id] = tuple(room_beside(run, amount) for amount in aboard_after(run, bags.get(run.id, ())))
            for position, call in enumerate(run.calls):
                if call.load and reading.places[call.place].is_open(call.depart_s):
                    self._calls[call.place].append((call.depart_s, run.id, position))
        for calls in self._calls.values():
            calls.sort()

    def next_run(self, after: Run, bags: Bags) -> NextRun | None:
        """The first later run that could take these bags of a run instead; None if there is none today."""
        start, end = after.calls[bags.board], after.calls[bags.leave].place
        goods = {lot.consignment.goods for lot in bags.lots}
        for departs_s, name, position in self._calls[start.place]:
            if departs_s <= start.depart_s or name == after.id:
                continue
            if self._takes(name, position, end, goods, bags.amount):
                return NextRun(name, departs_s)
        return None

    def _takes(self, name: str, board: int, end: str, goods: set[Goods], amount: Amount) -> bool:
        run = self._runs[name]
        if not goods <= run.goods:
            return False
        for position in range(board + 1, len(run.calls)):
            if not self._rooms[name][position - 1].holds(amount):
                return False
            if run.calls[position].place == end and run.calls[position].unload:
                return True
        return False
