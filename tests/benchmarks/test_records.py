"""The file of results: what is there is not measured again."""

from pathlib import Path

from benchmarks.records import Records

FIELDS = ("county", "what")
GIVEN = {"county": "100-thin", "what": "joint"}


def test_a_measurement_is_made_once_and_read_from_the_file_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    first = Records(file, FIELDS).get(GIVEN, lambda: {"seconds": 1, "trouble": ""})
    again = Records(file, FIELDS).get(GIVEN, lambda: {"seconds": 2, "trouble": ""})
    assert first == again == {**GIVEN, "seconds": 1, "trouble": ""}


def test_a_measurement_that_failed_is_made_again(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    Records(file, FIELDS).get(GIVEN, lambda: {"trouble": "killed"})
    assert Records(file, FIELDS).get(GIVEN, lambda: {"trouble": ""})["trouble"] == ""
    assert Records(file, FIELDS).get(GIVEN, lambda: {"trouble": "never asked"})["trouble"] == ""


def test_a_line_cut_off_and_lines_of_other_tables_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    file.write_text('{"kind": "vrptw"}\n{"county": "100-thin", "what": "joi', encoding="utf-8")
    assert Records(file, FIELDS).get(GIVEN, lambda: {"trouble": ""})["county"] == "100-thin"


def test_without_a_file_nothing_is_written() -> None:
    records = Records(None, FIELDS)
    assert records.get(GIVEN, lambda: {"seconds": 1}) == records.get(GIVEN, lambda: {"seconds": 2})
