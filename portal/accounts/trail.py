"""Reading the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.core.audit import AuditEntry
from portal.core.clock import from_city
from portal.core.paging import Page, page_of

PAGE_SIZE = 50
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class TrailQuery:
    """What is looked for; empty conditions match all. Dates are days in the city, both included."""

    actor: str = ""  # part of a name
    action: str = ""
    subject_type: str = ""
    subject_id: str = ""
    first: date | None = None
    last: date | None = None


def read_trail(session: Session, query: TrailQuery, page: int) -> Page[AuditEntry]:
    """The matching entries, the latest first."""
    entries = select(AuditEntry).where(*_conditions(query)).order_by(AuditEntry.id.desc())
    return page_of(session, entries, page, PAGE_SIZE)


def _conditions(query: TrailQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.actor:
        found.append(AuditEntry.actor_name.icontains(query.actor, autoescape=True))
    if query.action:
        found.append(AuditEntry.action == query.action)
    if query.subject_type:
        found.append(AuditEntry.subject_type == query.subject_type)
    if query.subject_id:
        found.append(AuditEntry.subject_id == query.subject_id)
    if query.first:
        found.append(AuditEntry.at >= _midnight(query.first))
    if query.last and query.last < date.max:
        found.append(AuditEntry.at < _midnight(query.last + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    """The beginning of a day in the city; days before `EARLIEST` are as good as that one."""
    return from_city(datetime.combine(max(day, EARLIEST), time()))
