"""One measurement: one way to plan one county. `python -m benchmarks.single COUNTY WHAT SECONDS SEED` prints JSON.

COUNTY is as in `100-thin`, or an example's name; WHAT is joint or shared (ours), pyvrp, vroom or ortools (peers, vans
only), or buses-first or vans-first (baselines).
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module

from networks import build_network
from optimizer import Instance, Plan, Progress, SolveParams, build_instance, check, cost, solve
from optimizer.bounds import lower_bound_urmb
from scenarios import examples, read_scenario
from scenarios.generate import CountySpec, generate_county
from scenarios.strategies import with_strategy
from scenarios.types import Scenario

OURS = ("joint", "shared")
PEERS = ("pyvrp", "vroom", "ortools")
BASELINES = ("buses-first", "vans-first")


def county(name: str, seed: int) -> Scenario:
    """The generated county that a name such as `350-dense` stands for, or the example of that name.

    Raises:
        ValueError: the name is no example, and no number of villages and a demand.
    """
    if name in examples.names():
        return read_scenario(name)
    villages, _, demand = name.partition("-")
    if not villages.isdigit() or demand not in ("thin", "normal", "dense"):
        raise ValueError(f"county {name!r}: expected villages and demand, as in 350-thin")
    return generate_county(CountySpec.of_size(int(villages), demand), seed)  # type: ignore[arg-type]


def measure(name: str, what: str, time_limit_s: float, seed: int) -> dict[str, object]:
    """Plan a county, judge the plan, and tell what it cost; seconds count from before the roads are built."""
    strategy = "shared" if what in ("shared", *BASELINES) else "joint"
    scenario = with_strategy(county(name, seed), strategy)
    began = time.monotonic()
    instance = build_instance(scenario, build_network(scenario))
    build_s = time.monotonic() - began
    figures: dict[str, object] = {}
    if what in OURS:
        plan, figures = _ours(scenario, instance, time_limit_s, seed, began)
    elif what in PEERS:
        plan = import_module(f"benchmarks.peers.{what}_peer").plan(instance, time_limit_s, seed)
    else:
        baselines = import_module("benchmarks.baselines")
        make = {"buses-first": baselines.buses_first, "vans-first": baselines.vans_first}[what]
        plan = make(scenario, instance, time_limit_s, seed)
    seconds = time.monotonic() - began - build_s
    costs = cost(scenario, plan)
    return {
        "cost_urmb": costs.total,
        "violations": len(check(scenario, plan)),
        "seconds": round(seconds, 2),
        "build_s": round(build_s, 2),
        "vans": len({(stop.van, stop.number) for stop in plan.van_stops}),
        "left": sum({row.consignment: row.parcels for row in plan.unserved}.values()),
        **figures,
    }


def _ours(
    scenario: Scenario, instance: Instance, time_limit_s: float, seed: int, began: float
) -> tuple[Plan, dict[str, object]]:
    first: list[float] = []

    def moved(moment: Progress) -> None:
        if moment.cost_urmb is not None and not first:
            first.append(time.monotonic() - began)

    result = solve(scenario, instance, SolveParams(time_limit_s=time_limit_s, seed=seed), moved)
    assert result.plan is not None
    bound = result.bound_urmb if result.bound_urmb is not None else lower_bound_urmb(instance)
    first_s = round(first[0], 2) if first else None
    return result.plan, {"bound_urmb": bound, "first_s": first_s, "engine": result.engine, "stopped": result.stopped}


def main() -> None:
    """Measure what the command line asks for."""
    name, what, seconds, seed = sys.argv[1:5]
    print(json.dumps(measure(name, what, float(seconds), int(seed))))


if __name__ == "__main__":
    main()
