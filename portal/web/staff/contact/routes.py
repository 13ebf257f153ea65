"""How to reach an investor: hidden, and shown to who says what it is needed for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts.permissions import Permission, allows
from portal.core.i18n import Label, _l
from portal.enquiries import privacy
from portal.enquiries.models import Enquiry
from portal.enquiries.privacy import Why
from portal.listings.fields import clean
from portal.web.access import authorize, requires, staff
from portal.web.context import db, transactional
from portal.web.languages import lang_of
from portal.web.staff.enquiries import words

bp = Blueprint("staff_contact", __name__, url_prefix="/staff/enquiries")
bp.add_app_template_filter(lang_of, "lang_of")
LONGEST_REASON = 200
REASONS: Mapping[Why, Label] = {
    Why.CALL: _l("To telephone the investor"),
    Why.WRITE: _l("To write to the investor"),
    Why.MEET: _l("To prepare a visit"),
    Why.OTHER: _l("Something else"),
}


@dataclass(frozen=True, slots=True)
class Hidden:
    """What the page shows before somebody asks; `reasons` is empty for who may not ask."""

    phone: str
    email: str
    reasons: Mapping[Why, Label]


def hidden(enquiry: Enquiry) -> Hidden:
    may_see = allows(staff(), Permission.ENQUIRY_CONTACT, enquiry.organisation_id)
    known = bool(enquiry.phone or enquiry.email)
    return Hidden(
        privacy.masked_phone(enquiry.phone),
        privacy.masked_email(enquiry.email),
        REASONS if may_see and known else {},
    )


@bp.post("/<int(max=2147483647):enquiry_id>/contact")
@requires(Permission.ENQUIRY_CONTACT)
@transactional
def show(enquiry_id: int) -> ResponseReturnValue:
    """The details, once; whoever looks again says again what for."""
    enquiry = db().get(Enquiry, enquiry_id) or abort(404)
    authorize(Permission.ENQUIRY_VIEW, enquiry.organisation_id)
    authorize(Permission.ENQUIRY_CONTACT, enquiry.organisation_id)
    reason = _reason()
    found = privacy.reveal(db(), enquiry, staff(), reason) if reason else None
    page = render_template(
        "staff/enquiries/contact.html",
        enquiry=enquiry, found=found, reason=reason, reasons=REASONS, words=words,
    )  # fmt: skip
    return page, 200 if found else 422


def _reason() -> str:
    """In the desk's words, or the person's own; empty where none is given."""
    chosen = request.form.get("why", "")
    typed = clean(request.form.get("reason", "")).strip()[:LONGEST_REASON]
    if chosen not in set(Why):
        return ""
    return typed if chosen == Why.OTHER or typed else str(REASONS[Why(chosen)])
