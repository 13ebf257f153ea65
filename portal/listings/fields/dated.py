"""Days and moments, in the city’s calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.core import clock
from portal.core.i18n import _l
from portal.listings.fields.base import Field, FieldError, Value

_WRITTEN_MOMENT = re.compile(
    r"(\d{4})年?(?:[-/.]?(\d{1,2})月?(?:[-/.]?(\d{1,2})日?)?)?(?:[T ]+(\d{1,2}):(\d{2}))?"
)
EARLIEST_YEAR, LATEST_YEAR = 1000, 9000  # of a moment: what every database and calendar takes


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    def parse(self, raw: object) -> date | None:
        if raw is None or str(raw).strip() == "":
            return None
        if isinstance(raw, date):
            return raw.date() if isinstance(raw, datetime) else raw
        match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", str(raw).strip())
        try:
            return date(*(int(part) for part in match.groups())) if match else _no_day()
        except ValueError as error:
            raise FieldError(_l("There is no such day. Write it like 2026-05-01.")) from error

    def dump(self, value: Value) -> str | None:
        return value.isoformat() if isinstance(value, date) else None

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "date"}


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A moment to the minute; without an offset it is the city's wall-clock time."""

    def parse(self, raw: object) -> datetime | None:
        if raw is None or str(raw).strip() == "":
            return None
        try:
            parsed = raw if isinstance(raw, datetime) else _moment(str(raw).strip())
            if not EARLIEST_YEAR <= parsed.year <= LATEST_YEAR:
                raise ValueError("no database and no calendar takes it")
            return clock.from_city(parsed) if parsed.tzinfo is None else parsed
        except (ValueError, OverflowError) as error:
            raise FieldError(
                _l("There is no such moment. Write it like 2026-05-01 09:30.")
            ) from error

    def dump(self, value: Value) -> str | None:
        return value.isoformat() if isinstance(value, datetime) else None

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "date-time"}


def _no_day() -> date:
    raise ValueError("not a date")


def _moment(text: str) -> datetime:
    """ISO 8601, or as people write it: 2026年5月1日 9:30, 2026/5/1, 2026-05 (its first day)."""
    match = _WRITTEN_MOMENT.fullmatch(text)
    if match is None:
        return datetime.fromisoformat(text)
    year, month, day, hour, minute = (int(part) if part else None for part in match.groups())
    return datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0)  # noqa: DTZ001
