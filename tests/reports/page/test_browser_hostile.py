"""A county with hostile names, in a browser: nothing runs, nothing is asked for, everything still opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.plan import Plan
from reports.day import report_of
from reports.page import page_of
from scenarios import Scenario
from tests.reports.hostile import hostile
from tests.reports.page.surfing import PHONE, Surfer, written

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def page(county: Scenario, plan: Plan, tmp_path: Path) -> Path:
    return written(page_of(report_of(*hostile(county, plan)), "en", "0"), tmp_path)


def test_no_name_runs_or_asks_for_anything_whatever_is_opened(surfer: Surfer, page: Path) -> None:
    surfer.open(page)
    counts = "const d = JSON.parse(document.getElementById('data').textContent);"
    counts += "return [d.places.length, d.runs.length, d.vans.length, d.lines.length]"
    refs = [f"{kind}{at}" for kind, number in zip("prvl", surfer.script(counts), strict=True) for at in range(number)]
    for ref in refs:
        surfer.script("document.getElementById('panel').replaceChildren(); location.hash = arguments[0]", ref)
        surfer.script("window.dispatchEvent(new HashChangeEvent('hashchange'))")
        assert surfer.text("#panel h3"), ref
    surfer.type("#search", "<img")
    assert surfer.script("return document.querySelectorAll('#hits li').length") > 0
    assert surfer.script("return window.pwned") is None
    assert surfer.script("return document.querySelectorAll('img, iframe, object, body script:not([type])').length") == 0
    assert surfer.console() == []
    assert [url for url in surfer.requests() if not url.startswith("data:")] == [page.as_uri()]


def test_endless_names_do_not_widen_a_phone_s_page(surfer: Surfer, page: Path) -> None:
    surfer.open(page, "#p3", size=PHONE)
    assert surfer.script("return document.documentElement.scrollWidth") == PHONE[0]


def test_a_script_that_got_in_would_not_run(surfer: Surfer, page: Path) -> None:
    # The page's policy is the second wall: this breaks the first one on purpose.
    spoilt = page.read_text("utf-8").replace("<main", "<script>window.pwned = 1</script><main", 1)
    surfer.open(written(spoilt, page.parent))
    assert surfer.script("return window.pwned") is None
    assert any("Content Security Policy" in message for message in surfer.console())
