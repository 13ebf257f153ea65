"""Sessions: what is for reading cannot write, and what changes counts once for each change."""

from __future__ import annotations

import traceback
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, IntegrityError

from portal.core import heartbeat
from portal.core.heartbeat import Heartbeat
from portal.core.limits import LimitCounter
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


def test_what_the_database_refuses_is_not_repeated_in_its_error(portal: Runtime) -> None:
    """Errors go into logs; a row may hold somebody's telephone number."""
    refused = "13987654321"
    row = {"key": refused, "count": None, "expires": 1}
    with portal.database.write() as session:
        with pytest.raises(IntegrityError) as caught, session.begin_nested():
            session.execute(insert(LimitCounter), row)
        told = "".join(traceback.format_exception(caught.value))
        assert "NULL" in told or "null" in told
        assert refused not in told
