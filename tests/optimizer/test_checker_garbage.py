"""Whatever stands in a plan, the checker and the costs answer; and what they answer holds together."""

import dataclasses

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.checker import RULES, check
from optimizer.costs import cost
from optimizer.plan import BusLoad, Plan, PlanRecord, Unserved, VanLoad, VanStop
from scenarios.digest import digest
from tests.optimizer.rich_plan import rich_county, rich_plan

COUNTY = rich_county()
small = st.integers(-2, 6)
times = st.one_of(st.integers(-100, 100_000), st.just(10**12))


def ids(items: tuple[object, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from([*(item.id for item in items), "nothing", ""])  # type: ignore[attr-defined]


runs, consignments, places = ids(COUNTY.runs), ids(COUNTY.consignments), ids(COUNTY.places)
trips = (ids(COUNTY.vans), st.integers(-1, 3), st.integers(-1, 3))
bus_loads = st.builds(BusLoad, runs, small, small, consignments, small, st.booleans(), st.booleans())
van_stops = st.builds(VanStop, *trips, small, places, times, times, times, times)
van_loads = st.builds(VanLoad, *trips, small, small, consignments, small)
unserved = st.builds(Unserved, consignments, small, st.just("way"), st.just("rule"), small, st.just("s"))
garbage = st.builds(
    Plan,
    st.sampled_from(["shared", "joint", "separate", "bus", "no such strategy"]),
    *(st.lists(rows, max_size=12).map(tuple) for rows in (bus_loads, van_stops, van_loads, unserved)),
)


@st.composite
def half_broken(draw: st.DrawFn) -> Plan:
    """The rich plan with some rows gone and some garbage added: closer to sense, so that more rules have work."""
    whole, extra = rich_plan(), draw(garbage)
    kept = {}
    for table in ("bus_loads", "van_stops", "van_loads", "unserved"):
        rows = getattr(whole, table)
        gone = draw(st.sets(st.integers(0, len(rows) - 1), max_size=3))
        rest = tuple(row for position, row in enumerate(rows) if position not in gone)
        kept[table] = rest + draw(st.sampled_from([(), getattr(extra, table)]))
    return dataclasses.replace(whole, **kept)


plans = st.one_of(garbage, half_broken())


@settings(max_examples=150, deadline=None)
@given(plans)
def test_garbage_never_crashes_the_checker_and_amounts_are_positive(plan: Plan) -> None:
    found = check(COUNTY, plan, record_of(plan))
    assert {one.rule for one in found} <= {*RULES, "cost"}
    assert [one for one in found if one.amount <= 0] == []
    assert all(one.where and one.unit and one.detail for one in found)


@settings(max_examples=80, deadline=None)
@given(plans)
def test_true_claims_are_never_called_false(plan: Plan) -> None:
    assert [one for one in check(COUNTY, plan, record_of(plan)) if one.rule == "cost"] == []


@settings(max_examples=80, deadline=None)
@given(plans)
def test_the_order_of_the_rows_does_not_matter(plan: Plan) -> None:
    turned = Plan(plan.strategy, *(getattr(plan, f.name)[::-1] for f in dataclasses.fields(plan)[1:]))
    assert sorted(map(str, check(COUNTY, plan))) == sorted(map(str, check(COUNTY, turned)))
    assert cost(COUNTY, plan) == cost(COUNTY, turned)


@settings(max_examples=80, deadline=None)
@given(plans)
def test_parts_in_fen_sum_to_the_total_in_fen(plan: Plan) -> None:
    costs = cost(COUNTY, plan)
    assert sum(costs.parts().values()) == costs.total
    assert sum(costs.in_fen().values()) == costs.total_fen


def test_an_empty_plan_breaks_only_rules_on_parcels() -> None:
    assert {one.rule for one in check(COUNTY, Plan("shared"))} == {"conservation", "flow", "unserved"}
    assert cost(COUNTY, Plan("shared")).total == 0


def record_of(plan: Plan) -> PlanRecord:
    costs = cost(COUNTY, plan)
    return PlanRecord(
        "by hand", digest(COUNTY), plan.strategy, "none", 0, 1, "finished", 0.0, costs.total, None, costs.parts()
    )
