"""What the investor opened of what was sent: within one enquiry, and nowhere else.

Kept are two facts without address or device: that the private page was opened after the latest
answer, and which of the listings sent along were opened from it. Each is kept once, with the
moment of the first time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.enquiries.conversation import Turn
from portal.enquiries.journal import Event, keep_event
from portal.enquiries.models import Author, Enquiry, EnquiryEvent, EnquiryMessage
from portal.enquiries.service import INVESTOR


@dataclass(frozen=True, slots=True)
class Opened:
    """`page`: when it was first opened after the latest answer; `listings`: by id.

    `answered` says whether there is an answer at all.
    """

    answered: bool
    page: datetime | None
    listings: Mapping[int, datetime]


def of_turns(turns: Sequence[Turn], events: Sequence[EnquiryEvent]) -> Opened:
    """From what the desk's page has read already."""
    answers = [turn.message.created_at for turn in turns if turn.message.author == Author.STAFF]
    seen = [event.created_at for event in events if event.kind == Event.SEEN]
    since = [moment for moment in seen if answers and moment >= answers[-1]]
    return Opened(bool(answers), min(since, default=None), _listings(events))


def unseen(session: Session, enquiry: Enquiry) -> bool:
    """Whether the latest answer waits to be looked at; one query, none before an answer."""
    if enquiry.answered_at is None:
        return False
    answered = (
        select(func.max(EnquiryMessage.created_at))
        .where(EnquiryMessage.enquiry_id == enquiry.id, EnquiryMessage.author == Author.STAFF)
        .scalar_subquery()
    )
    seen = (
        select(func.max(EnquiryEvent.created_at))
        .where(EnquiryEvent.enquiry_id == enquiry.id, EnquiryEvent.kind == Event.SEEN)
        .scalar_subquery()
    )
    last, looked = session.execute(select(answered, seen)).one()
    return last is not None and (looked is None or looked < last)


def note_page(session: Session, enquiry: Enquiry) -> None:
    """The private page was opened; of two at once the second waits, and finds it noted."""
    session.refresh(enquiry, with_for_update=True)
    if unseen(session, enquiry):
        keep_event(session, enquiry, Event.SEEN, INVESTOR)
        session.flush()


def note_listing(session: Session, enquiry: Enquiry, listing_id: int) -> None:
    """A listing was opened from the private page; only the first time is kept."""
    session.refresh(enquiry, with_for_update=True)
    if listing_is_new(session, enquiry, listing_id):
        keep_event(session, enquiry, Event.OPENED, INVESTOR, listing=listing_id)
        session.flush()


def listing_is_new(session: Session, enquiry: Enquiry, listing_id: int) -> bool:
    """Whether that listing was not opened yet."""
    known = session.scalars(
        select(EnquiryEvent).where(
            EnquiryEvent.enquiry_id == enquiry.id, EnquiryEvent.kind == Event.OPENED
        )
    ).all()
    return listing_id not in _listings(known)


def came_along(session: Session, enquiry: Enquiry, listing_id: int) -> bool:
    """Whether an answer of this enquiry brought that listing."""
    sent = session.scalars(
        select(EnquiryMessage.listings).where(
            EnquiryMessage.enquiry_id == enquiry.id, EnquiryMessage.author == Author.STAFF
        )
    )
    return any(listing_id in ids for ids in sent)


def _listings(events: Sequence[EnquiryEvent]) -> Mapping[int, datetime]:
    return {
        event.detail["listing"]: event.created_at for event in events if event.kind == Event.OPENED
    }
