"""Is the time limit kept, whatever happens? `python -m benchmarks.limits --scenarios 200 --json results.jsonl`.

Random scenarios of all sizes, strategies and engines, every tenth built to hang or break an engine. None may take more
than a tenth and 3 s over its limit, and each must end with a plan that the checker accepts. Exit status 1 otherwise.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks.hostile import Case, as_arguments, case
from benchmarks.processes import ROOT, run_module
from benchmarks.records import Records
from benchmarks.table import Bar, judged

FIELDS = ("number", "seed")
BREAKAGE = Path(__file__).resolve().parent / "breakage"

OVER_SHARE = 0.1
OVER_S = 3.0

_PATIENCE_S = 180.0
"""Seconds past the limit after which a case is killed: building, and a solve that would never end."""


def allowed_s(time_limit_s: float) -> float:
    """Seconds that a solve may take.

    >>> allowed_s(20.0)
    25.0
    """
    return time_limit_s * (1 + OVER_SHARE) + OVER_S


def measured(one: Case, records: Records, seed: int) -> dict[str, Any]:
    """One case, from the file or run now."""

    def measure() -> Mapping[str, Any]:
        environment = {}
        if one.breakage:
            environment = {"ROADPOST_BREAK": one.breakage, "PYTHONPATH": os.pathsep.join((str(BREAKAGE), str(ROOT)))}
        arguments = [str(one.number), str(seed)]
        ended = run_module("benchmarks.trial", arguments, one.time_limit_s + _PATIENCE_S, environment)
        return {"case": as_arguments(one), **(ended.told or {}), "trouble": ended.trouble}

    return records.get({"number": one.number, "seed": seed}, measure)


def fault(one: Case, record: Mapping[str, Any]) -> str:
    """What is wrong with a case, or nothing."""
    if record["trouble"]:
        return str(record["trouble"])
    if record["violations"] != 0:
        return "no plan" if record["violations"] is None else f"{record['violations']} violations"
    over_s = record["seconds"] - allowed_s(one.time_limit_s)
    return f"{over_s:.1f} s longer than allowed" if over_s > 0 else ""


def bars(cases: Sequence[Case], records: Sequence[Mapping[str, Any]]) -> list[Bar]:
    """The bars of the time limit."""
    faults = [fault(one, record) for one, record in zip(cases, records, strict=True)]
    late = sum(fault.endswith("allowed") or fault.startswith("killed") for fault in faults)
    return [
        Bar(f"{len(cases)} scenarios: over their limit by more than 10 % and 3 s", float(late), 0.0, "scenarios"),
        Bar(f"{len(cases)} scenarios: without a valid plan", float(sum(map(bool, faults)) - late), 0.0, "scenarios"),
    ]


def run(count: int, seed: int, records: Records) -> list[Bar]:
    """Run the cases, telling each on stderr and the faulty ones on stdout."""
    cases = [case(number, seed) for number in range(count)]
    found = []
    for one in cases:
        record = measured(one, records, seed)
        wrong = fault(one, record)
        click.echo(f"{one.words()}: {wrong or str(record['seconds']) + ' s'}", err=True)
        if wrong:
            click.echo(f"FAILS        {one.words()}: {wrong}")
        found.append(record)
    return bars(cases, found)


@click.command()
@click.option("--scenarios", "count", default=200, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True)
@click.option("--json", "file", type=click.Path(path_type=Path), help="File of results, one JSON object a line.")
def main(count: int, seed: int, file: Path | None) -> None:
    """Is the time limit kept, whatever happens?"""
    sys.exit(0 if judged(run(count, seed, Records(file, FIELDS)), click.echo) else 1)


if __name__ == "__main__":
    main()
