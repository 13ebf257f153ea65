"""How people want to be told by mail, and when they do not want to be woken.

The inbox on the site holds everything, escalations above all; choices concern mails alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from portal.core.clock import in_city, now
from portal.notifications.models import Choice


class ChoiceChanged(Exception):
    """The choices were changed meanwhile, in another window."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """`muted` topics are not mailed; in quiet hours (city time) mails wait for their end."""

    by_mail: bool = True
    digest: bool = True
    muted: Collection[str] = ()
    quiet_from: time | None = None
    quiet_until: time | None = None
    version: int = 0


def wanted_by(session: Session, user_id: int) -> Wanted:
    """What a person chose; who never chose gets everything by mail at any hour."""
    row = session.get(Choice, user_id)
    if row is None:
        return Wanted()
    return Wanted(
        row.by_mail, row.digest, tuple(row.muted), row.quiet_from, row.quiet_until, row.version
    )


def choose(session: Session, user_id: int, wanted: Wanted) -> None:
    """Keep a person's choices; raises :class:`ChoiceChanged` unless `version` is the last."""
    row = session.get(Choice, user_id)
    if (row.version if row else 0) != wanted.version:
        raise ChoiceChanged
    if row is None:
        row = Choice(user_id=user_id, version=0)
        session.add(row)
    row.by_mail, row.digest, row.muted = wanted.by_mail, wanted.digest, sorted(wanted.muted)
    row.quiet_from, row.quiet_until = wanted.quiet_from, wanted.quiet_until
    row.version = wanted.version + 1
    session.flush()


def free_from(wanted: Wanted, moment: datetime) -> datetime:
    """`moment` itself, or the end of the quiet hours it falls into."""
    start, end = wanted.quiet_from, wanted.quiet_until
    if start is None or end is None or start == end:
        return moment
    local = in_city(moment)
    at = local.time()
    quiet = start <= at < end if start < end else (at >= start or at < end)
    if not quiet:
        return moment
    day = local.date() + timedelta(days=int(at >= end))
    return datetime.combine(day, end, local.tzinfo)


def quiet_until(session: Session, user_id: int) -> datetime | None:
    """When a mail that is due now may go to this person; None when it may go at once."""
    moment = now()
    free = free_from(wanted_by(session, user_id), moment)
    return free if free > moment else None
