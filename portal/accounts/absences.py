"""Days on which somebody is away, and who stands in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Absence, User
from portal.core import audit
from portal.core.audit import Actor

LONGEST_CHAIN = 5  # deputies of deputies


class Backwards(Exception):
    """The last day lies before the first."""


class OwnDeputy(Exception):
    """Nobody stands in for himself."""


def standing_in(session: Session, user: User, day: date) -> User | None:
    """The person, if there that day; else the deputy, or the deputy's deputy; None if nobody is."""
    asked, seen = user, set[int]()
    for _ in range(LONGEST_CHAIN):
        absence = _absence(session, asked.id, day)
        if absence is None:
            return asked if asked.active else None
        seen.add(asked.id)
        deputy = session.get(User, absence.deputy_id) if absence.deputy_id else None
        if deputy is None or deputy.id in seen:
            return None
        asked = deputy
    return None


def of_user(session: Session, user_id: int, since: date) -> Sequence[Absence]:
    """The absences of a person that have not ended before `since`, the nearest first."""
    return session.scalars(
        select(Absence)
        .where(Absence.user_id == user_id, Absence.last_day >= since)
        .order_by(Absence.first_day, Absence.id)
    ).all()


def add(
    session: Session, by: Actor, user: User, days: tuple[date, date], deputy: User | None
) -> Absence:
    """Note that a person is away from the first to the last day.

    Raises :class:`Backwards` and :class:`OwnDeputy`.
    """
    first, last = days
    if last < first:
        raise Backwards
    if deputy is not None and deputy.id == user.id:
        raise OwnDeputy
    absence = Absence(
        user_id=user.id, first_day=first, last_day=last, deputy_id=deputy.id if deputy else None
    )
    session.add(absence)
    session.flush()
    audit.record(session, by, "absence.added", ("user", user.id), first=first.isoformat(),
                 last=last.isoformat(), deputy=absence.deputy_id)  # fmt: skip
    return absence


def remove(session: Session, by: Actor, absence: Absence) -> None:
    """The person is there after all."""
    audit.record(session, by, "absence.removed", ("user", absence.user_id),
                 first=absence.first_day.isoformat(), last=absence.last_day.isoformat())  # fmt: skip
    session.delete(absence)
    session.flush()


def _absence(session: Session, user_id: int, day: date) -> Absence | None:
    return session.scalars(
        select(Absence)
        .where(Absence.user_id == user_id, Absence.first_day <= day, Absence.last_day >= day)
        .order_by(Absence.id.desc())
        .limit(1)
    ).first()
