"""Counting what has changed in public, so that cached pages are left behind."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.core.database import is_writing

# One statement, the same on SQLite and PostgreSQL: two first publications at once both count.
ONE_FURTHER = text(
    "INSERT INTO generation (type, number) VALUES (:name, 1) "
    "ON CONFLICT (type) DO UPDATE SET number = generation.number + 1"
)

ALL = text("SELECT type, number FROM generation")
KEPT = "generations"


def advance(session: Session, name: str) -> None:
    """Every cached page is out of date from now on: a listing type, or `organisation`, changed.

    On PostgreSQL the row stays locked until the caller commits, so of two publications of one
    type the second waits, and no number is given twice.
    """
    session.execute(ONE_FURTHER, {"name": name})


def numbers(session: Session) -> Mapping[str, int]:
    """How often each has changed; asked once of a session that only reads."""
    if is_writing(session) or KEPT not in session.info:
        rows = session.execute(ALL)
        session.info[KEPT] = {row.type: row.number for row in rows}
    found: Mapping[str, int] = session.info[KEPT]
    return found
