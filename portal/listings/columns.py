"""Values as database columns hold them: JSON has lists where records have tuples."""

from __future__ import annotations

from typing import Any

from portal.listings.fields import Value


def to_column(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def from_column(stored: Any) -> Value:
    """A stored value as a record holds it."""
    return tuple(stored) if isinstance(stored, list) else stored
