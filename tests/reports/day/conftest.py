"""The report of the plan with a bit of everything, whose figures are worked out by hand."""

import pytest

from reports.day import Report, report_of
from tests.optimizer.rich_plan import rich_county, rich_plan


@pytest.fixture(scope="session")
def rich() -> Report:
    return report_of(rich_county(), rich_plan())
