"""Enquiries that look like spam: kept like any other, and looked at by a person before they count.

Nothing is refused by a machine. The sender gets the usual reference and acknowledgement; no office
is told and no deadline runs until somebody releases it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.accounts.models import User
from portal.accounts.permissions import Permission, Scope, scope_of
from portal.core.clock import now
from portal.core.paging import Page, page_of
from portal.enquiries.draft import Draft, Question
from portal.enquiries.journal import Event, note_event
from portal.enquiries.models import Enquiry, EnquiryEvent, EnquiryState
from portal.enquiries.submitting import send_on
from portal.enquiries.versions import claim

MOST_OF_SENDER = 8  # within an hour
SENDERS_SPAN = timedelta(hours=1)
SAME_WORDS_SPAN = timedelta(days=1)
MOST_LINKS = 3
PAGE_SIZE = 50
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MARKUP = re.compile(r"\[(?:url|link)\b|<a\s", re.IGNORECASE)
_WORD = re.compile(r"\w")


class Sign(StrEnum):
    """Why an enquiry was held."""

    TRAP = "trap"  # a field that people do not see was filled in
    QUICK = "quick"  # sent faster than a person types
    LINKS = "links"  # many links
    ONLY_LINKS = "only_links"  # nothing but links
    MANY = "many"  # many from this sender within the hour


class NotHeld(Exception):
    """Somebody decided on it meanwhile."""


def signs(session: Session, question: Question) -> list[Sign]:
    """What speaks against these words and this sender."""
    found = signs_in(f"{question.name}\n{question.company}\n{question.subject}", question.message)
    if _many_of(session, Enquiry.email, question.email) or _many_of(
        session, Enquiry.phone, question.phone
    ):
        found.append(Sign.MANY)
    return found


def signs_in(lines: str, message: str) -> list[Sign]:
    """What speaks against the words alone; `lines` are name, company and subject."""
    everything = f"{lines}\n{message}"
    if _LINK.search(message) and not _WORD.search(_LINK.sub("", message)):
        return [Sign.ONLY_LINKS]
    if len(_LINK.findall(everything)) > MOST_LINKS or _MARKUP.search(everything):
        return [Sign.LINKS]
    return [Sign.LINKS] if _LINK.search(lines) else []


def sent_already(session: Session, draft: Draft, digests: Iterable[str]) -> Enquiry | None:
    """The same words by the same sender within a day, unless that enquiry is over."""
    return session.scalars(
        select(Enquiry)
        .where(
            Enquiry.fingerprint == draft.fingerprint(digests),
            Enquiry.created_at > now() - SAME_WORDS_SPAN,
            Enquiry.state != EnquiryState.CLOSED,
            Enquiry.withdrawn_at.is_(None),
        )
        .order_by(Enquiry.id)
        .limit(1)
    ).first()


def waiting(session: Session, user: User) -> int:
    """How many this person is to decide on; from the index of states."""
    return session.scalar(select(func.count(Enquiry.id)).where(*_mine(user))) or 0


def page(session: Session, user: User, number: int) -> Page[Enquiry]:
    """What this person is to decide on, oldest first."""
    query = select(Enquiry).where(*_mine(user)).order_by(Enquiry.created_at, Enquiry.id)
    return page_of(session, query, number, PAGE_SIZE)


def reasons(session: Session, enquiries: Sequence[Enquiry]) -> dict[int, list[Sign]]:
    """Why each was held, by the enquiry's id."""
    ids = [enquiry.id for enquiry in enquiries]
    events = session.scalars(
        select(EnquiryEvent).where(
            EnquiryEvent.enquiry_id.in_(ids), EnquiryEvent.kind == Event.HELD
        )
    )
    return {
        event.enquiry_id: [Sign(sign) for sign in str(event.detail.get("why", "")).split()]
        for event in events
    }


def release(session: Session, enquiry: Enquiry, version: int, by: User) -> None:
    """It is real: route it and promise from now. Raises :class:`NotHeld` and `Conflict`."""
    _decide(session, enquiry, version)
    note_event(session, enquiry, Event.RELEASED, by.actor)
    send_on(session, enquiry)
    session.flush()


def refuse(session: Session, enquiry: Enquiry, version: int, by: User) -> None:
    """It is spam: closed, and nobody is written to. Raises :class:`NotHeld` and `Conflict`."""
    _decide(session, enquiry, version)
    enquiry.state, enquiry.closed_at = EnquiryState.CLOSED, now()
    note_event(session, enquiry, Event.REFUSED, by.actor)
    session.flush()


def _decide(session: Session, enquiry: Enquiry, version: int) -> None:
    if enquiry.state != EnquiryState.HELD:
        raise NotHeld
    claim(session, enquiry, version)


def _mine(user: User) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    scope = scope_of(user, Permission.ENQUIRY_REVIEW)
    own = Enquiry.organisation_id == (user.organisation_id if scope else 0)
    return Enquiry.state == EnquiryState.HELD, true() if scope is Scope.ANY else own


def _many_of(session: Session, column: InstrumentedAttribute[str], value: str) -> bool:
    """Whether the sender's latest but so many came within the hour: a step in an index."""
    if not value:
        return False
    earlier: datetime | None = session.scalar(
        select(Enquiry.created_at)
        .where(column == value)
        .order_by(Enquiry.id.desc())
        .offset(MOST_OF_SENDER - 1)
        .limit(1)
    )
    return earlier is not None and earlier > now() - SENDERS_SPAN
