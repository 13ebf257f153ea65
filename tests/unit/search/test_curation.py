"""What staff teach the search, and that nobody overwrites a colleague unknowingly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import SYSTEM, AuditEntry
from portal.core.database import Database
from portal.search import curation
from portal.search.curation import Conflict, Curated, GroupFacts, PinFacts, Taken, WordFacts
from tests.support.databases import PostgresDatabases, SqliteDatabases

TODAY = date(2026, 11, 22)


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


def test_an_empty_desk_teaches_nothing(session: Session) -> None:
    assert curation.curated(session) == Curated()


def test_groups_add_replace_and_switch_off(session: Session) -> None:
    curation.add_group(session, SYSTEM, GroupFacts(("冷库", "cold store")))
    curation.add_group(session, SYSTEM, GroupFacts(("厂房", "车间"), replaces="厂房"))
    off = curation.add_group(
        session, SYSTEM, GroupFacts(("补贴", "奖补"), replaces="补贴", active=False)
    )
    found = curation.curated(session)
    assert found.synonyms == (("冷库", "cold store"), ("厂房", "车间"))
    assert found.switched_off == {"厂房", "补贴"}
    curation.remove_group(session, SYSTEM, off.id, 1)
    assert curation.curated(session).switched_off == {"厂房"}


def test_a_group_of_the_content_is_replaced_once(session: Session) -> None:
    first = curation.add_group(session, SYSTEM, GroupFacts(("厂房", "车间"), replaces="厂房"))
    with pytest.raises(Taken) as taken:
        curation.add_group(session, SYSTEM, GroupFacts(("厂房", "工房"), replaces="厂房"))
    assert taken.value.id == first.id


def test_words_stay_whole_or_no_longer_do(session: Session) -> None:
    curation.add_word(session, SYSTEM, WordFacts("渔药小镇"))
    curation.add_word(session, SYSTEM, WordFacts("Cold Store", active=False))
    found = curation.curated(session)
    assert found.words == ("渔药小镇",)
    assert found.words_off == {"cold store"}
    with pytest.raises(Taken):
        curation.add_word(session, SYSTEM, WordFacts("漁藥小鎮"))


def test_a_word_cannot_become_another_that_is_there(session: Session) -> None:
    first = curation.add_word(session, SYSTEM, WordFacts("渔药"))
    second = curation.add_word(session, SYSTEM, WordFacts("鱼药"))
    with pytest.raises(Taken) as taken:
        curation.change_word(session, SYSTEM, second.id, 1, WordFacts("渔药"))
    assert taken.value.id == first.id


@pytest.mark.parametrize("asked", ["盐湖区 厂房", "鹽湖區  廠房", " 盐湖区\u3000厂房 "])
def test_a_pinned_answer_is_found_however_it_is_typed(session: Session, asked: str) -> None:
    curation.add_pin(session, SYSTEM, PinFacts("盐湖区 厂房", (7, 3)))
    assert curation.pinned(curation.pins(session), asked, TODAY) == (7, 3)
    assert curation.pinned(curation.pins(session), asked + "x", TODAY) == ()


@pytest.mark.parametrize(("until", "stands"), [(TODAY, True), (date(2026, 11, 21), False)])
def test_a_pinned_answer_ends_after_its_last_day(
    session: Session, until: date, stands: bool
) -> None:
    curation.add_pin(session, SYSTEM, PinFacts("厂房", (7,), until=until))
    assert bool(curation.pinned(curation.pins(session), "厂房", TODAY)) is stands


def test_a_question_is_pinned_once(session: Session) -> None:
    curation.add_pin(session, SYSTEM, PinFacts("厂房", (7,)))
    with pytest.raises(Taken):
        curation.add_pin(session, SYSTEM, PinFacts("廠房", (8,)))


def test_a_late_save_is_refused(session: Session) -> None:
    group = curation.add_group(session, SYSTEM, GroupFacts(("甲", "乙")))
    pin = curation.add_pin(session, SYSTEM, PinFacts("厂房", (7,)))
    curation.change_group(session, SYSTEM, group.id, 1, GroupFacts(("甲", "丙")))
    curation.change_pin(session, SYSTEM, pin.id, 1, PinFacts("厂房", (8,)))
    with pytest.raises(Conflict):
        curation.change_group(session, SYSTEM, group.id, 1, GroupFacts(("甲", "丁")))
    with pytest.raises(Conflict):
        curation.remove_pin(session, SYSTEM, pin.id, 1)
    with pytest.raises(LookupError):
        curation.remove_word(session, SYSTEM, 4711, 1)
    assert curation.curated(session).synonyms == (("甲", "丙"),)
    assert curation.pinned(curation.pins(session), "厂房", TODAY) == (8,)


def test_every_change_stands_in_the_trail(session: Session) -> None:
    pin = curation.add_pin(session, SYSTEM, PinFacts("厂房", (7,)))
    curation.change_pin(session, SYSTEM, pin.id, 1, PinFacts("厂房", (8,)))
    curation.remove_pin(session, SYSTEM, pin.id, 2)
    assert list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))) == [
        "pin.added",
        "pin.changed",
        "pin.removed",
    ]
