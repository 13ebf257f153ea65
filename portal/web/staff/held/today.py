"""How many held enquiries wait for this person's decision."""

from __future__ import annotations

from flask import url_for
from flask_babel import ngettext

from portal.accounts.models import User
from portal.accounts.permissions import Permission, allows
from portal.enquiries import held
from portal.web.context import db
from portal.web.staff.today.items import TodayItem


def today(user: User) -> list[TodayItem]:
    count = waiting(user)
    label = ngettext(
        "enquiry looks like spam: decide whether it is real",
        "enquiries look like spam: decide whether they are real",
        count,
    )
    return [TodayItem(label, count, url_for("staff_held.index"))]


def waiting(user: User) -> int:
    """The number in the menu."""
    return held.waiting(db(), user) if allows(user, Permission.ENQUIRY_REVIEW) else 0
