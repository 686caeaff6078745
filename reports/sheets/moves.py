"""Tables of what moves: runs, manifests, segments, van trips and their stops, villages."""

from __future__ import annotations

from collections.abc import Iterator

from reports.catalogue import Translator
from reports.catalogue.words import MODES
from reports.day import Report
from reports.day.amounts import amount_of
from reports.day.bags import Bags
from reports.day.manifests import BusCall, Manifest
from reports.sheets.names import Names, brands_text, care_text, labels_text, vehicle_name
from reports.sheets.tables import Cell, Column, Kind, Table, table


def runs_table(report: Report, names: Names, _: Translator) -> Table:
    """One row for each run that carries goods."""
    columns = (
        Column(_("run"), width=12), Column(_("line"), width=10), Column(_("direction")),
        Column(_("operator"), width=22),
        Column(_("bus"), width=14), Column(_("departs"), Kind.TIME), Column(_("from"), width=18),
        Column(_("to"), width=18), Column(_("parcels"), Kind.COUNT), Column(_("kg"), Kind.KG),
        Column(_("litres"), Kind.LITRES), Column(_("bags"), Kind.COUNT), Column(_("fullest"), Kind.PERCENT),
    )  # fmt: skip
    rows = (
        (
            sheet.run, sheet.line, sheet.direction, sheet.operator, sheet.block, sheet.departs_s,
            names.place(sheet.calls[0].place), names.place(sheet.calls[-1].place), sheet.put_on.parcels,
            sheet.put_on.g, sheet.put_on.ml, sum(bags.number for call in sheet.calls for bags in call.on), sheet.peak,
        )
        for sheet in report.manifests
    )  # fmt: skip
    return table("runs", _("Bus runs with goods"), columns, rows, _("Goods put on at the run's own calls."))


def manifests_table(report: Report, names: Names, _: Translator) -> Table:
    """One row for each group of bags that is put on or taken off at a call."""
    columns = (
        Column(_("run")), Column(_("line")), Column(_("call"), Kind.COUNT), Column(_("place"), width=18),
        Column(_("arrives"), Kind.TIME), Column(_("leaves no later than"), Kind.EXACT), Column(_("load or unload")),
        Column(_("from or to"), width=18), Column(_("bags"), Kind.COUNT), Column(_("labels")),
        Column(_("parcels"), Kind.COUNT), Column(_("kg"), Kind.KG), Column(_("litres"), Kind.LITRES),
        Column(_("by brand")), Column(_("with care")), Column(_("if full: next run")),
        Column(_("which departs"), Kind.TIME), Column(_("origin")), Column(_("destination")),
    )  # fmt: skip
    rows = (
        row for sheet in report.manifests for call in sheet.calls for row in _manifest_rows(sheet, call, names, _)
    )
    return table("manifests", _("Manifests"), columns, rows)


def _manifest_rows(sheet: Manifest, call: BusCall, names: Names, _: Translator) -> Iterator[tuple[Cell, ...]]:
    head = (sheet.run, sheet.line, call.position, names.place(call.place), call.arrive_s, call.leave_by_s)
    for bags in call.off:
        start = names.place(sheet.calls[bags.board].place)
        yield (*head, _("unload"), start, *_bag_cells(bags, sheet.run, _), None, None, *_ends(bags, names))
    for bags, instead in zip(call.on, call.if_full, strict=True):
        other = (instead.run, instead.departs_s) if instead else (None, None)
        end = names.place(sheet.calls[bags.leave].place)
        yield (*head, _("load"), end, *_bag_cells(bags, sheet.run, _), *other, *_ends(bags, names))


def _bag_cells(bags: Bags, run: str, _: Translator) -> tuple[Cell, ...]:
    amount = bags.amount
    labels = labels_text(bags.labels, run)
    care = care_text(bags.lots, _)
    return (bags.number, labels, amount.parcels, amount.g, amount.ml, brands_text(bags.lots), care)


def _ends(bags: Bags, names: Names) -> tuple[Cell, ...]:
    return (names.place(bags.origin), names.place(bags.destination))


def segments_table(report: Report, names: Names, _: Translator) -> Table:
    """One row for each segment of each run with goods, with what is in the hold and what still fits."""
    columns = (
        Column(_("run")), Column(_("line")), Column(_("segment"), Kind.COUNT), Column(_("from")), Column(_("to")),
        Column(_("departs"), Kind.TIME), Column(_("arrives"), Kind.TIME), Column(_("parcels"), Kind.COUNT),
        Column(_("kg"), Kind.KG), Column(_("litres"), Kind.LITRES), Column(_("litres left"), Kind.LITRES),
        Column(_("kg left"), Kind.KG), Column(_("pieces left"), Kind.COUNT), Column(_("full"), Kind.PERCENT),
    )  # fmt: skip
    rows = (
        (
            sheet.run, sheet.line, here.position, names.place(here.place), names.place(there.place), here.depart_s,
            there.arrive_s, here.aboard.parcels, here.aboard.g, here.aboard.ml, here.room.ml, here.room.g,
            here.room.pieces, here.fill,
        )
        for sheet in report.manifests
        for here, there in zip(sheet.calls[:-1], sheet.calls[1:], strict=True)
    )  # fmt: skip
    note = _("The hold is counted after the passengers' share.")
    return table("segments", _("Loads by segment"), columns, rows, note)


def trips_table(report: Report, names: Names, _: Translator) -> Table:
    """One row for each van trip."""
    columns = (
        Column(_("van"), width=16), Column(_("number"), Kind.COUNT), Column(_("trip"), Kind.COUNT),
        Column(_("kind"), width=14), Column(_("base"), width=20), Column(_("all is ready"), Kind.EXACT),
        Column(_("departs"), Kind.TIME), Column(_("returns"), Kind.TIME), Column(_("km"), Kind.KM),
        Column(_("stops"), Kind.COUNT), Column(_("parcels"), Kind.COUNT), Column(_("kg"), Kind.KG),
        Column(_("litres"), Kind.LITRES), Column(_("fullest"), Kind.PERCENT),
    )  # fmt: skip
    rows = (
        (
            sheet.vehicle.van, sheet.vehicle.number, sheet.vehicle.trip, sheet.kind, names.place(sheet.base),
            sheet.ready_s, sheet.departs_s, sheet.returns_s, sheet.metres, len(sheet.calls) - 2, sheet.put_on.parcels,
            sheet.put_on.g, sheet.put_on.ml, sheet.peak,
        )
        for sheet in report.trips
    )  # fmt: skip
    return table("van_trips", _("Van trips"), columns, rows, _("All that is put on, at the base and on the way."))


def van_stops_table(report: Report, names: Names, _: Translator) -> Table:
    """One row for each stop of each van trip."""
    columns = (
        Column(_("van")), Column(_("number"), Kind.COUNT), Column(_("trip"), Kind.COUNT), Column(_("stop"), Kind.COUNT),
        Column(_("place")), Column(_("town")), Column(_("km"), Kind.KM), Column(_("arrives"), Kind.TIME),
        Column(_("work begins"), Kind.TIME), Column(_("departs"), Kind.TIME), Column(_("rest, minutes"), Kind.MINUTES),
        Column(_("deliver: parcels"), Kind.COUNT), Column(_("deliver: kg"), Kind.KG),
        Column(_("deliver: by brand")), Column(_("collect: parcels"), Kind.COUNT), Column(_("collect: kg"), Kind.KG),
        Column(_("collect: by brand")), Column(_("on board: parcels"), Kind.COUNT), Column(_("on board: kg"), Kind.KG),
        Column(_("on board: litres"), Kind.LITRES), Column(_("with care")),
    )  # fmt: skip
    rows = (
        (
            sheet.vehicle.van, sheet.vehicle.number, sheet.vehicle.trip, call.seq, names.place(call.place),
            names.town(call.place), call.metres, call.arrive_s, call.begin_s, call.depart_s, call.rest_s,
            amount_of(call.off).parcels, amount_of(call.off).g, brands_text(call.off),
            amount_of(call.on).parcels, amount_of(call.on).g, brands_text(call.on),
            call.aboard.parcels, call.aboard.g, call.aboard.ml, care_text((*call.off, *call.on), _),
        )
        for sheet in report.trips
        for call in sheet.calls
    )  # fmt: skip
    return table("van_stops", _("Stops of van trips"), columns, rows)


def villages_table(report: Report, names: Names, _: Translator) -> Table:
    """One row for each vehicle that comes to a village, and one for each village that none comes to."""
    columns = (
        Column(_("town"), width=14), Column(_("village"), width=20), Column(_("time"), Kind.TIME, 8),
        Column(_("vehicle"), width=24), Column(_("arrive: parcels"), Kind.COUNT), Column(_("arrive: kg"), Kind.KG),
        Column(_("arrive: by brand"), width=36), Column(_("late"), Kind.COUNT, 7),
        Column(_("have ready: parcels"), Kind.COUNT), Column(_("have ready: by brand"), width=30),
        Column(_("left behind"), Kind.COUNT),
    )  # fmt: skip
    in_towns = sorted(report.villages, key=lambda village: names.town(village.place))
    rows: list[tuple[Cell, ...]] = []
    for village in in_towns:
        head = (names.town(village.place), names.place(village.place))
        for visit in village.visits:
            amount = amount_of(visit.brings)
            rows.append(
                (
                    *head, visit.time_s, vehicle_name(visit.vehicle, _), amount.parcels or None, amount.g or None,
                    brands_text(visit.brings), visit.late or None, amount_of(visit.collects).parcels or None,
                    brands_text(visit.collects), None,
                )
            )  # fmt: skip
        if village.left:
            what = _("nothing comes today") if village.mode == "none" else _("not in today's vehicles")
            rows.append((*head, None, what, *[None] * 6, village.left))
    return table(
        "villages", _("Expected arrivals by village"), columns, rows,
        _("What comes when, and what has to be ready to be collected."), apart=True,
    )  # fmt: skip


def coverage_table(report: Report, names: Names, _: Translator) -> Table:
    """One row for each village with parcels: how it is served."""
    columns = (
        Column(_("town"), width=14), Column(_("village"), width=20), Column(_("served"), width=20),
        Column(_("parcels in"), Kind.COUNT), Column(_("parcels out"), Kind.COUNT), Column(_("left behind"), Kind.COUNT),
    )  # fmt: skip
    rows = (
        (
            names.town(village.place), names.place(village.place), _(MODES[village.mode]), village.brought.parcels,
            village.collected.parcels, village.left,
        )
        for village in report.villages
    )  # fmt: skip
    return table("coverage", _("Coverage of villages"), columns, rows)
