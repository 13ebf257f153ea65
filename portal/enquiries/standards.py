"""How long each kind of enquiry may take, in working time; editable on the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.audit import Actor
from portal.core.working_time import day_minutes
from portal.enquiries.models import Kind, Standard

ACCEPT_HOURS, ANSWER_DAYS, CLOSE_DAYS = 4, 1, 5
MOST_HOURS, MOST_DAYS = 80, 60


class Conflict(Exception):
    """Somebody changed the standard meanwhile."""


class Unlikely(Exception):
    """An answer would be due after the closing, or the accepting after the answer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Working hours to accept, working days to the first answer and to the closing."""

    accept_hours: int = ACCEPT_HOURS
    answer_days: int = ANSWER_DAYS
    close_days: int = CLOSE_DAYS


def limits(session: Session, kind: str) -> Limits:
    """Of one kind; the usual ones where nobody set others."""
    row = session.get(Standard, kind)
    return Limits(row.accept_hours, row.answer_days, row.close_days) if row else Limits()


def overview(session: Session) -> Mapping[Kind, tuple[Limits, int]]:
    """The limits of every kind with their version, 0 where nobody set any; one query."""
    rows = {row.kind: row for row in session.scalars(select(Standard))}
    return {
        kind: (Limits(row.accept_hours, row.answer_days, row.close_days), row.version)
        if (row := rows.get(kind))
        else (Limits(), 0)
        for kind in Kind
    }


def change(session: Session, by: Actor, kind: Kind, version: int, new: Limits) -> None:
    """Set the limits of a kind for enquiries to come; promises made stay.

    Raises :class:`Conflict` and :class:`Unlikely`.
    """
    if new.close_days < new.answer_days or new.accept_hours * 60 > new.answer_days * day_minutes():
        raise Unlikely
    row = session.get(Standard, kind, with_for_update=True)
    if (row.version if row else 0) != version:
        raise Conflict
    if row is None:
        row = Standard(kind=kind, version=0)
        session.add(row)
    row.accept_hours, row.answer_days = new.accept_hours, new.answer_days
    row.close_days, row.version = new.close_days, version + 1
    session.flush()
    audit.record(
        session, by, "standard.changed", ("standard", kind),
        accept_hours=new.accept_hours, answer_days=new.answer_days, close_days=new.close_days,
    )  # fmt: skip
