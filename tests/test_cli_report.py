"""`roadpost report`: one plan's folder of page, workbook and tables, and several plans side by side."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

import cli


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two plans of the example `first`, made quickly."""
    folder = tmp_path_factory.mktemp("plans")
    for name, strategy in (("with-buses", "shared"), ("by-van", "joint")):
        options = ("--strategy", strategy, "--engine", "construct", "--work-limit", "20", "--quiet")
        invoke("solve", "first", "-o", str(folder / name), *options)
    return folder


@pytest.fixture(autouse=True)
def in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    yield


def invoke(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exit_code == code, result.output
    return result


def test_a_report_has_a_page_a_workbook_tables_and_a_map(plans: Path) -> None:
    told = invoke("report", "first", str(plans / "with-buses"), "-o", "r").stdout
    assert told.startswith("report written to r: ")
    assert "index.html" in told
    assert "已通过检验" in Path("r/index.html").read_text("utf-8")
    assert len(openpyxl.load_workbook("r/workbook.xlsx").sheetnames) > 5
    assert json.loads(Path("r/plan.geojson").read_text("utf-8"))["features"]
    with Path("r/tables/runs.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) > 1
    assert Path("r/tables/runs.csv").read_bytes()[:3] == b"\xef\xbb\xbf"


def test_a_report_in_english(plans: Path) -> None:
    invoke("report", "first", str(plans / "by-van"), "-o", "r", "--lang", "en")
    assert "Accepted by the checker." in Path("r/index.html").read_text("utf-8")


def test_a_plan_that_is_refused_is_reported_with_a_warning(plans: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt"
    spoilt.mkdir()
    for file in (plans / "by-van").iterdir():
        (spoilt / file.name).write_bytes(file.read_bytes())
    table = spoilt / "van_loads.csv"
    lines = table.read_text("utf-8-sig").splitlines()
    table.write_text("\n".join(lines[:-1]) + "\n", "utf-8")
    result = invoke("report", "first", str(spoilt), "-o", "r", "--lang", "en")
    assert "warning: the checker refuses the plan" in result.stderr
    assert "Refused by the checker" in Path("r/index.html").read_text("utf-8")


def test_plans_side_by_side_have_maps_figures_and_changes(plans: Path) -> None:
    folders = [str(plans / name) for name in ("by-van", "with-buses")]
    invoke("report", "--compare", "first", *folders, "-o", "c", "--lang", "en")
    html = Path("c/index.html").read_text("utf-8")
    assert html.count('<svg class="map"') == 2
    assert "Villages that with-buses serves otherwise than by-van" in html
    assert [path.name for path in Path("c").iterdir()] == ["index.html"]


def test_plans_side_by_side_without_a_scenario_have_figures_only(plans: Path) -> None:
    invoke("report", "--compare", str(plans / "by-van"), str(plans / "with-buses"), "-o", "c", "--lang", "en")
    html = Path("c/index.html").read_text("utf-8")
    assert '<svg class="map"' not in html
    assert "total RMB" in html


def test_a_plan_of_another_scenario_has_no_map(plans: Path) -> None:
    invoke("scenario", "new", "other", "--from", "first")
    text = Path("other/scenario.toml").read_text("utf-8")
    Path("other/scenario.toml").write_text(text.replace("2026-", "2027-", 1), "utf-8")
    folders = [str(plans / name) for name in ("by-van", "with-buses")]
    invoke("report", "--compare", "other", *folders, "-o", "c", "--lang", "en")
    assert '<svg class="map"' not in Path("c/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [("first",), ("first", "by-van", "with-buses"), ("--compare", "first", "by-van"), ("--compare", "by-van")],
)
def test_too_few_or_too_many_plans_are_a_wrong_usage(plans: Path, arguments: tuple[str, ...]) -> None:
    named = [str(plans / word) if (plans / word).exists() else word for word in arguments]
    invoke("report", *named, "-o", "r", code=2)
    assert not Path("r").exists()


def test_a_folder_with_other_things_is_refused_before_the_work(plans: Path) -> None:
    Path("mine").mkdir()
    Path("mine/thesis.txt").write_text("mine")
    result = invoke("report", "first", "no-such-plan", "-o", "mine", code=1)
    assert "holds other files than a report's (thesis.txt)" in result.output


def test_faults_name_the_plan(plans: Path) -> None:
    result = invoke("report", "first", "no-such-plan", "-o", "r", code=1)
    assert "no-such-plan" in result.output
