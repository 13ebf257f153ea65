"""What `/api/v1/openapi.json` says, the API does: asked by schemathesis, in process.

Every operation is asked with values that its description allows and with ones that it forbids.
The numbers of the run are fixed, so that a failure can be repeated.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from portal.listings.registry import registry
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import offices

EXAMPLES = 300 if os.environ.get("PORTAL_FUZZ") == "all" else 40  # an operation
SEED = 1408
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance, negative_data_rejection,
    positive_data_acceptance,
]  # fmt: skip
# No schema can say which telephone numbers exist, nor that one of two fields is enough.
BEYOND_SCHEMAS = {"send_enquiry": [positive_data_acceptance]}


@pytest.fixture
def described(app: Flask, portal: Runtime, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The description as served, over a portal that has listings of every type."""
    with portal.database.write() as session:
        offices(session)
        for key in registry():
            factories.listing(session, key)
    app.test_client_class = None
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


def test_the_api_does_what_its_description_says(described: Any) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) == 3 + 2 * len(registry())
    for operation in operations:
        name = operation.definition.raw["operationId"]
        checks = [c for c in CHECKS if c not in BEYOND_SCHEMAS.get(name, [])]
        _hold(operation, checks)


def _plainly_written(case: Any) -> bool:
    """Whole numbers as people write them: to JSON Schema `2.0` is one, to an address it is not."""
    return not any(isinstance(v, float) and v.is_integer() for v in (case.query or {}).values())


def _hold(operation: Any, checks: list[Any]) -> None:
    cases = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    ).filter(_plainly_written)

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def asked(case: Any) -> None:
        case.call_and_validate(checks=checks, headers={"Accept-Encoding": "identity"})

    asked()
