"""Enquiries, their conversation, and the rules by which they find an office."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base


class EnquiryState(StrEnum):
    OPEN = "open"  # waits for the office
    ANSWERED = "answered"  # waits for the investor, or for nobody
    CLOSED = "closed"


class Author(StrEnum):
    INVESTOR = "investor"
    STAFF = "staff"
    NOTE = "note"  # by staff, for staff only


class Enquiry(Base):
    """A question, as it was sent, with where it went and why."""

    __tablename__ = "enquiry"
    __table_args__ = (
        UniqueConstraint("idempotency_key"),
        Index("ix_enquiry_inbox", "organisation_id", "state", "respond_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)  # such as YC-2026-7K3M9Q
    idempotency_key: Mapped[str]
    fingerprint: Mapped[str]  # of what was sent: the same key with other words is refused
    key_nonce: Mapped[str]  # the private link's key derives from it and the secret
    key_expires_at: Mapped[datetime]
    locale: Mapped[str]
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"), index=True)
    listing_type: Mapped[str | None]
    listing_title: Mapped[str]  # as the investor saw it
    region: Mapped[str | None]
    industry: Mapped[str | None]
    name: Mapped[str]
    company: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str]  # international form
    subject: Mapped[str]
    message: Mapped[str]
    consent_text: Mapped[str]  # as shown and agreed to
    consented_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=EnquiryState.OPEN)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("routing_rule.id", ondelete="SET NULL"))
    routed_because: Mapped[dict[str, Any]]  # the rule as it stood, and what it matched
    respond_by: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]  # the first answer
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class EnquiryMessage(Base):
    """A turn of the conversation, or a note that only staff see."""

    __tablename__ = "enquiry_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    enquiry_id: Mapped[int] = mapped_column(
        ForeignKey("enquiry.id", ondelete="CASCADE"), index=True
    )
    author: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    author_name: Mapped[str]  # the office for staff: investors see offices, not persons
    text: Mapped[str]
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class EnquiryFile(Base):
    """A file sent with a message, served to the parties of the enquiry only."""

    __tablename__ = "enquiry_file"

    media_id: Mapped[int] = mapped_column(ForeignKey("media_file.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(
        ForeignKey("enquiry_message.id", ondelete="CASCADE"), index=True
    )


class EnquiryEvent(Base):
    """What happened to an enquiry: routed, handed over, answered, closed, reopened."""

    __tablename__ = "enquiry_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    enquiry_id: Mapped[int] = mapped_column(
        ForeignKey("enquiry.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    actor_name: Mapped[str]
    detail: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class RoutingRule(Base):
    """First match wins. An empty condition matches all; the last rule has none."""

    __tablename__ = "routing_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    listing_type: Mapped[str | None]
    region: Mapped[str | None]
    industry: Mapped[str | None]  # an industry code or a chain's key
    locale: Mapped[str | None]
    use_contact: Mapped[bool] = mapped_column(default=False)  # the listing's own contact answers
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)
