"""A firm of the city."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.listings.models import TypeRow


class Enterprise(TypeRow):
    """Output in yuan a year."""

    __tablename__ = "enterprise"

    park: Mapped[int | None] = mapped_column(ForeignKey("listing.id", ondelete="SET NULL"))
    chain_role: Mapped[str | None]
    link: Mapped[str | None]
    scale: Mapped[str | None]
    staff: Mapped[int | None]
    output: Mapped[float | None]
    founded: Mapped[str | None]
    looking_for: Mapped[list[str] | None]
    website: Mapped[str | None]
