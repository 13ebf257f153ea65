"""Held enquiries: why each is held, and two buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.core.i18n import Label, _l
from portal.enquiries import held, wishes
from portal.enquiries.held import NotHeld, Sign
from portal.enquiries.models import Enquiry
from portal.enquiries.versions import Conflict
from portal.web.access import authorize, requires, staff
from portal.web.context import db, locale, transactional
from portal.web.staff.forms import posted_version
from portal.web.staff.paging import page_address, page_number

bp = Blueprint("staff_held", __name__, url_prefix="/staff/held")
ONE = "/<int(max=2147483647):enquiry_id>"
WHY: Mapping[Sign, Label] = {
    Sign.TRAP: _l("a field that people do not see was filled in"),
    Sign.QUICK: _l("sent faster than a person types"),
    Sign.LINKS: _l("many links, or a link where a name belongs"),
    Sign.ONLY_LINKS: _l("nothing but links"),
    Sign.MANY: _l("many from the same sender within an hour"),
}


@bp.get("/")
@requires(Permission.ENQUIRY_REVIEW)
def index() -> ResponseReturnValue:
    page = held.page(db(), staff(), page_number())
    return render_template(
        "staff/held/index.html",
        page=page,
        reasons=held.reasons(db(), page.items),
        why=WHY,
        told=lambda enquiry: wishes.told(enquiry.wish, enquiry.kind, locale()),
        page_address=page_address,
    )


@bp.post(f"{ONE}/release")
@requires(Permission.ENQUIRY_REVIEW)
@transactional
def release(enquiry_id: int) -> ResponseReturnValue:
    return _decided(enquiry_id, held.release, _("It is with the office now, promised from now on."))


@bp.post(f"{ONE}/refuse")
@requires(Permission.ENQUIRY_REVIEW)
@transactional
def refuse(enquiry_id: int) -> ResponseReturnValue:
    return _decided(enquiry_id, held.refuse, _("It is refused and closed. Nobody was written to."))


def _decided(enquiry_id: int, decide: Callable[..., None], done: str) -> ResponseReturnValue:
    enquiry = db().get(Enquiry, enquiry_id) or abort(404)
    authorize(Permission.ENQUIRY_REVIEW, enquiry.organisation_id)
    by: User = staff()
    try:
        decide(db(), enquiry, posted_version(), by)
    except (NotHeld, Conflict):
        flash(_("Somebody else has decided on this one meanwhile."), "warning")
    else:
        flash(done)
    return redirect(url_for(".index"), 303)
