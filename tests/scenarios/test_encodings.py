"""Which encodings and CSV dialects are read, and how the others are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios import read_scenario
from tests.scenarios.folder import TEXTS, faults_of, make

CHINESE = (
    TEXTS["places.csv"]
    .replace("Village 1", "张寨村")
    .replace("Village 2", "王庄铺村")
    .replace("Town", "张鲁回族镇")
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_names_are_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    scenario = read_scenario(make(tmp_path, {"places.csv": CHINESE.encode(encoding)}))
    assert [place.name for place in scenario.places][2:] == ["张寨村", "王庄铺村"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_scenario_toml_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    text = TEXTS["scenario.toml"].replace("small", "莘县")
    assert read_scenario(make(tmp_path, {"scenario.toml": text.encode(encoding)})).name == "莘县"


def test_gb18030_reaches_beyond_gbk(tmp_path: Path) -> None:
    text = TEXTS["places.csv"].replace("Village 1", "𬶍村")
    assert read_scenario(make(tmp_path, {"places.csv": text.encode("gb18030")})).places[2].name == "𬶍村"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-32"])
def test_utf16_is_refused_with_what_to_do(tmp_path: Path, encoding: str) -> None:
    (fault,) = faults_of(make(tmp_path, {"places.csv": CHINESE.encode(encoding)}))
    assert (fault.file, fault.expected) == ("places.csv", "UTF-8 text")
    assert fault.hint == 'save it as "CSV UTF-8 (comma delimited)"'


def test_bytes_of_no_known_encoding_are_refused_with_their_row(tmp_path: Path) -> None:
    content = TEXTS["places.csv"].encode().replace(b"Village 2", b"Village \xff")
    (fault,) = faults_of(make(tmp_path, {"places.csv": content}))
    assert (fault.file, fault.row, fault.column, fault.value) == ("places.csv", 5, "", "bytes ff 2c 76 69")
    assert fault.expected == "UTF-8 or GB18030 text"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_spoilt_utf8_is_not_taken_for_gb18030(tmp_path: Path, mark: bytes) -> None:
    # One byte of a Chinese name is lost; the rest would be readable as GB18030, as nonsense.
    content = mark + CHINESE.encode().replace("王".encode(), "王".encode()[:-1])
    (fault,) = faults_of(make(tmp_path, {"places.csv": content}))
    assert (fault.row, fault.expected) == (5, "UTF-8 or GB18030 text")


def test_nul_bytes_are_refused_with_their_row(tmp_path: Path) -> None:
    (fault,) = faults_of(
        make(tmp_path, {"places.csv": TEXTS["places.csv"].encode().replace(b"Village 2", b"V\0")})
    )
    assert (fault.file, fault.row, fault.value) == ("places.csv", 5, "NUL byte")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_every_system_are_read_alike(tmp_path: Path, end: str) -> None:
    usual = read_scenario(make(tmp_path / "usual"))
    other = make(
        tmp_path / "other",
        {name: text.replace("\n", end) for name, text in TEXTS.items() if "toml" not in name},
    )
    assert read_scenario(other) == usual


@pytest.mark.parametrize(("separator", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_another_separator_is_recognised_and_named(tmp_path: Path, separator: str, word: str) -> None:
    (fault,) = faults_of(make(tmp_path, {"vans.csv": TEXTS["vans.csv"].replace(",", separator)}))
    assert (fault.file, fault.row) == ("vans.csv", 1)
    assert fault.hint == f"its columns are separated by {word}: save it with commas"


def test_columns_may_stand_in_any_order_with_space_around_cells(tmp_path: Path) -> None:
    rows = [row.split(",") for row in TEXTS["links.csv"].splitlines()]
    turned = "\n".join(" , ".join(reversed(row)) for row in rows)
    assert read_scenario(make(tmp_path / "a", {"links.csv": turned})) == read_scenario(make(tmp_path / "b"))


def test_blank_rows_and_nameless_blank_columns_of_spreadsheets_are_skipped(tmp_path: Path) -> None:
    rows = TEXTS["vans.csv"].splitlines()
    text = "\n".join([f"{rows[0]},,", "", f"{rows[1]},,", ",,,,,,,,,,,", ""])
    assert read_scenario(make(tmp_path / "a", {"vans.csv": text})) == read_scenario(make(tmp_path / "b"))


def test_a_nameless_column_with_something_in_it_is_refused(tmp_path: Path) -> None:
    rows = TEXTS["vans.csv"].splitlines()
    (fault,) = faults_of(make(tmp_path, {"vans.csv": f"{rows[0]},\n{rows[1]},5\n"}))
    assert (fault.row, fault.value, fault.expected) == (2, "11 cells", "10 cells, as many as the header has")


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", ",,,\n"])
def test_an_empty_file_is_told_which_header_it_needs(tmp_path: Path, content: str) -> None:
    (fault,) = faults_of(make(tmp_path, {"places.csv": content}))
    assert (fault.file, fault.row, fault.expected) == ("places.csv", 1, "a header row: id,name,kind,lon,lat")


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    header = TEXTS["vans.csv"].splitlines()[0]
    assert read_scenario(make(tmp_path, {"vans.csv": header})).vans == ()


def test_a_quote_that_is_never_closed_is_refused_where_it_begins(tmp_path: Path) -> None:
    (fault,) = faults_of(make(tmp_path, {"places.csv": ("Village 1", '"Village 1')}))
    assert (fault.file, fault.row, fault.expected) == ("places.csv", 4, "cells with matching quotes")


def test_commas_and_doubled_quotes_live_in_quoted_cells(tmp_path: Path) -> None:
    scenario = read_scenario(make(tmp_path, {"places.csv": ("Village 1", '"Village ""1"", east"')}))
    assert scenario.places[2].name == 'Village "1", east'
