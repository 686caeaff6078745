"""What one hub sends out, for the routes relaxation: lots by place and wave, and the ways vans may bring them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from networks.roads import UNREACHABLE
from optimizer.bounds.pools import Pool
from optimizer.instance import Fleet, Instance
from optimizer.sections import accepts
from scenarios.types import PlaceKind

Floats = NDArray[np.float64]

Way = Literal["own", "onward", "fetch", "aside", "mixed"]
"""How vans go: trips of the origin's own vans; the parts of trips of other bases' vans from the origin on ("onward")
and up to it ("fetch"); where there are buses, trips of such vans that do without the origin ("aside"). With buses and
many places all these are one way ("mixed"): whole trips that may stop at the origin."""

_MANY_PLACES = 600
"""With more places and buses the first program of three ways would take too long (docs/experiments.md)."""

Wave = Literal["early", "late", "both"]
"""Trips that call somewhere before the last wave's goods can be anywhere, and so bring none of them ("early"), trips
that call everywhere after that moment ("late"), or any."""

_WAVE_GAP_S = 5_400
"""Goods that become ready at least this much later than all before are of a later wave."""

FAR = float(UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Lot:
    """Pools with one place and one wave that buses may all carry, or none of them. ``node``: number of the place.

    ``fleets``: indices of those whose vans may bring them. ``sizes``: parcels by their volume in ml.
    """

    node: int
    late: bool
    by_bus: bool
    fleets: tuple[int, ...]
    pools: tuple[int, ...]
    ml: int
    largest_ml: int
    sizes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Squad:
    """Trips of one way: fleets taken as one, as quick, cheap and roomy as any of them.

    ``group``: 0 for fleets based at the origin, 1 for others; each has its own days. ``seconds``, ``metres``: (n, n),
    the shorter of both directions. ``out_s``, ``home_s``, ``out_m``, ``home_m``: (b, n), the way from each base to each
    place and back; onward trips begin at the origin (with a stop there), "fetch" ones end at it, and mixed ones have it
    as a last place. ``first_s``: (b, n), how long a trip may take to its first place. ``left_s``, ``left_m``: (b,),
    what a day of a base's vans has time and range for, less the direct ways that come on top of a trip. ``begin_s``:
    (n,), when late trips may begin to work at a place, and ``latest_s``: (b,), when trips must be over.
    """

    way: Way
    wave: Wave
    group: int
    fleets: tuple[Fleet, ...]
    bases: tuple[int, ...]
    room_ml: int
    reload_s: int
    urmb_per_m: int
    urmb_per_s: int
    trip_urmb: int
    seconds: Floats
    metres: Floats
    out_s: Floats
    home_s: Floats
    out_m: Floats
    home_m: Floats
    first_s: Floats
    left_s: Floats
    left_m: Floats
    begin_s: Floats
    latest_s: Floats

    def pass_s(self, nodes: list[int]) -> float:
        """The longest time between a trip's coming into a set of places and its leaving it."""
        out, home = self.out_s[:, nodes].min(axis=1), self.home_s[:, nodes].min(axis=1)
        longest = self.left_s - out - home
        if self.late:
            longest = np.minimum(longest, self.latest_s - home - self.begin_s[nodes].min())
        return float(longest.max())

    def pass_m(self, nodes: list[int]) -> float:
        """The longest way between a trip's coming into a set of places and its leaving it."""
        return float((self.left_m - self.out_m[:, nodes].min(axis=1) - self.home_m[:, nodes].min(axis=1)).max())

    @property
    def late(self) -> bool:
        """True for trips that may carry goods of the last wave."""
        return self.wave == "late"

    @property
    def departs(self) -> bool:
        """True where each trip counts as a departure of a van; "fetch" trips are the first parts of others."""
        return self.way != "fetch"


@dataclass(frozen=True, slots=True)
class Approach:
    """The direct way from a base to the origin and back, for vans that are not based there."""

    base: int
    to_s: float
    to_m: float
    back_s: float
    back_m: float


@dataclass(frozen=True, eq=False)
class Goods:
    """The goods of the one origin that vans bring straight from their base, and the squads that may bring them.

    The last wave leaves at ``late_from_s`` or later and finds the first place open at ``late_open_s``.
    ``to_van_urmb``, ``to_bus_urmb``: least price of a parcel that a bus brings to a van, and a van to a bus; None
    without buses. ``approaches``: of the bases whose vans go to the origin.
    """

    origin: int
    places: tuple[int, ...]
    lots: tuple[Lot, ...]
    lot_of: dict[int, int]
    late_from_s: int
    late_open_s: int
    to_van_urmb: int | None
    to_bus_urmb: int | None
    squads: tuple[Squad, ...]
    approaches: tuple[Approach, ...]


def goods_of(instance: Instance, pools: list[Pool]) -> Goods | None:
    """The goods of the origin; None if no van base sends any, or several do."""
    bases = {fleet.base for fleet in instance.fleets}
    direct = [number for number, pool in enumerate(pools) if _direct(instance, pool, bases)]
    origins = {pools[number].like.origin for number in direct}
    if len(origins) != 1:
        return None
    origin = origins.pop()
    places = tuple(sorted({pools[number].anchor for number in direct}))
    from_s = _last_wave([pools[number].like.available_s for number in direct])
    open_s = _late_open_s(instance, origin, places, from_s)
    squads = _squads(instance, origin, places, open_s)
    if not squads:
        return None
    lots = _lots(instance, pools, direct, places, from_s)
    lot_of = {number: at for at, lot in enumerate(lots) for number in lot.pools}
    table, handling_urmb = instance.network.timetable, instance.settings.handling_urmb
    rides = instance.strategy.uses_buses and bool(table.runs)
    to_van, to_bus = (table.least_fee_urmb + times * handling_urmb if rides else None for times in (2, 1))
    approaches = _approaches(instance, origin, squads)
    return Goods(origin, places, lots, lot_of, from_s, open_s, to_van, to_bus, squads, approaches)


def regular_s(fleet: Fleet) -> int:
    """Driving, work and reloading that a van can do in a day without overtime: a long day has a rest in it."""
    return _rested_s(fleet, fleet.type.shift_s)


def _rested_s(fleet: Fleet, day_s: int) -> int:
    """What is left of a day so long without the rest that it needs, if it needs one."""
    van = fleet.type
    if van.rest_after_s is None or van.rest_after_s >= day_s:
        return day_s
    return max(van.rest_after_s, day_s - van.rest_s)


def _direct(instance: Instance, pool: Pool, bases: set[int]) -> bool:
    """True if vans that are based where a pool comes from may bring it to a place where none is based."""
    if pool.like.origin not in bases or pool.anchor != pool.like.destination or pool.anchor in bases:
        return False
    return any(instance.can_carry(f, pool.like) and instance.can_reach(f, pool.anchor) for f in instance.fleets)


def _last_wave(available_s: list[int]) -> int:
    times = sorted(set(available_s))
    gaps = zip([-(10**9), *times], times, strict=False)
    return [after for before, after in gaps if after - before >= _WAVE_GAP_S][-1]


def _lots(
    instance: Instance, pools: list[Pool], direct: list[int], places: tuple[int, ...], from_s: int
) -> tuple[Lot, ...]:
    runs = instance.network.timetable.runs if instance.strategy.uses_buses else ()
    node = {place: at for at, place in enumerate(places)}
    members: dict[tuple[int, bool, bool, tuple[int, ...]], list[int]] = defaultdict(list)
    for number in direct:
        item, anchor = pools[number].like, pools[number].anchor
        by_bus = any(accepts(instance, run, item) for run in runs)
        able = tuple(f.index for f in instance.fleets if instance.can_carry(f, item) and instance.can_reach(f, anchor))
        members[node[anchor], item.available_s >= from_s, by_bus, able].append(number)
    return tuple(
        Lot(
            *key,
            tuple(numbers),
            sum(pools[number].ml for number in numbers),
            max(pools[number].largest_ml for number in numbers),
            tuple(size for number in numbers for size in pools[number].sizes),
        )
        for key, numbers in members.items()
    )


def _squads(instance: Instance, origin: int, places: tuple[int, ...], late_s: int) -> tuple[Squad, ...]:
    fleets = [fleet for fleet in instance.fleets if fleet.number]
    own = tuple(fleet for fleet in fleets if fleet.base == origin)
    others = tuple(fleet for fleet in fleets if fleet.base != origin)
    if not own:
        return ()
    shortest = _shortest_m(instance, fleets)
    by_bus = instance.strategy.uses_buses and bool(instance.network.timetable.runs)
    squads = _alike(instance, own, origin, places, 0, "own", ("early", "late"), shortest, late_s)
    ways: tuple[Way, ...] = ("onward", "fetch", "aside") if by_bus else ("onward", "fetch")
    if by_bus and len(places) > _MANY_PLACES:
        ways = ("mixed",)
    for way in ways if others else ():
        spots = (*places, origin) if way == "mixed" else places
        squads += _alike(instance, others, origin, spots, 1, way, ("both",), shortest, late_s)
    return tuple(squads)


def _approaches(instance: Instance, origin: int, squads: tuple[Squad, ...]) -> tuple[Approach, ...]:
    """The direct ways of the bases of onward trips, each as quick and short as for any of its vans."""
    found = []
    for squad in squads:
        if squad.way == "fetch":
            shortest = _shortest_m(instance, list(squad.fleets))
            for base in squad.bases:
                ways = [instance.seconds(fleet) for fleet in squad.fleets if fleet.base == base]
                to_s, back_s = (min(float(way[one]) for way in ways) for one in ((base, origin), (origin, base)))
                found.append(Approach(base, to_s, float(shortest[base, origin]), back_s, float(shortest[origin, base])))
    return tuple(found)


def _alike(
    instance: Instance, fleets: tuple[Fleet, ...], origin: int, places: tuple[int, ...], group: int,
    way: Way, waves: tuple[Wave, ...], shortest: Floats, late_s: int,
) -> list[Squad]:  # fmt: skip
    """Squads of the same fleets, that drive the same ways."""
    ends = (origin if way in ("own", "onward") else None, origin if way == "fetch" else None)
    stop_s = instance.settings.van_stop_s if way == "onward" else 0
    spots = np.array(places)
    longest_s = {fleet: float(_rested_s(fleet, fleet.type.shift_s + fleet.type.max_overtime_s)) for fleet in fleets}
    range_m = {fleet: FAR if fleet.type.range_m is None else float(fleet.type.range_m) for fleet in fleets}
    by_profile = {fleet.profile: instance.seconds(fleet).astype(np.float64) for fleet in fleets}
    far_s = [by_profile[fleet.profile] for fleet in fleets]
    seconds = _Grid(far_s, longest_s, origin, ends, spots, stop_s)
    metres = _Grid([shortest for _ in fleets], range_m, origin, ends, spots, 0)
    _bar(seconds, metres)
    begin_s = np.array([_opens_s(instance, place, late_s) for place in places]) - seconds.lean
    latest_s = np.array(
        [max(float(fleet.type.latest_s) for fleet in fleets if fleet.base == base) for base in seconds.bases]
    )
    return [
        Squad(
            way,
            wave,
            group,
            fleets,
            seconds.bases,
            max(fleet.type.capacity_ml for fleet in fleets),
            min(fleet.type.reload_s for fleet in fleets),
            min(fleet.urmb_per_m for fleet in fleets),
            min(fleet.type.urmb_per_s for fleet in fleets),
            min(fleet.type.trip_urmb for fleet in fleets),
            seconds.inner,
            metres.inner,
            seconds.out,
            seconds.home,
            metres.out,
            metres.home,
            seconds.first,
            seconds.left,
            metres.left,
            begin_s,
            latest_s,
        )
        for wave in waves
    ]


class _Grid:
    """What the parts of a trip take at least, whichever way round it goes.

    A trip's legs are charged d(a, b) + p(a) - p(b) with p half the difference between the ways from and to the origin.
    That adds nothing to a whole trip, nor to a part of one up to or from the origin, and makes both directions of a leg
    nearly equal, so that little is lost when the shorter one counts. ``most``: what a day of each fleet may take.
    ``ends``: where trips begin and end, None for their base. ``stop``: what loading at the origin takes vans of other
    bases.
    """

    def __init__(
        self, far: list[Floats], most: dict[Fleet, float], origin: int, ends: tuple[int | None, int | None],
        places: NDArray[np.int64], stop: int,
    ) -> None:  # fmt: skip
        fleets = tuple(most)
        least = _least(far)
        lean = (least[origin, places] - least[places, origin]) / 2
        lean[(least[origin, places] >= FAR) | (least[places, origin] >= FAR)] = 0.0
        self.lean = lean
        inner = least[np.ix_(places, places)] + lean[:, None] - lean[None, :]
        self.inner = _capped(np.minimum(inner, inner.T))
        self.bases = tuple(sorted({fleet.base for fleet in fleets}))
        self.out = np.full((len(self.bases), len(places)), FAR)
        self.home = self.out.copy()
        self.first = np.zeros((len(self.bases), len(places)))
        self.left = np.zeros(len(self.bases))
        for at, base in enumerate(self.bases):
            mine = _least([one for one, fleet in zip(far, fleets, strict=True) if fleet.base == base])
            begin, end = (base if one is None else one for one in ends)
            barred = FAR if max(mine[base, begin], mine[end, base]) >= FAR else 0.0
            self.out[at] = _capped(mine[begin, places] - lean + stop + barred)
            self.home[at] = _capped(mine[places, end] + lean + barred)
            self.first[at] = np.maximum(mine[begin, places] + stop, 0.0)
            longest = max(amount for fleet, amount in most.items() if fleet.base == base)
            self.left[at] = longest - sum(mine[a, b] for a, b in ((base, begin), (end, base)) if a != b)


def _bar(seconds: _Grid, metres: _Grid) -> None:
    """Leave out what no van can do for its range: ends and legs of trips that would be too long for every one."""
    within = np.full(seconds.inner.shape, False)
    for out_s, home_s, out_m, home_m, left_m in zip(
        seconds.out, seconds.home, metres.out, metres.home, metres.left, strict=True
    ):
        barred = out_m + home_m > left_m + 1
        out_s[barred] = home_s[barred] = FAR
        within |= out_m[:, None] + metres.inner + home_m[None, :] <= left_m + 1
    seconds.inner[~(within | within.T)] = FAR


def _least(matrices: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """The least of each entry; most fleets have the same matrix."""
    return reduce(np.minimum, {id(one): one for one in matrices}.values())


def _capped(far: Floats) -> Floats:
    return np.asarray(np.where(far >= FAR / 2, FAR, far), dtype=np.float64)


def _shortest_m(instance: Instance, fleets: list[Fleet]) -> Floats:
    """Least metres from place to place, over any stops between: the quickest road need not be the shortest."""
    ends = {place for item in instance.items for place in (item.origin, item.destination)}
    changes = (PlaceKind.HUB, PlaceKind.STATION)
    ends |= {number for number, place in enumerate(instance.places) if place.kind in changes}
    stops = np.array(sorted(ends | {fleet.base for fleet in fleets}))
    found = _least([instance.metres(fleet) for fleet in fleets]).astype(np.float64)
    least = found[np.ix_(stops, stops)].astype(np.float32)
    over = np.empty_like(least)
    for middle in range(len(stops)):
        np.add(least[:, middle, None], least[None, middle, :], out=over)
        np.minimum(least, over, out=least)
    found[np.ix_(stops, stops)] = least
    return np.asarray(found, dtype=np.float64)


def _late_open_s(instance: Instance, origin: int, places: tuple[int, ...], from_s: int) -> int:
    """The earliest time at which a van that leaves the origin at ``from_s`` or later may find any place open."""
    origin_s = np.minimum.reduce([instance.seconds(fleet)[origin, list(places)] for fleet in instance.fleets])
    arrivals = zip(places, origin_s.tolist(), strict=True)
    opens = [_opens_s(instance, place, from_s + int(out_s)) for place, out_s in arrivals if out_s < FAR]
    earliest = min(opens, default=FAR)
    return int(earliest) if earliest < FAR else from_s


def _opens_s(instance: Instance, place: int, from_s: int) -> float:
    """The earliest time from a moment on at which a place is open; `FAR` if it never is."""
    windows = instance.places[place].windows
    return min((max(from_s, opens_s) for opens_s, closes_s in windows if closes_s >= from_s), default=FAR)
