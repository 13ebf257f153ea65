"""The private link: read the answer, write again, close. Looking changes nothing."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.models import Organisation
from portal.core import qr
from portal.core.clock import in_city
from portal.core.i18n import _l
from portal.core.working_time import is_working
from portal.enquiries import draft, files, private_link, service
from portal.enquiries.conversation import cards_by_message, public_turns
from portal.enquiries.models import Enquiry
from portal.enquiries.rating import Rating
from portal.web.access import public
from portal.web.context import db, locale, runtime, transactional
from portal.web.downloads import download
from portal.web.limits import Limit, limited
from portal.web.public.enquiries.forms import ReplyForm, add_error
from portal.web.public.locales import public_blueprint

bp = public_blueprint("public_enquiry", __name__)
RATINGS = {Rating.GOOD: _l("Good"), Rating.FAIR: _l("Fair"), Rating.POOR: _l("Poor")}
WRITING = Limit("enquiry-write", 30, timedelta(minutes=10))


@bp.after_request
def keep_private(response: Response) -> Response:
    """The address holds the key: no referrer, no copy in a cache, no search engine."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def too_many_written(reference: str) -> ResponseReturnValue:
    form = ReplyForm()
    enquiry = opened(reference, form.key.data)
    if enquiry is None:
        return unknown()
    form.complain(_l("Too many messages in a short time. Please wait ten minutes, or call us."))
    return _page(enquiry, form)


@bp.get("/enquiries/<reference>")
@public
def page(reference: str) -> ResponseReturnValue:
    enquiry = opened(reference, request.args.get("key"))
    return unknown() if enquiry is None else _page(enquiry, ReplyForm(formdata=None))


@bp.post("/enquiries/<reference>")
@public
@limited(WRITING, too_many_written)
@transactional
def write(reference: str) -> ResponseReturnValue:
    form = ReplyForm()
    enquiry = opened(reference, form.key.data)
    if enquiry is None:
        return unknown()
    text, problem = draft.reply(form.message.data)
    if problem is not None:
        add_error(form.message, problem)
        return make_response(_page(enquiry, form), 422)
    once = (form.once.data or "")[:64] or secrets.token_urlsafe(16)
    service.investor_writes(db(), enquiry, text, once)
    return back(enquiry)


@bp.post("/enquiries/<reference>/close")
@public
@transactional
def close(reference: str) -> ResponseReturnValue:
    enquiry = opened(reference, request.form.get("key"))
    if enquiry is None:
        return unknown()
    service.close_by_investor(db(), enquiry)
    return back(enquiry)


@bp.get("/enquiries/<reference>/files/<int(max=2147483647):media_id>")
@public
def file(reference: str, media_id: int) -> ResponseReturnValue:
    enquiry = opened(reference, request.args.get("key"))
    found = files.of_enquiry(db(), enquiry.id, media_id) if enquiry else None
    if found is None:
        return unknown()
    return download(found)


def opened(reference: str, key: str | None) -> Enquiry | None:
    return private_link.find(db(), runtime().settings.secret_key, reference, key or "")


def unknown() -> Response:
    """The same for a wrong key, an old link and a reference that never was."""
    return make_response(render_template("public/enquiries/unknown.html"), 404)


def _page(enquiry: Enquiry, form: ReplyForm) -> str:
    settings = runtime().settings
    link = private_link.address(enquiry, settings.base_url, settings.secret_key)
    form.key.data = private_link.key_for(enquiry, settings.secret_key)
    form.printable()
    form.once.data = form.once.data or secrets.token_urlsafe(16)
    turns = public_turns(db(), enquiry)
    return render_template(
        "public/enquiries/private.html",
        enquiry=enquiry,
        office=db().get_one(Organisation, enquiry.organisation_id),
        provisional=is_working(in_city(enquiry.respond_by).date())[1],
        turns=turns,
        cards=cards_by_message(db(), turns, locale()),
        ratings=RATINGS,
        link=link,
        qr=qr.inline(link, _("QR code of your private link")),
        form=form,
    )


def back(enquiry: Enquiry) -> ResponseReturnValue:
    key = private_link.key_for(enquiry, runtime().settings.secret_key)
    return redirect(url_for("public_enquiry.page", reference=enquiry.reference, key=key), 303)
