"""Ours against peers and baselines on generated counties: `python -m benchmarks.counties --json results.jsonl`.

Every measurement runs in processes of its own and is added to the file of results at once; what is there already is not
measured again. Exit status 1 if a bar fails.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from benchmarks.processes import run_module
from benchmarks.records import Records
from benchmarks.single import county as generated
from benchmarks.table import COUNTIES, SMALL, WAYS, Results, bars, judged, lines

FIELDS = ("county", "what", "time_limit_s", "seed")

_PATIENCE_S = 240.0
"""Seconds past the time limit after which a measurement is killed: roads, repair, the checker."""


def measured(records: Records, name: str, what: str, time_limit_s: float, seed: int) -> dict[str, Any]:
    """One measurement, from the file or made now."""
    given = {"county": name, "what": what, "time_limit_s": time_limit_s, "seed": seed}

    def measure() -> Mapping[str, Any]:
        ended = run_module("benchmarks.single", [name, what, str(time_limit_s), str(seed)], time_limit_s + _PATIENCE_S)
        peak = None if ended.peak_mib is None else round(ended.peak_mib)
        return {**(ended.told or {}), "peak_mib": peak, "trouble": ended.trouble}

    return records.get(given, measure)


def wanted(names: tuple[str, ...], ways: tuple[str, ...]) -> list[tuple[str, str]]:
    """Counties and ways to measure: on the small ones, which are for the gap only, no peers and baselines."""
    return [
        (name, what)
        for name in names
        for way in ways
        for what in WAYS[way]
        if name not in SMALL or way in ("joint", "shared")
    ]


def run(records: Records, names: tuple[str, ...], ways: tuple[str, ...], time_limit_s: float, seed: int) -> Results:
    """Measure all that is wanted, telling each on stderr."""
    found = []
    for name, what in wanted(names, ways):
        record = measured(records, name, what, time_limit_s, seed)
        told = record["trouble"] or f"{record['cost_urmb'] / 1e6:,.2f} RMB, {record['seconds']:.1f} s"
        click.echo(f"{name} {what}: {told}", err=True)
        found.append(record)
    return Results(found)


def show(results: Results) -> bool:
    """Print the table and the bars; False if a bar fails or a measurement gave no valid plan."""
    for line in lines(results):
        click.echo(line)
    click.echo()
    for trouble in results.troubles():
        click.echo(f"FAILS        {trouble}")
    return judged(bars(results), click.echo) and not results.troubles()


def _names(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[str, ...]:
    names = tuple(text.split(",")) if text else (*SMALL, *COUNTIES)
    for name in names:
        try:
            generated(f"3-{name.partition('-')[2]}", 0)
            int(name.partition("-")[0])
        except ValueError as error:
            raise click.BadParameter(f"{name!r}: expected villages and demand, as in 350-thin") from error
    return names


def _ways(_context: click.Context, _option: click.Parameter, text: str) -> tuple[str, ...]:
    ways = tuple(text.split(","))
    unknown = [way for way in ways if way not in WAYS]
    if unknown:
        raise click.BadParameter(f"{', '.join(unknown)}: expected {', '.join(WAYS)}")
    return ways


@click.command()
@click.option("--only", "names", callback=_names, help="Counties, as in 100-thin,350-normal.  [default: all]")
@click.option("--what", "ways", callback=_ways, default=",".join(WAYS), show_default=True)
@click.option("--time-limit", "time_limit_s", default=60.0, show_default=True, help="Seconds of each plan.")
@click.option("--seed", default=1, show_default=True, help="Of the counties and the searches.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="File of results, one JSON object a line.")
def main(names: tuple[str, ...], ways: tuple[str, ...], time_limit_s: float, seed: int, file: Path | None) -> None:
    """Ours against peers and baselines on generated counties."""
    good = show(run(Records(file, FIELDS), names, ways, time_limit_s, seed))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
