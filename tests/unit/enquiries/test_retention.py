"""What the privacy page promises about deletion happens by itself."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from sqlalchemy import select

from portal.core.clock import now
from portal.enquiries import files, retention
from portal.enquiries.models import Enquiry, EnquiryMessage, EnquiryState
from portal.media.checks import Upload
from portal.media.models import MediaFile
from portal.media.service import sweep
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
        file = files.keep(session, portal.store, Upload("plan.pdf", PDF))
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


def test_the_bytes_of_a_forgotten_file_go_too(portal: Runtime) -> None:
    with portal.database.write() as session:
        digest = files.keep(session, portal.store, Upload("plan.pdf", PDF)).digest
    with time_machine.travel(now() + timedelta(days=2)):
        with portal.database.write() as session:
            assert files.forget_abandoned(session) == 1
        with portal.database.read() as session:
            assert sweep(session, portal.store) == 1
    assert not portal.store.path(digest).exists()
