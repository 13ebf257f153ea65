"""The desk's first page, and the menu of all its pages."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.accounts.permissions import Permission
from portal.web.access import requires, staff
from portal.web.staff.today.items import what_waits, what_was_promised
from portal.web.staff.today.navigation import beginnings, desk_navigation

bp = Blueprint("staff_today", __name__, url_prefix="/staff")
bp.app_context_processor(lambda: {"desk_navigation": desk_navigation})


@bp.get("/")
@requires(Permission.DESK)
def page() -> ResponseReturnValue:
    return render_template(
        "staff/today/today.html",
        items=what_waits(staff()),
        promised=what_was_promised(staff()),
        begin=beginnings(),
        open=[entry for group in desk_navigation() for entry in group if not entry.current],
    )
