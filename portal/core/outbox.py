"""The outbox: what must happen after a change, written in the change's own transaction.

A row carries ids only; the worker claims rows, re-reads the database, acts, and tries again
with growing pauses. So nothing is sent for a change that was rolled back, and nothing that
was committed is forgotten, whatever dies next.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import now
from portal.core.database import Base, Busy, Database

LEASE = timedelta(minutes=2)  # a claimed row is free again after this, should its worker die
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
HELD = timedelta(seconds=30)  # for all rows that need the same server, when it does not answer
KEPT = timedelta(days=7)  # done rows stay this long for whoever asks what happened


class OutboxRow(Base):
    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "done_at", "available_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    available_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    error: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Message:
    id: int
    topic: str
    payload: Mapping[str, Any]
    attempts: int


class Later(Exception):
    """Raised by a handler: the row is in order, and its time is `moment`, not now."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment.isoformat())
        self.moment = moment


def enqueue(session: Session, topic: str, **ids: int | str) -> None:
    """Promise that `topic` will be handled with these ids once this transaction commits."""
    moment = now()
    session.add(OutboxRow(topic=topic, payload=ids, created_at=moment, available_at=moment))


def fulfil(session: Session, message: Message) -> bool:
    """Mark a row done in the transaction that does it; False when another did it already."""
    first = session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == message.id, OutboxRow.done_at.is_(None))
        .values(done_at=now(), error=None)
        .returning(OutboxRow.id)
    ).first()
    return first is not None


def postpone(session: Session, messages: Sequence[Message], moment: datetime) -> None:
    """Put rows back until `moment`; that they were taken does not count as an attempt."""
    for message in messages:
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == message.id)
            .values(available_at=moment, attempts=message.attempts - 1)
        )


def claim(
    session: Session,
    limit: int = 200,
    one_at_a_time: Collection[str] = (),
    leases: Mapping[str, timedelta] | None = None,
) -> Sequence[Message]:
    """Take due rows of one topic; they stay claimed for `LEASE`, or its own lease.

    What was never tried goes first: what fails again and again holds up nothing else.
    """
    due = (OutboxRow.done_at.is_(None), OutboxRow.available_at <= now())
    order = (OutboxRow.attempts > 0, OutboxRow.available_at, OutboxRow.id)
    first = session.scalars(select(OutboxRow).where(*due).order_by(*order).limit(1)).first()
    if first is None:
        return ()
    rows = session.scalars(
        select(OutboxRow)
        .where(*due, OutboxRow.topic == first.topic)
        .order_by(*order)
        .limit(1 if first.topic in one_at_a_time else limit)
        .with_for_update(skip_locked=True)
    ).all()
    lease = (leases or {}).get(first.topic, LEASE)
    for row in rows:
        row.available_at = now() + lease
        row.attempts += 1
    return tuple(Message(row.id, row.topic, dict(row.payload), row.attempts) for row in rows)


def settle(database: Database, until: float, write: Callable[[Session], None]) -> None:
    """Write down what became of rows, however long others write: nothing should go out twice.

    Raises `Busy` once `time.monotonic()` has passed `until`: before others may claim the rows.
    """
    while True:
        try:
            with database.write() as session:
                write(session)
        except Busy:
            if time.monotonic() > until:
                raise
        else:
            return


def done(session: Session, messages: Sequence[Message]) -> None:
    ids = [message.id for message in messages]
    session.execute(
        update(OutboxRow).where(OutboxRow.id.in_(ids)).values(done_at=now(), error=None)
    )


def failed(session: Session, messages: Sequence[Message], error: str) -> None:
    """Put rows back with a pause that doubles at every attempt; a message says which that was."""
    for message in messages:
        doubled = min(message.attempts - 1, 20)  # a month of failing is no number of days
        pause = min(FIRST_PAUSE * 2**doubled, LONGEST_PAUSE)
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == message.id)
            .values(available_at=now() + pause, attempts=message.attempts, error=error[:500])
        )


def hold(session: Session, topics: Collection[str]) -> None:
    """Put all due rows of these topics back for a moment: one has met what all would meet."""
    moment = now() + HELD
    session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.topic.in_(topics), OutboxRow.done_at.is_(None),
            OutboxRow.available_at < moment,
        )
        .values(available_at=moment)
    )  # fmt: skip


def forget_done(session: Session) -> None:
    session.execute(delete(OutboxRow).where(OutboxRow.done_at < now() - KEPT))


def pending(session: Session) -> int:
    """How many rows still wait, those that pause after an error included."""
    waiting = select(func.count()).where(OutboxRow.done_at.is_(None))
    return session.scalar(waiting) or 0
