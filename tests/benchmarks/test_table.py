"""The arithmetic of the benchmark tables, on numbers that can be checked in the head."""

import math

import pytest

from benchmarks.table import Bar, Results, bars, geometric_mean, judged, lines


def record(county: str, what: str, rmb: float, **more: object) -> dict[str, object]:
    """A measurement with a valid plan."""
    return {"county": county, "what": what, "cost_urmb": rmb * 1e6, "violations": 0, "trouble": "", **more}


def bar(found: list[Bar], words: str) -> Bar:
    return next(one for one in found if words in one.name)


PEERS = [record("100-thin", "pyvrp", 200), record("100-thin", "vroom", 250), record("100-thin", "ortools", 400)]


def test_a_ratio_is_to_the_cheapest_of_the_others() -> None:
    results = Results([record("100-thin", "joint", 190), *PEERS])
    assert results.ratio("100-thin", "joint", ("pyvrp", "vroom", "ortools")) == pytest.approx(0.95)


def test_a_ratio_to_the_best_needs_all_of_the_others() -> None:
    results = Results([record("100-thin", "joint", 190), *PEERS[:2]])
    assert results.ratio("100-thin", "joint", ("pyvrp", "vroom", "ortools")) is None


def test_a_refused_plan_of_ours_costs_infinitely_much_and_that_of_a_peer_is_not_the_best() -> None:
    refused = {**record("100-thin", "pyvrp", 100), "violations": 2}
    results = Results([{**record("100-thin", "joint", 1), "violations": 1}, refused, *PEERS[1:]])
    assert results.ratio("100-thin", "joint", ("pyvrp", "vroom", "ortools")) == math.inf
    assert results.least("100-thin", ("pyvrp", "vroom")) == 250
    assert results.troubles() == ["100-thin joint: 1 violations", "100-thin pyvrp: 2 violations"]


def test_the_mean_of_ratios_is_geometric() -> None:
    assert geometric_mean([0.5, 0.9, 1.25]) == pytest.approx((0.5 * 0.9 * 1.25) ** (1 / 3))
    assert geometric_mean([]) is None


def test_the_gap_is_a_share_of_the_cost() -> None:
    results = Results([record("60-thin", "joint", 100, bound_urmb=80e6)])
    assert results.gap("60-thin", "joint") == pytest.approx(0.2)


def test_bars_take_the_mean_and_the_worst_over_counties() -> None:
    others = [{**one, "county": "350-dense"} for one in PEERS]
    results = Results([record("100-thin", "joint", 180), record("350-dense", "joint", 202), *PEERS, *others])
    found = bars(results)
    assert bar(found, "peer, geometric mean").figure == pytest.approx(math.sqrt(0.9 * 1.01))
    assert bar(found, "peer, worst").figure == pytest.approx(1.01)
    assert bar(found, "peer, geometric mean").holds is True
    assert bar(found, "peer, worst").holds is False


def test_the_bar_of_thin_counties_leaves_out_the_others() -> None:
    costs = {"100-thin": (100, 90), "100-dense": (100, 99)}
    results = Results(
        record(county, what, rmb)
        for county, pair in costs.items()
        for what, rmb in zip(("joint", "shared"), pair, strict=True)
    )
    assert bar(bars(results), "on the thin ones").figure == pytest.approx(0.90)
    assert bar(bars(results), "shared / our joint, worst").figure == pytest.approx(0.99)


def test_what_was_not_measured_fails_nothing_and_what_is_exactly_at_the_limit_holds() -> None:
    told: list[str] = []
    assert judged([Bar("nothing", None, 1.0), Bar("just", 1.0, 1.0)], told.append)
    assert [line.split()[0] for line in told] == ["not", "holds"]
    assert not judged([Bar("over", 1.1, 1.0)], told.append)
    assert Bar("equal", 1.0, 1.0, below=True).holds is False


def test_memory_and_first_plan_are_the_worst_of_the_largest_counties() -> None:
    results = Results(
        [
            record("1100-thin", "joint", 1, first_s=3.0, peak_mib=900),
            record("1100-dense", "shared", 1, first_s=16.0, peak_mib=2000),
            record("100-dense", "shared", 1, first_s=99.0, peak_mib=9000),
        ]
    )
    found = bars(results)
    assert (bar(found, "first valid plan").figure, bar(found, "first valid plan").holds) == (16.0, False)
    assert (bar(found, "peak memory").figure, bar(found, "peak memory").holds) == (2000, True)


def test_the_table_has_a_line_for_each_county_in_order_of_size() -> None:
    results = Results([record("350-thin", "joint", 2), record("60-thin", "joint", 1), record("100-thin", "joint", 3)])
    assert [line.split()[0] for line in lines(results)] == ["county", "60-thin", "100-thin", "350-thin"]
