"""How much was asked and how long it took, from what happened; nobody's contents.

An enquiry counts from the moment it was given to an office (its first `routed` event), and in the
period in which that lies. What is held for review does not count, and what was refused as spam is
counted apart, by the moment it came in. Who has the enquiry now has it in the figures, whoever
had it before. When it was accepted, answered and closed, and which promises held:
:mod:`portal.enquiries.courses`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, select, true
from sqlalchemy.orm import Session

from portal.core.calendar_days import calendar
from portal.core.clock import in_city, now
from portal.core.paging import Page, page_of
from portal.enquiries.courses import WANTED, Course, Promises, Step, Told, course_of
from portal.enquiries.journal import Event
from portal.enquiries.models import Enquiry, EnquiryEvent, EnquiryState

FEWEST = 5  # below this a percentile or a share says something of single cases
PAGE_SIZE = 50
Offices = Collection[int] | None  # None: all of them


class By(StrEnum):
    MONTH = "month"
    ORGANISATION = "organisation"
    OFFICER = "officer"
    KIND = "kind"
    LANGUAGE = "language"
    ORIGIN = "origin"


@dataclass(frozen=True, slots=True)
class Case:
    """One enquiry as the figures see it; without a course it was refused as spam."""

    id: int
    organisation_id: int
    officer_id: int | None
    kind: str
    locale: str
    origin_id: int | None
    begun: datetime
    course: Course | None


@dataclass(frozen=True, slots=True)
class Times:
    """Of `cases` that it was done in; minutes, None where there are too few of them.

    Of `due` promises, kept or run out, `kept` were kept.
    """

    cases: int
    median: float | None
    ninetieth: float | None
    clock_median: float | None
    clock_ninetieth: float | None
    due: int
    kept: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where too few were due."""
        return self.kept / self.due if self.due >= FEWEST else None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; `key` is an id, a code or a month such as `2026-11`.

    `refused` ones are not among those `asked`. The rest are: given to another, given back by
    somebody, and taken back or erased at the investor's wish, each enquiry once.
    """

    key: int | str | None
    asked: int
    accepted: Times
    answered: Times
    closed: Times
    handed_over: int
    declined: int
    withdrawn: int
    refused: int


KEYS: Mapping[By, Callable[[Case], int | str | None]] = {
    By.MONTH: lambda case: in_city(case.begun).strftime("%Y-%m"),
    By.ORGANISATION: lambda case: case.organisation_id,
    By.OFFICER: lambda case: case.officer_id,
    By.KIND: lambda case: case.kind,
    By.LANGUAGE: lambda case: case.locale,
    By.ORIGIN: lambda case: case.origin_id,
}


def cases(
    session: Session, begins: datetime, ends: datetime, offices: Offices = None
) -> list[Case]:
    """What came in between two moments; four queries."""
    first = (
        select(EnquiryEvent.enquiry_id, func.min(EnquiryEvent.created_at).label("at"))
        .where(EnquiryEvent.kind == Event.ROUTED)
        .group_by(EnquiryEvent.enquiry_id)
        .subquery()
    )
    mine = (_of(offices), first.c.at >= begins, first.c.at < ends)
    told = _told(
        select(*TOLD)
        .join(Enquiry, Enquiry.id == EnquiryEvent.enquiry_id)
        .join(first, first.c.enquiry_id == Enquiry.id)
        .where(*mine, EnquiryEvent.kind.in_(WANTED)),
        session,
    )
    asked = session.execute(
        select(*FACTS, first.c.at, Enquiry.respond_by, Enquiry.close_by)
        .join(first, first.c.enquiry_id == Enquiry.id)
        .where(*mine)
        .order_by(Enquiry.id)
    )
    moment, known = now(), calendar(session)
    found = []
    for row in asked:
        promises = Promises(row.respond_by, row.close_by)
        found.append(_case(row, course_of(told[row.id], promises, moment, known)))
    return found + _refused(session, begins, ends, offices)


def table(found: Iterable[Case], by: By) -> list[Line]:
    """A line for each key there is, in the keys' order."""
    groups: dict[int | str | None, list[Case]] = defaultdict(list)
    for case in found:
        groups[KEYS[by](case)].append(case)
    return [total(groups[key], key) for key in sorted(groups, key=lambda k: (k is None, str(k)))]


def total(found: Sequence[Case], key: int | str | None = None) -> Line:
    """All of them in one line."""
    courses = [case.course for case in found if case.course is not None]
    return Line(
        key,
        len(courses),
        times([course.accepted for course in courses]),
        times([course.answered for course in courses]),
        times([course.closed for course in courses]),
        sum(course.handed_over for course in courses),
        sum(course.declined for course in courses),
        sum(course.withdrawn for course in courses),
        len(found) - len(courses),
    )


def times(steps: Sequence[Step]) -> Times:
    """The middle and the ninetieth percentile (the nearest that was measured)."""
    working = sorted(step.working for step in steps if step.working is not None)
    clock = sorted(step.clock for step in steps if step.clock is not None)
    due = [step.in_time for step in steps if step.in_time is not None]
    return Times(
        len(clock), _median(working), _ninetieth(working), _median(clock), _ninetieth(clock),
        len(due), sum(due),
    )  # fmt: skip


def unanswered(session: Session, offices: Offices, page: int) -> Page[Enquiry]:
    """Open ones without any answer so far, the oldest first."""
    query = (
        select(Enquiry)
        .where(Enquiry.state == EnquiryState.OPEN, Enquiry.answered_at.is_(None), _of(offices))
        .order_by(Enquiry.created_at, Enquiry.id)
    )
    return page_of(session, query, page, PAGE_SIZE)


FACTS = (
    Enquiry.id, Enquiry.organisation_id, Enquiry.officer_id, Enquiry.kind, Enquiry.locale,
    Enquiry.origin_id,
)  # fmt: skip
TOLD = (
    EnquiryEvent.enquiry_id, EnquiryEvent.kind, EnquiryEvent.created_at, EnquiryEvent.actor_name,
    EnquiryEvent.detail["in_time"].as_integer(), EnquiryEvent.detail["accept_by"].as_string(),
)  # fmt: skip


def _told(query: Select[Any], session: Session) -> Mapping[int, Sequence[Told]]:
    """By enquiry, from the first `routed` on."""
    courses: dict[int, list[Told]] = defaultdict(list)
    for enquiry_id, kind, at, actor, in_time, by in session.execute(
        query.order_by(EnquiryEvent.id)
    ):
        kept = None if in_time is None else bool(in_time)
        accept_by = datetime.fromisoformat(by) if by else None
        if courses[enquiry_id] or kind == Event.ROUTED:
            courses[enquiry_id].append(Told(kind, at, actor, kept, accept_by))
    return courses


def _refused(session: Session, begins: datetime, ends: datetime, offices: Offices) -> list[Case]:
    of_it = exists().where(EnquiryEvent.enquiry_id == Enquiry.id)
    refused = of_it.where(EnquiryEvent.kind == Event.REFUSED)
    spam = refused & ~of_it.where(EnquiryEvent.kind == Event.ROUTED)  # let through after all
    found = session.execute(
        select(*FACTS, Enquiry.created_at.label("at"))
        .where(spam, Enquiry.created_at >= begins, Enquiry.created_at < ends, _of(offices))
        .order_by(Enquiry.id)
    )
    return [_case(row, None) for row in found]


def _case(row: Row[*tuple[Any, ...]], course: Course | None) -> Case:
    return Case(
        row.id, row.organisation_id, row.officer_id, row.kind, row.locale, row.origin_id, row.at,
        course,
    )  # fmt: skip


def _of(offices: Offices) -> ColumnElement[bool]:
    return true() if offices is None else Enquiry.organisation_id.in_(offices)


def _median(ordered: Sequence[int]) -> float | None:
    return float(median(ordered)) if len(ordered) >= FEWEST else None


def _ninetieth(ordered: Sequence[int]) -> float | None:
    if len(ordered) < FEWEST:
        return None
    return float(ordered[-(-len(ordered) * 9 // 10) - 1])
