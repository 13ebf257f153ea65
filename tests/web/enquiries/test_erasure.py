"""Erased is erased: by whichever way, not a word of the person stays anywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core import outbox
from portal.core.audit import SYSTEM
from portal.core.clock import now
from portal.enquiries import files, privacy, retention, service
from portal.enquiries.models import Enquiry, EnquiryEvent, EnquiryMessage
from portal.media.checks import Upload
from portal.media.models import MediaFile
from portal.pipeline import leads
from portal.runtime import Runtime
from portal.worker import work_once
from tests.support.enquiries import an_enquiry
from tests.support.persons import a_full_case, kept_traces
from tests.support.records import PDF


def withdrawn(portal: Runtime, id: int) -> None:
    with portal.database.write() as session:
        privacy.withdraw(session, session.get_one(Enquiry, id), leads.strike_out)


def on_request(portal: Runtime, id: int) -> None:
    with portal.database.write() as session:
        enquiry = session.get_one(Enquiry, id)
        privacy.erase_on_request(session, enquiry, enquiry.version, SYSTEM, leads.strike_out)


def in_time(portal: Runtime, id: int) -> None:
    with portal.database.write() as session:
        enquiry = session.get_one(Enquiry, id)
        by = session.scalars(select(User)).first()
        assert by is not None
        service.close(session, enquiry, enquiry.version, by, "欧阳若兰已签约")
    with time_machine.travel(now() + timedelta(days=800)), portal.database.write() as session:
        assert retention.erase_expired(session, leads.strike_out) == 1


@pytest.mark.parametrize("way", [withdrawn, on_request, in_time])
def test_no_table_knows_the_person_any_more(
    portal: Runtime, work: Callable[[], None], way: Callable[[Runtime, int], None]
) -> None:
    id = a_full_case(portal)
    work()
    assert len(kept_traces(portal)) > 10, "or the test would see nothing"
    way(portal, id)
    assert kept_traces(portal) == []


def kinds_of_events(session: Session) -> list[str]:
    """In the order they happened: PostgreSQL hands rewritten rows out last when none is named."""
    return list(session.scalars(select(EnquiryEvent.kind).order_by(EnquiryEvent.id)))


@pytest.mark.parametrize("way", [withdrawn, on_request, in_time])
def test_the_figures_stay(portal: Runtime, way: Callable[[Runtime, int], None]) -> None:
    id = a_full_case(portal)
    with portal.database.read() as session:
        before = session.get_one(Enquiry, id)
        events = kinds_of_events(session)
    way(portal, id)
    with portal.database.read() as session:
        after = session.get_one(Enquiry, id)
        for name in ("reference", "kind", "locale", "organisation_id", "created_at", "answered_at",
                     "accepted_at", "rating"):  # fmt: skip
            assert getattr(after, name) == getattr(before, name)
        assert kinds_of_events(session)[: len(events)] == events


@pytest.mark.parametrize("way", [withdrawn, on_request, in_time])
def test_the_bytes_of_files_go_with_the_next_step_of_the_worker(
    portal: Runtime, app: Flask, way: Callable[[Runtime, int], None]
) -> None:
    id = a_full_case(portal)
    with portal.database.read() as session:
        digest = session.scalars(select(MediaFile.digest)).one()
    way(portal, id)
    assert portal.store.path(digest).exists(), "not before the erasure is committed"
    with time_machine.travel(now() + timedelta(days=801)):
        while work_once(app, portal):
            pass
    assert not portal.store.path(digest).exists()


def test_bytes_that_another_enquiry_holds_as_well_stay(portal: Runtime, app: Flask) -> None:
    id, other = a_full_case(portal), a_full_case(portal, "other")
    on_request(portal, id)
    with time_machine.travel(now() + timedelta(minutes=6)):
        while work_once(app, portal):
            pass
        with portal.database.read() as session:
            digest = session.scalars(select(MediaFile.digest)).one()
        assert portal.store.path(digest).read_bytes() == PDF
        on_request(portal, other)
    with time_machine.travel(now() + timedelta(minutes=12)):
        while work_once(app, portal):
            pass
    assert not portal.store.path(digest).exists()


def test_bytes_kept_again_a_moment_ago_wait_for_their_row(portal: Runtime, app: Flask) -> None:
    """Somebody uploads the same file while it is being erased: its row is not committed yet."""
    on_request(portal, a_full_case(portal))
    digest = portal.store.put(PDF)
    while work_once(app, portal):
        pass
    assert portal.store.path(digest).exists()
    with portal.database.write() as session:
        files.keep(session, files.prepare(portal.store, Upload("again.pdf", PDF)))
    with time_machine.travel(now() + timedelta(minutes=6)):
        while work_once(app, portal):
            pass
        with portal.database.read() as session:
            assert outbox.pending(session) == 0
    assert portal.store.path(digest).exists()


def test_the_firm_and_staffs_own_words_stay_in_the_lead(portal: Runtime) -> None:
    with portal.database.write() as session:
        enquiry = an_enquiry(
            session,
            "firm",
            company="晋南冷链公司",
            message="请打 13800138000，我要厂房一间，越快越好。",
        )
        facts = leads.LeadFacts("晋南冷链公司", "冷链中心；联系人王建国", 800, "140802", None,
                                enquiry.organisation_id, None, None)  # fmt: skip
        lead, _ = leads.make(session, SYSTEM, enquiry.id, facts)
        moved = lead.changed_at
        retention.erase(session, enquiry, leads.strike_out)
        assert (lead.investor, lead.wish) == ("晋南冷链公司", "冷链中心；联系人••••")
        assert (lead.amount, lead.changed_at) == (800, moved)
        assert session.scalars(select(EnquiryMessage)).all() == []
