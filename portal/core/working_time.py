"""Working time in China: official holidays, make-up workdays, and the hours offices keep.

A year whose calendar is not announced yet counts weekends and the days off fixed by law, and says
so (`provisional`); it is never an error. Days that the operator adds count before all else, and
a year of which days were added is no longer provisional.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from typing import NamedTuple

import chinese_calendar

from portal.core.clock import from_city, in_city
from portal.core.reference import load_yaml

# Days off fixed by law whatever the year's arrangement (State Council order 795, 2024).
STATUTORY = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    moment: datetime
    provisional: bool  # part of the way lies in a year that is not announced yet


class Opening(NamedTuple):
    """A span of office hours in UTC; `provisional` as its day is."""

    opens: datetime
    closes: datetime
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: what the operator added, then what the State Council announced."""

    added: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> tuple[bool, bool]:
        """Whether offices work that day, and whether this is only provisional."""
        if day in self.added:
            return self.added[day], False
        try:
            return bool(chinese_calendar.is_workday(day)), False
        except NotImplementedError:
            works = day.weekday() < 5 and (day.month, day.day) not in STATUTORY
            return works, day.year not in self._years

    def is_announced(self, year: int) -> bool:
        """Whether the year's arrangement is known: to the library, or by days that were added."""
        try:
            chinese_calendar.is_workday(date(year, 12, 31))
        except NotImplementedError:
            return year in self._years
        return True

    def hours(self, day: date) -> tuple[Opening, ...]:
        """The office hours of a day, none on a day off; worked out once for each day."""
        if day not in self._hours:
            works, guessed = self.is_working(day)
            self._hours[day] = _openings(day, guessed) if works else ()
        return self._hours[day]

    @cached_property
    def _hours(self) -> dict[date, tuple[Opening, ...]]:
        return {}

    @cached_property
    def _years(self) -> frozenset[int]:
        return frozenset(day.year for day in self.added)


ANNOUNCED = Calendar()
"""As the library knows it, with nothing added."""


@cache
def office_hours() -> tuple[tuple[time, time], ...]:
    """The spans of a working day, in city time, as `content/site.yaml` gives them."""
    spans = load_yaml("site.yaml")["office_hours"]
    return tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in spans)


def day_minutes() -> int:
    """The length of a working day."""
    noon = date(2000, 1, 1)
    spans = (
        datetime.combine(noon, end) - datetime.combine(noon, begin) for begin, end in office_hours()
    )
    return sum(spans, timedelta()) // MINUTE


def is_working(day: date, calendar: Calendar = ANNOUNCED) -> tuple[bool, bool]:
    """Whether offices work that day, and whether this is only provisional."""
    return calendar.is_working(day)


def is_office_time(moment: datetime, calendar: Calendar = ANNOUNCED) -> bool:
    """Whether somebody sits in the office at that moment."""
    local = in_city(moment)
    works, _ = calendar.is_working(local.date())
    return works and any(begin <= local.time() < end for begin, end in office_hours())


def after_working_days(start: datetime, days: int, calendar: Calendar = ANNOUNCED) -> Deadline:
    """The end of office hours `days` working days after `start`.

    What arrives on a day off, or after office hours, counts as arriving the next working day.
    """
    local, ends = in_city(start), office_hours()[-1][1]
    day = local.date() + timedelta(days=1) if local.time() >= ends else local.date()
    provisional, remaining = False, days + 1
    while True:
        works, guessed = calendar.is_working(day)
        provisional = provisional or guessed
        remaining -= works
        if remaining == 0:
            return Deadline(from_city(datetime.combine(day, ends)), provisional)
        day += timedelta(days=1)


def after_working_minutes(
    start: datetime, minutes: int, calendar: Calendar = ANNOUNCED
) -> Deadline:
    """The moment at which so many minutes (at least one) of office hours have passed."""
    remaining, provisional = timedelta(minutes=minutes), False
    for begin, end, guessed in _spans(start, calendar):
        provisional = provisional or guessed
        if end - begin >= remaining:
            return Deadline(begin + remaining, provisional)
        remaining -= end - begin
    raise AssertionError("working time never ends")


def after_working_hours(start: datetime, hours: int, calendar: Calendar = ANNOUNCED) -> Deadline:
    """The moment at which so many hours (at least one) of office hours have passed."""
    return after_working_minutes(start, hours * 60, calendar)


def working_minutes(start: datetime, end: datetime, calendar: Calendar = ANNOUNCED) -> int:
    """Whole minutes of office hours between two moments; 0 where `end` is not after `start`."""
    passed = timedelta()
    for begin, until, _ in _spans(start, calendar):
        if begin >= end:
            break
        passed += min(until, end) - begin
    return passed // MINUTE


def _spans(start: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime, bool]]:
    """What is left of office hours from `start` on, in UTC, with whether the day is provisional."""
    day = in_city(start).date()
    while True:
        for opens, closes, guessed in calendar.hours(day):
            if closes > start:
                yield max(opens, start), closes, guessed
        day += timedelta(days=1)


def _openings(day: date, guessed: bool) -> tuple[Opening, ...]:
    return tuple(
        Opening(
            from_city(datetime.combine(day, begin)), from_city(datetime.combine(day, end)), guessed
        )
        for begin, end in office_hours()
    )
