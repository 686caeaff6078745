"""The routing engine against the proven optimum of random tiny scenarios: `python -m benchmarks.oracle`.

Every plan of either engine is judged by the checker and priced by its own recomputed costs. Exit status 1 if a plan is
refused, if one is cheaper than the optimum, if a bound lies above it, or if too few reach it.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from networks import build_network
from networks.network import EXHAUSTIVE
from optimizer import Instance, SolveParams, build_instance, check, cost
from optimizer.bounds import lower_bound_urmb
from optimizer.engines import run_engine
from optimizer.finish import finish
from optimizer.result import EngineName
from optimizer.separate import join_plans, split_by_brand
from scenarios import Scenario, Strategy
from scenarios.generate.tiny import tiny_scenario

WANTED_SHARE = 0.90


@dataclass(frozen=True)
class Case:
    """What one scenario gave; money in micro-RMB."""

    seed: int
    proven: bool
    refused: int
    optimum_urmb: int
    routing_urmb: int
    bound_urmb: int
    exact_s: float
    routing_s: float

    @property
    def gap(self) -> float:
        """How much dearer the routing engine's plan is."""
        return (self.routing_urmb - self.optimum_urmb) / max(1, self.optimum_urmb)


def one(seed: int, limit_s: float) -> Case:
    """Both engines on one scenario."""
    scenario = tiny_scenario(seed)
    instance = build_instance(scenario, build_network(scenario, EXHAUSTIVE))
    parts = split_by_brand(instance) if instance.strategy is Strategy.SEPARATE else (instance,)
    exact_urmb, exact_bad, exact_s, proven = _run("exact", scenario, instance, parts, limit_s)
    routing_urmb, routing_bad, routing_s, _ = _run("routing", scenario, instance, parts, limit_s)
    bound = sum(lower_bound_urmb(part) for part in parts)
    return Case(seed, proven, exact_bad + routing_bad, exact_urmb, routing_urmb, bound, exact_s, routing_s)


def _run(
    engine: EngineName, scenario: Scenario, instance: Instance, parts: tuple[Instance, ...], limit_s: float
) -> tuple[int, int, float, bool]:
    """Cost, violations, seconds, and whether all parts were proved."""
    began = time.monotonic()
    params = SolveParams(engine=engine, time_limit_s=limit_s, threads=1)
    found = [run_engine(engine, part, params) for part in parts]
    seconds = time.monotonic() - began
    plans = [finish(part, result.plan) for part, result in zip(parts, found, strict=True) if result.plan is not None]
    plan = join_plans(instance, plans)
    proven = all(result.stopped == "optimal" for result in found)
    return cost(scenario, plan).total, len(check(scenario, plan)), seconds, proven


def summary(cases: list[Case]) -> dict[str, object]:
    """The figures of a run; cases without a proof count only as such, but for their violations."""
    proven = [case for case in cases if case.proven]
    equal = sum(case.routing_urmb == case.optimum_urmb for case in proven)
    return {
        "scenarios": len(cases),
        "proven": len(proven),
        "plans refused by the checker": sum(case.refused > 0 for case in cases),
        "routing below the optimum": sum(case.routing_urmb < case.optimum_urmb for case in proven),
        "bound above the optimum": sum(case.bound_urmb > case.optimum_urmb for case in proven),
        "equal to the optimum": equal,
        "share equal": round(equal / max(1, len(proven)), 4),
        "mean gap": round(statistics.fmean(case.gap for case in proven), 5),
        "worst gap": round(max(case.gap for case in proven), 4),
        "exact, median seconds": round(statistics.median(case.exact_s for case in cases), 2),
        "routing, median seconds": round(statistics.median(case.routing_s for case in cases), 2),
    }


def passed(figures: dict[str, object]) -> bool:
    """True if the figures are as they must be."""
    zero = ("plans refused by the checker", "routing below the optimum", "bound above the optimum")
    share = figures["share equal"]
    return all(figures[name] == 0 for name in zero) and isinstance(share, float) and share >= WANTED_SHARE


@click.command()
@click.option("--scenarios", default=300, show_default=True)
@click.option("--seed", default=0, show_default=True, help="Of the first scenario; the others follow.")
@click.option("--time-limit", "limit_s", default=60.0, show_default=True, help="Seconds per engine and scenario.")
@click.option("--jobs", default=2, show_default=True)
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write every case there.")
def main(scenarios: int, seed: int, limit_s: float, jobs: int, json_file: Path | None) -> None:
    """The routing engine against the proven optimum of random tiny scenarios."""
    cases: list[Case] = []
    with ProcessPoolExecutor(jobs) as pool:
        futures = [pool.submit(one, number, limit_s) for number in range(seed, seed + scenarios)]
        for done, future in enumerate(as_completed(futures), 1):
            cases.append(future.result())
            if done % 25 == 0:
                click.echo(f"{done} of {scenarios}", err=True)
    cases.sort(key=lambda case: case.seed)
    figures = summary(cases)
    for case in cases:
        if case.refused or (case.proven and case.routing_urmb != case.optimum_urmb) or not case.proven:
            click.echo(f"seed {case.seed}: {asdict(case)}", err=True)
    for name, figure in figures.items():
        click.echo(f"{name:30} {figure}")
    if json_file is not None:
        json_file.write_text(json.dumps([asdict(case) for case in cases], indent=1), encoding="utf-8")
    sys.exit(0 if passed(figures) else 1)


if __name__ == "__main__":
    main()
