"""Mails that come back after they were taken: staff are told once, and nobody else is believed.

Through real SMTP conversations both ways: the portal's mail out, the report of a server in.
"""

from __future__ import annotations

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count
from threading import Barrier

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Talk
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from portal.core import links
from portal.core.clock import now
from portal.core.outbox import OutboxRow
from portal.enquiries import bounces, reply_address, retention
from portal.enquiries.models import Author, Enquiry, EnquiryEvent, EnquiryMessage
from portal.notifications.reports import Report
from portal.pipeline import leads
from portal.runtime import Runtime
from portal.worker import work_once
from tests.conftest import Staff
from tests.support.enquiries import an_enquiry
from tests.support.mailbox import Mailbox, free_port, hand_in
from tests.support.reports import a_report, about, in_words
from tests.web.enquiries.asking import mails

INVESTOR = "ruolan@firma.example"
Door = tuple[str, int]


class Post(Mailbox):
    """A mail server that notes the sender on each envelope, and once asks to come again."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.senders: dict[str, list[str]] = {}

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Talk, envelope: Envelope
    ) -> str:
        known = self.senders.setdefault(envelope.rcpt_tos[0], [])
        known.append(envelope.mail_from or "")
        return (
            "451 later" if len(known) == 1 else await super().handle_DATA(server, session, envelope)
        )


@pytest.fixture
def enquiry(portal: Runtime) -> Enquiry:
    with portal.database.write() as session:
        found = an_enquiry(session, email=INVESTOR, locale="en")
        session.query(OutboxRow).delete()
        return found


@pytest.fixture
def to(taking: Runtime, enquiry: Enquiry) -> str:
    return reply_address.for_reports(enquiry, taking.settings)


def happened(portal: Runtime) -> list[str]:
    with portal.database.read() as session:
        return list(session.scalars(select(EnquiryEvent.kind).order_by(EnquiryEvent.id)))


def told(portal: Runtime) -> list[str]:
    with portal.database.read() as session:
        return [topic for topic in session.scalars(select(OutboxRow.topic)) if "unreach" in topic]


def notes(portal: Runtime) -> list[EnquiryMessage]:
    with portal.database.read() as session:
        return list(session.scalars(select(EnquiryMessage).order_by(EnquiryMessage.id)))[1:]


def nothing_changed(portal: Runtime) -> bool:
    return not told(portal) and not notes(portal) and "unreachable" not in happened(portal)


def test_a_mail_that_comes_back_is_told_to_whoever_answers(
    app: Flask, taking: Runtime, door: Door, staff: Staff
) -> None:
    with taking.database.write() as session:
        enquiry_id = an_enquiry(session, email=INVESTOR, locale="en").id
    port = free_port()
    mailing = replace(
        taking, settings=replace(taking.settings, mail_url=f"smtp://127.0.0.1:{port}")
    )
    post = Post("")
    server = Controller(post, hostname="127.0.0.1", port=port)
    server.start()
    try:
        _work_for_minutes(app, mailing)
        first, second = post.senders[INVESTOR]
        assert first == second, "the same sender at the second attempt"
        assert len(post.to(INVESTOR)) == 1
        for _copy in range(3):
            assert hand_in(door, first, a_report(INVESTOR), "") == 250
        _work_for_minutes(app, mailing)
    finally:
        server.stop()
    assert happened(taking).count("unreachable") == 1
    assert told(taking).count("enquiry.unreachable") == 1
    assert "未能送达" in staff("officer").get(f"/staff/enquiries/{enquiry_id}").text
    to_staff = [senders for reader, senders in post.senders.items() if reader != INVESTOR]
    assert to_staff
    assert not [sender for senders in to_staff for sender in senders if "bounce" in sender]


def _work_for_minutes(app: Flask, runtime: Runtime) -> None:
    start = now()
    for minute in range(3):
        with time_machine.travel(start + timedelta(minutes=minute)):
            while work_once(app, runtime):
                pass


@pytest.mark.parametrize("status", ["5.1.1", "5.1.2", "5.2.1", "5.0.0", "5.7.1"])
def test_any_refusal_for_good_is_told(door: Door, taking: Runtime, to: str, status: str) -> None:
    assert hand_in(door, to.upper(), a_report(INVESTOR.upper(), status), "") == 250
    assert told(taking) == ["enquiry.unreachable"]
    assert notes(taking) == []


@pytest.mark.parametrize(
    "raw",
    [
        a_report(INVESTOR, "4.4.1", "delayed"),
        a_report(INVESTOR, "2.0.0", "delivered"),
        a_report(INVESTOR, "2.0.0", "relayed"),
        a_report("other@firma.example"),
        a_report("other@firma.example", more=about(INVESTOR, "2.0.0", "delivered")),
        a_report(INVESTOR, more="X: y\r\n\r\n" * 1000),
        a_report(INVESTOR, more="--=_r\r\nContent-Type: message/rfc822\r\n\r\n" * 1000),
        a_report(INVESTOR) + (b"x" * 70 + b"\r\n") * 20_000,
        in_words(INVESTOR, "Out of office"),
    ],
)
def test_what_says_nothing_certain_of_the_investors_address_is_dropped(
    door: Door, taking: Runtime, to: str, raw: bytes
) -> None:
    with capture_logs() as logs:
        assert hand_in(door, to, raw, "") == 250
    assert nothing_changed(taking)
    assert [line["event"] for line in logs] == ["inbound.dropped"]


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\x00", b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\n"],
)
def test_what_can_not_be_read_at_all_is_no_error(
    door: Door, taking: Runtime, to: str, raw: bytes
) -> None:
    assert hand_in(door, to, raw, "") == 250
    assert told(taking) == []
    assert hand_in(door, to, a_report(INVESTOR), "") == 250
    assert told(taking) == ["enquiry.unreachable"]


@pytest.mark.parametrize(
    "raw", [in_words(), a_report(INVESTOR, "4.4.7"), a_report(INVESTOR, "5.2.2")]
)
def test_an_unclear_report_is_one_note_a_day_for_staff_alone(
    door: Door, taking: Runtime, to: str, raw: bytes
) -> None:
    with time_machine.travel(now()) as clock:
        for _copy in range(3):
            assert hand_in(door, to, raw, "") == 250
        (note,) = notes(taking)
        assert note.author == Author.NOTE
        assert "lin@" not in note.text
        assert INVESTOR not in note.text
        assert told(taking) == []
        clock.shift(timedelta(days=1))
        assert hand_in(door, to, raw, "") == 250
        assert len(notes(taking)) == 2
        assert hand_in(door, to, a_report(INVESTOR), "") == 250
        clock.shift(timedelta(days=1))
        assert hand_in(door, to, raw, "") == 250
        assert len(notes(taking)) == 2, "who knows already is not told what is less"


@pytest.mark.parametrize("raw", [in_words(), a_report(INVESTOR)])
def test_reports_at_the_same_moment_are_one(
    door: Door, taking: Runtime, to: str, raw: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them have looked before the first is kept."""
    look, looked, meeting = bounces._idle, count(), Barrier(3, timeout=60)

    def together(session: Session, enquiry: Enquiry, report: Report) -> str:
        because = look(session, enquiry, report)
        if next(looked) < meeting.parties:
            meeting.wait()
        return because

    monkeypatch.setattr(bounces, "_idle", together)
    with ThreadPoolExecutor(meeting.parties) as servers:
        said = list(servers.map(lambda _: hand_in(door, to, raw, ""), range(meeting.parties)))
    assert said == [250] * meeting.parties
    assert len(notes(taking)) + len(told(taking)) == 1
    assert happened(taking).count("unreachable") == len(told(taking))


def test_mails_that_people_send_to_it_are_dropped_and_open_no_conversation(
    door: Door, taking: Runtime, to: str
) -> None:
    raw = f"From: {INVESTOR}\r\nMessage-ID: <1@x>\r\n\r\nYes, in May.\r\n".encode()
    assert hand_in(door, to, raw, INVESTOR) == 250
    assert hand_in(door, to, a_report(INVESTOR), "postmaster@firma.example") == 250
    assert nothing_changed(taking)


def test_who_knows_the_sender_on_the_envelope_cannot_write_as_the_investor(
    door: Door, taking: Runtime, enquiry: Enquiry, to: str
) -> None:
    with taking.database.write() as session:  # even if all that they derive from were the same
        session.get_one(Enquiry, enquiry.id).key_nonce = INVESTOR
        answers = reply_address.of(session.get_one(Enquiry, enquiry.id), taking.settings)
    assert _mark(to) != _mark(answers)
    raw = f"From: {INVESTOR}\r\nMessage-ID: <1@x>\r\n\r\nYes, in May.\r\n".encode()
    assert hand_in(door, to.replace("bounce+", "reply+"), raw, INVESTOR) == 550
    assert hand_in(door, answers.replace("reply+", "bounce+"), a_report(INVESTOR), "") == 550
    assert nothing_changed(taking)


def _mark(address: str) -> str:
    return address.partition("@")[0].rpartition(".")[2]


def test_forged_and_foreign_addresses_are_unknown(
    door: Door, taking: Runtime, enquiry: Enquiry, to: str
) -> None:
    with taking.database.write() as session:
        other = an_enquiry(session, "other", email="other@firma.example")
        session.query(OutboxRow).delete()
    for wrong in (
        to.replace(_mark(to), "a" * 32),
        to.replace(enquiry.reference.lower(), other.reference.lower()),
        to.replace("reply.example.org", "example.org"),
        to.replace(enquiry.reference.lower(), "yc-2026-nobody"),
        "bounce+@reply.example.org",
    ):
        assert hand_in(door, wrong, a_report(INVESTOR), "") == 550
    assert told(taking) == []
    assert "unreachable" not in happened(taking)


def test_the_address_outlives_the_private_link_but_not_the_investors_address(
    door: Door, taking: Runtime, enquiry: Enquiry, to: str
) -> None:
    """A report about a mail with an old link is still about the person's address."""
    with taking.database.write() as session:
        found = session.get_one(Enquiry, enquiry.id)
        found.key_nonce, found.key_expires_at = links.new_nonce(), now() - timedelta(days=1)
        found.email = "new@firma.example"
    assert hand_in(door, to, a_report(INVESTOR), "") == 550
    with taking.database.write() as session:
        session.get_one(Enquiry, enquiry.id).email = INVESTOR
    assert hand_in(door, to, a_report(INVESTOR), "") == 250
    assert told(taking) == ["enquiry.unreachable"]


def test_of_who_was_erased_nothing_is_taken(
    door: Door, taking: Runtime, enquiry: Enquiry, to: str
) -> None:
    with taking.database.write() as session:
        retention.erase(session, session.get_one(Enquiry, enquiry.id), leads.strike_out)
        session.query(OutboxRow).delete()
    assert hand_in(door, to, a_report(INVESTOR), "") == 550
    assert told(taking) == []


def test_neither_the_log_nor_the_trail_names_the_person(
    door: Door, taking: Runtime, to: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with capture_logs() as logs:
        for raw in (
            in_words(),
            a_report("x@firma.example"),
            a_report(INVESTOR),
            a_report(INVESTOR),
        ):
            assert hand_in(door, to, raw, "") == 250
    said = str(logs) + caplog.text
    assert "inbound.dropped" in said
    assert not re.search(r"ruolan|lin@|x@firma", said)
    with taking.database.read() as session:
        kept = [str(event.detail) for event in session.scalars(select(EnquiryEvent))]
    assert "ruolan" not in str(kept)


def test_without_a_domain_for_mail_that_comes_in_nothing_is_different(
    app: Flask, portal: Runtime, taking: Runtime
) -> None:
    for runtime, key in ((portal, "out"), (taking, "in")):
        with runtime.database.write() as session:
            an_enquiry(session, key, email=INVESTOR, locale="en")
        while work_once(app, runtime):
            pass
    without, within = (mail for mail in mails(portal) if mail["To"] == INVESTOR)
    assert (without["Return-Path"], without["Reply-To"]) == (None, None)
    assert within["Return-Path"].startswith("<bounce+yc-")
    assert within["Reply-To"].startswith("reply+yc-")
