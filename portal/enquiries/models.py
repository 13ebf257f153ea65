"""Enquiries, their conversation, their deadlines, and the rules by which they find an office."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base
from portal.enquiries.origins import models as origins  # noqa: F401 (rows below name its table)


class EnquiryState(StrEnum):
    HELD = "held"  # looks like spam: a person decides before anything happens
    OPEN = "open"  # waits for the office
    ANSWERED = "answered"  # waits for the investor, or for nobody
    CLOSED = "closed"


class Kind(StrEnum):
    """What is asked for: it decides the form's questions and the standard of time."""

    HALL = "hall"  # land, halls and offices
    POLICY = "policy"
    PROJECT = "project"  # what the city looks for partners in
    PEOPLE = "people"
    VISIT = "visit"
    GENERAL = "general"


class Author(StrEnum):
    INVESTOR = "investor"
    STAFF = "staff"
    NOTE = "note"  # by staff, for staff only
    TALK = "talk"  # a call or a WeChat talk, as staff logged it: for staff only


class Via(StrEnum):
    """By which way a turn of the conversation came."""

    SITE = "site"  # the form, the private link, the desk
    MAIL = "mail"
    PHONE = "phone"
    WECHAT = "wechat"
    API = "api"


class Enquiry(Base):
    """A question, as it was sent, with where it went and why."""

    __tablename__ = "enquiry"
    __table_args__ = (
        UniqueConstraint("idempotency_key"),
        Index("ix_enquiry_inbox", "organisation_id", "state", "respond_by"),
        Index("ix_enquiry_due", "state", "respond_by"),
        Index("ix_enquiry_officer_state", "officer_id", "state"),  # how many somebody has open
        Index("ix_enquiry_officer_created_at", "officer_id", "created_at"),  # the latest they got
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)  # such as YC-2026-7K3M9Q
    idempotency_key: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(
        index=True
    )  # of what was sent: the same key with other words is refused
    key_nonce: Mapped[str]  # the private link's key derives from it and the secret
    key_expires_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(default=Kind.GENERAL)
    locale: Mapped[str]
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"), index=True)
    listing_type: Mapped[str | None]
    listing_title: Mapped[str]  # as the investor saw it
    region: Mapped[str | None]
    industry: Mapped[str | None]
    name: Mapped[str]
    company: Mapped[str]
    email: Mapped[str] = mapped_column(index=True)
    phone: Mapped[str] = mapped_column(index=True)  # international form
    subject: Mapped[str]
    message: Mapped[str]
    wish: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the kind's own answers, by name
    consent_text: Mapped[str]  # as shown and agreed to
    consented_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]  # when the investor took the consent back
    state: Mapped[str] = mapped_column(default=EnquiryState.OPEN)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("origin.id"), index=True)
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("routing_rule.id", ondelete="SET NULL"))
    routed_because: Mapped[dict[str, Any]]  # the rule as it stood, and what it matched
    accept_by: Mapped[datetime | None]  # None once accepted, or for what needs no accepting
    respond_by: Mapped[datetime]
    close_by: Mapped[datetime | None]  # moves on by the working time spent waiting for the investor
    created_at: Mapped[datetime] = mapped_column(index=True)
    accepted_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]  # the first answer
    waiting_since: Mapped[datetime | None]  # for the investor: since then no deadline runs
    closed_at: Mapped[datetime | None]
    rating: Mapped[str | None]  # good, fair, poor
    rating_reason: Mapped[str] = mapped_column(default="")
    rated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def is_erased(self) -> bool:
        """Whether nothing is left of who asked: every enquiry comes with a name."""
        return not self.name


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
    via: Mapped[str] = mapped_column(default=Via.SITE)
    listings: Mapped[list[int]] = mapped_column(default=list)  # sent along as cards
    next_step: Mapped[str] = mapped_column(default="")  # promised in a talk
    next_on: Mapped[date | None]
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
    kind: Mapped[str | None]
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"))
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("origin.id"))
    area_min: Mapped[float | None]  # m², of what is wished for; from here on
    area_max: Mapped[float | None]  # below this
    investment_min: Mapped[float | None]  # 10,000 yuan; from here on
    investment_max: Mapped[float | None]  # below this
    hours: Mapped[str | None]  # "in" or "out": whether it comes within office hours
    use_contact: Mapped[bool] = mapped_column(default=False)  # the listing's own contact answers
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)


class Standard(Base):
    """How long a kind of enquiry may take, in working time."""

    __tablename__ = "enquiry_standard"

    kind: Mapped[str] = mapped_column(primary_key=True)
    accept_hours: Mapped[int]  # working hours until somebody has accepted it
    answer_days: Mapped[int]  # working days until the first answer
    close_days: Mapped[int]  # working days until it is closed
    version: Mapped[int] = mapped_column(default=1)


class Chase(Base):
    """A reminder or an escalation that was sent: one for each promise that was made."""

    __tablename__ = "enquiry_chase"

    enquiry_id: Mapped[int] = mapped_column(
        ForeignKey("enquiry.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)  # what was due, and whether before or after
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime]


class SavedAnswer(Base):
    """Words that staff send often; an organisation's own, or everybody's."""

    __tablename__ = "saved_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str]
    texts: Mapped[dict[str, str]]  # by locale segment, with placeholders such as {name}
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
