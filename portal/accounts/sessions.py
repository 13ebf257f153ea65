"""Signed-in browsers: made, recognised, listed and ended on the server.

A cookie holds 256 random bits and the database their sha256, so a copy of the database
opens no session. A session ends after `IDLE` without a request, after `ABSOLUTE` in any case.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, not_, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import StaffSession, User
from portal.core.audit import record
from portal.core.clock import now

IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)  # `seen_at` is written no oftener
AGENT_LENGTH = 200


def open_session(session: Session, user: User, agent: str) -> str:
    """Sign a browser in and return its cookie; sessions past their limits are swept out."""
    moment = now()
    token = secrets.token_urlsafe(32)
    session.execute(delete(StaffSession).where(not_(_live())))
    session.add(
        StaffSession(
            token_hash=_hash(token),
            user_id=user.id,
            created_at=moment,
            seen_at=moment,
            expires_at=moment + ABSOLUTE,
            agent=agent[:AGENT_LENGTH],
        )
    )
    session.flush()
    return token


def recognise(session: Session, token: str) -> tuple[StaffSession, User] | None:
    """The live session of a cookie and its person; None when either is past."""
    found = session.execute(
        select(StaffSession, User)
        .join(User, User.id == StaffSession.user_id)
        .where(StaffSession.token_hash == _hash(token), _live(), User.active)
    ).one_or_none()
    return (found[0], found[1]) if found else None


def is_due(staff_session: StaffSession) -> bool:
    """Whether `seen_at` is old enough to be written again."""
    return now() - staff_session.seen_at >= SEEN_EVERY


def touch(session: Session, session_id: int) -> None:
    session.execute(update(StaffSession).where(StaffSession.id == session_id).values(seen_at=now()))


def of_user(session: Session, user_id: int) -> Sequence[StaffSession]:
    """A person's live sessions, the latest used first."""
    return session.scalars(
        select(StaffSession)
        .where(StaffSession.user_id == user_id, _live())
        .order_by(StaffSession.seen_at.desc(), StaffSession.id.desc())
        .limit(100)
    ).all()


def close(session: Session, token: str) -> None:
    """End the session of a cookie."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == _hash(token)))


def end(session: Session, user: User, session_id: int) -> None:
    """End one of a person's own sessions; somebody else's stays untouched."""
    own = (StaffSession.id == session_id, StaffSession.user_id == user.id)
    found = session.scalar(select(StaffSession).where(*own))
    if found is not None:
        session.delete(found)
        record(session, user.actor, "account.session_ended", ("user", user.id))
        session.flush()


def close_all(session: Session, user_id: int) -> None:
    """End every session of a person: after a new password, or when they may no longer work."""
    session.execute(delete(StaffSession).where(StaffSession.user_id == user_id))


def _live() -> ColumnElement[bool]:
    moment = now()
    return and_(StaffSession.expires_at > moment, StaffSession.seen_at > moment - IDLE)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
