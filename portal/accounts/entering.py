"""Signing in: who may try how often, who is let in, and what the trail says of it.

An unknown mail, a wrong password, a deactivated person and an invitation not yet taken up
are told the same after the same work.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import sessions
from portal.accounts.models import User
from portal.accounts.passwords import hash_password, is_outdated, verify
from portal.core.audit import SYSTEM, record
from portal.core.clock import now
from portal.core.limits import Limiter

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_ADDRESS = 50


class TooManyAttempts(Exception):
    """The account or the address has failed too often; try again after `WINDOW`."""


class NotRecognised(Exception):
    """Mail and password do not belong together, or the person may not come in."""


def admit(limiter: Limiter, email: str, address: str) -> None:
    """Count an attempt; raises :class:`TooManyAttempts`.

    An account's attempts are counted before the password is looked at, so a hundred at once
    cannot slip through; an address only pays for failures, for an office shares one.
    """
    if limiter.count("sign-in-address", address, WINDOW) >= PER_ADDRESS:
        raise TooManyAttempts
    if limiter.count("sign-in-account", email, WINDOW) >= PER_ACCOUNT:
        raise TooManyAttempts
    if limiter.hit("sign-in-account", email, WINDOW) > PER_ACCOUNT:
        raise TooManyAttempts


def check_credentials(session: Session, email: str, password: str) -> User:
    """The person with this mail and password; raises :class:`NotRecognised`."""
    user = session.scalar(select(User).where(User.email == email))
    known = user.password_hash if user is not None and user.active else ""
    if not verify(known, password) or user is None:
        raise NotRecognised
    return user


def succeeded(limiter: Limiter, email: str) -> None:
    """Forget the account's earlier attempts."""
    limiter.clear("sign-in-account", email, WINDOW)


def failed(limiter: Limiter, address: str) -> None:
    """Count a failure against the address."""
    limiter.hit("sign-in-address", address, WINDOW)


def note_failure(session: Session, email: str) -> None:
    """Write a failed attempt to the trail; the typed mail of a stranger is not kept."""
    user_id = session.scalar(select(User.id).where(User.email == email))
    record(session, SYSTEM, "account.sign_in_failed", ("user", user_id or "unknown"))
    session.flush()


def enter(
    session: Session, user_id: int, password: str, *, agent: str, replaces: str | None
) -> str:
    """Open a session for a person whose password was just checked; returns its cookie.

    The browser's earlier session (`replaces`) ends, and a hash made with other parameters is
    made anew. Raises :class:`NotRecognised` when the person was deactivated meanwhile.
    """
    user = session.get(User, user_id, with_for_update={"of": User}, populate_existing=True)
    if user is None or not user.active:
        raise NotRecognised
    if is_outdated(user.password_hash):
        user.password_hash = hash_password(password)
    user.signed_in_at = now()
    if replaces:
        sessions.close(session, replaces)
    record(session, user.actor, "account.signed_in", ("user", user.id))
    return sessions.open_session(session, user, agent)


def leave(session: Session, user: User | None, token: str) -> None:
    """Sign a browser out; an unknown cookie is no error."""
    sessions.close(session, token)
    if user is not None:
        record(session, user.actor, "account.signed_out", ("user", user.id))
    session.flush()
