"""The compiled search is made ready once, so that no test counts the seconds of compiling."""

import pytest

from optimizer.ruin import warm_up


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    warm_up()
