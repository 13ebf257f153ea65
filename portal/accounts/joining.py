"""Taking up one-time links, and asking for a new password."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import links, sessions
from portal.accounts.links import LinkUnusable, Purpose
from portal.accounts.models import OneTimeLink, Organisation, Role, User
from portal.accounts.passwords import check_policy, hash_password
from portal.accounts.people import NewPerson, add_person
from portal.core import outbox
from portal.core.audit import SYSTEM, record
from portal.core.clock import now
from portal.core.reference import load_yaml

RESET_TOPIC = "mail.reset"


@dataclass(frozen=True, slots=True)
class Joining:
    """What somebody types who takes up a link; `email` counts for the first administrator."""

    email: str
    name: str
    password: str
    locale: str


def person_of(session: Session, link: OneTimeLink) -> User | None:
    """Whom the link is for; None for the first administrator, who is nobody yet."""
    return session.get(User, link.user_id) if link.user_id is not None else None


def join(session: Session, link: OneTimeLink, joining: Joining) -> User:
    """Become staff with this name and password.

    Raises :class:`WeakPassword` or :class:`EmailTaken`; the link stays usable then.
    """
    user = person_of(session, link)
    check_policy(joining.password, user.email if user else joining.email)
    password_hash = hash_password(joining.password)
    if user is None:
        user = add_person(session, SYSTEM, _first_administrator(session, joining))
    user.name = joining.name
    user.locale = joining.locale
    _take_up(session, link, user, password_hash)
    record(session, user.actor, "account.joined", ("user", user.id))
    session.flush()
    return user


def reset_password(session: Session, link: OneTimeLink, password: str) -> User:
    """Set a new password and end every session; raises :class:`WeakPassword`."""
    user = person_of(session, link)
    if user is None:
        raise LinkUnusable
    check_policy(password, user.email)
    _take_up(session, link, user, hash_password(password))
    record(session, user.actor, "account.password_reset", ("user", user.id))
    session.flush()
    return user


def request_reset(session: Session, email: str) -> None:
    """Send a link to the person of this mail, if there is one who may sign in.

    A stranger's request does the same work, so that both take as long: its link is nobody's
    and used up from the start, so the worker finds nothing to send.
    """
    user = session.scalar(select(User).where(User.email == email, User.active))
    record(session, SYSTEM, "account.reset_requested", ("user", user.id if user else "unknown"))
    link = links.create(session, Purpose.RESET, user.id if user else None)
    if user is None:
        link.used_at = now()
    outbox.enqueue(session, RESET_TOPIC, link=link.id)
    session.flush()


def home_organisation(session: Session) -> Organisation:
    """The agency itself, else the first office; raises LookupError when there is none."""
    agency = Organisation.key == load_yaml("site.yaml")["agency"]
    found = session.scalars(
        select(Organisation).order_by(agency.desc(), Organisation.id).limit(1)
    ).first()
    if found is None:
        raise LookupError("there is no organisation yet: run `portal init` first")
    return found


def _first_administrator(session: Session, joining: Joining) -> NewPerson:
    return NewPerson(
        email=joining.email,
        name=joining.name,
        role=Role.ADMINISTRATOR,
        organisation_id=home_organisation(session).id,
        locale=joining.locale,
    )


def _take_up(session: Session, link: OneTimeLink, user: User, password_hash: str) -> None:
    link.used_at = now()
    user.password_hash = password_hash
    user.version += 1
    links.revoke(session, user.id)
    sessions.close_all(session, user.id)
