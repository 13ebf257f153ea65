"""Staff: invited, changed, deactivated; never so that nobody is left to administer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts import links, sessions
from portal.accounts.links import Purpose
from portal.accounts.models import OneTimeLink, Role, User
from portal.accounts.passwords import check_policy, hash_password, verify
from portal.core import outbox
from portal.core.audit import Actor, record
from portal.core.clock import now
from portal.core.paging import Page, page_of

INVITATION_TOPIC = "mail.invitation"
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class NewPerson:
    email: str  # lower case
    name: str
    role: Role
    organisation_id: int
    locale: str


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What an administrator may change of a person."""

    name: str
    role: Role
    organisation_id: int
    active: bool


class EmailTaken(Exception):
    """Somebody has this mail already."""


class PersonChanged(Exception):
    """The person was changed since the form was opened; `current` is how they stand."""

    def __init__(self, current: User) -> None:
        super().__init__(f"user {current.id} is at version {current.version}")
        self.current = current


class LastAdministrator(Exception):
    """Nobody who can sign in would be left to administer."""


class OwnRights(Exception):
    """Administrators do not take their own rights away: a colleague does."""


class WrongPassword(Exception):
    """The current password is another one."""


def list_people(session: Session, page: int) -> Page[User]:
    """Everybody, those who work here first, then by organisation and name."""
    query = select(User).order_by(User.active.desc(), User.organisation_id, User.name, User.id)
    return page_of(session, query, page, PAGE_SIZE)


def add_person(session: Session, actor: Actor, person: NewPerson) -> User:
    """A member of staff without a password; raises :class:`EmailTaken`."""
    user = User(
        email=person.email,
        name=person.name,
        role=person.role,
        organisation_id=person.organisation_id,
        locale=person.locale,
        created_at=now(),
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        raise EmailTaken from error
    detail = {"role": person.role.value, "organisation": person.organisation_id}
    record(session, actor, "person.added", ("user", user.id), **detail)
    return user


def invite(session: Session, actor: Actor, person: NewPerson) -> User:
    """Add somebody and mail them the link by which they choose a password."""
    user = add_person(session, actor, person)
    send_invitation(session, actor, user)
    return user


def send_invitation(session: Session, actor: Actor, user: User) -> None:
    """Mail a new invitation; earlier ones stop working."""
    link = links.create(session, Purpose.INVITATION, user.id)
    outbox.enqueue(session, INVITATION_TOPIC, link=link.id)
    record(session, actor, "person.invited", ("user", user.id))
    session.flush()


def change_person(
    session: Session, actor: Actor, user_id: int, version: int, facts: PersonFacts
) -> User:
    """Change somebody; raises PersonChanged, LastAdministrator, OwnRights or LookupError.

    A new role counts from the person's next request on; a deactivated person's sessions and
    links end at once.
    """
    user = session.get(User, user_id, with_for_update={"of": User}, populate_existing=True)
    if user is None:
        raise LookupError(user_id)
    if user.version != version:
        raise PersonChanged(user)
    _keep_an_administrator(session, actor, user, facts)
    changed = _difference(user, facts)
    if not changed:
        return user
    user.name, user.role, user.active = facts.name, facts.role, facts.active
    user.organisation_id = facts.organisation_id
    user.version += 1
    if not user.active:
        sessions.close_all(session, user.id)
        links.revoke(session, user.id)
    record(session, actor, "person.changed", ("user", user.id), **changed)
    session.flush()
    session.refresh(user)
    return user


def change_own_details(
    session: Session, user_id: int, version: int, name: str, locale: str
) -> User:
    """Change one's own name and language; raises :class:`PersonChanged`."""
    user = session.get_one(User, user_id, with_for_update={"of": User}, populate_existing=True)
    if user.version != version:
        raise PersonChanged(user)
    user.name, user.locale = name, locale
    user.version += 1
    record(session, user.actor, "account.details_changed", ("user", user.id))
    session.flush()
    return user


def change_own_password(session: Session, user_id: int, current: str, new: str) -> User:
    """Set a new password and end every session of the person.

    Raises :class:`WrongPassword` or :class:`WeakPassword`.
    """
    user = session.get_one(User, user_id, with_for_update={"of": User}, populate_existing=True)
    if not verify(user.password_hash, current):
        raise WrongPassword
    check_policy(new, user.email)
    user.password_hash = hash_password(new)
    user.version += 1
    sessions.close_all(session, user.id)
    links.revoke(session, user.id)
    record(session, user.actor, "account.password_changed", ("user", user.id))
    session.flush()
    return user


def put_person(session: Session, actor: Actor, person: NewPerson, password: str) -> User:
    """Add somebody with a password, for the command line; raises EmailTaken, WeakPassword."""
    check_policy(password, person.email)
    user = add_person(session, actor, person)
    user.password_hash = hash_password(password)
    session.flush()
    return user


def invited_in_vain(session: Session) -> int:
    """How many active people have neither a password nor a link that still works."""
    open_links = select(OneTimeLink.user_id).where(
        OneTimeLink.user_id.is_not(None),
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now(),
    )
    waiting = select(func.count()).where(
        User.active, User.password_hash == "", User.id.not_in(open_links)
    )
    return session.scalar(waiting) or 0


def _keep_an_administrator(session: Session, actor: Actor, user: User, facts: PersonFacts) -> None:
    stays = facts.active and facts.role is Role.ADMINISTRATOR
    if stays or user.role != Role.ADMINISTRATOR or not user.active:
        return
    if user.id == actor.user_id:
        raise OwnRights
    able = session.scalars(links.administrators().with_for_update(of=User)).all()
    if set(able) <= {user.id}:
        raise LastAdministrator


def _difference(user: User, facts: PersonFacts) -> dict[str, str | int | None]:
    """What changes, for the trail: names of people stay out of it."""
    pairs = {
        "role": (user.role, facts.role.value),
        "organisation": (user.organisation_id, facts.organisation_id),
        "active": (user.active, facts.active),
    }
    changed: dict[str, str | int | None] = {
        key: f"{old} → {new}" for key, (old, new) in pairs.items() if old != new
    }
    if user.name != facts.name:
        changed["name"] = "changed"
    return changed
