"""Plans side by side."""

import dataclasses

import pytest

from optimizer.costs import Costs
from optimizer.plan import Plan, PlanRecord
from reports.compare import Entry, compare_dict, compare_table, names, warnings
from reports.measures import measure
from reports.terminal import show
from scenarios import Scenario

RMB = 1_000_000


def entry(county: Scenario, plan: Plan, folder: str, van_fixed: int = 320 * RMB, **changes: object) -> Entry:
    costs = Costs(van_fixed=van_fixed, bus_fees=10 * RMB)
    record = PlanRecord(
        "handmade", "digest-1", "shared", "routing", 0, 2, "time limit", 60.0, costs.total, 100 * RMB, costs.parts(),
        summary={"time_limit_s": 60.0, "work_limit": None, "measures": measure(county, plan).as_dict()},
    )  # fmt: skip
    return Entry.of(folder, dataclasses.replace(record, **changes))  # type: ignore[arg-type]


def test_equal_conditions_give_no_warning(county: Scenario, plan: Plan) -> None:
    assert warnings([entry(county, plan, "a"), entry(county, plan, "b", strategy="joint")]) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"digest": "digest-2"}, "different scenario contents"),
        ({"engine": "construct"}, "different engines (routing, construct)"),
        ({"stopped": "interrupted"}, "interrupted before their time was up: b"),
        ({"summary": {}}, "no figures but costs are known of: b"),
    ],
)
def test_unequal_conditions_are_told(county: Scenario, plan: Plan, changes: dict[str, object], words: str) -> None:
    found = warnings([entry(county, plan, "a"), entry(county, plan, "b", **changes)])
    assert any(words in warning for warning in found)


@pytest.mark.parametrize(
    ("limits", "words"), [((60.0, None), ""), ((90.0, None), "(60 s, 90 s)"), ((None, 5), "(60 s, 5 steps)")]
)
def test_other_limits_are_told(
    county: Scenario, plan: Plan, limits: tuple[float | None, int | None], words: str
) -> None:
    first = entry(county, plan, "a")
    summary = {**first.record.summary, "time_limit_s": limits[0], "work_limit": limits[1]}
    found = warnings([first, entry(county, plan, "b", summary=summary)])
    assert [warning for warning in found if words and words in warning] == found


def test_another_service_level_is_told(county: Scenario, plan: Plan) -> None:
    found = warnings([entry(county, plan, "a"), entry(county, Plan("shared"), "b")])
    assert found == ["the plans leave different numbers of parcels behind (4, 32)"]


def test_differences_are_against_the_first(county: Scenario, plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    entries = [entry(county, plan, "plans/a"), entry(county, plan, "plans/b", van_fixed=250 * RMB)]
    show(compare_table(entries))
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == ["a", "b", "change"]
    assert ["total", "RMB", "330.00", "260.00", "-70.00"] in rows
    assert ["bus", "fees", "10.00", "10.00"] in rows
    assert ["paid", "per", "parcel", "11.7857", "9.2857", "-2.5000"] in rows
    assert ["gap", "69.7", "%", "61.5", "%", "-8.2", "%"] in rows
    plain = compare_dict(entries)
    assert [found["cost_difference_fen"] for found in plain["plans"]] == [0, -7_000]  # type: ignore[attr-defined]


def test_parts_that_cost_nothing_anywhere_are_left_out(
    county: Scenario, plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    show(compare_table([entry(county, plan, "a")]))
    assert "overtime" not in capsys.readouterr().out


def test_a_plan_without_figures_still_shows_its_costs(
    county: Scenario, plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = [entry(county, plan, "a"), entry(county, plan, "b", summary={})]
    show(compare_table(entries))
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["villages", "served", "3", "-"] in rows
    assert compare_dict(entries)["like_for_like"] is False


def test_folders_of_one_name_are_told_apart_by_their_paths(county: Scenario, plan: Plan) -> None:
    assert names([entry(county, plan, "x/a"), entry(county, plan, "y/a")]) == ["x/a", "y/a"]
