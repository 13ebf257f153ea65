"""Deeds on the private page; each needs the key, as looking does."""

from __future__ import annotations

import secrets
from contextlib import suppress

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.i18n import Label, _l
from portal.enquiries import draft, privacy, private_link, service
from portal.enquiries.rating import NotAnswered, Rating, rate
from portal.web.access import public
from portal.web.context import db, runtime, transactional
from portal.web.limits import limited
from portal.web.public.enquiries.private.routes import (
    WRITING,
    back,
    keep_private,
    opened,
    too_many_written,
    unknown,
)
from portal.web.public.locales import public_blueprint

bp = public_blueprint("public_mine", __name__)
bp.after_request(keep_private)
LONGEST_TIME = 100
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
    time, problem = draft.reply(request.form.get("time", "")[:LONGEST_TIME])
    words = [str(wanted)]
    if problem is None:
        words.append(str(_("Preferred time: %(time)s", time=time)))
    once = request.form.get("once", "")[:64] or secrets.token_urlsafe(16)
    service.investor_writes(db(), enquiry, "\n".join(words), f"meet-{once}")
    return back(enquiry)


@bp.post("/enquiries/<reference>/rate")
@public
@transactional
def rated(reference: str) -> ResponseReturnValue:
    enquiry = opened(reference, request.form.get("key"))
    if enquiry is None:
        return unknown()
    reason, _problem = draft.reply(request.form.get("reason", ""))
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
    private_link.revoke(enquiry)
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
    privacy.withdraw(db(), enquiry)
    return make_response(render_template("public/enquiries/over.html", done="consent"))
