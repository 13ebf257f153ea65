"""When things break: nothing is lost, reading goes on, and every failure is a designed page."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from portal.core import clock, outbox
from portal.runtime import Runtime
from portal.worker import work_once
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.databases import ON_POSTGRESQL
from tests.support.enquiries import offices
from tests.web.enquiries.asking import GOOD, opened

embedded = pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL has no single writer to wait for")


@contextmanager
def another_writer(portal: Runtime) -> Iterator[None]:
    """Somebody else holds the database for writing, as a long import might."""
    holding, release = threading.Event(), threading.Event()

    def hold() -> None:
        with portal.database.write():
            holding.set()
            release.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait(5)
    try:
        yield
    finally:
        release.set()
        thread.join()


@embedded
def test_while_the_database_is_locked_pages_are_read_and_typed_text_is_kept(
    portal: Runtime, client: StrictClient
) -> None:
    with portal.database.write() as session:
        offices(session)
        factories.space(session, title="示例厂房")
    form = {**opened(client), **GOOD, "message": "a question that must not be lost"}
    with another_writer(portal):
        assert client.get("/en/spaces/").status_code == 200
        answer = client.post("/en/enquiries/new", data=form)
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "a question that must not be lost" in answer.text
    assert client.post("/en/enquiries/new", data=form).status_code == 303


def test_a_destroyed_index_is_answered_from_the_database_and_heals(
    portal: Runtime, client: StrictClient, work: Callable[[], None]
) -> None:
    with portal.database.write() as session:
        factories.space(session, title="示例标准化厂房")
    work()
    shutil.rmtree(portal.settings.data_dir / "index")
    page = client.get("/zh-hans/search?q=标准化厂房")
    assert page.status_code == 200
    assert "标准化厂房</mark>" in page.text
    degraded = client.get("/api/v1/search?q=厂房").json
    assert degraded is not None
    assert (degraded["degraded"], degraded["total"]) == (True, 1)
    with portal.database.write() as session:
        factories.space(session, title="示例第二厂房")
    work()
    found = client.get("/api/v1/search?q=厂房").json
    assert found is not None
    assert found["total"] == 2


def test_what_a_dead_worker_had_claimed_is_done_by_the_next(
    app: Flask, portal: Runtime, client: StrictClient
) -> None:
    with portal.database.write() as session:
        factories.space(session, title="示例厂房")
    with portal.database.write() as session:
        assert outbox.claim(session), "a worker takes the work and dies"
    assert work_once(app, portal) == 0, "nobody else takes it while the lease lasts"
    with time_machine.travel(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        assert work_once(app, portal) == 1
    found = client.get("/api/v1/search?q=厂房").json
    assert found is not None
    assert found["total"] == 1


def test_work_that_fails_waits_longer_each_time_and_stays(app: Flask, portal: Runtime) -> None:
    with portal.database.write() as session:
        outbox.enqueue(session, "listing.index", listing="not a number")
    moment = clock.now()
    for attempt in range(1, 4):
        with time_machine.travel(moment + timedelta(hours=2 * attempt)):
            assert work_once(app, portal) == 1
    with portal.database.read() as session:
        assert outbox.pending(session) == 1
        row = session.get(outbox.OutboxRow, 1)
        assert row is not None
        assert row.attempts == 3
        assert row.error
        assert "ValueError" in row.error


def test_nothing_is_promised_for_a_change_that_was_rolled_back(portal: Runtime) -> None:
    def change_and_fail() -> None:
        with portal.database.write() as session:
            factories.space(session)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    with portal.database.read() as session:
        assert outbox.pending(session) == 0


def test_the_same_form_sent_by_many_fingers_at_once_is_one_enquiry(
    app: Flask, portal: Runtime, client: StrictClient
) -> None:
    with portal.database.write() as session:
        offices(session)
    form = {**opened(client), **GOOD}
    answers: list[tuple[int, str]] = []

    def send() -> None:
        other = app.test_client()
        for cookie in ("portal_form",):
            held = client.get_cookie(cookie)
            assert held is not None
            other.set_cookie(cookie, held.value)
        answer = other.post("/en/enquiries/new", data=form)
        answers.append((answer.status_code, answer.headers.get("Location", "").split("?")[0]))

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in answers} <= {303, 503}
    assert len({address for status, address in answers if status == 303}) == 1


@embedded
def test_a_program_that_locks_the_file_itself_makes_the_portal_busy_not_broken(
    portal: Runtime, client: StrictClient
) -> None:
    with portal.database.write() as session:
        offices(session)
    form = {**opened(client), **GOOD}
    path = portal.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as outsider:
        outsider.execute("BEGIN IMMEDIATE")
        answer = client.post("/en/enquiries/new", data=form)
        outsider.execute("ROLLBACK")
    assert answer.status_code == 503
    assert GOOD["message"] in answer.text
