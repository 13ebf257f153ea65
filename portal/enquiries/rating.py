"""What the investor thinks of the answer: one word, and why if they like to say."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Session

from portal.core import outbox
from portal.core.audit import Actor
from portal.core.clock import now
from portal.enquiries.journal import Event, note_event
from portal.enquiries.models import Enquiry
from portal.enquiries.topics import RATED

INVESTOR = Actor(None, "investor")
LONGEST_REASON = 500


class Rating(StrEnum):
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class NotAnswered(Exception):
    """There is no answer to rate yet."""


def rate(session: Session, enquiry: Enquiry, rating: Rating, reason: str) -> None:
    """Keep the rating in place of an earlier one; the same again changes nothing.

    It leaves the version alone: an officer's answer under way is not disturbed.
    Raises :class:`NotAnswered`.
    """
    session.refresh(enquiry, with_for_update=True)
    if enquiry.answered_at is None:
        raise NotAnswered
    said = reason.strip()[:LONGEST_REASON] or enquiry.rating_reason
    if (enquiry.rating, enquiry.rating_reason) == (rating, said):
        return
    enquiry.rating, enquiry.rating_reason, enquiry.rated_at = rating, said, now()
    note_event(session, enquiry, Event.RATED, INVESTOR, rating=rating)
    outbox.enqueue(session, RATED, enquiry=enquiry.id)
    session.flush()
