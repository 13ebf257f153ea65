"""An enquiry as JSON: read, checked, and told field by field what is wrong."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from flask import abort, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from portal.core.database import LARGEST_ID
from portal.core.i18n import Label, _l
from portal.core.locales import DEFAULT, Locale, find
from portal.enquiries import draft, wishes
from portal.enquiries.consent import as_shown
from portal.enquiries.draft import Draft
from portal.enquiries.models import Kind
from portal.enquiries.subjects import subject_of
from portal.web.api.parameters import refuse
from portal.web.context import db, locale, speak
from portal.web.errors import problem

LONGEST_KEY = 200


def read_body() -> Mapping[str, Any]:
    """The JSON object that was sent; anything else ends the request."""
    if not request.is_json:
        abort(415)
    try:
        body = request.get_json()
    except (BadRequest, RecursionError):
        abort(problem(400, _("This is not JSON that we can read")))
    if not isinstance(body, dict):
        abort(problem(400, _("Send one JSON object")))
    return body


def read_draft(body: Mapping[str, Any]) -> Draft:
    """The enquiry; a bad field ends the request with 422 and a list of all that are."""
    errors: dict[str, Label] = {}
    speak(_locale(body.get("locale"), errors))
    question, found = draft.parse(body)
    errors |= found
    listing_id = _listing(body.get("listing_id"), errors)
    subject = subject_of(db(), listing_id, locale()) if listing_id else None
    kind = _kind(body.get("kind"), subject.listing_type if subject else None, errors)
    wish = _wish(body.get("wish"), kind, errors)
    if body.get("consent") is not True:
        errors["consent"] = _l("We may answer only if you agree to this.")
    refuse(errors)
    assert question is not None
    return Draft(question, locale(), listing_id, as_shown(), kind, wish)


def idempotency_key() -> str:
    """The sender's key, so folded that no form's key can equal it; a new one if none came."""
    sent = request.headers.get("Idempotency-Key", "")
    if len(sent) > LONGEST_KEY:
        abort(problem(400, _("The Idempotency-Key is too long: at most 200 characters")))
    if not sent:
        return f"api:{secrets.token_urlsafe(16)}"
    return "api:" + hashlib.sha256(sent.encode(errors="replace")).hexdigest()


def _locale(sent: object, errors: dict[str, Label]) -> Locale:
    if sent is None:
        return DEFAULT
    found = find(sent[:20]) if isinstance(sent, str) else None
    if found is None:
        errors["locale"] = _l("This language is not known.")
    return found or DEFAULT


def _kind(sent: object, listing_type: str | None, errors: dict[str, Label]) -> Kind:
    if sent is not None and not (isinstance(sent, str) and sent in wishes.KINDS):
        errors["kind"] = _l("Choose one of the list.")
        sent = None
    return wishes.kind_for(sent if isinstance(sent, str) else None, listing_type)


def _wish(sent: object, kind: Kind, errors: dict[str, Label]) -> dict[str, wishes.Answer]:
    """The answers to the kind's own questions; an answer to no question is an error."""
    if sent is None:
        return {}
    if not isinstance(sent, dict):
        errors["wish"] = _l("Send one JSON object")
        return {}
    unknown = sent.keys() - {field.name for field in wishes.FIELDS[kind]}
    wish, found = wishes.read(kind, sent)
    errors |= {f"wish.{name}": message for name, message in found.items()}
    if unknown:
        errors["wish"] = _l("This kind of enquiry has no such question.")
    return wish


def _listing(sent: object, errors: dict[str, Label]) -> int | None:
    if sent is None:
        return None
    whole = isinstance(sent, int) and not isinstance(sent, bool)
    if not isinstance(sent, int) or not whole or not 0 < sent <= LARGEST_ID:
        errors["listing_id"] = _l("Give the number of a listing.")
    elif subject_of(db(), sent, locale()) is None:
        errors["listing_id"] = _l("There is no such listing.")
    else:
        return sent
    return None
