"""Compare engines on generated counties: `python -m benchmarks.engines [--villages 10,25,50] [--time-limit 20] ...`.

Prints, for every size and demand, each engine's cost as a ratio to the cheapest of them, the gap to the bound, and the
seconds taken; medians over seeds. Every plan is checked by `solve` itself.
"""

from __future__ import annotations

import statistics

import click

from networks import build_network
from optimizer import Result, SolveParams, build_instance, solve
from scenarios import Strategy
from scenarios.generate import CountySpec, generate_county
from scenarios.strategies import with_strategy


def run(villages: int, demand: str, strategy: str, engine: str, seed: int, limit_s: float) -> Result:
    """One solve of one generated county."""
    county = with_strategy(generate_county(CountySpec.of_size(villages, demand), seed), Strategy(strategy))
    instance = build_instance(county, build_network(county))
    return solve(county, instance, SolveParams(engine=engine, time_limit_s=limit_s, seed=seed))  # type: ignore[arg-type]


@click.command()
@click.option("--villages", default="10,25,50,100", show_default=True, help="Sizes, comma separated.")
@click.option("--demand", default="normal", show_default=True, help="thin, normal or dense, comma separated.")
@click.option("--strategy", default="shared", show_default=True)
@click.option("--engines", default="routing,county,construct", show_default=True)
@click.option("--seeds", default=3, show_default=True)
@click.option("--time-limit", "limit_s", default=20.0, show_default=True)
def main(villages: str, demand: str, strategy: str, engines: str, seeds: int, limit_s: float) -> None:
    """Compare engines on generated counties."""
    click.echo("villages demand  engine     cost ratio  gap     seconds")
    for size in map(int, villages.split(",")):
        for level in demand.split(","):
            results = {
                engine: [run(size, level, strategy, engine, seed, limit_s) for seed in range(seeds)]
                for engine in engines.split(",")
            }
            for engine, found in results.items():
                best = [min(results[e][seed].cost_urmb or 0 for e in results) for seed in range(seeds)]
                ratio = statistics.median((r.cost_urmb or 0) / b for r, b in zip(found, best, strict=True))
                gap = statistics.median(r.gap or 0.0 for r in found)
                seconds = statistics.median(r.seconds for r in found)
                click.echo(f"{size:8} {level:7} {engine:10} {ratio:10.3f} {gap:7.1%} {seconds:8.1f}")


if __name__ == "__main__":
    main()
