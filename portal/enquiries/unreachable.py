"""Mails and texts that do not reach the investor: whoever answers is told, and telephones."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import outbox
from portal.core.audit import SYSTEM
from portal.enquiries import topics
from portal.enquiries.journal import Event, note_event
from portal.enquiries.models import Enquiry, EnquiryEvent


def note(session: Session, enquiry_id: int) -> None:
    """Once an enquiry, however many messages are refused."""
    enquiry = session.get(Enquiry, enquiry_id, with_for_update=True)
    if enquiry is None or enquiry.is_erased or is_unreachable(session, enquiry_id):
        return
    note_event(session, enquiry, Event.UNREACHABLE, SYSTEM)
    outbox.enqueue(session, topics.UNREACHABLE, enquiry=enquiry_id)


def is_unreachable(session: Session, enquiry_id: int) -> bool:
    known = select(EnquiryEvent.id).where(
        EnquiryEvent.enquiry_id == enquiry_id, EnquiryEvent.kind == Event.UNREACHABLE
    )
    return session.scalar(known.limit(1)) is not None
