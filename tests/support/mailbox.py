"""A real mail server for tests: takes what it is sent, and waits for what is under way."""

from __future__ import annotations

import re
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Condition

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

COMES_WITHIN = 60  # seconds, on a busy machine


class Mailbox:
    """Everything that was delivered, by reader, in the order it came."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._mails: list[tuple[str, EmailMessage]] = []
        self._came = Condition()

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        mail = message_from_bytes(bytes(envelope.original_content or b""), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        with self._came:
            self._mails += [(reader, mail) for reader in envelope.rcpt_tos]
            self._came.notify_all()
        return "250 kept"

    def to(self, reader: str, containing: str = "") -> list[EmailMessage]:
        """What a reader has got so far, the oldest first."""
        return [m for address, m in self._mails if address == reader and containing in words(m)]

    def wait_for(self, reader: str, containing: str = "") -> EmailMessage:
        """The newest mail to a reader with these words in subject or text, once it is there."""
        with self._came:
            came = self._came.wait_for(lambda: self.to(reader, containing), COMES_WITHIN)
        assert came, f"no mail to {reader} with {containing!r}"
        return came[-1]


def words(mail: EmailMessage) -> str:
    """The subject and the plain text."""
    body = mail.get_body(("plain",))
    return f"{mail['Subject']}\n{body.get_content() if body else ''}"


def link(mail: EmailMessage, path: str) -> str:
    """The address in a mail's text that has `path` in it, as a reader would press on it."""
    found = [a for a in re.findall(r"https?://\S+", words(mail)) if path in a]
    assert found, f"no link to {path} in:\n{words(mail)}"
    return str(found[0])


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mail server on a free port of this machine."""
    port = free_port()
    box = Mailbox(f"smtp://127.0.0.1:{port}")
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def hand_in(door: tuple[str, int], to: str, raw: bytes, envelope_sender: str) -> int:
    """Give a mail to the mail server at `door`; the code that it ends with."""
    with smtplib.SMTP(*door, timeout=20) as server:
        server.ehlo()
        server.mail(envelope_sender)
        code, _ = server.rcpt(to)
        return code if code != 250 else server.data(raw)[0]


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
