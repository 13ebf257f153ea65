"""A portal with one of everything, and who attacks it."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.listings.registry import registry
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.records import one_of_each
from tests.web.bad_input.attacker import Attacker


@pytest.fixture
def records(portal: Runtime) -> dict[str, int | str]:
    with portal.database.write() as session:
        found = one_of_each(session, portal)
        for key in registry():
            found[f"listing_{key}"] = factories.listing(session, key, owner="yanhu").id
        return found


@pytest.fixture
def attacker(app: Flask, staff: Staff, records: dict[str, int | str]) -> Attacker:
    app.config["WTF_CSRF_ENABLED"] = False  # tests/rules/test_access.py sees to the tokens
    return Attacker(staff)
