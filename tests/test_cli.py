"""The `roadpost` command, run in this process: what it prints, writes and returns."""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from click.testing import CliRunner, Result

import cli
from optimizer import InvalidPlanError, read_plan
from optimizer import Result as Solved
from optimizer.result import EngineName
from scenarios import Strategy, digest, examples, read_scenario

Invoke = Callable[..., Result]
QUICK = ("--engine", "construct", "--time-limit", "10")


@pytest.fixture(autouse=True)
def in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test runs in a folder of its own."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    yield


def invoke(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exit_code == code, result.output
    return result


def json_of(*arguments: str, code: int = 0) -> Any:
    return json.loads(invoke(*arguments, "--json", code=code).stdout)


def words_of(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def commands(group: click.Group = cli.main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


# Help and version.


def test_help_names_every_command() -> None:
    assert all(name.split()[0] in invoke("--help").stdout for name, _ in commands())


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_the_help_of_every_command_has_an_example(name: str) -> None:
    assert f"    roadpost {name}" in invoke(*name.split(), "--help").stdout


def test_version() -> None:
    assert invoke("--version").stdout.startswith("roadpost ")


def test_choices_are_those_of_the_packages() -> None:
    assert get_args(EngineName) == cli.ENGINES
    assert tuple(Strategy) == cli.STRATEGIES


@pytest.mark.parametrize(
    "arguments",
    [
        ["unheard-of"],
        ["solve", "first"],
        ["solve", "first", "-o", "p", "--strategy", "both"],
        ["solve", "first", "-o", "p", "--time-limit", "5", "--work-limit", "5"],
        ["solve", "first", "-o", "p", "--time-limit", "0"],
        ["solve", "first", "-o", "p", "--time-limit", "nan"],
        ["solve", "first", "-o", "p", "--threads", "0"],
        ["compare"],
        ["scenario", "generate", "g", "--villages", "2"],
        ["scenario", "generate", "g", "--villages", "5", "--towns", "6"],
    ],
)
def test_wrong_usage_exits_with_2_and_writes_nothing(arguments: list[str]) -> None:
    result = invoke(*arguments, code=2)
    assert "Usage:" in result.stderr
    assert list(Path().iterdir()) == []


# Examples and scenarios.


def test_examples_are_listed_with_their_size() -> None:
    listed = {row["name"]: row for row in json_of("examples")["examples"]}
    assert tuple(listed) == examples.names()
    assert listed["first"]["villages"] == 6
    assert listed["first"]["parcels"] == 86
    assert any(line.startswith("first six villages") for line in words_of(invoke("examples").stdout))


def test_a_new_scenario_is_valid_and_commented() -> None:
    invoke("scenario", "new", "县 one")
    assert json_of("scenario", "validate", "县 one")["valid"]
    assert "# fee to the bus operator" in Path("县 one", "scenario.toml").read_text("utf-8")


def test_the_new_scenario_can_be_planned_by_every_strategy() -> None:
    invoke("scenario", "new", "mine")
    for strategy in cli.STRATEGIES:
        invoke("solve", "mine", "-o", strategy, "--strategy", strategy, *QUICK)
        assert json_of("check", "mine", strategy)["accepted"]


def test_a_copy_of_an_example_is_equal_to_it() -> None:
    invoke("scenario", "new", "mine", "--from", "first")
    assert read_scenario("mine") == read_scenario("first")


@pytest.mark.parametrize(
    "arguments",
    [["new", "mine"], ["new", "mine", "--from", "first"], ["generate", "mine", "--villages", "5"]],
)
def test_a_folder_with_something_in_it_is_refused(arguments: list[str]) -> None:
    Path("mine").mkdir()
    Path("mine", "notes.txt").write_text("keep me")
    result = invoke("scenario", *arguments, code=1)
    assert "mine" in result.stderr
    assert [path.name for path in Path("mine").iterdir()] == ["notes.txt"]


def test_an_unknown_example_is_told_with_those_there_are() -> None:
    assert "first" in invoke("scenario", "new", "mine", "--from", "frist", code=1).stderr
    assert list(Path().iterdir()) == []


def test_validate_tells_faults_and_warnings_apart() -> None:
    invoke("scenario", "new", "mine")
    Path("mine", "vanz.csv").write_text("id\n")
    result = invoke("scenario", "validate", "mine")
    assert result.stdout.startswith("mine is valid: 3 villages, 1 town")
    assert result.stderr.startswith("warning: vanz.csv")


def test_show_counts_what_is_there() -> None:
    shown = json_of("scenario", "show", "first")
    assert shown["places"]["village"] == 6
    assert shown["villages_on_a_line"] == 3
    assert shown["parcels_by_goods"] == {"ordinary": 84, "barred": 2}
    assert shown["itineraries"] > 0
    assert "villages on a line 3 a shared run of the day calls there" in words_of(
        invoke("scenario", "show", "first").stdout
    )


def test_generate_makes_the_same_county_for_the_same_seed() -> None:
    given = ("--villages", "12", "--demand", "thin", "--date", "2026-05-06", "--strategy", "joint", "--name", "made up")
    for folder, seed in (("a", "3"), ("b", "3"), ("c", "4")):
        invoke("scenario", "generate", folder, *given, "--seed", seed)
    a, b, c = (read_scenario(folder) for folder in "abc")
    assert a == b != c
    assert (a.name, a.service_date.isoformat(), a.strategy) == ("made up", "2026-05-06", Strategy.JOINT)
    assert json_of("scenario", "show", "a")["places"]["village"] == 12


# Solve and check.


def test_solve_writes_a_plan_that_check_accepts() -> None:
    solved = invoke("solve", "first", "-o", "my plan", *QUICK).stdout
    words = words_of(solved)
    assert any(line.startswith("villages served 6 of 6 100.0 %, target 85 %: met") for line in words)
    assert any(line.startswith("parcels carried 86 of 86") for line in words)
    assert any(line.startswith("total ") for line in words)
    assert "plan written to my plan" in words
    assert "my plan is accepted" in invoke("check", "first", "my plan").stdout


def test_the_record_says_where_the_plan_comes_from() -> None:
    invoke("solve", "first", "-o", "p", "--seed", "7", "--threads", "1", *QUICK)
    _, record = read_plan("p")
    assert (record.scenario, record.strategy, record.engine) == ("first", "shared", "construct")
    assert (record.seed, record.threads, record.digest) == (7, 1, digest(read_scenario("first")))
    assert record.summary["time_limit_s"] == 10.0
    assert record.versions["ortools"]


def test_json_of_solve_and_check_agree() -> None:
    solved = json_of("solve", "first", "-o", "p", *QUICK)
    checked = json_of("check", "first", "p")
    assert checked["accepted"] is True
    assert checked["cost_fen"] == solved["cost_fen"] == sum(solved["cost_parts_fen"].values())
    assert checked["measures"] == solved["measures"]


def test_the_plan_of_another_strategy_is_checked_without_saying_so_again() -> None:
    invoke("solve", "first", "-o", "p", "--strategy", "joint", *QUICK)
    assert json_of("check", "first", "p")["strategy"] == "joint"


def test_a_plan_is_replaced() -> None:
    invoke("solve", "first", "-o", "p", *QUICK)
    invoke("solve", "first", "-o", "p", "--strategy", "joint", *QUICK)
    assert read_plan("p")[1].strategy == "joint"
    assert [path.name for path in Path().iterdir()] == ["p"]


@pytest.mark.parametrize("name", ["notes.txt", "plan.csv"])
def test_a_folder_that_holds_no_plan_is_refused_before_the_search(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.solve", None)
    Path("p").mkdir()
    Path("p", name).write_text("keep me")
    assert "p" in invoke("solve", "first", "-o", "p", code=1).stderr
    assert Path("p", name).read_text() == "keep me"


def test_a_file_in_the_plans_place_is_refused_before_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.solve", None)
    Path("p").write_text("keep me")
    invoke("solve", "first", "-o", "p", code=1)
    invoke("solve", "first", "-o", "p/plan", code=1)
    assert Path("p").read_text() == "keep me"


def test_a_work_limit_takes_one_thread_and_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    invoke("solve", "first", "-o", "p", "--engine", "construct", "--work-limit", "5")
    _, record = read_plan("p")
    assert (record.threads, record.summary["work_limit"], record.summary["time_limit_s"]) == (1, 5, None)


def test_a_changed_plan_is_refused_rule_by_rule() -> None:
    invoke("solve", "first", "-o", "p", *QUICK)
    table = Path("p", "van_loads.csv")
    header, first, *rest = table.read_text("utf-8-sig").splitlines()
    *start, parcels = first.split(",")
    table.write_text("\n".join([header, ",".join([*start, str(int(parcels) + 1)]), *rest]) + "\n", "utf-8")
    result = invoke("check", "first", "p", code=1)
    assert "conservation (1)" in result.stdout
    assert "is refused" in result.stdout
    verdict = json_of("check", "first", "p", code=1)
    assert verdict["accepted"] is False
    assert {"conservation", "cost"} <= {found["rule"] for found in verdict["violations"]}


def test_the_plan_of_another_scenario_is_refused() -> None:
    invoke("scenario", "new", "mine", "--from", "first")
    invoke("solve", "mine", "-o", "p", *QUICK)
    with Path("mine", "consignments.csv").open("a", encoding="utf-8") as file:
        file.write("c99,hub,v1,post,,1,1,10,06:30,19:00,40\n")
    assert "digest" in invoke("check", "mine", "p", code=1).stdout


def test_a_changed_summary_is_told() -> None:
    invoke("solve", "first", "-o", "p", *QUICK)
    text = Path("p", "plan.json").read_text("utf-8").replace('"villages_served": 6', '"villages_served": 9')
    Path("p", "plan.json").write_text(text, "utf-8")
    assert "summary in plan.json" in invoke("check", "first", "p").stderr


def test_compare_puts_strategies_side_by_side() -> None:
    for strategy in ("joint", "shared"):
        invoke("solve", "first", "-o", strategy, "--strategy", strategy, *QUICK)
    result = invoke("compare", "joint", "shared")
    assert words_of(result.stdout)[0] == "joint shared change"
    assert result.stderr == ""
    compared = json_of("compare", "joint", "shared")
    assert compared["like_for_like"] is True
    assert [plan["strategy"] for plan in compared["plans"]] == ["joint", "shared"]


def test_compare_warns_of_plans_made_under_other_conditions() -> None:
    invoke("solve", "first", "-o", "a", *QUICK)
    invoke("solve", "first", "-o", "b", "--engine", "construct", "--time-limit", "5")
    result = invoke("compare", "a", "b")
    assert "not like for like: the plans were made with different time or work limits" in result.stderr


def test_the_faults_of_a_plan_name_it() -> None:
    invoke("solve", "first", "-o", "good", *QUICK)
    invoke("solve", "first", "-o", "bad", *QUICK)
    Path("bad", "unserved.csv").unlink()
    assert "bad: unserved.csv" in invoke("compare", "good", "bad", code=1).stderr
    assert "no-plan" in invoke("check", "first", "no-plan", code=1).stderr


# What goes wrong.


def test_an_unknown_scenario_is_told_with_the_examples() -> None:
    stderr = invoke("solve", "frist", "-o", "p", code=1).stderr
    assert "frist" in stderr and "first" in stderr
    assert list(Path().iterdir()) == []


def test_a_plan_that_cannot_be_written_is_a_known_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "p")

    monkeypatch.setattr("optimizer.write_plan", full)
    assert "p: No space left on device" in invoke("solve", "first", "-o", "p", *QUICK, code=1).stderr


@pytest.mark.parametrize("error", [ZeroDivisionError("x" * 1000), InvalidPlanError("construct", [])])
def test_a_bug_of_ours_exits_with_3_and_leaves_its_traceback(
    error: Exception, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object) -> Solved:
        raise error

    monkeypatch.setattr("optimizer.solve", broken)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    result = invoke("solve", "first", "-o", "p", code=3)
    assert result.stderr.startswith(f"*** A bug in roadpost, not in your data: {type(error).__name__}")
    assert "Traceback" not in result.stderr
    (file,) = tmp_path.glob("roadpost-bug-*.txt")
    assert str(file) in result.stderr
    assert "Traceback" in file.read_text("utf-8")
    assert list(Path().iterdir()) == []


def test_debug_prints_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.solve", lambda *_: 1 // 0)
    assert "Traceback" in invoke("--debug", "solve", "first", "-o", "p", code=3).stderr
    assert "Traceback" in invoke("--debug", "scenario", "validate", "nowhere", code=1).stderr


@pytest.mark.parametrize(("stopped", "code"), [("interrupted", 130), ("time limit", 1), ("infeasible", 1)])
def test_without_a_plan_nothing_is_written(stopped: Any, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = Solved(None, stopped, "routing", None, None, {}, 0, 2, 1.0, {})
    monkeypatch.setattr("optimizer.solve", lambda *_: nothing)
    assert "nothing was written" in invoke("solve", "first", "-o", "p", code=code).stderr
    assert list(Path().iterdir()) == []


def test_ctrl_c_outside_a_search_exits_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("networks.build_network", interrupted)
    assert invoke("solve", "first", "-o", "p", code=130).stderr == "stopped\n"
    assert list(Path().iterdir()) == []
