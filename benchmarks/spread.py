"""How much do plans differ from seed to seed? `python -m benchmarks.spread --json results.jsonl`.

An example county is planned with several seeds for the same time. Exit status 1 if their costs are too far apart, or a
plan is not valid.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from benchmarks.counties import FIELDS, measured
from benchmarks.records import Records
from benchmarks.table import Bar, Results, judged

COUNTY = "shenxian-east"
SEEDS = 5
MOST = 0.02


def spread(costs: Sequence[float]) -> float:
    """From the cheapest to the dearest, as a share of their mean.

    >>> spread([99.0, 100.0, 101.0])
    0.02
    """
    return (max(costs) - min(costs)) * len(costs) / sum(costs)


def bar(costs: Sequence[float | None], county: str, strategy: str) -> Bar:
    """The bar on the spread; it fails if a cost is infinite, that of a plan that is not valid."""
    known = [cost for cost in costs if cost is not None]
    figure = spread(known) if max(known) < float("inf") else 1.0
    return Bar(f"{county} {strategy}: spread over {len(known)} seeds", figure, MOST, "%")


def run(records: Records, strategy: str, time_limit_s: float, first: int) -> list[Bar]:
    """Plan with each seed, telling each on stderr."""
    costs = []
    for seed in range(first, first + SEEDS):
        record = measured(records, COUNTY, strategy, time_limit_s, seed)
        costs.append(Results([record]).cost(COUNTY, strategy))
        click.echo(f"{COUNTY} {strategy} seed {seed}: {record['trouble'] or f'{costs[-1]:,.2f} RMB'}", err=True)
    return [bar(costs, COUNTY, strategy)]


@click.command()
@click.option("--strategy", type=click.Choice(["joint", "shared"]), default="shared", show_default=True)
@click.option("--time-limit", "time_limit_s", default=60.0, show_default=True, help="Seconds of each plan.")
@click.option("--seed", default=1, show_default=True, help="The first of the seeds; the others follow.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="File of results, one JSON object a line.")
def main(strategy: str, time_limit_s: float, seed: int, file: Path | None) -> None:
    """How much do plans differ from seed to seed?"""
    sys.exit(0 if judged(run(Records(file, FIELDS), strategy, time_limit_s, seed), click.echo) else 1)


if __name__ == "__main__":
    main()
