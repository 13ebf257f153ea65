"""Signs of life of the background worker, kept where every machine can see them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import now
from portal.core.database import Base

EVERY = timedelta(seconds=10)
LATE = timedelta(seconds=60)


class Heartbeat(Base):
    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


def beat(session: Session, name: str) -> None:
    session.merge(Heartbeat(name=name, at=now()))


def first_since(session: Session, name: str, moment: datetime) -> bool:
    """Give a sign of life, unless somebody gave it since `moment`; of two at once one is first."""
    later = (
        update(Heartbeat)
        .where(Heartbeat.name == name, Heartbeat.at < moment)
        .values(at=now())
        .returning(Heartbeat.name)
    )
    if session.execute(later).first():
        return True
    try:
        with session.begin_nested():
            session.add(Heartbeat(name=name, at=now()))
    except IntegrityError:
        return False
    return True


def alive(session: Session, name: str) -> bool:
    """Whether `name` gave a sign of life within the last `LATE`."""
    found = session.get(Heartbeat, name)
    return found is not None and found.at > now() - LATE
