"""Why goods stay behind: every way they could go, tried, with the rule that stops it and by how much."""

from __future__ import annotations

import time
from collections.abc import Iterator

from networks import UNREACHABLE, Itinerary, Ride, VanLeg
from optimizer.construct.insertion import Bundle, Placement, bundles, common_ways, try_way
from optimizer.instance import Instance, Item
from optimizer.plan import Unserved
from optimizer.settle import State, cost_of_plan, settled, with_placement
from optimizer.vans import Shortfall
from scenarios.types import Goods

_FEN = 10_000
_ROWS = 12
"""Ways tried and told per consignment: of a longer list those with the fewest legs, the earliest first."""


def reasons(instance: Instance, state: State, until: float) -> tuple[Unserved, ...]:
    """Rows for all that a solution leaves behind. Goods of one bundle that are alike are tried only once.

    Halfway to ``until`` (by the monotonic clock) only the way with the fewest legs is tried for each of those that
    remain, and after it none.
    """
    halfway = (time.monotonic() + until) / 2
    # Some plans hold only by their own van times; then nothing can be added without a look at the whole.
    firm = isinstance(settled(instance, state.solution), Shortfall)
    rows: list[Unserved] = []
    for bundle in bundles(instance, state.solution.left(instance)):
        known: dict[tuple[object, ...], list[tuple[str, Shortfall]]] = {}
        for index, parcels in bundle:
            item = instance.items[index]
            key = (
                *(item.goods, item.parcel_g, item.parcel_ml, item.heaviest_g, item.longest_cm),
                *(item.available_s, item.due_s, item.unserved_urmb, index in state.under_way),
            )
            if key not in known:
                now = time.monotonic()
                most = _ROWS if now < halfway else 1 if now < until else 0
                known[key] = obstacles(instance, state, item, bundle, most, firm)
            rows += [
                Unserved(item.consignment, parcels, way, wrong.rule, wrong.amount, wrong.unit, wrong.detail)
                for way, wrong in known[key]
            ]
    return tuple(rows)


def obstacles(
    instance: Instance, state: State, item: Item, bundle: Bundle, most: int, firm: bool
) -> list[tuple[str, Shortfall]]:
    """The ways of an item with what stops each now, proved by trying: with its whole bundle, then one parcel alone.

    At most so many ways are tried, those with the fewest legs; with none, that is told of the first of them.
    ``firm``: the plan's van times cannot be changed.
    Of the ways that never suit its goods only the nearest miss of each rule is told.
    """
    known = instance.network.itineraries.get((item.origin, item.destination), ())
    if not known:
        return [("none", Shortfall("unreachable", 1, "places", "no road, and no buses that can be caught"))]
    usable = instance.ways(item)
    suited, short = {id(way) for way in usable}, short_ways(instance, item)
    together = {id(way) for way in common_ways(instance, bundle)} if most else set()
    found = [
        (describe(instance, way), _tried(instance, state, item, bundle if id(way) in together else None, way, firm))
        for way in short[:most]
    ]
    if short and not found:
        found = [(describe(instance, short[0]), Shortfall("time", 1, "parcels", "not tried: the time was over"))]
    return found + _misses(instance, item, [way for way in known if id(way) not in suited])


def short_ways(instance: Instance, item: Item) -> list[Itinerary]:
    """The ways of an item that are tried one by one: those with the fewest legs."""
    return sorted(instance.ways(item), key=_legs_of)[:_ROWS]


def _legs_of(way: Itinerary) -> int:
    return len(way.rides) + (way.first_mile is not None) + (way.last_mile is not None)


def _tried(
    instance: Instance, state: State, item: Item, bundle: Bundle | None, way: Itinerary, firm: bool
) -> Shortfall:
    """What stops the bundle, or failing that one parcel, on a way."""
    tried = None if bundle is None else try_way(instance, state.space, state.garage, bundle, way)
    if not isinstance(tried, Placement):
        tried = try_way(instance, state.space, state.garage, ((item.index, 1),), way)
    if not isinstance(tried, Placement):
        return tried
    saves_urmb = tried.saves_urmb(instance)
    transfers = _legs_of(way) > 1
    if (saves_urmb > 0 and (transfers or firm)) or (transfers and item.index in state.under_way):
        # Counted leg by leg it may go; only the whole plan with it tells.
        plan = settled(instance, with_placement(instance, state, tried))
        if isinstance(plan, Shortfall):
            return plan
        saves_urmb = cost_of_plan(instance, state.plan) - cost_of_plan(instance, plan)
    goods = sum(parcels for _, parcels in tried.bundle)
    if saves_urmb > 0:
        return Shortfall("time", saves_urmb // _FEN, "fen", f"pays for {goods} parcels, but the time was over")
    return Shortfall("cost", -(saves_urmb // _FEN), "fen", f"dearer for {goods} parcels than leaving them")


def _misses(instance: Instance, item: Item, ways: list[Itinerary]) -> list[tuple[str, Shortfall]]:
    """For each rule that keeps the goods off ways, the way that misses it by least."""
    nearest: dict[tuple[str, str], tuple[str, Shortfall]] = {}
    for way in ways:
        wrong = unsuited(instance, item, way)
        key = (wrong.rule, wrong.unit)
        if key not in nearest or wrong.amount < nearest[key][1].amount:
            nearest[key] = (describe(instance, way), wrong)
    return list(nearest.values())


def unsuited(instance: Instance, item: Item, way: Itinerary) -> Shortfall:
    """The first rule by which a way does not suit one parcel of an item, as in `Instance.ways`."""
    found = next(_faults(instance, item, way), None)
    assert found is not None, "the way suits the item"
    return found


def _faults(instance: Instance, item: Item, way: Itinerary) -> Iterator[Shortfall]:
    for leg in (way.first_mile, way.last_mile):
        if leg is not None:
            yield from _van_faults(instance, item, leg)
    for ride in way.rides:
        yield from _ride_faults(instance, item, ride)
    if way.rides:
        yield from _time_faults(instance, item, way)


def _van_faults(instance: Instance, item: Item, leg: VanLeg) -> Iterator[Shortfall]:
    cold = [fleet for fleet in instance.fleets if item.goods is not Goods.COLD or fleet.type.cold]
    if not cold:
        yield Shortfall("goods", 1, "parcels", f"no van may carry {item.goods} goods")
        return
    for unit, size, rooms in (
        ("ml", item.parcel_ml, [fleet.type.capacity_ml for fleet in cold]),
        ("g", item.parcel_g, [fleet.type.capacity_g for fleet in cold]),
    ):
        if size > max(rooms):
            yield Shortfall("van_load", size - max(rooms), unit, "one parcel is too large for any van")
            return
    if not any(
        instance.can_carry(fleet, item)
        and instance.can_reach(fleet, leg.from_place)
        and instance.can_reach(fleet, leg.to_place)
        and instance.seconds(fleet)[leg.from_place, leg.to_place] < UNREACHABLE
        for fleet in cold
    ):
        yield Shortfall("path", 1, "roads", "no van that may carry the goods has a road there and back")


def _ride_faults(instance: Instance, item: Item, ride: Ride) -> Iterator[Shortfall]:
    settings = instance.settings
    if item.heaviest_g > settings.bus_max_piece_g:
        yield Shortfall("goods", item.heaviest_g - settings.bus_max_piece_g, "g", "a piece too heavy for a bus")
    if item.longest_cm > settings.bus_max_side_cm:
        yield Shortfall("goods", item.longest_cm - settings.bus_max_side_cm, "cm", "a piece too long for a bus")
    for leg in ride.legs:
        run = instance.network.timetable.runs[leg.run]
        if item.goods is Goods.BARRED or item.goods not in run.goods:
            yield Shortfall("goods", 1, "parcels", f"run {run.id} takes no {item.goods} goods")
        if run.usable_pieces == 0:
            yield Shortfall("hold", 1, "parcels", f"run {run.id}")
        for unit, size, room in (("ml", item.parcel_ml, run.usable_ml), ("g", item.parcel_g, run.usable_g)):
            if size > room:
                yield Shortfall("hold", size - room, unit, f"run {run.id}")


def _time_faults(instance: Instance, item: Item, way: Itinerary) -> Iterator[Shortfall]:
    settings, first, last = instance.settings, way.rides[0], way.rides[-1]
    if way.first_mile is None:
        if first.depart_s < item.available_s:
            yield Shortfall("ready", item.available_s - first.depart_s, "s", "it departs before the goods are there")
    else:
        leg = way.first_mile
        quickest_s = min(
            int(instance.seconds(fleet)[leg.from_place, leg.to_place])
            for fleet in instance.fleets
            if instance.can_carry(fleet, item)
        )
        there_s = instance.ready_after_s(leg.to_place, item.available_s + quickest_s, 1)
        if first.depart_s < there_s:
            yield Shortfall("transfer", there_s - first.depart_s, "s", "it departs before a van can bring the goods")
    if way.max_parcels < 1:
        yield Shortfall("transfer", 1, "parcels", "not one can be sorted before the next bus")
    if way.last_mile is None and settings.late_urmb_per_s is None and last.arrive_s > item.due_s:
        yield Shortfall("due", last.arrive_s - item.due_s, "s", "it arrives too late")
    if item.goods is Goods.COLD:
        yield from _cold_faults(instance, way)


def _cold_faults(instance: Instance, way: Itinerary) -> Iterator[Shortfall]:
    ends = [way.first_mile.to_place] if way.first_mile else []
    ends += [way.last_mile.from_place] if way.last_mile else []
    for place in ends:
        if not instance.places[place].cold_store:
            yield Shortfall("cold_wait", 1, "parcels", f"no cold store at {instance.places[place].id}")
    for before, after in zip(way.rides, way.rides[1:], strict=False):
        over_s = after.depart_s - before.arrive_s - instance.settings.cold_max_wait_s
        if not instance.places[before.to_place].cold_store and over_s > 0:
            yield Shortfall("cold_wait", over_s, "s", f"no cold store at {instance.places[before.to_place].id}")


def describe(instance: Instance, way: Itinerary) -> str:
    """A way in a few words: `van`, `bus R1 > bus R7`, `bus R1 > van from T02`."""
    runs, places = instance.network.timetable.runs, instance.places
    words = []
    if way.first_mile is not None:
        words.append("van" if not way.rides else f"van to {places[way.first_mile.to_place].id}")
    words += ["bus " + "+".join(runs[leg.run].id for leg in ride.legs) for ride in way.rides]
    if way.last_mile is not None:
        words.append(f"van from {places[way.last_mile.from_place].id}")
    return " > ".join(words)
