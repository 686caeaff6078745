"""What the rows of a plan mean: loads, trips, a van's day, moves and stays of goods; pure values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from optimizer.costs.paths import RoadPaths
from optimizer.plan import VanStop
from scenarios.types import Consignment, Run, VanType


@dataclass(frozen=True, slots=True)
class OnBus:
    """A load on a bus: all parcels of one consignment with the same run, calls and aboard flags."""

    run: Run
    board: int
    leave: int
    consignment: Consignment
    parcels: int
    came_aboard: bool
    stays_aboard: bool

    @property
    def where(self) -> str:
        """The load in words, for messages."""
        return f"run {self.run.id} calls {self.board}-{self.leave}, consignment {self.consignment.id}"


@dataclass(frozen=True, slots=True)
class OnVan:
    """A load on a van trip: all parcels of one consignment between the same two stops."""

    load_seq: int
    unload_seq: int
    consignment: Consignment
    parcels: int


@dataclass(frozen=True, slots=True)
class Trip:
    """One departure of a van from its base with its stops 0..n in order and its loads."""

    van: VanType
    number: int
    trip: int
    stops: tuple[VanStop, ...]
    loads: tuple[OnVan, ...]
    work_s: tuple[int, ...]
    """Work at each stop: `van_stop_s + van_parcel_s * parcels` at visits, 0 at departure and return."""

    @property
    def where(self) -> str:
        """The trip in words, for messages."""
        return f"van {self.van.id}/{self.number} trip {self.trip}"

    @property
    def departs_s(self) -> int:
        """When it leaves the base."""
        return self.stops[0].depart_s

    @property
    def returns_s(self) -> int:
        """When it is back at the base."""
        return self.stops[-1].begin_s

    @property
    def visits(self) -> tuple[VanStop, ...]:
        """The stops between departure and return."""
        return self.stops[1:-1]

    def at(self, seq: int) -> str:
        """A stop in words, for messages."""
        return f"{self.where} stop {seq} at {self.stops[seq].place}"


@dataclass(frozen=True, slots=True)
class VanDay:
    """All trips of one van, in order of their numbers."""

    van: VanType
    number: int
    trips: tuple[Trip, ...]

    @property
    def where(self) -> str:
        """The van in words, for messages."""
        return f"van {self.van.id}/{self.number}"

    @property
    def first_s(self) -> int:
        """First departure of the day."""
        return min(trip.departs_s for trip in self.trips)

    @property
    def last_s(self) -> int:
        """Last return of the day."""
        return max(trip.returns_s for trip in self.trips)

    @property
    def brands(self) -> set[str]:
        """Brands of all parcels that the van carries."""
        return {load.consignment.brand for trip in self.trips for load in trip.loads}

    @property
    def span_s(self) -> int:
        """Last return - first departure."""
        return self.last_s - self.first_s

    def metres(self, paths: RoadPaths) -> int:
        """Metres driven in the day."""
        return sum(paths.metres(self.van, (stop.place for stop in trip.stops)) for trip in self.trips)


@dataclass(frozen=True, slots=True)
class Move:
    """What a load does to the goods: off the shelf at one place, onto the floor at another.

    ``leaves_s`` and ``arrives_s`` are the times of handing over, ``put_down_s`` is when the goods begin to
    wait at the far end. A bus load that came aboard is not put on, one that stays aboard is not taken off.
    """

    consignment: Consignment
    parcels: int
    vehicle: str
    by_bus: bool
    from_place: str
    leaves_s: int
    to_place: str
    arrives_s: int
    put_down_s: int
    put_on: bool = True
    taken_off: bool = True


@dataclass(frozen=True, slots=True)
class Stay:
    """What comes of one consignment to a transfer place in the day, and what leaves it again."""

    consignment: Consignment
    place: str
    comes: tuple[Move, ...]
    leaves: tuple[Move, ...]

    @property
    def where(self) -> str:
        """The stay in words, for messages."""
        return f"consignment {self.consignment.id} at {self.place}"


def bus_move(load: OnBus) -> Move:
    """A bus takes goods on when it departs and gives them off when it arrives."""
    board, leave = load.run.calls[load.board], load.run.calls[load.leave]
    return Move(
        load.consignment,
        load.parcels,
        f"run {load.run.id}",
        True,
        board.place,
        board.depart_s,
        leave.place,
        leave.arrive_s,
        leave.arrive_s,
        not load.came_aboard,
        not load.stays_aboard,
    )


def van_move(trip: Trip, load: OnVan) -> Move:
    """A van takes goods on at its departure or when work begins, and gives them off when work begins.

    Goods taken off at a visit count as put down when the work ends.
    """
    start, end = trip.stops[load.load_seq], trip.stops[load.unload_seq]
    leaves_s = start.depart_s if load.load_seq == 0 else start.begin_s
    put_down_s = end.begin_s + trip.work_s[load.unload_seq]
    return Move(
        load.consignment,
        load.parcels,
        trip.where,
        False,
        start.place,
        leaves_s,
        end.place,
        end.begin_s,
        put_down_s,
    )


def stays_of(moves: Iterable[Move]) -> Iterator[Stay]:
    """Every consignment at every place where it changes vehicles: neither its origin nor its destination."""
    comes: dict[tuple[str, str], list[Move]] = defaultdict(list)
    leaves: dict[tuple[str, str], list[Move]] = defaultdict(list)
    consignments = {move.consignment.id: move.consignment for move in moves}
    for move in moves:
        name, ends = move.consignment.id, (move.consignment.origin, move.consignment.destination)
        if move.taken_off and move.to_place not in ends:
            comes[name, move.to_place].append(move)
        if move.put_on and move.from_place not in ends:
            leaves[name, move.from_place].append(move)
    for name, place in sorted({*comes, *leaves}):
        yield Stay(consignments[name], place, tuple(comes[name, place]), tuple(leaves[name, place]))
