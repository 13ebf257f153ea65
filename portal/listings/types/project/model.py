"""A project that seeks investors."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.listings.models import TypeRow


class Project(TypeRow):
    """Money in yuan (`foreign_sought` in US dollars), areas in m²."""

    __tablename__ = "project"

    park: Mapped[int | None] = mapped_column(ForeignKey("listing.id", ondelete="SET NULL"))
    link: Mapped[str | None]
    investment: Mapped[float | None] = mapped_column(index=True)
    investment_sought: Mapped[float | None]
    foreign_sought: Mapped[float | None]
    forms: Mapped[list[str] | None]
    land_area: Mapped[float | None]
    area: Mapped[float | None]
    output: Mapped[float | None]
    profit: Mapped[float | None]
    payback_years: Mapped[float | None]
    irr: Mapped[float | None]
    readiness: Mapped[str | None]
