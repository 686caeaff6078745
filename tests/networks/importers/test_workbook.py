"""Workbooks: cells as they look, and nothing that a workbook may hide."""

import datetime
import zipfile
from pathlib import Path

import pytest

from networks.importers import workbook as module
from networks.importers.faults import SourceError
from networks.importers.files import read_grid
from networks.importers.workbook import sheet_names
from tests.networks.importers.books import archive, workbook

SHEET = "xl/worksheets/sheet1.xml"


NUMBERED = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>"""
"""A sheet whose cell is the first of the shared texts."""


def cells(path: Path, sheet: str | None = None) -> list[list[str]]:
    rows: list[list[str]] = read_grid(path, sheet).to_numpy().tolist()
    return rows


def replaced(path: Path, name: str, content: bytes) -> Path:
    """The workbook with one of its files replaced."""
    with zipfile.ZipFile(path) as packed:
        files = {member: packed.read(member) for member in packed.namelist()}
    return archive(path, {**files, name: content})


def fault(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(SourceError) as caught:
        read_grid(path, sheet)
    return str(caught.value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (5.0, "5"),
        (0.1 + 0.2, "0.3"),
        (371522001001, "371522001001"),
        ("  x ", "x"),
        (True, "yes"),
        (False, "no"),
        (datetime.time(7, 30), "07:30"),
        (datetime.time(7, 29, 59, 999_999), "07:30"),
        (datetime.timedelta(hours=25, minutes=5), "25:05"),
        (datetime.date(2026, 3, 4), "2026-03-04"),
        (datetime.datetime(2026, 3, 4, 6, 30), "2026-03-04 06:30"),
        ("村", "村"),
    ],
)
def test_values_become_the_texts_that_people_see(tmp_path: Path, value: object, text: str) -> None:
    assert cells(workbook(tmp_path / "t.xlsx", {"s": [["x", value]]})) == [["x", text]]


def test_the_first_sheet_with_something_in_it_is_taken_or_the_one_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", {"blank": [], "first": [["a"]], "second": [["b"]]})
    assert cells(path) == [["a"]]
    assert cells(path, "second") == [["b"]]
    assert sheet_names(path) == ("blank", "first", "second")
    assert 'did you mean "second"?' in fault(path, "secund")


def test_a_wrong_word_for_the_size_is_not_believed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", {"s": [["a", "b"], [1, 2]]})
    with zipfile.ZipFile(path) as packed:
        xml = packed.read(SHEET)
    assert b"<dimension" in xml
    for size in (b"A1:XFD1048576", b"A1"):
        lying = xml.replace(b'<dimension ref="A1:B2"', b'<dimension ref="' + size + b'"')
        assert lying != xml
        assert cells(replaced(path, SHEET, lying)) == [["a", "b"], ["1", "2"]]


def test_texts_that_call_each_other_are_refused_at_once(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "boom">{levels}]><sst><si><t>&e11;</t></si></sst>'
    path = workbook(tmp_path / "t.xlsx", {"s": [["a", "b"]]})
    for name in ("xl/sharedStrings.xml", SHEET, "xl/workbook.xml", "[Content_Types].xml"):
        shared = replaced(workbook(path, {"s": [["a"]]}), SHEET, NUMBERED)
        assert "damaged workbook" in fault(replaced(shared, name, bomb.encode()))


@pytest.mark.parametrize("name", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("content", [b"", b"<", b"\x00\xff", b"<a></b>", b"<worksheet/>"])
def test_broken_insides_are_refused_or_read_as_blank(tmp_path: Path, name: str, content: bytes) -> None:
    shared = replaced(workbook(tmp_path / "t.xlsx", {"s": [["a", "b"]]}), SHEET, NUMBERED)
    text = fault(replaced(shared, name, content))
    assert text.startswith("t.xlsx") and ("workbook" in text or "blank" in text)


def test_one_cell_far_away_does_not_fill_the_memory(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active["XFD1"] = 1  # type: ignore[index]
    book.save(tmp_path / "wide.xlsx")
    assert "at most 4,000 columns" in fault(tmp_path / "wide.xlsx")


def test_more_shared_texts_than_memory_should_hold_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TEXTS", 100)
    path = workbook(tmp_path / "t.xlsx", {"s": [["a"]]})
    path = replaced(path, "xl/sharedStrings.xml", b"<sst>" + b"<si><t>text</t></si>" * 50 + b"</sst>")
    assert "of texts in a workbook" in fault(path)
