"""Readers of public instances, on files of three customers written by hand."""

import pytest

from benchmarks.instances import mtvrptwr, pdptw, solution_routes, vrptw, worth

# Depot (0, 0); customers at (3, 4), (6, 8) and (1, 1): 5, 10 and 1.414.. from it.
VRPTW = """HAND

VEHICLE
NUMBER     CAPACITY
  2          10

CUSTOMER
CUST NO.  XCOORD.    YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE TIME

    0      0         0          0          0         100          0
    1      3         4          4          0         100          1
    2      6         8          4         20          30          1
    3      1         1          6          0         100          1
"""

MTVRPTWR = """NAME: HAND
TYPE: MTVRPTWR
EDGE_WEIGHT_TYPE: EUC_2D
DIMENSION: 4
VEHICLES: 2
CAPACITY: 10
SERVICE_TIME: 1
NODE_COORD_SECTION
1\t0\t0
2\t3\t4
3\t6\t8
4\t1\t1
DEMAND_SECTION
1\t0
2\t4
3\t4
4\t6
TIME_WINDOW_SECTION
1\t0\t100
2\t0\t100
3\t20\t30
4\t0\t60
RELEASE_TIME_SECTION
1\t0
2\t0
3\t0
4\t30
VEHICLES_RELOAD_DEPOT_SECTION
1\t1
2\t1
DEPOT_SECTION
1
-1
EOF
"""

# Picked up at (3, 4) for (6, 8); and at (1, 1) for (3, 4).
PDPTW = """2 10 1
0 0 0 0 0 100 0 0 0
1 3 4 4 0 100 1 0 2
2 6 8 -4 20 30 1 1 0
3 1 1 7 0 100 1 0 4
4 3 4 -7 0 100 1 3 0
"""


def test_vrptw_distances_are_cut_after_one_decimal() -> None:
    problem = vrptw(VRPTW)
    assert (problem.vehicles, problem.capacity, problem.customers) == (2, 10, 3)
    assert problem.distance[0, 3] == 14
    assert (problem.ready[2], problem.due[2], problem.service[1]) == (200, 300, 10)


def test_vrptw_routes_are_worth_their_distance() -> None:
    found = worth(vrptw(VRPTW), [[[1, 2]], [[3]]])
    assert (found.vehicles, found.distance, found.faults) == (2, pytest.approx(5 + 5 + 10 + 1.4 + 1.4), ())


@pytest.mark.parametrize(
    ("routes", "fault"),
    [
        ([[[1, 2, 3]]], "route 1: load 14 of 10"),
        ([[[1], [2]], [[3]]], "route 1: more than one trip"),
        ([[[1]], [[2]], [[3]]], "3 vehicles of 2"),
        ([[[1, 2]]], "not every customer is visited once"),
        ([[[1, 2]], [[3, 3]]], "not every customer is visited once"),
    ],
)
def test_vrptw_faults_are_seen(routes: list[list[list[int]]], fault: str) -> None:
    assert fault in worth(vrptw(VRPTW), routes).faults


def test_a_van_that_waits_for_a_window_is_late_for_the_next_one() -> None:
    text = VRPTW.replace(
        "3      1         1          6          0         100", "3      1         1          6          0          25"
    )
    assert worth(vrptw(text), [[[2, 3]], [[1]]]).faults == ("route 1: late at 3",)
    assert worth(vrptw(text), [[[3, 2]], [[1]]]).faults == ()


def test_a_trip_waits_for_the_goods_that_it_loads() -> None:
    problem = mtvrptwr(MTVRPTWR)
    assert problem.release == (0, 0, 0, 300)
    assert worth(problem, [[[1, 2], [3]]]).faults == ()
    assert worth(problem, [[[1, 2], [3]]]).distance == pytest.approx(22.8)
    # Customer 3's goods are there at 30, so the trip reaches customer 2 at 40, and it closes at 30.
    assert worth(problem, [[[2, 3]], [[1]]]).faults == ("route 1: late at 2",)


def test_pdptw_is_not_rounded_and_pairs_ride_together() -> None:
    problem = pdptw(PDPTW)
    assert problem.delivery_of == {1: 2, 3: 4}
    good = worth(problem, [[[3, 4, 1, 2]]])
    assert good.faults == ()
    assert good.distance == pytest.approx(2**0.5 + 13**0.5 + 0 + 5 + 10)
    assert worth(problem, [[[3, 4]], [[2, 1]]]).faults == (
        "route 2: 2 is delivered before it is picked up",
        "route 2: 2 is never delivered",
    )
    assert "route 1: overfull at 3" in worth(problem, [[[1, 3, 4, 2]]]).faults


def test_published_solutions_are_cut_into_trips_at_the_depot() -> None:
    assert solution_routes("Route #1: 1 2 0 3\nRoute #2: 4\nCost: 12\n") == [[[1, 2], [3]], [[4]]]
    assert solution_routes("Solution\nRoute 1 : 3 4 \nRoute 2 : 1\n") == [[[3, 4]], [[1]]]
