"""One case of the test of time limits: `python -m benchmarks.trial NUMBER SEED` prints JSON."""

from __future__ import annotations

import json
import sys
import time

from benchmarks.hostile import Case, case, scenario_of
from networks import build_network
from optimizer import SolveParams, build_instance, check, solve


def run(one: Case) -> dict[str, object]:
    """Solve a case; ``seconds`` are those of the solve, ``build_s`` those of roads and itineraries before it."""
    scenario = scenario_of(one)
    began = time.monotonic()
    instance = build_instance(scenario, build_network(scenario))
    build_s = time.monotonic() - began
    params = SolveParams(engine=one.engine, time_limit_s=one.time_limit_s, seed=one.seed % 1000)  # type: ignore[arg-type]
    began = time.monotonic()
    result = solve(scenario, instance, params)
    seconds = time.monotonic() - began
    violations = None if result.plan is None else len(check(scenario, result.plan))
    return {
        "seconds": round(seconds, 2),
        "build_s": round(build_s, 2),
        "violations": violations,
        "cost_urmb": result.cost_urmb,
        "stopped": result.stopped,
    }


def main() -> None:
    """Run the case that the command line names."""
    number, seed = map(int, sys.argv[1:3])
    print(json.dumps(run(case(number, seed))))


if __name__ == "__main__":
    main()
