"""Calls and WeChat talks: a line each, with what was promised next; for staff only."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.clock import now
from portal.enquiries.journal import Event, note_event
from portal.enquiries.models import Author, Enquiry, EnquiryMessage, Via
from portal.enquiries.versions import settle

WAYS = (Via.PHONE, Via.WECHAT)


def log(
    session: Session,
    enquiry: Enquiry,
    by: User,
    via: Via,
    text: str,
    next_step: str,
    next_on: date | None,
    key: str,
) -> EnquiryMessage:
    """Keep what was said. It is no answer: the promised time goes on.

    The same `key` again returns what was kept. Raises :class:`Erased`.
    """
    settle(session, enquiry)
    own_key = f"{enquiry.id}:talk:{key}"
    known = select(EnquiryMessage).where(EnquiryMessage.idempotency_key == own_key)
    if (kept := session.scalars(known).first()) is not None:
        return kept
    message = EnquiryMessage(
        enquiry_id=enquiry.id,
        author=Author.TALK,
        author_id=by.id,
        author_name=by.name,
        text=text,
        via=via,
        next_step=next_step,
        next_on=next_on,
        idempotency_key=own_key,
        created_at=now(),
    )
    session.add(message)
    note_event(session, enquiry, Event.LOGGED, by.actor, via=via)
    session.flush()
    return message
