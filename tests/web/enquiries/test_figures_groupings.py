"""Every grouping of the figures, recomputed from the raw events."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.core.clock import in_city, now
from portal.core.locales import BY_SEGMENT
from portal.core.working_time import working_minutes
from portal.enquiries import figures
from portal.enquiries.figures import By, Times
from portal.enquiries.models import Enquiry, EnquiryEvent
from portal.enquiries.origins.models import Origin, OriginKind
from portal.runtime import Runtime
from tests.web.enquiries.test_figures import history

Told = tuple[Enquiry, list[EnquiryEvent]]
Measured = tuple[datetime, datetime, bool | None]  # begun, ended, promise kept


def spread(session: Session) -> None:
    """Languages, offices, origins and promised closings, at random."""
    chance = random.Random(7)
    offices = list(session.scalars(select(Organisation.id)))
    brought = Origin(
        code="fair", kind=OriginKind.EVENT, name="Fair", organisation_id=offices[0],
        created_at=now(),
    )  # fmt: skip
    session.add(brought)
    session.flush()
    for enquiry in session.scalars(select(Enquiry)):
        enquiry.locale = chance.choice(list(BY_SEGMENT))
        enquiry.organisation_id = chance.choice(offices)
        enquiry.origin_id = chance.choice([brought.id, None])
        enquiry.close_by = enquiry.created_at + timedelta(minutes=chance.randrange(1, 9000))


def key_of(enquiry: Enquiry, by: By) -> int | str | None:
    if by is By.MONTH:
        return in_city(enquiry.created_at).strftime("%Y-%m")
    names = {By.ORGANISATION: "organisation_id", By.OFFICER: "officer_id", By.KIND: "kind",
             By.LANGUAGE: "locale", By.ORIGIN: "origin_id"}  # fmt: skip
    found: int | str | None = getattr(enquiry, names[by])
    return found


def first(told: Told, *kinds: str) -> list[Measured]:
    """When it first happened; a promise is known of answers alone."""
    events = told[1]
    for event in events:
        if event.kind in kinds:
            kept = bool(event.detail["in_time"]) if kinds == ("answered",) else None
            return [(events[0].created_at, event.created_at, kept)]
    return []


def closing(told: Told) -> list[Measured]:
    """The last closing, unless it was opened again."""
    enquiry, events = told
    ends = [event for event in events if event.kind in ("closed", "reopened")]
    if not ends or ends[-1].kind == "reopened":
        return []
    assert enquiry.close_by is not None
    ended = ends[-1].created_at
    return [(events[0].created_at, ended, ended <= enquiry.close_by)]


def assert_agrees(shown: Times, measured: Sequence[Measured]) -> None:
    assert shown.cases == len(measured)
    if len(measured) < figures.FEWEST:
        assert shown == Times(len(measured), None, None, None, None, None)
        return
    working = sorted(working_minutes(begun, ended) for begun, ended, _ in measured)
    clock = sorted((ended - begun) // timedelta(minutes=1) for begun, ended, _ in measured)
    assert (shown.median, shown.clock_median) == (median(working), median(clock))
    nearest = next(rank for rank in range(1, len(clock) + 1) if rank * 10 >= len(clock) * 9)
    assert (shown.ninetieth, shown.clock_ninetieth) == (working[nearest - 1], clock[nearest - 1])
    kept = [one for *_, one in measured if one is not None]
    assert shown.in_time == (sum(kept) / len(kept) if kept else None)


@pytest.mark.parametrize("by", list(By))
def test_every_grouping_agrees_with_the_raw_events(portal: Runtime, by: By) -> None:
    history(portal, 120)
    with portal.database.write() as session:
        spread(session)
    with portal.database.read() as session:
        events: dict[int, list[EnquiryEvent]] = defaultdict(list)
        for event in session.scalars(select(EnquiryEvent).order_by(EnquiryEvent.id)):
            events[event.enquiry_id].append(event)
        groups: dict[int | str | None, list[Told]] = defaultdict(list)
        for enquiry in session.scalars(select(Enquiry)):
            if events[enquiry.id][0].kind == "routed":
                groups[key_of(enquiry, by)].append((enquiry, events[enquiry.id]))
        cases = figures.cases(session, now() - timedelta(days=90), now())
        lines = figures.table(cases, by)
        assert {line.key for line in lines} == set(groups)
        pairs = [(line, groups[line.key]) for line in lines]
        pairs.append((figures.total(cases), [told for mine in groups.values() for told in mine]))
        for line, mine in pairs:
            assert line.asked == len(mine)
            accepted = [one for told in mine for one in first(told, "accepted", "answered")]
            assert_agrees(line.accepted, accepted)
            assert_agrees(line.answered, [one for told in mine for one in first(told, "answered")])
            assert_agrees(line.closed, [one for told in mine for one in closing(told)])
