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

from portal.core.clock import now
from portal.core.locales import BY_SEGMENT
from portal.core.mail import Mail
from portal.core.outbox import Message, OutboxRow, enqueue
from portal.notifications.handlers import Postman
from portal.notifications.message import BadAddress, compose, message_id
from portal.notifications.transports import FileTransport, SmtpTransport, transport
from portal.runtime import Runtime

MAIL = Mail("lin@example.com", "您的咨询已答复", "您好：\n\n有的。\n", BY_SEGMENT["zh-hans"])
SENT_AT = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


class Inbox:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], EmailMessage]] = []

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
