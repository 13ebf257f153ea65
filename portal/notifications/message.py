"""From a mail to the message on the wire: headers that nothing can be smuggled into."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from portal.config import Settings
from portal.core.mail import Mail
from portal.core.outbox import Message
from portal.core.reference import in_locale, load_yaml


class BadAddress(Exception):
    """The reader's address is not one plain address; nothing is sent."""


def message_id(message: Message, written_at: datetime, settings: Settings) -> str:
    """The same for every attempt at one outbox row, so that a retry is not a second mail.

    The row's number alone would not do: numbers come back when old rows are forgotten.
    """
    promise = json.dumps(
        [message.id, message.topic, written_at.isoformat(), dict(message.payload)], sort_keys=True
    )
    host = urlsplit(settings.base_url).hostname or "localhost"
    return f"<{hashlib.sha256(promise.encode()).hexdigest()[:32]}@{host}>"


def compose(mail: Mail, identity: str, sent_at: datetime) -> EmailMessage:
    """The message to one reader; raises :class:`BadAddress`."""
    composed = EmailMessage(policy=SMTP)
    composed.set_content(mail.body)  # first, for it drops every Content- header
    if mail.html:
        composed.add_alternative(mail.html, subtype="html")
    composed["From"] = _sender(mail)
    composed["To"] = one_address(mail.to)
    if mail.reply_to:
        composed["Reply-To"] = one_address(mail.reply_to)
    composed["Subject"] = " ".join(mail.subject.split())
    composed["Date"] = sent_at
    composed["Message-ID"] = identity
    composed["Content-Language"] = mail.locale.tag
    composed["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, please
    return composed


def one_address(address: str) -> Address:
    """A single ASCII mailbox; commas, brackets and line ends are refused, not cleaned."""
    try:
        parsed = Address(addr_spec=address)
    except (ValueError, IndexError) as error:
        raise BadAddress("not one plain address") from error
    if not address.isascii() or parsed.addr_spec != address or not parsed.domain:
        raise BadAddress("not one plain address")
    return parsed


def _sender(mail: Mail) -> Address:
    site = load_yaml("site.yaml")
    return Address(in_locale(site["name"], mail.locale), addr_spec=site["email"])
