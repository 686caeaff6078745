"""Who pays what: the account of each brand, and what bus operators and places are paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reports.catalogue import Translator
from reports.catalogue.words import KINDS, PARTS, WAYS
from reports.day import Report
from reports.day.money import Item
from reports.plain import plain
from reports.sheets.names import Names
from reports.sheets.tables import Column, Kind, Table, table

UNPAID = ("lateness", "unserved")
"""Parts that are prices set by the planner; no invoice asks for them."""

_PLACE_PARTS = ("handling", "sorting", "commission")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an invoice: what for, how many parcels, fen."""

    what: str
    detail: str
    parcels: int
    fen: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """What one party pays, or is paid. ``beside``: prices that are shown and not charged."""

    party: str
    lines: tuple[Line, ...]
    beside: tuple[Line, ...] = ()

    @property
    def fen(self) -> int:
        """The sum to pay."""
        return sum(line.fen for line in self.lines)


def brand_invoices(report: Report, _: Translator) -> list[Invoice]:
    """One for each brand: its share of every part of the cost, by the way its parcels travel."""
    brands = dict.fromkeys(item.brand for item in report.scenario.consignments)
    invoices = []
    for brand in [*brands, *_others(report, brands)]:
        lines = _grouped(
            (item for item in report.accounts if item.brand == brand),
            lambda item: (item.part, item.way),
        )
        priced = [(Line(_(PARTS[part]), _(WAYS[way]), n, fen), part) for (part, way), n, fen in lines]
        invoices.append(
            Invoice(
                plain(brand) or _("(vans that carry nothing)"),
                tuple(line for line, part in priced if part not in UNPAID),
                tuple(line for line, part in priced if part in UNPAID and line.fen),
            )
        )
    return invoices


def _others(report: Report, brands: Iterable[str]) -> list[str]:
    """The name under which costs stand that no brand has caused; no valid plan has such costs."""
    return sorted({item.brand for item in report.accounts} - set(brands))


def operator_invoices(report: Report, _: Translator) -> list[Invoice]:
    """One for each bus operator that carries goods: its fees run by run. They sum to the plan's bus fees."""
    runs = {run.id: run for run in report.scenario.runs}
    by_operator: dict[str, list[Item]] = defaultdict(list)
    for item in report.accounts:
        if item.part == "bus_fees":
            by_operator[runs[item.vehicle].operator].append(item)
    invoices = []
    for operator in sorted(by_operator):
        fees = _grouped(by_operator[operator], lambda item: (runs[item.vehicle].line, item.vehicle))
        lines = tuple(
            Line(_("line {line}").replace("{line}", plain(line)), plain(run), parcels, fen)
            for (line, run), parcels, fen in fees
        )
        invoices.append(Invoice(plain(operator) or _("(no operator named)"), lines))
    return invoices


def _grouped(
    items: Iterable[Item], key: Callable[[Item], tuple[str, ...]]
) -> list[tuple[tuple[str, ...], int, int]]:
    """Parcels and fen by key, keys in order of their first appearance."""
    sums: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for item in items:
        line = sums[key(item)]
        line[0] += item.parcels
        line[1] += item.fen
    return [(group, parcels, fen) for group, (parcels, fen) in sums.items()]


def invoices_table(
    name: str, title: str, note: str, party: str, invoices: Iterable[Invoice], _: Translator
) -> Table:
    """All lines of invoices as one table."""
    columns = (
        Column(party, width=24), Column(_("for"), width=24), Column(_("detail"), width=20),
        Column(_("parcels"), Kind.COUNT), Column(_("RMB"), Kind.MONEY, 12), Column(_("charged"), width=9),
    )  # fmt: skip
    rows = [
        (invoice.party, line.what, line.detail, line.parcels, line.fen, charged)
        for invoice in invoices
        for lines, charged in ((invoice.lines, _("yes")), (invoice.beside, _("no")))
        for line in lines
    ]
    return table(name, title, columns, rows, note)


def brand_table(report: Report, _: Translator) -> Table:
    """The accounts of all brands."""
    note = _("A van's day is shared by all that it carries, by litres. The lines of all brands sum to the plan's cost.")
    title = _("Invoices by brand")
    return invoices_table("invoices_brands", title, note, _("brand"), brand_invoices(report, _), _)


def operator_table(report: Report, _: Translator) -> Table:
    """The fees of all bus operators."""
    note = _("Fees for parcels put on a run; the lines sum to the plan's bus fees, which the brands' invoices contain.")
    title = _("Fees by bus operator")
    return invoices_table("invoices_operators", title, note, _("operator"), operator_invoices(report, _), _)


def places_table(report: Report, names: Names, _: Translator) -> Table:
    """What each place is paid for handling, sorting and commission."""
    kinds = {place.id: place.kind.value for place in report.scenario.places}
    columns = (
        Column(_("town"), width=14), Column(_("place"), width=20), Column(_("kind"), width=16),
        Column(_("for"), width=20), Column(_("parcels"), Kind.COUNT), Column(_("RMB"), Kind.MONEY, 12),
    )  # fmt: skip
    found = _grouped(
        (item for item in report.accounts if item.part in _PLACE_PARTS), lambda item: (item.place, item.part)
    )
    order = {place.id: number for number, place in enumerate(report.scenario.places)}
    rows = [
        (names.town(place), names.place(place), _(KINDS[kinds[place]]), _(PARTS[part]), parcels, fen)
        for (place, part), parcels, fen in sorted(found, key=lambda line: order[line[0][0]])
    ]
    note = _("Handling, sorting and commission; the lines sum to these parts of the plan's cost.")
    return table("payments_places", _("Payments to places"), columns, rows, note)
