"""The audit trail finds what is asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy.orm import Session

from portal.accounts.trail import TrailQuery, read_trail
from portal.core.audit import SYSTEM, Actor, record
from portal.runtime import Runtime


def fill(session: Session) -> None:
    """Three deeds; the first falls on 20 November in the city and 19 November in UTC."""
    deeds = [
        (
            datetime(2026, 11, 19, 17, 0, tzinfo=UTC),
            Actor(1, "王建国"),
            "person.added",
            ("user", 7),
        ),
        (
            datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
            Actor(2, "100%_Li"),
            "person.changed",
            ("user", 7),
        ),
        (datetime(2026, 11, 20, 17, 0, tzinfo=UTC), SYSTEM, "listing.published", ("listing", 7)),
    ]
    for moment, actor, action, subject in deeds:
        with time_machine.travel(moment):
            record(session, actor, action, subject)
            session.flush()


@pytest.mark.parametrize(
    ("query", "actions"),
    [
        (TrailQuery(), ["listing.published", "person.changed", "person.added"]),
        (TrailQuery(actor="建国"), ["person.added"]),
        (TrailQuery(actor="100%_li"), ["person.changed"]),
        (TrailQuery(actor="%"), ["person.changed"]),
        (TrailQuery(action="person.added"), ["person.added"]),
        (TrailQuery(subject_type="user", subject_id="7"), ["person.changed", "person.added"]),
        (TrailQuery(first=date(2026, 11, 20), last=date(2026, 11, 20)), ["person.changed", "person.added"]),
        (TrailQuery(first=date(2026, 11, 21)), ["listing.published"]),
        (TrailQuery(last=date.max), ["listing.published", "person.changed", "person.added"]),
        (TrailQuery(last=date(2026, 11, 18)), []),
    ],
)  # fmt: skip
def test_conditions_narrow_the_trail(
    portal: Runtime, query: TrailQuery, actions: list[str]
) -> None:
    with portal.database.write() as session:
        fill(session)
        assert [entry.action for entry in read_trail(session, query, 1).items] == actions


def test_the_trail_comes_in_pages(portal: Runtime) -> None:
    with portal.database.write() as session:
        for number in range(120):
            record(session, SYSTEM, "listing.published", ("listing", number))
        first, last, beyond = (read_trail(session, TrailQuery(), page) for page in (1, 3, 9))
        assert (len(first.items), len(last.items), len(beyond.items)) == (50, 20, 0)
        assert (first.total, first.last) == (120, 3)
        assert first.items[0].subject_id == "119"


@pytest.mark.parametrize("day", [date.min, date(1, 1, 2), date.max])
def test_the_ends_of_time_are_no_error(portal: Runtime, day: date) -> None:
    with portal.database.write() as session:
        fill(session)
        read_trail(session, TrailQuery(first=day, last=day), 1)
