"""Tables from strangers: read as they look in a spreadsheet, or refused in words that help."""

import bz2
import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.importers.faults import SourceError
from networks.importers.files import (
    HEADER_ROW,
    Limits,
    check_file,
    check_packed,
    read_grid,
    read_table,
)
from tests.networks.importers.books import archive, workbook

BOM = b"\xef\xbb\xbf"


def write(folder: Path, content: bytes | str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def fault(path: Path, **options: object) -> str:
    with pytest.raises(SourceError) as caught:
        read_table(path, **options)  # type: ignore[arg-type]
    return str(caught.value)


def test_a_table_keeps_its_row_numbers_and_drops_what_is_blank(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "\n,,\na, b ,\n1,2\n,,\n 3 ,x\n"))
    assert list(table.columns) == ["a", "b"]
    assert list(table.index) == [4, 6]
    assert table.attrs[HEADER_ROW] == 3
    assert table.to_numpy().tolist() == [["1", "2"], ["3", "x"]]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|", "，"])
def test_separators_are_found_by_the_header(tmp_path: Path, separator: str) -> None:
    table = read_table(write(tmp_path, f"a{separator}b\n1{separator}2\n"))
    assert table.to_dict("list") == {"a": ["1"], "b": ["2"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_gives_the_same_table(tmp_path: Path, encoding: str) -> None:
    text = "运单号,重量\n甲一,2\n镇里,3\n"
    assert read_table(write(tmp_path, text.encode(encoding))).to_dict("list") == {
        "运单号": ["甲一", "镇里"],
        "重量": ["2", "3"],
    }


def test_numbers_kept_as_text_lose_their_wrapping(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, 'id,b\n"=""00123""",\t456\n'))
    assert table.iloc[0].tolist() == ["00123", "456"]


def test_quoted_cells_may_hold_separators_and_lines(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, 'a,b\n"x,\ny",2\n3,4\n'))
    assert table.iloc[0, 0] == "x,\ny"
    assert list(table.index) == [2, 3]


def test_an_excel_file_is_read_like_a_csv(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", {"one": [["a", "b"], [1, "x"], [None, None], [2.5, None]]})
    table = read_table(path)
    assert table.to_numpy().tolist() == [["1", "x"], ["2.5", ""]]
    assert list(table.index) == [2, 4]
    # The name does not matter, the content does.
    assert read_table(path.rename(tmp_path / "t.csv")).equals(table)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "an empty file"),
        (b"\n,,\n \n", "nothing but blank cells"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "an old Excel file (.xls), or one with a password"),
        (b"%PDF-1.7\n", "a PDF file"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"\x89PNG\r\n", "a picture"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a web page or XML"),
        (BOM + b"\n <?xml version='1.0'?>", "a web page or XML"),
        (b"\x7fELF" + b"\x00" * 50, "NUL byte"),
        (b'a,b\n"1,2\n', "matching quotes"),
        (b'a,b\n"' + b"x" * 200_000 + b'",1\n', "field larger"),
        (b"a,a\n1,2\n", "a column only once"),
        (b"a,,b\n1,2,3\n", "cells below a blank header"),
        (b"a,b\n1,2,3\n", "column C: found"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, content: bytes, told: str) -> None:
    text = fault(write(tmp_path, content))
    assert text.startswith("t.csv") and told in text


def test_a_fault_of_quotes_names_its_row(tmp_path: Path) -> None:
    assert "row 3:" in fault(write(tmp_path, 'a,b\n1,2\n"x"y,2\n'))


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert "found nothing, expected this file" in fault(tmp_path / "no.csv")
    assert "a folder" in fault(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert "a device or a pipe" in fault(tmp_path / "pipe")
        assert "a device or a pipe" in fault(Path("/dev/zero"))
    assert "found" in fault(Path("x" * 5_000))
    assert "found" in fault(Path("a\0b"))


def test_size_is_bounded_before_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with path.open("wb") as file:
        file.truncate(200 << 20)
    with pytest.raises(SourceError, match="200 MB"):
        check_file(path)
    assert check_file(path, most_bytes=300 << 20) == path


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (Limits(rows=3), "at most 3 rows"),
        (Limits(columns=2), "at most 2 columns"),
        (Limits(cells=10), "at most 10 cells"),
    ],
)
def test_rows_columns_and_cells_are_bounded(tmp_path: Path, limits: Limits, told: str) -> None:
    rows = [["a", "b", "c"], *([1, 2, 3] for _ in range(5))]
    text = "\n".join(",".join(map(str, row)) for row in rows)
    for path in (write(tmp_path, text), workbook(tmp_path / "t.xlsx", {"s": rows})):
        assert told in fault(path, limits=limits)


def test_a_grid_is_all_cells_below_titles_too(tmp_path: Path) -> None:
    grid = read_grid(write(tmp_path, "Timetable 2026\n\nstop,06:00,07:00\nA,1\n"))
    assert grid.to_numpy().tolist() == [
        ["Timetable 2026", "", ""],
        ["stop", "06:00", "07:00"],
        ["A", "1", ""],
    ]
    assert list(grid.index) == [1, 3, 4]


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N"])), min_size=2, max_size=2), max_size=5)
)
def test_any_cells_come_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    import csv

    path = tmp_path_factory.mktemp("t") / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["head", "other"], *rows])
    assert read_table(path).to_numpy().tolist() == [row for row in rows if any(row)]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_packed_files_are_measured_and_bounded(tmp_path: Path, pack: object) -> None:
    content = pack(bytes(3 << 20))  # type: ignore[operator]
    assert check_packed(write(tmp_path, content, "a.osm")) == 3 << 20
    with pytest.raises(SourceError, match="unpacks to more"):
        check_packed(tmp_path / "a.osm", most_bytes=1 << 20)
    with pytest.raises(SourceError, match="damaged data"):
        check_packed(write(tmp_path, content[:-9], "a.osm"))


def test_a_plain_file_is_measured_too(tmp_path: Path) -> None:
    assert check_packed(write(tmp_path, b"12345")) == 5


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    assert "no .xlsx workbook" in fault(archive(tmp_path / "t.xlsx", {"a.csv": b"x"}))
