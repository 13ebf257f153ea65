"""When an enquiry is to be accepted, answered and closed; time spent waiting does not count.

Rules: docs/operators/deadlines.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.calendar_days import calendar
from portal.core.clock import now
from portal.core.working_time import (
    after_working_days,
    after_working_hours,
    after_working_minutes,
    working_minutes,
)
from portal.enquiries.models import Enquiry, EnquiryState
from portal.enquiries.standards import limits


@dataclass(frozen=True, slots=True)
class Deadlines:
    """What is promised; `provisional` where the calendar of a year on the way is not announced."""

    accept_by: datetime
    respond_by: datetime
    close_by: datetime
    provisional: bool


def promised(session: Session, kind: str, moment: datetime) -> Deadlines:
    """The deadlines of an enquiry of that kind that comes in at `moment`."""
    known, allowed = calendar(session), limits(session, kind)
    accept = after_working_hours(moment, allowed.accept_hours, known)
    respond = after_working_days(moment, allowed.answer_days, known)
    close = after_working_days(moment, allowed.close_days, known)
    guessed = accept.provisional or respond.provisional or close.provisional
    return Deadlines(accept.moment, respond.moment, close.moment, guessed)


def pause(enquiry: Enquiry) -> None:
    """From now on the investor's turn: no deadline runs."""
    enquiry.waiting_since = enquiry.waiting_since or now()


def resume(session: Session, enquiry: Enquiry) -> None:
    """The office's turn again: a new answer is promised, the closing moves on by the time waited."""
    moment = now()
    fresh = promised(session, enquiry.kind, moment)
    if enquiry.closed_at is not None or enquiry.close_by is None:
        enquiry.close_by = fresh.close_by
    elif enquiry.waiting_since is not None:
        known = calendar(session)
        waited = working_minutes(enquiry.waiting_since, moment, known)
        if waited:
            enquiry.close_by = after_working_minutes(enquiry.close_by, waited, known).moment
    enquiry.respond_by, enquiry.waiting_since = fresh.respond_by, None
    enquiry.close_by = max(enquiry.close_by, enquiry.respond_by)
    if enquiry.accepted_at is None:
        enquiry.accept_by = fresh.accept_by


def renew_accepting(session: Session, enquiry: Enquiry) -> None:
    """Somebody else is to accept it: now, or when it is the office's turn again."""
    enquiry.accepted_at = enquiry.accept_by = None
    if enquiry.state == EnquiryState.OPEN:
        enquiry.accept_by = promised(session, enquiry.kind, now()).accept_by
