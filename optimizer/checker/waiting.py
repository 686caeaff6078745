"""Rules about goods that wait at a transfer place: time to change, shelf space, the cold chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from optimizer.checker.violation import Violation, clock
from optimizer.costs.loads import Move, Stay
from optimizer.costs.reading import Reading
from scenarios.types import Goods, Place


def transfer(reading: Reading) -> Iterator[Violation]:
    """Until any time, no more leaves a transfer place than has become available there.

    A load of n parcels put down at T is available from T + F + s n + M + B (`docs/model.md`, section 1).
    """
    for stay in reading.stays:
        place = reading.places[stay.place]
        coming = sorted((_available_s(reading, place, move), move.parcels) for move in stay.comes)
        going = sorted((move.leaves_s, move.parcels) for move in stay.leaves)
        # At one moment what becomes available (0) counts before what leaves (1).
        events = sorted([(at, 0, n) for at, n in coming] + [(at, 1, -n) for at, n in going])
        there, shortage, first_s = 0, 0, 0
        for at, _, change in events:
            there += change
            if -there > shortage:
                first_s = first_s if shortage else at
                shortage = -there
        if shortage:
            after = [clock(at) for at, _ in coming if at > first_s]
            detail = f"leave at {clock(first_s)} before they are available ({after[0] if after else 'never'})"
            yield Violation("transfer", stay.where, shortage, "parcels", detail)


def _available_s(reading: Reading, place: Place, move: Move) -> int:
    settings = reading.settings
    each_s = settings.transfer_parcel_s if place.sort_s_per_parcel is None else place.sort_s_per_parcel
    sorting_s = settings.transfer_fixed_s + each_s * move.parcels
    return move.put_down_s + sorting_s + settings.transfer_min_s + settings.transfer_buffer_s


def storage(reading: Reading) -> Iterator[Violation]:
    """Parcels that wait at a transfer place are at any moment no more than its storage."""
    changes: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for stay in reading.stays:
        changes[stay.place] += [(move.put_down_s, move.parcels) for move in stay.comes]
        changes[stay.place] += [(move.leaves_s, -move.parcels) for move in stay.leaves]
    for place, events in changes.items():
        room = reading.places[place].storage_parcels
        if room is None:
            continue
        waiting, most, when_s = 0, 0, 0
        # Sorted by time and then by number, so that departures (negative) count first.
        for at, change in sorted(events):
            waiting += change
            if waiting > most:
                most, when_s = waiting, at
        if most > room:
            detail = f"{most} parcels wait at {clock(when_s)}, room for {room}"
            yield Violation("storage", f"place {place}", most - room, "parcels", detail)


def cold_wait(reading: Reading) -> Iterator[Violation]:
    """Without a cold store, cold goods wait a short time only and do not change between bus and van."""
    longest_s = reading.settings.cold_max_wait_s
    for stay in reading.stays:
        if stay.consignment.goods is not Goods.COLD or reading.places[stay.place].cold_store:
            continue
        worst_s, changed = 0, 0
        for came, left, parcels in _first_come_first_gone(stay):
            worst_s = max(worst_s, left.leaves_s - came.put_down_s)
            changed += parcels if came.by_bus != left.by_bus else 0
        if worst_s > longest_s:
            detail = f"cold goods wait {worst_s} s, at most {longest_s} s without a cold store"
            yield Violation("cold_wait", stay.where, worst_s - longest_s, "s", detail)
        if changed:
            detail = "cold goods change between a bus and a van without a cold store"
            yield Violation("cold_wait", stay.where, changed, "parcels", detail)


def _first_come_first_gone(stay: Stay) -> Iterator[tuple[Move, Move, int]]:
    """Which load brought the parcels that another takes away; what has no partner is left to other rules."""
    leaving = sorted(stay.leaves, key=lambda move: move.leaves_s)
    taken = [0] * len(leaving)
    position = 0
    for came in sorted(stay.comes, key=lambda move: move.put_down_s):
        waiting = came.parcels
        while waiting and position < len(leaving):
            parcels = min(waiting, leaving[position].parcels - taken[position])
            yield came, leaving[position], parcels
            waiting -= parcels
            taken[position] += parcels
            position += taken[position] == leaving[position].parcels
