"""The pace of the van search, on places small enough for a test."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.pace import main, pace, tables
from tests.benchmarks.test_instances import VRPTW


def test_the_same_iterations_find_the_same_cost_whatever_they_take() -> None:
    data = tables("5-thin")
    (one, seconds), (other, _) = pace(data, 50, 2), pace(data, 50, 2)
    assert one == other
    assert seconds > 0


def test_a_line_for_each_place_names_it(tmp_path: Path) -> None:
    file = tmp_path / "R0_0_1.txt"
    file.write_text(VRPTW, "utf-8")
    told = CliRunner().invoke(main, [str(file), "--iterations", "20", "--searches", "1"])
    assert told.exit_code == 0, told.output
    assert told.output.startswith("R0_0_1")


def test_a_place_that_is_neither_file_nor_county_is_refused() -> None:
    with pytest.raises(ValueError, match="expected villages and demand"):
        tables("nowhere")
