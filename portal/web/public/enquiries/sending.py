"""From the posted form to an enquiry, or to the same form with what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import request

from portal.core.i18n import Label, _l
from portal.enquiries import draft, held, service, wishes
from portal.enquiries.consent import as_shown
from portal.enquiries.draft import Draft, Question
from portal.enquiries.held import Sign
from portal.enquiries.models import Enquiry, Kind
from portal.enquiries.wishes import Answer
from portal.media.models import MediaFile
from portal.web.context import db, locale
from portal.web.public.enquiries.attachments import Brought, keep_new, kept_before
from portal.web.public.enquiries.brought.visitor import origin_of_visitor
from portal.web.public.enquiries.forms import WISH, EnquiryForm, add_error
from portal.web.public.enquiries.sealed import FormKey

QUICKEST = timedelta(seconds=2)  # nobody names himself, asks and agrees in less
HIGHEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Sent:
    enquiry: Enquiry
    known: bool  # the same words came from this sender before


def listing_id(typed: str | None) -> int | None:
    """The id of a listing from the address or the form; None for anything else."""
    text = (typed or "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        return None
    return int(text) if 0 < int(text) <= HIGHEST_ID else None


def receive_files(form: EnquiryForm, form_key: FormKey | None, brought: Brought) -> list[MediaFile]:
    """Files kept before and now; problems are put at the field."""
    for problem in brought.problems:
        add_error(form.files, problem)
    return kept_before(form_key) + keep_new(brought)


def check(form: EnquiryForm, form_key: FormKey | None) -> Question | None:
    """The question if all is well; otherwise the form says at each field what is not."""
    question, errors = draft.parse({name: form[name].data for name in draft.LONGEST})
    form.blame(errors)
    form.blame({WISH + name: message for name, message in _wish(form)[1].items()})
    if not form.consent.data:
        add_error(form.consent, _l("We may answer only if you agree to this."))
    if form_key is None:
        form.complain(
            _l("This form was open for very long. Please look it over and send it again.")
        )
    return None if form.errors else question


def send(question: Question, form: EnquiryForm, form_key: FormKey, kept: list[MediaFile]) -> Sent:
    """Keep the enquiry, or find that we have it.

    Somebody who went back and corrected the form has sent another one. What looks like spam is
    kept too, and held for a person to decide.
    """
    about = listing_id(form.listing.data)
    kind = Kind(form.kind.data)
    draft_ = Draft(question, locale(), about, as_shown(), kind, _wish(form)[0])
    digests = [file.digest for file in kept]
    earlier = held.sent_already(db(), draft_, digests)
    if earlier is not None:
        return Sent(earlier, earlier.idempotency_key.partition(":")[0] != form_key.value)
    origin = origin_of_visitor()
    found = [*_signs(form_key), *held.signs(db(), question)]
    return Sent(_submit(draft_, form_key, kept, origin.id if origin else None, found), False)


def _submit(
    sent: Draft,
    form_key: FormKey,
    kept: list[MediaFile],
    origin_id: int | None,
    signs: list[Sign],
) -> Enquiry:
    ids = [file.id for file in kept]
    try:
        return service.submit(db(), sent, form_key.value, ids, origin_id, signs)
    except service.KeyReused:
        other = f"{form_key.value}:{sent.fingerprint(file.digest for file in kept)[:32]}"
        return service.submit(db(), sent, other, ids, origin_id, signs)


def _wish(form: EnquiryForm) -> tuple[dict[str, Answer], dict[str, Label]]:
    given = {name: field.data for name, field in form.wishes.items()}
    return wishes.read(Kind(form.kind.data), given)


def _signs(form_key: FormKey) -> list[Sign]:
    """Signs of a machine; a person meets them rarely."""
    found = [Sign.QUICK] if form_key.age < QUICKEST else []
    return [*found, Sign.TRAP] if request.form.get("website") else found
