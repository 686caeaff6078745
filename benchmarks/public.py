"""Ours against PyVRP on public instances: `python -m benchmarks.public vrptw FOLDER --json results.jsonl`.

KIND is vrptw, mtvrptwr or pdptw; FOLDER holds its instances with the published values. Exit status 1 if a bar fails.
"""

from __future__ import annotations

import csv
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from benchmarks.instances import READERS, Problem, solution_routes, worth
from benchmarks.killable import SearchFailedError, best_told
from benchmarks.ours import Plain, improve
from benchmarks.records import Records
from benchmarks.routing_data import problem_data, routes_of, search
from benchmarks.table import Bar, judged
from optimizer.ruin import warm_up

FIELDS = ("kind", "instance", "who", "time_limit_s", "seed")
MOST_GAP = 0.015
"""Mean gap to the best known that the multi-trip instances must keep."""


@dataclass(frozen=True, slots=True)
class Known:
    """Published values of an instance: vehicles (0 where they do not count) and distance."""

    vehicles: int
    distance: float


def instances(kind: str, folder: Path) -> dict[str, tuple[Problem, Known]]:
    """The instances of a folder, each with its published values, by name.

    Raises:
        click.ClickException: there are none, or no values are published for one.
    """
    files = sorted(folder.glob("*.vrp" if kind == "mtvrptwr" else "*.txt"))
    if not files:
        raise click.ClickException(f"{folder}: no instances of {kind}")
    known = _published(kind, folder)
    lacking = [file.stem for file in files if file.stem not in known]
    if lacking:
        raise click.ClickException(f"{folder}: no published value for {', '.join(lacking)}")
    return {file.stem: (READERS[kind](file.read_text("utf-8")), known[file.stem]) for file in files}


def _published(kind: str, folder: Path) -> dict[str, Known]:
    if kind == "mtvrptwr":
        texts = {file.stem: file.read_text("utf-8") for file in folder.glob("*.sol")}
        return {name: Known(0, float(text.partition("Cost:")[2].split()[0]) / 10) for name, text in texts.items()}
    with (folder / "bks.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    if kind == "vrptw":
        return {row["instance"]: Known(0, float(row["dimacs_distance_1decimal_trunc"])) for row in rows}
    return {row["instance"]: Known(int(row["vehicles"]), float(row["distance"])) for row in rows}


def reader_faults(kind: str, folder: Path) -> list[str]:
    """Where our reading of an instance gives its published solution another value than was published."""
    faults = []
    for name, (problem, known) in instances(kind, folder).items():
        file = folder / f"{name}.sol"
        if file.exists():
            found = worth(problem, solution_routes(file.read_text("utf-8")))
            if found.faults or abs(found.distance - known.distance) > 0.006:
                faults.append(f"{name}: {found} instead of {known}")
            elif known.vehicles and found.vehicles != known.vehicles:
                faults.append(f"{name}: {found.vehicles} vehicles instead of {known.vehicles}")
    return faults


def measure(problem: Problem, known: Known, who: str, time_limit_s: float, seed: int) -> Mapping[str, Any]:
    """One search on one instance, judged by our own evaluation."""
    began = time.monotonic()
    trouble, routes = "", None
    try:
        routes = SEARCHES[who](problem, time_limit_s, seed)
    except SearchFailedError as error:
        trouble = str(error)
    seconds = round(time.monotonic() - began, 2)
    if routes is None:
        return {"seconds": seconds, "trouble": trouble or "no feasible solution"}
    found = worth(problem, routes)
    return {
        "vehicles": found.vehicles,
        "distance": round(found.distance, 4),
        "gap": found.distance / known.distance - 1,
        "extra_vehicles": found.vehicles - known.vehicles if known.vehicles else None,
        "seconds": seconds,
        "trouble": "; ".join(found.faults),
    }


def _pyvrps(problem: Problem, time_limit_s: float, seed: int) -> Plain | None:
    data = problem_data(problem)
    solution = best_told(search, (data, time_limit_s, seed), time_limit_s)
    return None if solution is None else routes_of(data, solution)


SEARCHES: dict[str, Callable[[Problem, float, int], Plain | None]] = {"pyvrp": _pyvrps, "ours": improve}
"""The routes that each finds in so many seconds, with a seed; None if there are none."""


def bars(kind: str, found: Mapping[str, list[Mapping[str, Any]]]) -> list[Bar]:
    """The bars of a kind, from the measurements of either; a search without a valid solution makes them fail."""
    name = "extra_vehicles" if kind == "pdptw" else "gap"
    figures: dict[str, list[float]] = {
        who: [record[name] for record in records if not record["trouble"]] for who, records in found.items()
    }
    whole = {who: len(figures[who]) == len(records) and records for who, records in found.items()}
    if not all(whole.values()):
        return [Bar(f"{kind}: every search gave a valid solution", 1.0, 0.0)]
    if kind == "pdptw":
        ours, pyvrps = (float(sum(figures[who])) for who in ("ours", "pyvrp"))
        return [Bar(f"pdptw: vehicles over best known, summed, against PyVRP's {pyvrps:.0f}", ours, pyvrps, below=True)]
    ours, pyvrps = (statistics.fmean(figures[who]) for who in ("ours", "pyvrp"))
    found_bars = [Bar(f"{kind}: mean gap to best known, against PyVRP's", ours, pyvrps, "%", below=True)]
    if kind == "mtvrptwr":
        found_bars.insert(0, Bar("mtvrptwr: mean gap to best known", ours, MOST_GAP, "%"))
    return found_bars


def run(
    kind: str, folder: Path, records: Records, time_limit_s: float, seed: int, most: int | None
) -> dict[str, list[Mapping[str, Any]]]:
    """Measure both on every instance, or on the first so many, telling each."""
    faults = reader_faults(kind, folder)
    if faults:
        raise click.ClickException("these instances are not read as they were published:\n" + "\n".join(faults))
    found: dict[str, list[Mapping[str, Any]]] = {who: [] for who in SEARCHES}
    for name, (problem, known) in list(instances(kind, folder).items())[:most]:
        for who in SEARCHES:
            given = {"kind": kind, "instance": name, "who": who, "time_limit_s": time_limit_s, "seed": seed}
            found[who].append(records.get(given, partial(measure, problem, known, who, time_limit_s, seed)))
        click.echo(line(name, known, {who: found[who][-1] for who in SEARCHES}))
    return found


def line(name: str, known: Known, records: Mapping[str, Mapping[str, Any]]) -> str:
    """An instance in one line: what is known, and what each found."""
    text = f"{name:14} best known {_value(known.vehicles, known.distance):>14}"
    for who, record in records.items():
        if record["trouble"]:
            text += f"   {who} {record['trouble']}"
        else:
            value = _value(record["vehicles"] if known.vehicles else 0, record["distance"])
            text += f"   {who} {value:>14} {record['gap']:+7.2%}"
    return text


def _value(vehicles: int, distance: float) -> str:
    return f"{vehicles} / {distance:.2f}" if vehicles else f"{distance:.1f}"


@click.command()
@click.argument("kind", type=click.Choice(list(READERS)))
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--time-limit", "time_limit_s", default=60.0, show_default=True, help="Seconds of each search.")
@click.option("--seed", default=1, show_default=True)
@click.option("--limit-instances", "most", type=click.IntRange(1), help="Only the first so many.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="File of results, one JSON object a line.")
def main(kind: str, folder: Path, time_limit_s: float, seed: int, most: int | None, file: Path | None) -> None:
    """Ours against PyVRP as shipped on public instances."""
    warm_up()  # compiled once for a machine, which is not part of any search
    found = run(kind, folder, Records(file, FIELDS), time_limit_s, seed, most)
    sys.exit(0 if judged(bars(kind, found), click.echo) else 1)


if __name__ == "__main__":
    main()
