"""Leads: enquiries that may become projects."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base


class LeadState(StrEnum):
    NEW = "new"
    IN_TALKS = "in_talks"
    DROPPED = "dropped"


class Lead(Base):
    """An investor's wish that somebody follows up."""

    __tablename__ = "lead"
    __table_args__ = (Index("ix_lead_list", "organisation_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey("enquiry.id"), unique=True)
    investor: Mapped[str]
    wish: Mapped[str]
    amount: Mapped[float | None]  # 10,000 yuan
    region: Mapped[str | None]
    industry: Mapped[str | None]
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("origin.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[str] = mapped_column(default=LeadState.NEW)
    reason: Mapped[str] = mapped_column(default="")  # why it was dropped
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class LeadEntry(Base):
    """A line of a lead's progress: what was done, or how its state changed."""

    __tablename__ = "lead_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), index=True)
    author_name: Mapped[str]
    text: Mapped[str]
    state: Mapped[str | None]  # the new state, if it changed
    created_at: Mapped[datetime]
