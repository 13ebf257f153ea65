"""Promises run only while it is the office's turn, and a broken one reaches somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts import absences, duties
from portal.core.audit import SYSTEM
from portal.core.outbox import Message, OutboxRow
from portal.enquiries import chasing, held, mails, service, taking, telling, topics
from portal.enquiries.held import Sign
from portal.enquiries.models import Enquiry, EnquiryEvent, EnquiryState
from portal.enquiries.service import HandOver
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import a_draft, an_enquiry, offices

CITY = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=CITY)


@pytest.fixture
def clock(portal: Runtime) -> Iterator[time_machine.Traveller]:
    with portal.database.write() as session:
        offices(session)
    with time_machine.travel(MONDAY, tick=False) as travelled:
        yield travelled


def test_who_takes_over_while_the_investor_thinks_is_promised_for_anew(
    portal: Runtime, clock: time_machine.Traveller
) -> None:
    with portal.database.write() as session:
        first, second = (factories.user(session, "officer", "yanhu") for _ in range(2))
        enquiry = an_enquiry(session)
        service.hand_over(
            session, enquiry, enquiry.version, first, HandOver(first.organisation, first, "r")
        )
        taking.accept(session, enquiry, enquiry.version, first)
        service.answer(session, enquiry, enquiry.version, first, "Yes.", "a")
        service.hand_over(
            session, enquiry, enquiry.version, first, HandOver(second.organisation, second, "r")
        )
        assert [enquiry.accept_by] == [None], "the investor's turn"
        clock.shift(timedelta(days=14))
        service.investor_writes(session, enquiry, "And a crane?", "w")
        assert enquiry.accept_by is not None
        assert enquiry.accept_by > MONDAY + timedelta(days=14)
        chasing.chase(session)
        assert enquiry.officer_id == second.id


def test_what_was_closed_unaccepted_and_is_opened_again_is_to_be_accepted(
    portal: Runtime, clock: time_machine.Traveller
) -> None:
    with portal.database.write() as session:
        enquiry = an_enquiry(session)
        service.close_by_investor(session, enquiry)
        clock.shift(timedelta(days=1))
        service.investor_writes(session, enquiry, "One more thing", "w")
        assert enquiry.accept_by is not None
        assert enquiry.accept_by > MONDAY + timedelta(days=1)


def test_closing_is_never_promised_before_the_answer(
    portal: Runtime, clock: time_machine.Traveller
) -> None:
    with portal.database.write() as session:
        officer, enquiry = factories.user(session, "officer"), an_enquiry(session)
        assert enquiry.close_by is not None
        clock.move_to(enquiry.close_by - timedelta(minutes=30))
        service.answer(session, enquiry, enquiry.version, officer, "Yes.", "a")
        service.investor_writes(session, enquiry, "And a crane?", "w")
        assert enquiry.close_by >= enquiry.respond_by


@pytest.mark.parametrize("refused", [False, True])
def test_what_looks_like_spam_gets_past_nobody_by_closing_and_writing(
    portal: Runtime, clock: time_machine.Traveller, refused: bool
) -> None:
    with portal.database.write() as session:
        officer = factories.user(session, "administrator")
        enquiry = service.submit(session, a_draft(), "k", held_for=[Sign.LINKS])
        if refused:
            held.refuse(session, enquiry, enquiry.version, officer)
        else:
            service.close_by_investor(session, enquiry)
        service.investor_writes(session, enquiry, "pills", "w")
        assert (enquiry.state, enquiry.closed_at) == (EnquiryState.HELD, None)
        assert not session.scalars(select(OutboxRow).where(OutboxRow.topic == topics.WRITTEN)).all()
        held.release(session, enquiry, enquiry.version, officer)
        assert enquiry.state == EnquiryState.OPEN
        assert enquiry.accept_by is not None


def happened(portal: Runtime) -> list[tuple[str, str]]:
    with portal.database.read() as session:
        events = session.scalars(select(EnquiryEvent).order_by(EnquiryEvent.id))
        return [(event.kind, event.detail.get("due", "")) for event in events]


def test_after_an_outage_nobody_is_reminded_of_what_is_over(
    portal: Runtime, clock: time_machine.Traveller
) -> None:
    with portal.database.write() as session:
        factories.user(session, "officer")
        factories.user(session, "administrator")
        enquiry = an_enquiry(session)
        enquiry.officer_id = None
    clock.shift(timedelta(days=30))
    with portal.database.write() as session:
        chasing.chase(session)
    kinds = [kind for kind, _due in happened(portal)]
    assert kinds.count("escalated") == 3
    assert "reminded" not in kinds


def test_the_only_one_there_is_hears_of_his_own_lateness(
    portal: Runtime, clock: time_machine.Traveller
) -> None:
    with portal.database.write() as session:
        alone = factories.user(session, "administrator")
        enquiry = an_enquiry(session)
        assert enquiry.officer_id == alone.id
    clock.shift(timedelta(hours=30))
    with portal.database.write() as session:
        chasing.chase(session)
    assert escalation(portal).payload["user"] == alone.id


def escalation(portal: Runtime) -> Message:
    with portal.database.read() as session:
        row = session.scalars(
            select(OutboxRow).where(OutboxRow.topic == topics.ESCALATION).order_by(OutboxRow.id)
        ).first()
        assert row is not None
        return Message(row.id, row.topic, row.payload, 1)


def test_a_head_who_let_it_lie_is_not_his_own_superior_and_a_deputy_hears_it(
    portal: Runtime, clock: time_machine.Traveller
) -> None:
    with portal.database.write() as session:
        head, above, deputy = (
            factories.user(session, role) for role in ("officer", "administrator", "administrator")
        )
        duties.appoint(session, SYSTEM, head.organisation_id, 0, None, head.id)
        day = MONDAY.date()
        absences.add(session, SYSTEM, above, (day, day + timedelta(days=60)), deputy)
        enquiry = an_enquiry(session)
        service.hand_over(
            session, enquiry, enquiry.version, head, HandOver(head.organisation, head, "r")
        )
        taking.accept(session, enquiry, enquiry.version, head)
    clock.shift(timedelta(days=30))
    with portal.database.write() as session:
        chasing.chase(session)
    row = escalation(portal)
    assert row.payload["user"] == above.id
    with portal.database.write() as session:
        telling.spread(session, row)
        mailed = session.scalars(
            select(OutboxRow).where(OutboxRow.topic == topics.mail_topic(topics.ESCALATION))
        ).all()
        assert [one.payload["user"] for one in mailed] == [deputy.id]


def test_the_word_to_the_superior_names_what_was_missed_and_by_whom(
    portal: Runtime, clock: time_machine.Traveller
) -> None:
    """Nobody accepts it: the return to the duty officer makes a new promise, elsewhere."""
    with portal.database.write() as session:
        chief = factories.user(session, "administrator")
        county = factories.user(session, "officer", "yanhu")
        enquiry = an_enquiry(session)
        service.hand_over(
            session, enquiry, enquiry.version, chief, HandOver(county.organisation, county, "r")
        )
        missed = enquiry.accept_by
        assert missed is not None
    clock.shift(timedelta(days=1))
    with portal.database.write() as session:
        chasing.chase(session)
        enquiry = session.scalars(select(Enquiry)).one()
        assert enquiry.accept_by != missed
    ids = escalation(portal).payload
    with portal.database.read() as session:
        enquiry = session.scalars(select(Enquiry)).one()
        assert mails.due_by(enquiry, ids) == missed
        assert mails.office_of(session, enquiry, ids).id == county.organisation_id
