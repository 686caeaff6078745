"""The progress line."""

import io
import sys

import pytest

from optimizer.result import Progress
from reports.progress import ProgressLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_line_tells_time_cost_vans_villages_and_bound() -> None:
    line = ProgressLine(quiet=True)
    line.phase("solving")
    line.update(Progress(3.2, "routing", 1_234_567_890, 1_000_009_999, 7, {"bus": 3, "van": 40}))
    assert line.text(12.4) == (
        "solving, 12 s, best 1,234.57 RMB, 7 vans, villages bus 3, van 40, bound 1,000.00"
    )


def test_before_there_is_a_plan_only_the_bound_is_told() -> None:
    line = ProgressLine(quiet=True)
    line.update(Progress(1.0, "routing", None, 5_000_000))
    assert line.text(1.0) == "1 s, best - RMB, bound 5.00"


def test_on_a_terminal_the_line_appears(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with ProgressLine(quiet=False) as line:
        line.phase("reading")
    assert "reading" in terminal.getvalue()


@pytest.mark.parametrize(("stream", "quiet"), [(io.StringIO(), False), (Terminal(), True)])
def test_nothing_appears_in_a_file_or_when_quiet(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, quiet: bool
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    with ProgressLine(quiet) as line:
        line.phase("reading")
        line.tick()
    assert stream.getvalue() == ""
