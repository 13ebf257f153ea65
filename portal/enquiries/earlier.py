"""What else the person behind an enquiry has asked: for who answers it, as far as they may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, User
from portal.enquiries.inbox import visible
from portal.enquiries.models import Enquiry

MOST = 10


@dataclass(frozen=True, slots=True)
class Asked:
    enquiry: Enquiry
    office: Organisation


@dataclass(frozen=True, slots=True)
class Earlier:
    """The newest `MOST` that `user` may see; `more` of these, and `elsewhere` those he may not."""

    asked: Sequence[Asked]
    more: int
    elsewhere: int


NOTHING = Earlier((), 0, 0)


def earlier(session: Session, enquiry: Enquiry, user: User) -> Earlier:
    """The same person's other enquiries, newest first, in two queries.

    The same person is the same mail address or the same telephone number with its extension,
    both as the form brought them into one shape. Of somebody erased nothing is the same.
    """
    same = [
        column == value
        for column, value in ((Enquiry.email, enquiry.email), (Enquiry.phone, enquiry.phone))
        if value
    ]
    if not same:
        return NOTHING
    others = or_(*same) & (Enquiry.id != enquiry.id)
    seen, all_of_them = _counts(session, others, user)
    asked = _newest(session, others, user) if seen else ()
    return Earlier(asked, seen - len(asked), all_of_them - seen)


def _counts(session: Session, others: ColumnElement[bool], user: User) -> tuple[int, int]:
    """Of how many this person may know, and how many there are."""
    seen, found = session.execute(
        select(func.count().filter(visible(user)), func.count()).select_from(Enquiry).where(others)
    ).one()
    return seen, found


def _newest(session: Session, others: ColumnElement[bool], user: User) -> Sequence[Asked]:
    rows = session.execute(
        select(Enquiry, Organisation)
        .join(Organisation, Organisation.id == Enquiry.organisation_id)
        .where(others, visible(user))
        .order_by(Enquiry.id.desc())
        .limit(MOST)
    )
    return tuple(Asked(found, office) for found, office in rows)
