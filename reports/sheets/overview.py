"""Tables on the plan as a whole: summary, cost, appraisal, what stays behind, the checker's verdict."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from reports.catalogue import Translator, long_date
from reports.catalogue.phrases import phrase, way_phrase
from reports.catalogue.words import GOODS, PARTS, REMEDIES, RULES, STOPPED, STRATEGIES, UNITS, WAYS
from reports.day import Report
from reports.day.appraisal import Indicator, Unit
from reports.plain import plain
from reports.sheets.names import Names
from reports.sheets.tables import Cell, Column, Kind, Table, table
from reports.summary import gap_of, per_parcel_rmb
from reports.text import NOTHING, count, fen_below, percent, yuan
from reports.ways import Way


def summary_rows(report: Report, language: str, _: Translator) -> list[tuple[str, str]]:
    """What the plan is, and how good: labels and figures."""
    record, measures, costs = report.record, report.measures, report.costs
    each = per_parcel_rmb(costs, measures)
    served = _("{part} of {whole}").format(part=count(measures.villages_served), whole=count(measures.villages))
    carried = _("{part} of {whole}").format(part=count(measures.carried), whole=count(measures.parcels))
    runs = _("{part} of {whole}").format(part=count(measures.runs_used), whole=count(measures.runs_today))
    vans = _("{part} of {whole}").format(
        part=count(measures.van_sum("used")), whole=count(measures.van_sum("available"))
    )
    rows = [
        (_("county"), plain(report.scenario.name)),
        (_("service date"), long_date(language, report.scenario.service_date)),
        (_("strategy"), _(STRATEGIES[report.scenario.strategy.value])),
        (_("check"), _verdict(report, _)),
        (_("village points served"), f"{served}, {percent(measures.coverage)}"),
        (_("parcels carried"), carried),
        (_("left behind"), count(measures.left)),
        (_("delivered when due or before"), count(measures.on_time)),
        (_("bus runs used"), runs),
        (_("vans used"), vans),
        (_("total cost, RMB"), yuan(costs.total_fen)),
        (_("paid per parcel carried, RMB"), NOTHING if each is None else f"{each:.4f}"),
        (_("CO2 of vans, kg"), f"{costs.co2_g / 1000:,.1f}"),
    ]
    if record is not None:
        gap = gap_of(costs.total, record.bound_urmb)
        bound = NOTHING if record.bound_urmb is None else yuan(fen_below(record.bound_urmb))
        rows += [
            (_("lower bound, RMB"), bound),
            (_("gap"), NOTHING if gap is None else percent(gap)),
            (_("search ended"), _(STOPPED.get(record.stopped, plain(record.stopped)))),
            (_("engine"), plain(record.engine)),
        ]
    return rows


def _verdict(report: Report, _: Translator) -> str:
    found = len(report.violations)
    if not found:
        return _("accepted: every rule holds")
    return _("refused: {count} breaches of rules").format(count=count(found))


def summary_table(report: Report, language: str, _: Translator) -> Table:
    """The summary."""
    columns = (Column(_("what"), width=34), Column(_("figure"), width=60))
    note = _("No plan whatsoever costs less than the lower bound; bus kilometres are neither paid nor saved.")
    return table("summary", _("Summary"), columns, summary_rows(report, language, _), note)


def costs_table(report: Report, _: Translator) -> Table:
    """The cost by part, and by the way that parcels travel; rows and columns sum to the plan's total."""
    fen: dict[tuple[str, Way], int] = defaultdict(int)
    for item in report.accounts:
        fen[item.part, item.way] += item.fen
    columns = (
        Column(_("part"), width=24), *(Column(_(WAYS[way]), Kind.MONEY, 14) for way in Way),
        Column(_("total"), Kind.MONEY, 14), Column(_("share"), Kind.PERCENT),
    )  # fmt: skip
    whole = report.costs.total_fen
    rows: list[tuple[Cell, ...]] = []
    for part, label in PARTS.items():
        shares = [fen[part, way] for way in Way]
        rows.append((_(label), *shares, sum(shares), Fraction(sum(shares), whole) if whole else None))
    sums = [sum(fen[part, way] for part in PARTS) for way in Way]
    rows.append((_("total"), *sums, sum(sums), None))
    parcels = [report.measures.parcels_by_way[way] for way in Way]
    each = [Fraction(share, 100 * number) if number else None for share, number in zip(sums, parcels, strict=True)]
    # These two rows are no money: numbers of parcels, and RMB with four decimals.
    rows.append((_("parcels"), *(count(number) for number in parcels), count(sum(parcels)), None))
    rows.append((_("RMB per parcel"), *(NOTHING if rmb is None else f"{float(rmb):.4f}" for rmb in each), "", None))
    note = _("RMB. A van's day is shared by all that it carries, by litres.")
    return table("costs", _("Cost by part and by way"), columns, rows, note)


def appraisal_table(report: Report, _: Translator) -> Table:
    """The indicators by which counties are appraised."""
    columns = (
        Column(_("group"), width=22), Column(_("indicator"), width=38), Column(_("figure"), width=16),
        Column(_("of"), width=10), Column(_("share"), Kind.PERCENT), Column(_("target"), width=9),
        Column(_("met"), width=7), Column(_("how it is counted"), width=60),
    )  # fmt: skip
    rows = [_indicator(indicator, _) for indicator in report.appraisal]
    note = _("Figures of this plan for one day, not of what was really carried.")
    return table("appraisal", _("Appraisal"), columns, rows, note)


def _indicator(found: Indicator, _: Translator) -> tuple[Cell, ...]:
    share = Fraction(found.value) / found.whole if found.whole and found.value is not None else None
    target = "" if found.target is None else f"{found.target} %" if found.whole else str(found.target)
    met = "" if found.met is None else _("yes") if found.met else _("no")
    whole = "" if found.whole is None else count(found.whole)
    note = _(found.note) if found.note else ""
    return (_(found.group), _(found.label), figure_text(found, _), whole, share, target, met, note)


def figure_text(found: Indicator, _: Translator) -> str:
    """An indicator's figure with its unit."""
    if found.value is None:
        return NOTHING
    number = float(found.value)
    match found.unit:
        case Unit.COUNT:
            return count(int(found.value))
        case Unit.PERCENT:
            return percent(found.value / Fraction(100))
        case Unit.NUMBER:
            return f"{number:,.2f}"
        case Unit.RMB:
            return f"{number:,.4f} {_('RMB')}" if number < 10 else f"{number:,.2f} {_('RMB')}"
        case Unit.KM | Unit.KG | Unit.G:
            return f"{number:,.1f} {found.unit.value}"


def left_table(report: Report, names: Names, _: Translator) -> Table:
    """What stays behind: one row for each way tried, with the rule that stopped it, and what would help."""
    items = {item.id: item for item in report.scenario.consignments}
    columns = (
        Column(_("consignment"), width=12), Column(_("from"), width=18), Column(_("to"), width=18),
        Column(_("brand"), width=10), Column(_("class"), width=9), Column(_("parcels"), Kind.COUNT, 8),
        Column(_("way tried"), width=36), Column(_("stopped by"), width=22), Column(_("by how much"), width=12),
        Column(_("detail"), width=30), Column(_("what would help"), width=26),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for row in report.plan.unserved:
        item = items.get(row.consignment)
        ends: tuple[Cell, ...] = ("", "", "", "")
        if item:
            ends = (names.place(item.origin), names.place(item.destination), item.brand, _(GOODS[item.goods.value]))
        rows.append(
            (
                row.consignment, *ends, row.parcels, way_phrase(row.way, names.place, _),
                _(RULES.get(row.rule, row.rule)), amount_text(row.amount, row.unit, _),
                phrase(row.detail, _), _(REMEDIES[row.rule]) if row.rule in REMEDIES else "",
            )
        )  # fmt: skip
    return table("left_behind", _("Left behind"), columns, rows, _("One row for each way that was tried."))


def violations_table(report: Report, _: Translator) -> Table:
    """Breaches of rules that the checker found."""
    columns = (
        Column(_("rule"), width=36), Column(_("where"), width=48), Column(_("by how much"), width=14),
        Column(_("detail"), width=60),
    )  # fmt: skip
    rows = (
        (
            _(RULES[found.rule]), phrase(found.where, _), amount_text(found.amount, found.unit, _),
            phrase(found.detail, _),
        )
        for found in report.violations
    )  # fmt: skip
    return table("violations", _("Breaches of rules"), columns, rows)


def amount_text(amount: int, unit: str, _: Translator) -> str:
    """An amount in the units that people use.

    >>> amount_text(5694, "fen", str), amount_text(90, "s", str), amount_text(1250, "g", str)
    ('56.94 RMB', '1:30 min', '1.25 kg')
    """
    match unit:
        case "fen":
            return f"{yuan(amount)} {_('RMB')}"
        case "s":
            return f"{amount // 60}:{amount % 60:02d} {_('min')}"
        case "g":
            return f"{amount / 1000:g} kg"
        case "ml":
            return f"{amount / 1000:g} {_('litres')}"
        case "m":
            return f"{amount / 1000:g} km"
    if unit not in UNITS:
        return f"{count(amount)} {plain(unit)}"
    return _(UNITS[unit]).format(n=count(amount))
