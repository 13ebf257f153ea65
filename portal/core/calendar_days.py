"""Days off and make-up workdays that the operator adds when a year is announced."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base


class CalendarDay(Base):
    """A day that is worked or not, whatever the library knows of it."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")  # such as the holiday, or the notice's number
