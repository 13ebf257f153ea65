"""Personal data goes when its time is over; figures without a person stay.

The promise is the consent text's and the privacy page's: `RETENTION_MONTHS` after closing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.audit import SYSTEM
from portal.core.clock import now
from portal.enquiries.consent import RETENTION_MONTHS
from portal.enquiries.models import (
    Enquiry,
    EnquiryEvent,
    EnquiryFile,
    EnquiryMessage,
    EnquiryState,
)
from portal.media.models import MediaFile

MONTH = timedelta(days=30.44)
PERSONAL = (
    "name", "company", "email", "phone", "subject", "message", "consent_text", "rating_reason",
)  # fmt: skip


def erase_expired(session: Session, limit: int = 100) -> int:
    """Erase whoever asked in enquiries closed long ago; returns how many enquiries it were."""
    due = session.scalars(
        select(Enquiry)
        .where(
            Enquiry.state == EnquiryState.CLOSED, Enquiry.closed_at < _horizon(), Enquiry.name != ""
        )
        .order_by(Enquiry.id)
        .limit(limit)
    ).all()
    for enquiry in due:
        erase(session, enquiry)
    return len(due)


def erase(session: Session, enquiry: Enquiry) -> None:
    """Forget the person and the conversation; place, kind, office and times remain."""
    for name in PERSONAL:
        setattr(enquiry, name, "")
    enquiry.wish = {}
    enquiry.fingerprint = ""
    enquiry.key_expires_at = now()
    _forget_reasons(session, enquiry)
    turns = select(EnquiryMessage.id).where(EnquiryMessage.enquiry_id == enquiry.id)
    files = list(
        session.scalars(select(EnquiryFile.media_id).where(EnquiryFile.message_id.in_(turns)))
    )
    session.execute(delete(EnquiryMessage).where(EnquiryMessage.enquiry_id == enquiry.id))
    session.execute(delete(EnquiryFile).where(EnquiryFile.media_id.in_(files)))
    session.execute(delete(MediaFile).where(MediaFile.id.in_(files)))
    audit.record(session, SYSTEM, "enquiry.erased", ("enquiry", enquiry.id))


def _forget_reasons(session: Session, enquiry: Enquiry) -> None:
    """Words that staff typed may name the person; the events stay with their figures."""
    for event in session.scalars(select(EnquiryEvent).where(EnquiryEvent.enquiry_id == enquiry.id)):
        if "reason" in event.detail:
            event.detail = {name: value for name, value in event.detail.items() if name != "reason"}


def _horizon() -> datetime:
    return now() - RETENTION_MONTHS * MONTH
