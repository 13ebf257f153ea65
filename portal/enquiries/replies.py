"""How enquiries were answered, district by district, for everybody to read.

What counts is every enquiry that came to an office within the last year and whose first answer
was due: it has one, or its promised time is over. Those without an answer, and those answered
late, stay in the denominator, also when they were closed without an answer.

Not counted are enquiries held for review or refused as spam (they never came to an office), and
those whose investor closed them, took the consent back or had the data erased without an answer
*before* the promised time was over: nobody was left to answer, and nobody was late. After it,
they count as unanswered. A talk on the telephone is no answer here, as on the desk.

A case belongs to the district of the listing that was asked about. That stays as it was when the
question came, so that handing over moves no case to another line. Where nothing was asked about,
or something of the whole city, it belongs to no district.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.calendar_days import calendar
from portal.core.clock import now
from portal.core.reference import regions, root_region
from portal.core.working_time import Calendar, working_minutes
from portal.enquiries.journal import Event
from portal.enquiries.models import Enquiry, EnquiryEvent
from portal.enquiries.service import INVESTOR

FEWEST = 5  # fewer would say something of single cases
PERIOD = timedelta(days=365)
WANTED = (
    Event.ROUTED, Event.ANSWERED, Event.CLOSED, Event.REOPENED, Event.WITHDRAWN, Event.ERASED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """An enquiry whose first answer was due; minutes of office hours and by the clock."""

    district: str | None
    working: int | None  # None without an answer, as is `clock`
    clock: int | None
    in_time: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Of so many cases; the middle of the minutes of those answered, None if below `FEWEST`."""

    cases: int
    answered: int
    in_time: int
    working: float | None
    clock: float | None


@dataclass(frozen=True, slots=True)
class Replies:
    """The record: a line for each district that has enough cases, in the order of the regions.

    The key None is for questions about no single district. `others` are all cases without a line
    of their own, never of one district alone, and never fewer than `FEWEST`; None if there are
    none.
    """

    counted_at: datetime
    total: Tally
    districts: Mapping[str | None, Tally]
    others: Tally | None


class _Told(NamedTuple):
    enquiry_id: int
    kind: str
    at: datetime
    actor_name: str
    in_time: int | None
    region: str | None
    respond_by: datetime


def replies(session: Session) -> Replies | None:
    """The record of the last year; None while there are fewer than `FEWEST` cases; at most two queries."""
    moment = now()
    cases = due(session, moment)
    if len(cases) < FEWEST:
        return None
    groups: dict[str | None, list[Case]] = defaultdict(list)
    for case in cases:
        groups[case.district].append(case)
    own = apart({district: len(mine) for district, mine in groups.items()})
    rest = [case for case in cases if case.district not in own]
    lines = {district: tally(groups[district]) for district in own}
    return Replies(moment, tally(cases), lines, tally(rest) if lines and rest else None)


def due(session: Session, moment: datetime) -> list[Case]:
    """Every enquiry of the year before that moment whose first answer was due by then."""
    query = (
        select(
            EnquiryEvent.enquiry_id, EnquiryEvent.kind, EnquiryEvent.created_at,
            EnquiryEvent.actor_name, EnquiryEvent.detail["in_time"].as_integer(),
            Enquiry.region, Enquiry.respond_by,
        )
        .join(Enquiry, Enquiry.id == EnquiryEvent.enquiry_id)
        .where(EnquiryEvent.kind.in_(WANTED), EnquiryEvent.created_at > moment - PERIOD)
        .order_by(EnquiryEvent.id)
    )  # fmt: skip
    courses: dict[int, list[_Told]] = defaultdict(list)
    for row in session.execute(query):
        courses[row[0]].append(_Told(*row))
    if not courses:
        return []
    known = calendar(session)
    found = (_case(course, moment, known) for course in courses.values())
    return [case for case in found if case is not None]


def tally(cases: Sequence[Case]) -> Tally:
    return Tally(
        len(cases),
        sum(case.clock is not None for case in cases),
        sum(case.in_time for case in cases),
        _middle(case.working for case in cases),
        _middle(case.clock for case in cases),
    )


def apart(counts: Mapping[str | None, int]) -> list[str | None]:
    """The districts that get a line of their own, None last.

    Few cases must not be told by subtraction either. Where those without a line are fewer than
    `FEWEST` together, the smallest line joins them: then they are enough, and of several
    districts, so that nobody can tell whose they are.
    """
    order = {code: place for place, code in enumerate(regions())}
    own = sorted(
        (district for district, count in counts.items() if count >= FEWEST),
        key=lambda district: (district is None, order.get(district or "", 0)),
    )
    hidden = sum(count for count in counts.values() if count < FEWEST)
    if own and 0 < hidden < FEWEST:
        own.remove(min(own, key=lambda district: counts[district]))
    return own


def district_of(region: str | None) -> str | None:
    """The region right under the whole city that a code lies in; None for the city itself."""
    term = regions().get(region or "")
    while term is not None and term.parent not in (None, root_region()):
        term = regions().get(term.parent or "")
    return term.code if term is not None and term.parent else None


def _case(course: Sequence[_Told], moment: datetime, known: Calendar) -> Case | None:
    asked = next((told.at for told in course if told.kind == Event.ROUTED), None)
    if asked is None:  # came in before the year began
        return None
    district = district_of(course[0].region)
    answer = next((told for told in course if told.kind == Event.ANSWERED), None)
    if answer is None:
        return Case(district, None, None, False) if _was_due(course, moment) else None
    clock = int((answer.at - asked).total_seconds() // 60)
    working = working_minutes(asked, answer.at, known)
    return Case(district, working, clock, bool(answer.in_time))


def _was_due(course: Sequence[_Told], moment: datetime) -> bool:
    """Whether the promised time ran out while the investor still waited for the first answer."""
    given_up: datetime | None = None
    for told in course:
        if told.kind == Event.REOPENED:
            given_up = None
        elif _gives_up(told):
            given_up = given_up or told.at
    promised = course[0].respond_by
    return promised <= moment and (given_up is None or given_up > promised)


def _gives_up(told: _Told) -> bool:
    closed = told.kind == Event.CLOSED and told.actor_name == INVESTOR.name
    return closed or told.kind in (Event.WITHDRAWN, Event.ERASED)


def _middle(minutes: Iterable[int | None]) -> float | None:
    known = [each for each in minutes if each is not None]
    return float(median(known)) if len(known) >= FEWEST else None
