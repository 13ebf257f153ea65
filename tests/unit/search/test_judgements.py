"""The judged set, and the measure of an order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.audit import SYSTEM, AuditEntry
from portal.core.database import Database
from portal.search import judgements
from portal.search.judgements import Judged
from tests.support.databases import PostgresDatabases, SqliteDatabases


@pytest.fixture
def session(
    all_databases: SqliteDatabases | PostgresDatabases, tmp_path: Path
) -> Iterator[Session]:
    """A writing session on the database alone: neither index nor application."""
    with all_databases.fresh(tmp_path) as url:
        database = Database(url, tmp_path / "write.lock")
        with database.write() as session:
            yield session
        database.engine.dispose()


def test_grades_are_set_changed_and_taken_back(session: Session) -> None:
    judgements.judge(session, SYSTEM, "廠房", {1: 3, 2: 0, 3: 2})
    after = judgements.judge(session, SYSTEM, " 厂房 ", {1: 2, 2: None, 3: 2})
    assert after == judgements.judged(session, "厂房") == {1: 2, 3: 2}


def test_what_is_said_again_writes_nothing(session: Session) -> None:
    judgements.judge(session, SYSTEM, "厂房", {1: 3})
    judgements.judge(session, SYSTEM, "厂房", {1: 3, 2: None})
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 1


def test_questions_are_listed_with_their_grades(session: Session) -> None:
    judgements.judge(session, SYSTEM, "b", {1: 1, 9: 3})
    judgements.judge(session, SYSTEM, "a", {1: 0})
    page = judgements.judged_questions(session, 1)
    assert list(page.items) == [Judged("a", {1: 0}), Judged("b", {9: 3, 1: 1})]
    assert page.total == 2


def test_the_best_order_counts_one_and_none_of_them_counts_nothing() -> None:
    grades = {1: 3, 2: 1, 3: 0}
    assert judgements.ndcg(grades, [1, 2, 3]) == pytest.approx(1)
    assert judgements.ndcg(grades, [7, 8, 9]) == 0
    assert judgements.ndcg(grades, [2, 1]) == pytest.approx(0.7098, abs=0.0001)
    assert judgements.ndcg({3: 0}, [7]) == 1


@given(st.permutations(range(15)), st.lists(st.integers(0, 3), min_size=15, max_size=15))
def test_no_order_is_better_than_the_best(order: list[int], grades: list[int]) -> None:
    given = dict(enumerate(grades))
    best = sorted(order, key=lambda id: -given[id])
    assert 0 <= judgements.ndcg(given, order) <= judgements.ndcg(given, best) + 1e-9
    assert judgements.ndcg(given, best) == pytest.approx(1)
