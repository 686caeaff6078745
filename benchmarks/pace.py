"""How long an iteration of the van search takes: `python -m benchmarks.pace 350-normal ../vrptw/R2_4_1.txt`.

Each place is a generated county or an example (`shared`), or a file of a `vrptw` instance. The searches of a place do a
given number of iterations in one process, so that two versions of the program find routes of the same cost if they do
the same, and only their time differs. Printed are that cost and the least time of an iteration of some searches.
"""

from __future__ import annotations

import time
from pathlib import Path

import click

from benchmarks.instances import READERS
from benchmarks.ours import problem_tables
from benchmarks.single import county
from networks import build_network
from optimizer import build_instance
from optimizer.county.clients import sides_of
from optimizer.county.problem import to_data
from optimizer.ruin import Effort, search, warm_up
from optimizer.ruin.data import Data
from scenarios.strategies import with_strategy

_WARM = 0.6
"""Searches are measured from here on the way from hot to cold, with the routes that those before found."""


def tables(place: str) -> Data:
    """The van search's tables of a county's largest base, with all its vans, or of an instance in a file."""
    if place.endswith(".txt"):
        return problem_tables(READERS["vrptw"](Path(place).read_text("utf-8")))
    scenario = with_strategy(county(place, 1), "shared")
    instance = build_instance(scenario, build_network(scenario))
    _, sides, _ = sides_of(instance)
    side = max(sides, key=lambda one: len(one.jobs))
    return to_data(side.problem, tuple(instance.fleets[row.fleet].number for row in side.problem.vehicles))


def pace(data: Data, iterations: int, searches: int) -> tuple[int, float]:
    """The cost that the last of so many searches found, and the least seconds of an iteration."""
    begun = search(data, (), Effort(None, iterations, 0.0, _WARM, opens=0.0), 1, lambda _: None)
    seconds, cost = [], 0
    for seed in range(searches):
        began = time.monotonic()
        cost = search(data, begun.last, Effort(None, iterations, _WARM, opens=0.0), seed, lambda _: None).cost
        seconds.append((time.monotonic() - began) / iterations)
    return cost, min(seconds)


@click.command()
@click.argument("places", nargs=-1, required=True)
@click.option("--iterations", type=click.IntRange(1), default=40_000, show_default=True)
@click.option("--searches", type=click.IntRange(1), default=4, show_default=True)
def main(places: tuple[str, ...], iterations: int, searches: int) -> None:
    """Microseconds of an iteration of the van search."""
    warm_up()
    for place in places:
        cost, seconds = pace(tables(place), iterations, searches)
        click.echo(f"{Path(place).stem:14} cost {cost:>16,}   {1e6 * seconds:7.2f} us an iteration")


if __name__ == "__main__":
    main()
