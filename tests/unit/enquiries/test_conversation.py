"""From the question to the answer and back: states, promises, who won, who knows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.core.audit import AuditEntry
from portal.core.clock import now
from portal.enquiries import conversation, private_link, service
from portal.enquiries.inbox import View, inbox
from portal.enquiries.models import Enquiry, EnquiryEvent, EnquiryMessage
from portal.enquiries.service import Conflict, HandOver, WrongPerson
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import an_enquiry, offices

MONDAY = datetime(2026, 10, 26, 2, 0, tzinfo=UTC)  # 10:00 in the city


def test_an_answer_is_the_offices_and_claims_the_enquiry(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        officer = factories.user(session, "officer", "agency")
        enquiry = an_enquiry(session)
        service.answer(session, enquiry, 1, officer, "有的。", "a")
        turns = conversation.public_turns(session, enquiry)
    assert [turn.message.text for turn in turns] == ["有没有8米高的厂房？", "有的。"]
    assert turns[1].message.author_name == "agency办公室"  # offices, not persons
    assert (enquiry.state, enquiry.officer_id, enquiry.version) == ("answered", officer.id, 2)


def test_the_same_answer_sent_twice_is_given_once(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        officer = factories.user(session, "officer")
        enquiry = an_enquiry(session)
        service.answer(session, enquiry, 1, officer, "有的。", "a")
        service.answer(session, enquiry, 1, officer, "有的。", "a")
        assert len(conversation.all_turns(session, enquiry)) == 2


def test_an_answer_to_what_somebody_else_changed_is_refused(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        officer = factories.user(session, "officer")
        enquiry = an_enquiry(session)
        service.note(session, enquiry, 1, officer, "打过电话", "n")
        with pytest.raises(Conflict):
            service.answer(session, enquiry, 1, officer, "有的。", "a")
        with pytest.raises(Conflict):
            service.answer(session, enquiry, 10**30, officer, "有的。", "a")


def test_of_two_officers_who_answer_at_once_one_wins(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        officers = [factories.user(session, "officer").id for _ in range(4)]
        enquiry_id = an_enquiry(session).id
    start = Barrier(4)

    def answer(user_id: int) -> bool:
        start.wait()
        try:
            with portal.database.write() as session:
                enquiry = session.get_one(Enquiry, enquiry_id)
                by = session.get_one(User, user_id)
                service.answer(session, enquiry, 1, by, f"from {user_id}", f"k{user_id}")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(answer, officers)) == [False, False, False, True]


def test_notes_are_for_staff_alone(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        officer = factories.user(session, "officer")
        enquiry = an_enquiry(session)
        service.note(session, enquiry, 1, officer, "老客户", "n")
        assert len(conversation.all_turns(session, enquiry)) == 2
        assert len(conversation.public_turns(session, enquiry)) == 1
        assert enquiry.state == "open"


def test_writing_again_opens_it_with_a_new_promise(portal: Runtime) -> None:
    with portal.database.write() as session, time_machine.travel(MONDAY, tick=False) as clock:
        offices(session)
        officer = factories.user(session, "officer")
        enquiry = an_enquiry(session)
        service.answer(session, enquiry, 1, officer, "有的。", "a")
        service.close(session, enquiry, 2, officer, "办结")
        clock.move_to(MONDAY + timedelta(days=1))
        service.investor_writes(session, enquiry, "那有吊车吗？", "w")
        service.investor_writes(session, enquiry, "那有吊车吗？", "w")
        assert (enquiry.state, enquiry.closed_at) == ("open", None)
        assert enquiry.respond_by == datetime(2026, 10, 28, 10, 0, tzinfo=UTC)
        assert len(conversation.public_turns(session, enquiry)) == 3


def test_writing_again_before_the_answer_does_not_put_the_promise_off(portal: Runtime) -> None:
    with portal.database.write() as session, time_machine.travel(MONDAY, tick=False) as clock:
        offices(session)
        enquiry = an_enquiry(session)
        promised = enquiry.respond_by
        clock.move_to(MONDAY + timedelta(days=3))
        service.investor_writes(session, enquiry, "还在吗？", "w")
        assert enquiry.respond_by == promised


def test_after_a_hand_over_the_old_office_sees_nothing(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        officer = factories.user(session, "officer", "agency")
        other = factories.user(session, "officer", "linyi")
        enquiry = an_enquiry(session)
        to = HandOver(other.organisation, other, "在临猗")
        service.hand_over(session, enquiry, 1, officer, to)
        assert inbox(session, officer, View.ORGANISATION, "", 1).total == 0
        assert inbox(session, officer, View.ORGANISATION, enquiry.reference, 1).total == 0
        assert inbox(session, other, View.MINE, "", 1).total == 1
        kinds = session.scalars(select(EnquiryEvent.kind).order_by(EnquiryEvent.id)).all()
        assert kinds == ["routed", "handed_over", "taken_over"]


def test_nothing_is_handed_to_somebody_who_cannot_open_it(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        officer = factories.user(session, "officer")
        viewer = factories.user(session, "viewer", "linyi")
        enquiry = an_enquiry(session)
        with pytest.raises(WrongPerson):
            service.hand_over(
                session, enquiry, 1, officer, HandOver(viewer.organisation, viewer, "")
            )


def test_reasons_and_names_of_investors_stay_out_of_the_trail(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        officer = factories.user(session, "officer")
        enquiry = an_enquiry(session)
        service.close(session, enquiry, 1, officer, "王建国打电话说不用了")
        trail = session.scalars(select(AuditEntry).where(AuditEntry.action.like("enquiry.%"))).all()
        assert [entry.action for entry in trail] == ["enquiry.routed", "enquiry.closed"]
        assert "王建国" not in str([(entry.detail, entry.actor_name) for entry in trail])


def test_the_private_key_opens_one_enquiry_until_it_expires(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        first, second = an_enquiry(session, "1"), an_enquiry(session, "2")
        key = private_link.key_for(first, "s")
        assert private_link.find(session, "s", first.reference, key) is first
        assert private_link.find(session, "s", second.reference, key) is None
        assert private_link.find(session, "other", first.reference, key) is None
        first.key_expires_at = now() - timedelta(seconds=1)
        assert private_link.find(session, "s", first.reference, key) is None
        service.remind(session, first)
        assert private_link.find(session, "s", first.reference, key) is None  # another key now
        again = private_link.key_for(first, "s")
        assert private_link.find(session, "s", first.reference, again) is first


def test_two_threads_write_the_same_words_once(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        enquiry_id = an_enquiry(session).id
    start = Barrier(4)

    def write(_n: int) -> None:
        start.wait()
        with portal.database.write() as session:
            service.investor_writes(session, session.get_one(Enquiry, enquiry_id), "在吗？", "w")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    with portal.database.read() as session:
        assert session.scalar(select(func.count()).select_from(EnquiryMessage)) == 2
