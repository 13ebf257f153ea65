"""People that a firm of the city looks for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.listings.models import TypeRow


class TalentNeed(TypeRow):
    """Pay in yuan a month before tax."""

    __tablename__ = "talent"

    enterprise: Mapped[int | None] = mapped_column(ForeignKey("listing.id", ondelete="SET NULL"))
    employment: Mapped[str | None]
    headcount: Mapped[int | None]
    education: Mapped[str | None]
    experience_years: Mapped[int | None]
    pay_from: Mapped[float | None]
    pay_to: Mapped[float | None]
    pay: Mapped[float | None] = mapped_column(index=True)  # derived: the most that is paid
    benefits: Mapped[list[str] | None]
    deadline: Mapped[date | None]
