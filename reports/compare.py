"""Plans side by side, with their differences from the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import PurePath

from rich.table import Table

from optimizer.costs import Costs
from optimizer.plan import PlanRecord
from reports.catalogue import mark
from reports.measures import Measures
from reports.summary import MODE_NAMES, PART_NAMES, costs_of, gap_of, per_parcel_rmb, plan_dict
from reports.terminal import table
from reports.text import NOTHING, count, fen_below, hours, km, percent, yuan
from reports.ways import WAY_NAMES


@dataclass(frozen=True, slots=True)
class Entry:
    """One plan of a comparison. ``measures`` is None if the plan's record does not hold any."""

    folder: str
    record: PlanRecord
    measures: Measures | None

    @staticmethod
    def of(folder: str, record: PlanRecord) -> Entry:
        """An entry from what a plan's folder says of itself."""
        plain = record.summary.get("measures")
        return Entry(folder, record, Measures.from_dict(plain) if isinstance(plain, dict) else None)

    @property
    def costs(self) -> Costs:
        """Its costs."""
        return costs_of(self.record.cost_parts_urmb)

    @property
    def limit(self) -> str:
        """The time or work that its search was given."""
        work = self.record.summary.get("work_limit")
        time_s = self.record.summary.get("time_limit_s")
        if work is not None:
            return f"{work} steps"
        return f"{time_s:g} s" if isinstance(time_s, int | float) else NOTHING


@dataclass(frozen=True, slots=True)
class _Row:
    """A figure of every plan. ``value`` is compared, ``shown`` writes a value and a difference."""

    label: str
    value: Callable[[Entry], int | float | None]
    shown: Callable[[int | float], str]


def warnings(entries: Sequence[Entry]) -> list[str]:
    """What makes a comparison of these plans unfair, one sentence each."""
    found = []
    for what, values in (
        ("scenario contents", [entry.record.digest for entry in entries]),
        ("engines", [entry.record.engine for entry in entries]),
        ("time or work limits", [entry.limit for entry in entries]),
    ):
        if len(set(values)) > 1:
            shown = "" if what == "scenario contents" else f" ({', '.join(dict.fromkeys(values))})"
            found.append(f"the plans were made with different {what}{shown}")
    stopped = [entry.folder for entry in entries if entry.record.stopped == "interrupted"]
    if stopped:
        found.append(f"interrupted before their time was up: {', '.join(stopped)}")
    left = [entry.measures.left for entry in entries if entry.measures]
    if len(set(left)) > 1:
        found.append(f"the plans leave different numbers of parcels behind ({', '.join(map(count, left))})")
    without = [entry.folder for entry in entries if entry.measures is None]
    if without:
        found.append(f"no figures but costs are known of: {', '.join(without)}; solve writes them, check shows them")
    return found


def compare_table(entries: Sequence[Entry]) -> Table:
    """One column a plan; beside every plan but the first, what it differs by."""
    header = ["", *(column for number, name in enumerate(names(entries)) for column in _columns(number, name))]
    rows = [*_texts(entries), *figures(entries)]
    return table(header, rows, "l" + "r" * (len(header) - 1))


def compare_dict(entries: Sequence[Entry]) -> dict[str, object]:
    """The comparison as plain values, such as JSON holds."""
    found = warnings(entries)
    first = entries[0]
    return {
        "like_for_like": not found,
        "warnings": found,
        "plans": [
            {
                "folder": entry.folder,
                "limit": entry.limit,
                **(plan_dict(entry.record, entry.costs, entry.measures) if entry.measures else _costs_only(entry)),
                "cost_difference_fen": entry.costs.total_fen - first.costs.total_fen,
            }
            for entry in entries
        ],
    }


def names(entries: Sequence[Entry]) -> list[str]:
    """A short name for each plan: its folder's, or the whole path where two would be the same."""
    short = [PurePath(entry.folder).name or entry.folder for entry in entries]
    return short if len(set(short)) == len(short) else [entry.folder for entry in entries]


def _costs_only(entry: Entry) -> dict[str, object]:
    record = entry.record
    return {
        "scenario": record.scenario,
        "digest": record.digest,
        "strategy": record.strategy,
        "engine": record.engine,
        "cost_fen": entry.costs.total_fen,
        "cost_parts_fen": entry.costs.in_fen(),
        "measures": None,
    }


def _columns(number: int, name: str) -> tuple[str, ...]:
    return (name,) if number == 0 else (name, "change")


def _texts(entries: Sequence[Entry]) -> Iterable[list[str]]:
    """Rows that hold words."""
    described: tuple[tuple[str, Callable[[Entry], str]], ...] = (
        ("scenario", lambda entry: entry.record.scenario),
        ("strategy", lambda entry: entry.record.strategy),
        ("engine", lambda entry: entry.record.engine),
        ("limit", lambda entry: entry.limit),
        ("stopped", lambda entry: entry.record.stopped),
    )
    for label, text in described:
        yield [label, *(cell for number, entry in enumerate(entries) for cell in _columns_of(number, text(entry), ""))]


def _columns_of(number: int, cell: str, change: str) -> tuple[str, ...]:
    return (cell,) if number == 0 else (cell, change)


def figures(entries: Sequence[Entry]) -> Iterable[list[str]]:
    """Rows of figures: a label in English, then every plan's figure and, for all but the first, its change.

    A part of the cost that is nothing in every plan is left out.
    """
    optional = {*PART_NAMES.values(), *(f"  {label}" for label in WAY_NAMES.values())}
    for row in _rows():
        values = [row.value(entry) for entry in entries]
        if row.label in optional and not any(values):
            continue
        cells = [
            cell
            for number, value in enumerate(values)
            for cell in _columns_of(number, _cell(row, value), _change(row, value, values[0]))
        ]
        yield [row.label, *cells]


def _cell(row: _Row, value: int | float | None) -> str:
    return NOTHING if value is None else row.shown(value)


def _change(row: _Row, value: int | float | None, first: int | float | None) -> str:
    if value is None or first is None or value == first:
        return ""
    return ("+" if value > first else "") + row.shown(value - first)


def _rows() -> Iterable[_Row]:
    for part, label in PART_NAMES.items():
        yield _Row(label, _part(part), _yuan)
    yield _Row(mark("total RMB"), lambda entry: entry.costs.total_fen, _yuan)
    paid = _from_measures(lambda entry, measures: per_parcel_rmb(entry.costs, measures))
    yield _Row(mark("paid per parcel"), paid, _rate)
    yield _Row(mark("villages served"), _from_measures(lambda _, measures: measures.villages_served), _count)
    for mode, label in MODE_NAMES.items():
        yield _Row(f"  {label}", _from_measures(_mode(mode)), _count)
    yield _Row(mark("parcels carried"), _from_measures(lambda _, measures: measures.carried), _count)
    for way, label in WAY_NAMES.items():
        yield _Row(f"  {label}", _from_measures(_way(way)), _count)
    yield _Row(mark("on time"), _from_measures(lambda _, measures: measures.on_time), _count)
    yield _Row(mark("vans used"), _from_measures(_vans("used")), _count)
    yield _Row(mark("van trips"), _from_measures(_vans("trips")), _count)
    yield _Row(mark("van km"), _from_measures(_vans("metres")), lambda metres: km(int(metres)))
    yield _Row(mark("van hours"), _from_measures(_vans("hours_s")), lambda seconds: hours(int(seconds)))
    yield _Row(mark("bus runs used"), _from_measures(lambda _, measures: measures.runs_used), _count)
    co2_g = _from_measures(lambda _, measures: measures.co2_g)
    yield _Row(mark("CO2 of vans, kg"), co2_g, lambda g: f"{g / 1000:,.1f}")
    yield _Row(mark("lower bound RMB"), _bound, _yuan)
    yield _Row(mark("gap"), _gap, percent)


def _from_measures(
    value: Callable[[Entry, Measures], int | float | None],
) -> Callable[[Entry], int | float | None]:
    return lambda entry: value(entry, entry.measures) if entry.measures else None


def _part(part: str) -> Callable[[Entry], int]:
    return lambda entry: entry.costs.in_fen()[part]


def _mode(mode: str) -> Callable[[Entry, Measures], int]:
    return lambda _, measures: measures.villages_by_mode[mode]


def _way(way: str) -> Callable[[Entry, Measures], int]:
    return lambda _, measures: measures.parcels_by_way[way]


def _vans(field: str) -> Callable[[Entry, Measures], int]:
    return lambda _, measures: measures.van_sum(field)


def _bound(entry: Entry) -> int | None:
    return None if entry.record.bound_urmb is None else fen_below(entry.record.bound_urmb)


def _gap(entry: Entry) -> float | None:
    gap: Fraction | None = gap_of(entry.costs.total, entry.record.bound_urmb)
    return None if gap is None else float(gap)


def _yuan(value: int | float) -> str:
    return yuan(int(value))


def _count(value: int | float) -> str:
    return count(int(value))


def _rate(value: int | float) -> str:
    return f"{value:.4f}"
