"""Reports to make sheets of, and workbooks read back."""

import pytest

from reports.day import Report, report_of
from tests.optimizer.rich_plan import rich_county, rich_plan


@pytest.fixture(scope="session")
def rich() -> Report:
    """The plan with a bit of everything."""
    return report_of(rich_county(), rich_plan())
