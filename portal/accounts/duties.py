"""Who in an office takes what nobody took, and who is told when a promise is broken."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import OfficeDuty, Organisation, Role, User
from portal.core import audit
from portal.core.audit import Actor

HIGHEST = 8  # offices one above the other; a loop ends there too


class DutyChanged(Exception):
    """Somebody appointed others meanwhile."""


def of_office(session: Session, organisation_id: int) -> OfficeDuty:
    """Who is appointed; a row of version 0, not yet stored, where nobody ever was."""
    found = session.get(OfficeDuty, organisation_id)
    return found or OfficeDuty(organisation_id=organisation_id, version=0)


def appoint(
    session: Session, by: Actor, organisation_id: int, version: int,
    duty_officer_id: int | None, head_id: int | None,
) -> None:  # fmt: skip
    """Name the duty officer and the head of an office. Raises :class:`DutyChanged`."""
    duty = session.get(OfficeDuty, organisation_id, with_for_update=True)
    if (duty.version if duty else 0) != version:
        raise DutyChanged
    if duty is None:
        duty = OfficeDuty(organisation_id=organisation_id)
        session.add(duty)
    duty.duty_officer_id, duty.head_id, duty.version = duty_officer_id, head_id, version + 1
    session.flush()
    audit.record(
        session, by, "duty.appointed", ("organisation", organisation_id),
        duty_officer=duty_officer_id, head=head_id,
    )  # fmt: skip


def duty_officer(session: Session, organisation_id: int) -> User | None:
    """The duty officer of an office, while active."""
    duty = session.get(OfficeDuty, organisation_id)
    return _active(session, duty.duty_officer_id if duty else None)


def head(session: Session, organisation_id: int, besides: int | None = None) -> User | None:
    """Who heads the office, or one above it; at last an administrator. Never `besides`."""
    for office in above(session, organisation_id):
        duty = session.get(OfficeDuty, office.id)
        found = _active(session, duty.head_id if duty else None)
        if found is not None and found.id != besides:
            return found
    return session.scalars(
        select(User)
        .where(User.role == Role.ADMINISTRATOR, User.active.is_(True), User.id != (besides or 0))
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


def headed(session: Session, user_id: int) -> frozenset[int]:
    """The offices a person heads, and all below them; empty for most; two queries."""
    found = set(
        session.scalars(select(OfficeDuty.organisation_id).where(OfficeDuty.head_id == user_id))
    )
    if not found:
        return frozenset()
    parents = session.execute(select(Organisation.id, Organisation.parent_id)).all()
    for _ in range(HIGHEST):
        found |= {office for office, parent in parents if parent in found}
    return frozenset(found)


def _active(session: Session, user_id: int | None) -> User | None:
    user = session.get(User, user_id) if user_id else None
    return user if user and user.active else None
