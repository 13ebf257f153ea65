"""The id that ties a request's log lines and audit entries together."""

from __future__ import annotations

import secrets
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="-")


def new_request_id() -> str:
    """Start a new id for what follows in this context and return it."""
    value = secrets.token_hex(8)
    _current.set(value)
    return value


def current_request_id() -> str:
    return _current.get()
