"""From a happening to inbox lines, mails, robots and text messages: each once, none lost."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select

from portal.core import clock, outbox
from portal.core.outbox import OutboxRow
from portal.enquiries import topics
from portal.enquiries.models import Enquiry
from portal.enquiries.telling import spread
from portal.notifications import calls, choices, inbox, sms, transports
from portal.notifications.choices import Wanted
from portal.notifications.models import Robot
from portal.runtime import Runtime
from portal.worker import work_once
from tests.support import factories
from tests.support.enquiries import an_enquiry, offices

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


class Letterbox:
    """A mail server that keeps what it is given, by Message-ID."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        head = envelope.content.decode("utf-8", "replace")
        identity = head.split("Message-ID: ")[1].split("\r\n")[0]
        self.letters.append((envelope.rcpt_tos[0], identity))
        return "250 kept"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def with_mail(portal: Runtime, port: int) -> Runtime:
    return replace(portal, settings=replace(portal.settings, mail_url=f"smtp://127.0.0.1:{port}"))


def work(app: Flask, portal: Runtime) -> None:
    while work_once(app, portal):
        pass


def written(portal: Runtime, **officer: Any) -> tuple[int, int]:
    """An enquiry with an officer, and news of it; only that is in the outbox."""
    with portal.database.write() as session:
        offices(session)
        enquiry = an_enquiry(session)
        user = factories.user(session, "officer", **officer)
        enquiry.officer_id = user.id
        session.query(OutboxRow).delete()
        outbox.enqueue(session, topics.WRITTEN, enquiry=enquiry.id)
        return enquiry.id, user.id


def waiting(portal: Runtime) -> list[OutboxRow]:
    with portal.database.read() as session:
        return list(session.scalars(select(OutboxRow).where(OutboxRow.done_at.is_(None))))


@pytest.fixture
def letters() -> Iterator[tuple[Letterbox, int]]:
    box, port = Letterbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def test_the_officer_finds_it_in_the_inbox_and_gets_one_mail(
    app: Flask, portal: Runtime, letters: tuple[Letterbox, int]
) -> None:
    box, port = letters
    _, user = written(portal, email="li@invest.example")
    work(app, with_mail(portal, port))
    assert [to for to, _ in box.letters] == ["li@invest.example"]
    with portal.database.read() as session:
        assert inbox.unread(session, user) == 1
    assert waiting(portal) == []


def test_a_happening_handled_twice_is_told_once(app: Flask, portal: Runtime) -> None:
    _, user = written(portal)
    with portal.database.write() as session:
        (row,) = outbox.claim(session)
    for _ in range(2):
        with portal.database.write() as session:
            spread(session, row)
    with portal.database.read() as session:
        assert inbox.unread(session, user) == 1
    assert [row.topic for row in waiting(portal)] == ["mail.enquiry_written"]


def test_who_muted_a_topic_finds_it_in_the_inbox_alone(app: Flask, portal: Runtime) -> None:
    _, user = written(portal)
    with portal.database.write() as session:
        choices.choose(session, user, Wanted(muted=(topics.WRITTEN,)))
    work(app, portal)
    with portal.database.read() as session:
        assert inbox.unread(session, user) == 1
        assert session.scalars(select(OutboxRow).where(OutboxRow.topic.like("mail.%"))).all() == []


def test_in_quiet_hours_the_mail_waits_and_then_goes(
    app: Flask, portal: Runtime, letters: tuple[Letterbox, int]
) -> None:
    box, port = letters
    with time_machine.travel(MIDNIGHT, tick=False):
        _, user = written(portal)
        with portal.database.write() as session:
            choices.choose(session, user, Wanted(quiet_from=time(22), quiet_until=time(7)))
        work(app, with_mail(portal, port))
        assert box.letters == []
        (row,) = waiting(portal)
        assert clock.in_city(row.available_at).time() == time(7)
        assert row.attempts == 0
    with time_machine.travel(MIDNIGHT + timedelta(hours=7), tick=False):
        work(app, with_mail(portal, port))
    assert len(box.letters) == 1


def test_a_mail_server_down_for_an_hour_loses_nothing_and_doubles_nothing(
    app: Flask, portal: Runtime
) -> None:
    port = free_port()
    down = with_mail(portal, port)
    with portal.database.write() as session:
        offices(session)
        for number in range(5):
            an_enquiry(session, f"k{number}", email=f"i{number}@example.com", phone="")
    for minute in range(0, 60, 5):
        with time_machine.travel(NOON + timedelta(minutes=minute), tick=False):
            move_to_now(portal, minute)
            work(app, down)
    assert waiting(portal) != []
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        for hour in (2, 4, 6):
            with time_machine.travel(NOON + timedelta(hours=hour), tick=False):
                work(app, down)
    finally:
        controller.stop()
    investors = sorted(to for to, _ in box.letters if to.endswith("@example.com"))
    assert investors == [f"i{number}@example.com" for number in range(5)]
    assert len({identity for _, identity in box.letters}) == len(box.letters)
    assert waiting(portal) == []


def move_to_now(portal: Runtime, minute: int) -> None:
    """The enquiries came in at the first of the moved moments."""
    if minute == 0:
        with portal.database.write() as session:
            for row in session.query(OutboxRow):
                row.available_at = row.created_at = NOON


@pytest.mark.parametrize("behaviour", ["silent", "half-open", "slow"])
def test_a_server_that_hangs_holds_the_worker_for_a_moment_only(
    app: Flask, portal: Runtime, behaviour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transports, "TIMEOUT", 0.3)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=_misbehave, args=(listener, behaviour), daemon=True)
        thread.start()
        written(portal)
        work(app, with_mail(portal, port))
    (row,) = waiting(portal)
    assert row.attempts == 1
    assert row.error


def _misbehave(listener: socket.socket, behaviour: str) -> None:
    try:
        connection, _ = listener.accept()
        with connection:
            if behaviour != "silent":
                connection.sendall(b"220 hello\r\n")
                connection.recv(1000)
            if behaviour == "half-open":
                connection.shutdown(socket.SHUT_WR)
            connection.settimeout(2)
            while connection.recv(1000):
                pass
    except OSError:
        pass


def test_a_robot_that_fails_is_tried_again_and_the_mail_is_not_sent_again(
    app: Flask, portal: Runtime, letters: tuple[Letterbox, int]
) -> None:
    box, port = letters
    host = f"127.0.0.1:{free_port()}"
    with time_machine.travel(NOON, tick=False):
        written(portal)
        with portal.database.write() as session:
            session.add(
                Robot(kind="wecom", name="r", url=f"http://{host}/x", topics=[topics.WRITTEN])
            )
        runtime = with_mail(portal, port)
        runtime = replace(runtime, settings=replace(runtime.settings, robot_hosts=(host,)))
        work(app, runtime)
        (row,) = waiting(portal)
    assert (row.topic, row.attempts) == ("robot.say", 1)
    assert set(row.payload) == {"robot", "said", "enquiry"}
    assert len(box.letters) == 1


def test_only_a_mobile_without_a_mail_address_gets_a_text_message(
    app: Flask, portal: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str, bytes]] = []

    def record(method: str, url: str, body: bytes = b"", _headers: object = None) -> calls.Answer:
        asked.append((method, url, body))
        return calls.Answer(200, b"")

    monkeypatch.setattr(sms, "call", record)
    settings = replace(portal.settings, sms_url="https://sms.example/?to={phone}&text={text}")
    with portal.database.write() as session:
        offices(session)
        reference = an_enquiry(session, "mobile").reference
        an_enquiry(session, "mail", email="a@example.com")
        an_enquiry(session, "fixed", phone="0359-2022222")
    work(app, replace(portal, settings=settings))
    ((method, url, _),) = asked
    assert method == "GET"
    assert url.startswith("https://sms.example/?to=%2B8613800138000&text=")
    assert reference in url


def test_a_text_message_template_may_be_json(
    monkeypatch: pytest.MonkeyPatch, portal: Runtime
) -> None:
    asked: list[bytes] = []

    def record(_method: str, _url: str, body: bytes, _headers: object) -> calls.Answer:
        asked.append(body)
        return calls.Answer(200, b"")

    monkeypatch.setattr(sms, "call", record)
    settings = replace(
        portal.settings, sms_url="https://x", sms_body='{"to":["{phone}"],"text":"{text}"}'
    )
    sms.send(settings, "+86138", 'a "b" {phone}', "YC")
    assert asked == [b'{"to":["+86138"],"text":"a \\"b\\" {phone}"}']


def test_the_digest_tells_what_waits_and_nothing_when_nothing_does(
    app: Flask, portal: Runtime
) -> None:
    enquiry, user = written(portal)
    with portal.database.write() as session:
        session.query(OutboxRow).delete()
        idle = factories.user(session, "officer").id
        for person in (user, idle):
            outbox.enqueue(session, topics.DIGEST, user=person)
        reference = session.get_one(Enquiry, enquiry).reference
    work(app, portal)
    with portal.database.read() as session:
        assert (inbox.unread(session, user), inbox.unread(session, idle)) == (1, 0)
    mails = [file.read_text() for file in (portal.settings.data_dir / "mail").glob("*.eml")]
    assert len(mails) == 1
    assert reference
