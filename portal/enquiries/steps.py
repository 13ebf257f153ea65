"""What staff promised to do next in a call or a WeChat talk, and have not done yet.

There is no tick for it: the latest talk of an enquiry tells how it stands, so a later one takes
the place of what was promised before, and a closed enquiry has nothing left to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import User
from portal.enquiries.inbox import visible
from portal.enquiries.models import Author, Enquiry, EnquiryMessage, EnquiryState

MOST = 20


@dataclass(frozen=True, slots=True)
class Step:
    enquiry: Enquiry
    text: str
    day: date | None  # None where no day was promised


def open_steps(session: Session, user: User) -> Sequence[Step]:
    """At most `MOST` of the person's, the earliest day first and those without one last."""
    rows = session.execute(
        select(Enquiry, EnquiryMessage.next_step, EnquiryMessage.next_on)
        .join(EnquiryMessage, EnquiryMessage.enquiry_id == Enquiry.id)
        .where(
            Enquiry.state.in_((EnquiryState.OPEN, EnquiryState.ANSWERED)),
            _of(user),
            visible(user),
            EnquiryMessage.author == Author.TALK,
            EnquiryMessage.next_step != "",
            _latest(),
        )
        .order_by(EnquiryMessage.next_on.asc().nulls_last(), EnquiryMessage.id)
        .limit(MOST)
    )
    return [Step(enquiry, text, day) for enquiry, text, day in rows]


def _of(user: User) -> ColumnElement[bool]:
    """The enquiries the person answers, and of the office's that nobody has taken on yet those
    in which the person gave the promise."""
    nobodys = (
        (Enquiry.organisation_id == user.organisation_id)
        & Enquiry.officer_id.is_(None)
        & (EnquiryMessage.author_id == user.id)
    )
    return or_(Enquiry.officer_id == user.id, nobodys)


def _latest() -> ColumnElement[bool]:
    later = aliased(EnquiryMessage)
    return ~exists().where(
        later.enquiry_id == EnquiryMessage.enquiry_id,
        later.author == Author.TALK,
        later.id > EnquiryMessage.id,
    )
