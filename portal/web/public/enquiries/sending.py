"""From the posted form to an enquiry, or to the same form with what is wrong."""

from __future__ import annotations

from datetime import timedelta

from flask import request

from portal.core.i18n import Label, _l
from portal.enquiries import draft, files, service
from portal.enquiries.consent import as_shown
from portal.enquiries.draft import Draft, Question
from portal.enquiries.models import Enquiry
from portal.media.models import MediaFile
from portal.web.context import db, locale
from portal.web.public.enquiries.attachments import keep_new, kept_before
from portal.web.public.enquiries.forms import EnquiryForm, add_error
from portal.web.public.enquiries.sealed import FormKey

QUICKEST = timedelta(seconds=2)  # nobody names himself, asks and agrees in less
HIGHEST_ID = 2**31 - 1


def listing_id(typed: str | None) -> int | None:
    """The id of a listing from the address or the form; None for anything else."""
    text = (typed or "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        return None
    return int(text) if 0 < int(text) <= HIGHEST_ID else None


def receive_files(form: EnquiryForm, form_key: FormKey | None) -> list[MediaFile]:
    """Files kept before and now; problems are put at the field."""
    kept = kept_before(form_key)
    found, problems = keep_new(files.MOST_FILES - len(kept)) if form_key else ([], [])
    for problem in problems:
        add_error(form.files, problem)
    return kept + found


def check(form: EnquiryForm, form_key: FormKey | None) -> Question | None:
    """The question if all is well; otherwise the form says at each field what is not."""
    question, errors = draft.parse({name: form[name].data for name in draft.LONGEST})
    form.blame(errors)
    if not form.consent.data:
        add_error(form.consent, _l("We may answer only if you agree to this."))
    for message in _suspicions(form, form_key):
        form.complain(message)
    return None if form.errors else question


def send(
    question: Question, form: EnquiryForm, form_key: FormKey, kept: list[MediaFile]
) -> Enquiry:
    """Keep the enquiry. Somebody who went back and corrected the form has sent another one."""
    sent = Draft(question, locale(), listing_id(form.listing.data), as_shown())
    ids = [file.id for file in kept]
    try:
        return service.submit(db(), sent, form_key.value, ids)
    except service.KeyReused:
        digests = [file.digest for file in kept]
        other = f"{form_key.value}:{sent.fingerprint(digests)[:32]}"
        return service.submit(db(), sent, other, ids)


def _suspicions(form: EnquiryForm, form_key: FormKey | None) -> list[Label]:
    """Signs of a machine. A person meets them rarely, loses nothing and sends once more."""
    found: list[Label] = []
    if form_key is None:
        found.append(_l("This form was open for very long. Please look it over and send it again."))
    elif form_key.age < QUICKEST:
        found.append(_l("That was very quick. Please look over your entries and send them again."))
    if request.form.get("website"):
        add_error(form.website, _l("Please leave this field empty and send again."))
    return found
