"""Every test here starts with offices and the rules of a new portal."""

from __future__ import annotations

import pytest

from portal.runtime import Runtime
from tests.support.enquiries import offices


@pytest.fixture(autouse=True)
def _offices(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
