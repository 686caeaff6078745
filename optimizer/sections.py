"""The least that goods use of the buses where no van stops at their village: for the lower bound.

Whatever way goods take, if no van brings them to their place then some bus does, and they boarded it at their origin,
at a hub or station, or came aboard from the block's run before. The last such chance before the place is the cheapest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from networks.timetable import may_load, may_unload
from optimizer.instance import Instance, Item
from scenarios.types import Call, Goods, Place, PlaceKind, Run

_EXCHANGES = (PlaceKind.HUB, PlaceKind.STATION)


@dataclass(frozen=True, slots=True)
class Section:
    """Segments ``board`` to ``leave`` - 1 of a run, which goods fill at least, and what each parcel pays at least."""

    run: int
    board: int
    leave: int
    urmb: int


def accepts(instance: Instance, run: Run, item: Item) -> bool:
    """True if the item's goods may be on the run and one parcel fits its empty hold."""
    settings = instance.settings
    return (
        item.goods is not Goods.BARRED
        and item.goods in run.goods
        and item.heaviest_g <= settings.bus_max_piece_g
        and item.longest_cm <= settings.bus_max_side_cm
        and run.usable_pieces != 0
        and item.parcel_g <= run.usable_g
        and item.parcel_ml <= run.usable_ml
    )


def sections(instance: Instance, item: Item, at: int, by_van: bool) -> Iterator[Section]:
    """What goods fill of the buses that may bring them to ``at`` (their destination) or take them away (their origin).

    ``by_van``: a van may have brought them to the bus, or take them on. If not, goods that neither ride directly nor
    through a layover pay for two rides.
    """
    if not instance.strategy.uses_buses:
        return
    table = instance.network.timetable
    calls = [one for one in table.calls_at.get(at, ()) if accepts(instance, table.runs[one[0]], item)]
    other_urmb = 0
    if calls and not by_van:
        other_urmb = min(run.fee_urmb for run in table.runs if accepts(instance, run, item))
        other_urmb += instance.settings.handling_urmb
    for number, call in calls:
        found = _into if at == item.destination else _outof
        yield from found(instance, item, number, call, other_urmb)


def _into(instance: Instance, item: Item, number: int, call: int, other_urmb: int) -> Iterator[Section]:
    table, settings = instance.network.timetable, instance.settings
    run, place = table.runs[number], instance.places[table.call_places[number][call]]
    arrive_s, late = run.calls[call].arrive_s, settings.late_urmb_per_s
    if not may_unload(place, run.calls[call]) or (late is None and arrive_s > item.due_s):
        return
    late_urmb = (late or 0) * max(0, arrive_s - item.due_s)
    for board, more_urmb in _chances(instance, item.origin, number, range(call - 1, -1, -1), may_load, other_urmb):
        if run.calls[board].depart_s >= item.available_s:
            yield Section(number, board, call, run.fee_urmb + settings.handling_urmb + late_urmb + more_urmb)
    if number in table.following and call > 0 and arrive_s >= item.available_s:
        yield Section(number, 0, call, table.least_fee_urmb + settings.handling_urmb + late_urmb)


def _outof(instance: Instance, item: Item, number: int, call: int, other_urmb: int) -> Iterator[Section]:
    table, settings = instance.network.timetable, instance.settings
    run, place = table.runs[number], instance.places[table.call_places[number][call]]
    depart_s, last = run.calls[call].depart_s, len(run.calls) - 1
    if call == last or not may_load(place, run.calls[call]) or depart_s < item.available_s:
        return
    if settings.late_urmb_per_s is None and depart_s > item.due_s:
        return
    for leave, more_urmb in _chances(
        instance, item.destination, number, range(call + 1, last + 1), may_unload, other_urmb
    ):
        yield Section(number, call, leave, run.fee_urmb + settings.handling_urmb + more_urmb)
    if table.following[number] >= 0:
        yield Section(number, call, last, run.fee_urmb + settings.handling_urmb)


def _chances(
    instance: Instance, end: int, number: int, calls: range, allowed: Callable[[Place, Call], bool], other_urmb: int
) -> Iterator[tuple[int, int]]:
    """The nearest call where goods may change vehicles (dearer by ``other_urmb``), and the nearest at their own end."""
    changed = False
    for call in calls:
        place = instance.network.timetable.call_places[number][call]
        where = instance.places[place]
        own = place == end
        if (own or where.kind in _EXCHANGES) and allowed(where, instance.network.timetable.runs[number].calls[call]):
            if own or not changed:
                yield call, 0 if own else other_urmb
            if own or not other_urmb:
                return
            changed = True
