"""Alembic's entry: runs on the connection that `portal.migrations.migrate` hands over."""

from __future__ import annotations

from typing import Literal

from alembic import context

import portal.models  # noqa: F401 (fills the metadata)
from portal.core.database import Base, Json, UtcDateTime


def render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Name the portal's own column types as migrations import them."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "UtcDateTime()"
    if kind == "type" and isinstance(item, type(Json)) and repr(item) == repr(Json):
        return "Json"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
