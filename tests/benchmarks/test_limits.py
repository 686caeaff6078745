"""The test of time limits: its cases, its verdicts, and that what it breaks is broken."""

import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from benchmarks.hostile import BREAKAGES, TWISTS, Case, case, scenario_of
from benchmarks.killable import SearchFailedError, Tell, best_told, together
from benchmarks.limits import BREAKAGE, allowed_s, bars, fault
from benchmarks.processes import ROOT, run_module, tree_mib

CASES = [case(number, 1) for number in range(200)]


def test_a_tenth_of_the_cases_is_hostile_in_every_way() -> None:
    hostile = [one for one in CASES if one.twist or one.breakage]
    assert len(hostile) == 20
    assert {one.breakage for one in hostile} - {""} == set(BREAKAGES)
    assert {one.twist for one in hostile} - {""} == set(TWISTS)


def test_cases_span_sizes_limits_strategies_and_engines() -> None:
    assert min(one.villages for one in CASES) < 10 and max(one.villages for one in CASES) > 400
    assert min(one.time_limit_s for one in CASES) < 3 and max(one.time_limit_s for one in CASES) > 18
    assert {one.strategy for one in CASES} == {"separate", "joint", "bus", "shared"}
    assert {one.engine for one in CASES} == {"auto", "county", "construct", "routing", "exact"}


@pytest.mark.parametrize("twist", TWISTS)
def test_a_twisted_scenario_still_has_goods_and_knows_all_places(twist: str) -> None:
    one = Case(0, 3, 20, "thin", "shared", "auto", 1.0, twist, "")
    plain, twisted = scenario_of(replace(one, twist="")), scenario_of(one)
    places = {place.id for place in twisted.places}
    assert twisted != plain
    assert twisted.consignments
    assert all({goods.origin, goods.destination} <= places for goods in twisted.consignments)
    assert all(goods.origin != goods.destination for goods in twisted.consignments)


ONE = Case(0, 1, 10, "thin", "joint", "auto", 10.0, "", "")


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"seconds": 13.9, "violations": 0, "trouble": ""}, ""),
        ({"seconds": 14.6, "violations": 0, "trouble": ""}, "0.6 s longer than allowed"),
        ({"seconds": 3.0, "violations": 2, "trouble": ""}, "2 violations"),
        ({"seconds": 3.0, "violations": None, "trouble": ""}, "no plan"),
        ({"trouble": "killed after 190 s"}, "killed after 190 s"),
    ],
)
def test_a_case_is_faulty_if_it_is_late_or_has_no_valid_plan(record: dict[str, object], told: str) -> None:
    assert allowed_s(10.0) == pytest.approx(14.0)
    assert fault(ONE, record) == told


def test_late_cases_and_cases_without_a_plan_are_counted_apart() -> None:
    good = {"seconds": 3.0, "violations": 0, "trouble": ""}
    late, killed = {**good, "seconds": 20.0}, {"trouble": "killed after 190 s"}
    found = bars([ONE] * 4, [good, late, killed, {**good, "violations": 1}])
    assert [bar.figure for bar in found] == [2, 1]


def slow(tell: Tell, seconds: float) -> None:
    """Tells twice, then holds on."""
    tell("first")
    tell("better")
    time.sleep(seconds)


def failing(_tell: Tell) -> None:
    raise ValueError("of no use")


def dying(tell: Tell) -> None:
    tell("last words")
    os._exit(1)


def test_what_a_search_told_before_it_was_killed_or_died_counts() -> None:
    began = time.monotonic()
    assert together([(slow, (600.0,)), (dying, ())], 0.1, 0.2) == ["better", "last words"]
    assert time.monotonic() - began < 60


def test_a_search_that_fails_says_why() -> None:
    with pytest.raises(SearchFailedError, match="of no use"):
        best_told(failing, (), 5.0)


SEARCH = """
import numpy as np
from optimizer.county.problem import ClientRow, VanProblem, VehicleRow, is_sound
from optimizer.county.worker import Order, run_order, warm_up
from optimizer.ruin import Effort
warm_up()
way, far = np.array([[0, 1], [1, 0]]), 10**6
clients = tuple(ClientRow(1, (1, 1), (0, 0), 1, 0, far, 0, 100, None) for _ in range(4))
van = VehicleRow(0, 0, (1, 1), 1, 0, 1, 0, 0, 0, far, far, 0, None, 0, None, 1, 0)
problem = VanProblem(clients, (van,), 0, (way,), (way,))
told = []
run_order(Order(problem, (4,), (), Effort(None, 5), {seed}), told.append)
print(told[-1].cost, is_sound(problem, (4,), told[-1].routes))
"""


@pytest.mark.parametrize(
    ("how", "seed", "status", "out", "err"),
    [
        ("raise", 1, 1, "", "broken on purpose"),
        ("crash", 1, 13, "", ""),
        ("nonsense", 0, 0, "0 True", ""),
        ("nonsense", 2, 0, "0 False", ""),
        ("", 1, 0, "12 True", ""),
    ],
)
def test_the_search_is_broken_in_a_process_that_starts_so(how: str, seed: int, status: int, out: str, err: str) -> None:
    """But not its warming up: a broken search is one that goes wrong while it works."""
    given = {**os.environ, "ROADPOST_BREAK": how, "PYTHONPATH": os.pathsep.join((str(BREAKAGE), str(ROOT)))}
    code = SEARCH.replace("{seed}", str(seed))
    ended = subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout.strip()) == (status, out), ended.stderr
    assert err in ended.stderr


def test_a_process_that_never_ends_is_killed_and_its_memory_known() -> None:
    ended = run_module("http.server", ["0"], 1.0)
    assert (ended.told, ended.trouble) == (None, "killed after 1 s")
    assert tree_mib(os.getpid()) is None or (ended.peak_mib or 0) > 3
