"""Servers that say odd things or never finish, and what else the worker has to do meanwhile."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from portal import worker
from portal.core import outbox
from portal.core.clock import now
from portal.core.outbox import OutboxRow
from portal.enquiries import chasing, service, topics
from portal.enquiries.models import Enquiry
from portal.notifications import calls, transports
from portal.notifications.calls import call
from portal.runtime import Runtime
from portal.worker import LAST_ATTEMPT, Worker, work_once
from tests.support import factories
from tests.support.enquiries import an_enquiry, offices
from tests.support.mail_servers import listening, raw_server
from tests.support.mailbox import Mailbox, free_port


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def mailing(portal: Runtime, port: int) -> Runtime:
    with portal.database.write() as session:
        offices(session)
    return replace(portal, settings=replace(portal.settings, mail_url=f"smtp://127.0.0.1:{port}"))


def asked(portal: Runtime, times: int = 1) -> None:
    with portal.database.write() as session:
        for number in range(times):
            an_enquiry(session, key=f"k{number}", email=f"lin{number}@firma.example")


def rows(portal: Runtime, *wanted: str) -> list[OutboxRow]:
    with portal.database.read() as session:
        query = select(OutboxRow).where(OutboxRow.topic.in_(wanted)).order_by(OutboxRow.id)
        return list(session.scalars(query))


class OddAtTheEnd:
    """Takes every mail, and answers to the farewell that it is shutting down."""

    def __init__(self) -> None:
        self.taken = 0

    def __call__(self, caller: socket.socket) -> None:
        caller.sendall(b"220 here\r\n")
        for line in caller.makefile("rb"):
            if line.upper().startswith(b"DATA"):
                caller.sendall(b"354 go on\r\n")
            elif line == b".\r\n":
                self.taken += 1
                caller.sendall(b"250 kept\r\n")
            elif line.upper().startswith(b"QUIT"):
                caller.sendall(b"421 shutting down\r\n")
            elif line[:4].upper() in (b"EHLO", b"MAIL", b"RCPT"):
                caller.sendall(b"250 fine\r\n")


def test_a_mail_that_was_taken_is_not_sent_again_for_an_odd_farewell(
    mailing: Runtime, port: int, app: Flask
) -> None:
    asked(mailing)
    server = OddAtTheEnd()
    with raw_server(port, server):
        for minute in range(3):
            with time_machine.travel(now() + timedelta(minutes=minute)):
                while work_once(app, mailing):
                    pass
    assert server.taken == len([row for row in rows(mailing, *worker.MAILS) if row.done_at])
    assert all(row.attempts == 1 for row in rows(mailing, *worker.MAILS))


def drip(caller: socket.socket) -> None:
    """A byte now and then, for ever: no single wait is long."""
    while True:
        caller.sendall(b"2")
        time.sleep(0.05)


def test_a_mail_server_that_drips_is_hung_up_on(
    mailing: Runtime, port: int, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transports, "WHOLE_SECONDS", 0.5)
    asked(mailing)
    with raw_server(port, drip) as callers:
        while work_once(app, mailing):
            pass
    assert len(callers) == 2, "the investor's mail, and the officer's that was not yet written"
    assert all(row.done_at is None for row in rows(mailing, topics.RECEIVED))


def test_a_web_service_that_drips_its_answer_is_hung_up_on(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "WHOLE_SECONDS", 0.5)

    def answer(caller: socket.socket) -> None:
        caller.recv(10_000)
        caller.sendall(b"HTTP/1.0 200 OK\r\nConnection: close\r\nContent-Length: 10000\r\n\r\n")
        drip(caller)

    started = time.monotonic()
    with raw_server(port, answer):
        got = call("GET", f"http://127.0.0.1:{port}/").body
        assert time.monotonic() - started < 5, "10,000 bytes would take eight minutes"
    assert len(got) < 100


def silent(caller: socket.socket) -> None:
    caller.recv(1)


def test_hundreds_of_mails_to_a_silent_server_hold_up_nothing_else(
    mailing: Runtime, port: int, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transports, "TIMEOUT", 0.1)
    asked(mailing, 200)
    with raw_server(port, silent) as callers:
        while work_once(app, mailing):
            pass
        assert len(callers) < 5, "one meets what all would meet"
        with time_machine.travel(now() + timedelta(hours=1)):
            with mailing.database.write() as session:
                outbox.enqueue(session, "listing.index", listing=1)
            for _mail_before_it in range(2):
                work_once(app, mailing)
            [index] = rows(mailing, "listing.index")
    assert index.done_at is not None, "it waits for one mail at most"


def test_whoever_is_written_to_a_dead_address_ends_and_staff_are_told_once(
    mailing: Runtime, port: int, app: Flask
) -> None:
    asked(mailing)
    with mailing.database.write() as session:
        enquiry = session.scalars(select(Enquiry)).one()
        service.close(session, enquiry, enquiry.version, factories.user(session, "officer"), "done")
    box = Dead("")
    with listening(box, port):
        for _round in range(2):
            while work_once(app, mailing):
                pass
    assert all(row.done_at for row in rows(mailing, *worker.MAILS))
    assert len(rows(mailing, topics.UNREACHABLE)) == 1


class Dead(Mailbox):
    async def handle_RCPT(self, *_told: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        return "550 5.1.1 no such user"


def test_what_one_reader_is_refused_for_five_days_ends_and_a_server_away_never_does(
    mailing: Runtime, port: int, app: Flask
) -> None:
    asked(mailing)
    with mailing.database.write() as session:
        session.execute(update(OutboxRow).values(attempts=LAST_ATTEMPT + 5))
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.topic.not_in(topics.TO_INVESTOR))
            .values(done_at=now())
        )
    work_once(app, mailing)
    [received] = rows(mailing, topics.RECEIVED)
    assert received.done_at is None, "nobody listens"
    with listening(Refusing(""), port):
        with time_machine.travel(now() + timedelta(hours=2)):
            work_once(app, mailing)
        [received] = rows(mailing, topics.RECEIVED)
        assert received.done_at is None, "what is refused on its return has its days"
        with mailing.database.write() as session:
            session.execute(update(OutboxRow).values(attempts=LAST_ATTEMPT - 1))
        with time_machine.travel(now() + timedelta(hours=4)):
            work_once(app, mailing)
    [received] = rows(mailing, topics.RECEIVED)
    assert received.done_at is not None


class Refusing(Mailbox):
    async def handle_RCPT(self, *_told: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        return "550 5.7.1 not from you"


def test_a_database_that_is_busy_after_the_sending_sends_nothing_twice(
    mailing: Runtime, port: int, app: Flask
) -> None:
    """Another process writes for longer than one write waits, just when the mail is out."""
    if mailing.database.engine.dialect.name != "sqlite":
        pytest.skip("on PostgreSQL writers do not wait for each other")
    asked(mailing)
    writing = Writing(mailing)
    with listening(writing, port):
        while work_once(app, mailing):
            pass
    assert writing.thread is not None
    writing.thread.join()
    assert len(writing.to("lin0@firma.example")) == 1
    assert all(row.done_at for row in rows(mailing, topics.RECEIVED))


class Writing(Mailbox):
    """While it takes the first mail, somebody begins to write for five seconds."""

    def __init__(self, portal: Runtime) -> None:
        super().__init__("")
        self._portal = portal
        self.thread: threading.Thread | None = None

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        if self.thread is None:
            begun = threading.Event()
            self.thread = threading.Thread(target=self._write, args=[begun])
            self.thread.start()
            begun.wait()
        return "250 fine"

    def _write(self, begun: threading.Event) -> None:
        with self._portal.database.write() as session:
            session.execute(update(OutboxRow).values(error=None))
            begun.set()
            time.sleep(5)


def test_a_step_that_fails_stops_no_mail(
    mailing: Runtime, port: int, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_anything: object) -> None:
        raise RuntimeError("the chase is broken")

    monkeypatch.setattr(chasing, "chase", broken)
    asked(mailing)
    box = Mailbox("")
    working = Worker(app, mailing)
    with listening(box, port):
        thread = threading.Thread(target=working.run)
        thread.start()
        deadline = time.monotonic() + 30
        while not box.to("lin0@firma.example") and time.monotonic() < deadline:
            time.sleep(0.05)
        working.stop()
        thread.join()
    assert len(box.to("lin0@firma.example")) == 1
