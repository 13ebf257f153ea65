"""Origins: made, changed, retired, and found by their code. Each verb flushes.

An origin is never deleted and its code never used again: cards that hold it stay in pockets.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, User
from portal.core.audit import Actor, record
from portal.core.clock import now
from portal.core.locales import DEFAULT
from portal.core.reference import in_locale
from portal.enquiries.origins.models import Origin, OriginKind

ALPHABET = "3479acdefhjkmnprtwxy"  # of 0o, 1il, 2z, 5s, 6b8, gq and uv, which look alike, none
LENGTH = 8  # 25 thousand million codes: whoever tries all finds none
LONGEST_CODE = 40  # characters that are looked up at all
ATTEMPTS = 5


class Conflict(Exception):
    """Somebody changed the origin meanwhile."""


@dataclass(frozen=True, slots=True)
class NewOrigin:
    """`target` is as :func:`targets.read_target` returns it; `user_id` for officers' links."""

    kind: OriginKind
    name: str
    organisation_id: int
    user_id: int | None = None
    target: str = ""


def origin_of(session: Session, code: str) -> Origin | None:
    """The origin of a code as typed or scanned, retired ones included."""
    if not 0 < len(code) <= LONGEST_CODE or not (code.isascii() and code.isalnum()):
        return None
    return session.scalars(select(Origin).where(Origin.code == code.lower())).first()


def create(session: Session, by: Actor, new: NewOrigin) -> Origin:
    """A new code; two that are drawn alike are told apart by the constraint."""
    for _attempt in range(ATTEMPTS):
        origin = Origin(
            code="".join(secrets.choice(ALPHABET) for _ in range(LENGTH)),
            kind=new.kind,
            name=new.name,
            organisation_id=new.organisation_id,
            user_id=new.user_id,
            target=new.target,
            active=True,
            created_at=now(),
        )
        try:
            with session.begin_nested():
                session.add(origin)
        except IntegrityError:
            continue
        _note(session, by, "origin.added", origin)
        return origin
    raise RuntimeError("no free code was found")


def of_officer(session: Session, user: User) -> Origin:
    """The link of a member of staff: the one there is, or a new one."""
    session.scalars(select(User.id).where(User.id == user.id).with_for_update(of=User)).one()
    found = session.scalars(
        select(Origin)
        .where(
            Origin.user_id == user.id,
            Origin.kind == OriginKind.OFFICER,
            Origin.organisation_id == user.organisation_id,
            Origin.active,
        )
        .order_by(Origin.id)
    ).first()
    if found is not None:
        return found
    new = NewOrigin(OriginKind.OFFICER, user.name, user.organisation_id, user.id)
    return create(session, user.actor, new)


def of_organisation(session: Session, by: Actor, organisation: Organisation) -> Origin:
    """A further link of an office as such."""
    name = in_locale(organisation.names, DEFAULT)
    return create(session, by, NewOrigin(OriginKind.ORGANISATION, name, organisation.id))


def change(
    session: Session, by: Actor, origin: Origin, version: int, name: str, target: str
) -> None:
    """What staff call it and where it leads; the code stays. Raises :class:`Conflict`."""
    _claim(session, origin, version)
    if (origin.name, origin.target) != (name, target):
        origin.name, origin.target = name, target
        origin.version += 1
        _note(session, by, "origin.changed", origin)


def retire(session: Session, by: Actor, origin: Origin, version: int) -> None:
    """From now on the link leads to the first page and counts nothing. Raises `Conflict`."""
    _claim(session, origin, version)
    if origin.active:
        origin.active = False
        origin.version += 1
        _note(session, by, "origin.retired", origin)


def revive(session: Session, by: Actor, origin: Origin, version: int) -> None:
    """Undo :func:`retire`. Raises :class:`Conflict`."""
    _claim(session, origin, version)
    if not origin.active:
        origin.active = True
        origin.version += 1
        _note(session, by, "origin.revived", origin)


def _claim(session: Session, origin: Origin, version: int) -> None:
    session.refresh(origin, with_for_update=True)
    if origin.version != version:
        raise Conflict


def _note(session: Session, by: Actor, action: str, origin: Origin) -> None:
    session.flush()
    record(session, by, action, ("origin", origin.id), origin_kind=origin.kind)
