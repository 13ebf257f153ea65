"""What was asked and opened, counted by day; questions that few people ask are forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Date, Select, bindparam, delete, func, select, text
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.database import Database, UtcDateTime
from portal.search import journal
from portal.search.journal import Click, Search
from portal.search.models import ClickTally, SearchTally, TallyBatch

LEAST = 5  # times a question must have been asked before anybody sees it
WINDOW = timedelta(days=30)
KEPT = timedelta(days=400)
DAY = bindparam("day", type_=Date)
# The same on SQLite and PostgreSQL. Whoever writes the batch's name counts it, nobody else.
BATCH = text(
    "INSERT INTO tally_batch (name, counted_at) VALUES (:name, :at) ON CONFLICT DO NOTHING"
).bindparams(bindparam("at", type_=UtcDateTime))
SEARCHES = text(
    "INSERT INTO search_tally (day, question, locale, searches, empty) "
    "VALUES (:day, :question, :locale, :searches, :empty) "
    "ON CONFLICT (day, question, locale) DO UPDATE SET "
    "searches = search_tally.searches + excluded.searches, "
    "empty = search_tally.empty + excluded.empty"
).bindparams(DAY)
CLICKS = text(
    "INSERT INTO click_tally (day, question, listing_id, clicks) "
    "VALUES (:day, :question, :listing_id, :clicks) "
    "ON CONFLICT (day, question, listing_id) DO UPDATE SET "
    "clicks = click_tally.clicks + excluded.clicks"
).bindparams(DAY)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question over some days, all languages together."""

    question: str
    searches: int
    empty: int  # of them, how many found nothing
    last: date


@dataclass(frozen=True, slots=True)
class Opened:
    """A listing that readers opened from the answers to a question."""

    question: str
    listing_id: int
    clicks: int
    last: date


def take_in(database: Database, data_dir: Path) -> None:
    """Count every journal that was set aside before, each exactly once, then set aside the next.

    A journal waits one turn, so that a line on its way into it is not lost. It is removed after
    the commit that counts it and knows its name: whatever dies between, nothing counts twice.
    """
    for path in journal.waiting(data_dir):
        with database.write() as session:
            count(session, path)
        path.unlink(missing_ok=True)
    journal.set_aside(data_dir)


def count(session: Session, path: Path) -> None:
    """Add a journal to the tallies; one that was counted before changes nothing."""
    if not _claimed(session, path.name):
        return
    searches: Counter[tuple[date, str, str]] = Counter()
    empty: Counter[tuple[date, str, str]] = Counter()
    clicks: Counter[tuple[date, str, int]] = Counter()
    for line in journal.read(path):
        match line:
            case Search(day, question, locale, total):
                searches[day, question, locale] += 1
                empty[day, question, locale] += total == 0
            case Click(day, question, listing_id):
                clicks[day, question, listing_id] += 1
    _write(session, searches, empty, clicks)


def forget(session: Session, today: date) -> None:
    """Forget what is older than `KEPT`, and than `WINDOW` where few ask it nowadays."""
    asked = _often_asked(today - WINDOW)
    for table in (SearchTally, ClickTally):
        rare = (table.day < today - WINDOW) & table.question.not_in(asked)
        session.execute(
            delete(table)
            .where(rare | (table.day < today - KEPT))
            .execution_options(synchronize_session=False)
        )
    session.execute(delete(TallyBatch).where(TallyBatch.counted_at < now() - WINDOW))


def most_asked(session: Session, since: date, limit: int) -> Sequence[Asked]:
    """The questions asked most, of those asked at least `LEAST` times."""
    return _asked(session, _totals(since).limit(limit))


def found_nothing(session: Session, since: date, limit: int) -> Sequence[Asked]:
    """The questions that found nothing most often, of those asked at least `LEAST` times."""
    empty = func.sum(SearchTally.empty)
    query = _totals(since).having(empty > 0).order_by(None)
    return _asked(session, query.order_by(empty.desc(), SearchTally.question).limit(limit))


def last_opened(session: Session, since: date, limit: int) -> Sequence[Opened]:
    """What was opened last from the answers to questions asked at least `LEAST` times."""
    clicks, last = func.sum(ClickTally.clicks), func.max(ClickTally.day)
    rows = session.execute(
        select(ClickTally.question, ClickTally.listing_id, clicks, last)
        .where(ClickTally.day >= since, ClickTally.question.in_(_often_asked(since)))
        .group_by(ClickTally.question, ClickTally.listing_id)
        .order_by(last.desc(), clicks.desc(), ClickTally.question, ClickTally.listing_id)
        .limit(limit)
    )
    return [Opened(question, id, n, day) for question, id, n, day in rows]


def _often_asked(since: date) -> Select[str]:
    return (
        select(SearchTally.question)
        .where(SearchTally.day >= since)
        .group_by(SearchTally.question)
        .having(func.sum(SearchTally.searches) >= LEAST)
    )


def _totals(since: date) -> Select[str, int, int, date]:
    searches = func.sum(SearchTally.searches)
    return (
        select(
            SearchTally.question, searches, func.sum(SearchTally.empty), func.max(SearchTally.day)
        )
        .where(SearchTally.day >= since)
        .group_by(SearchTally.question)
        .having(searches >= LEAST)
        .order_by(searches.desc(), SearchTally.question)
    )


def _asked(session: Session, query: Select[str, int, int, date]) -> Sequence[Asked]:
    return [Asked(question, n, empty, last) for question, n, empty, last in session.execute(query)]


def _claimed(session: Session, name: str) -> bool:
    """Whether this transaction is the one that counts the journal of that name."""
    return bool(session.connection().execute(BATCH, {"name": name, "at": now()}).rowcount)


def _write(
    session: Session,
    searches: Mapping[tuple[date, str, str], int],
    empty: Mapping[tuple[date, str, str], int],
    clicks: Mapping[tuple[date, str, int], int],
) -> None:
    if searches:
        session.execute(
            SEARCHES,
            [
                {
                    "day": key[0],
                    "question": key[1],
                    "locale": key[2],
                    "searches": n,
                    "empty": empty[key],
                }
                for key, n in searches.items()
            ],
        )
    if clicks:
        session.execute(
            CLICKS,
            [
                {"day": day, "question": question, "listing_id": id, "clicks": n}
                for (day, question, id), n in clicks.items()
            ],
        )
