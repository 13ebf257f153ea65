"""Nobody is left waiting: accepting, declining, reminding, escalating, each once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import OfficeDuty, Organisation, User
from portal.core import clock
from portal.core.outbox import OutboxRow
from portal.enquiries import chasing, service, taking
from portal.enquiries.models import Chase, Enquiry, EnquiryEvent, EnquiryState
from portal.enquiries.topics import DIGEST, ESCALATION, REMINDER, RETURNED
from portal.enquiries.versions import Conflict
from portal.runtime import Runtime
from tests.support import factories
from tests.support.clock import city
from tests.support.enquiries import an_enquiry, offices

MONDAY = city("2026-11-23 09:00")


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@contextmanager
def at(moment: str) -> Iterator[None]:
    with time_machine.travel(city(moment), tick=False):
        yield


@pytest.fixture
def people(portal: Runtime) -> dict[str, User]:
    """The agency with a duty officer and a head; Yanhu with a duty officer and two others."""
    with portal.database.write() as session:
        offices(session)
        agency = session.scalars(select(Organisation).where(Organisation.key == "agency")).one()
        yanhu = session.scalars(select(Organisation).where(Organisation.key == "yanhu")).one()
        yanhu.parent_id = agency.id
        found = {
            "duty": factories.user(session, "officer", "yanhu"),
            "first": factories.user(session, "officer", "yanhu"),
            "second": factories.user(session, "officer", "yanhu"),
            "agency": factories.user(session, "officer", "agency"),
            "head": factories.user(session, "administrator", "agency"),
        }
        session.add(OfficeDuty(organisation_id=yanhu.id, duty_officer_id=found["duty"].id))
        session.add(
            OfficeDuty(
                organisation_id=agency.id,
                duty_officer_id=found["agency"].id,
                head_id=found["head"].id,
            )
        )
    return found


def asked(session: Session, officer: User) -> Enquiry:
    enquiry = an_enquiry(session, key=f"k{clock.now()}{officer.id}")
    enquiry.organisation_id, enquiry.officer_id = officer.organisation_id, officer.id
    session.flush()
    return enquiry


def told(session: Session) -> Counter[str]:
    topics = (REMINDER, ESCALATION, RETURNED, DIGEST)
    return Counter(
        f"{row.topic.partition('.')[2]} {row.payload.get('due', '')}".strip()
        for row in session.scalars(select(OutboxRow).where(OutboxRow.topic.in_(topics)))
    )


def test_a_new_enquiry_promises_accepting_answering_and_closing(
    portal: Runtime, people: dict[str, User]
) -> None:
    with portal.database.write() as session:
        enquiry = asked(session, people["first"])
        assert enquiry.accept_by == city("2026-11-23 15:30")
        assert enquiry.respond_by == city("2026-11-24 18:00")
        assert enquiry.close_by == city("2026-11-30 18:00")


def test_of_two_who_accept_at_one_moment_one_wins_and_the_other_is_told(
    portal: Runtime, people: dict[str, User]
) -> None:
    with portal.database.write() as session:
        id = asked(session, people["first"]).id
    ready, outcomes = threading.Barrier(2), []

    def accept(name: str) -> None:
        ready.wait()
        try:
            with portal.database.write() as session:
                taking.accept(session, session.get_one(Enquiry, id), 1, people[name])
            outcomes.append("won")
        except Conflict:
            outcomes.append("told")

    both = [threading.Thread(target=accept, args=(name,)) for name in ("first", "second")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes) == ["told", "won"]


def test_declining_gives_it_to_the_duty_officer_and_from_there_to_the_office_above(
    portal: Runtime, people: dict[str, User]
) -> None:
    with portal.database.write() as session:
        enquiry = asked(session, people["first"])
        taking.decline(session, enquiry, 1, people["first"], "不归我管")
        assert enquiry.officer_id == people["duty"].id
        taking.decline(session, enquiry, 2, people["duty"], "不归我们管")
        assert enquiry.officer_id == people["agency"].id
        assert enquiry.organisation_id == people["agency"].organisation_id
        assert told(session) == {"returned": 2}


def test_what_nobody_accepts_goes_to_the_duty_officer_once(
    portal: Runtime, people: dict[str, User]
) -> None:
    with portal.database.write() as session:
        id = asked(session, people["first"]).id
    with at("2026-11-23 15:31"), portal.database.write() as session:
        assert chasing.chase(session)
        enquiry = session.get_one(Enquiry, id)
        assert enquiry.officer_id == people["duty"].id
        assert enquiry.accept_by == city("2026-11-24 10:01")
        assert chasing.chase(session) == 0


def test_a_reminder_before_and_word_to_the_head_after_each_once(
    portal: Runtime, people: dict[str, User]
) -> None:
    with portal.database.write() as session:
        enquiry = asked(session, people["first"])
        taking.accept(session, enquiry, 1, people["first"])
    for moment, expected in (
        ("2026-11-24 10:00", {}),
        ("2026-11-24 16:30", {"reminder answer": 1}),
        ("2026-11-24 17:30", {"reminder answer": 1}),
        ("2026-11-25 08:31", {"reminder answer": 1, "escalation answer": 1}),
        ("2026-11-25 18:31", {"reminder answer": 1, "escalation answer": 1}),
    ):
        with at(moment), portal.database.write() as session:
            chasing.chase(session)
            assert told(session) == expected, moment
    with portal.database.read() as session:
        row = session.scalars(select(OutboxRow).where(OutboxRow.topic == ESCALATION)).one()
        assert row.payload["user"] == people["head"].id


def test_time_spent_waiting_for_the_investor_does_not_count(
    portal: Runtime, people: dict[str, User]
) -> None:
    with portal.database.write() as session:
        id = asked(session, people["first"]).id
        enquiry = session.get_one(Enquiry, id)
        service.answer(session, enquiry, 1, people["first"], "请问面积？", "a")
        assert enquiry.accepted_at is not None, "who answers has accepted"
    with at("2026-12-10 09:00"), portal.database.write() as session:
        assert chasing.chase(session) == 0, "the investor's turn"
        enquiry = session.get_one(Enquiry, id)
        service.investor_writes(session, enquiry, "五千平", "b")
        assert enquiry.respond_by == city("2026-12-11 18:00")
        assert enquiry.close_by == city("2026-12-17 18:00"), "moved by what was waited"


def test_the_digest_comes_every_five_working_days_once_and_in_the_morning(
    portal: Runtime, people: dict[str, User]
) -> None:
    days: list[date] = []
    for number in range(30):
        day = date(2026, 11, 23) + timedelta(days=number)
        with at(f"{day} 08:00"), portal.database.write() as session:
            assert chasing.digest(session) == 0, "before the office opens"
        with at(f"{day} 09:00"), portal.database.write() as session:
            if chasing.digest(session):
                days.append(day)
            assert chasing.digest(session) == 0
    assert {(after - before).days for before, after in pairwise(days)} == {7}
    assert len(days) > 3


def test_every_enquiry_is_in_exactly_one_state(portal: Runtime, people: dict[str, User]) -> None:
    with portal.database.write() as session:
        for number in range(6):
            enquiry = asked(session, people["first"])
            enquiry.idempotency_key = f"n{number}"
            session.flush()
            if number % 2:
                service.answer(session, enquiry, 1, people["first"], "好", f"a{number}")
            if number % 3 == 0:
                service.close(session, enquiry, enquiry.version, people["first"], "完成")
        counted = dict(
            session.execute(select(Enquiry.state, func.count()).group_by(Enquiry.state)).all()
        )
        assert set(counted) <= {str(state) for state in EnquiryState}
        assert sum(counted.values()) == 6
        assert session.scalar(select(func.count()).select_from(Chase)) == 0
        assert session.scalar(select(func.count()).select_from(EnquiryEvent))


def test_two_workers_at_once_and_one_that_dies_send_each_word_once(
    portal: Runtime, people: dict[str, User]
) -> None:
    with portal.database.write() as session:
        for _ in range(5):
            enquiry = asked(session, people["first"])
            enquiry.idempotency_key = f"w{enquiry.id}"
            taking.accept(session, enquiry, 1, people["first"])
    ready = threading.Barrier(2)

    def chase_and_die() -> None:
        with portal.database.write() as session:
            assert chasing.chase(session)
            raise ZeroDivisionError

    def work() -> None:
        ready.wait()
        with portal.database.write() as session:
            chasing.chase(session)
            chasing.digest(session)

    with at("2026-11-30 19:00"):
        with pytest.raises(ZeroDivisionError):
            chase_and_die()
        both = [threading.Thread(target=work) for _ in range(2)]
        for worker in both:
            worker.start()
        for worker in both:
            worker.join()
        with portal.database.read() as session:
            words = told(session)
    assert words["escalation answer"] == words["escalation close"] == 5
    assert words["digest"] in (0, 5), "to each who answers, once"
