"""What a plan achieves and costs, as `solve` and `check` print it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from rich.table import Table

from optimizer.costs import Costs
from optimizer.plan import PlanRecord
from reports.measures import Measures
from reports.terminal import facts, table
from reports.text import NOTHING, count, fen_below, hours, km, percent, some, yuan
from reports.ways import WAY_NAMES

PART_NAMES = {
    "van_fixed": "vans, by the day",
    "van_trips": "vans, by the trip",
    "van_distance": "vans, by the km",
    "van_hours": "vans, by the hour",
    "van_overtime": "vans, overtime",
    "co2": "CO2, priced",
    "bus_fees": "bus fees",
    "handling": "station handling",
    "sorting": "sorting at hubs",
    "commission": "village commission",
    "lateness": "lateness, priced",
    "unserved": "left behind, priced",
}
NOT_PAID = ("lateness", "unserved")
"""Parts that are prices set by the planner; nobody pays them."""

STOPPED = {
    "optimal": "proved best",
    "time limit": "time limit",
    "work limit": "work limit",
    "finished": "nothing more to try",
    "interrupted": "interrupted",
    "infeasible": "no plan exists",
}
MODE_NAMES = {"bus": "by bus alone", "van": "by van alone", "both": "by bus and van"}


def costs_of(parts_urmb: Mapping[str, int]) -> Costs:
    """The costs that a plan's record names; parts that are not known are left out."""
    return Costs(**{name: urmb for name, urmb in parts_urmb.items() if name in PART_NAMES})


def paid_urmb(costs: Costs) -> int:
    """The money that is paid: all parts but the prices of lateness and of parcels left behind."""
    return costs.total - sum(costs.parts()[name] for name in NOT_PAID)


def per_parcel_rmb(costs: Costs, measures: Measures) -> float | None:
    """RMB paid per parcel carried, to a hundredth of a fen; None if none is carried."""
    return round(paid_urmb(costs) / measures.carried / 1_000_000, 4) if measures.carried else None


def gap_of(cost_urmb: int, bound_urmb: int | None) -> Fraction | None:
    """(cost - bound) / cost; None without a bound, 0 if both are 0."""
    if bound_urmb is None:
        return None
    return Fraction(cost_urmb - bound_urmb, cost_urmb) if cost_urmb else Fraction(0)


def plan_dict(record: PlanRecord, costs: Costs, measures: Measures) -> dict[str, object]:
    """What a program reads of a plan: names, money in fen, and the measures."""
    gap = gap_of(costs.total, record.bound_urmb)
    return {
        "scenario": record.scenario,
        "digest": record.digest,
        "strategy": record.strategy,
        "engine": record.engine,
        "seed": record.seed,
        "threads": record.threads,
        "stopped": record.stopped,
        "seconds": round(record.seconds, 3),
        "cost_fen": costs.total_fen,
        "cost_parts_fen": costs.in_fen(),
        "paid_per_parcel_rmb": per_parcel_rmb(costs, measures),
        "bound_fen": None if record.bound_urmb is None else fen_below(record.bound_urmb),
        "gap": None if gap is None else round(float(gap), 6),
        "measures": measures.as_dict(),
    }


def plan_tables(record: PlanRecord, costs: Costs, measures: Measures) -> list[object]:
    """The tables of one plan: service, money, vans, buses, and how good the plan is known to be."""
    parts: list[object] = [f"{record.scenario}, strategy {record.strategy}", ""]
    parts += [facts(_service(measures)), ""]
    parts += [cost_table(costs, measures), ""]
    if any(van.used for van in measures.vans):
        parts += [_van_table(measures), ""]
    parts.append(facts([*_buses(measures), *_quality(record, costs)]))
    return parts


def cost_table(costs: Costs, measures: Measures) -> Table:
    """Money by part; the parts sum to the total, to the fen."""
    in_fen = costs.in_fen()
    total = costs.total
    rows = [
        (label, yuan(in_fen[part]), percent(Fraction(costs.parts()[part], total)) if total else "")
        for part, label in PART_NAMES.items()
        if in_fen[part]
    ]
    per_parcel = per_parcel_rmb(costs, measures)
    rows.append(("total", yuan(costs.total_fen), ""))
    rows.append(("paid per parcel carried", NOTHING if per_parcel is None else f"{per_parcel:.4f}", ""))
    return table(("cost", "RMB", "share"), rows, "lrr")


def _service(measures: Measures) -> Iterable[tuple[str, str, str]]:
    met = "met" if measures.meets_target else "not met"
    share = percent(measures.coverage)
    yield (
        "villages served",
        f"{count(measures.villages_served)} of {count(measures.villages)}",
        f"{share}, target {measures.coverage_target_pct} %: {met}",
    )
    for mode, number in measures.villages_by_mode.items():
        yield f"  {MODE_NAMES[mode]}", count(number), ""
    if measures.villages_partly:
        yield "  only in part", count(measures.villages_partly), "some of their parcels are left behind"
    carried = f"{count(measures.carried)} of {count(measures.parcels)}"
    yield "parcels carried", carried, _of(measures.carried, measures.parcels)
    for way, label in WAY_NAMES.items():
        number = measures.parcels_by_way[way]
        reasons = ", ".join(f"{rule} {count(parcels)}" for rule, parcels in measures.left_reasons.items())
        note = f"stopped by: {reasons}" if way == "left" and reasons else _of(number, measures.parcels)
        yield f"  {label}", count(number), note
    yield "  on time", count(measures.on_time), f"{_of(measures.on_time, measures.carried)} of the carried"
    target = f"{measures.hours_target_s / 3600:g} h"
    note = f"of {count(measures.to_villages)} delivered in villages"
    yield f"  in villages within {target}", count(measures.within_target), note


def _of(part: int, whole: int) -> str:
    return percent(Fraction(part, whole)) if whole else ""


def _van_table(measures: Measures) -> Table:
    header = ("vans", "kind", "used", "trips", "km", "hours", "overtime h", "parcels")
    rows: list[tuple[str, ...]] = [
        (
            van.type, van.kind, f"{count(van.used)} of {count(van.available)}", count(van.trips), km(van.metres),
            hours(van.hours_s), hours(van.overtime_s), count(van.parcels),
        )
        for van in measures.vans
        if van.used
    ]  # fmt: skip
    idle = sum(not van.used for van in measures.vans)
    if idle:
        rows.append((f"{some(idle, 'other type')} not used", *[""] * 7))
    return table(header, rows, "llrrrrrr")


def _buses(measures: Measures) -> Iterable[tuple[str, str, str]]:
    yield "bus runs used", f"{count(measures.runs_used)} of {count(measures.runs_today)}", ""
    if measures.runs_used:
        peak, mean = f"{measures.hold_peak_pct:.1f} %", f"{measures.hold_mean_pct:.1f} % in the mean of their segments"
        yield "  fullest hold", peak, mean
    yield "CO2 of vans", f"{measures.co2_g / 1000:,.1f} kg", "buses run anyway and count 0"


def _quality(record: PlanRecord, costs: Costs) -> Iterable[tuple[str, str, str]]:
    gap = gap_of(costs.total, record.bound_urmb)
    bound = NOTHING if record.bound_urmb is None else yuan(fen_below(record.bound_urmb))
    yield "lower bound", bound, "" if gap is None else f"RMB; no plan costs less; gap {percent(gap)}"
    why = STOPPED.get(record.stopped, record.stopped)
    yield "stopped", why, f"engine {record.engine}, {record.seconds:.1f} s"
