"""Logged talks, ratings and cards: who sees them, and what they change."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.core.locales import DEFAULT
from portal.core.outbox import OutboxRow
from portal.enquiries import conversation, service, talks
from portal.enquiries.models import Enquiry, Via
from portal.enquiries.rating import NotAnswered, Rating, rate
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import an_enquiry, offices


def test_a_logged_talk_is_for_staff_only_and_is_no_answer(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        enquiry = an_enquiry(session)
        officer = factories.user(session, "officer")
        promised = enquiry.respond_by
        talks.log(session, enquiry, officer, Via.PHONE, "说好了", "寄图纸", date(2026, 11, 30))
        assert [t.is_talk for t in conversation.all_turns(session, enquiry)] == [False, True]
        assert len(conversation.public_turns(session, enquiry)) == 1
        assert (enquiry.state, enquiry.respond_by) == ("open", promised)


def test_only_an_answer_can_be_rated_and_the_last_word_counts(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        enquiry: Enquiry = an_enquiry(session)
        with pytest.raises(NotAnswered):
            rate(session, enquiry, Rating.GOOD, "")
        by = factories.user(session, "officer")
        service.answer(session, enquiry, enquiry.version, by, "有", "a", listings=[7])
        version = enquiry.version
        rate(session, enquiry, Rating.GOOD, "")
        rate(session, enquiry, Rating.GOOD, "")
        rate(session, enquiry, Rating.POOR, "太慢")
        assert (enquiry.rating, enquiry.rating_reason) == ("poor", "太慢")
        assert enquiry.version == version
        told = [m for m in session.scalars(select(OutboxRow)) if m.topic == "enquiry.rated"]
        assert len(told) == 2
        turns = conversation.public_turns(session, enquiry)
        last = turns[-1].message
        assert last.listings == [7]
        assert conversation.cards_by_message(session, turns, DEFAULT) == {last.id: ()}
