"""Where tables and texts go: the terminal, or a file or pipe that stands in its place."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, TextIO

from rich.console import Console
from rich.table import Table

WIDE = 10_000
"""Columns of what is no terminal: a file has no edge at which to fold."""


class Screen(Console):
    """A console that takes all text as it is, and goes quiet when its reader has gone."""

    def __init__(self, file: TextIO) -> None:
        width = None if file.isatty() else WIDE
        super().__init__(file=file, width=width, markup=False, highlight=False, emoji=False)

    def on_broken_pipe(self) -> None:
        """Stop writing; what has been done is done, so the exit code stays what it is."""
        self.quiet = True
        hush(self.file)


def hush(stream: IO[str]) -> None:
    """Send what is still written to a stream nowhere, so that Python does not complain when it ends."""
    try:
        number = stream.fileno()
    except (OSError, ValueError):  # no real file, as in tests
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)


def show(*parts: object) -> None:
    """Print texts and tables, one below the other. Texts are never folded, so that paths can be copied."""
    screen = Screen(sys.stdout)
    if screen.is_terminal:
        _print(screen, parts)
        return
    with screen.capture() as caught:
        _print(screen, parts)
    # Tables pad their last column, which is of no use in a file.
    _write("\n".join(line.rstrip() for line in caught.get().split("\n")))


def _print(screen: Screen, parts: Iterable[object]) -> None:
    for part in parts:
        screen.print(part, soft_wrap=isinstance(part, str))


def show_json(content: Mapping[str, object]) -> None:
    """Print one JSON object; in ASCII where the reader's encoding cannot hold every character."""
    utf = (sys.stdout.encoding or "").lower().startswith("utf")
    _write(json.dumps(content, indent=2, ensure_ascii=not utf, allow_nan=False) + "\n")


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        hush(sys.stdout)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], sides: str) -> Table:
    """A plain table. ``sides`` has one letter a column: ``l`` for texts, ``r`` for figures."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=any(header), header_style="bold")
    for name, side in zip(header, sides, strict=True):
        made.add_column(name, justify="left" if side == "l" else "right", overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made


def facts(rows: Iterable[tuple[str, str, str]]) -> Table:
    """A table without a header: what it is, how much, and a remark."""
    return table(("", "", ""), rows, "lrl")
