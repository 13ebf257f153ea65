"""What of the enquiries waits for somebody today."""

from __future__ import annotations

from flask import url_for

from portal.accounts.models import User
from portal.accounts.permissions import Permission, allows
from portal.core.i18n import _l
from portal.enquiries.inbox import View, counts
from portal.enquiries.steps import open_steps
from portal.web.context import db
from portal.web.staff.enquiries.words import headline
from portal.web.staff.today.items import Promised, TodayItem


def today(user: User) -> list[TodayItem]:
    if not allows(user, Permission.ENQUIRY_VIEW):
        return []
    found = counts(db(), user)
    return [
        TodayItem(
            _l("enquiries are overdue"), found[View.OVERDUE], _address(View.OVERDUE), urgent=True
        ),
        TodayItem(_l("enquiries wait for your answer"), found[View.MINE], _address(View.MINE)),
        TodayItem(
            _l("enquiries wait for an answer of your office"),
            found[View.ORGANISATION],
            _address(View.ORGANISATION),
        ),
    ]


def promised(user: User) -> list[Promised]:
    """Next steps promised in calls and WeChat talks."""
    if not allows(user, Permission.ENQUIRY_ANSWER):
        return []
    return [
        Promised(
            step.text,
            headline(step.enquiry),
            step.day,
            url_for("staff_enquiries.show", enquiry_id=step.enquiry.id),
            url_for("staff_talks.form", enquiry_id=step.enquiry.id),
        )
        for step in open_steps(db(), user)
    ]


def waiting(user: User) -> int:
    """The number in the menu: what the person's office has to answer."""
    return counts(db(), user)[View.ORGANISATION]


def _address(view: View) -> str:
    return url_for("staff_enquiries.inbox", view=view.value)
