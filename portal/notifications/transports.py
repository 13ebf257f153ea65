"""How a message leaves: to a mail server, or into a file where none is configured."""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from structlog import get_logger

from portal.config import Settings
from portal.notifications.hanging_up import hung_up_after

TIMEOUT = 10  # seconds for each step of the conversation with the server
WHOLE_SECONDS = 50.0  # for all of it, twice at most: less than a row of the outbox is claimed for
# Enhanced status codes (RFC 3463) that say of an address that it takes no mail, ever.
NOBODY = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
_STATUS = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}")
PORTS = {"smtp": 25, "smtps": 465}
log = get_logger()


class NotTaken(smtplib.SMTPException):
    """The server refused the message. Its words are not kept: they repeat the reader's address."""

    def __init__(self, code: int, words: bytes) -> None:
        found = _STATUS.match(words.strip())
        self.code, self.status = code, found[0].decode() if found else ""
        super().__init__(f"{code} {self.status}".strip())

    @property
    def for_ever(self) -> bool:
        """Whether nobody reads mail at the address; any other refusal may end."""
        return self.status in NOBODY


class EnvelopeNotTaken(NotTaken):
    """The server refused the sender or the reader, before it was given a word of the message."""

    @property
    def may_be_the_sender(self) -> bool:
        """Whether another sender might be let through; many servers judge it with the reader."""
        return self.code >= 500 and not self.for_ever


class Transport(Protocol):
    def send(self, message: EmailMessage, bounces_to: str = "") -> None:
        """Hand the message over for good, or raise: OSError, or smtplib.SMTPException.

        :class:`NotTaken` is one of the latter. What cannot be delivered later is reported to
        `bounces_to`, or else to the sender whom the message names.
        """


class SmtpTransport:
    """One connection a message. `smtp://` upgrades to TLS where the server offers it.

    A name and password never travel in the clear, except to the same machine.
    """

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    def send(self, message: EmailMessage, bounces_to: str = "") -> None:
        """Some servers let nobody send but the account's own address: then reports go there."""
        try:
            self._hand_over(message, bounces_to)
        except EnvelopeNotTaken as refused:
            if not bounces_to or not refused.may_be_the_sender:
                raise
            log.warning("mail.own_envelope_refused", said=str(refused))
            self._hand_over(message, "")

    def _hand_over(self, message: EmailMessage, bounces_to: str) -> None:
        context = ssl.create_default_context()
        server = (
            smtplib.SMTP_SSL(timeout=TIMEOUT, context=context)
            if self._url.scheme == "smtps"
            else smtplib.SMTP(timeout=TIMEOUT)
        )
        with hung_up_after(WHOLE_SECONDS, lambda: server.sock):
            try:
                self._greet(server, context)
                _send(server, message, bounces_to)
                _part(server)
            finally:
                server.close()

    def _greet(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        host, port = self._url.hostname or "localhost", self._url.port or PORTS[self._url.scheme]
        server._host = host  # type: ignore[attr-defined] # whom the certificate must name
        server.connect(host, port)
        server.ehlo()
        if self._url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
        elif self._url.scheme == "smtp" and self._url.username and not _local(self._url):
            raise smtplib.SMTPNotSupportedError("the mail server offers no TLS; use smtps://")
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))


def _send(server: smtplib.SMTP, message: EmailMessage, bounces_to: str) -> None:
    try:
        server.send_message(message, from_addr=bounces_to or None)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        raise EnvelopeNotTaken(code, words) from None
    except smtplib.SMTPSenderRefused as refused:
        raise EnvelopeNotTaken(refused.smtp_code, _said(refused)) from None
    except smtplib.SMTPResponseException as refused:
        raise NotTaken(refused.smtp_code, _said(refused)) from None


def _part(server: smtplib.SMTP) -> None:
    """The mail is taken, whatever is answered now: else it would be sent again and again."""
    with suppress(OSError):  # smtplib's own errors are of this kind
        server.quit()


def _said(refused: smtplib.SMTPResponseException) -> bytes:
    return refused.smtp_error if isinstance(refused.smtp_error, bytes) else b""


class FileTransport:
    """One `.eml` file a mail, named after its Message-ID: a second attempt replaces the first.

    Like a mail that arrived, it begins with the sender on its envelope where that is another.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage, bounces_to: str = "") -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:24]
        written = self._folder / f"{name}.part"
        envelope = f"Return-Path: <{bounces_to}>\r\n" if bounces_to else ""
        written.write_bytes(envelope.encode() + message.as_bytes(policy=SMTP))
        written.replace(self._folder / f"{name}.eml")


def transport(settings: Settings) -> Transport:
    """The one that the settings ask for."""
    if settings.mail_url:
        return SmtpTransport(settings.mail_url)
    return FileTransport(settings.data_dir / "mail")


def _local(url: SplitResult) -> bool:
    return url.hostname in ("localhost", "127.0.0.1", "::1")
