"""Rules on places and roads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scenarios.faults import Fault
from scenarios.rules.case import Case, clock
from scenarios.schema import MEASURED
from scenarios.types import PlaceKind


def there_is_a_hub(case: Case) -> Iterator[Fault]:
    """Trucks arrive somewhere."""
    if not any(place.kind is PlaceKind.HUB for place in case.scenario.places):
        yield Fault(case.rows.file("places"), None, "kind", "", "at least one place of kind hub")


def places_open_before_they_close(case: Case) -> Iterator[Fault]:
    """Opening hours run forward."""
    for place, row in zip(case.scenario.places, case.rows.places, strict=True):
        if place.opens_s >= place.closes_s:
            yield Fault(*row, "closes", clock(place.closes_s), f"a time after opens, {clock(place.opens_s)}")


def midday_gaps_lie_within_opening_hours(case: Case) -> Iterator[Fault]:
    """A midday gap has two ends, in order, neither before opening nor after closing."""
    for place, row in zip(case.scenario.places, case.rows.places, strict=True):
        begin, end = place.gap_from_s, place.gap_to_s
        if begin is None and end is None:
            continue
        if begin is None or end is None:
            blank = "closed_from" if begin is None else "closed_to"
            yield Fault(*row, blank, "", "a time: a midday gap has a begin and an end")
        elif begin >= end:
            yield Fault(*row, "closed_to", clock(end), f"a time after closed_from, {clock(begin)}")
        elif not place.opens_s <= begin <= end <= place.closes_s:
            column, time_s = ("closed_from", begin) if begin < place.opens_s else ("closed_to", end)
            hours = f"{clock(place.opens_s)} to {clock(place.closes_s)}"
            yield Fault(*row, column, clock(time_s), f"a time within the opening hours, {hours}")


def links_lead_elsewhere(case: Case) -> Iterator[Fault]:
    """A road does not end where it begins."""
    for link, row in zip(case.scenario.links, case.rows.links, strict=True):
        if link.from_place == link.to_place:
            yield Fault(*row, "to", link.to_place, "another place than in from")


def measured_links_have_minutes(case: Case) -> Iterator[Fault]:
    """A link without a road class has no speed, so its time must be given."""
    for link, row in zip(case.scenario.links, case.rows.links, strict=True):
        if link.road_class == MEASURED and link.duration_ms is None:
            yield Fault(*row, "minutes", "", "a number of minutes, because road_class is measured")


def places_with_parcels_are_connected(case: Case) -> Iterator[Fault]:
    """Parcels begin and end at places that some road or bus joins to a hub, unless they may be left behind."""
    if not case.scenario.settings.leave_unreachable:
        yield from _apart(case, places_with_parcels(case))


def villages_without_parcels_are_apart(case: Case) -> Iterator[Fault]:
    """Warning: a village that nothing joins to a hub; and any such place, where its parcels may be left behind."""
    busy = places_with_parcels(case)
    if case.scenario.settings.leave_unreachable:
        yield from _apart(case, busy)
    yield from _apart(
        case, {place.id for place in case.scenario.places if place.kind is PlaceKind.VILLAGE} - busy
    )


def places_with_parcels(case: Case) -> set[str]:
    """Return the ids of the places where parcels begin or end."""
    items = case.scenario.consignments
    return {item.origin for item in items} | {item.destination for item in items}


def _apart(case: Case, places: set[str]) -> Iterator[Fault]:
    joined = _joined_to_hub(case)
    for place, row in zip(case.scenario.places, case.rows.places, strict=True):
        if place.id in places and place.id not in joined:
            expected = "a place that a road or a shared run of the day joins to a hub"
            hint = 'policy.unreachable = "leave" would leave its parcels behind'
            yield Fault(*row, "id", place.id, expected, hint)


def _joined_to_hub(case: Case) -> set[str]:
    """Return the ids of places that roads (whatever their direction and limits) and runs of the day join to a hub."""
    beside: dict[str, list[str]] = {place: [] for place in case.places}
    pairs = [(link.from_place, link.to_place) for link in case.scenario.links]
    for run in case.scenario.runs_today():
        pairs += pairwise(call.place for call in run.calls)
    for one, other in pairs:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    waiting = [place.id for place in case.scenario.places if place.kind is PlaceKind.HUB]
    joined = set(waiting)
    while waiting:
        for place in beside[waiting.pop()]:
            if place not in joined:
                joined.add(place)
                waiting.append(place)
    return joined
