"""The arithmetic of the tables: ratios, means and bars. No measuring, no printing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.single import BASELINES, OURS, PEERS

Record = Mapping[str, Any]
"""One measurement, as it stands in the file of results."""

SIZES = (100, 350, 700, 1100)
DEMANDS = ("thin", "normal", "dense")
COUNTIES = tuple(f"{size}-{demand}" for size in SIZES for demand in DEMANDS)
SMALL = tuple(f"{size}-{demand}" for size in (20, 60) for demand in DEMANDS)
"""Counties for the gap to the bound alone."""

WAYS = {"joint": ("joint",), "shared": ("shared",), "peers": PEERS, "baselines": BASELINES}
"""What ``--what`` names."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A claim, the figure it is about, what it must be at most, and whether it holds; None if not measured.

    ``below``: the figure must stay under the limit, not reach it.
    """

    name: str
    figure: float | None
    limit: float
    unit: str = ""
    below: bool = False

    @property
    def holds(self) -> bool | None:
        """True, False, or None if there is no figure."""
        if self.figure is None:
            return None
        return self.figure < self.limit if self.below else self.figure <= self.limit + 1e-9

    def words(self) -> str:
        """The bar in one line."""
        verdict = {True: "holds", False: "FAILS", None: "not measured"}[self.holds]
        figure = "-" if self.figure is None else _shown(self.figure, self.unit)
        sign = "under" if self.below else "at most"
        return f"{verdict:12} {self.name:70} {figure:>10}   {sign} {_shown(self.limit, self.unit)}"


def _shown(figure: float, unit: str) -> str:
    return f"{figure:.1%}" if unit == "%" else f"{figure:,.1f} {unit}" if unit else f"{figure:.4f}"


def geometric_mean(values: Iterable[float]) -> float | None:
    """The geometric mean; None of nothing.

    >>> round(geometric_mean([0.5, 2.0]), 6)
    1.0
    """
    logs = [math.log(value) for value in values]
    return math.exp(math.fsum(logs) / len(logs)) if logs else None


class Results:
    """Measurements by county and way, of one time limit and seed."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by = {(record["county"], record["what"]): record for record in records}

    def counties(self) -> tuple[str, ...]:
        """Counties with any measurement, in the order of the table."""
        there = {county for county, _ in self._by}
        known = [county for county in (*SMALL, *COUNTIES) if county in there]
        return (*known, *sorted(there.difference(known)))

    def cost(self, county: str, what: str) -> float | None:
        """Cost in RMB; infinite if the plan was refused or there was none, None if it was not measured."""
        record = self._by.get((county, what))
        if record is None:
            return None
        good = not record.get("trouble") and record.get("violations") == 0
        return record["cost_urmb"] / 1e6 if good else math.inf

    def least(self, county: str, whats: Iterable[str]) -> float | None:
        """Cost of the best of several ways; None if any was not measured, or none gave a plan."""
        costs = [self.cost(county, what) for what in whats]
        if any(cost is None for cost in costs):
            return None
        best = min(cost for cost in costs if cost is not None)
        return None if math.isinf(best) else best

    def ratio(self, county: str, ours: str, others: Iterable[str]) -> float | None:
        """Our cost over that of the best of the others."""
        mine, best = self.cost(county, ours), self.least(county, others)
        return None if mine is None or best is None else mine / best

    def figure(self, county: str, what: str, name: str) -> float | None:
        """Some figure of a measurement, such as ``first_s``."""
        record = self._by.get((county, what))
        return None if record is None else record.get(name)

    def gap(self, county: str, what: str) -> float | None:
        """(cost - bound) / cost."""
        cost, bound = self.cost(county, what), self.figure(county, what, "bound_urmb")
        return None if cost is None or bound is None else 1.0 if math.isinf(cost) else (cost - bound / 1e6) / cost

    def troubles(self) -> list[str]:
        """Measurements without a valid plan, in words."""
        return [
            f"{county} {what}: {record.get('trouble') or str(record.get('violations')) + ' violations'}"
            for (county, what), record in self._by.items()
            if self.cost(county, what) == math.inf
        ]


def bars(results: Results) -> list[Bar]:
    """All bars of the county table, over the counties that are there."""
    every = [county for county in COUNTIES if county in results.counties()]
    thin = [county for county in every if county.endswith("-thin")]

    def ratios(counties: list[str], ours: str, others: Iterable[str]) -> list[float]:
        found = [results.ratio(county, ours, others) for county in counties]
        return [ratio for ratio in found if ratio is not None]

    peers = ratios(every, "joint", PEERS)
    strategies = ratios(every, "shared", ("joint",))
    on_thin = ratios(thin, "shared", ("joint",))
    baselines = ratios(every, "shared", BASELINES)
    found = [
        Bar("joint / best van-only peer, geometric mean", geometric_mean(peers), 0.97),
        Bar("joint / best van-only peer, worst", max(peers, default=None), 1.0),
        Bar("shared / our joint, worst", max(strategies, default=None), 1.0),
        Bar("shared / our joint on the thin ones, worst", max(on_thin, default=None), 0.94),
        Bar("shared / better bus-aware baseline, geometric mean", geometric_mean(baselines), 0.97),
        Bar("shared / better bus-aware baseline, worst", max(baselines, default=None), 1.0),
    ]
    found.append(_largest(results, "first_s", "first valid plan, 1,100 villages, worst", 15.0, "s"))
    for sizes, limit, words in (((20, 60), 0.05, "up to 60"), ((350,), 0.12, "350"), ((1100,), 0.15, "1,100")):
        gaps = [results.gap(f"{size}-{demand}", what) for size in sizes for demand in DEMANDS for what in OURS]
        worst = max((gap for gap in gaps if gap is not None), default=None)
        found.append(Bar(f"gap to our bound, {words} villages, worst of joint and shared", worst, limit, "%"))
    found.append(_largest(results, "peak_mib", "peak memory, 1,100 villages, worst", 2048.0, "MiB"))
    return found


def _largest(results: Results, name: str, words: str, limit: float, unit: str) -> Bar:
    figures = [results.figure(f"1100-{demand}", what, name) for demand in DEMANDS for what in OURS]
    return Bar(words, max((figure for figure in figures if figure is not None), default=None), limit, unit)


def lines(results: Results) -> list[str]:
    """The table by county: costs of ours in RMB, ratios to the others, gaps, seconds and memory."""
    head = f"{'county':12}{'joint':>10}{'shared':>10}"
    head += "".join(f"{'j/' + peer:>10}" for peer in PEERS) + f"{'s/joint':>9}"
    head += "".join(f"{'s/' + name:>14}" for name in BASELINES)
    head += f"{'gap joint':>11}{'gap shared':>11}{'first s':>9}{'seconds':>9}{'MiB':>7}"
    return [head, *(_line(results, county) for county in results.counties())]


def _line(results: Results, county: str) -> str:
    def worst(name: str) -> float | None:
        figures = [results.figure(county, what, name) for what in OURS]
        return max((figure for figure in figures if figure is not None), default=None)

    cells = [
        f"{county:12}",
        *(_cell(results.cost(county, what), 10, "{:,.0f}") for what in OURS),
        *(_cell(results.ratio(county, "joint", (peer,)), 10, "{:.3f}") for peer in PEERS),
        _cell(results.ratio(county, "shared", ("joint",)), 9, "{:.3f}"),
        *(_cell(results.ratio(county, "shared", (name,)), 14, "{:.3f}") for name in BASELINES),
        *(_cell(results.gap(county, what), 11, "{:.1%}") for what in OURS),
        _cell(worst("first_s"), 9, "{:.1f}"),
        _cell(worst("seconds"), 9, "{:.1f}"),
        _cell(worst("peak_mib"), 7, "{:,.0f}"),
    ]
    return "".join(cells)


def _cell(figure: float | None, width: int, form: str) -> str:
    return f"{'-' if figure is None else form.format(figure):>{width}}"


def judged(found: Iterable[Bar], say: Callable[[str], None]) -> bool:
    """Tell every bar; False if one fails. What was not measured fails nothing."""
    all_of_them = list(found)
    for bar in all_of_them:
        say(bar.words())
    return all(bar.holds is not False for bar in all_of_them)
