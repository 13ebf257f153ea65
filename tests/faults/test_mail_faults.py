"""Mail servers that are away, slow, half-open or refuse: nothing is lost, nothing comes twice."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.core import outbox
from portal.core.clock import now
from portal.core.outbox import OutboxRow
from portal.enquiries.models import Enquiry, EnquiryEvent
from portal.notifications import transports
from portal.runtime import Runtime
from portal.worker import work_once
from tests.conftest import Staff
from tests.support.enquiries import an_enquiry, offices
from tests.support.mail_servers import listening, raw_server
from tests.support.mailbox import Mailbox, free_port, words

INVESTOR = "ruolan@firma.example"
LATER = "451 4.3.2 come again"
RELAYING = f"550 5.7.1 <{INVESTOR}>: Relay access denied"
NOBODY = f"550 5.1.1 <{INVESTOR}>: no such user"


class Picky(Mailbox):
    """Refuses readers with these words, one after the other, before it takes mail."""

    def __init__(self, url: str, refusals: list[str]) -> None:
        super().__init__(url)
        self.refusals = refusals
        self.asked = 0

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        self.asked += 1
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 fine"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def mailing(portal: Runtime, port: int) -> Runtime:
    """The portal, with its mail server at `port`, and an enquiry just sent."""
    with portal.database.write() as session:
        offices(session)
        an_enquiry(session, email=INVESTOR, locale="en")
    return replace(portal, settings=replace(portal.settings, mail_url=f"smtp://127.0.0.1:{port}"))


@pytest.fixture
def work(app: Flask, mailing: Runtime) -> Callable[[], None]:
    def until_nothing_is_due() -> None:
        while work_once(app, mailing):
            pass

    return until_nothing_is_due


def minutes_pass(work: Callable[[], None], start: int, end: int, step: int) -> None:
    moment = now()
    for minute in range(start, end, step):
        with time_machine.travel(moment + timedelta(minutes=minute)):
            work()


def waiting(portal: Runtime) -> int:
    with portal.database.read() as session:
        return outbox.pending(session)


def happened(portal: Runtime) -> list[str]:
    with portal.database.read() as session:
        return list(session.scalars(select(EnquiryEvent.kind).order_by(EnquiryEvent.id)))


def test_with_the_mail_server_away_for_an_hour_every_mail_comes_once(
    mailing: Runtime, port: int, work: Callable[[], None]
) -> None:
    minutes_pass(work, 0, 60, 5)
    assert waiting(mailing) > 0
    box = Mailbox("")
    with listening(box, port):
        minutes_pass(work, 61, 240, 30)
    assert len(box.to(INVESTOR)) == 1
    sent = [mail["Message-ID"] for _reader, mail in box._mails]
    assert len(sent) == len(set(sent)) >= 2, "the office's mail as well"
    assert waiting(mailing) == 0
    assert "unreachable" not in happened(mailing)


@pytest.mark.parametrize("refusal", [LATER, RELAYING])
def test_a_refusal_that_may_end_is_tried_again(
    mailing: Runtime, port: int, work: Callable[[], None], refusal: str
) -> None:
    box = Picky("", [refusal] * 5)
    with listening(box, port):
        minutes_pass(work, 0, 60, 1)
    assert len(box.to(INVESTOR)) == 1
    assert waiting(mailing) == 0


def test_after_a_day_of_refusals_staff_are_told_once_and_it_is_tried_on(
    mailing: Runtime, port: int, work: Callable[[], None]
) -> None:
    box = Picky("", [RELAYING] * 200)
    with listening(box, port):
        minutes_pass(work, 0, 36 * 60, 10)
        assert happened(mailing).count("unreachable") == 1
        box.refusals.clear()
        minutes_pass(work, 36 * 60, 39 * 60, 30)
    assert len(box.to(INVESTOR)) == 1
    told = [words(mail) for reader, mail in box._mails if reader != INVESTOR]
    assert sum("does not reach the investor" in text or "未能送达" in text for text in told) == 1


def test_an_address_that_nobody_reads_is_told_to_staff_at_once_and_not_tried_again(
    mailing: Runtime, port: int, work: Callable[[], None], staff: Staff,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    box = Picky("", [])
    with listening(box, port):
        box.refusals = [NOBODY]  # the investor's is the first mail
        minutes_pass(work, 0, 120, 10)
    assert box.to(INVESTOR) == []
    assert happened(mailing).count("unreachable") == 1
    assert waiting(mailing) == 0
    with mailing.database.read() as session:
        enquiry_id = session.scalars(select(Enquiry.id)).one()
        errors = session.scalars(select(OutboxRow.error)).all()
    assert "未能送达" in staff("officer").get(f"/staff/enquiries/{enquiry_id}").text
    output = capfd.readouterr()
    assert INVESTOR not in output.out + output.err + str(errors)


def test_no_refusal_repeats_the_investors_address_in_logs_or_rows(
    mailing: Runtime, port: int, work: Callable[[], None], capfd: pytest.CaptureFixture[str]
) -> None:
    with listening(Picky("", [RELAYING] * 20), port):
        work()
    with mailing.database.read() as session:
        errors = [error for error in session.scalars(select(OutboxRow.error)) if error]
    output = capfd.readouterr()
    assert any("550 5.7.1" in error for error in errors)
    assert INVESTOR not in output.out + output.err + str(errors)


def silent(caller: socket.socket) -> None:
    """Takes the call and never says a word."""
    while caller.recv(1000):
        pass


def slow(caller: socket.socket) -> None:
    """Greets, then answers each command with half a line."""
    caller.sendall(b"220 hello\r\n")
    while caller.recv(1000):
        caller.sendall(b"250-")


class HalfOpen:
    """Takes a whole message and hangs up before it says so."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    def __call__(self, caller: socket.socket) -> None:
        caller.sendall(b"220 hello\r\n")
        while command := caller.recv(1000):
            if command.upper().startswith(b"DATA"):
                caller.sendall(b"354 go on\r\n")
                message = b""
                while not message.endswith(b"\r\n.\r\n"):
                    message += caller.recv(10_000)
                self.taken.append(message)
                return
            caller.sendall(b"250 fine\r\n")


@pytest.mark.parametrize("talk", [silent, slow])
def test_a_server_that_does_not_get_on_holds_up_its_mail_alone(
    mailing: Runtime, port: int, work: Callable[[], None], app: Flask,
    monkeypatch: pytest.MonkeyPatch, talk: Callable[[socket.socket], None],
) -> None:  # fmt: skip
    monkeypatch.setattr(transports, "TIMEOUT", 0.5)
    with raw_server(port, talk):
        work()
        with mailing.database.write() as session:
            outbox.enqueue(session, "listing.index", listing=1)
        work()
    with mailing.database.read() as session:
        rows = session.execute(select(OutboxRow.topic, OutboxRow.done_at)).all()
    left = {topic for topic, done_at in rows if done_at is None}
    assert left, "the mails wait"
    assert all(topic.startswith("mail.") for topic in left), "and nothing else does"
    box = Mailbox("")
    with listening(box, port):
        minutes_pass(work, 2, 30, 5)
    assert len(box.to(INVESTOR)) == 1


def test_a_copy_of_what_was_in_flight_has_the_same_message_id(
    mailing: Runtime, port: int, work: Callable[[], None]
) -> None:
    half = HalfOpen()
    with raw_server(port, half):
        work()
    assert half.taken, "taken, but never said so"
    box = Mailbox("")
    with listening(box, port):
        minutes_pass(work, 2, 30, 5)
    [again] = box.to(INVESTOR)
    assert again["Message-ID"].encode() in b"".join(half.taken)
    assert waiting(mailing) == 0
