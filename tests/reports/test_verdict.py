"""Violations grouped by rule."""

import pytest

from optimizer.checker import Violation
from reports.terminal import show
from reports.verdict import MOST_SHOWN, verdict_dicts, verdict_table


def test_violations_stand_under_their_rule_with_amounts(capsys: pytest.CaptureFixture[str]) -> None:
    found = [Violation("hold", "run r1", 1_500, "ml", "too full"), Violation("due", "c1", 60, "s", "late")]
    show(verdict_table(found))
    rows = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert rows[1:] == ["hold (1) run r1 1,500 ml too full", "due (1) c1 60 s late"]


def test_of_many_violations_of_one_rule_the_first_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show(verdict_table([Violation("hold", f"run {n}", 1, "ml", "") for n in range(MOST_SHOWN + 3)]))
    out = capsys.readouterr().out
    assert f"hold ({MOST_SHOWN + 3})" in out
    assert "and 3 more" in out


def test_a_program_gets_them_all() -> None:
    found = [Violation("hold", f"run {n}", n, "ml", "d") for n in range(50)]
    assert len(verdict_dicts(found)) == 50
    assert verdict_dicts(found)[7] == {"rule": "hold", "where": "run 7", "amount": 7, "unit": "ml", "detail": "d"}
