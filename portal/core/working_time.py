"""Working days in China: official holidays and make-up workdays.

A year whose calendar is not announced yet counts weekends only and says so
(`provisional`); it is never an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import chinese_calendar

from portal.core.clock import from_city, in_city

WORK_ENDS = 18  # o'clock, city time
# Days off fixed by law whatever the year's arrangement (State Council order 795, 2024).
STATUTORY = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


@dataclass(frozen=True, slots=True)
class Deadline:
    moment: datetime
    provisional: bool  # part of the way lies in a year that is not announced yet


def is_working(day: date) -> tuple[bool, bool]:
    """Whether offices work that day, and whether this is only provisional."""
    try:
        return bool(chinese_calendar.is_workday(day)), False
    except NotImplementedError:
        return day.weekday() < 5 and (day.month, day.day) not in STATUTORY, True


def after_working_days(start: datetime, days: int) -> Deadline:
    """The end of office hours `days` working days after `start`.

    What arrives on a day off, or after office hours, counts as arriving the next working day.
    """
    local = in_city(start)
    day = local.date()
    if local.hour >= WORK_ENDS:
        day += timedelta(days=1)
    provisional = False
    remaining = days + 1
    while True:
        working, guessed = is_working(day)
        provisional = provisional or guessed
        remaining -= working
        if remaining == 0:
            break
        day += timedelta(days=1)
    return Deadline(from_city(datetime.combine(day, time(WORK_ENDS))), provisional)
