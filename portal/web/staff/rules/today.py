"""What administrators have to see to among the rules."""

from __future__ import annotations

from flask import url_for
from flask_babel import ngettext

from portal.accounts.models import User
from portal.accounts.permissions import Permission, allows
from portal.enquiries import rules
from portal.web.context import db
from portal.web.staff.rules.shown import Problems
from portal.web.staff.today.items import TodayItem


def today(user: User) -> list[TodayItem]:
    if not allows(user, Permission.RULES_EDIT):
        return []
    count = len(Problems(db()).deserted(rules.overview(db())))
    label = ngettext(
        "office gets enquiries and has nobody who can answer: invite its staff",
        "offices get enquiries and have nobody who can answer: invite their staff",
        count,
    )
    return [TodayItem(label, count, url_for("staff_rules.index"))]
