"""Whoever lacks the right meets an investor nowhere: not in pages, files, mails, logs or errors."""

from __future__ import annotations

import gzip
import io
import json
import logging
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from urllib.parse import quote

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs
from werkzeug.routing import Rule

from portal.accounts import duties
from portal.accounts.models import Organisation, User
from portal.accounts.permissions import GRANTS, Permission
from portal.core.audit import SYSTEM
from portal.core.clock import now
from portal.core.outbox import OutboxRow
from portal.enquiries import chasing, topics
from portal.enquiries.models import Enquiry, EnquiryFile, EnquiryMessage
from portal.enquiries.origins.models import Origin
from portal.listings.registry import registry
from portal.notifications.models import Notification
from portal.pipeline.models import Lead
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.brought import origin
from tests.support.client import StrictClient
from tests.support.enquiries import an_enquiry
from tests.support.looking import seen_in
from tests.support.persons import PERSON, QUESTION, a_full_case
from tests.web.enquiries.asking import mails, plain

UNENTITLED = [role for role, granted in GRANTS.items() if Permission.ENQUIRY_CONTACT not in granted]
WAYS_TO_WRITE = ("13987654321", "139 8765 4321", "+86 139-8765-4321", "8765 4321",
                 "ruolan@firma.example", "RUOLAN", "欧阳若兰", "歐陽若蘭")  # fmt: skip
LEAVING = ("/staff/sign-out",)
Known = Mapping[str, Sequence[str | int]]


@pytest.fixture
def known(portal: Runtime, work: Callable[[], None]) -> Known:
    """A person who went through all hands, everybody told; what can stand in an address."""
    with portal.database.write() as session:
        halls = [factories.space(session).id, factories.listing(session, "news").id]
        head = factories.user(session, "viewer")
        for key in ("agency", "yanhu"):
            office = factories.organisation(session, key)
            duties.appoint(session, SYSTEM, office.id, 0, None, head.id)
        origin(session)
    enquiry_id = a_full_case(portal)
    with portal.database.write() as session:
        an_enquiry(session, "open", halls[0], **PERSON, message=QUESTION)
    work()
    with portal.database.read() as session:
        enquiries = session.scalars(select(Enquiry).order_by(Enquiry.id)).all()
        first: dict[str, list[int | str]] = {name: list(session.scalars(select(column))) for name, column in {
            "lead_id": Lead.id, "media_id": EnquiryFile.media_id, "origin_id": Origin.id,
            "notification_id": Notification.id, "user_id": User.id,
            "organisation_id": Organisation.id, "code": Origin.code,
        }.items()}  # fmt: skip
    assert first["lead_id"]
    assert first["media_id"]
    segments = [one.segment for one in registry().values()]
    return {
        **{name: found[:2] for name, found in first.items()},
        "enquiry_id": [enquiry_id, enquiries[-1].id], "listing_id": halls,
        "reference": [enquiries[0].reference], "segment": segments,
        "locale_code": ["en", "zh-hant"], "format": ["csv", "jsonl"], "kind": ["hall"],
        "deed": ["activate"], "tail": [f"{hall}-x" for hall in halls], "name": ["about"],
    }  # fmt: skip


def addresses(app: Flask, known: Known, method: str) -> Iterator[str]:
    """Every address that takes this method, for everything that is known."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in (rule.methods or ()) and rule.endpoint != "static":
                yield from _filled(rule, known)


def _filled(rule: Rule, known: Known) -> Iterator[str]:
    names = sorted(rule.arguments)
    for values in product(*(known.get(name, (1,)) for name in names)):
        built = rule.build(dict(zip(names, values, strict=True)), append_unknown=False)
        if built:
            yield built[1]


def test_somebody_lacks_the_right() -> None:
    assert {str(role) for role in UNENTITLED} == {"viewer", "editor", "publisher"}


@pytest.mark.parametrize("role", UNENTITLED)
def test_nothing_that_can_be_read_shows_the_person(
    app: Flask, known: Known, staff: Staff, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    reader, opened = staff(role), set[str]()
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        for address in addresses(app, known, "GET"):
            answer = reader.get(address)
            assert answer.status_code != 500, address  # a page that fails proves nothing
            assert not seen_in(answer.data), (role, address)
            assert not seen_in(str(answer.headers)), (role, address)
            if answer.status_code == 200:
                opened.add(address)
    for must in ("/api/v1/listings/spaces", "/en/feed.xml", "/staff/notifications/"):
        assert must in opened
    assert ("/staff/figures/figures.csv" in opened) is (role != "editor")
    assert ("/staff/exchange/spaces.csv" in opened) is (role == "publisher")
    assert not seen_in(json.dumps(logs, default=str, ensure_ascii=False) + caplog.text)


@pytest.mark.parametrize("role", UNENTITLED)
def test_nothing_that_can_be_sent_brings_the_person_out(
    app: Flask, known: Known, staff: Staff, role: str
) -> None:
    """Downloads that are posted for among them."""
    reader, refused = staff(role), set[str]()
    sent = {"why": "call", "reason": "x", "purpose": "request", "version": "1"}
    for address in addresses(app, known, "POST"):
        if address in LEAVING:
            continue
        answer = reader.submit(address, sent, page="/staff/account/")
        assert answer.status_code != 500, address
        assert not seen_in(answer.data), (role, address)
        if answer.status_code == 403:
            refused.add(address)
    enquiry = f"/staff/enquiries/{known['enquiry_id'][0]}"
    assert {f"{enquiry}/contact", f"{enquiry}/answer", "/staff/privacy/copy"} <= refused


@pytest.mark.parametrize("role", UNENTITLED)
@pytest.mark.parametrize("typed", WAYS_TO_WRITE)
def test_looking_for_the_person_finds_no_more_than_was_typed(
    known: Known, staff: Staff, role: str, typed: str
) -> None:
    reader = staff(role)
    for place in (
        "/en/search?q={}", "/zh-hans/search?q={}", "/api/v1/search?q={}", "/api/v1/suggest?q={}",
        "/api/v1/listings/spaces?q={}", "/staff/spaces/?q={}", "/staff/enquiries/?q={}",
        "/staff/leads/?q={}", "/staff/search/?q={}", "/staff/figures/?by=officer&q={}",
    ):  # fmt: skip
        answer = reader.get(place.format(quote(typed)))
        assert answer.status_code < 500, place
        assert not seen_in(answer.data, told=typed), place


def test_mails_and_messages_to_staff_name_nobody(
    portal: Runtime, known: Known, work: Callable[[], None], staff: Staff
) -> None:
    """Also to those who have the right; a viewer heads the office and is told what is late."""
    with time_machine.travel(now(), tick=False) as clock:
        clock.shift(14 * 86_400)
        with portal.database.write() as session, capture_logs() as chased:
            assert chasing.chase(session)
        with capture_logs() as worked:
            work()
    to_staff = [
        mail for mail in mails(portal) if PERSON["email"].casefold() not in mail["To"].casefold()
    ]
    with portal.database.read() as session:
        viewers = set(session.scalars(select(User.email).where(User.role == "viewer")))
        told = session.scalars(select(Notification.topic)).all()
    assert {mail["To"] for mail in to_staff} & viewers
    assert topics.ESCALATION in told
    for mail in to_staff:
        assert not seen_in(plain(mail) + str(mail.items()) + mail.as_string())
    assert not seen_in(json.dumps([*chased, *worked], default=str, ensure_ascii=False))


def test_what_the_outbox_holds_names_nobody(portal: Runtime, known: Known) -> None:
    """Its rows carry ids; its errors are read by operators."""
    with portal.database.read() as session:
        rows = session.scalars(select(OutboxRow)).all()
        assert rows
        for row in rows:
            assert not seen_in(repr({c.name: getattr(row, c.name) for c in row.__table__.columns}))


def test_a_database_that_fails_does_not_name_what_was_written(portal: Runtime) -> None:
    """Such an error goes into the log, and with a row of the outbox."""
    with portal.database.write() as session:
        enquiry = an_enquiry(session, "k", None, **PERSON)
        broken = EnquiryMessage(enquiry_id=enquiry.id, author=None, text=QUESTION,
                                author_name=PERSON["name"], created_at=now())  # fmt: skip
        session.add(broken)
        with pytest.raises(IntegrityError) as failed:
            session.flush()
        assert "enquiry_message" in str(failed.value)
        assert not seen_in(str(failed.value))
        session.rollback()


def test_the_audit_trail_names_nobody_even_to_administrators(known: Known, staff: Staff) -> None:
    reader = staff("administrator")
    for number in range(1, 4):
        page = reader.get(f"/staff/audit/?page={number}")
        assert page.status_code == 200
        assert not seen_in(page.data)


@pytest.mark.parametrize("written", ["139 8765 4321", "+86&nbsp;139-8765-4321", "%2B8613987654321",
                                     "\\u6b27\\u9633\\u82e5\\u5170", "Ruolan@Firma.example"])  # fmt: skip
def test_a_person_would_be_seen(written: str) -> None:
    """What looks for the person finds the person, packed or not."""
    archive, plain_bytes = io.BytesIO(), written.encode()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as sheet:
        sheet.writestr("xl/sharedStrings.xml", f"<t>{written}</t>")
    for data in (plain_bytes, gzip.compress(plain_bytes), archive.getvalue()):
        assert seen_in(data)
    assert not seen_in(
        b"+86 139 \xe2\x80\xa2\xe2\x80\xa2, r\xe2\x80\xa2\xe2\x80\xa2@\xe2\x80\xa2.example"
    )


def test_with_the_right_and_a_reason_the_same_look_finds_the_person(
    known: Known, staff: Staff
) -> None:
    officer: StrictClient = staff("officer")
    page = f"/staff/enquiries/{known['enquiry_id'][0]}"
    answer = officer.submit(f"{page}/contact", {"why": "call"}, page=page)
    assert {"phone", "mail address"} <= set(seen_in(answer.data))
