"""Fixtures: a fresh portal on a real database for each test, and who uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import read_settings
from portal.runtime import Runtime, build_runtime
from portal.worker import work_once
from tests.support import factories, prepared
from tests.support.client import StrictClient
from tests.support.databases import PostgresDatabases, SqliteDatabases, databases

Staff = Callable[..., StrictClient]

prepared.prepare()


@pytest.fixture(scope="session")
def all_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases | PostgresDatabases:
    return databases(tmp_path_factory.mktemp("databases"))


@pytest.fixture
def portal(all_databases: SqliteDatabases | PostgresDatabases, tmp_path: Path) -> Iterator[Runtime]:
    """A running portal on an empty, migrated database and an empty index."""
    with all_databases.fresh(tmp_path) as url:
        runtime = build_runtime(
            read_settings(
                {"PORTAL_DATA_DIR": str(tmp_path / "data"), "PORTAL_DATABASE_URL": url,
                 "PORTAL_SECRET_KEY": "only for tests", "PORTAL_BASE_URL": "http://localhost"}
            )
        )  # fmt: skip
        runtime.engine.rebuild(())
        yield runtime
        runtime.database.engine.dispose()


@pytest.fixture
def app(portal: Runtime) -> Flask:
    made = create_app(runtime=portal)
    made.test_client_class = StrictClient
    made.testing = False  # errors become pages here too, as visitors would meet them
    return made


@pytest.fixture
def client(app: Flask) -> StrictClient:
    """An anonymous visitor."""
    made = app.test_client()
    assert isinstance(made, StrictClient)
    return made


@pytest.fixture
def staff(app: Flask, portal: Runtime) -> Staff:
    """`staff("editor", "yanhu")`: a client signed in as a new person of that role."""

    def sign_in(role: str, organisation: str = "agency") -> StrictClient:
        with portal.database.write() as session:
            email = factories.user(session, role, organisation).email
        made = app.test_client()
        assert isinstance(made, StrictClient)
        answer = made.submit("/staff/sign-in", {"email": email, "password": factories.PASSWORD})
        assert answer.status_code == 303, answer.text
        return made

    return sign_in


@pytest.fixture
def work(app: Flask, portal: Runtime) -> Callable[[], None]:
    """Do everything the outbox asks for."""

    def until_empty() -> None:
        while work_once(app, portal):
            pass

    return until_empty
