"""How long enquiries take, from what happened to them; figures without a person's contents.

An enquiry counts from the moment it was given to an office (its first `routed` event): what is
held for review, or was refused as spam, does not count. Its time to be accepted ends with the
first `accepted` or `answered` event, to the first answer with the first `answered`, to closing
with the last `closed` or `withdrawn` that no `reopened` follows. The period is that of its start.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.core.calendar_days import calendar
from portal.core.clock import in_city
from portal.core.working_time import Calendar, working_minutes
from portal.enquiries.journal import Event
from portal.enquiries.models import Enquiry, EnquiryEvent, EnquiryState

FEWEST = 5  # below this a percentile or a share says something of single cases
CLOSING = (Event.CLOSED, Event.WITHDRAWN)
WANTED = (Event.ROUTED, Event.ACCEPTED, Event.ANSWERED, Event.REOPENED, *CLOSING)


class By(StrEnum):
    MONTH = "month"
    ORGANISATION = "organisation"
    OFFICER = "officer"
    KIND = "kind"
    LANGUAGE = "language"
    ORIGIN = "origin"


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes of office hours and by the clock, and whether the promise was kept if one was."""

    working: int
    clock: int
    in_time: bool | None


@dataclass(frozen=True, slots=True)
class Case:
    """One enquiry as the figures see it."""

    id: int
    organisation_id: int
    officer_id: int | None
    kind: str
    locale: str
    origin_id: int | None
    begun: datetime
    accepted: Span | None
    answered: Span | None
    closed: Span | None


@dataclass(frozen=True, slots=True)
class Times:
    """Of so many cases; None where there are too few. Minutes; shares from 0 to 1."""

    cases: int
    median: float | None
    ninetieth: float | None
    clock_median: float | None
    clock_ninetieth: float | None
    in_time: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; `key` is an id, a code or a month such as `2026-11`."""

    key: int | str | None
    asked: int
    accepted: Times
    answered: Times
    closed: Times


KEYS: Mapping[By, Callable[[Case], int | str | None]] = {
    By.MONTH: lambda case: in_city(case.begun).strftime("%Y-%m"),
    By.ORGANISATION: lambda case: case.organisation_id,
    By.OFFICER: lambda case: case.officer_id,
    By.KIND: lambda case: case.kind,
    By.LANGUAGE: lambda case: case.locale,
    By.ORIGIN: lambda case: case.origin_id,
}


def cases(
    session: Session, begins: datetime, ends: datetime, organisation_id: int | None = None
) -> list[Case]:
    """What came in between two moments, of one office or of all; three queries."""
    known = calendar(session)
    first = (
        select(EnquiryEvent.enquiry_id)
        .where(EnquiryEvent.kind == Event.ROUTED)
        .group_by(EnquiryEvent.enquiry_id)
        .having(func.min(EnquiryEvent.created_at) >= begins)
        .having(func.min(EnquiryEvent.created_at) < ends)
    )
    mine: ColumnElement[bool] = Enquiry.id.in_(first)
    if organisation_id is not None:
        mine &= Enquiry.organisation_id == organisation_id
    events: dict[int, list[EnquiryEvent]] = defaultdict(list)
    for event in session.scalars(
        select(EnquiryEvent)
        .join(Enquiry, Enquiry.id == EnquiryEvent.enquiry_id)
        .where(mine, EnquiryEvent.kind.in_(WANTED))
        .order_by(EnquiryEvent.id)
    ):
        events[event.enquiry_id].append(event)
    found = session.scalars(select(Enquiry).where(mine).order_by(Enquiry.id))
    return [_case(enquiry, events[enquiry.id], known) for enquiry in found]


def table(found: Iterable[Case], by: By) -> list[Line]:
    """A line for each key there is, in the keys' order."""
    groups: dict[int | str | None, list[Case]] = defaultdict(list)
    for case in found:
        groups[KEYS[by](case)].append(case)
    return [total(groups[key], key) for key in sorted(groups, key=lambda k: (k is None, str(k)))]


def total(found: Sequence[Case], key: int | str | None = None) -> Line:
    """All of them in one line."""
    return Line(
        key,
        len(found),
        times([case.accepted for case in found]),
        times([case.answered for case in found]),
        times([case.closed for case in found]),
    )


def times(spans: Iterable[Span | None]) -> Times:
    """The middle and the ninetieth percentile (the nearest that was measured)."""
    known = [span for span in spans if span is not None]
    working, clock = sorted(s.working for s in known), sorted(s.clock for s in known)
    promised = [span.in_time for span in known if span.in_time is not None]
    return Times(
        len(known), _median(working), _ninetieth(working), _median(clock), _ninetieth(clock),
        sum(promised) / len(promised) if len(promised) >= FEWEST else None,
    )  # fmt: skip


def unanswered(
    session: Session, organisation_id: int | None = None, limit: int = 100
) -> Sequence[Enquiry]:
    """Open ones without any answer so far, the oldest first."""
    query = select(Enquiry).where(Enquiry.state == EnquiryState.OPEN, Enquiry.answered_at.is_(None))
    if organisation_id is not None:
        query = query.where(Enquiry.organisation_id == organisation_id)
    return session.scalars(query.order_by(Enquiry.created_at, Enquiry.id).limit(limit)).all()


def _case(enquiry: Enquiry, events: Sequence[EnquiryEvent], known: Calendar) -> Case:
    begun = next(event.created_at for event in events if event.kind == Event.ROUTED)
    accepted = _first(events, Event.ACCEPTED, Event.ANSWERED)
    answered = _first(events, Event.ANSWERED)
    closed = _closed(events)
    kept = answered.detail.get("in_time") if answered else None
    by = enquiry.close_by
    in_time = closed.created_at <= by if closed and by and enquiry.withdrawn_at is None else None
    return Case(
        enquiry.id, enquiry.organisation_id, enquiry.officer_id, enquiry.kind, enquiry.locale,
        enquiry.origin_id, begun,
        _span(begun, accepted, None, known),
        _span(begun, answered, None if kept is None else bool(kept), known),
        _span(begun, closed, in_time, known),
    )  # fmt: skip


def _first(events: Sequence[EnquiryEvent], *kinds: Event) -> EnquiryEvent | None:
    return next((event for event in events if event.kind in kinds), None)


def _closed(events: Sequence[EnquiryEvent]) -> EnquiryEvent | None:
    """The closing that still stands."""
    last = next((e for e in reversed(events) if e.kind in (*CLOSING, Event.REOPENED)), None)
    return last if last is not None and last.kind in CLOSING else None


def _span(
    begun: datetime, event: EnquiryEvent | None, in_time: bool | None, known: Calendar
) -> Span | None:
    if event is None:
        return None
    clock = int((event.created_at - begun).total_seconds() // 60)
    return Span(working_minutes(begun, event.created_at, known), clock, in_time)


def _median(ordered: Sequence[int]) -> float | None:
    return float(median(ordered)) if len(ordered) >= FEWEST else None


def _ninetieth(ordered: Sequence[int]) -> float | None:
    if len(ordered) < FEWEST:
        return None
    return float(ordered[-(-len(ordered) * 9 // 10) - 1])
