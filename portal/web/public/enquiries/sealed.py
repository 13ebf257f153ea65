"""Signed values that a form carries: the key that makes it one enquiry, and files kept for it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

from portal.core.clock import now
from portal.web.context import runtime

FILES_KEPT = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class FormKey:
    """Random, ours, and not older than the form; `age` tells a person from a machine."""

    value: str
    age: timedelta


def new_form_key() -> str:
    return _serializer("enquiry-form").dumps(secrets.token_urlsafe(16))


def open_form_key(sealed: str | None) -> FormKey | None:
    """None when the value is not one that this portal made."""
    try:
        value, made = _serializer("enquiry-form").loads(sealed or "", return_timestamp=True)
    except BadData:
        return None
    return FormKey(str(value), now() - made)


def seal_file(media_id: int, digest: str, form_key: FormKey) -> str:
    """A file that only the same form can bring back; the digest, for ids may be given again."""
    return _serializer("enquiry-file").dumps([media_id, digest, form_key.value])


def open_files(sealed: Iterable[str], form_key: FormKey) -> dict[int, str]:
    """Digests of kept files by id; what is forged, too old or another form's is left out."""
    found = {}
    for value in sealed:
        try:
            media_id, digest, owner = _serializer("enquiry-file").loads(
                value, max_age=int(FILES_KEPT.total_seconds())
            )
        except (BadData, ValueError):  # the latter from a form that an older portal made
            continue
        if owner == form_key.value:
            found[int(media_id)] = str(digest)
    return found


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(runtime().settings.secret_key, salt=purpose)
