"""The page of one plan: `page_of(report, lang, version)`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from optimizer.costs.reading import Reading
from optimizer.plan import PlanRecord
from reports.catalogue import Translator, long_date, translator
from reports.catalogue.words import STRATEGIES
from reports.day import Report
from reports.day.stations import StationBoard
from reports.day.trips import TripSheet
from reports.page import data as plain
from reports.page.figures import cards, checks, cost_tables, coverage
from reports.page.indicators import indicator_groups
from reports.page.left import Left, left_behind
from reports.page.mapview import MapView, map_view, village_modes
from reports.page.names import Refs, mode_name
from reports.page.render import frame_of, render, script_words
from reports.page.timeline import Clock, clock_of, shelf_picture, timeline
from reports.sheets.names import Names, vehicle_name
from reports.text import clock, count
from scenarios.types import Place, PlaceKind

WINDOW_PX = 900
"""Width that the map's dots and names are drawn for where no script measures the window."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What can be shown or hidden on the map."""

    key: str
    label: str
    count: str | None = None


@dataclass(frozen=True, slots=True)
class TransferRow:
    """Parcels that change vehicles."""

    comes: str
    comes_ref: str
    comes_at: str
    leaves: str
    leaves_ref: str
    leaves_at: str
    parcels: str


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station where parcels change vehicles."""

    name: str
    ref: str
    peak: str
    steps: str
    limit: str | None
    transfers: tuple[TransferRow, ...]


def page_of(report: Report, lang: str, version: str, _: Translator | None = None) -> str:
    """The HTML of a plan's page, complete in itself.

    Args:
        report: what it shows.
        lang: ``zh`` or ``en``; of dates and of the page.
        version: of the program, for the foot of the page.
        _: translates; by default into ``lang``.
    """
    say = _ or translator(lang)
    scenario, record = report.scenario, report.record or _no_record(report)
    reading, names = report.reading, Names(scenario)
    refs = refs_of(report)
    days = days_of(report.trips)
    modes = village_modes(report.villages)
    view = map_view(reading, modes, refs)
    hours = clock_of(report.manifests, report.trips)
    left = left_behind(reading, names, refs, say)
    title = f"{scenario.name} {scenario.service_date.isoformat()}"
    return render(
        "page.html",
        frame_of(title, lang, unit_rule(view), _script_data(report, view, refs, left, say)),
        say,
        name=scenario.name,
        description=scenario.description,
        date=long_date(lang, scenario.service_date),
        strategy=say(STRATEGIES[scenario.strategy.value]),
        version=version,
        cards=cards(report.costs, report.measures, record, say),
        map=view,
        layers=layers(view, say),
        timeline=timeline(hours, report.manifests, days, refs, say),
        cost=cost_tables(report.costs, report.accounts, report.measures.parcels_by_way, record, say),
        coverage=coverage(reading, report.measures, modes, say),
        stations=list(_stations(report.stations, hours, reading, refs, say)),
        appraisal=indicator_groups(report.appraisal, say),
        left=left,
        checks=checks(report.violations, record, version, say),
    )


def _script_data(report: Report, view: MapView, refs: Refs, left: Left, _: Translator) -> dict[str, Any]:
    """What the page's scripts read."""
    reading = report.reading
    return {
        "words": script_words(_),
        "places": plain.places_data(reading, view, refs, _),
        "runs": plain.runs_data(reading, report.manifests, view, refs),
        "vans": plain.vans_data(days_of(report.trips), view, refs),
        "lines": plain.lines_data(view, report.scenario.runs_today(), report.manifests),
        "events": plain.events_data(reading, refs, _),
        "left": plain.left_data(reading, {row.id: row.why for row in left.rows}, refs),
    }


def unit_rule(view: MapView) -> str:
    """The style's rule for how large a pixel is on the map, as long as no script knows better."""
    return f".map{{--u:{max(view.width, view.height) / WINDOW_PX:.2f}px;--dot:3}}"


def refs_of(report: Report) -> Refs:
    """The references of a report's runs, vans, lines and places."""
    called = {call.place for sheet in report.manifests for call in sheet.calls}
    called |= {call.place for sheet in report.trips for call in sheet.calls}
    return Refs(
        (sheet.run for sheet in report.manifests),
        (sheet.vehicle for sheet in report.trips),
        (run.line for run in report.scenario.runs_today()),
        (place for place in report.scenario.places if _is_shown(place) or place.id in called),
    )


def _is_shown(place: Place) -> bool:
    return place.kind is not PlaceKind.JUNCTION


def layers(view: MapView, _: Translator) -> list[Layer]:
    """What can be switched; villages with how many there are of each."""
    villages = view.villages
    return [
        *(
            Layer(mode, mode_name(mode, _), count(len(villages[mode])))
            for mode in ("bus", "van", "both", "left", "empty")
            if villages[mode]
        ),
        Layer("lines", _("bus lines (darker: with goods)"), count(len(view.lines))),
        Layer("trips", _("van trips"), count(len(view.trips))),
        Layer("roads", _("road network")),
    ]


def _stations(
    boards: Iterable[StationBoard], hours: Clock, reading: Reading, refs: Refs, _: Translator
) -> Iterable[StationRow]:
    for board in boards:
        if not board.transfers and not board.shelf:
            continue
        picture = shelf_picture(hours, board)
        limited, unlimited = _("at most {n} wait, room for {room}"), _("at most {n} wait, no limit")
        said = unlimited if board.storage_parcels is None else limited
        yield StationRow(
            name=reading.places[board.place].name,
            ref=refs.place(board.place),
            peak=said.format(n=count(board.peak), room=board.storage_parcels),
            steps=picture.steps,
            limit=picture.limit,
            transfers=tuple(
                TransferRow(
                    comes=vehicle_name(row.came, _),
                    comes_ref=refs.vehicle(row.came),
                    comes_at=clock(row.put_down_s),
                    leaves=vehicle_name(row.goes, _),
                    leaves_ref=refs.vehicle(row.goes),
                    leaves_at=clock(row.leaves_s),
                    parcels=count(row.amount.parcels),
                )
                for row in board.transfers
            ),
        )


def _no_record(report: Report) -> PlanRecord:
    """What is known of a plan that was never written."""
    scenario, costs = report.scenario, report.costs
    return PlanRecord(
        scenario.name, "-", report.plan.strategy, "-", 0, 0, "-", 0.0, costs.total, None, dict(costs.parts())
    )


def days_of(trips: Sequence[TripSheet]) -> tuple[tuple[TripSheet, ...], ...]:
    """The trips of each van."""
    return tuple(tuple(found) for _van, found in groupby(trips, lambda s: (s.vehicle.van, s.vehicle.number)))
