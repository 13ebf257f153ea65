"""Dates in the desk's lists: short, and exact where it matters."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from portal.core import clock
from portal.web.templating import day


def when(value: datetime) -> str:
    """Today's moments to the minute, earlier ones by their day; city time."""
    there = clock.in_city(value)
    if there.date() == clock.today():
        return str(_("today %(time)s", time=f"{there:%H:%M}"))
    return day(value, "medium")
