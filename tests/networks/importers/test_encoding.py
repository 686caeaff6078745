"""Encodings: what people save is read as they meant it, or refused with the row that shows why."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.importers.encoding import CHUNK, encoding_of
from networks.importers.faults import SourceError

COMMON = "村庄,镇里,发往,公里\n莘县古城镇,朝城镇,顺丰速运,十二\n"


def fault(content: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        encoding_of("t.csv", content)
    (found,) = caught.value.faults
    return str(found)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"a,b\n1,2\n", "utf-8"),
        (b"", "utf-8"),
        (COMMON.encode(), "utf-8"),
        (COMMON.encode("utf-8-sig"), "utf-8-sig"),
        (COMMON.encode("gb18030"), "gb18030"),
        (COMMON.encode("gbk"), "gb18030"),
        (codecs.BOM_UTF16_LE + COMMON.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + COMMON.encode("utf-16-be"), "utf-16"),
        ("Zürich,Köln\n".encode(), "utf-8"),
    ],
)
def test_the_encodings_that_people_have_are_known(content: bytes, encoding: str) -> None:
    assert encoding_of("t.csv", content) == encoding


@given(st.text(st.characters(codec="gb2312", categories=["Lo"]), min_size=4))
def test_chinese_in_gb18030_is_read_as_it_was_written(text: str) -> None:
    content = f"名称,公里\n{text},1\n".encode("gb18030")
    try:
        encoding = encoding_of("t.csv", content)
    except SourceError as error:  # a row of rare pairs may look like UTF-8: then it is refused, never misread
        assert "different encodings" in str(error)
    else:
        assert content.decode(encoding) == f"名称,公里\n{text},1\n"


def test_rows_in_another_encoding_are_named() -> None:
    content = "名称\n莘县\n聊城市\n".encode() + "朝城镇\n".encode("gb18030") + "古城镇\n".encode()
    assert fault(content).startswith("t.csv, row 4:")
    assert "row 4: not UTF-8, the other rows: UTF-8" in fault(content)


def test_utf8_rows_in_a_gb18030_file_are_named() -> None:
    content = "名称\n莘县\n聊城市\n古城\n".encode("gb18030") + "朝城镇\n朝城镇\n".encode()
    assert "rows 5, 6: UTF-8, the other rows: GB18030" in fault(content)


@pytest.mark.parametrize(
    ("content", "row", "found"),
    [
        (b"a,b\n\x00\x01", 2, "NUL byte"),
        (b"a\nb\n\x01\n", 3, "byte 01"),
        (bytes(range(256)), 1, "NUL byte"),
        ("Zurich\ncafé,1\n".encode("latin-1"), 2, "bytes"),
        ("Zürich,Grün\n".encode("latin-1"), 1, "another encoding"),
        ("莘縣古城鎮,聯運,郵政\n臺灣,這裡,發貨\n".encode("big5"), 1, ""),
        (codecs.BOM_UTF8 + b"a\n\xff\xff", 2, "bytes ff ff"),
        (codecs.BOM_UTF16_LE + b"a\x00b", 1, "bytes"),
    ],
)
def test_what_is_no_such_text_is_refused_with_its_row(content: bytes, row: int, found: str) -> None:
    text = fault(content)
    assert f"row {row}:" in text and found in text


def test_a_character_across_two_pieces_is_no_fault() -> None:
    for shift in range(4):
        content = b"x" * (CHUNK - shift) + "村".encode() * 3 + b"\n"
        assert encoding_of("t.csv", content) == "utf-8"
        assert encoding_of("t.csv", b"x" * (CHUNK - shift) + ("村" * 9).encode("gb18030")) == "gb18030"


def test_the_row_of_a_fault_far_inside_is_right() -> None:
    content = b"line\n" * 300_000 + b"\xff\xff\n"
    assert "row 300001:" in fault(content).replace(",", "")
