"""How much one has been told and not yet read."""

from __future__ import annotations

from flask import url_for

from portal.accounts.models import User
from portal.core.i18n import _l
from portal.notifications import inbox
from portal.web.context import db
from portal.web.staff.today.items import TodayItem


def today(user: User) -> list[TodayItem]:
    return [
        TodayItem(_l("messages not read yet"), waiting(user), url_for("staff_notifications.index"))
    ]


def waiting(user: User) -> int:
    return inbox.unread(db(), user.id)
