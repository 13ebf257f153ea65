"""What the investor thinks of the answer: one word, and why if they like to say."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import outbox
from portal.core.audit import Actor
from portal.core.clock import now
from portal.enquiries.journal import Event, note_event
from portal.enquiries.models import Enquiry, EnquiryEvent
from portal.enquiries.topics import RATED
from portal.enquiries.versions import settle

INVESTOR = Actor(None, "investor")
LONGEST_REASON = 500
TELL_AGAIN = timedelta(hours=1)


class Rating(StrEnum):
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class NotAnswered(Exception):
    """There is no answer to rate yet."""


def rate(session: Session, enquiry: Enquiry, rating: Rating, reason: str) -> None:
    """Keep the rating in place of an earlier one; the same again changes nothing.

    It leaves the version alone: an officer's answer under way is not disturbed. Of several
    within an hour staff are told the first. Raises :class:`NotAnswered` and :class:`Erased`.
    """
    settle(session, enquiry)
    if enquiry.answered_at is None:
        raise NotAnswered
    said = reason.strip() or enquiry.rating_reason
    if (enquiry.rating, enquiry.rating_reason) == (rating, said):
        return
    enquiry.rating, enquiry.rating_reason, enquiry.rated_at = rating, said, now()
    tell = not _told_lately(session, enquiry)
    note_event(session, enquiry, Event.RATED, INVESTOR, rating=rating, told=int(tell))
    if tell:
        outbox.enqueue(session, RATED, enquiry=enquiry.id)
    session.flush()


def _told_lately(session: Session, enquiry: Enquiry) -> bool:
    earlier = session.scalars(
        select(EnquiryEvent).where(
            EnquiryEvent.enquiry_id == enquiry.id,
            EnquiryEvent.kind == Event.RATED,
            EnquiryEvent.created_at > now() - TELL_AGAIN,
        )
    )
    return any(event.detail.get("told") for event in earlier)
