"""A solution that is being changed: pieces of consignments on their ways, the van days, and what is left."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from optimizer.instance import Instance, Item
from optimizer.ledger import BusLedger
from optimizer.routing.pricer import Pricer, without_task
from optimizer.routing.shelves import Waiting, excess
from optimizer.routing.ways import LoadKey, Way, ways_of
from optimizer.solution import Booking, Solution, VanDay
from optimizer.vans import Task, positions


@dataclass(frozen=True, slots=True)
class Piece:
    """Parcels of one item that share a way and its van tasks."""

    parcels: int
    way: Way
    tasks: tuple[Task, ...]

    @property
    def item(self) -> int:
        """Index of the item."""
        return self.way.item


@dataclass(frozen=True, slots=True)
class Placement:
    """How a piece could be added: the days that change, by number (-1 is one more van), and what that gains.

    ``replaced``: tasks of other pieces that get stricter limits, (old, new).
    """

    piece: Piece
    changes: tuple[tuple[int, VanDay], ...]
    gain_urmb: int
    replaced: tuple[tuple[Task, Task], ...] = ()


Snapshot = tuple[tuple[Piece, ...], tuple[VanDay, ...]]


class Draft:
    """Pieces, van days and bus space, kept consistent while pieces come and go."""

    def __init__(self, instance: Instance, pricer: Pricer) -> None:
        self.instance = instance
        self.pricer = pricer
        self.ways = [ways_of(instance, item) for item in instance.items]
        self.pieces: list[Piece] = []
        self.days: list[VanDay] = []
        self.left = [item.parcels for item in instance.items]
        self._ledger = BusLedger(instance)
        self._loads: Counter[LoadKey] = Counter()
        self._limited = any(place.storage_parcels is not None for place in instance.places)

    def cost_urmb(self) -> int:
        """Cost as in docs/model.md, section 4."""
        total = sum(self.pricer.cost_urmb(day) for day in self.days)
        total += sum(piece.parcels * piece.way.parcel_urmb for piece in self.pieces)
        return total + sum(n * item.unserved_urmb for n, item in zip(self.left, self.instance.items, strict=True))

    def room(self, way: Way) -> int:
        """Parcels of what is left of the way's item for which its buses have room; 0 where loads would mix."""
        item = self.instance.items[way.item]
        if any(self._loads[load] for load in way.loads_in()):
            return 0
        fits = min(self.left[item.index], way.most)
        return min(fits, self._ledger.most(way.rides, item)) if way.rides and fits else fits

    def spare(self, fleet: int) -> int:
        """Vans of a fleet still at their base."""
        return self.instance.fleets[fleet].number - sum(day.fleet == fleet for day in self.days)

    def snapshot(self) -> Snapshot:
        """The state, to be given to `restore`."""
        return tuple(self.pieces), tuple(self.days)

    def restore(self, state: Snapshot) -> None:
        """Back to a state; only the pieces that differ are booked again."""
        wanted, now = Counter(state[0]), Counter(self.pieces)
        for piece, number in (now - wanted).items():
            for _ in range(number):
                self._unbook(piece)
        for piece, number in (wanted - now).items():
            for _ in range(number):
                self._book(piece)
        self.pieces, self.days = list(state[0]), list(state[1])

    def load(self, pieces: tuple[Piece, ...], days: tuple[VanDay, ...]) -> None:
        """Take over a state that may break rules; pieces that do not fit stay behind."""
        self.restore(((), days))
        for piece in pieces:
            if self._fits(piece):
                self._book(piece)
                self.pieces.append(piece)
            else:
                self._drop_tasks(piece)
        self.days = [day for day in self.days if day.trips]
        while lost := [day for day in self.days if self.pricer.timed(day) is None]:
            self.remove(self._least_wanted(lost[0]))
        while over := self.overfull():
            place = next(iter(over))
            waiting = [piece for piece in self.pieces if any(wait.place == place for wait in self._waits(piece))]
            self.remove(max(waiting, key=lambda piece: piece.parcels))
            self.drop_impossible()

    def _fits(self, piece: Piece) -> bool:
        item, rides = self.instance.items[piece.item], piece.way.rides
        on_buses = not rides or self._ledger.shortfall(rides, item, piece.parcels) is None
        return on_buses and piece.parcels <= self.left[piece.item]

    def _least_wanted(self, day: VanDay) -> Piece:
        """A piece without which an impossible day is possible, or else the one that is cheapest to leave behind."""
        fleet = self.instance.fleets[day.fleet]
        pieces = self._on(day)
        pieces.sort(key=lambda piece: piece.parcels * self.instance.items[piece.item].unserved_urmb)
        for piece in pieces:
            rest = day
            for task in piece.tasks:
                rest = without_task(fleet, rest, task) or rest
            if self.pricer.timed(rest) is not None:
                return piece
        return pieces[0]

    def _on(self, day: VanDay) -> list[Piece]:
        tasks = {task for trip in day.trips for task in trip.tasks}
        return [piece for piece in self.pieces if tasks.intersection(piece.tasks)]

    def remove(self, piece: Piece) -> None:
        """Take a piece out; its parcels are then left behind."""
        self.pieces.remove(piece)
        self._unbook(piece)
        self._drop_tasks(piece)
        self.days = [day for day in self.days if day.trips]

    def _drop_tasks(self, piece: Piece) -> None:
        for task in piece.tasks:
            for number, day in enumerate(self.days):
                rest = without_task(self.instance.fleets[day.fleet], day, task)
                if rest is not None:
                    self.days[number] = rest
                    break
            else:
                raise AssertionError(task)

    def drop_impossible(self) -> None:
        """Take out all pieces of days that cannot be driven: without one stop the quickest road can be too long."""
        while lost := [day for day in self.days if self.pricer.timed(day) is None]:
            for piece in self._on(lost[0]):
                self.remove(piece)

    def add(self, placement: Placement) -> None:
        """Put a piece in."""
        for old, new in placement.replaced:
            at = next(at for at, piece in enumerate(self.pieces) if old in piece.tasks)
            piece = self.pieces[at]
            self.pieces[at] = replace(piece, tasks=tuple(new if task == old else task for task in piece.tasks))
        self._book(placement.piece)
        self.pieces.append(placement.piece)
        for number, day in placement.changes:
            if number < 0:
                self.days.append(day)
            else:
                self.days[number] = day

    def is_possible(self) -> bool:
        """True if every day can be driven and no shelf is too full."""
        return all(self.pricer.timed(day) is not None for day in self.days) and not self.overfull()

    def _book(self, piece: Piece) -> None:
        self.left[piece.item] -= piece.parcels
        if piece.way.rides:
            self._ledger.add(piece.way.rides, self.instance.items[piece.item], piece.parcels)
            self._loads.update(piece.way.loads_in())

    def _unbook(self, piece: Piece) -> None:
        self.left[piece.item] += piece.parcels
        if piece.way.rides:
            self._ledger.add(piece.way.rides, self.instance.items[piece.item], -piece.parcels)
            self._loads.subtract(piece.way.loads_in())

    def overfull(self) -> dict[int, int]:
        """Parcels too many by transfer place, with the times that the days have now; the rule `storage`."""
        if not self._limited:
            return {}
        return excess(self.instance.places, (wait for piece in self.pieces for wait in self._waits(piece)))

    def _waits(self, piece: Piece) -> Iterator[Waiting]:
        """Every wait of a piece between two vehicles."""
        way, rides = piece.way, piece.way.rides
        for before, after in itertools.pairwise(rides):
            yield Waiting(before.to_place, before.arrive_s, after.depart_s, piece.parcels)
        if way.first_mile:
            yield Waiting(rides[0].from_place, self._task_times(piece.tasks[0])[1], rides[0].depart_s, piece.parcels)
        if way.last_mile:
            yield Waiting(rides[-1].to_place, rides[-1].arrive_s, self._task_times(piece.tasks[-1])[0], piece.parcels)

    def _task_times(self, task: Task) -> tuple[int, int]:
        """When a task's parcels are put on and when they are put down."""
        for day in self.days:
            for at, trip in enumerate(day.trips):
                if task in trip.tasks:
                    timed = self.pricer.timed(day)
                    assert timed is not None
                    load, unload = positions(self.instance.fleets[day.fleet], trip, task)
                    return timed.times[at][load].begin_s, timed.times[at][unload].end_s
        raise AssertionError(task)

    def solution(self) -> Solution:
        """The state as a solution."""
        bookings = [Booking(piece.item, piece.parcels, piece.way.rides) for piece in self.pieces if piece.way.rides]
        return Solution(tuple(bookings), tuple(self.days))

    def items_left(self) -> list[Item]:
        """Items with parcels left behind."""
        return [item for item in self.instance.items if self.left[item.index]]
