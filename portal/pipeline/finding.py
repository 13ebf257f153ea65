"""Looking leads up: in lists, one with its entries, and how many each origin brought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.paging import Page, page_of
from portal.pipeline.models import Lead, LeadEntry, LeadState

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which leads a list shows; what is None is not asked for."""

    state: LeadState | None = None
    organisation_id: int | None = None
    officer_id: int | None = None
    origin_id: int | None = None


def leads(session: Session, wanted: Wanted, page: int) -> Page[Lead]:
    """Those that moved last come first."""
    query = select(Lead).order_by(Lead.changed_at.desc(), Lead.id.desc())
    for column, value in (
        (Lead.state, wanted.state),
        (Lead.organisation_id, wanted.organisation_id),
        (Lead.officer_id, wanted.officer_id),
        (Lead.origin_id, wanted.origin_id),
    ):
        if value is not None:
            query = query.where(column == value)
    return page_of(session, query, page, PAGE_SIZE)


def entries(session: Session, lead: Lead) -> Sequence[LeadEntry]:
    """What was done, the latest first."""
    return session.scalars(
        select(LeadEntry).where(LeadEntry.lead_id == lead.id).order_by(LeadEntry.id.desc())
    ).all()


def entries_of(session: Session, several: Collection[Lead]) -> Mapping[int, Sequence[LeadEntry]]:
    """The same of several leads by their ids, in one query; a lead without any is left out."""
    found: dict[int, list[LeadEntry]] = defaultdict(list)
    ids = [lead.id for lead in several]
    query = select(LeadEntry).where(LeadEntry.lead_id.in_(ids)).order_by(LeadEntry.id.desc())
    for entry in session.scalars(query):
        found[entry.lead_id].append(entry)
    return found


def by_origin(
    session: Session, origin_ids: Collection[int], begins: datetime | None, ends: datetime
) -> Mapping[int, int]:
    """How many leads each origin brought from one moment up to another."""
    query = select(Lead.origin_id, func.count()).where(
        Lead.origin_id.in_(origin_ids), Lead.created_at < ends
    )
    if begins is not None:
        query = query.where(Lead.created_at >= begins)
    found = session.execute(query.group_by(Lead.origin_id))
    return {origin: count for origin, count in found if origin is not None}
