"""People to sign in with, and the links their mails carry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from portal.accounts import links
from portal.accounts.models import OneTimeLink, User
from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient

Person = Callable[..., User]


@pytest.fixture
def person(portal: Runtime) -> Person:
    """`person("editor", email=…)`: a member of staff, not signed in."""

    def make(role: str = "editor", organisation: str = "agency", **values: Any) -> User:
        with portal.database.write() as session:
            return factories.user(session, role, organisation, **values)

    return make


@pytest.fixture
def visitor(app: Flask) -> Callable[[], StrictClient]:
    """Another browser each time."""

    def make() -> StrictClient:
        made = app.test_client()
        assert isinstance(made, StrictClient)
        return made

    return make


@pytest.fixture
def newest_link(portal: Runtime) -> Callable[[], str]:
    """The address of the link made last."""

    def find() -> str:
        with portal.database.read() as session:
            link = session.scalars(select(OneTimeLink).order_by(OneTimeLink.id.desc())).first()
            assert link is not None
            return links.path(link, portal.settings.secret_key)

    return find


@pytest.fixture
def count_queries(portal: Runtime) -> Iterator[Callable[[], list[str]]]:
    """`statements = count_queries()`: grows with every query from then on."""
    listening: list[list[str]] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        for statements in listening:
            statements.append(statement)

    def start() -> list[str]:
        listening.append([])
        return listening[-1]

    event.listen(portal.database.engine, "before_cursor_execute", note)
    yield start
    event.remove(portal.database.engine, "before_cursor_execute", note)
