"""The knobs of a solve, and the small figures of its result."""

from typing import Any

import pytest

from optimizer import ParameterError, Result, SolveParams
from scenarios.errors import RoadpostError


def result(**values: Any) -> Result:
    usual: dict[str, Any] = {
        "plan": None, "stopped": "finished", "engine": "construct", "cost_urmb": 100, "bound_urmb": 75,
        "cost_parts_urmb": {}, "seed": 0, "threads": 1, "seconds": 0.1, "versions": {},
    }  # fmt: skip
    return Result(**{**usual, **values})


def test_the_defaults_are_allowed() -> None:
    params = SolveParams()
    assert (params.engine, params.time_limit_s, params.work_limit, params.seed) == ("auto", 60.0, None, 0)


@pytest.mark.parametrize(
    ("knob", "value"),
    [("time_limit_s", 0.001), ("time_limit_s", 86_400), ("work_limit", 1), ("seed", 2**31 - 1), ("threads", 256)],
)
def test_the_ends_of_the_ranges_are_allowed(knob: str, value: Any) -> None:
    assert getattr(SolveParams(**{knob: value}), knob) == value


@pytest.mark.parametrize(
    ("knob", "value", "told"),
    [
        ("time_limit_s", 0, "time limit 0 s: expected more than 0 and at most 86400"),
        ("time_limit_s", 86_401, "time limit 86401 s"),
        ("time_limit_s", float("nan"), "time limit nan s"),
        ("work_limit", 0, "work limit 0: expected at least 1"),
        ("seed", -1, "seed -1: expected 0 to 2147483647"),
        ("seed", 2**31, "seed 2147483648"),
        ("threads", 0, "threads 0: expected 1 to 256"),
        ("threads", 257, "threads 257"),
        ("engine", "magic", "engine magic: expected auto, "),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(knob: str, value: Any, told: str) -> None:
    with pytest.raises(ParameterError) as error:
        SolveParams(**{knob: value})
    assert told in str(error.value)


def test_all_bad_knobs_are_told_at_once() -> None:
    with pytest.raises(ParameterError) as error:
        SolveParams(engine="magic", time_limit_s=-1, work_limit=0, seed=-1, threads=0)  # type: ignore[arg-type]
    assert [part.split()[0] for part in str(error.value).split("; ")] == ["time", "work", "seed", "threads", "engine"]


def test_a_parameter_error_is_one_that_users_are_told_plainly() -> None:
    assert issubclass(ParameterError, RoadpostError)


@pytest.mark.parametrize(
    ("cost", "bound", "gap"),
    [(100, 75, 0.25), (100, 100, 0.0), (0, 0, 0.0), (100, 0, 1.0), (None, 75, None), (100, None, None)],
)
def test_the_gap_is_what_the_bound_lacks_of_the_cost(cost: int | None, bound: int | None, gap: float | None) -> None:
    assert result(cost_urmb=cost, bound_urmb=bound).gap == gap
