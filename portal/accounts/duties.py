"""Who in an office takes what nobody took, and who is told when a promise is broken."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import OfficeDuty, Organisation, Role, User

HIGHEST = 8  # offices one above the other; a loop ends there too


def duty_officer(session: Session, organisation_id: int) -> User | None:
    """The duty officer of an office, while active."""
    duty = session.get(OfficeDuty, organisation_id)
    return _active(session, duty.duty_officer_id if duty else None)


def head(session: Session, organisation_id: int) -> User | None:
    """Who heads the office, or one above it; at last an administrator."""
    for office in above(session, organisation_id):
        duty = session.get(OfficeDuty, office.id)
        found = _active(session, duty.head_id if duty else None)
        if found is not None:
            return found
    return session.scalars(
        select(User)
        .where(User.role == Role.ADMINISTRATOR, User.active.is_(True))
        .order_by(User.id)
        .limit(1)
    ).first()


def above(session: Session, organisation_id: int) -> Iterator[Organisation]:
    """The office and those above it, from the lowest up."""
    wanted: int | None = organisation_id
    for _ in range(HIGHEST):
        office = session.get(Organisation, wanted) if wanted else None
        if office is None:
            return
        yield office
        wanted = office.parent_id


def _active(session: Session, user_id: int | None) -> User | None:
    user = session.get(User, user_id) if user_id else None
    return user if user and user.active else None
