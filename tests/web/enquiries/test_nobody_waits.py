"""What is slow (a large picture, a thin line, a long copy) holds up nobody else who writes.

The store here asks for a writer's turn whenever it is used, and a slow body at every piece: that
ends in `Busy` if the request they belong to holds the database itself.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import create_environ, run_wsgi_app

from portal.core.database import Database
from portal.enquiries import private_link, reply_address
from portal.enquiries.answers_by_mail import ReplyHouse
from portal.enquiries.models import EnquiryFile
from portal.media.storage import Store
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support.client import StrictClient
from tests.support.enquiries import an_enquiry
from tests.support.persons import a_full_case
from tests.support.records import PDF
from tests.web.enquiries.asking import ask
from tests.web.media.test_media import jpeg

LIN = "lin@example.com"
BODY = b'{"name": "Lin Mei", "message": "A hall?", "phone": "13800138000", "consent": true}'


class AskingForATurn(Store):
    def __init__(self, root: Path, database: Database) -> None:
        super().__init__(root)
        self._database = database
        self.used = 0

    def path(self, digest: str) -> Path:
        with self._database.write():
            self.used += 1
        return super().path(digest)


@dataclass
class ThinLine(io.RawIOBase):
    """A body that comes a few bytes at a time."""

    body: bytes
    database: Database

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with self.database.write():
            piece, self.body = self.body[:30], self.body[30:]
        buffer[: len(piece)] = piece
        return len(piece)


@pytest.fixture
def store(app: Flask, portal: Runtime) -> AskingForATurn:
    store = AskingForATurn(portal.settings.data_dir / "media", portal.database)
    app.extensions["portal"] = replace(portal, store=store)
    return store


def attached(portal: Runtime) -> int:
    with portal.database.read() as session:
        return session.scalar(select(func.count()).select_from(EnquiryFile)) or 0


def test_while_the_files_of_a_form_are_looked_at(
    store: AskingForATurn, portal: Runtime, client: StrictClient
) -> None:
    files = [(io.BytesIO(jpeg()), "hall.jpg"), (io.BytesIO(PDF), "plan.pdf")]
    assert ask(client, files=files).status_code == 303
    assert attached(portal) == 2
    assert store.used


def test_while_files_of_the_private_page_are_looked_at(
    store: AskingForATurn, portal: Runtime, client: StrictClient
) -> None:
    with portal.database.write() as session:
        enquiry = an_enquiry(session)
        key = private_link.key_for(enquiry, portal.settings.secret_key)
    path = f"/en/enquiries/{enquiry.reference}"
    sent = {"key": key, "message": "Here.", "files": [(io.BytesIO(jpeg()), "hall.jpg")]}
    page = f"{path}?key={key}"
    answer = client.submit(path, sent, page=page, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert attached(portal) == 1
    assert store.used


def test_while_files_of_a_mail_are_looked_at(
    store: AskingForATurn, portal: Runtime, app: Flask
) -> None:
    settings = replace(portal.settings, inbound_domain="in.example")
    with portal.database.write() as session:
        address = reply_address.of(an_enquiry(session, email=LIN), settings)
    mail = EmailMessage()
    mail["From"], mail["Message-ID"] = LIN, "<1@example.com>"
    mail.set_content("Here it is.")
    mail.add_attachment(jpeg(), maintype="image", subtype="jpeg", filename="hall.jpg")
    with app.app_context():
        ReplyHouse(portal.database, settings, store).take(mail.as_bytes(), LIN, [address])
    assert attached(portal) == 1
    assert store.used


def test_while_a_body_comes_in_slowly(store: AskingForATurn, portal: Runtime, app: Flask) -> None:
    environ = create_environ("/api/v1/enquiries", method="POST", content_type="application/json")
    environ["CONTENT_LENGTH"] = str(len(BODY))
    environ["wsgi.input"] = ThinLine(BODY, portal.database)
    _body, status, _headers = run_wsgi_app(app.wsgi_app, environ)
    assert status.startswith("201")


def test_while_a_copy_of_what_is_kept_is_packed(
    store: AskingForATurn, portal: Runtime, staff: Staff
) -> None:
    id = a_full_case(portal)
    desk = staff("administrator")
    sent = {"purpose": "copy", "proof": "contact", "enquiry": [id]}
    answer = desk.submit("/staff/privacy/copy", sent, page="/staff/privacy/")
    assert answer.mimetype == "application/zip"
    assert store.used
