"""What one hub sends out, for the routes relaxation: lots by place and wave, and the ways vans may bring them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from networks.roads import UNREACHABLE
from optimizer.bounds.pools import Pool
from optimizer.instance import Fleet, Instance
from optimizer.sections import accepts

Floats = NDArray[np.float64]

Way = Literal["early", "late", "hub", "bus"]
"""How vans bring goods: a trip from the origin before the last wave or with it; vans of other bases that come to the
origin for them; vans of other bases that get them from a bus."""

_WAVE_GAP_S = 5_400
"""Goods that become ready at least this much later than all before are of a later wave."""

_FAR = float(UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Lot:
    """Pools with one place and one wave that buses may all carry, or none of them. ``node``: number of the place."""

    node: int
    late: bool
    by_bus: bool
    pools: tuple[int, ...]
    ml: int
    largest_ml: int


@dataclass(frozen=True, eq=False)
class Squad:
    """Trips of one way: fleets taken as one, as quick, cheap and roomy as any of them.

    ``seconds``, ``metres``: (n + 1, n + 1), the shorter of both directions; node n is where trips begin and end.
    """

    way: Way
    fleets: tuple[Fleet, ...]
    room_ml: int
    reload_s: int
    urmb_per_m: int
    urmb_per_s: int
    trip_urmb: int
    seconds: Floats
    metres: Floats


@dataclass(frozen=True, eq=False)
class Goods:
    """The goods of the one origin that vans bring straight from their base, and the squads that may bring them.

    The last wave leaves at ``late_from_s`` or later and finds the first place open at ``late_open_s``.
    ``transfer_urmb``: least price of a parcel that a bus brings to a van, None without buses.
    """

    origin: int
    places: tuple[int, ...]
    lots: tuple[Lot, ...]
    lot_of: dict[int, int]
    late_from_s: int
    late_open_s: int
    transfer_urmb: int | None
    squads: tuple[Squad, ...]


def goods_of(instance: Instance, pools: list[Pool]) -> Goods | None:
    """The goods of the origin; None if no van base sends any, or several do."""
    bases = {fleet.base for fleet in instance.fleets}
    direct = [number for number, pool in enumerate(pools) if _direct(instance, pool, bases)]
    origins = {pools[number].like.origin for number in direct}
    if len(origins) != 1:
        return None
    origin = origins.pop()
    places = tuple(sorted({pools[number].anchor for number in direct}))
    squads = _squads(instance, origin, places)
    if not squads:
        return None
    from_s = _last_wave([pools[number].like.available_s for number in direct])
    lots = _lots(instance, pools, direct, places, from_s)
    lot_of = {number: at for at, lot in enumerate(lots) for number in lot.pools}
    runs = instance.network.timetable.runs if instance.strategy.uses_buses else ()
    fees = [run.fee_urmb for run in runs]
    transfer = min(fees) + 2 * instance.settings.handling_urmb if fees else None
    open_s = _first_open(instance, squads[0], places, from_s)
    return Goods(origin, places, lots, lot_of, from_s, open_s, transfer, squads)


def regular_s(fleet: Fleet) -> int:
    """Driving, work and reloading that a van can do in a day without overtime: a long day has a rest in it."""
    van = fleet.type
    if van.rest_after_s is None or van.rest_after_s >= van.shift_s:
        return van.shift_s
    return max(van.rest_after_s, van.shift_s - van.rest_s)


def _direct(instance: Instance, pool: Pool, bases: set[int]) -> bool:
    if pool.like.origin not in bases or pool.anchor != pool.like.destination or pool.anchor == pool.like.origin:
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
    members: dict[tuple[int, bool, bool], list[int]] = defaultdict(list)
    for number in direct:
        item = pools[number].like
        by_bus = any(accepts(instance, run, item) for run in runs)
        members[node[pools[number].anchor], item.available_s >= from_s, by_bus].append(number)
    return tuple(
        Lot(
            *key,
            tuple(numbers),
            sum(pools[number].ml for number in numbers),
            max(pools[number].largest_ml for number in numbers),
        )
        for key, numbers in members.items()
    )


def _squads(instance: Instance, origin: int, places: tuple[int, ...]) -> tuple[Squad, ...]:
    mine = tuple(fleet for fleet in instance.fleets if fleet.base == origin and fleet.number)
    others = tuple(fleet for fleet in instance.fleets if fleet.base != origin and fleet.number)
    if not mine:
        return ()
    squads = [_squad(instance, way, mine, origin, places) for way in ("early", "late")]
    if others:
        squads.append(_squad(instance, "hub", others, origin, places))
        if instance.strategy.uses_buses and instance.network.timetable.runs:
            squads.append(_squad(instance, "bus", others, origin, places))
    return tuple(squads)


def _squad(instance: Instance, way: Way, fleets: tuple[Fleet, ...], origin: int, places: tuple[int, ...]) -> Squad:
    spots = np.array(places)
    seconds = np.minimum.reduce([_grid(instance.seconds(fleet), fleet.base, origin, spots, way) for fleet in fleets])
    metres = np.minimum.reduce([_grid(instance.metres(fleet), fleet.base, origin, spots, way) for fleet in fleets])
    return Squad(
        way,
        fleets,
        max(fleet.type.capacity_ml for fleet in fleets),
        min(fleet.type.reload_s for fleet in fleets),
        min(fleet.urmb_per_m for fleet in fleets),
        min(fleet.type.urmb_per_s for fleet in fleets),
        min(fleet.type.trip_urmb for fleet in fleets),
        seconds,
        metres,
    )


def _grid(matrix: NDArray[np.int32], base: int, origin: int, places: NDArray[np.int64], way: Way) -> Floats:
    """The shorter of both directions between places; in the last row, between a trip's begin or end and each place.

    A van of another base that comes to the origin first has driven there; half of that is charged at either end.
    """
    far = matrix.astype(np.float64)
    count = len(places)
    grid = np.full((count + 1, count + 1), _FAR)
    grid[:count, :count] = far[np.ix_(places, places)]
    if way == "hub":
        ends = np.minimum(np.minimum(far[origin, places], far[places, base]) + far[base, origin] / 2, _FAR)
        grid[count, :count] = grid[:count, count] = ends
    else:
        grid[count, :count], grid[:count, count] = far[base, places], far[places, base]
    return np.asarray(np.minimum(grid, grid.T), dtype=np.float64)


def _first_open(instance: Instance, squad: Squad, places: tuple[int, ...], from_s: int) -> int:
    """The earliest time at which a van that leaves the origin at ``from_s`` may find a place open."""
    earliest = 10**9
    for at, place in enumerate(places):
        out_s = squad.seconds[-1, at]
        if out_s < _FAR:
            arrive_s = from_s + int(out_s)
            windows = instance.places[place].windows
            earliest = min([earliest, *(max(arrive_s, opens) for opens, closes in windows if closes >= arrive_s)])
    return earliest if earliest < 10**9 else from_s
