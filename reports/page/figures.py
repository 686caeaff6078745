"""The tables of the page: key figures, cost, coverage, what stays behind, and what the checker says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from optimizer.checker import Violation
from optimizer.costs import Costs
from optimizer.costs.reading import Reading
from optimizer.plan import PlanRecord
from reports.catalogue import Translator
from reports.catalogue.phrases import phrase
from reports.catalogue.words import PARTS, RULES, STOPPED, STRATEGIES, WAYS
from reports.day.money import Item
from reports.measures import Measures
from reports.sheets.overview import amount_text
from reports.summary import gap_of, per_parcel_rmb
from reports.text import NOTHING, count, fen, fen_below, km, percent, yuan

MOST_VIOLATIONS = 200
"""Breaches of rules that the page shows; the command `check` tells all."""


@dataclass(frozen=True, slots=True)
class Card:
    """A figure at the head of the page. ``tone``: ``good``, ``bad`` or nothing."""

    label: str
    value: str
    note: str
    of: str = ""
    tone: str = ""


def cards(costs: Costs, measures: Measures, record: PlanRecord, _: Translator) -> list[Card]:
    """What a reader wants to know first: the service, its cost, and what it takes."""
    each = per_parcel_rmb(costs, measures)
    gap = gap_of(costs.total, record.bound_urmb)
    rmb = _("RMB")
    return [
        *_service(measures, _),
        Card(_("total cost"), yuan(costs.total_fen), _priced(costs, _), rmb),
        Card(
            _("paid per parcel carried"),
            NOTHING if each is None else f"{each:.2f}",
            _("without such prices"),
            "" if each is None else rmb,
        ),
        *_means(measures, _),
        Card(_("gap"), NOTHING if gap is None else percent(gap), _("no plan can be cheaper by more than this")),
    ]


def _service(measures: Measures, _: Translator) -> Iterable[Card]:
    target = _("target {share}: met") if measures.meets_target else _("target {share}: missed")
    yield Card(
        _("villages served"),
        count(measures.villages_served),
        f"{percent(measures.coverage)} · {target.format(share=f'{measures.coverage_target_pct} %')}",
        _("of {whole}").format(whole=count(measures.villages)),
        "good" if measures.meets_target else "bad",
    )
    late = measures.carried - measures.on_time
    yield Card(
        _("parcels carried"),
        count(measures.carried),
        _("{left} left behind, {late} late").format(left=count(measures.left), late=count(late)),
        _("of {whole}").format(whole=count(measures.parcels)),
    )


def _means(measures: Measures, _: Translator) -> Iterable[Card]:
    trips, metres = measures.van_sum("trips"), measures.van_sum("metres")
    yield Card(
        _("vans used"),
        count(measures.van_sum("used")),
        _("{trips} trips, {km} km").format(trips=count(trips), km=km(metres)),
        _("of {whole}").format(whole=count(measures.van_sum("available"))),
    )
    yield Card(
        _("bus runs with goods"),
        count(measures.runs_used),
        _("fullest hold {share}").format(share=f"{measures.hold_peak_pct:.1f} %"),
        _("of {whole}").format(whole=count(measures.runs_today)),
    )
    yield Card(_("CO2 of vans"), f"{measures.co2_g / 1000:,.1f}", _("buses run anyway and count 0"), _("kg"))


def _priced(costs: Costs, _: Translator) -> str:
    prices = fen(costs.lateness + costs.unserved)
    return _("of it {rmb} prices that nobody pays").format(rmb=yuan(prices)) if prices else _("all of it is paid")


@dataclass(frozen=True, slots=True)
class CostRow:
    """A part of the cost, or a mode, with its money written out."""

    label: str
    rmb: str
    percent: str = ""
    share: float = 0.0
    colour: str = ""
    parcels: str = ""
    each: str = ""


@dataclass(frozen=True, slots=True)
class CostTables:
    """The cost by part and by way of travel; each sums to the total, to the fen."""

    parts: tuple[CostRow, ...]
    ways: tuple[CostRow, ...]
    total: str
    bound: str


def cost_tables(
    costs: Costs, accounts: Sequence[Item], by_way: Mapping[str, int], record: PlanRecord, _: Translator
) -> CostTables:
    """What the plan costs; parts that cost nothing and ways that nothing takes are left out.

    Args:
        costs: by part.
        accounts: the same money, line by line.
        by_way: parcels by way of travel.
        record: knows the lower bound.
        _: translates.
    """
    in_fen, parts = costs.in_fen(), costs.parts()
    share = {part: urmb / costs.total if costs.total else 0.0 for part, urmb in parts.items()}
    money: Counter[str] = Counter()
    for item in accounts:
        money[item.way] += item.fen
    return CostTables(
        tuple(
            CostRow(_(PARTS[part]), yuan(in_fen[part]), percent(share[part]), share[part], _colour(part))
            for part in PARTS
            if in_fen[part]
        ),
        tuple(
            CostRow(
                _(label),
                yuan(money[way]),
                parcels=count(by_way[way]),
                each=f"{money[way] / by_way[way] / 100:.2f}" if by_way[way] else NOTHING,
            )
            for way, label in WAYS.items()
            if by_way[way] or money[way]
        ),
        yuan(costs.total_fen),
        _bound(costs, record, _),
    )


def _colour(part: str) -> str:
    """The colour class of a part of the cost: that of the vehicles it is paid for."""
    if part.startswith("van_") or part == "co2":
        return "fill-van"
    return {"bus_fees": "fill-bus", "unserved": "fill-left"}.get(part, "fill-common")


def _bound(costs: Costs, record: PlanRecord, _: Translator) -> str:
    gap = gap_of(costs.total, record.bound_urmb)
    if gap is None or record.bound_urmb is None:
        return _("No lower bound is known.")
    said = _("Lower bound: {rmb} RMB; no plan whatsoever costs less. Gap: {gap}.")
    return said.format(rmb=yuan(fen_below(record.bound_urmb)), gap=percent(gap))


@dataclass(frozen=True, slots=True)
class TownRow:
    """The villages of one town: all with parcels, those served wholly, by mode, parcels, parcels left behind."""

    name: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which villages are served."""

    summary: str
    towns: tuple[TownRow, ...]
    total: tuple[str, ...]


def coverage(reading: Reading, measures: Measures, modes: Mapping[str, str], _: Translator) -> Coverage:
    """Villages served by town. A parcel counts with every village it starts or ends at."""
    towns: dict[str, Counter[str]] = defaultdict(Counter)
    short: set[str] = set()
    delivered, town = reading.delivered(), {name: place.town for name, place in reading.places.items()}
    for item in reading.consignments.values():
        left = item.parcels - delivered[item.id]
        for place in {item.origin, item.destination} & modes.keys():
            towns[town[place]].update({"parcels": item.parcels, "left": left})
            short.update([place] if left else [])
    for place, mode in modes.items():
        towns[town[place]].update({"villages": 1, "served": int(place not in short), mode: 1})
    columns = ("villages", "served", "bus", "van", "both", "parcels", "left")
    whole: Counter[str] = Counter()
    for town_row in towns.values():
        whole.update(town_row)
    said = _("{served} of {all} villages are served wholly ({share}), {partly} in part. Target: {target}.")
    return Coverage(
        said.format(
            served=count(measures.villages_served),
            all=count(measures.villages),
            share=percent(measures.coverage),
            partly=count(measures.villages_partly),
            target=f"{measures.coverage_target_pct} %",
        ),
        tuple(TownRow(name or NOTHING, tuple(count(towns[name][key]) for key in columns)) for name in sorted(towns)),
        tuple(count(whole[key]) for key in columns),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A name with its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ViolationRow:
    """A breach of a rule in words."""

    rule: str
    where: str
    amount: str
    detail: str


@dataclass(frozen=True, slots=True)
class Checks:
    """What the checker says, and where the plan comes from."""

    verdict: str
    how: str
    violations: tuple[ViolationRow, ...]
    more: str
    facts: tuple[Fact, ...]


def checks(violations: Sequence[Violation], record: PlanRecord, version: str, _: Translator) -> Checks:
    """The verdict."""
    verdict = _("Refused by the checker, violations: {n}.") if violations else _("Accepted by the checker.")
    more = len(violations) - MOST_VIOLATIONS
    limit = record.summary.get("time_limit_s"), record.summary.get("work_limit")
    facts = [
        Fact(_("scenario"), record.scenario),
        Fact(_("strategy"), _(STRATEGIES[record.strategy]) if record.strategy in STRATEGIES else record.strategy),
        Fact(_("engine"), record.engine),
        Fact(_("why the search stopped"), _(STOPPED[record.stopped]) if record.stopped in STOPPED else record.stopped),
        Fact(_("seconds searched"), f"{record.seconds:,.1f}"),
        Fact(_("limit"), limit_text(*limit, _)),
        Fact(_("seed, threads"), f"{record.seed}, {record.threads}"),
        Fact(_("versions"), ", ".join(f"{name} {number}" for name, number in record.versions.items()) or NOTHING),
        Fact(_("digest of the scenario"), record.digest),
        Fact(_("report made by"), f"roadpost {version}"),
    ]
    return Checks(
        verdict.format(n=count(len(violations))),
        _(
            "It shares nothing with the solver but the input: it reads scenario and plan afresh, "
            "finds its own roads, tries every rule and counts the cost again."
        ),
        tuple(_violations(violations[:MOST_VIOLATIONS], _)),
        _("and {n} more; roadpost check tells them all").format(n=count(more)) if more > 0 else "",
        tuple(facts),
    )


def _violations(violations: Iterable[Violation], _: Translator) -> Iterable[ViolationRow]:
    for found in violations:
        rule = _(RULES[found.rule]) if found.rule in RULES else found.rule
        amount = amount_text(found.amount, found.unit, _)
        yield ViolationRow(rule, phrase(found.where, _), amount, phrase(found.detail, _))


def limit_text(time_s: object, work: object, _: Translator) -> str:
    if isinstance(work, int):
        return _("{n} steps").format(n=count(work))
    return _("{n} s").format(n=f"{time_s:g}") if isinstance(time_s, int | float) else NOTHING
