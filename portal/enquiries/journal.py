"""What happened to an enquiry: its own events for the desk, and the audit trail without names."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.audit import Actor
from portal.core.clock import now
from portal.enquiries.models import Enquiry, EnquiryEvent


class Event(StrEnum):
    ROUTED = "routed"
    HANDED_OVER = "handed_over"  # as the office that gave it away sees it
    TAKEN_OVER = "taken_over"  # as the office that got it sees it
    ANSWERED = "answered"
    NOTED = "noted"
    WRITTEN = "written"  # by the investor, again
    CLOSED = "closed"
    REOPENED = "reopened"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RETURNED = "returned"  # to the duty officer: declined, or not accepted in time
    REMINDED = "reminded"
    ESCALATED = "escalated"
    HELD = "held"  # looks like spam
    RELEASED = "released"
    REFUSED = "refused"  # held, and not let through
    LOGGED = "logged"  # a call or a talk
    SEEN = "seen"  # the private page, opened for the first time after an answer
    OPENED = "opened"  # a listing that an answer brought, from the private page
    RATED = "rated"
    WITHDRAWN = "withdrawn"  # the consent, by the investor
    UNREACHABLE = "unreachable"  # mails or texts to the investor are refused
    DISCLOSED = "disclosed"  # what is kept of the person, exported at the person's request
    ERASED = "erased"  # at the person's request
    EXPIRED = "expired"  # erased because its time was over
    SHOWN = "shown"  # how to reach the investor, to a member of staff
    LINK_RENEWED = "link_renewed"  # no link given out before opens it any more
    LEAD = "lead"  # it has become one


UNTRAILED = frozenset({Event.SEEN, Event.OPENED})  # no deeds: with the enquiry alone


def note_event(
    session: Session, enquiry: Enquiry, kind: Event, actor: Actor, **detail: str | int | None
) -> EnquiryEvent:
    """Add an event and its line in the audit trail.

    `detail` holds ids and figures. Free text (a reason) is given to :func:`explain`, which
    keeps it with the enquiry alone: the trail outlives personal data.
    """
    event = keep_event(session, enquiry, kind, actor, **detail)
    audit.record(session, actor, f"enquiry.{kind}", ("enquiry", enquiry.id), **detail)
    return event


def keep_event(
    session: Session, enquiry: Enquiry, kind: Event, actor: Actor, **detail: str | int | None
) -> EnquiryEvent:
    """Add an event without a line in the trail, as :data:`UNTRAILED` ones are."""
    event = EnquiryEvent(
        enquiry_id=enquiry.id,
        kind=kind,
        actor_name=actor.name,
        detail=dict(detail),
        created_at=now(),
    )
    session.add(event)
    return event


def explain(event: EnquiryEvent, reason: str) -> None:
    event.detail = event.detail | {"reason": reason}


def promise(event: EnquiryEvent, accept_by: datetime | None) -> None:
    """Keep with the event until when it is to be accepted: the enquiry forgets it on the way."""
    if accept_by is not None:
        event.detail = event.detail | {"accept_by": accept_by.isoformat()}


def waiting_minutes(since: datetime) -> int:
    return int((now() - since).total_seconds() // 60)
