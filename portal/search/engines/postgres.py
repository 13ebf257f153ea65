"""PostgreSQL as the index, for portals on several machines.

Terms are analysed beforehand, as for every engine. A tsvector with GIN finds what meets all words
of a question, or nearly all; posting lists (arrays, a row a term) rank it, and answer alone where
no document meets all. `ranking` says what a match is: both engines find the same documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from operator import add
from typing import NoReturn, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from portal.core.database import Database
from portal.search.building import each_once
from portal.search.engine import (
    Document,
    Engine,
    Explanation,
    IndexUnavailable,
    Query,
    Result,
    Status,
)
from portal.search.engines.pg_answering import answer, explain, frequencies
from portal.search.engines.pg_layout import (
    HOME,
    INDEXES,
    TABLES,
    TO_WRITE,
    VERSION,
    Current,
    build_schema,
    lexeme,
    publish,
    read_current,
    storable,
    title_lexeme,
)
from portal.search.engines.pg_writing import Writing, merge
from portal.search.folding import fold
from portal.search.question import Space

T = TypeVar("T")
BATCH = 200
LARGEST_PART = 2_000_000
"""Entries gathered before they are written: about 100 MB with their terms."""

MOST_PARTS = 128
LARGEST_MERGE = 1024
"""After so many commits their parts are joined, until they hold so many documents."""

WRITER = text("SELECT pg_advisory_xact_lock(7265001)")
NEXT_BUILD = text("SELECT nextval('portal_search.build')")
BUILDS = text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^portal_search_[0-9]+$'")
# Undefined table, schema, column; broken data, broken index.
DAMAGE = frozenset({"42P01", "3F000", "42703", "XX001", "XX002"})
LOCKED = frozenset({"55P03", "40P01"})
ONE_MOMENT = {"isolation_level": "REPEATABLE READ"}
"""All statements of a search see the same commit, or terms would be rarer than they are."""


class PostgresEngine(Engine):
    """The index in the portal's own database; all machines that share it see the same."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(self, query: Query) -> Result:
        return self._reading(lambda connection, current: answer(connection, current, query))

    def explain(self, query: Query, id: int) -> Explanation | None:
        return self._reading(lambda connection, current: explain(connection, current, query, id))

    def entitled(self, phrase: str) -> bool:
        name = title_lexeme(storable(fold(phrase)))
        return bool(self._reading(lambda connection, _: frequencies(connection, [name])))

    def frequencies(self, terms: Sequence[tuple[Space, str]]) -> tuple[int, ...]:
        names = [lexeme(*term) for term in terms]
        found = self._reading(lambda connection, _: frequencies(connection, names))
        return tuple(found.get(name, 0) for name in names)

    def status(self) -> Status:
        current = self._reading(lambda _, current: current)
        return Status(current.documents, current.generation, VERSION)

    def update(self, documents: Iterable[Document], deleted: Iterable[int] = ()) -> None:
        with self._writing() as connection:
            latest = {document.id: document for document in documents}
            current = read_current(connection, TO_WRITE)
            writing = Writing(connection, current.numbers)
            writing.drop([*latest, *deleted])
            writing.add(latest.values())
            part = current.commits + 1
            writing.flush(part)
            after = _after(current, writing, part)
            publish(connection, _merged(connection, after))

    def rebuild(self, documents: Iterable[Document]) -> int:
        with self._writing() as connection:
            for statement in HOME:
                connection.execute(statement)
            current = _empty(int(connection.execute(NEXT_BUILD).scalar_one()))
            schema = build_schema(current.build)
            connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))  # of a lost home
            connection.execute(text(f"CREATE SCHEMA {schema}"))
            connection.execute(text(f"SET LOCAL search_path = {schema}"))
            for statement in TABLES:
                connection.execute(statement)
            built = _fill(connection, current, documents)
            for statement in INDEXES:
                connection.execute(statement)
            publish(connection, built)
        self._sweep()
        return built.documents

    def _reading(self, read: Callable[[Connection, Current], T]) -> T:
        """Read once; again when a rebuild took the tables away in the middle of it."""
        try:
            return self._read(read)
        except IndexUnavailable:
            return self._read(read)

    def _read(self, read: Callable[[Connection, Current], T]) -> T:
        try:
            with self._database.read() as session:
                connection = session.connection(execution_options=ONE_MOMENT)
                return read(connection, read_current(connection))
        except DBAPIError as error:
            _give_up(error)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Let one writer in at a time, over all machines; others wait. All is one transaction."""
        try:
            with self._database.schema() as connection:
                connection.execute(WRITER)
                yield connection
        except DBAPIError as error:
            _give_up(error)

    def _sweep(self) -> None:
        """Drop the builds that are not in use. What a reader holds on to stays till the next time.

        It gives way long before PostgreSQL looks for deadlocks (after a second), so that never a
        reader is the one who is broken off.
        """
        try:
            with self._database.schema() as connection:
                connection.execute(WRITER)
                connection.execute(text("SET LOCAL lock_timeout = '300ms'"))
                kept = build_schema(read_current(connection, TO_WRITE).build)
                for schema in connection.execute(BUILDS).scalars().all():
                    if schema != kept:
                        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        except DBAPIError as error:
            if _state(error) not in LOCKED:
                raise


def _state(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _give_up(error: DBAPIError) -> NoReturn:
    if _state(error) in DAMAGE:
        raise IndexUnavailable(f"The index cannot be used: {error.orig}") from error
    raise error


def _empty(build: int) -> Current:
    nothing = (0,) * len(Space)
    return Current(build, 0, 0, 0, 0, 0, 0, nothing, nothing)


def _after(current: Current, writing: Writing, part: int) -> Current:
    return replace(
        current,
        documents=current.documents + writing.documents,
        commits=part,
        numbers=writing.number,
        lengths=tuple(map(add, current.lengths, writing.lengths)),
        sized=tuple(map(add, current.sized, writing.sized)),
    )


def _merged(connection: Connection, current: Current) -> Current:
    """Join small parts once there are many, so that no term is read row by row."""
    if current.commits - current.merged_part < MOST_PARTS:
        return current
    part = current.commits + 1
    merge(connection, current.settled_part, part, current.settled_number)
    merged = replace(current, commits=part, merged_part=part)
    if current.numbers - current.settled_number < LARGEST_MERGE:
        return merged
    return replace(merged, settled_part=part, settled_number=current.numbers)


def _fill(connection: Connection, current: Current, documents: Iterable[Document]) -> Current:
    """Write all documents, of several with one id the first."""
    writing = Writing(connection, current.numbers)
    source = each_once(documents, set())
    part = current.commits
    while batch := list(islice(source, BATCH)):
        writing.add(batch)
        if len(writing.entries) >= LARGEST_PART:
            part += 1
            writing.flush(part)
    part += 1
    writing.flush(part)
    built = _after(current, writing, part)
    return replace(built, merged_part=part, settled_part=part, settled_number=writing.number)
