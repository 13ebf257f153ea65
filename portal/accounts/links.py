"""One-time links: become the first administrator, take up an invitation, set a new password.

Looking at a link changes nothing (mail scanners look at all of them); taking it up uses it.
"""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import OneTimeLink, Role, User
from portal.core.clock import now
from portal.core.database import is_writing
from portal.core.links import matches, new_nonce, token_for


class Purpose(StrEnum):
    FIRST_ADMINISTRATOR = "first_administrator"
    INVITATION = "invitation"
    RESET = "reset"


LIFETIME = {
    Purpose.FIRST_ADMINISTRATOR: timedelta(days=7),
    Purpose.INVITATION: timedelta(days=7),
    Purpose.RESET: timedelta(hours=1),
}
PAGES = {
    Purpose.FIRST_ADMINISTRATOR: "/staff/join/",
    Purpose.INVITATION: "/staff/join/",
    Purpose.RESET: "/staff/reset/",
}
_ADDRESS = re.compile(r"([1-9][0-9]{0,8})-([A-Za-z0-9_-]{32})")


class LinkUnusable(Exception):
    """The link is wrong, too old, used, or what it was for has happened otherwise."""


def first_admin_link(session: Session, secret_key: str) -> str | None:
    """The path at which the first administrator joins; None when there is one already.

    Asked again, it gives the same link until that is used or too old.
    """
    if has_administrator(session):
        return None
    waiting = session.scalars(
        select(OneTimeLink)
        .where(
            OneTimeLink.purpose == Purpose.FIRST_ADMINISTRATOR,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now(),
        )
        .order_by(OneTimeLink.id.desc())
    ).first()
    return path(waiting or create(session, Purpose.FIRST_ADMINISTRATOR, None), secret_key)


def has_administrator(session: Session) -> bool:
    """Whether somebody could sign in and administer."""
    return session.scalar(administrators().limit(1)) is not None


def administrators() -> Select[int]:
    """The ids of those who can sign in and administer."""
    return select(User.id).where(
        User.role == Role.ADMINISTRATOR, User.active, User.password_hash != ""
    )


def create(session: Session, purpose: Purpose, user_id: int | None) -> OneTimeLink:
    """A new link; a person's earlier links of the same purpose stop working."""
    moment = now()
    if user_id is not None:
        revoke(session, user_id, purpose)
    link = OneTimeLink(
        purpose=purpose,
        user_id=user_id,
        nonce=new_nonce(),
        created_at=moment,
        expires_at=moment + LIFETIME[purpose],
    )
    session.add(link)
    session.flush()
    return link


def revoke(session: Session, user_id: int, *purposes: Purpose) -> None:
    """End a person's unused links of these purposes, or of all."""
    session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.user_id == user_id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.purpose.in_(purposes or tuple(Purpose)),
        )
        .values(used_at=now())
    )


def path(link: OneTimeLink, secret_key: str) -> str:
    """The link's address on this site."""
    token = token_for(secret_key, link.purpose, link.id, link.nonce)
    return f"{PAGES[Purpose(link.purpose)]}{link.id}-{token}"


def find(session: Session, secret_key: str, address: str, *purposes: Purpose) -> OneTimeLink:
    """The usable link of an address's last part; raises :class:`LinkUnusable`.

    Who takes it up locks the row, so that of two at once the second finds it used.
    """
    parts = _ADDRESS.fullmatch(address)
    if parts is None:
        raise LinkUnusable
    link = session.get(OneTimeLink, int(parts[1]), with_for_update=is_writing(session))
    if link is None or link.purpose not in purposes:
        raise LinkUnusable
    if not matches(parts[2], token_for(secret_key, link.purpose, link.id, link.nonce)):
        raise LinkUnusable
    if not is_usable(session, link):
        raise LinkUnusable
    return link


def is_usable(session: Session, link: OneTimeLink) -> bool:
    """Whether the link is unused, in time, and its person active."""
    if link.used_at is not None or link.expires_at <= now():
        return False
    if link.purpose == Purpose.FIRST_ADMINISTRATOR:
        return not has_administrator(session)
    user = session.get(User, link.user_id)
    return user is not None and user.active
