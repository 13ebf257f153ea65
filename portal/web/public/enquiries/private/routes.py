"""The private link: read the answer, write again, close.

Looking changes nothing but that the office learns of the first look after an answer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.models import Organisation
from portal.core import qr
from portal.core.clock import in_city
from portal.core.i18n import _l
from portal.core.working_time import is_working
from portal.enquiries import draft, files, private_link, references, service
from portal.enquiries.attached import cards_by_message
from portal.enquiries.conversation import public_turns
from portal.enquiries.models import Enquiry
from portal.enquiries.rating import Rating
from portal.enquiries.text_messages import is_mobile
from portal.enquiries.versions import Erased
from portal.media.models import MediaFile
from portal.web.access import public
from portal.web.context import db, locale, runtime, transactional
from portal.web.downloads import download
from portal.web.limits import Limit, limited
from portal.web.public.enquiries import sealed
from portal.web.public.enquiries.attachments import (
    ATTACHING,
    LARGEST,
    Brought,
    brings_files,
    keep_new,
    kept_before,
    prepare_new,
)
from portal.web.public.enquiries.attachments import sealed as seal_all
from portal.web.public.enquiries.forms import MeetForm, PublicForm, RateForm, ReplyForm, add_error
from portal.web.public.enquiries.opening import page_opened
from portal.web.public.locales import public_blueprint
from portal.web.wechat import code_of

bp = public_blueprint("public_enquiry", __name__)
RATINGS = {Rating.GOOD: _l("Good"), Rating.FAIR: _l("Fair"), Rating.POOR: _l("Poor")}
TOO_OFTEN = _l(
    "That is more for one enquiry than we take in a day. Please write again tomorrow, or call us."
)
WRITING = Limit("enquiry-write", 30, timedelta(minutes=10))


@bp.url_value_preprocessor
def allow_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before the CSRF check reads the form: only writing takes so much."""
    if endpoint == "public_enquiry.write":
        request.max_content_length = LARGEST


@bp.after_request
def keep_private(response: Response) -> Response:
    """The address holds the key: no referrer, no copy in a cache, no search engine."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.errorhandler(Erased)
def erased(_error: Erased) -> ResponseReturnValue:
    """While this page was open the data were erased: the link is as if it had never been."""
    return unknown()


def too_many_written(reference: str) -> ResponseReturnValue:
    form = ReplyForm()
    enquiry = opened(reference, form.key.data)
    if enquiry is None:
        return unknown()
    form.complain(_l("Too many messages in a short time. Please wait ten minutes, or call us."))
    return page_of(enquiry, form, kept_before(sealed.open_form_key(form.once.data)))


@bp.get("/enquiries/<reference>")
@public
def page(reference: str) -> ResponseReturnValue:
    enquiry = opened(reference, request.args.get("key"))
    if enquiry is None:
        return unknown()
    page_opened(enquiry)
    return page_of(enquiry, ReplyForm(formdata=None))


@bp.post("/enquiries/<reference>")
@public
@limited(WRITING, too_many_written)
@limited(ATTACHING, too_many_written, when=brings_files)
def write(reference: str) -> ResponseReturnValue:
    form = ReplyForm()
    if opened(reference, form.key.data) is None:
        return unknown()
    return _write(reference, form, prepare_new(_form_key(form)))


@transactional
def _write(reference: str, form: ReplyForm, brought: Brought) -> ResponseReturnValue:
    enquiry = opened(reference, form.key.data)
    if enquiry is None:
        return unknown()
    kept = kept_before(_form_key(form)) + keep_new(brought)
    for wrong in brought.problems:
        add_error(form.files, wrong)
    text, problem = draft.reply(form.message.data)
    if problem is not None:
        add_error(form.message, problem)
    if form.errors:
        return make_response(page_of(enquiry, form, kept), 422)
    once = (form.once.data or "")[:64]
    try:
        service.investor_writes(db(), enquiry, text, once, [file.id for file in kept])
    except service.TooOften:
        form.complain(TOO_OFTEN)
        return make_response(page_of(enquiry, form, kept), 429)
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
    page = render_template("public/enquiries/unknown.html", example=references.example())
    return make_response(page, 404)


def page_of(
    enquiry: Enquiry,
    form: ReplyForm,
    kept: list[MediaFile] | None = None,
    sent: PublicForm | None = None,
) -> str:
    """The page; `sent` is the form that something is wrong with, if it is not `form`."""
    settings = runtime().settings
    link = private_link.address(enquiry, settings.base_url, settings.secret_key)
    form.key.data = private_link.key_for(enquiry, settings.secret_key)
    form.once.data = form.once.data or sealed.new_form_key()
    form.printable()
    form_key = sealed.open_form_key(form.once.data)
    turns = public_turns(db(), enquiry)
    office = db().get_one(Organisation, enquiry.organisation_id)
    wrong = sent or form
    wrong.printable()
    return render_template(
        "public/enquiries/private.html",
        enquiry=enquiry,
        office=office,
        wechat=code_of(office),
        provisional=is_working(in_city(enquiry.respond_by).date())[1],
        turns=turns,
        cards=cards_by_message(db(), turns, locale()),
        ratings=RATINGS,
        link=link,
        qr=qr.inline(link, _("QR code of your private link")),
        texted=bool(settings.sms_url) and is_mobile(enquiry.phone),
        form=form,
        kept=seal_all(kept, form_key) if kept and form_key else [],
        wrong=wrong,
        meet=sent if isinstance(sent, MeetForm) else MeetForm(formdata=None),
        rated=sent if isinstance(sent, RateForm) else _rated(enquiry),
    )


def _rated(enquiry: Enquiry) -> RateForm:
    return RateForm(formdata=None, data={"reason": enquiry.rating_reason})


def _form_key(form: ReplyForm) -> sealed.FormKey | None:
    """A lost one is replaced, so that the files just sent can be named."""
    if not form.once.data or (sealed.open_form_key(form.once.data) is None and brings_files()):
        form.once.data = sealed.new_form_key()
    return sealed.open_form_key(form.once.data)


def back(enquiry: Enquiry) -> ResponseReturnValue:
    key = private_link.key_for(enquiry, runtime().settings.secret_key)
    return redirect(url_for("public_enquiry.page", reference=enquiry.reference, key=key), 303)
