"""Sessions: what is for reading cannot write, and what changes counts once for each change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.exc import DBAPIError

from portal.core import heartbeat
from portal.core.heartbeat import Heartbeat
from portal.listings import queries
from portal.listings.generations import advance
from portal.runtime import Runtime


def test_a_reading_session_can_write_nothing(portal: Runtime) -> None:
    with portal.database.read() as session:
        heartbeat.beat(session, "reader")
        with pytest.raises(DBAPIError):
            session.flush()
    with portal.database.write() as session:
        assert session.get(Heartbeat, "reader") is None


def test_a_connection_that_read_may_write_later(portal: Runtime) -> None:
    for name in ("first", "second"):
        with portal.database.read() as session:
            assert session.get(Heartbeat, name) is None
        with portal.database.write() as session:
            heartbeat.beat(session, name)
        with portal.database.read() as session:
            assert session.get_one(Heartbeat, name).at


def test_publications_at_once_all_count_the_very_first_included(portal: Runtime) -> None:
    start = Barrier(6)

    def publish(_n: int) -> None:
        start.wait()
        with portal.database.write() as session:
            advance(session, "space")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(publish, range(6)))
    with portal.database.read() as session:
        assert queries.generation(session) == 6
