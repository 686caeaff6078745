"""A report's folder is written whole or not at all, and nothing else is ever overwritten."""

from pathlib import Path

import pytest

from reports.folder import PAGE, ReportWriteError, refuse_report_folder, write_report

FILES = {PAGE: b"page", "workbook.xlsx": b"book", "tables/runs.csv": b"runs"}


def found(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_files_are_written_and_no_others(tmp_path: Path) -> None:
    write_report(tmp_path / "a" / "报告", FILES)
    assert found(tmp_path) == {f"a/报告/{name}": content for name, content in FILES.items()}


def test_a_report_that_is_there_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_report(tmp_path / "r", FILES)
    write_report(tmp_path / "r", {PAGE: b"new"})
    assert found(tmp_path) == {f"r/{PAGE}": b"new"}


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    write_report(tmp_path, {PAGE: b"x"})
    assert found(tmp_path) == {PAGE: b"x"}


def test_what_spreadsheets_leave_behind_is_no_reason_to_refuse(tmp_path: Path) -> None:
    write_report(tmp_path / "r", FILES)
    (tmp_path / "r" / "~$workbook.xlsx").touch()
    write_report(tmp_path / "r", FILES)
    assert found(tmp_path / "r") == FILES


@pytest.mark.parametrize("other", ["thesis.docx", "plan.json", "tables/notes.txt", "old/index.html"])
def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path, other: str) -> None:
    write_report(tmp_path / "r", FILES)
    (tmp_path / "r" / other).parent.mkdir(exist_ok=True)
    (tmp_path / "r" / other).write_text("mine")
    before = found(tmp_path)
    with pytest.raises(ReportWriteError, match=f"holds other files than a report's \\({other}\\); nothing was written"):
        write_report(tmp_path / "r", {PAGE: b"new"})
    assert found(tmp_path) == before


def test_a_folder_of_tables_without_a_page_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "mine.csv").write_text("mine")
    with pytest.raises(ReportWriteError, match="nothing was written"):
        refuse_report_folder(tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "r").write_text("mine")
    with pytest.raises(ReportWriteError, match="is not a folder"):
        write_report(tmp_path / "r", FILES)


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ReportWriteError, match="cannot be written"):
        write_report(tmp_path / "file" / "r", FILES)
