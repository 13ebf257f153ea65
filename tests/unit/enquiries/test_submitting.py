"""A question comes in: once, to the right office, with a promise."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import func, select

from portal.accounts.models import Organisation
from portal.core.database import Base
from portal.core.outbox import OutboxRow
from portal.enquiries import service
from portal.enquiries.models import Enquiry, EnquiryMessage, RoutingRule
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import a_draft, an_enquiry, offices


def key_of(portal: Runtime, enquiry: Enquiry) -> str:
    with portal.database.read() as session:
        return session.get_one(Organisation, enquiry.organisation_id).key


def test_a_question_without_a_listing_goes_to_the_agency(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        enquiry = an_enquiry(session)
    assert key_of(portal, enquiry) == "agency"
    assert enquiry.routed_because["matched"] == {}


def test_a_county_answers_for_its_halls(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        hall = factories.space(session, region="140821")
        enquiry = an_enquiry(session, listing_id=hall.id)
    assert key_of(portal, enquiry) == "linyi"
    assert enquiry.routed_because["matched"] == {"region": "140821"}
    assert enquiry.listing_title == hall.working_title


def test_the_office_that_owns_a_listing_comes_before_the_region(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        hall = factories.space(session, region="140821", owner="yanhu")
        enquiry = an_enquiry(session, listing_id=hall.id)
    assert key_of(portal, enquiry) == "yanhu"


def test_the_listings_own_contact_gets_it_with_the_own_office(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        officer = factories.user(session, "officer", "linyi")
        hall = factories.space(session, region="140802")
        hall.contact_id = officer.id
        enquiry = an_enquiry(session, listing_id=hall.id)
    assert (enquiry.officer_id, key_of(portal, enquiry)) == (officer.id, "linyi")


@pytest.mark.parametrize("values", [{"active": False}, {"role": "viewer"}])
def test_a_contact_who_cannot_answer_is_passed_over(
    portal: Runtime, values: dict[str, object]
) -> None:
    with portal.database.write() as session:
        offices(session)
        officer = factories.user(session, "officer", "linyi")
        for name, value in values.items():
            setattr(officer, name, value)
        hall = factories.space(session, region="140821")
        hall.contact_id = officer.id
        enquiry = an_enquiry(session, listing_id=hall.id)
    assert (enquiry.officer_id, key_of(portal, enquiry)) == (None, "linyi")


def test_a_deactivated_person_of_a_rule_leaves_it_to_the_office(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        person = factories.user(session, "officer", "linyi", active=False)
        last = session.scalars(select(RoutingRule).order_by(RoutingRule.position.desc())).first()
        assert last is not None
        last.organisation_id, last.user_id = person.organisation_id, person.id
        enquiry = an_enquiry(session)
    assert (enquiry.officer_id, key_of(portal, enquiry)) == (None, "linyi")


def test_a_draft_that_was_never_public_cannot_be_asked_about(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        draft = factories.listing(session, "space", publish=False)
        enquiry = an_enquiry(session, listing_id=draft.id)
    assert (enquiry.listing_id, enquiry.listing_title) == (None, "")


@time_machine.travel(datetime(2026, 10, 30, 4, 0, tzinfo=UTC), tick=False)  # Friday noon
def test_an_answer_is_promised_by_the_end_of_the_next_working_day(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        enquiry = an_enquiry(session)
    assert enquiry.respond_by == datetime(2026, 11, 2, 10, 0, tzinfo=UTC)  # Monday, 18:00


def test_sent_twice_it_exists_once(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        first = an_enquiry(session)
    with portal.database.write() as session:
        assert an_enquiry(session).reference == first.reference
        assert session.scalar(select(func.count()).select_from(EnquiryMessage)) == 1


def test_a_key_with_other_words_is_refused(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        an_enquiry(session)
        with pytest.raises(service.KeyReused):
            an_enquiry(session, message="等一下，还有一个问题")


def test_sent_by_eight_threads_at_once_it_exists_once(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
    start = Barrier(8)

    def send(_n: int) -> str:
        start.wait()
        with portal.database.write() as session:
            return service.submit(session, a_draft(), "one key").reference

    with ThreadPoolExecutor(8) as pool:
        references = set(pool.map(send, range(8)))
    with portal.database.read() as session:
        kept = session.scalars(select(Enquiry.reference)).all()
        mails = session.scalars(
            select(OutboxRow.topic).where(OutboxRow.topic.like("%enquiry%"))
        ).all()
    assert references == set(kept)
    assert len(kept) == 1
    assert sorted(mails) == ["enquiry.assigned", "mail.enquiry_received"]


def test_nothing_personal_stands_outside_the_enquiry_tables(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        an_enquiry(session, name="Zebedee", email="zebedee@example.com", message="marmalade")
    with portal.database.read() as session:
        for table in Base.metadata.sorted_tables:
            if not table.name.startswith("enquiry"):
                rows = str(session.execute(table.select()).all()).lower()
                assert not [
                    word for word in ("zebedee", "marmalade", "13800138000") if word in rows
                ]


def test_the_first_rules_are_laid_down_once(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        offices(session)
        rules = session.scalars(select(RoutingRule).order_by(RoutingRule.position)).all()
        assert [(r.use_contact, r.region) for r in rules] == [
            (True, None), (False, "140802"), (False, "140821"), (False, None),
        ]  # fmt: skip
