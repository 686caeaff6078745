"""Public instances through PyVRP and ours, on the three customers of `test_instances`."""

from collections.abc import Callable
from pathlib import Path

import click
import numpy as np
import pytest

from benchmarks.instances import Problem, mtvrptwr, pdptw, solution_routes, vrptw, worth
from benchmarks.ours import improve, one_search, problem_tables, single_trips
from benchmarks.public import Known, bars, instances, measure, reader_faults
from benchmarks.routing_data import problem_data, routes_of, search
from optimizer.ruin import warm_up
from optimizer.ruin.state import COST, ROUTES, new_state
from optimizer.ruin.undo import load
from tests.benchmarks.test_instances import MTVRPTWR, PDPTW, VRPTW

BENCHMARKS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "benchmarks"
HOPELESS = VRPTW.replace("20          30", "1          2")

Routes = list[list[list[int]]]


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """What is compiled is so once for a machine, and not within the short searches of these tests."""
    warm_up()


def ours(problem: Problem) -> Routes:
    """What a search of ours tells last, in this process."""
    told: list[Routes] = []
    (single_trips if problem.kind == "vrptw" else one_search)(told.append, problem, 0.4, 1)
    return told[-1]


def pyvrps(problem: Problem) -> Routes:
    """What PyVRP finds, in this process."""
    told: list[Routes] = []
    data = problem_data(problem)
    search(lambda solution: told.append(routes_of(data, solution)), data, 0.2, 1)
    return told[-1]


@pytest.mark.parametrize("find", [ours, pyvrps])
@pytest.mark.parametrize(
    ("problem", "vehicles", "distance"),
    [(vrptw(VRPTW), 2, 22.8), (mtvrptwr(MTVRPTWR), None, 22.8), (pdptw(PDPTW), 1, 2**0.5 + 13**0.5 + 15)],
    ids=["vrptw", "mtvrptwr", "pdptw"],
)
def test_a_search_finds_the_best_routes_of_three_customers(
    problem: Problem, vehicles: int | None, distance: float, find: Callable[[Problem], Routes]
) -> None:
    found = worth(problem, find(problem))
    assert found.faults == ()
    assert found.distance == pytest.approx(distance)
    assert vehicles is None or found.vehicles == vehicles


def test_two_searches_side_by_side_give_valid_routes() -> None:
    routes = improve(pdptw(PDPTW), 3.0, 1)
    assert routes is not None
    assert worth(pdptw(PDPTW), routes).faults == ()


# The first pair is picked up early and delivered late; the second is far away, and open in between.
FAR = """2 10 1
0 0 0 0 0 100 0 0 0
1 3 4 4 0 10 1 0 2
2 6 8 -4 80 90 1 1 0
3 -30 0 6 0 40 1 0 4
4 -30 1 -6 0 100 1 3 0
"""


def test_pickups_and_deliveries_get_one_vehicle_even_if_two_would_drive_less() -> None:
    problem = pdptw(FAR)
    found, two = worth(problem, ours(problem)), worth(problem, [[[1, 2]], [[3, 4]]])
    assert (found.faults, two.faults) == ((), ())
    assert (found.vehicles, two.vehicles) == (1, 2)
    assert found.distance > two.distance


def test_what_does_not_fit_a_vehicle_is_no_solution() -> None:
    assert HOPELESS != VRPTW
    assert worth(vrptw(HOPELESS), ours(vrptw(HOPELESS))).faults == ("not every customer is visited once",)


def test_a_measurement_compares_with_the_best_known() -> None:
    found = measure(vrptw(VRPTW), Known(0, 20.0), "pyvrp", 0.3, 1)
    assert found["gap"] == pytest.approx(0.14)
    assert (found["trouble"], found["extra_vehicles"]) == ("", None)


def test_an_instance_without_a_solution_is_trouble() -> None:
    assert measure(vrptw(HOPELESS), Known(0, 20.0), "pyvrp", 0.3, 1)["trouble"] == "no feasible solution"


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
@pytest.mark.parametrize("kind", ["mtvrptwr", "pdptw"])
def test_our_search_accepts_published_solutions_at_their_cost(kind: str) -> None:
    """Distances of `pdptw` are rounded to thousandths, so hundreds of them may differ by some hundredths."""
    hundredths = 0.05 if kind == "pdptw" else 0.0
    for name, (problem, known) in instances(kind, BENCHMARKS / kind).items():
        data, routes = problem_tables(problem), solution_routes((BENCHMARKS / kind / f"{name}.sol").read_text("utf-8"))
        state = new_state(data, 1)
        for route in routes:
            nodes = [-1, *(node for trip in route for node in (*(v - 1 for v in trip), -1))]
            assert load(data, state, 0, np.array(nodes, np.int64)), f"{name}: {route}"
        driven = int(state.total[COST]) - len(routes) * int(data.kinds["fixed"][0])
        unit = 1000 if kind == "pdptw" else 10
        assert state.total[ROUTES] == len(routes)
        assert (state.placed[:, 0] >= 0).all(), name
        assert driven / unit == pytest.approx(known.distance, abs=hundredths + 1e-9), name


@pytest.mark.shared
@pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="../shared/data/benchmarks is not there")
def test_every_public_vrptw_instance_has_a_published_value() -> None:
    found = instances("vrptw", BENCHMARKS / "vrptw")
    assert found and all(known.distance > 0 for _, known in found.values())
