"""What was promised in a talk stays on the list until a later talk or the end of the enquiry."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.accounts.models import User
from portal.core.clock import today
from portal.enquiries import service, talks
from portal.enquiries.models import Enquiry, Via
from portal.enquiries.steps import open_steps
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import an_enquiry, offices
from tests.unit.enquiries.test_earlier import statements

YESTERDAY = today() - timedelta(days=1)


@pytest.fixture
def me(portal: Runtime) -> User:
    with portal.database.write() as session:
        offices(session)
        return factories.user(session, "officer", "agency")


def given(portal: Runtime, key: str, officer: User | None) -> int:
    with portal.database.write() as session:
        enquiry = an_enquiry(session, key)
        enquiry.officer_id = officer.id if officer else None
        return enquiry.id


def promise(portal: Runtime, enquiry_id: int, by: User, step: str, day: date | None = None) -> None:
    with portal.database.write() as session:
        enquiry = session.get_one(Enquiry, enquiry_id)
        talks.log(session, enquiry, by, Via.PHONE, "We spoke.", step, day, step or "none")


def steps(portal: Runtime, user: User) -> list[str]:
    with portal.database.read() as session:
        return [step.text for step in open_steps(session, user)]


def test_the_earliest_day_comes_first_and_no_day_last(portal: Runtime, me: User) -> None:
    for step, day in (("no day", None), ("later", today()), ("overdue", YESTERDAY)):
        promise(portal, given(portal, step, me), me, step, day)
    assert steps(portal, me) == ["overdue", "later", "no day"]


def test_a_later_talk_takes_the_place_of_what_was_promised(portal: Runtime, me: User) -> None:
    enquiry_id = given(portal, "a", me)
    promise(portal, enquiry_id, me, "send the plan", YESTERDAY)
    promise(portal, enquiry_id, me, "show the hall", today())
    assert steps(portal, me) == ["show the hall"]
    promise(portal, enquiry_id, me, "")
    assert steps(portal, me) == []


def test_a_note_or_an_answer_is_no_talk_and_closing_ends_it(portal: Runtime, me: User) -> None:
    enquiry_id = given(portal, "a", me)
    promise(portal, enquiry_id, me, "call again")
    with portal.database.write() as session:
        enquiry = session.get_one(Enquiry, enquiry_id)
        service.note(session, enquiry, enquiry.version, me, "thought", "n")
        service.answer(session, enquiry, enquiry.version, me, "Yes", "a")
    assert steps(portal, me) == ["call again"]
    with portal.database.write() as session:
        enquiry = session.get_one(Enquiry, enquiry_id)
        service.close(session, enquiry, enquiry.version, me, "done")
    assert steps(portal, me) == []


def test_each_sees_what_is_theirs(portal: Runtime, me: User) -> None:
    with portal.database.write() as session:
        other = factories.user(session, "officer", "agency", email="other@invest.example")
    promise(portal, given(portal, "mine", me), other, "of mine, by whom ever")
    promise(portal, given(portal, "theirs", other), me, "of theirs")
    promise(portal, given(portal, "nobodys", None), me, "of nobody, promised by me")
    assert steps(portal, me) == ["of mine, by whom ever", "of nobody, promised by me"]
    assert steps(portal, other) == ["of theirs"]


def test_it_costs_one_query(portal: Runtime, me: User) -> None:
    for key in "abc":
        promise(portal, given(portal, key, me), me, key)
    with portal.database.write() as session:
        found = statements(session, lambda: open_steps(session, me))
        assert len(found) == 1
        if session.get_bind().engine.dialect.name == "sqlite":
            statement, values = found[0]
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            assert "SCAN enquiry" not in " ".join(str(row[3]) for row in plan)
