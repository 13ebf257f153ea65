"""What administrators have to see to among people."""

from __future__ import annotations

from flask import url_for
from flask_babel import ngettext

from portal.accounts.models import User
from portal.accounts.people import invited_in_vain
from portal.accounts.permissions import Permission, allows
from portal.web.context import db
from portal.web.staff.today.items import TodayItem


def today(user: User) -> list[TodayItem]:
    if not allows(user, Permission.PEOPLE_EDIT):
        return []
    count = invited_in_vain(db())
    label = ngettext(
        "colleague let the invitation expire: send it again",
        "colleagues let their invitations expire: send them again",
        count,
    )
    return [TodayItem(label, count, url_for("staff_people.index"))]
