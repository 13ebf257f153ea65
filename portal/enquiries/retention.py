"""Personal data goes when its time is over; figures without a person stay.

The promise is the consent text's and the privacy page's: `RETENTION_MONTHS` after closing, or
after the last word where nobody closed it.
Whoever erases says how other rooms strike the person out of what they wrote (`StrikeOut`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from portal.core.audit import SYSTEM
from portal.core.clock import now
from portal.enquiries.consent import RETENTION_MONTHS
from portal.enquiries.journal import UNTRAILED, Event, note_event
from portal.enquiries.models import (
    Author,
    Enquiry,
    EnquiryEvent,
    EnquiryFile,
    EnquiryMessage,
    EnquiryState,
)
from portal.media import service as media

StrikeOut = Callable[[Session, int, Sequence[str]], None]  # enquiry's id, words of the person
MONTH = timedelta(days=30.44)
PERSONAL = (
    "name", "company", "email", "phone", "subject", "message", "consent_text", "rating_reason",
)  # fmt: skip
TELLING_LENGTH = 20  # shorter turns ("OK", "8米高的厂房") are anybody's words


def erase_expired(session: Session, strike_out: StrikeOut, limit: int = 100) -> int:
    """Erase whoever asked in enquiries closed long ago; returns how many enquiries it were.

    What nobody ever closed ends with its last word, or its answer would be kept for ever.
    """
    spoken = exists().where(
        EnquiryMessage.enquiry_id == Enquiry.id, EnquiryMessage.created_at >= _horizon()
    )
    silent = (Enquiry.state != EnquiryState.CLOSED) & (Enquiry.created_at < _horizon()) & ~spoken
    over = (Enquiry.state == EnquiryState.CLOSED) & (Enquiry.closed_at < _horizon())
    due = session.scalars(
        select(Enquiry)
        .where(or_(over, silent), Enquiry.name != "")
        .order_by(Enquiry.id)
        .limit(limit)
    ).all()
    for enquiry in due:
        enquiry.state, enquiry.closed_at = EnquiryState.CLOSED, enquiry.closed_at or now()
        enquiry.accept_by = enquiry.waiting_since = None
        note_event(session, enquiry, Event.EXPIRED, SYSTEM)
        erase(session, enquiry, strike_out)
    return len(due)


def erase(session: Session, enquiry: Enquiry, strike_out: StrikeOut) -> None:
    """Forget the person and the conversation; place, kind, office and times remain."""
    turns = session.scalars(
        select(EnquiryMessage).where(EnquiryMessage.enquiry_id == enquiry.id)
    ).all()
    strike_out(session, enquiry.id, _traces(enquiry, turns))
    for name in PERSONAL:
        setattr(enquiry, name, "")
    enquiry.wish = {}
    enquiry.fingerprint = ""
    enquiry.key_expires_at = now()
    _forget_reasons(session, enquiry)
    ids = [turn.id for turn in turns]
    belonging = EnquiryFile.message_id.in_(ids)
    files = session.scalars(select(EnquiryFile.media_id).where(belonging)).all()
    session.execute(delete(EnquiryFile).where(belonging))
    session.execute(delete(EnquiryMessage).where(EnquiryMessage.id.in_(ids)))
    media.forget(session, files)
    session.flush()


def _traces(enquiry: Enquiry, turns: Sequence[EnquiryMessage]) -> list[str]:
    """By what the person would be known in the words of others."""
    told = [enquiry.message, f"{enquiry.subject}\n{enquiry.message}"]
    told += [turn.text for turn in turns if turn.author == Author.INVESTOR]
    long = [text for text in told if len(text) >= TELLING_LENGTH]
    return [word for word in (enquiry.name, enquiry.email, enquiry.phone, *long) if word]


def _forget_reasons(session: Session, enquiry: Enquiry) -> None:
    """Words that staff typed may name the person; the events stay with their figures, but for
    what the person opened."""
    own = EnquiryEvent.enquiry_id == enquiry.id
    session.execute(delete(EnquiryEvent).where(own, EnquiryEvent.kind.in_(UNTRAILED)))
    for event in session.scalars(select(EnquiryEvent).where(own)):
        if "reason" in event.detail:
            event.detail = {name: value for name, value in event.detail.items() if name != "reason"}


def _horizon() -> datetime:
    return now() - RETENTION_MONTHS * MONTH
