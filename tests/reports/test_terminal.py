"""Tables and JSON on terminals, in files and in pipes."""

import io
import json
import os
import sys

import pytest
from rich.cells import cell_len

from reports.terminal import Screen, facts, show, show_json, table


class Stream(io.TextIOWrapper):
    """A stream of some encoding that may claim to be a terminal."""

    def __init__(self, encoding: str, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, errors="replace", write_through=True)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined,no-any-return]


class Closed(io.StringIO):
    """A pipe whose reader has gone."""

    def flush(self) -> None:
        raise BrokenPipeError


def test_columns_stand_below_each_other_with_chinese_names(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream("utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    show(table(("village", "parcels"), [("张庄", "5"), ("Lijia", "12")], "lr"))
    lines = stream.text().splitlines()
    assert len({cell_len(line) for line in lines}) == 1


def test_a_file_gets_no_colours_and_no_blanks_at_the_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream("utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    show(table(("a", "b"), [("x", "y")], "ll"), facts([("vans", "3", "")]))
    assert "\x1b" not in stream.text()
    assert all(line == line.rstrip() for line in stream.text().splitlines())


def test_long_names_are_whole_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream("utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    show(table(("a",), [("x" * 300,)], "l"), "y" * 300)
    assert "x" * 300 in stream.text()
    assert "y" * 300 in stream.text()


def test_brackets_in_names_are_not_taken_for_styles(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream("utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    show("[bold]name[/bold] :smile:", table(("a",), [("[red]",)], "l"))
    assert "[bold]name[/bold] :smile:" in stream.text()
    assert "[red]" in stream.text()


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "cp1252", "ascii"])
def test_json_is_whole_in_every_encoding(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    stream = Stream(encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    show_json({"name": "张庄"})
    assert json.loads(stream.text()) == {"name": "张庄"}


def test_a_console_that_knows_no_chinese_does_not_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream("cp1252")
    monkeypatch.setattr(sys, "stdout", stream)
    show(table(("a",), [("张庄",)], "l"))
    assert "??" in stream.text()


def test_a_reader_that_has_gone_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Closed())
    show("text", table(("a",), [("x",)], "l"))
    show_json({})


def test_a_terminal_whose_reader_has_gone_goes_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = Closed()
    monkeypatch.setattr(closed, "isatty", lambda: True)
    screen = Screen(closed)
    screen.print("text")
    assert screen.quiet


def test_no_file_descriptor_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    monkeypatch.setattr(sys, "stdout", Closed())
    for _ in range(5):
        show("text")
    after = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    assert before == after
