"""Rate limits shared by all processes: a counter a window, in Redis or in the database."""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta
from typing import Protocol

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base, Database
from portal.core.shared_memory import SharedMemory

# One statement, the same on SQLite and PostgreSQL: two first deeds at once are both counted.
COUNT_ONE_MORE = text(
    "INSERT INTO limit_counter (key, count, expires) VALUES (:key, 1, :expires) "
    "ON CONFLICT (key) DO UPDATE SET count = limit_counter.count + 1 RETURNING count"
)


class LimitCounter(Base):
    """How often something was done in a window; `expires` is a Unix time in seconds."""

    __tablename__ = "limit_counter"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    expires: Mapped[int] = mapped_column(index=True)


class Limiter(Protocol):
    def hit(self, name: str, who: str, window: timedelta) -> int:
        """Count one more deed of `who` and return how many there were in this window."""

    def count(self, name: str, who: str, window: timedelta) -> int:
        """How many deeds of `who` were counted in this window."""

    def clear(self, name: str, who: str, window: timedelta) -> None:
        """Forget them, as after a successful sign-in."""


class DatabaseLimiter:
    """Counters in the portal's database; a few milliseconds a hit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hit(self, name: str, who: str, window: timedelta) -> int:
        key, expires = _window(name, who, window)
        with self._database.write() as session:
            session.execute(delete(LimitCounter).where(LimitCounter.expires < int(time.time())))
            found = session.execute(COUNT_ONE_MORE, {"key": key, "expires": expires})
            return int(found.scalar_one())

    def count(self, name: str, who: str, window: timedelta) -> int:
        key, _ = _window(name, who, window)
        with self._database.read() as session:
            return session.scalar(select(LimitCounter.count).where(LimitCounter.key == key)) or 0

    def clear(self, name: str, who: str, window: timedelta) -> None:
        key, _ = _window(name, who, window)
        with self._database.write() as session:
            session.execute(delete(LimitCounter).where(LimitCounter.key == key))


class SharedLimiter:
    """Counters that several machines share. Without Redis nobody is limited: people can still ask."""

    def __init__(self, shared: SharedMemory) -> None:
        self._shared = shared

    def hit(self, name: str, who: str, window: timedelta) -> int:
        return self._shared.increment(*_window(name, who, window))

    def count(self, name: str, who: str, window: timedelta) -> int:
        return int(self._shared.get(_window(name, who, window)[0]) or 0)

    def clear(self, name: str, who: str, window: timedelta) -> None:
        self._shared.forget(_window(name, who, window)[0])


def limiter(shared: SharedMemory | None, database: Database) -> Limiter:
    return SharedLimiter(shared) if shared else DatabaseLimiter(database)


def _window(name: str, who: str, window: timedelta) -> tuple[str, int]:
    """The counter's key (nobody's address or mail stands in it) and when it ends."""
    seconds = int(window.total_seconds())
    number = int(time.time()) // seconds
    hashed = hashlib.sha256(who.encode()).hexdigest()[:24]
    return f"portal:limit:{name}:{hashed}:{number}", (number + 1) * seconds
