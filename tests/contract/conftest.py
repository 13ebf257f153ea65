"""Each search engine in turn, on its real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.core.database import Database
from portal.search.engine import Engine
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.engines import Index, PostgresIndex, WhooshIndex


@pytest.fixture(scope="session")
def server(
    all_databases: SqliteDatabases | PostgresDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """One PostgreSQL database for all indexes, on a real server."""
    folder = tmp_path_factory.mktemp("search")
    on_postgresql = isinstance(all_databases, PostgresDatabases)
    databases = all_databases if on_postgresql else PostgresDatabases(folder)
    with databases.fresh(folder) as url:
        database = Database(url, folder / "write.lock")
        yield database
        database.engine.dispose()


@pytest.fixture(params=["whoosh", "postgresql"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """No index yet."""
    if request.param == "whoosh":
        yield WhooshIndex(tmp_path)
    else:
        made = PostgresIndex(request.getfixturevalue("server"))
        yield made
        made.lose()


@pytest.fixture
def engine(index: Index) -> Engine:
    return index.open()
