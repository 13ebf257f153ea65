"""What staff are told, by which ways, and the group robots of their chats."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base


class Notification(Base):
    """A line in somebody's inbox on the site: topic and ids, put into words when it is read."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("user_id", "outbox_key", name="uq_notification_once"),
        Index("ix_notification_inbox", "user_id", "read_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    topic: Mapped[str]
    payload: Mapped[dict[str, Any]]
    outbox_key: Mapped[str]  # of the promise it fulfils: handled twice, it is there once
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Choice(Base):
    """How a person wants to be told; who never chose has no row."""

    __tablename__ = "notification_choice"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    by_mail: Mapped[bool] = mapped_column(default=True)
    digest: Mapped[bool] = mapped_column(default=True)
    muted: Mapped[list[str]] = mapped_column(default=list)  # topics
    quiet_from: Mapped[time | None]  # city time; mails wait until `quiet_until`
    quiet_until: Mapped[time | None]
    version: Mapped[int] = mapped_column(default=1)


class RobotKind(StrEnum):
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


class Robot(Base):
    """A group robot: an address of the chat's provider, and what it is told."""

    __tablename__ = "robot"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    url: Mapped[str]  # with its key: a secret
    secret: Mapped[str] = mapped_column(default="")  # to sign with, where the provider wants it
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    topics: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(default=True)
    last_error: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
