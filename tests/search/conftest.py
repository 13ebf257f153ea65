"""One portal with the whole sample content, loaded and indexed once for all tests of search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import create_app
from portal.config import read_settings
from portal.core.resources import resource_dir
from portal.editorial.content import load_content
from portal.enquiries.defaults import ensure_rules
from portal.listings import indexing
from portal.runtime import Runtime, build_runtime
from tests.support.client import StrictClient
from tests.support.databases import PostgresDatabases, SqliteDatabases


@pytest.fixture(scope="session")
def city(
    all_databases: SqliteDatabases | PostgresDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StrictClient]:
    """A visitor of a portal with all the sample content. Nothing may be changed through it."""
    folder: Path = tmp_path_factory.mktemp("city")
    with all_databases.fresh(folder) as url:
        runtime = build_runtime(
            read_settings(
                {"PORTAL_DATA_DIR": str(folder / "data"), "PORTAL_DATABASE_URL": url,
                 "PORTAL_SECRET_KEY": "only for tests", "PORTAL_BASE_URL": "http://localhost"}
            )
        )  # fmt: skip
        yield _visitor(runtime)
        runtime.database.engine.dispose()


def _visitor(runtime: Runtime) -> StrictClient:
    app = create_app(runtime=runtime)
    app.test_client_class = StrictClient
    app.testing = False
    with app.app_context():
        load_content(runtime.database.write, resource_dir("content"), samples=True)
        with runtime.database.write() as session:
            ensure_rules(session)
        with runtime.database.read() as session:
            runtime.engine.rebuild(indexing.all_documents(session))
    client = app.test_client()
    assert isinstance(client, StrictClient)
    return client
