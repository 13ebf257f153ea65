"""Search indexes to test: each engine on its real store, and ways to lose or age the index."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import text

from portal.core.database import Database
from portal.search.analysis import Analysis
from portal.search.engine import Document, Engine, Figures, Query
from portal.search.engines.postgres import PostgresEngine
from portal.search.engines.whoosh import WhooshEngine
from portal.search.lexicon import Lexicon

ANALYSIS = Analysis(
    Lexicon(synonyms=(("厂房", "车间", "workshop", "factory hall"), ("补贴", "奖补", "subsidy")))
)


class Index(Protocol):
    """An index, whatever the engine."""

    def open(self) -> Engine:
        """Open it as another process would."""
        ...

    def lose(self) -> None:
        """Remove it."""
        ...

    def age(self) -> None:
        """Make it one that another version built."""
        ...


class WhooshIndex:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self) -> Engine:
        return WhooshEngine(self._folder, grace=0)

    def lose(self) -> None:
        shutil.rmtree(self._folder / "index", ignore_errors=True)

    def age(self) -> None:
        current = self._folder / "index" / "CURRENT"
        current.write_text(json.dumps(json.loads(current.read_text()) | {"analysis": "0/0"}))


class PostgresIndex:
    """Tables on a real server."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self) -> Engine:
        return PostgresEngine(self._database)

    def lose(self) -> None:
        named = text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'portal\\_search%'")
        with self._database.schema() as connection:
            for schema in connection.execute(named).scalars().all():
                connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))

    def age(self) -> None:
        with self._database.schema() as connection:
            connection.execute(text("UPDATE portal_search.current_1 SET version = '0/0'"))


def document(
    id: int,
    title: str,
    body: str = "",
    *,
    type: str = "space",
    day: int | None = None,
    things: Sequence[Figures] = (),
    **facets: str,
) -> Document:
    """Write a document with one locale; facet values are separated by blanks."""
    carried = {name: tuple(values.split()) for name, values in facets.items()}
    published = datetime(2024, 1, day, tzinfo=UTC) if day else None
    return Document(id, type, (title,), (), (body,), carried, published, figures=tuple(things))


def asking(words: str, filters: Mapping[str, tuple[str, ...]] | None = None, **more: Any) -> Query:
    """Ask for `words`, nothing of which is understood as a condition."""
    return Query(ANALYSIS.question(words), filters or {}, **more)


def found(engine: Engine, words: str, **more: Any) -> list[int]:
    """The ids found, best first."""
    return [hit.id for hit in engine.search(asking(words, **more)).hits]
