"""Answers are promised in working time, by the official Chinese calendar."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.core.clock import from_city, in_city
from portal.core.working_time import after_working_days


@pytest.mark.parametrize(
    ("asked", "promised"),
    [
        ("2026-11-18 10:00", "2026-11-19 18:00"),  # Wednesday to Thursday
        ("2026-11-20 10:00", "2026-11-23 18:00"),  # over a weekend
        ("2026-11-20 19:00", "2026-11-24 18:00"),  # after hours counts as Monday
        ("2026-09-30 10:00", "2026-10-08 18:00"),  # over the National Day holiday
    ],
)
def test_one_working_day(asked: str, promised: str) -> None:
    deadline = after_working_days(from_city(datetime.fromisoformat(asked)), 1)
    assert in_city(deadline.moment).strftime("%Y-%m-%d %H:%M") == promised
    assert not deadline.provisional


def test_a_year_not_announced_yet_is_provisional_and_never_an_error() -> None:
    deadline = after_working_days(from_city(datetime.fromisoformat("2031-12-31 20:00")), 1)
    assert deadline.provisional
    assert in_city(deadline.moment).strftime("%Y-%m-%d") == "2032-01-05"
