"""Counting how often a link was followed: a figure a day and nothing about who.

Visitors never wait in a queue for it: one of them writes what all have counted meanwhile,
and what cannot be written now is written with the next.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.core.clock import today
from portal.core.database import Busy, Database
from portal.enquiries.origins.models import OriginVisit

Visit: TypeAlias = tuple[int, date]  # an origin's id, the day in the city


class VisitCounter:
    """The visits of a process that are not written yet; safe between threads."""

    def __init__(self) -> None:
        self._counted: Counter[Visit] = Counter()
        self._counting = threading.Lock()
        self._writing = threading.Lock()

    def count(self, database: Database, origin_id: int) -> bool:
        """Count one visit of today; false if writing failed, and it is kept for the next time."""
        with self._counting:
            self._counted[origin_id, today()] += 1
        written = True
        while written and self._waits() and self._writing.acquire(blocking=False):
            try:
                written = self._write(database)
            finally:
                self._writing.release()
        return written

    def _waits(self) -> bool:
        with self._counting:
            return bool(self._counted)

    def _write(self, database: Database) -> bool:
        with self._counting:
            taken, self._counted = self._counted, Counter()
        try:
            with database.write() as session:
                add_visits(session, taken)
        except (Busy, SQLAlchemyError):
            with self._counting:
                self._counted += taken
            return False
        return True


def add_visits(session: Session, counted: Mapping[Visit, int]) -> None:
    """Add to the days' figures; in an order that lets no two writers wait for each other."""
    embedded = session.get_bind().dialect.name == "sqlite"
    table = OriginVisit.__table__
    assert isinstance(table, Table)
    for (origin_id, day), visits in sorted(counted.items()):
        row = {"origin_id": origin_id, "day": day, "visits": visits}
        session.execute(_upsert(table, row, embedded=embedded))


def _upsert(table: Table, row: Mapping[str, object], *, embedded: bool) -> Insert:
    if embedded:
        new = sqlite.insert(table).values(row)
        return new.on_conflict_do_update(
            index_elements=["origin_id", "day"],
            set_={"visits": table.c.visits + new.excluded.visits},
        )
    other = postgresql.insert(table).values(row)
    return other.on_conflict_do_update(
        index_elements=["origin_id", "day"],
        set_={"visits": table.c.visits + other.excluded.visits},
    )
