"""The sheets that people carry and sign: manifests of bus runs, van trip sheets, invoices. One sheet each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.catalogue import Translator
from reports.day.amounts import amount_of
from reports.day.bags import Bags, Labels
from reports.day.manifests import BusCall, Manifest
from reports.day.spare import NextRun
from reports.day.trips import TripSheet, VanCall
from reports.plain import plain
from reports.sheets.bills import Invoice
from reports.sheets.book import Book, Fact, Page
from reports.sheets.names import Names, care_text, joined_text, labels_text, vehicle_name
from reports.sheets.tables import Cell, Column, Kind, exact_clock
from reports.text import clock

SIGNED = 22
"""Height of a row that somebody signs, in points."""


class Forms:
    """Writes forms into a workbook. ``head``: facts that stand on every form, such as county and date."""

    def __init__(self, book: Book, names: Names, head: Sequence[Fact], back: str, _: Translator) -> None:
        self._book, self._names, self._head, self._back, self._ = book, names, tuple(head), back, _

    def manifest(self, sheet: Manifest) -> Page:
        """The manifest of a run."""
        _, book = self._, self._book
        page = book.add(_("Run {run}").replace("{run}", sheet.run))
        columns = self._manifest_columns()
        book.widths(page, columns)
        book.title(page, _("Manifest of run {run}").replace("{run}", sheet.run), back=self._back)
        book.facts(page, self._manifest_facts(sheet), (1, 6, 12))
        book.head(page, columns, height=42)
        for bags in sheet.came:
            self._bags(page, columns, (None, _("aboard already"), None, None, None), _("unload"), "", bags, sheet)
        for call in sheet.calls:
            self._call(page, columns, sheet, call)
        total = sheet.put_on
        bags_on = sum(bags.number for call in sheet.calls for bags in call.on)
        book.cells(
            page, columns,
            (None, _("put on, total"), *[None] * 5, bags_on, None, total.parcels, total.g, total.ml, *[None] * 4),
            "sum",
        )  # fmt: skip
        self._if_full(page, columns, sheet)
        self._rules(
            page,
            _("Passengers come first. The bus does not wait beyond the time in “leave no later than”."),
            _("Count the bags, check the seals and sign at every call. Goods that are not aboard in time stay there."),
            _("Bags that cannot be unloaded stay in the hold to the end of the run; tell the county hub."),
        )
        return page

    def _manifest_columns(self) -> tuple[Column, ...]:
        _ = self._
        return (
            Column(_("call"), Kind.COUNT, 6), Column(_("place"), width=20), Column(_("arrives"), Kind.TIME, 8),
            Column(_("departs"), Kind.TIME, 8), Column(_("leave no later than"), Kind.EXACT, 11),
            Column(_("load or unload"), width=9), Column(_("from or to"), width=20), Column(_("bags"), Kind.COUNT, 6),
            Column(_("labels"), width=10), Column(_("parcels"), Kind.COUNT, 8), Column(_("kg"), Kind.KG, 8),
            Column(_("litres"), Kind.LITRES, 9), Column(_("hold left, litres"), Kind.LITRES, 10),
            Column(_("hold left, kg"), Kind.KG, 9), Column(_("seal no."), width=12), Column(_("signature"), width=18),
        )  # fmt: skip

    def _manifest_facts(self, sheet: Manifest) -> list[Fact]:
        _, names, hold = self._, self._names, sheet.hold
        room = f"{hold.ml / 1000:,.0f} {_('litres')}, {hold.g / 1000:,.0f} kg"
        if hold.pieces is not None:
            room += _(", {count} pieces").format(count=hold.pieces)
        way = f"{names.place(sheet.calls[0].place)} → {names.place(sheet.calls[-1].place)}"
        return [
            *self._head,
            Fact(_("line"), f"{sheet.line} {sheet.direction}".strip()),
            Fact(_("from, to"), f"{exact_clock(sheet.departs_s)} {way}"),
            Fact(_("operator"), sheet.operator),
            Fact(_("bus"), sheet.block),
            Fact(_("hold for goods"), room),
            Fact(_("driver"), "____________"),
            Fact(_("number plate"), "____________"),
        ]

    def _call(self, page: Page, columns: Sequence[Column], sheet: Manifest, call: BusCall) -> None:
        """The rows of a call: what is unloaded, what is loaded, and then the room that is left."""
        _, place = self._, self._names.place(call.place)
        head: tuple[Cell, ...] = (call.position + 1, place, call.arrive_s, call.depart_s, call.leave_by_s)
        room: tuple[Cell, ...] = (call.room.ml, call.room.g)
        if not call.handles:
            quiet = (*head, *[None] * 7, *room, None, None)
            self._book.cells(page, columns, quiet, font_color="#888888")
            return
        moves = [(_("unload"), bags.board, bags) for bags in call.off]
        moves += [(_("load"), bags.leave, bags) for bags in call.on]
        for number, (what, other, bags) in enumerate(moves):
            last = number == len(moves) - 1
            end = self._names.place(sheet.calls[other].place)
            first = head if number == 0 else (None,) * 5
            self._bags(page, columns, first, what, end, bags, sheet, room if last else ())

    def _bags(
        self, page: Page, columns: Sequence[Column], head: tuple[Cell, ...], what: str, other: str, bags: Bags,
        sheet: Manifest, room: tuple[Cell, ...] = (),
    ) -> None:  # fmt: skip
        amount = bags.amount
        labels = labels_text(bags.labels, sheet.run)
        cells = (
            *head, what, other, bags.number, labels, amount.parcels, amount.g, amount.ml, *(room or (None, None)),
            None, None,
        )  # fmt: skip
        self._book.cells(page, columns, cells, "box", height=SIGNED)

    def _if_full(self, page: Page, columns: Sequence[Column], sheet: Manifest) -> None:
        """Where bags go that do not fit."""
        _, book, names = self._, self._book, self._names
        page.row += 1
        heading = _("If the hold is full, the bags stay at the call's place and go with the next run that has room:")
        page.sheet.write_string(page.row, 0, heading, book.style("fact"))
        page.row += 1
        tell = _("none today: tell the county hub")
        for call in sheet.calls:
            labels: dict[NextRun | None, list[Labels]] = {}
            for bags, instead in zip(call.on, call.if_full, strict=True):
                labels.setdefault(instead, []).extend(bags.labels)
            for instead, found in labels.items():
                then = f"{instead.run}, {exact_clock(instead.departs_s)}" if instead else tell
                texts = (names.place(call.place), _("bags {labels}").replace("{labels}", joined_text(found, sheet.run)))
                for column, text in ((1, texts[0]), (2, texts[1]), (8, then)):
                    page.sheet.write_string(page.row, column, plain(text), book.style("rule", text_wrap=False))
                page.row += 1

    def trip(self, sheet: TripSheet) -> Page:
        """The sheet of a van trip."""
        _, book = self._, self._book
        name = vehicle_name(sheet.vehicle, _)
        page = book.add(name)
        columns = self._trip_columns()
        book.widths(page, columns)
        book.title(page, _("Trip sheet of {van}").replace("{van}", name), back=self._back)
        book.facts(page, self._trip_facts(sheet), (1, 6, 11))
        book.head(page, columns, height=42)
        for number, call in enumerate(sheet.calls):
            is_end = number in (0, len(sheet.calls) - 1)
            book.cells(page, columns, self._trip_cells(call, is_end), "box", height=SIGNED, bold=is_end)
        on, off = sheet.put_on, sheet.taken_off
        sums = (None, _("total"), None, sheet.metres, None, None, off.parcels, off.g, on.parcels, on.g, *[None] * 5)
        book.cells(page, columns, sums, "sum")
        self._rules(
            page,
            _("Leave the base when everything is loaded, not before the time of departure. Load the last stop first."),
            _("Count and sign at every stop. What cannot be handed over comes back to the base."),
        )
        return page

    def _trip_columns(self) -> tuple[Column, ...]:
        _ = self._
        return (
            Column(_("stop"), Kind.COUNT, 6), Column(_("place"), width=24), Column(_("town"), width=14),
            Column(_("km"), Kind.KM, 8), Column(_("arrives"), Kind.TIME, 8), Column(_("departs"), Kind.TIME, 8),
            Column(_("hand over: parcels"), Kind.COUNT, 9), Column(_("hand over: kg"), Kind.KG, 9),
            Column(_("take on: parcels"), Kind.COUNT, 9), Column(_("take on: kg"), Kind.KG, 9),
            Column(_("on board: parcels"), Kind.COUNT, 9), Column(_("on board: kg"), Kind.KG, 9),
            Column(_("on board: litres"), Kind.LITRES, 10), Column(_("remarks"), width=26),
            Column(_("signature"), width=18),
        )  # fmt: skip

    def _trip_facts(self, sheet: TripSheet) -> list[Fact]:
        _, room = self._, sheet.capacity
        ready = "-" if sheet.ready_s is None else exact_clock(sheet.ready_s)
        return [
            self._head[0],
            replace(self._head[1], across=2),
            Fact(_("kind"), sheet.kind, 2),
            Fact(_("base"), self._names.place(sheet.base)),
            Fact(_("room"), f"{room.ml / 1000:,.0f} {_('litres')}, {room.g / 1000:,.0f} kg", 2),
            Fact(_("all to be loaded is ready"), ready, 2),
            Fact(_("departs, returns"), f"{clock(sheet.departs_s)} – {clock(sheet.returns_s)}"),
            Fact(_("driver"), "____________", 2),
            Fact(_("number plate"), "____________", 2),
        ]

    def _trip_cells(self, call: VanCall, is_end: bool) -> tuple[Cell, ...]:
        off, on, aboard = amount_of(call.off), amount_of(call.on), call.aboard
        return (
            None if is_end else call.seq, self._names.place(call.place), self._names.town(call.place),
            call.metres or None, call.arrive_s if call.seq else None, None if is_end and call.seq else call.depart_s,
            off.parcels or None, off.g or None, on.parcels or None, on.g or None,
            aboard.parcels, aboard.g, aboard.ml, self._remarks(call, is_end), None,
        )  # fmt: skip

    def _remarks(self, call: VanCall, is_end: bool) -> str:
        _ = self._
        found = [_("base")] if is_end else []
        if call.begin_s > call.arrive_s:
            found.append(_("wait until {time}").format(time=exact_clock(call.begin_s)))
        if call.rest_s:
            found.append(_("rest {minutes} min").format(minutes=-(-call.rest_s // 60)))
        care = care_text((*call.off, *call.on), _)
        return ", ".join([*found, care] if care else found)

    def invoice(self, invoice: Invoice, title: str) -> Page:
        """An invoice to a brand, or the statement of a bus operator's fees."""
        _, book = self._, self._book
        page = book.add(f"{title} {invoice.party}", landscape=False)
        columns = (
            Column(_("for"), width=30), Column(_("detail"), width=30), Column(_("parcels"), Kind.COUNT, 12),
            Column(_("RMB"), Kind.MONEY, 14),
        )  # fmt: skip
        book.widths(page, columns)
        book.title(page, f"{title}: {invoice.party}", back=self._back)
        book.facts(page, self._head, (0,))
        book.head(page, columns)
        for line in invoice.lines:
            book.cells(page, columns, (line.what, line.detail, line.parcels, line.fen))
        book.cells(page, columns, (_("to pay"), None, None, invoice.fen), "sum")
        if invoice.beside:
            page.row += 1
            note = _("Prices of the plan that nobody pays, for information:")
            page.sheet.write_string(page.row, 0, note, book.style("note"))
            page.row += 1
            for line in invoice.beside:
                book.cells(page, columns, (line.what, line.detail, line.parcels, line.fen))
        self._rules(
            page,
            _("Parcels count once for every ride, handling, sorting or commission that is paid for them."),
            f"{_('issued by')} ____________________    {_('received by')} ____________________",
        )
        return page

    def _rules(self, page: Page, *sentences: str) -> None:
        page.row += 1
        for sentence in sentences:
            page.sheet.write_string(page.row, 0, sentence, self._book.style("rule", text_wrap=False))
            page.row += 1
