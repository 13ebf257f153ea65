"""Counting what has changed in public, so that cached pages are left behind."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

# One statement, the same on SQLite and PostgreSQL: two first publications at once both count.
ONE_FURTHER = text(
    "INSERT INTO generation (type, number) VALUES (:name, 1) "
    "ON CONFLICT (type) DO UPDATE SET number = generation.number + 1"
)


def advance(session: Session, name: str) -> None:
    """Every cached page is out of date from now on: a listing type, or `organisation`, changed.

    On PostgreSQL the row stays locked until the caller commits, so of two publications of one
    type the second waits, and no number is given twice.
    """
    session.execute(ONE_FURTHER, {"name": name})
