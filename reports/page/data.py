"""What the page's scripts read: every place, run, van and bus line with its day, as plain JSON values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from optimizer.costs.reading import Reading
from reports.catalogue import Translator
from reports.catalogue.words import GOODS, KINDS
from reports.day.amounts import Amount, amount_of
from reports.day.manifests import Manifest
from reports.day.spare import Room
from reports.day.trips import TripSheet
from reports.journeys import Leg, legs_of
from reports.page.mapview import MapView, run_path
from reports.page.names import Refs, mode_name, van_name
from reports.text import clock
from scenarios.types import Consignment, Place, PlaceKind, Run

Plain = dict[str, Any]


def places_data(reading: Reading, view: MapView, refs: Refs, _: Translator) -> list[Plain]:
    """The places that the map shows, by their number."""
    return [
        {
            "name": spot.name,
            "town": place.town,
            "kind": place.kind.value,
            "mode": spot.mode,
            "status": _status(spot.mode, place, _),
            "short": spot.short,
            "hours": _hours(place),
            "x": spot.x,
            "y": spot.y,
        }
        for place, spot in zip(refs.places, view.spots, strict=True)
    ]


def _status(mode: str, place: Place, _: Translator) -> str:
    """How a village is served, or what another place is."""
    return mode_name(mode, _) if place.kind is PlaceKind.VILLAGE else _(KINDS[place.kind.value])


def _hours(place: Place) -> str:
    """Opening hours; nothing for a place that is always open."""
    if (place.opens_s, place.closes_s, place.gap_from_s) == (0, 172_800, None):
        return ""
    return ", ".join(f"{clock(opens)}–{clock(closes)}" for opens, closes in place.windows)


def runs_data(reading: Reading, sheets: Iterable[Manifest], view: MapView, refs: Refs) -> list[Plain]:
    """The runs that carry goods."""
    return [
        {
            "id": sheet.run,
            "line": sheet.line,
            "direction": sheet.direction,
            "operator": sheet.operator,
            "room": _room(sheet.hold),
            "path": run_path(reading, reading.runs[sheet.run], view),
            "parcels": sheet.put_on.parcels + sum(bags.amount.parcels for bags in sheet.came),
            "aboard": [_amount(call.aboard) for call in sheet.calls[:-1]],
            "calls": [
                {
                    "place": refs.place_number(call.place),
                    "arrive": call.arrive_s,
                    "depart": call.depart_s,
                    "on": sum(bags.amount.parcels for bags in call.on),
                    "off": sum(bags.amount.parcels for bags in call.off),
                }
                for call in sheet.calls
            ],
        }
        for sheet in sheets
    ]


def vans_data(days: Iterable[Sequence[TripSheet]], view: MapView, refs: Refs) -> list[Plain]:
    """The vans that drive, each with its trips."""
    paths = {trip.ref: trip.path for trip in view.trips}
    return [
        {
            "at": at,
            "name": van_name(trips[0].vehicle),
            "kind": trips[0].kind,
            "room": _room(trips[0].capacity),
            "metres": sum(sheet.metres for sheet in trips),
            "span": trips[-1].returns_s - trips[0].departs_s,
            "trips": [{"path": paths[refs.vehicle(sheet.vehicle)], "stops": _stops(sheet, refs)} for sheet in trips],
        }
        for at, trips in enumerate(days)
    ]


def _stops(sheet: TripSheet, refs: Refs) -> list[Plain]:
    return [
        {
            "place": refs.place_number(call.place),
            "arrive": call.arrive_s,
            "depart": call.depart_s,
            "on": amount_of(call.on).parcels,
            "off": amount_of(call.off).parcels,
            "aboard": _amount(call.aboard),
        }
        for call in sheet.calls
    ]


def lines_data(view: MapView, runs: Iterable[Run], sheets: Sequence[Manifest]) -> list[Plain]:
    """The bus lines of the day with their runs that carry goods."""
    every: dict[str, int] = defaultdict(int)
    for run in runs:
        every[run.line] += 1
    with_goods: dict[str, list[int]] = defaultdict(list)
    for number, sheet in enumerate(sheets):
        with_goods[sheet.line].append(number)
    return [
        {"name": line.name, "path": line.path, "all": every[line.name], "runs": with_goods[line.name]}
        for line in view.lines
    ]


def events_data(reading: Reading, refs: Refs, _: Translator) -> dict[int, list[Plain]]:
    """What is handed over at each place, by its number: one entry for each vehicle, moment and direction."""
    found: dict[tuple[int, int, bool, str], list[Leg]] = defaultdict(list)
    for leg in legs_of(reading):
        ref = refs.vehicle(leg.vehicle)
        if leg.move.put_on:
            found[refs.place_number(leg.move.from_place), leg.move.leaves_s, True, ref].append(leg)
        if leg.move.taken_off:
            found[refs.place_number(leg.move.to_place), leg.move.arrives_s, False, ref].append(leg)
    events: dict[int, list[Plain]] = defaultdict(list)
    for (place, time_s, on, ref), legs in sorted(found.items()):
        parcels = sum(leg.move.parcels for leg in legs)
        what = _what(((leg.move.consignment, leg.move.parcels) for leg in legs), _)
        events[place].append({"time": time_s, "on": on, "vehicle": ref, "parcels": parcels, "what": what})
    return events


def _what(loads: Iterable[tuple[Consignment, int]], _: Translator) -> str:
    """Parcels by brand, and by class where they are not ordinary."""
    sums: dict[str, int] = defaultdict(int)
    for item, parcels in loads:
        goods = "" if item.goods.value == "ordinary" else f" ({_(GOODS[item.goods.value])})"
        sums[f"{item.brand}{goods}"] += parcels
    return ", ".join(f"{brand} {parcels}" for brand, parcels in sorted(sums.items()))


def left_data(reading: Reading, why: Mapping[str, str], refs: Refs) -> list[Plain]:
    """What stays behind, with the rules that stopped it in words."""
    return [
        {
            "id": name,
            "from": refs.place_number(reading.consignments[name].origin),
            "to": refs.place_number(reading.consignments[name].destination),
            "parcels": parcels,
            "why": why[name],
        }
        for name, parcels in reading.left.items()
    ]


def _amount(amount: Amount) -> list[int]:
    return [amount.parcels, amount.ml, amount.g]


def _room(room: Room) -> list[int | None]:
    return [room.pieces, room.ml, room.g]
