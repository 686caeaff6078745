"""The pages about formats and defaults say what the program does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scenarios import Settings
from scenarios.cells import write_cell
from scenarios.columns import Kind
from scenarios.docs import formats_page
from scenarios.plan_tables import PLAN_RECORD, PLAN_TABLES
from scenarios.schema import BY_NAME
from scenarios.settings import to_sections

DOCS = Path(__file__).resolve().parents[2] / "docs"


def default_rows() -> dict[str, list[str]]:
    """Return the rows of docs/defaults.md by the setting's or column's name."""
    lines = (DOCS / "defaults.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines if line.startswith("|")]
    return {row[0]: row[1:] for row in rows if "." in row[0]}


def test_the_page_on_formats_is_what_the_tables_say_now() -> None:
    page = (DOCS / "formats.md").read_text("utf-8")
    assert page == formats_page(), "run `make docs`"


def test_the_page_is_written_by_the_command_it_names(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    command = [sys.executable, "-m", "scenarios.docs", str(path)]
    subprocess.run(command, cwd=DOCS.parent, check=True)
    assert path.read_text("utf-8") == formats_page()


def test_every_column_of_the_schema_is_on_the_page() -> None:
    page = formats_page()
    for table in BY_NAME.values():
        section = page.split(f"### {table.name}.csv\n")[1].split("\n### ")[0]
        assert all(f"\n| {column.name} | " in section for column in table.columns)


@pytest.mark.parametrize("section", to_sections(Settings()))
def test_every_setting_is_on_the_page_of_defaults_with_its_value(section: str) -> None:
    rows = default_rows()
    for key, value in to_sections(Settings())[section].items():
        told = rows[f"{section}.{key}"][0]
        assert told == value if isinstance(value, str) else float(told) == float(value), f"{section}.{key}"


def test_the_page_of_defaults_names_no_setting_that_is_gone() -> None:
    settings = {f"{section}.{key}" for section, values in to_sections(Settings()).items() for key in values}
    columns = {f"{table.name}.{column.name}" for table in BY_NAME.values() for column in table.columns}
    assert set(default_rows()) <= settings | columns


def test_blank_cells_mean_what_the_page_of_defaults_says() -> None:
    for name, row in default_rows().items():
        table, column_name = name.split(".")
        if table in BY_NAME:
            column = next(column for column in BY_NAME[table].columns if column.name == column_name)
            assert write_cell(column, BY_NAME[table].defaults[column_name]) == row[0], name


def test_every_default_has_its_mark_and_confidence() -> None:
    for name, (_, _, mark, confidence, *_) in default_rows().items():
        assert mark in ("found", "derived", "memory", "chosen"), name
        assert confidence in ("H", "M", "L"), name


def test_the_tables_of_a_plan_are_those_that_are_written() -> None:
    from optimizer.plan_io import TABLES

    kinds = {"id": Kind.ID, "text": Kind.TEXT, "time": Kind.TIME, "yes or no": Kind.YES_NO}
    told = [
        (name, [(column, kinds.get(holds, Kind.INTEGER)) for column, holds, _ in columns])
        for name, _, columns in PLAN_TABLES
    ]
    assert told == [
        (table.name, [(column.name, column.kind) for column in table.columns]) for table in TABLES
    ]


def test_the_keys_of_a_plans_record_are_those_that_are_written() -> None:
    from dataclasses import fields

    from optimizer.plan import PlanRecord

    assert [key for key, _ in PLAN_RECORD] == ["format", *(field.name for field in fields(PlanRecord))]
