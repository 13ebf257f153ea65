"""The search on the desk: what was asked, and the pages that answer it better."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.accounts.permissions import Permission, allows
from portal.core.clock import today
from portal.search import tally
from portal.web.access import requires, staff
from portal.web.context import db
from portal.web.staff.searching import explaining, judging, pins, synonyms, words
from portal.web.staff.searching.asking import cards_by_id
from portal.web.staff.searching.blueprint import bp

__all__ = ["bp", "explaining", "judging", "pins", "synonyms", "words"]  # their views are the bp's
ROWS = 20


@bp.get("/")
@requires(Permission.SEARCH_VIEW)
def overview() -> ResponseReturnValue:
    since = today() - tally.WINDOW
    opened = tally.last_opened(db(), since, ROWS)
    return render_template(
        "staff/searching/overview.html",
        nothing=tally.found_nothing(db(), since, ROWS),
        most=tally.most_asked(db(), since, ROWS),
        opened=opened,
        cards=cards_by_id({row.listing_id for row in opened}),
        days=tally.WINDOW.days,
        least=tally.LEAST,
        may_curate=allows(staff(), Permission.SEARCH_CURATE),
    )
