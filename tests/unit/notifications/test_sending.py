"""Mails on the wire: one reader, no smuggled header, the same id at every attempt."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from structlog.testing import capture_logs

from portal.core.clock import now
from portal.core.locales import BY_SEGMENT
from portal.core.mail import Mail
from portal.core.outbox import Message, OutboxRow, enqueue
from portal.core.reference import load_yaml
from portal.notifications.handlers import Postman
from portal.notifications.message import BadAddress, compose, message_id
from portal.notifications.transports import FileTransport, NotTaken, SmtpTransport, transport
from portal.runtime import Runtime

MAIL = Mail("lin@example.com", "您的咨询已答复", "您好：\n\n有的。\n", BY_SEGMENT["zh-hans"])
SENT_AT = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


BOUNCES = "bounce+yc-2026-7k3m9q.abc@reply.example.org"
FOREIGN = "553 Mail from must equal authorized user"


class Inbox:
    """A mail server that keeps what it is given, and what it answers to senders and readers."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], EmailMessage]] = []
        self.senders: list[str] = []
        self.says_to_sender: list[str] = []
        self.says_to_reader: list[str] = []

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.says_to_sender:
            return self.says_to_sender.pop(0)
        self.senders.append(address)
        envelope.mail_from = address
        return "250 go on"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.says_to_reader:
            return self.says_to_reader.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 go on"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.received.append((envelope.rcpt_tos, parsed))
        return "250 kept"


@pytest.fixture
def server() -> Iterator[tuple[Inbox, str]]:
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield inbox, f"smtp://127.0.0.1:{port}"
    controller.stop()


def test_a_mail_arrives_with_one_reader_and_its_words(server: tuple[Inbox, str]) -> None:
    inbox, url = server
    SmtpTransport(url).send(compose(MAIL, "<a@host>", SENT_AT))
    ((readers, message),) = inbox.received
    assert readers == ["lin@example.com"]
    assert message["Subject"] == "您的咨询已答复"
    assert message.get_content().replace("\r\n", "\n") == "您好：\n\n有的。\n"
    assert (message["Message-ID"], message["Content-Language"]) == ("<a@host>", "zh-Hans")
    assert message["Auto-Submitted"] == "auto-generated"


def test_reports_go_to_an_address_of_their_own_that_no_header_names(
    server: tuple[Inbox, str],
) -> None:
    inbox, url = server
    SmtpTransport(url).send(compose(MAIL, "<a@host>", SENT_AT), BOUNCES)
    SmtpTransport(url).send(compose(MAIL, "<b@host>", SENT_AT))
    assert inbox.senders == [BOUNCES, load_yaml("site.yaml")["email"]]
    assert BOUNCES not in str(inbox.received[0][1])


@pytest.mark.parametrize("asked", ["says_to_sender", "says_to_reader"])
@pytest.mark.parametrize("refusal", [FOREIGN, "550 5.7.1 Sender address rejected: not owned"])
def test_a_server_that_permits_one_sender_alone_gets_the_mail_from_that_one(
    server: tuple[Inbox, str], asked: str, refusal: str
) -> None:
    """Else nothing would ever reach an investor through such a server."""
    inbox, url = server
    getattr(inbox, asked).append(refusal)
    with capture_logs() as logs:
        SmtpTransport(url).send(compose(MAIL, "<a@host>", SENT_AT), BOUNCES)
    assert len(inbox.received) == 1
    assert inbox.senders[-1] == load_yaml("site.yaml")["email"]
    assert [line["event"] for line in logs] == ["mail.own_envelope_refused"]
    assert "example.com" not in str(logs)


@pytest.mark.parametrize(
    ("asked", "refusals"),
    [
        ("says_to_sender", ["451 4.7.1 come again"]),
        ("says_to_reader", ["451 4.7.1 come again"]),
        ("says_to_reader", ["550 5.1.1 no such user"]),
        ("says_to_reader", ["550 5.7.1 no", "550 5.7.1 no"]),
    ],
)
def test_what_is_refused_for_the_readers_sake_is_refused(
    server: tuple[Inbox, str], asked: str, refusals: list[str]
) -> None:
    inbox, url = server
    getattr(inbox, asked).extend(refusals)
    with pytest.raises(NotTaken):
        SmtpTransport(url).send(compose(MAIL, "<a@host>", SENT_AT), BOUNCES)
    assert inbox.received == []
    assert getattr(inbox, asked) == []


@pytest.mark.parametrize(
    "address",
    [
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com, b@example.com",
        "a@example.com\nX: y",
        "Eve <a@example.com>",
        "",
        "a",
        "a@",
        "林@example.com",
    ],
)
def test_what_is_not_one_address_gets_no_mail(address: str) -> None:
    with pytest.raises(BadAddress):
        compose(replace(MAIL, to=address), "<a@host>", SENT_AT)


def test_a_subject_cannot_bring_headers_along() -> None:
    message = compose(
        replace(MAIL, subject="Hello\r\nBcc: b@example.com\n\nbody"), "<a@host>", SENT_AT
    )
    parsed = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert sorted(parsed.keys()) == sorted(message_from_bytes(
        compose(MAIL, "<a@host>", SENT_AT).as_bytes(), policy=policy.default
    ).keys())  # fmt: skip
    assert parsed["Bcc"] is None


def test_the_id_is_the_same_for_one_row_and_another_for_the_next(portal: Runtime) -> None:
    row = Message(1, "mail.x", {"enquiry": 1}, attempts=1)
    first = message_id(row, SENT_AT, portal.settings)
    assert first == message_id(replace(row, attempts=4), SENT_AT, portal.settings)
    assert first != message_id(replace(row, id=2), SENT_AT, portal.settings)
    assert first != message_id(row, now(), portal.settings)  # a number that came back
    assert first.endswith("@localhost>")


def test_without_a_server_each_mail_is_one_file_even_when_tried_twice(tmp_path: Path) -> None:
    folder = FileTransport(tmp_path / "mail")
    for identity in ("<a@host>", "<a@host>", "<b@host>"):
        folder.send(compose(MAIL, identity, SENT_AT))
    files = sorted((tmp_path / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert "lin@example.com" in message_from_bytes(files[0].read_bytes())["To"]
    assert b"Return-Path" not in files[0].read_bytes()
    folder.send(compose(MAIL, "<c@host>", SENT_AT), BOUNCES)
    (new,) = set((tmp_path / "mail").iterdir()) - set(files)
    assert message_from_bytes(new.read_bytes())["Return-Path"] == f"<{BOUNCES}>"


def test_a_password_is_not_sent_in_the_clear_to_another_machine(server: tuple[Inbox, str]) -> None:
    inbox, url = server
    elsewhere = url.replace("127.0.0.1", "localhost.localdomain").replace("://", "://me:pw@")
    with pytest.raises((smtplib.SMTPException, OSError)):
        SmtpTransport(elsewhere).send(compose(MAIL, "<a@host>", SENT_AT))
    assert inbox.received == []


def test_a_silent_server_fails_and_the_row_is_tried_again(portal: Runtime) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"smtp://127.0.0.1:{closed.getsockname()[1]}"
    settings = replace(portal.settings, mail_url=address)
    postman = Postman(portal.database, settings, transport(settings), {"mail.x": lambda *_: MAIL})
    with pytest.raises(OSError):  # noqa: PT011 (any network error will do)
        postman.deliver(Message(1, "mail.x", {}, 1))


def test_a_record_that_is_gone_is_no_mail_and_no_failure(portal: Runtime, tmp_path: Path) -> None:
    sent = FileTransport(tmp_path)
    postman = Postman(portal.database, portal.settings, sent, {"mail.x": lambda *_: None})
    postman.deliver(Message(1, "mail.x", {}, 1))
    assert list(tmp_path.glob("*.eml")) == []


def test_an_impossible_address_does_not_hold_up_the_others(portal: Runtime, tmp_path: Path) -> None:
    bad = replace(MAIL, to="a@example.com, b@example.com")
    sent = FileTransport(tmp_path)
    postman = Postman(portal.database, portal.settings, sent, {"mail.x": lambda *_: bad})
    with portal.database.write() as session:
        enqueue(session, "mail.x", enquiry=1)
        session.flush()
        row = session.query(OutboxRow).one()
    postman.deliver(Message(row.id, row.topic, row.payload, 1))
    assert list(tmp_path.glob("*.eml")) == []
