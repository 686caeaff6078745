"""Pages to open, and the browser to open them in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimizer.plan import Plan
from reports.day import Report, report_of
from reports.page import page_of
from scenarios import Scenario, read_scenario
from tests.reports.page.surfing import CHROMIUM, DRIVER, Surfer, written
from tests.reports.page.whole_county import a_day


@pytest.fixture
def report(county: Scenario, plan: Plan) -> Report:
    """The report of the county that is worked out by hand."""
    return report_of(county, plan)


@pytest.fixture(scope="session")
def whole_report() -> Report:
    """The report of the example county with its 1,116 villages."""
    scenario = read_scenario("shenxian")
    return report_of(scenario, a_day(scenario))


@pytest.fixture(scope="session")
def whole_page(whole_report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its page in Chinese."""
    return written(page_of(whole_report, "zh", "0"), tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="session")
def surfer() -> Iterator[Surfer]:
    """A headless browser."""
    missing = [program for program in (CHROMIUM, DRIVER) if shutil.which(program) is None]
    if missing:
        pytest.skip(f"browser tests are left out: {' and '.join(missing)} not installed (apt install chromium-driver)")
    with Surfer() as found:
        yield found
