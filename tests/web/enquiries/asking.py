"""Asking as an investor does: open the form, take a moment, send it."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, urlsplit

import time_machine
from werkzeug.test import TestResponse

from portal.runtime import Runtime
from tests.support.client import StrictClient

FORM = "/en/enquiries/new"
GOOD = {
    "name": "Lin Mei",
    "phone": "138 0013 8000",
    "email": "lin@example.com",
    "message": "Is there a hall with 8 m clear height?",
    "consent": "y",
}


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page."""
    found = re.findall(r"<input[^>]*>", page)
    values = {}
    for tag in found:
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if 'type="hidden"' in tag and name and value:
            values[name[1]] = html.unescape(value[1])
    return values


def opened(client: StrictClient, path: str = FORM) -> dict[str, str]:
    """The hidden fields of a form that was opened a minute ago."""
    with time_machine.travel(datetime.now(UTC) - timedelta(minutes=1)):
        return hidden(client.get(path).text)


def ask(client: StrictClient, path: str = FORM, **values: Any) -> TestResponse:
    """Send the form of `path` with good values, changed by `values`."""
    sent = {**opened(client, path), **GOOD, **values}
    return client.post(urlsplit(path).path, data=sent)


def kept_tokens(page: str) -> list[str]:
    return re.findall(r'name="kept" value="([^"]+)"', page)


def reference_of(response: TestResponse) -> str:
    assert response.status_code == 303, response.text
    return urlsplit(response.location).path.rsplit("/", 1)[-1]


def key_of(response: TestResponse) -> str:
    return parse_qs(urlsplit(response.location).query)["key"][0]


def mails(portal: Runtime) -> list[EmailMessage]:
    """What was mailed, oldest first."""
    files = sorted(
        (portal.settings.data_dir / "mail").glob("*.eml"), key=lambda f: f.stat().st_mtime_ns
    )
    found = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return [message for message in found if isinstance(message, EmailMessage)]


def plain(mail: EmailMessage) -> str:
    """The mail's words, as a program without HTML shows them."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
