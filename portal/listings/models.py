"""What the public sees, as tables: the permanent row, the published row, texts, cards.

Nothing here is work in progress: drafts are revisions (`portal.editorial`), so a public
query never filters on a workflow state.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from portal.core.database import Base


class State(StrEnum):
    DRAFT = "draft"  # never been public
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"  # was public; its address answers 410


class Origin(StrEnum):
    """Where a text in one language came from."""

    WRITTEN = "written"
    TRANSLATED = "translated"
    CONVERTED = "converted"  # by script conversion, until a person edits it
    STALE = "stale"  # a translation whose source has changed since


class Listing(Base):
    """The permanent identity of a listing, from its first draft on."""

    __tablename__ = "listing"
    __table_args__ = (
        UniqueConstraint("type", "source_id"),
        Index("ix_listing_desk", "type", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    source_id: Mapped[str | None]  # the sender's own id, for imports
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    working_title: Mapped[str]
    state: Mapped[str] = mapped_column(default=State.DRAFT)
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Published(Base):
    """The facts common to all types, while a listing is public."""

    __tablename__ = "published"
    __table_args__ = (
        Index("ix_published_newest", "type", "published_at", "listing_id"),
        Index("ix_published_newest_of_all", "published_at", "listing_id"),
    )

    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True
    )
    type: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    sample: Mapped[bool]
    region: Mapped[str | None]
    industry: Mapped[str | None]
    chains: Mapped[list[str] | None]
    source_url: Mapped[str | None]
    published_at: Mapped[datetime]
    verified_on: Mapped[date | None]
    updated_at: Mapped[datetime]


class TypeRow(Base):
    """Base of each type's own table: typed columns that share the listing's id."""

    __abstract__ = True

    @declared_attr
    def listing_id(cls) -> Mapped[int]:
        return mapped_column(
            ForeignKey("published.listing_id", ondelete="CASCADE"), primary_key=True
        )


class PartRow(Base):
    """Base of a part's table: many ordered rows a listing."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]

    @declared_attr
    def listing_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("published.listing_id", ondelete="CASCADE"), index=True)


class ListingText(Base):
    """A public listing's text in one language."""

    __tablename__ = "listing_text"

    listing_id: Mapped[int] = mapped_column(
        ForeignKey("published.listing_id", ondelete="CASCADE"), primary_key=True
    )
    locale: Mapped[str] = mapped_column(primary_key=True)  # segment
    title: Mapped[str]
    slug: Mapped[str]
    summary: Mapped[str]
    body: Mapped[str]  # Markdown
    fields: Mapped[dict[str, Any]]  # the type's own translated fields
    origin: Mapped[str] = mapped_column(default=Origin.WRITTEN)


class Card(Base):
    """What a list or a search hit shows, ready in each language: a page costs one query."""

    __tablename__ = "card"

    listing_id: Mapped[int] = mapped_column(
        ForeignKey("published.listing_id", ondelete="CASCADE"), primary_key=True
    )
    locale: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[dict[str, Any]]


class Facet(Base):
    """One value by which a public listing can be filtered, counted and related to others."""

    __tablename__ = "facet"
    __table_args__ = (
        Index("ix_facet_filter", "name", "value", "listing_id"),
        Index("ix_facet_type", "type", "name", "value"),
    )

    listing_id: Mapped[int] = mapped_column(
        ForeignKey("published.listing_id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]


class ListingFile(Base):
    """A picture or attachment of a public listing."""

    __tablename__ = "listing_file"

    listing_id: Mapped[int] = mapped_column(
        ForeignKey("published.listing_id", ondelete="CASCADE"), primary_key=True
    )
    media_id: Mapped[int] = mapped_column(ForeignKey("media_file.id"), primary_key=True)
    role: Mapped[str]  # "images" or "attachments"
    position: Mapped[int]


class Generation(Base):
    """Counts what has changed in public, by type; cached pages are named after it."""

    __tablename__ = "generation"

    type: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
