"""How the offices keep their promise, for the public site: figures without a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.enquiries.journal import Event
from portal.enquiries.models import EnquiryEvent, Kind
from portal.enquiries.standards import limits

FEWEST = 5  # fewer would say something of single cases
PERIOD = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    """Answers of the last year; `median_hours` are hours by the clock, nights included."""

    answered: int
    within_promise: int
    median_hours: float


@dataclass(frozen=True, slots=True)
class Promise:
    """An answer within so many working days; `record` is missing while there is too little."""

    working_days: int
    record: ReplyRecord | None


def promise(session: Session) -> Promise:
    """What the agency promises to who asks, and how it has kept it so far."""
    return Promise(limits(session, Kind.GENERAL).answer_days, reply_record(session))


def reply_record(session: Session) -> ReplyRecord | None:
    """The record so far; None while there are fewer than `FEWEST` answers."""
    details = session.scalars(
        select(EnquiryEvent.detail).where(
            EnquiryEvent.kind == Event.ANSWERED, EnquiryEvent.created_at > now() - PERIOD
        )
    )
    answers = [detail for detail in details if "minutes" in detail]
    if len(answers) < FEWEST:
        return None
    return ReplyRecord(
        answered=len(answers),
        within_promise=sum(detail["in_time"] for detail in answers),
        median_hours=round(median(detail["minutes"] for detail in answers) / 60, 1),
    )
