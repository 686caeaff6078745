"""Public instances through PyVRP and ours, on the three customers of `test_instances`."""

from pathlib import Path

import click
import pytest

from benchmarks.instances import Problem, mtvrptwr, pdptw, vrptw, worth
from benchmarks.ours import improve
from benchmarks.public import Known, bars, instances, measure, reader_faults
from benchmarks.routing_data import problem_data, routes_of
from tests.benchmarks.test_instances import MTVRPTWR, PDPTW, VRPTW

BENCHMARKS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "benchmarks"


@pytest.mark.parametrize(
    ("problem", "vehicles", "distance"),
    [(vrptw(VRPTW), 2, 22.8), (mtvrptwr(MTVRPTWR), None, 22.8), (pdptw(PDPTW), 1, 2**0.5 + 13**0.5 + 15)],
    ids=["vrptw", "mtvrptwr", "pdptw"],
)
def test_a_search_finds_the_best_routes_of_three_customers(
    problem: Problem, vehicles: int | None, distance: float
) -> None:
    data = problem_data(problem)
    solution = improve(data, 0.5, 1)
    assert solution is not None
    found = worth(problem, routes_of(data, solution))
    assert found.faults == ()
    assert found.distance == pytest.approx(distance)
    assert vehicles is None or found.vehicles == vehicles


def test_a_measurement_compares_with_the_best_known() -> None:
    found = measure(vrptw(VRPTW), Known(0, 20.0), "pyvrp", 0.3, 1)
    assert found["gap"] == pytest.approx(0.14)
    assert (found["trouble"], found["extra_vehicles"]) == ("", None)


def test_an_instance_without_a_solution_is_trouble() -> None:
    hopeless = VRPTW.replace("20          30", "1          2")
    assert hopeless != VRPTW
    assert measure(vrptw(hopeless), Known(0, 20.0), "pyvrp", 0.3, 1)["trouble"] == "no feasible solution"


def records(*gaps: float | None, **more: object) -> list[dict[str, object]]:
    return [{"gap": gap, "trouble": "" if gap is not None else "none", **more} for gap in gaps]


def test_bars_compare_means_and_want_a_solution_of_every_instance() -> None:
    first, second = bars("mtvrptwr", {"ours": records(0.01, 0.02), "pyvrp": records(0.02, 0.02)})
    assert (first.figure, first.limit, first.holds) == (pytest.approx(0.015), 0.015, True)
    assert (second.figure, second.limit, second.holds) == (pytest.approx(0.015), pytest.approx(0.02), True)
    (lacking,) = bars("vrptw", {"ours": records(0.01, None), "pyvrp": records(0.02, 0.02)})
    assert lacking.holds is False


def test_pdptw_sums_the_vehicles_over_the_best_known() -> None:
    found = {"ours": records(0.0, 0.0, extra_vehicles=1), "pyvrp": records(0.0, 0.0, extra_vehicles=2)}
    (bar,) = bars("pdptw", found)
    assert (bar.figure, bar.limit, bar.holds) == (2, 4, True)


def test_a_published_solution_of_another_value_is_a_fault_of_the_reader(tmp_path: Path) -> None:
    (tmp_path / "HAND.vrp").write_text(MTVRPTWR, "utf-8")
    (tmp_path / "HAND.sol").write_text("Route #1: 1 2 0 3\nCost: 228\n", "utf-8")
    assert reader_faults("mtvrptwr", tmp_path) == []
    (tmp_path / "HAND.sol").write_text("Route #1: 1 2 0 3\nCost: 230\n", "utf-8")
    assert len(reader_faults("mtvrptwr", tmp_path)) == 1


def test_a_folder_without_instances_is_refused(tmp_path: Path) -> None:
    with pytest.raises(click.ClickException, match="no instances"):
        instances("pdptw", tmp_path)


@pytest.mark.shared
@pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="../shared/data/benchmarks is not there")
@pytest.mark.parametrize("kind", ["mtvrptwr", "pdptw"])
def test_published_solutions_are_worth_what_was_published(kind: str) -> None:
    assert reader_faults(kind, BENCHMARKS / kind) == []


@pytest.mark.shared
@pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="../shared/data/benchmarks is not there")
def test_every_public_vrptw_instance_has_a_published_value() -> None:
    found = instances("vrptw", BENCHMARKS / "vrptw")
    assert found and all(known.distance > 0 for _, known in found.values())
