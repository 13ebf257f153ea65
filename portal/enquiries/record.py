"""What is promised to who asks and how it was kept, for the public site: figures without a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from portal.core.clock import in_city, now
from portal.core.database import is_writing
from portal.enquiries.models import Kind
from portal.enquiries.replies import Replies, Tally, replies
from portal.enquiries.standards import limits

_counted: WeakKeyDictionary[Engine | Connection, tuple[datetime, Replies | None]] = (
    WeakKeyDictionary()
)
"""By database: the hour in which it was counted, and the record."""
_counting = Lock()


@dataclass(frozen=True, slots=True)
class Promise:
    """An answer within so many working days; `record` is missing while there is too little."""

    working_days: int
    record: Tally | None


def promise(session: Session) -> Promise:
    """What the agency promises to who asks, and how it has kept it so far."""
    found = record(session)
    return Promise(limits(session, Kind.GENERAL).answer_days, found.total if found else None)


def record(session: Session) -> Replies | None:
    """The record so far; counted once an hour of the city, as the cached pages that show it are.

    One reader counts a year's enquiries; who comes meanwhile gets the hour before.
    """
    if is_writing(session):  # what is not committed is nobody else's
        return replies(session)
    hour = in_city(now()).replace(minute=0, second=0, microsecond=0)
    database = session.get_bind()
    kept = _counted.get(database)
    if kept is not None and kept[0] == hour:
        return kept[1]
    if not _counting.acquire(blocking=kept is None):
        return kept[1] if kept else None
    try:
        kept = _counted.get(database)
        if kept is None or kept[0] != hour:
            kept = _counted[database] = hour, replies(session)
        return kept[1]
    finally:
        _counting.release()
