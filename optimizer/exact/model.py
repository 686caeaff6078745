"""The variables of the model, and the few helpers that every part of it uses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from networks.itineraries import transfer_times
from optimizer.exact.scope import BusWay, FleetScope, Load, Row, Scope, TripKey
from optimizer.instance import Instance

Expr = cp_model.LinearExpr


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of parcels and whether it is positive."""

    parcels: cp_model.IntVar
    some: cp_model.IntVar
    most: int


@dataclass(slots=True)
class TripVars:
    """One possible trip: is it made, where does it go, when, and what does it carry.

    Times: ``depart`` from the base, ``back`` at it, and ``begin[p]`` of the work at a visited place p.
    ``work[p]`` is the length of the work, an expression in the parcels handled there.
    """

    scope: FleetScope
    made: cp_model.IntVar
    depart: cp_model.IntVar
    back: cp_model.IntVar
    loads: dict[Load, Amount] = field(default_factory=dict)
    visit: dict[int, cp_model.IntVar] = field(default_factory=dict)
    begin: dict[int, cp_model.IntVar] = field(default_factory=dict)
    work: dict[int, Expr] = field(default_factory=dict)
    arcs: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)

    @property
    def base(self) -> int:
        """The place where the trip starts and ends."""
        return self.scope.fleet.base

    def leave_s(self, place: int) -> cp_model.IntVar:
        """When goods taken on at a place leave it: the departure at the base, elsewhere the begin of the work."""
        return self.depart if place == self.base else self.begin[place]

    def reach_s(self, place: int) -> cp_model.IntVar:
        """When goods are delivered at a place: the return at the base, elsewhere the begin of the work."""
        return self.back if place == self.base else self.begin[place]

    def put_down_s(self, place: int) -> Expr:
        """When goods taken off begin to wait at a place: the return at the base, elsewhere the end of the work."""
        return self.back if place == self.base else self.begin[place] + self.work[place]


@dataclass(slots=True)
class DayVars:
    """A van's day over its trips: span in seconds, seconds of overtime, metres."""

    span: cp_model.IntVar
    overtime: cp_model.IntVar
    metres: Expr


@dataclass(frozen=True, slots=True)
class Stay:
    """Parcels on a shelf from ``from_s`` until just before ``to_s``, if ``some`` (None: always, perhaps of 0)."""

    place: int
    from_s: Expr | int
    to_s: Expr | int
    parcels: cp_model.IntVar
    most: int
    some: cp_model.IntVar | None = None


@dataclass(slots=True)
class Model:
    """The CP-SAT model of an instance and the variables by which its parts speak to each other.

    ``on_way[k]``: parcels on bus way k of the scope. ``left[i]``: parcels of item i left behind.
    """

    instance: Instance
    scope: Scope
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    on_way: list[cp_model.IntVar] = field(default_factory=list)
    left: list[cp_model.IntVar] = field(default_factory=list)
    trips: dict[TripKey, TripVars] = field(default_factory=dict)
    days: dict[tuple[int, int], DayVars] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)
    by_row: dict[Row, list[int]] = field(default_factory=dict)

    def ways(self) -> Iterable[tuple[BusWay, cp_model.IntVar]]:
        """Bus ways with the parcels on them."""
        return zip(self.scope.ways, self.on_way, strict=True)

    def on_row(self, row: Row) -> Expr:
        """Parcels of a bus load, over all ways that share it."""
        return total(self.on_way[way] for way in self.by_row[row])

    def most_on_row(self, row: Row) -> int:
        """Parcels that a bus load can have at most."""
        most = sum(self.scope.ways[way].most for way in self.by_row[row])
        return min(most, self.instance.items[row.item].parcels)

    def row_arrives_s(self, row: Row) -> int:
        """When a bus load is put down."""
        return self.instance.network.timetable.runs[row.run].calls[row.leave].arrive_s

    def sorting(self, place: int) -> tuple[int, int]:
        """Fixed seconds of a transfer at a place (F + M + B) and seconds for each parcel of a load (s_p)."""
        return transfer_times(self.instance.settings, self.instance.places[place])

    def work_s(self, trip: TripVars) -> Expr:
        """Seconds of work on a trip, over all its visits."""
        settings = self.instance.settings
        stops = total(trip.visit.values())
        handled = total(
            amount.parcels * sum(place != trip.base for place in load[1:]) for load, amount in trip.loads.items()
        )
        return settings.van_stop_s * stops + settings.van_parcel_s * handled

    def amount(self, most: int, name: str) -> Amount:
        """A new number of parcels from 0 to ``most`` with its literal."""
        parcels = self.cp.new_int_var(0, most, name)
        some = self.cp.new_bool_var(f"{name}_some")
        self.cp.add(parcels <= most * some)
        self.cp.add(parcels >= some)
        return Amount(parcels, some, most)


def total(terms: Iterable[Expr]) -> Expr:
    """The sum of some expressions; 0 of none."""
    return Expr.sum(*terms)


def least(var: cp_model.IntVar) -> int:
    """The least value that a variable can take."""
    return int(var.domain.min())


def greatest(var: cp_model.IntVar) -> int:
    """The greatest value that a variable can take."""
    return int(var.domain.max())
