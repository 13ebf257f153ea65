"""Staff and the organisations they work for, their sessions and one-time links."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from portal.core.audit import Actor
from portal.core.database import Base


class Role(StrEnum):
    ADMINISTRATOR = "administrator"  # everything, people and rules included
    PUBLISHER = "publisher"  # content of every organisation
    EDITOR = "editor"  # content of the own organisation
    OFFICER = "officer"  # enquiries of the own organisation
    VIEWER = "viewer"  # looks, changes nothing, sees no personal data


class OfficeWechat(Base):
    """The picture of an office's WeChat QR code, shown wherever one may ask that office."""

    __tablename__ = "office_wechat"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    media_id: Mapped[int] = mapped_column(ForeignKey("media_file.id"))


class Organisation(Base):
    """An office that owns content and answers enquiries; its names are public."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # agency, county, park
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    region: Mapped[str | None]
    names: Mapped[dict[str, str]]  # by locale segment, as are the other texts
    duties: Mapped[dict[str, str]]
    address: Mapped[dict[str, str]]
    hours: Mapped[dict[str, str]]
    phone: Mapped[str]
    email: Mapped[str]
    sample: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    # Comes with the office, so that pages without a code cost no query for it.
    wechat_id: Mapped[int | None] = column_property(
        select(OfficeWechat.media_id).where(OfficeWechat.organisation_id == id).scalar_subquery()
    )


class User(Base):
    """A member of staff. `password_hash` is empty until the invitation is taken up."""

    __tablename__ = "user"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    locale: Mapped[str] = mapped_column(default="zh-hans")
    password_hash: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship(lazy="joined")

    @property
    def actor(self) -> Actor:
        """The person as the audit trail names who acts."""
        return Actor(self.id, self.name)


class StaffSession(Base):
    """A signed-in browser: only the hash of its cookie is kept."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]  # absolute limit
    agent: Mapped[str]  # the browser's own words, shortened


class OneTimeLink(Base):
    """A link that lets its holder do one thing once: first administrator, join, reset.

    The token is derived from the secret key and `nonce`, so that a mail can be written later
    and nothing usable stands in the database.
    """

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    nonce: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class OfficeDuty(Base):
    """Who in an office takes what nobody took, and who is told when a promise is broken."""

    __tablename__ = "office_duty"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    duty_officer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    head_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)


class Team(Base):
    """People of one office who share its enquiries."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class TeamMember(Base):
    __tablename__ = "team_member"

    team_id: Mapped[int] = mapped_column(
        ForeignKey("team.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Absence(Base):
    """Days on which somebody is away, and who stands in."""

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]  # included
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
