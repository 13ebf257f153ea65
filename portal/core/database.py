"""The database: engine, sessions, and writers that wait for each other in order.

SQLite writers starve under the busy timeout alone (worst wait 8 s with 16 writers), so a
write transaction takes a lock within the process and a file lock between processes first.
At most `MAX_WAITING` writers queue; the others are told :class:`Busy` at once.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, DateTime, Engine, MetaData, create_engine, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect, ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

WAIT_SECONDS = 2.0
MAX_WAITING = 8
WRITING = "writing"
LARGEST_ID = 2**31 - 1  # what the integers of PostgreSQL hold
READ, WRITE = "read", "write"
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Busy(Exception):
    """Too many writers, or the database stays locked: try again in a moment."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in, aware datetimes out; a naive one is a mistake and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UtcDateTime,
        dict[str, Any]: Json,
        list[str]: Json,
        list[int]: Json,
        dict[str, str]: Json,
        dict[str, bool]: Json,
    }


def is_writing(session: Session) -> bool:
    """Whether this session may change, and so may lock rows; `read()` sessions may not."""
    return bool(session.info.get(WRITING))


class Database:
    """One engine; `read()` and `write()` are the only ways to a session."""

    def __init__(self, url: str, lock_file: Path) -> None:
        self.engine = _engine(url)
        self.embedded = self.engine.dialect.name == "sqlite"
        self._reader = self.engine.execution_options(portal_mode=READ, postgresql_readonly=True)
        self._writer = self.engine.execution_options(portal_mode=WRITE)
        self._gate = _WriteGate(lock_file) if self.embedded else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for looking: the database itself refuses what it would write."""
        with Session(self._reader) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session for changing: commits at the end, rolls back on any error.

        Raises :class:`Busy` when no turn comes within `WAIT_SECONDS`.
        """
        with (
            self._turn(),
            Session(self._writer, expire_on_commit=False, info={WRITING: True}) as session,
        ):
            try:
                with session.begin():
                    yield session
            except OperationalError as error:
                if "database is locked" in str(error.orig):  # by a program that takes no turns
                    raise Busy("another program holds the database") from error
                raise

    @contextmanager
    def schema(self) -> Iterator[Connection]:
        """A writer's turn and a bare connection, for migrations; raises :class:`Busy`."""
        with self._turn(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._gate is None:
            yield
        else:
            with self._gate.turn():
                yield


class _WriteGate:
    """First the process's own queue, then the file lock shared with other processes."""

    def __init__(self, lock_file: Path) -> None:
        self._file = lock_file
        self._waiting = threading.BoundedSemaphore(MAX_WAITING)
        self._lock = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        deadline = time.monotonic() + WAIT_SECONDS
        if not self._waiting.acquire(blocking=False):
            raise Busy("too many writers are waiting")
        try:
            if not self._lock.acquire(timeout=WAIT_SECONDS):
                raise Busy("another writer holds the database")
        finally:
            self._waiting.release()
        try:
            with self._file_lock(deadline):
                yield
        finally:
            self._lock.release()

    @contextmanager
    def _file_lock(self, deadline: float) -> Iterator[None]:
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock_until(descriptor, deadline)
            yield
        finally:
            os.close(descriptor)  # closing releases the lock


def _lock_until(descriptor: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise Busy("another process is writing") from error
            time.sleep(0.004)
        else:
            return


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        address = url.replace("postgresql://", "postgresql+psycopg://", 1)
        engine = create_engine(address, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "handle_error", _without_values)
        return engine
    waiting = {"timeout": WAIT_SECONDS, "check_same_thread": False}
    engine = create_engine(url, connect_args=waiting, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _without_values(context: ExceptionContext) -> None:
    """PostgreSQL's second line repeats the row it refused: personal data in every log."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\nDETAIL:")[0], *error.args[1:])


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL loses answered requests on power failure
        "foreign_keys=ON",
        "cache_size=-16000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("portal_mode")
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA query_only={'ON' if mode == READ else 'OFF'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if mode == WRITE else "BEGIN")


def alone_in(session: Session, table: type[Base]) -> None:
    """Until this transaction ends nobody else writes to the table; reading goes on.

    Locked rows would not keep out a row that somebody adds. On SQLite a writer is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {table.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))
