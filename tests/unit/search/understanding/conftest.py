"""A day that stands still, for lines that speak of dates."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.core import clock


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last day of a long month, before dawn in the city: the hard case for months back."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 5, 30, 22, tzinfo=UTC))
