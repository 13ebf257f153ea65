"""The investor's private link: who holds its key sees the enquiry and may write."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import links
from portal.core.audit import Actor
from portal.core.clock import now
from portal.core.locales import BY_SEGMENT, DEFAULT, Locale
from portal.enquiries.journal import Event, note_event
from portal.enquiries.models import Enquiry
from portal.enquiries.references import tidy

PURPOSE = "enquiry"
LIFETIME = timedelta(days=180)  # after the last sign of life from either side


def key_for(enquiry: Enquiry, secret_key: str) -> str:
    return links.token_for(secret_key, PURPOSE, enquiry.id, enquiry.key_nonce)


def address(enquiry: Enquiry, base_url: str, secret_key: str) -> str:
    """The whole address, for a mail or a QR code."""
    key = key_for(enquiry, secret_key)
    return f"{base_url}/{enquiry.locale}/enquiries/{enquiry.reference}?key={key}"


def find(session: Session, secret_key: str, reference: str, key: str) -> Enquiry | None:
    """The enquiry if the key opens it; None alike for a wrong key, an old one, no enquiry."""
    enquiry = by_reference(session, reference)
    expected = (
        key_for(enquiry, secret_key) if enquiry else links.token_for(secret_key, PURPOSE, 0, "")
    )
    opens = links.matches(key, expected)
    if enquiry is None or not opens or enquiry.key_expires_at <= now():
        return None
    return enquiry


def by_reference(session: Session, typed: str) -> Enquiry | None:
    """The enquiry of a reference as somebody typed it."""
    reference = tidy(typed)
    return session.scalars(select(Enquiry).where(Enquiry.reference == reference)).first()


def keep_alive(enquiry: Enquiry) -> None:
    """Let the link work for another `LIFETIME`; one that had died comes back as another."""
    if enquiry.key_expires_at <= now():
        enquiry.key_nonce = links.new_nonce()
    enquiry.key_expires_at = now() + LIFETIME


def revoke(session: Session, enquiry: Enquiry, by: Actor) -> None:
    """No link given out so far opens it any more; the next one mailed will be another."""
    enquiry.key_nonce = links.new_nonce()
    enquiry.key_expires_at = now() + LIFETIME
    note_event(session, enquiry, Event.LINK_RENEWED, by)


def locale_of(enquiry: Enquiry) -> Locale:
    """The language the investor wrote in."""
    return BY_SEGMENT.get(enquiry.locale, DEFAULT)
