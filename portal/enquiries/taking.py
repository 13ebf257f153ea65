"""Accepting an enquiry, declining it, and what becomes of one that nobody accepts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import absences, duties
from portal.accounts.models import Organisation, User
from portal.core import outbox
from portal.core.audit import SYSTEM
from portal.core.calendar_days import calendar
from portal.core.clock import now, today
from portal.core.working_time import working_minutes
from portal.enquiries import deadlines
from portal.enquiries.journal import Event, explain, note_event, promise
from portal.enquiries.models import Enquiry, EnquiryState
from portal.enquiries.subjects import can_answer
from portal.enquiries.topics import RETURNED
from portal.enquiries.versions import Conflict, claim

DECLINED, UNACCEPTED = "declined", "unaccepted"


@dataclass(frozen=True, slots=True)
class _Place:
    office: Organisation
    officer: User


def accept(session: Session, enquiry: Enquiry, version: int, by: User) -> None:
    """Take an enquiry on; it is this person's now. Of two at one moment the second is told.

    Accepting again what one has accepted changes nothing. Raises :class:`Conflict`.
    """
    if enquiry.accepted_at is not None and enquiry.officer_id == by.id:
        return
    if enquiry.accepted_at is not None or enquiry.state != EnquiryState.OPEN:
        raise Conflict
    claim(session, enquiry, version)
    enquiry.officer_id, enquiry.accepted_at, enquiry.accept_by = by.id, now(), None
    minutes = working_minutes(enquiry.created_at, now(), calendar(session))
    note_event(session, enquiry, Event.ACCEPTED, by.actor, officer=by.id, minutes=minutes)
    session.flush()


def decline(session: Session, enquiry: Enquiry, version: int, by: User, reason: str) -> None:
    """Give an enquiry back, for a reason that staff see: the duty officer gets it.

    From the duty officer it goes to the next office above. Raises :class:`Conflict`, also where
    it is not open, or somebody else has accepted it.
    """
    elsewhere = enquiry.accepted_at is not None and enquiry.officer_id != by.id
    if elsewhere or enquiry.state != EnquiryState.OPEN:
        raise Conflict
    claim(session, enquiry, version)
    explain(note_event(session, enquiry, Event.DECLINED, by.actor, officer=by.id), reason)
    _return(session, enquiry, DECLINED, without=by)


def return_unaccepted(session: Session, limit: int = 100) -> int:
    """Pass on what was not accepted in time; returns how many it were.

    What the highest duty officer has already stays there: its promise is chased further.
    """
    late = session.scalars(
        select(Enquiry)
        .where(
            Enquiry.state == EnquiryState.OPEN,
            Enquiry.accepted_at.is_(None),
            Enquiry.accept_by < now(),
        )
        .order_by(Enquiry.accept_by)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for enquiry in late:
        officer = session.get(User, enquiry.officer_id) if enquiry.officer_id else None
        claim(session, enquiry, enquiry.version)
        _return(session, enquiry, UNACCEPTED, without=officer)
    return len(late)


def on_duty(session: Session, organisation_id: int) -> User | None:
    """Who gets what an office declines: the duty officer there, or of the nearest office above."""
    place = _nearest(session, organisation_id, None)
    return place.officer if place else None


def _return(session: Session, enquiry: Enquiry, why: str, without: User | None) -> None:
    """To the nearest duty officer but that one; where there is none, to the highest office."""
    place = _nearest(session, enquiry.organisation_id, without)
    highest = list(duties.above(session, enquiry.organisation_id))[-1]
    enquiry.organisation_id = place.office.id if place else highest.id
    enquiry.officer_id, enquiry.team_id = place.officer.id if place else None, None
    if place is None and why == UNACCEPTED:
        enquiry.accept_by = None  # nobody is left to pass it to: escalation goes on
    else:
        deadlines.renew_accepting(session, enquiry)
    returned = note_event(
        session, enquiry, Event.RETURNED, SYSTEM,
        organisation=enquiry.organisation_id, officer=enquiry.officer_id,
    )  # fmt: skip
    promise(returned, enquiry.accept_by)
    outbox.enqueue(session, RETURNED, enquiry=enquiry.id, why=why)
    session.flush()


def _nearest(session: Session, organisation_id: int, without: User | None) -> _Place | None:
    for office in duties.above(session, organisation_id):
        officer = duties.duty_officer(session, office.id)
        present = absences.standing_in(session, officer, today()) if officer else None
        if present is None or not can_answer(present, office.id):
            continue
        if without is None or present.id != without.id:
            return _Place(office, present)
    return None
