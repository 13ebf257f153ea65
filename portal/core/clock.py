"""Time: one clock, always aware, and the city's own calendar day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day in the city: deadlines and dates on pages mean this one."""
    return now().astimezone(CITY_ZONE).date()


def in_city(moment: datetime) -> datetime:
    return moment.astimezone(CITY_ZONE)


def from_city(naive: datetime) -> datetime:
    """A wall-clock time typed by someone in the city, as UTC."""
    return naive.replace(tzinfo=CITY_ZONE).astimezone(UTC)
