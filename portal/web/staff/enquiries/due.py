"""What of an enquiry is due next, and in how much working time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.core.clock import now
from portal.core.i18n import Label, _l, _ln
from portal.core.working_time import Calendar, day_minutes, working_minutes
from portal.enquiries.models import Enquiry, EnquiryState

HOUR = 60
FURTHEST = timedelta(days=200)  # counted; what is further away is shown as that far


@dataclass(frozen=True, slots=True)
class Due:
    what: Label
    moment: datetime
    late: bool
    left: Label


def deadlines(enquiry: Enquiry, known: Calendar) -> Sequence[Due]:
    """What still has to happen, the soonest first; nothing while it is the investor's turn."""
    if enquiry.state != EnquiryState.OPEN:
        return []
    moments: list[tuple[Label, datetime | None]] = [
        (_l("Accept"), None if enquiry.accepted_at else enquiry.accept_by),
        (_l("Answer"), enquiry.respond_by),
        (_l("Closing"), enquiry.close_by),
    ]
    found = [_due(what, moment, known) for what, moment in moments if moment is not None]
    return sorted(found, key=lambda due: due.moment)


def next_due(enquiry: Enquiry, known: Calendar) -> Due | None:
    """What is due first."""
    return next(iter(deadlines(enquiry, known)), None)


def _due(what: Label, moment: datetime, known: Calendar) -> Due:
    here = now()
    if moment < here:
        minutes = working_minutes(max(moment, here - FURTHEST), here, known)
        return Due(what, moment, True, _overdue(minutes))
    minutes = working_minutes(here, min(moment, here + FURTHEST), known)
    return Due(what, moment, False, _left(minutes))


def _left(minutes: int) -> Label:
    # the next larger unit only from two of it on: "90 minutes" says more than "1 hour"
    if minutes < 2 * HOUR:
        return _ln("%(num)s working minute left", "%(num)s working minutes left", minutes)
    if minutes < 2 * day_minutes():
        hours = minutes // HOUR
        return _ln("%(num)s working hour left", "%(num)s working hours left", hours)
    days = minutes // day_minutes()
    return _ln("%(num)s working day left", "%(num)s working days left", days)


def _overdue(minutes: int) -> Label:
    if minutes < 2 * HOUR:
        return _ln(
            "overdue by %(num)s working minute", "overdue by %(num)s working minutes", minutes
        )
    if minutes < 2 * day_minutes():
        hours = minutes // HOUR
        return _ln("overdue by %(num)s working hour", "overdue by %(num)s working hours", hours)
    days = minutes // day_minutes()
    return _ln("overdue by %(num)s working day", "overdue by %(num)s working days", days)
