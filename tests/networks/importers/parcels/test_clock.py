"""Dates and times as exports write them."""

import datetime

import pytest

from networks.importers.parcels.clock import moment_of

DAY = datetime.date(2026, 3, 4)


@pytest.mark.parametrize(
    ("text", "day", "time_s"),
    [
        ("2026-03-04", DAY, None),
        ("2026/3/4", DAY, None),
        ("2026.3.4", DAY, None),
        ("2026年3月4日", DAY, None),
        ("2026-03-04 06:30", DAY, 23_400),
        ("2026-03-04 6:30:15", DAY, 23_415),
        ("2026-03-04T06:30:15.250+08:00", DAY, 23_415),
        ("2026-03-04T06:30:15Z", DAY, 23_415),
        ("2026年3月4日 6时30分", DAY, 23_400),
        ("2026年3月4日6:30", DAY, 23_400),
        ("２０２６－０３－０４ ０６：３０", DAY, 23_400),
        ("06:30", None, 23_400),
        ("24:00", None, 86_400),
        ("46085", DAY, None),
        ("46085.25", DAY, 21_601),
        ("0.25", None, 21_601),
        ("0", None, 0),
    ],
)
def test_dates_and_times_are_read(text: str, day: datetime.date | None, time_s: int | None) -> None:
    assert moment_of(text) == (day, time_s)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-02-30", "25:00", "06:60", "04.03.2026", "3/4/2026", "12", "20260304", "-0.5", "1e9"]
)
def test_what_is_no_date_or_could_be_two_is_not_read(text: str) -> None:
    assert moment_of(text) is None
