"""What the portal itself writes down for staff about a mail that came in."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import SYSTEM
from portal.core.clock import now
from portal.enquiries.journal import Event, note_event
from portal.enquiries.models import Author, Enquiry, EnquiryMessage, Via


def is_noted(session: Session, enquiry: Enquiry, key: str) -> bool:
    known = select(EnquiryMessage.id).where(EnquiryMessage.idempotency_key == _of(enquiry, key))
    return session.scalar(known) is not None


def leave_note(session: Session, enquiry: Enquiry, text: str, key: str) -> None:
    """A note that staff alone see; `key` is one for every note that says the same."""
    session.add(
        EnquiryMessage(
            enquiry_id=enquiry.id,
            author=Author.NOTE,
            author_id=None,
            author_name=SYSTEM.name,
            text=text,
            via=Via.MAIL,
            idempotency_key=_of(enquiry, key),
            created_at=now(),
        )
    )
    note_event(session, enquiry, Event.NOTED, SYSTEM)


def _of(enquiry: Enquiry, key: str) -> str:
    return f"{enquiry.id}:{key}"
