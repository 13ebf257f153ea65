"""What each origin brought: its visits and enquiries in a span of days; and the list of origins."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.clock import from_city
from portal.core.paging import Page, page_of
from portal.enquiries.models import Enquiry, EnquiryState
from portal.enquiries.origins.models import Origin, OriginVisit

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days in the city, both included; without a first day from the beginning."""

    first: date | None
    last: date

    @property
    def begins(self) -> datetime | None:
        return from_city(datetime.combine(self.first, time())) if self.first else None

    @property
    def ends(self) -> datetime:
        """The moment after its last."""
        return from_city(datetime.combine(self.last + timedelta(days=1), time()))


@dataclass(frozen=True, slots=True)
class Brought:
    visits: int = 0
    enquiries: int = 0


def origins(session: Session, organisation_id: int | None, page: int) -> Page[Origin]:
    """Those in use first, then the newest; of one organisation, or of all."""
    query = select(Origin).order_by(Origin.active.desc(), Origin.id.desc())
    if organisation_id is not None:
        query = query.where(Origin.organisation_id == organisation_id)
    return page_of(session, query, page, PAGE_SIZE)


def brought(session: Session, ids: Collection[int], span: Span) -> Mapping[int, Brought]:
    """By origin; what looks like spam and waits for a decision is not counted."""
    of_days = [OriginVisit.origin_id.in_(ids), OriginVisit.day <= span.last]
    of_moments = [
        Enquiry.origin_id.in_(ids), Enquiry.state != EnquiryState.HELD,
        Enquiry.created_at < span.ends,
    ]  # fmt: skip
    if span.first is not None:
        of_days.append(OriginVisit.day >= span.first)
        of_moments.append(Enquiry.created_at >= span.begins)
    visits = session.execute(
        select(OriginVisit.origin_id, func.sum(OriginVisit.visits))
        .where(*of_days)
        .group_by(OriginVisit.origin_id)
    ).all()
    enquiries = session.execute(
        select(Enquiry.origin_id, func.count()).where(*of_moments).group_by(Enquiry.origin_id)
    ).all()
    followed = dict(visits)
    asked = dict(enquiries)
    return {one: Brought(int(followed.get(one, 0)), int(asked.get(one, 0))) for one in ids}
