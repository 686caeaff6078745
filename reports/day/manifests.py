"""One manifest per run that carries goods: what a driver loads and unloads at each call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from optimizer.costs.reading import Reading
from reports.day.amounts import Amount, total
from reports.day.bags import Bags, bags_by_run
from reports.day.spare import Departures, NextRun, Room, aboard_after, room_beside
from scenarios.settings import Settings
from scenarios.types import Run


@dataclass(frozen=True, slots=True)
class BusCall:
    """A call of a run with what is handled at it.

    Attributes:
        handling_s: what the rules reckon for the bags; 0 if none are handled.
        leave_by_s: when the bus leaves even if goods are missing: the timetable's departure, or the end of the
            planned handling if that is later. The last call has none.
        aboard: in the hold when the bus leaves; at the last call what stays aboard for the bus's next run.
        room: what the hold then still takes.
        if_full: for each group of ``on`` the next run with room, None where there is none today.
    """

    position: int
    place: str
    arrive_s: int
    depart_s: int
    on: tuple[Bags, ...]
    off: tuple[Bags, ...]
    handling_s: int
    dwell_limit_s: int | None
    leave_by_s: int | None
    aboard: Amount
    room: Room
    fill: Fraction
    if_full: tuple[NextRun | None, ...]

    @property
    def handles(self) -> bool:
        """True if anything is put on or taken off."""
        return bool(self.on or self.off)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A run that carries goods. ``came``: bags that were aboard when it began."""

    run: str
    line: str
    direction: str
    operator: str
    block: str
    fee_urmb: int
    hold: Room
    came: tuple[Bags, ...]
    calls: tuple[BusCall, ...]

    @property
    def departs_s(self) -> int:
        """First departure."""
        return self.calls[0].depart_s

    @property
    def put_on(self) -> Amount:
        """All that is put on at its calls; for this the operator is paid."""
        return total(bags.amount for call in self.calls for bags in call.on)

    @property
    def taken_off(self) -> Amount:
        """All that is taken off at its calls."""
        return total(bags.amount for call in self.calls for bags in call.off)

    @property
    def peak(self) -> Fraction:
        """Fill of the fullest segment: the tightest of litres, kg and pieces."""
        return max(call.fill for call in self.calls[:-1])


def manifests(reading: Reading) -> tuple[Manifest, ...]:
    """The manifests of all runs that carry goods, by line and departure."""
    packed = bags_by_run(reading)
    departures = Departures(reading, packed)
    made = [_manifest(reading.runs[name], bags, reading.settings, departures) for name, bags in packed.items()]
    return tuple(sorted(made, key=lambda manifest: (manifest.line, manifest.departs_s, manifest.run)))


def _manifest(run: Run, bags: tuple[Bags, ...], settings: Settings, departures: Departures) -> Manifest:
    return Manifest(
        run=run.id,
        line=run.line,
        direction=run.direction,
        operator=run.operator,
        block=run.block,
        fee_urmb=run.fee_urmb,
        hold=Room(run.usable_ml, run.usable_g, run.usable_pieces),
        came=tuple(group for group in bags if group.came_aboard),
        calls=tuple(_calls(run, bags, settings, departures)),
    )


def _calls(run: Run, bags: tuple[Bags, ...], settings: Settings, departures: Departures) -> Iterator[BusCall]:
    aboard = aboard_after(run, bags)
    last = len(run.calls) - 1
    for position, call in enumerate(run.calls):
        on = tuple(group for group in bags if group.board == position and not group.came_aboard)
        off = tuple(group for group in bags if group.leave == position and not group.stays_aboard)
        number = sum(group.number for group in (*on, *off))
        handling_s = settings.bus_call_s + settings.bus_bag_s * number if number else 0
        # At the first call the bus stands ready before it departs.
        leave_by_s = call.depart_s if position == 0 else max(call.depart_s, call.arrive_s + handling_s)
        yield BusCall(
            position=position,
            place=call.place,
            arrive_s=call.arrive_s,
            depart_s=call.depart_s,
            on=on,
            off=off,
            handling_s=handling_s,
            dwell_limit_s=call.dwell_limit_s,
            leave_by_s=None if position == last else leave_by_s,
            aboard=aboard[position],
            room=room_beside(run, aboard[position]),
            fill=fill_of(aboard[position], Room(run.usable_ml, run.usable_g, run.usable_pieces)),
            if_full=tuple(departures.next_run(run, group) for group in on),
        )


def fill_of(amount: Amount, room: Room) -> Fraction:
    """How full a room is: the tightest of litres, kg and pieces; a room of nothing is full once anything is in it."""
    uses = ((amount.ml, room.ml), (amount.g, room.g), (amount.parcels, room.pieces))
    return max(Fraction(used, whole) if whole else Fraction(bool(used)) for used, whole in uses if whole is not None)
