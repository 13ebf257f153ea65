"""What the privacy page promises about deletion happens by itself."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import time_machine
from sqlalchemy import select

from portal.core.clock import now
from portal.enquiries import files, retention, service
from portal.enquiries.models import Enquiry, EnquiryFile, EnquiryMessage, EnquiryState
from portal.media.checks import Upload
from portal.media.models import MediaFile
from portal.media.service import remove_bytes, sweep
from portal.pipeline import leads
from portal.runtime import Runtime
from tests.support.enquiries import an_enquiry, offices
from tests.support.records import PDF


def _close(portal: Runtime, days_ago: int) -> int:
    with portal.database.write() as session:
        offices(session)
        enquiry = an_enquiry(session, f"k{days_ago}")
        enquiry.state = EnquiryState.CLOSED
        enquiry.closed_at = now() - timedelta(days=days_ago)
        message = session.scalars(
            select(EnquiryMessage).where(EnquiryMessage.enquiry_id == enquiry.id)
        ).one()
        file = files.keep(session, files.prepare(portal.store, Upload("plan.pdf", PDF)))
        files.attach(session, message.id, [file.id])
        return enquiry.id


def test_two_years_after_closing_the_person_is_forgotten_and_the_figures_stay(
    portal: Runtime,
) -> None:
    old, recent = _close(portal, 800), _close(portal, 600)
    with portal.database.write() as session:
        assert retention.erase_expired(session, leads.strike_out) == 1
    with portal.database.read() as session:
        erased, kept = session.get_one(Enquiry, old), session.get_one(Enquiry, recent)
        assert (erased.name, erased.phone, erased.message) == ("", "", "")
        assert erased.reference
        assert erased.closed_at
        assert kept.name
        turns = session.scalars(select(EnquiryMessage.enquiry_id)).all()
        assert turns == [recent]
        assert len(session.scalars(select(MediaFile)).all()) == 1
    with portal.database.write() as session:
        assert retention.erase_expired(session, leads.strike_out) == 0, "once is enough"


def test_two_years_after_the_last_word_it_ends_though_nobody_closed_it(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        for key, state in enumerate((EnquiryState.ANSWERED, EnquiryState.HELD, EnquiryState.OPEN)):
            an_enquiry(session, f"k{key}").state = state
        talked = an_enquiry(session, "later").id
    with time_machine.travel(now() + timedelta(days=400)), portal.database.write() as session:
        service.investor_writes(session, session.get_one(Enquiry, talked), "Still there?", "w")
    with time_machine.travel(now() + timedelta(days=800)), portal.database.write() as session:
        assert retention.erase_expired(session, leads.strike_out) == 3
        left = session.scalars(select(Enquiry).where(Enquiry.name != "")).all()
        assert [enquiry.id for enquiry in left] == [talked]
        gone = session.scalars(select(Enquiry).where(Enquiry.name == "")).all()
        assert {(one.state, one.phone, one.message) for one in gone} == {("closed", "", "")}


def test_the_bytes_of_a_forgotten_file_go_too(portal: Runtime) -> None:
    with portal.database.write() as session:
        digest = files.keep(session, files.prepare(portal.store, Upload("plan.pdf", PDF))).digest
    with time_machine.travel(now() + timedelta(days=2)):
        with portal.database.write() as session:
            assert files.forget_abandoned(session) == 1
        with portal.database.read() as session:
            assert sweep(session, portal.store) == 1
    assert not portal.store.path(digest).exists()


def test_bytes_stay_until_the_last_enquiry_with_that_file_is_forgotten(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        kept = files.keep(session, files.prepare(portal.store, Upload("plan.pdf", PDF)))
        digest = kept.digest
        ids = []
        for key in ("wrong", "right"):
            enquiry = an_enquiry(session, key)
            first = select(EnquiryMessage.id).where(EnquiryMessage.enquiry_id == enquiry.id)
            files.attach(session, session.scalars(first).one(), [kept.id])
            ids.append(enquiry.id)
    for id, left in zip(ids, (True, False), strict=True):
        with portal.database.write() as session:
            retention.erase(session, session.get_one(Enquiry, id), leads.strike_out)
        with time_machine.travel(now() + timedelta(hours=1)), portal.database.write() as session:
            remove_bytes(session, portal.store, digest)
        assert portal.store.path(digest).exists() is left


def test_two_at_once_with_the_same_file_both_have_it(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        kept = files.keep(session, files.prepare(portal.store, Upload("plan.pdf", PDF))).id
        enquiries = [an_enquiry(session, key).id for key in ("wrong", "right")]
        found = select(EnquiryMessage.id).where(EnquiryMessage.enquiry_id.in_(enquiries))
        messages = session.scalars(found).all()
    begun = threading.Barrier(2)

    def attach(message: int) -> None:
        begun.wait()
        with portal.database.write() as session:
            files.attach(session, message, [kept])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(attach, messages))
    with portal.database.read() as session:
        tied = session.scalars(select(EnquiryFile.message_id)).all()
    assert sorted(tied) == sorted(messages)
