"""Answers are promised in working time, by the official Chinese calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import calendar_days
from portal.core.audit import SYSTEM
from portal.core.clock import from_city, in_city
from portal.core.working_time import (
    Calendar,
    after_working_days,
    after_working_hours,
    after_working_minutes,
    is_office_time,
    office_hours,
    working_minutes,
)
from portal.runtime import Runtime
from tests.support.clock import city


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


MOMENTS = st.integers(0, 6 * 365 * 24 * 60).map(
    lambda n: city("2024-01-01 00:00") + timedelta(minutes=n)
)
ADDED = st.dictionaries(st.dates(date(2027, 1, 1), date(2028, 12, 31)), st.booleans(), max_size=30)


@given(MOMENTS, st.integers(1, 60 * 40), ADDED)
def test_a_deadline_never_falls_outside_working_time(
    start: datetime, minutes: int, added: dict[date, bool]
) -> None:
    calendar = Calendar(added)
    moment = after_working_minutes(start, minutes, calendar).moment
    assert is_office_time(moment - timedelta(microseconds=1), calendar)
    assert working_minutes(start, moment, calendar) == minutes
    last = after_working_days(start, minutes % 20, calendar).moment
    assert is_office_time(last - timedelta(microseconds=1), calendar)
    assert in_city(last).time() == office_hours()[-1][1]


@given(MOMENTS, st.integers(0, 9_000), st.integers(0, 9_000))
def test_working_time_adds_up(start: datetime, first: int, second: int) -> None:
    middle = start.replace(second=0, microsecond=0) + timedelta(minutes=first)
    start = start.replace(second=0, microsecond=0)
    end = middle + timedelta(minutes=second)
    whole = working_minutes(start, end)
    assert working_minutes(start, middle) + working_minutes(middle, end) == whole
    assert 0 <= whole <= first + second


def test_what_the_operator_adds_counts_before_the_announced(portal: Runtime) -> None:
    lines, problems = calendar_days.parse(
        "2026-11-24 休 示例\n2026年11月28日 班\nnonsense\n2026-02-30 休"
    )
    assert len(problems) == 2
    with portal.database.write() as session:
        calendar_days.put(session, SYSTEM, lines)
        calendar = calendar_days.calendar(session)
    monday = city("2026-11-23 10:00")
    assert in_city(after_working_days(monday, 1, calendar).moment).day == 25
    assert is_office_time(city("2026-11-28 09:00"), calendar)
    with portal.database.write() as session:
        calendar_days.remove(session, SYSTEM, date(2026, 11, 24))
        calendar = calendar_days.calendar(session)
    assert in_city(after_working_days(monday, 1, calendar).moment).day == 24


def test_a_december_enquiry_due_in_a_year_not_announced_says_so() -> None:
    asked = city("2026-12-31 16:00")
    due = after_working_hours(asked, 4)
    assert due.provisional
    assert in_city(due.moment) == in_city(city("2027-01-04 10:30"))
    new_year = Calendar({date(2027, 1, 4): False, date(2027, 1, 1): False})
    assert in_city(after_working_hours(asked, 4, new_year).moment).day == 5
