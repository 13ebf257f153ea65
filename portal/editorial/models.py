"""Revisions: what a listing will say, and what it said before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base

OPEN = text("applied_at IS NULL")
FACTS = ""  # the `locale` of a revision of the facts


class Revision(Base):
    """The facts (`locale` empty) or one language's text, as saved by somebody.

    At most one revision a listing and locale is open (`applied_at` empty); `version` counts
    its saves, and a save against an older version is refused.
    """

    __tablename__ = "revision"
    __table_args__ = (
        Index("ix_revision_history", "listing_id", "locale", "id"),
        Index(
            "uq_revision_open",
            "listing_id",
            "locale",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"))
    locale: Mapped[str]
    data: Mapped[dict[str, Any]]
    schema_version: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    author_name: Mapped[str]
    saved_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
