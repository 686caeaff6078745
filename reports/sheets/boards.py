"""Tables of what hangs in hubs and town stations: loading, transfers, shelves."""

from __future__ import annotations

from fractions import Fraction

from reports.catalogue import Translator
from reports.day import Report
from reports.sheets.names import Names, brands_text, labels_text, vehicle_name
from reports.sheets.tables import Column, Kind, Table, table


def loading_table(report: Report, names: Names, _: Translator) -> Table:
    """One row for each vehicle, or group of bags of a bus, that is loaded or unloaded at a station."""
    columns = (
        Column(_("station"), width=18), Column(_("time"), Kind.TIME, 8), Column(_("vehicle"), width=24),
        Column(_("load or unload"), width=10), Column(_("from or to"), width=18), Column(_("closes"), Kind.TIME, 8),
        Column(_("bags"), Kind.COUNT, 7), Column(_("labels"), width=10), Column(_("parcels"), Kind.COUNT, 8),
        Column(_("kg"), Kind.KG), Column(_("litres"), Kind.LITRES), Column(_("by brand"), width=40),
        Column(_("done"), width=7),
    )  # fmt: skip
    rows = (
        (
            names.place(board.place), row.time_s, vehicle_name(row.vehicle, _), _("load") if row.takes else _("unload"),
            names.place(row.other) if row.other else "", row.closes_s if row.takes else None, row.bags or None,
            labels_text(row.labels, row.vehicle.run), row.amount.parcels, row.amount.g, row.amount.ml,
            brands_text(row.lots), "",
        )
        for board in report.stations
        for row in board.loadings
    )  # fmt: skip
    note = _("Goods that are not ready when a departure closes wait for the next one. Labels number the bags of a run.")
    return table("loading", _("Loading board"), columns, rows, note, apart=True)


def transfers_table(report: Report, names: Names, _: Translator) -> Table:
    """One row for each pair of vehicles between which goods change."""
    columns = (
        Column(_("station"), width=18), Column(_("comes with"), width=24), Column(_("put down"), Kind.TIME),
        Column(_("sorted and free to go"), Kind.TIME, 12), Column(_("goes with"), width=24),
        Column(_("leaves"), Kind.TIME), Column(_("to spare, minutes"), Kind.MINUTES, 10),
        Column(_("parcels"), Kind.COUNT), Column(_("kg"), Kind.KG), Column(_("litres"), Kind.LITRES),
        Column(_("by brand"), width=36), Column(_("done"), width=7),
    )  # fmt: skip
    rows = (
        (
            names.place(board.place), vehicle_name(row.came, _), row.put_down_s, row.ready_s,
            vehicle_name(row.goes, _), row.leaves_s, row.slack_s, row.amount.parcels, row.amount.g, row.amount.ml,
            brands_text(row.lots), "",
        )
        for board in report.stations
        for row in board.transfers
    )  # fmt: skip
    note = _("Time to spare is beyond hand-over, sorting, the shortest transfer and the buffer against delays.")
    return table("transfers", _("Transfer board"), columns, rows, note, apart=True)


def shelves_table(report: Report, names: Names, _: Translator) -> Table:
    """One row for each moment at which the number of waiting parcels changes."""
    columns = (
        Column(_("station"), width=18), Column(_("since"), Kind.TIME), Column(_("parcels waiting"), Kind.COUNT, 12),
        Column(_("shelf space"), Kind.COUNT, 12), Column(_("full"), Kind.PERCENT), Column(_("remark"), width=24),
    )  # fmt: skip
    rows = []
    for board in report.stations:
        room = board.storage_parcels
        for step in board.shelf:
            over = room is not None and step.parcels > room
            fill = Fraction(step.parcels, room) if room else None
            full = _("more than the shelf holds") if over else ""
            remark = full or (_("peak of the day") if step.parcels == board.peak else "")
            rows.append((names.place(board.place), step.time_s, step.parcels, room, fill, remark))
    return table("shelves", _("Shelf occupancy"), columns, rows, _("Goods that wait for another vehicle."))
