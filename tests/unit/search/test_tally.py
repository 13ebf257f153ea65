"""Searches and clicks as the worker counts them and the desk shows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.core.clock import today
from portal.core.database import Database
from portal.search import journal, tally
from portal.search.models import ClickTally, SearchTally
from tests.support.databases import PostgresDatabases, SqliteDatabases

MONTH_AGO = today() - timedelta(days=30)


@pytest.fixture
def database(
    all_databases: SqliteDatabases | PostgresDatabases, tmp_path: Path
) -> Iterator[Database]:
    """The database alone: neither index nor application."""
    with all_databases.fresh(tmp_path) as url:
        made = Database(url, tmp_path / "write.lock")
        yield made
        made.engine.dispose()


def ask(folder: Path, question: str, times: int, total: int = 1) -> None:
    for _ in range(times):
        journal.note_search(folder, question, "zh-hans", total)


def searches(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.coalesce(func.sum(SearchTally.searches), 0))) or 0


def count_all(database: Database, folder: Path) -> None:
    tally.take_in(database, folder)  # sets aside
    tally.take_in(database, folder)  # counts


def test_what_was_asked_is_counted_once_and_the_lines_are_gone(
    database: Database, tmp_path: Path
) -> None:
    ask(tmp_path, "厂房", 3)
    tally.take_in(database, tmp_path)
    ask(tmp_path, "厂房", 2)
    tally.take_in(database, tmp_path)
    assert searches(database) == 3
    tally.take_in(database, tmp_path)
    tally.take_in(database, tmp_path)
    assert searches(database) == 5
    assert list(tmp_path.glob("searches*")) == []


def test_a_death_before_the_commit_loses_nothing(database: Database, tmp_path: Path) -> None:
    ask(tmp_path, "厂房", 3)
    tally.take_in(database, tmp_path)
    [waiting] = journal.waiting(tmp_path)

    def die() -> None:
        with database.write() as session:
            tally.count(session, waiting)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        die()
    tally.take_in(database, tmp_path)
    assert searches(database) == 3


def test_a_death_between_commit_and_removal_counts_nothing_twice(
    database: Database, tmp_path: Path
) -> None:
    ask(tmp_path, "厂房", 3)
    tally.take_in(database, tmp_path)
    [waiting] = journal.waiting(tmp_path)
    with database.write() as session:
        tally.count(session, waiting)
    assert waiting.exists()
    tally.take_in(database, tmp_path)
    assert searches(database) == 3
    assert not waiting.exists()


def test_only_what_was_asked_five_times_is_shown(database: Database, tmp_path: Path) -> None:
    ask(tmp_path, "张三的厂房", 4, total=0)
    ask(tmp_path, "厂房", 5)
    ask(tmp_path, "飞艇库", 2)
    ask(tmp_path, "飞艇库", 4, total=0)
    for question in ("张三的厂房", "厂房", "厂房", "飞艇库"):
        journal.note_click(tmp_path, question, 7)
    count_all(database, tmp_path)
    with database.read() as session:
        most = tally.most_asked(session, MONTH_AGO, 10)
        nothing = tally.found_nothing(session, MONTH_AGO, 10)
        opened = tally.last_opened(session, MONTH_AGO, 10)
    assert [(a.question, a.searches, a.empty) for a in most] == [("飞艇库", 6, 4), ("厂房", 5, 0)]
    assert [(a.question, a.last) for a in nothing] == [("飞艇库", today())]
    assert [(o.question, o.listing_id, o.clicks) for o in opened] == [
        ("厂房", 7, 2),
        ("飞艇库", 7, 1),
    ]


def put(database: Database, question: str, day: date, times: int) -> None:
    with database.write() as session:
        session.add(SearchTally(day=day, question=question, locale="en", searches=times, empty=0))
        session.add(ClickTally(day=day, question=question, listing_id=1, clicks=1))


def test_rare_questions_are_forgotten_after_a_month_and_all_after_400_days(
    database: Database,
) -> None:
    now = date(2026, 11, 22)
    put(database, "rare", now - timedelta(days=31), 9)
    put(database, "rare", now - timedelta(days=3), 4)
    put(database, "often", now - timedelta(days=401), 9)
    put(database, "often", now - timedelta(days=399), 1)
    put(database, "often", now - timedelta(days=3), 5)
    with database.write() as session:
        tally.forget(session, now)
    with database.read() as session:
        for table in (SearchTally, ClickTally):
            kept = session.execute(
                select(table.question, table.day).order_by(table.day, table.question)
            ).all()
            assert [(q, (now - day).days) for q, day in kept] == [
                ("often", 399),
                ("often", 3),
                ("rare", 3),
            ]
