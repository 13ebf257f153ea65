"""Asking a question, and asking for the link to one again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _l
from portal.enquiries import private_link, references, service
from portal.enquiries.subjects import subject_of
from portal.enquiries.tracking import find_by_contact
from portal.enquiries.wishes import kind_for
from portal.listings import queries
from portal.media.models import MediaFile
from portal.web.access import public
from portal.web.context import db, locale, runtime, transactional
from portal.web.languages import lang_of
from portal.web.limits import Limit, exceeded, limited, too_many
from portal.web.public.enquiries import sealed, sending
from portal.web.public.enquiries.attachments import (
    ATTACHING,
    LARGEST,
    Brought,
    brings_files,
    kept_before,
    prepare_new,
)
from portal.web.public.enquiries.attachments import sealed as seal_all
from portal.web.public.enquiries.brought.visitor import came_by, origin_of_visitor
from portal.web.public.enquiries.forms import KINDS, EnquiryForm, TrackForm
from portal.web.public.enquiries.sealed import FormKey
from portal.web.public.locales import public_blueprint
from portal.web.wechat import code_of

bp = public_blueprint("public_enquiries", __name__)
bp.add_app_template_filter(lang_of, "lang_of")
SENDING = Limit("enquiry", 60, timedelta(minutes=10))  # a fair's visitors share one address
TRACKING = Limit("enquiry-track", 20, timedelta(minutes=10))
GUESSING = Limit("enquiry-guess", 10, timedelta(hours=1))  # by reference: 4 digits are few


@bp.url_value_preprocessor
def allow_files(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before the CSRF check reads the form: only these addresses take so much."""
    request.max_content_length = LARGEST


@bp.get("/enquiries/new")
@public
def form() -> ResponseReturnValue:
    asked = EnquiryForm(formdata=None)
    asked.listing.data = request.args.get("listing", "")
    asked.kind.data = request.args.get("kind", "")
    _adapt(asked)
    return _page(asked, [])


def too_many_sent() -> ResponseReturnValue:
    """What was typed stays; new files are not taken in, those kept before are."""
    asked = EnquiryForm()
    _adapt(asked)
    asked.complain(
        _l("Too many enquiries came from your network. Please wait ten minutes, or call us.")
    )
    return _page(asked, kept_before(sealed.open_form_key(asked.key.data)))


@bp.post("/enquiries/new")
@public
@limited(SENDING, too_many_sent)
@limited(ATTACHING, too_many_sent, when=brings_files)
def send() -> ResponseReturnValue:
    asked = EnquiryForm()
    form_key = sealed.open_form_key(asked.key.data)
    return _send(asked, form_key, prepare_new(form_key))


@transactional
def _send(asked: EnquiryForm, form_key: FormKey | None, brought: Brought) -> ResponseReturnValue:
    _adapt(asked)
    kept = sending.receive_files(asked, form_key, brought)
    question = sending.check(asked, form_key)
    if question is None or form_key is None:
        return make_response(_page(asked, kept), 422)
    sent = sending.send(question, asked, form_key, kept)
    key = private_link.key_for(sent.enquiry, runtime().settings.secret_key)
    known = "1" if sent.known else None
    page = url_for("public_enquiry.page", reference=sent.enquiry.reference, key=key, known=known)
    return redirect(page, 303)


@bp.get("/enquiries/track")
@public
def track() -> ResponseReturnValue:
    asked = TrackForm(formdata=None)
    asked.reference.data = request.args.get("reference", "")[:40]
    return _track_page(asked)


def too_many_tracked() -> ResponseReturnValue:
    asked = TrackForm()
    asked.complain(_l("Too many attempts. Please wait a while, or call us."))
    return _track_page(asked)


@bp.post("/enquiries/track")
@public
@limited(TRACKING, too_many_tracked)
def find() -> ResponseReturnValue:
    """Send the link again, to the address given with the enquiry and to no other."""
    asked = TrackForm()
    if exceeded(GUESSING, references.tidy(asked.reference.data or "")):
        return too_many(too_many_tracked(), GUESSING)
    return _find(asked)


@transactional
def _find(asked: TrackForm) -> ResponseReturnValue:
    found = find_by_contact(db(), asked.reference.data or "", asked.contact.data or "")
    if found is None:
        asked.complain(_l("We find no enquiry with this reference and this number or address."))
        return make_response(_track_page(asked), 422)
    service.remind(db(), found.enquiry)
    wechat = code_of(found.office)
    return render_template("public/enquiries/tracked.html", found=found, wechat=wechat)


def _track_page(asked: TrackForm) -> str:
    asked.printable()
    return render_template("public/enquiries/track.html", form=asked, example=references.example())


def _adapt(asked: EnquiryForm) -> None:
    """Ask what the kind of enquiry calls for."""
    subject = subject_of(db(), sending.listing_id(asked.listing.data), locale())
    asked.ask_for(kind_for(asked.kind.data, subject.listing_type if subject else None))


def _page(asked: EnquiryForm, kept: list[MediaFile]) -> str:
    """The form, with the listing it is about and the files that are here already."""
    subject = subject_of(db(), sending.listing_id(asked.listing.data), locale())
    if sealed.open_form_key(asked.key.data) is None:
        asked.key.data = sealed.new_form_key()
    form_key = sealed.open_form_key(asked.key.data)
    origin = origin_of_visitor()
    asked.listing.data = str(subject.listing_id) if subject else ""
    asked.website.data = ""
    asked.printable()
    return render_template(
        "public/enquiries/form.html",
        form=asked,
        subject=subject,
        cards=queries.cards_of(db(), [subject.listing_id], locale()) if subject else (),
        kept=seal_all(kept, form_key) if form_key else [],
        kinds={} if subject else KINDS,
        listing=asked.listing.data,
        came=came_by(origin) if origin else None,
    )
