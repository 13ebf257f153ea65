"""The verbs of an enquiry. Each works in the caller's transaction and flushes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, User
from portal.core import outbox
from portal.core.audit import Actor
from portal.core.clock import now
from portal.core.reference import in_locale
from portal.enquiries import attached, deadlines, files, often
from portal.enquiries.journal import Event, explain, note_event, promise, waiting_minutes
from portal.enquiries.models import Author, Enquiry, EnquiryEvent, EnquiryMessage, EnquiryState, Via
from portal.enquiries.often import TooOften
from portal.enquiries.private_link import keep_alive, locale_of
from portal.enquiries.subjects import can_answer
from portal.enquiries.submitting import KeyReused, submit
from portal.enquiries.topics import ANSWERED, ASSIGNED, CLOSED, HANDED_OVER, LINK, WRITTEN
from portal.enquiries.versions import Conflict, claim, settle

__all__ = [
    "Conflict", "HandOver", "Held", "KeyReused", "TooOften", "WrongPerson", "answer", "close",
    "close_by_investor", "hand_over", "investor_writes", "note", "remind", "submit",
    "was_routed",
]  # fmt: skip
INVESTOR = Actor(None, "investor")  # the trail holds no names of investors


class Held(Conflict):
    """Nobody has let it through yet: it cannot be answered, handed over or closed."""


class WrongPerson(Exception):
    """The person does not answer enquiries in that office."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Where an enquiry is to go, and why; without a person the whole office gets it."""

    organisation: Organisation
    officer: User | None
    reason: str


def answer(
    session: Session,
    enquiry: Enquiry,
    version: int,
    by: User,
    text: str,
    key: str,
    listings: Sequence[int] = (),
) -> None:
    """Reply to the investor, by mail too; who answers an unclaimed one has claimed it.

    `listings` go along as cards. The same `key` again changes nothing. Raises :class:`Conflict`,
    :class:`Held`, :class:`attached.TooManyListings` and :class:`attached.NotPublic`.
    """
    _released(enquiry)
    cards = attached.checked(session, listings)
    if not _first_time(session, enquiry, version, key):
        return
    asked_at = _waiting_since(session, enquiry)
    message = _say(session, enquiry, Author.STAFF, _office_name(session, enquiry), text, key, by)
    message.listings = cards
    if asked_at is not None:
        note_event(
            session, enquiry, Event.ANSWERED, by.actor,
            minutes=waiting_minutes(asked_at), in_time=int(now() <= enquiry.respond_by),
        )  # fmt: skip
    else:  # a further word to somebody who waits for nothing
        note_event(session, enquiry, Event.ANSWERED, by.actor)
    enquiry.state = EnquiryState.ANSWERED
    enquiry.answered_at = enquiry.answered_at or now()
    enquiry.closed_at = None
    enquiry.officer_id = enquiry.officer_id or by.id
    _accepted(enquiry)
    deadlines.pause(enquiry)
    keep_alive(enquiry)
    outbox.enqueue(session, ANSWERED, enquiry=enquiry.id, message=message.id)
    session.flush()


def note(session: Session, enquiry: Enquiry, version: int, by: User, text: str, key: str) -> None:
    """Keep a remark that only staff see. Raises :class:`Conflict`."""
    if not _first_time(session, enquiry, version, key):
        return
    _say(session, enquiry, Author.NOTE, by.name, text, key, by)
    note_event(session, enquiry, Event.NOTED, by.actor)
    session.flush()


def hand_over(session: Session, enquiry: Enquiry, version: int, by: User, to: HandOver) -> None:
    """Give an enquiry to another office or person; the promised time stays as it was promised.

    Raises :class:`WrongPerson`, :class:`Held` and :class:`Conflict`.
    """
    _released(enquiry)
    if to.officer is not None and not can_answer(to.officer, to.organisation.id):
        raise WrongPerson
    claim(session, enquiry, version)
    before, after = enquiry.organisation_id, to.organisation.id
    officer_id = to.officer.id if to.officer else None
    given = note_event(session, enquiry, Event.HANDED_OVER, by.actor, organisation=before, to=after)
    explain(given, to.reason)
    taken = note_event(
        session, enquiry, Event.TAKEN_OVER, by.actor, organisation=after, officer=officer_id
    )
    enquiry.organisation_id, enquiry.officer_id, enquiry.team_id = after, officer_id, None
    deadlines.renew_accepting(session, enquiry)
    promise(taken, enquiry.accept_by)
    outbox.enqueue(session, ASSIGNED, enquiry=enquiry.id)
    if before != after:
        outbox.enqueue(session, HANDED_OVER, enquiry=enquiry.id)
    session.flush()


def close(session: Session, enquiry: Enquiry, version: int, by: User, reason: str) -> None:
    """End an enquiry, with a reason that staff see. Raises :class:`Held` and :class:`Conflict`."""
    _released(enquiry)
    claim(session, enquiry, version)
    _close(enquiry)
    explain(note_event(session, enquiry, Event.CLOSED, by.actor), reason)
    outbox.enqueue(session, CLOSED, enquiry=enquiry.id)
    session.flush()


def close_by_investor(session: Session, enquiry: Enquiry) -> None:
    """The investor needs nothing more; closing twice is closing once. Raises :class:`Erased`."""
    settle(session, enquiry)
    if enquiry.state == EnquiryState.CLOSED:
        return
    claim(session, enquiry, enquiry.version)
    _close(enquiry)
    note_event(session, enquiry, Event.CLOSED, INVESTOR)
    session.flush()


def investor_writes(
    session: Session,
    enquiry: Enquiry,
    text: str,
    key: str,
    media_ids: Sequence[int] = (),
    via: Via = Via.SITE,
) -> EnquiryMessage:
    """A further message of the investor; it opens the enquiry again.

    A promise still running stays; a new one begins when the last was kept. The same `key`
    again returns what was written. Raises :class:`Erased` and :class:`TooOften`.
    """
    settle(session, enquiry)
    written = _said_already(session, enquiry, key)
    if written is not None:
        return written
    if often.is_full(session, enquiry, via):
        raise TooOften
    claim(session, enquiry, enquiry.version)
    message = _say(session, enquiry, Author.INVESTOR, enquiry.name, text, key, None)
    message.via = via
    files.attach(session, message.id, media_ids)
    note_event(session, enquiry, Event.WRITTEN, INVESTOR)
    if enquiry.state == EnquiryState.HELD:  # nobody is told before somebody has looked at it
        return message
    if enquiry.state == EnquiryState.CLOSED and not was_routed(session, enquiry):
        enquiry.state, enquiry.closed_at = EnquiryState.HELD, None
        session.flush()
        return message  # refused, or closed before anybody had looked: that is still to be done
    if enquiry.state != EnquiryState.OPEN:
        deadlines.resume(session, enquiry)
        enquiry.state, enquiry.closed_at = EnquiryState.OPEN, None
        again = note_event(session, enquiry, Event.REOPENED, INVESTOR)
        promise(again, enquiry.accept_by)
    keep_alive(enquiry)
    outbox.enqueue(session, WRITTEN, enquiry=enquiry.id, message=message.id)
    session.flush()
    return message


def remind(session: Session, enquiry: Enquiry) -> None:
    """Send the private link again to the mail address that is known, if one is."""
    keep_alive(enquiry)
    if enquiry.email:
        outbox.enqueue(session, LINK, enquiry=enquiry.id)
    session.flush()


def was_routed(session: Session, enquiry: Enquiry) -> bool:
    """Whether an office was ever given it; what only looked like spam never was."""
    given = select(EnquiryEvent.id).where(
        EnquiryEvent.enquiry_id == enquiry.id,
        EnquiryEvent.kind.in_((Event.ROUTED, Event.ANSWERED, Event.HANDED_OVER)),
    )
    return session.scalar(given.limit(1)) is not None


def _released(enquiry: Enquiry) -> None:
    if enquiry.state == EnquiryState.HELD:
        raise Held


def _first_time(session: Session, enquiry: Enquiry, version: int, key: str) -> bool:
    """Claim, unless this was said already, a moment ago in another request included."""
    if _said_already(session, enquiry, key):
        return False
    try:
        claim(session, enquiry, version)
    except Conflict:
        if _said_already(session, enquiry, key):
            return False
        raise
    return True


def _close(enquiry: Enquiry) -> None:
    enquiry.state, enquiry.closed_at = EnquiryState.CLOSED, now()
    enquiry.accept_by = enquiry.waiting_since = None


def _accepted(enquiry: Enquiry) -> None:
    enquiry.accepted_at, enquiry.accept_by = enquiry.accepted_at or now(), None


def _said_already(session: Session, enquiry: Enquiry, key: str) -> EnquiryMessage | None:
    return session.scalars(
        select(EnquiryMessage).where(
            EnquiryMessage.idempotency_key == _own(enquiry, key),
            EnquiryMessage.enquiry_id == enquiry.id,
        )
    ).first()


def _say(
    session: Session,
    enquiry: Enquiry,
    author: Author,
    name: str,
    text: str,
    key: str,
    by: User | None,
) -> EnquiryMessage:
    message = EnquiryMessage(
        enquiry_id=enquiry.id,
        author=author,
        author_id=by.id if by else None,
        author_name=name,
        text=text,
        idempotency_key=_own(enquiry, key),
        created_at=now(),
    )
    session.add(message)
    session.flush()
    return message


def _own(enquiry: Enquiry, key: str) -> str:
    """Keys are unique over all enquiries; another's key must not silence this one."""
    return f"{enquiry.id}:{key}"


def _waiting_since(session: Session, enquiry: Enquiry) -> datetime | None:
    """When the investor's first message without an answer came; None if all have one."""
    own = EnquiryMessage.enquiry_id == enquiry.id
    last = session.scalar(
        select(func.max(EnquiryMessage.id)).where(own, EnquiryMessage.author == Author.STAFF)
    )
    return session.scalar(
        select(EnquiryMessage.created_at)
        .where(own, EnquiryMessage.author == Author.INVESTOR, EnquiryMessage.id > (last or 0))
        .order_by(EnquiryMessage.id)
        .limit(1)
    )


def _office_name(session: Session, enquiry: Enquiry) -> str:
    office = session.get_one(Organisation, enquiry.organisation_id)
    return in_locale(office.names, locale_of(enquiry))
