"""The timeline: one row for each run with goods and each van, what is aboard on each part of its way, by the clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reports.catalogue import Translator
from reports.day.manifests import Manifest
from reports.day.stations import StationBoard
from reports.day.trips import TripSheet
from reports.page.names import Refs, van_name
from reports.text import count, percent

HEIGHT = 20
"""Of a row's drawing; its width is in minutes."""
SHELF_HEIGHT = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a vehicle's way: from when to when, and how full it is."""

    from_s: int
    to_s: int
    fill: Fraction


@dataclass(frozen=True, slots=True)
class Row:
    """A vehicle's day, drawn: the room it has, what is in it, and where it is full."""

    ref: str
    label: str
    colour: str
    room: str
    load: str
    full: str
    parcels: str
    peak: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    title: str
    note: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """The hours that are drawn: from the first whole hour before anything moves to the first after everything."""

    first_h: int
    last_h: int

    @staticmethod
    def around(moments_s: Iterable[int]) -> Clock:
        """The hours around some moments; the whole day if there are none."""
        moments = list(moments_s) or [0, 86_400]
        first_h = min(moments) // 3600
        return Clock(first_h, max(-(-max(moments) // 3600), first_h + 1))

    @property
    def minutes(self) -> int:
        """Width of the drawing."""
        return (self.last_h - self.first_h) * 60

    @property
    def hours(self) -> tuple[str, ...]:
        """The hours' names."""
        return tuple(f"{hour:02d}:00" for hour in range(self.first_h, self.last_h))

    def at(self, time_s: int) -> str:
        """Where a moment is, in minutes."""
        return f"{time_s / 60 - self.first_h * 60:g}"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The timeline of a plan."""

    hours: tuple[str, ...]
    end: str
    minutes: int
    grid: str
    groups: tuple[Group, ...]


def clock_of(buses: Sequence[Manifest], vans: Sequence[TripSheet]) -> Clock:
    """The hours in which vehicles with goods are on their way."""
    moments = [at_s for sheet in buses for at_s in (sheet.calls[0].depart_s, sheet.calls[-1].arrive_s)]
    moments += [at_s for sheet in vans for at_s in (sheet.departs_s, sheet.returns_s)]
    return Clock.around(moments)


def timeline(
    clock: Clock, buses: Sequence[Manifest], days: Sequence[Sequence[TripSheet]], refs: Refs, _: Translator
) -> Timeline:
    """The rows of all runs with goods and of all vans that drive; ``days``: the trips of each van."""
    groups = [
        Group(
            _("Bus runs"),
            _("with goods: {n}").format(n=count(len(buses))),
            tuple(_bus_row(clock, sheet, refs) for sheet in buses),
        ),
        Group(
            _("Vans"),
            _("used: {n}, trips: {trips}").format(n=count(len(days)), trips=count(sum(map(len, days)))),
            tuple(_van_row(clock, trips, refs) for trips in days),
        ),
    ]
    hours = range(60, clock.minutes, 60)
    return Timeline(
        clock.hours,
        f"{clock.last_h:02d}:00",
        clock.minutes,
        "".join(f"M{minute} 0v{HEIGHT}" for minute in hours) or "M0 0",
        tuple(group for group in groups if group.rows),
    )


def _bus_row(clock: Clock, sheet: Manifest, refs: Refs) -> Row:
    parts = _parts([(call.arrive_s, call.depart_s, call.fill) for call in sheet.calls])
    # What came aboard from the bus's run before is on this run too.
    parcels = sheet.put_on.parcels + sum(bags.amount.parcels for bags in sheet.came)
    return _row(clock, refs.run(sheet.run), sheet.run, "bus", [parts], parcels, sheet.peak)


def _van_row(clock: Clock, trips: Sequence[TripSheet], refs: Refs) -> Row:
    ways = [_parts([(call.arrive_s, call.depart_s, call.fill) for call in sheet.calls]) for sheet in trips]
    parcels = sum(sheet.put_on.parcels for sheet in trips)
    vehicle = trips[0].vehicle
    return _row(clock, refs.van(vehicle), van_name(vehicle), "van", ways, parcels, max(sheet.peak for sheet in trips))


def _parts(calls: Sequence[tuple[int, int, Fraction]]) -> list[Part]:
    """The pieces of a way from its calls (arrives, departs, how full after it): each until the next departure.

    None for a single call, as a spoilt plan may have.
    """
    if len(calls) < 2:
        return []
    ends = [departs for _arrives, departs, _fill in calls[1:-1]] + [calls[-1][0]]
    return [Part(departs, end, fill) for (_arrives, departs, fill), end in zip(calls[:-1], ends, strict=True)]


def _row(
    clock: Clock, ref: str, label: str, colour: str, ways: Sequence[Sequence[Part]], parcels: int, peak: Fraction
) -> Row:
    parts = [part for way in ways for part in way]
    return Row(
        ref=ref,
        label=label,
        colour=colour,
        room="".join(_bar(clock, way[0].from_s, way[-1].to_s, HEIGHT) for way in ways if way),
        load="".join(_bar(clock, part.from_s, part.to_s, HEIGHT * part.fill) for part in parts if 0 < part.fill < 1),
        full="".join(_bar(clock, part.from_s, part.to_s, HEIGHT) for part in parts if part.fill >= 1),
        parcels=count(parcels),
        peak=percent(peak),
    )


def _bar(clock: Clock, from_s: int, to_s: int, high: Fraction | int) -> str:
    """A bar that stands on the row's floor; something is never so little that it cannot be seen."""
    tall = max(1.0, float(high))
    return f"M{clock.at(from_s)} {HEIGHT}V{HEIGHT - tall:g}H{clock.at(to_s)}V{HEIGHT}z"


@dataclass(frozen=True, slots=True)
class ShelfPicture:
    """What waits on a station's shelf, drawn: steps over the day, and the height of the limit, if there is one."""

    steps: str
    limit: str | None


def shelf_picture(clock: Clock, board: StationBoard) -> ShelfPicture:
    """The shelf of a station over the day, with its limit at most one fifth below the top edge."""
    top = max(board.peak, board.storage_parcels or 0, 1) * 1.2
    high = {step: SHELF_HEIGHT * (1 - step / top) for step in {shelf.parcels for shelf in board.shelf}}
    steps = "".join(f"H{clock.at(shelf.time_s)}V{high[shelf.parcels]:.1f}" for shelf in board.shelf)
    limit = board.storage_parcels
    return ShelfPicture(
        f"M0 {SHELF_HEIGHT}{steps}H{clock.minutes}V{SHELF_HEIGHT}z",
        None if limit is None else f"{SHELF_HEIGHT * (1 - limit / top):.1f}",
    )
