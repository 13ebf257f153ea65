"""Reminders before a promise runs out, word to the superior after, the digest: each once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.accounts import duties
from portal.accounts.models import User
from portal.accounts.permissions import Permission, roles_with
from portal.core import heartbeat, outbox
from portal.core.audit import SYSTEM
from portal.core.calendar_days import calendar
from portal.core.clock import from_city, in_city, now
from portal.core.working_time import Calendar, after_working_minutes, day_minutes, office_hours
from portal.enquiries.journal import Event, note_event
from portal.enquiries.models import Chase, Enquiry, EnquiryState
from portal.enquiries.standards import Limits, overview
from portal.enquiries.taking import return_unaccepted
from portal.enquiries.topics import DIGEST, ESCALATION, REMINDER

Due: TypeAlias = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
PROMISES: dict[str, Due] = {
    "answer": Enquiry.respond_by, "accept": Enquiry.accept_by, "close": Enquiry.close_by,
}  # fmt: skip
QUARTER = 4  # a reminder goes out when a quarter of the working time is left
BATCH = 200
DIGEST_EVERY = 5  # working days


def chase(session: Session) -> int:
    """Remind, escalate, and pass on what nobody accepts; returns how many words were sent.

    Whoever runs it twice sends nothing twice: a row for each promise is written beside.
    """
    known, sent = calendar(session), 0
    for due in PROMISES:
        over = PROMISES[due] < now()
        for enquiry, moment in _unchased(session, f"escalate-{due}", due, over):
            sent += _escalate(session, enquiry, due, moment)
        soon = _soon(session, due, known)
        for enquiry, moment in _unchased(session, f"remind-{due}", due, soon):
            sent += _remind(session, enquiry, due, moment)
    return sent + return_unaccepted(session)


def digest(session: Session) -> int:
    """On every fifth working day, once offices are open: to each who answers; returns to how many."""
    local = in_city(now())
    if local.time() < office_hours()[0][0] or not _is_digest_day(local.date(), calendar(session)):
        return 0
    if not heartbeat.first_since(session, DIGEST, from_city(datetime.combine(local, time()))):
        return 0
    readers = session.scalars(
        select(User.id).where(
            User.active.is_(True), User.role.in_(roles_with(Permission.ENQUIRY_ANSWER))
        )
    ).all()
    for user_id in readers:
        outbox.enqueue(session, DIGEST, user=user_id)
    return len(readers)


def _is_digest_day(day: date, known: Calendar) -> bool:
    """Whether it is the first, sixth, eleventh … working day of its year."""
    first = date(day.year, 1, 1)
    days = (first + timedelta(days=n) for n in range((day - first).days + 1))
    worked = sum(known.is_working(one)[0] for one in days)
    return known.is_working(day)[0] and worked % DIGEST_EVERY == 1


def _unchased(
    session: Session, kind: str, due: str, wanted: ColumnElement[bool]
) -> Sequence[tuple[Enquiry, datetime]]:
    """Enquiries the office has, whose promise falls into `wanted` and was not chased so far."""
    column = PROMISES[due]
    done = exists().where(
        Chase.enquiry_id == Enquiry.id, Chase.kind == kind, Chase.due_at == column
    )
    rows = session.execute(
        select(Enquiry, column)
        .where(Enquiry.state == EnquiryState.OPEN, wanted, ~done)
        .order_by(column)
        .limit(BATCH)
        .with_for_update(of=Enquiry, skip_locked=True)
    )
    return [(enquiry, moment) for enquiry, moment in rows if moment is not None]


def _escalate(session: Session, enquiry: Enquiry, due: str, moment: datetime) -> int:
    """To the head; the reminder of what is over is not sent any more.

    Who has it hears of it only where nobody else could.
    """
    if not _note(session, enquiry, f"escalate-{due}", moment):
        return 0
    _note(session, enquiry, f"remind-{due}", moment)
    office = enquiry.organisation_id
    head = duties.head(session, office, besides=enquiry.officer_id) or duties.head(session, office)
    if head is None:
        return 0
    note_event(session, enquiry, Event.ESCALATED, SYSTEM, due=due, user=head.id)
    outbox.enqueue(
        session, ESCALATION, enquiry=enquiry.id, user=head.id, due=due,
        at=moment.isoformat(), office=enquiry.organisation_id,
    )  # fmt: skip
    return 1


def _soon(session: Session, due: str, known: Calendar) -> ColumnElement[bool]:
    """Promises of which a quarter of the working time is left, or less: by kind."""
    return or_(
        *(
            (Enquiry.kind == kind)
            & (PROMISES[due] >= now())
            & (PROMISES[due] <= after_working_minutes(now(), _early(allowed, due), known).moment)
            for kind, (allowed, _version) in overview(session).items()
        )
    )


def _remind(session: Session, enquiry: Enquiry, due: str, moment: datetime) -> int:
    if not _note(session, enquiry, f"remind-{due}", moment):
        return 0
    note_event(session, enquiry, Event.REMINDED, SYSTEM, due=due)
    outbox.enqueue(session, REMINDER, enquiry=enquiry.id, due=due)
    return 1


def _early(allowed: Limits, due: str) -> int:
    """A quarter of what is allowed, in working minutes."""
    day = day_minutes()
    whole = {
        "accept": allowed.accept_hours * 60,
        "answer": allowed.answer_days * day,
        "close": allowed.close_days * day,
    }
    return whole[due] // QUARTER


def _note(session: Session, enquiry: Enquiry, kind: str, moment: datetime) -> bool:
    """Whether it is the first time.

    Asked again now that the enquiry is locked: another worker may have been here since it was found.
    """
    if session.get(Chase, (enquiry.id, kind, moment)) is not None:
        return False
    session.add(Chase(enquiry_id=enquiry.id, kind=kind, due_at=moment, sent_at=now()))
    session.flush()
    return True
