"""Deeds on the private page; each needs the key, as looking does."""

from __future__ import annotations

import secrets
from contextlib import suppress

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Field

from portal.core.i18n import Label, _l
from portal.enquiries import draft, privacy, private_link, service
from portal.enquiries.models import Enquiry
from portal.enquiries.rating import INVESTOR, LONGEST_REASON, NotAnswered, Rating, rate
from portal.enquiries.versions import Erased
from portal.pipeline import leads
from portal.web.access import public
from portal.web.context import db, runtime, transactional
from portal.web.limits import limited
from portal.web.public.enquiries.forms import (
    LONGEST_TIME,
    MeetForm,
    PublicForm,
    RateForm,
    ReplyForm,
    add_error,
)
from portal.web.public.enquiries.private.routes import (
    TOO_OFTEN,
    WRITING,
    back,
    erased,
    keep_private,
    opened,
    page_of,
    too_many_written,
    unknown,
)
from portal.web.public.locales import public_blueprint

bp = public_blueprint("public_mine", __name__)
bp.after_request(keep_private)
bp.register_error_handler(Erased, erased)
WANTED: dict[str, Label] = {
    "call": _l("Please call me."),
    "visit": _l("I would like to come and visit."),
}


@bp.post("/enquiries/<reference>/meet")
@public
@limited(WRITING, too_many_written)
@transactional
def meet(reference: str) -> ResponseReturnValue:
    """Ask for a call or a visit: a message in the investor's name."""
    enquiry = opened(reference, request.form.get("key"))
    wanted = WANTED.get(request.form.get("wanted", ""))
    if enquiry is None:
        return unknown()
    if wanted is None:
        return back(enquiry)
    form = MeetForm()
    if not _fits(form.time, LONGEST_TIME):
        return _wrong(enquiry, form)
    time = draft.one_line(form.time.data or "", LONGEST_TIME)
    words = [str(wanted)]
    if time:
        words.append(str(_("Preferred time: %(time)s", time=time)))
    once = request.form.get("once", "")[:64] or secrets.token_urlsafe(16)
    try:
        service.investor_writes(db(), enquiry, "\n".join(words), f"meet-{once}")
    except service.TooOften:
        form.complain(TOO_OFTEN)
        return make_response(page_of(enquiry, ReplyForm(formdata=None), sent=form), 429)
    return back(enquiry)


@bp.post("/enquiries/<reference>/rate")
@public
@limited(WRITING, too_many_written)
@transactional
def rated(reference: str) -> ResponseReturnValue:
    enquiry = opened(reference, request.form.get("key"))
    if enquiry is None:
        return unknown()
    form = RateForm()
    if not _fits(form.reason, LONGEST_REASON):
        return _wrong(enquiry, form)
    reason, _problem = draft.reply(form.reason.data)
    with suppress(ValueError, NotAnswered):  # the page offers neither: shown again as it stands
        rate(db(), enquiry, Rating(request.form.get("rating", "")), reason)
    return back(enquiry)


@bp.post("/enquiries/<reference>/new-link")
@public
@limited(WRITING, too_many_written)
@transactional
def new_link(reference: str) -> ResponseReturnValue:
    """Only where a mail can bring the new one: else the investor would stand outside."""
    enquiry = opened(reference, request.form.get("key"))
    if enquiry is None:
        return unknown()
    if not enquiry.email:
        return back(enquiry)
    private_link.revoke(db(), enquiry, INVESTOR)
    service.remind(db(), enquiry)
    return make_response(render_template("public/enquiries/over.html", done="link"))


@bp.get("/enquiries/<reference>/withdraw")
@public
def withdraw_form(reference: str) -> ResponseReturnValue:
    enquiry = opened(reference, request.args.get("key"))
    if enquiry is None:
        return unknown()
    key = private_link.key_for(enquiry, runtime().settings.secret_key)
    return render_template("public/enquiries/withdraw.html", enquiry=enquiry, key=key)


@bp.post("/enquiries/<reference>/withdraw")
@public
@transactional
def withdraw(reference: str) -> ResponseReturnValue:
    enquiry = opened(reference, request.form.get("key"))
    if enquiry is None:
        return unknown()
    if request.form.get("sure") != "yes":
        key = private_link.key_for(enquiry, runtime().settings.secret_key)
        address = url_for(".withdraw_form", reference=enquiry.reference, key=key)
        return redirect(address, 303)
    privacy.withdraw(db(), enquiry, leads.strike_out)
    return make_response(render_template("public/enquiries/over.html", done="consent"))


def _fits(field: Field, longest: int) -> bool:
    """Whether the words can be kept as they are; if not, the field says why."""
    text = (field.data or "").replace("\r\n", "\n").strip()
    _cleaned, problem = draft.reply(text) if text else ("", None)
    if len(text) > longest:
        problem = _l("Use at most %(most)s characters.", most=longest)
    if problem is not None:
        add_error(field, problem)
    return problem is None


def _wrong(enquiry: Enquiry, form: PublicForm) -> ResponseReturnValue:
    return make_response(page_of(enquiry, ReplyForm(formdata=None), sent=form), 422)
