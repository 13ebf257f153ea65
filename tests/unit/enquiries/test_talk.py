"""Logged talks, ratings and cards: who sees them, and what they change."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.core.locales import DEFAULT
from portal.core.outbox import OutboxRow
from portal.enquiries import attached, conversation, held, service, talks
from portal.enquiries.held import Sign
from portal.enquiries.models import Enquiry, Via
from portal.enquiries.rating import NotAnswered, Rating, rate
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import a_draft, an_enquiry, offices


def test_a_logged_talk_is_for_staff_only_and_is_no_answer(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        enquiry = an_enquiry(session)
        officer = factories.user(session, "officer")
        promised = enquiry.respond_by
        talks.log(session, enquiry, officer, Via.PHONE, "说好了", "寄图纸", date(2026, 11, 30), "t")
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
        hall = factories.space(session)
        service.answer(session, enquiry, enquiry.version, by, "有", "a", listings=[hall.id])
        version = enquiry.version
        rate(session, enquiry, Rating.GOOD, "")
        rate(session, enquiry, Rating.GOOD, "")
        rate(session, enquiry, Rating.POOR, "太慢")
        assert (enquiry.rating, enquiry.rating_reason) == ("poor", "太慢")
        assert enquiry.version == version
        told = [m for m in session.scalars(select(OutboxRow)) if m.topic == "enquiry.rated"]
        assert len(told) == 1  # once an hour
        turns = conversation.public_turns(session, enquiry)
        last = turns[-1].message
        assert last.listings == [hall.id]
        cards = attached.cards_by_message(session, turns, DEFAULT)
        assert [card.id for card in cards[last.id]] == [hall.id]


def test_a_talk_sent_twice_is_kept_once(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        enquiry = an_enquiry(session)
        officer = factories.user(session, "officer")
        kept = [
            talks.log(session, enquiry, officer, Via.PHONE, "说好了", "", None, "one").id
            for _again in range(2)
        ]
        assert kept[0] == kept[1]


def test_what_goes_along_is_public_and_at_most_five(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        enquiry = an_enquiry(session)
        by = factories.user(session, "officer")
        halls = [factories.space(session).id for _each in range(6)]
        draft = factories.listing(session, "space", publish=False).id
        with pytest.raises(attached.TooManyListings):
            service.answer(session, enquiry, 1, by, "有", "a", halls)
        for hidden in (draft, 999_999):
            with pytest.raises(attached.NotPublic):
                service.answer(session, enquiry, 1, by, "有", "a", [halls[0], hidden])
        assert enquiry.answered_at is None


def test_a_held_enquiry_waits_for_its_release(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        enquiry = service.submit(session, a_draft(), "k", (), None, [Sign.TRAP])
        by = factories.user(session, "officer")
        office = factories.organisation(session, "linyi")
        with pytest.raises(service.Held):
            service.answer(session, enquiry, 1, by, "有", "a")
        with pytest.raises(service.Held):
            service.close(session, enquiry, 1, by, "完")
        with pytest.raises(service.Held):
            service.hand_over(session, enquiry, 1, by, service.HandOver(office, None, "归你们"))
        held.release(session, enquiry, enquiry.version, by)
        service.answer(session, enquiry, enquiry.version, by, "有", "a")
        assert enquiry.state == "answered"
