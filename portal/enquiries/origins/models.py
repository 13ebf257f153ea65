"""Short links that say who brought a visitor, and how often each was followed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base


class OriginKind(StrEnum):
    OFFICER = "officer"
    ORGANISATION = "organisation"
    EVENT = "event"
    BROCHURE = "brochure"


class Origin(Base):
    """A code as printed on a card or poster. Never deleted, for enquiries carry it for ever."""

    __tablename__ = "origin"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]  # what staff call it: the event, the brochure
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    target: Mapped[str] = mapped_column(default="")  # a path of this site; the home page if empty
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class OriginVisit(Base):
    """How often a code was followed on a day; nothing about who."""

    __tablename__ = "origin_visit"

    origin_id: Mapped[int] = mapped_column(ForeignKey("origin.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)  # in the city
    visits: Mapped[int]
