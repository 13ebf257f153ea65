"""Dates and times as readers of a language write them, in the city's calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, TypeAlias

from babel.dates import format_date, format_datetime, format_skeleton

from portal.core.clock import in_city
from portal.core.locales import Locale

Width: TypeAlias = Literal["full", "long", "medium", "short"]


def day(value: date | datetime, locale: Locale, width: Width = "long") -> str:
    """`22 November 2026`, 2026年11月22日; a moment counts as its day in the city."""
    found = in_city(value).date() if isinstance(value, datetime) else value
    return format_date(found, width, locale=_written(locale))


def month(value: date, locale: Locale) -> str:
    """The month of that day: `November 2026`, 2026年11月."""
    return format_skeleton("yMMMM", value, locale=_written(locale))


def moment(value: datetime, locale: Locale) -> str:
    """Date and time to the minute."""
    pattern = "d MMMM y, HH:mm" if locale.segment == "en" else "y年M月d日 HH:mm"
    return format_datetime(in_city(value), pattern, locale=_written(locale))


def _written(locale: Locale) -> str:
    """Day before month in English."""
    return "en_GB" if locale.segment == "en" else locale.babel
