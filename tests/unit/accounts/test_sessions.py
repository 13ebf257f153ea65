"""Sessions end when they should, and only their own person's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy import func, select

from portal.accounts import sessions
from portal.accounts.models import StaffSession
from portal.runtime import Runtime
from tests.support import factories

START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def test_the_database_holds_no_usable_cookie(portal: Runtime) -> None:
    with portal.database.write() as session:
        token = sessions.open_session(session, factories.user(session), "Firefox")
        kept = session.scalars(select(StaffSession)).one()
        assert token not in (kept.token_hash, kept.agent)
        assert len(token) >= 43  # 256 bits
        assert sessions.recognise(session, kept.token_hash) is None


def test_a_session_lives_two_hours_without_a_request(portal: Runtime) -> None:
    with portal.database.write() as session, time_machine.travel(START, tick=False) as clock:
        token = sessions.open_session(session, factories.user(session), "")
        clock.shift(timedelta(minutes=119))
        assert sessions.recognise(session, token)
        clock.shift(timedelta(minutes=2))
        assert sessions.recognise(session, token) is None


def test_a_busy_session_lives_twelve_hours(portal: Runtime) -> None:
    with portal.database.write() as session, time_machine.travel(START, tick=False) as clock:
        token = sessions.open_session(session, factories.user(session), "")
        for _hour in range(11):
            clock.shift(timedelta(hours=1))
            found = sessions.recognise(session, token)
            assert found
            sessions.touch(session, found[0].id)
        clock.shift(timedelta(minutes=61))
        assert sessions.recognise(session, token) is None


def test_being_seen_is_written_once_a_minute(portal: Runtime) -> None:
    with portal.database.write() as session, time_machine.travel(START, tick=False) as clock:
        token = sessions.open_session(session, factories.user(session), "")
        found = sessions.recognise(session, token)
        assert found
        clock.shift(timedelta(seconds=59))
        assert not sessions.is_due(found[0])
        clock.shift(timedelta(seconds=1))
        assert sessions.is_due(found[0])


def test_a_deactivated_persons_session_is_none(portal: Runtime) -> None:
    with portal.database.write() as session:
        user = factories.user(session)
        token = sessions.open_session(session, user, "")
        user.active = False
        session.flush()
        assert sessions.recognise(session, token) is None


def test_nobody_ends_somebody_elses_session(portal: Runtime) -> None:
    with portal.database.write() as session:
        mine, theirs = factories.user(session), factories.user(session)
        token = sessions.open_session(session, theirs, "")
        (found,) = sessions.of_user(session, theirs.id)
        sessions.end(session, mine, found.id)
        assert sessions.recognise(session, token)
        sessions.end(session, theirs, found.id)
        assert sessions.recognise(session, token) is None


def test_dead_sessions_are_swept_out_at_the_next_sign_in(portal: Runtime) -> None:
    with portal.database.write() as session, time_machine.travel(START, tick=False) as clock:
        user = factories.user(session)
        sessions.open_session(session, user, "")
        clock.shift(timedelta(hours=3))
        sessions.open_session(session, user, "")
        assert session.scalar(select(func.count()).select_from(StaffSession)) == 1


def test_a_browsers_endless_name_is_shortened(portal: Runtime) -> None:
    with portal.database.write() as session:
        user = factories.user(session)
        sessions.open_session(session, user, "x" * 5000)
        assert len(sessions.of_user(session, user.id)[0].agent) == 200
